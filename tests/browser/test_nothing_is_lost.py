"""Whatever goes wrong with a form: one record, a clear answer, and every answer still there. Also without scripts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from custody.evidence.models import HandlingUnit, Photo, Seizure, TransferLine
from tests import stories
from tests.browser.hands import Count, phone
from tests.browser.unconnected import new_number
from tests.destruction.stories import png

ANSWERS = """() => [...document.querySelectorAll("main form.c-form :is(input, textarea)")]
  .filter((each) => !["csrfmiddlewaretoken", "idempotency_key", "expected_seq"].includes(each.name))
  .filter((each) => !["submit", "file"].includes(each.type))
  .filter((each) => !["radio", "checkbox"].includes(each.type) || each.checked)
  .map((each) => [each.name, each.value])"""


@pytest.fixture(scope="module")
def house(standing_house):
    """Return what the forms are about."""
    [used] = stories.seized(standing_house, crew=True)
    return {"used": used, "seizure": used.seizure, "cast": standing_house}


@pytest.fixture(params=["with scripts", "without scripts"])
def officer(request, browser, site, house, cookie_of):
    """Give the officer a phone, with scripts and without."""
    hand = phone(browser, site=site, badge="4417", count=Count(), cookie=cookie_of(house["cast"].officer),
                 java_script_enabled=request.param == "with scripts")
    yield hand
    hand.page.context.close()


def answers(hand):
    """Return every answer that stands in the form, in the order of the page."""
    return hand.page.evaluate(ANSWERS)


def send(hand):
    """Send the form with its first button and wait for the answer."""
    with hand.page.expect_navigation():
        hand.page.locator("main form.c-form button[type=submit]").first.click()


def refused(hand, *words):
    """Send the form; assert that it comes back with these words and with every answer that stood in it."""
    before, where = answers(hand), hand.page.url
    send(hand)
    assert hand.page.url == where
    said = hand.page.inner_text("[data-error-summary]")
    for word in words:
        assert word in said
    assert answers(hand) == before


def write_a_stop(hand, *, number=None, second="4418", more=False):
    hand.open("/stop/?more" if more else "/stop/")
    hand.write("container_number", number or new_number())
    hand.pick("place_near", "HERON")
    hand.write("second_badge", second)


def write_a_unit(hand, house, *, gross="25.4", bricks="25", seal):
    hand.open(f"/seizures/{house['seizure'].id}/units/")
    hand.pick("kind", "bag")
    hand.write("package_count", bricks)
    hand.write("gross", gross)
    hand.pick("scale", "S-FLOOR")
    hand.write("seal_number", seal)


# --- one record --------------------------------------------------------------------------------------------


def test_a_double_click_is_one_record(officer):
    write_a_stop(officer)
    before = HandlingUnit.objects.count()

    officer.page.locator("main form.c-form button[type=submit]").first.dblclick()
    officer.page.wait_for_url(re.compile("/recorded/"))

    assert HandlingUnit.objects.count() == before + 1


def test_a_request_sent_again_gets_the_same_answer(officer, site):
    write_a_stop(officer)
    sent = {}

    def keep(request):
        if request.method == "POST" and request.url.endswith("/stop/"):  # the page posts of itself too
            sent.update(body=request.post_data)

    officer.page.on("request", keep)
    send(officer)
    before, where = HandlingUnit.objects.count(), officer.page.url

    again = officer.page.context.request.post(
        f"{site}/stop/", data=sent["body"],
        headers={"content-type": "application/x-www-form-urlencoded", "origin": site, "referer": f"{site}/stop/"})

    assert again.url == where
    assert HandlingUnit.objects.count() == before


def test_a_form_that_went_stale_comes_back_with_its_answers_and_then_passes(officer, house, site, browser, cookie_of):
    unit = stories.contained(house["cast"])
    officer.open(f"/units/{unit.id}/strip/")
    officer.write("witness_badge", "4420")
    other = phone(browser, site=site, badge="4418", count=Count(), cookie=cookie_of(house["cast"].second_officer))
    other.open(f"/units/{unit.id}/guard/")
    other.write("guard_badge", "4420")
    send(other)
    other.page.context.close()

    refused(officer, "changed")
    send(officer)

    unit.refresh_from_db()
    assert unit.custody_state == "extraction"


def test_an_offer_that_was_withdrawn_is_told_in_words(officer, house):
    cast = house["cast"]
    offer = stories.offered(cast, stories.swept(cast, stories.seized(cast)), receiver=cast.storekeeper)
    officer.open(f"/transfers/{offer.id}/cancel/")
    officer.write("reason", "Wrong receiver")
    stories.accepted(offer, by=cast.storekeeper)

    send(officer)

    assert officer.page.inner_text("[data-error-summary]")
    assert dict(answers(officer))["reason"] == "Wrong receiver"
    assert TransferLine.objects.get(transfer=offer).state == "accepted"


# --- a clear answer, and nothing lost ----------------------------------------------------------------------


def test_a_wrong_container_number_is_asked_again_and_may_stand_when_the_door_says_so(officer):
    right = new_number()
    wrong = f"{right[:-1]}{(int(right[-1]) + 1) % 10}"
    write_a_stop(officer, number=wrong)
    before = HandlingUnit.objects.count()

    refused(officer, f"{wrong} does not pass its own check")
    assert HandlingUnit.objects.count() == before
    officer.page.check("[name=container_number_seen]")
    send(officer)

    assert "/recorded/" in officer.page.url
    assert HandlingUnit.objects.count() == before + 1


def test_a_second_officer_must_be_one_and_another_person(officer):
    write_a_stop(officer, second="4931")

    refused(officer, "You do not have the role for this. Ask somebody who has it: officer")
    officer.write("second_badge", "4417")
    refused(officer, "Choose another person: one person cannot sign both sides")


def test_a_weight_that_cannot_be_is_refused(officer, house):
    write_a_unit(officer, house, seal="BE48 9001")
    before = HandlingUnit.objects.count()

    for gross in ("-4", "heavy", "9999999"):
        officer.write("gross", gross)
        refused(officer, "")
        assert officer.page.locator("main [name=gross][aria-invalid=true]").count() == 1

    assert HandlingUnit.objects.count() == before


def test_a_weight_of_two_readings_is_asked_back_and_never_guessed(officer, house, request):
    seal = f"BE48 91{len(request.node.name) % 10}{HandlingUnit.objects.count()}"
    write_a_unit(officer, house, gross="1.410", bricks="1", seal=seal)

    refused(officer, "1.41")
    officer.page.check("[name=gross_reading][value='1410000']")
    send(officer)

    assert HandlingUnit.objects.get(seal=seal.replace(" ", "")).gross_mg == 1_410_000


def test_a_time_that_is_still_to_come_is_asked_back_with_the_day_in_words(officer):
    meant = (datetime.now(UTC) - timedelta(hours=20)).replace(second=0, microsecond=0)
    with timezone.override("Europe/Brussels"):
        clock = f"{timezone.localtime(meant):%H:%M}"
    write_a_stop(officer, more=True)
    officer.pick("occurred_at_choice", "other")
    officer.write("occurred_at_clock", clock)

    refused(officer, f"Was it at {clock} on ", "20 hours ago?")
    box = officer.page.locator("[name=occurred_at_reading]")
    assert box.is_visible()
    box.check()
    send(officer)

    stopped = HandlingUnit.objects.get(id=re.search(r"stop/([0-9a-f-]{36})/", officer.page.url)[1])
    assert stopped.held_since == meant


def test_bricks_that_no_brick_weighs_are_asked_back_with_a_box_to_tick(officer, house, request):
    seal = f"BE49 91{len(request.node.name) % 10}{HandlingUnit.objects.count()}"
    write_a_unit(officer, house, gross="20", bricks="1000", seal=seal)
    assert not officer.page.query_selector("[name=sure]")

    refused(officer, "Each brick would weigh 20 g")
    officer.page.check("[name=sure]")
    send(officer)

    assert HandlingUnit.objects.get(seal=seal.replace(" ", "")).package_count == 1_000


def test_a_seal_that_was_used_is_refused(officer, house):
    write_a_unit(officer, house, seal=house["used"].seal)
    before = HandlingUnit.objects.count()

    refused(officer, "is already in use")

    assert HandlingUnit.objects.count() == before


def test_a_photo_of_thirty_megabytes_is_refused_in_words(officer, house, tmp_path):
    heavy = tmp_path / "heavy.png"
    heavy.write_bytes(png() + bytes(30 * 1024 * 1024))
    before = Photo.objects.count()
    officer.open(f"/seizures/{house['seizure'].id}/photo/")
    officer.pick("slot", "scale_display")
    officer.page.set_input_files("main [name=photo]", heavy)

    refused(officer, "30.0", "15.0", "lower resolution")

    assert "Choose this photo again" in officer.page.inner_text("main")
    assert Photo.objects.count() == before


def test_an_emoji_is_welcome(officer):
    write_a_stop(officer, more=True)
    officer.write("remark", "Two dogs 🐕🐕 sat down – ‮door‬ side, Ærø, 港口")
    officer.write("cover_load", "🍌 bananas")

    send(officer)

    assert "/recorded/" in officer.page.url


def test_a_remark_of_ten_thousand_characters_is_refused_and_kept_to_the_last(officer):
    write_a_stop(officer, more=True)
    officer.write("remark", "🐕" * 10_000)
    officer.write("cover_load", "bananas")

    refused(officer, "10000 characters and may have 2000")


def test_a_find_without_an_answer_says_which(officer):
    before = Seizure.objects.count()
    officer.open("/seizures/open/?more")
    officer.pick("concealment", "postal")

    refused(officer, "")

    assert officer.page.locator("[data-error-summary] a").count() >= 1
    assert Seizure.objects.count() == before


def test_the_way_back_after_sending_leads_to_an_empty_form_and_not_to_a_second_record(officer):
    write_a_stop(officer)
    send(officer)
    before = HandlingUnit.objects.count()

    officer.page.go_back()
    send(officer)

    assert "Enter the number on the door" in officer.page.inner_text("[data-error-summary]")
    assert HandlingUnit.objects.count() == before
