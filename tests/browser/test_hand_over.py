"""64 bags from one pair of hands into another, in two browsers: 62 are taken, one seal differs, one bag is missing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import override_settings

from custody.alerts.models import Alert
from custody.evidence.models import Discrepancy, HandlingUnit, Transfer
from custody.evidence.selectors.vehicles import seals_to_read
from tests import stories
from tests.browser.hands import Count, phone
from tests.web.browser import chromium, served
from tests.web.shared.test_in_a_browser import scan

BAGS = 64


@pytest.fixture
def quay(house_cast, cookie_of):
    """Yield the phones of the officer and of the storekeeper on one served house, and its cast."""
    count = Count()
    with override_settings(DEBUG=False), served() as site, chromium() as browser:
        with connection.cursor() as cursor:
            # Hands are slow on a busy machine, and this process only looks now and then.
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
        hands = [
            phone(browser, site=site, badge=officer.badge, count=count, cookie=cookie_of(officer))
            for officer in (house_cast.officer, house_cast.storekeeper)
        ]
        yield house_cast, *hands, count


def offer_the_load(hand, receiver, *, units=()):
    hand.open("/transfers/offer/")
    hand.pick("purpose", "handover")
    hand.write("receiver_badge", receiver.badge)
    for picked in [unit.label for unit in units] or ["whole"]:
        hand.pick("units", picked)
    hand.tap("Sign the offer")


def scan_all(hand, codes):
    """Hold the scanner to one code after the other, no tap and no key, and wait until the house has said what each is:
    nothing is left that is only read."""
    for code in codes:
        scan(hand.page, code)
    compared(hand)


def compared(hand):
    """Wait until the house has said of every code what it is of."""
    hand.page.wait_for_function("() => !document.querySelector('.c-batch__count').textContent.includes('compared')")


def reloaded(hand):
    """Load the page anew, as a thumb or a phone that needs the room does: what was read is back, and was sealed."""
    hand.page.wait_for_function("() => sessionStorage.getItem('custody_draft') !== null")
    hand.page.wait_for_timeout(300)
    assert "AN1000" not in hand.page.evaluate("sessionStorage.getItem('custody_draft')")
    with hand.page.expect_response("**/lock/draft/"):
        hand.page.reload()
    hand.page.get_by_text("is back").first.wait_for()
    compared(hand)
    hand.page.wait_for_timeout(300)


def reloaded_twice_while_the_house_answers(hand):
    """Load the page anew, and once more before the house has given back what was read."""
    hand.page.wait_for_timeout(300)
    hand.page.route("**/lock/draft/", lambda route: None)
    with hand.page.expect_request("**/lock/draft/"):
        hand.page.reload()
    hand.page.unroute("**/lock/draft/")
    with hand.page.expect_response("**/lock/draft/"):
        hand.page.reload()
    hand.page.get_by_text("is back").first.wait_for()
    compared(hand)


def gone_and_back(hand, path, unit):
    """Read a unit and a wrong code, strike that out, and go to another form: the one is back, and the other is not."""
    hand.open(path)
    scan_all(hand, [unit.seal, "ZZ888888"])
    hand.page.get_by_role("button", name="strike it out").click()
    hand.page.wait_for_timeout(300)
    hand.open("/transfers/offer/")
    hand.open(path)
    hand.page.get_by_text("is back").first.wait_for()
    compared(hand)
    assert hand.page.locator("textarea[data-reads]").input_value() == unit.seal
    hand.page.wait_for_timeout(300)
    hand.page.evaluate("sessionStorage.clear()")


def test_two_officers_hand_over_a_load_of_which_one_bag_is_missing_and_one_seal_differs(quay):
    cast, giver, receiver, count = quay
    units = sorted(stories.seized(cast, count=BAGS), key=lambda unit: unit.label)
    wrong, gone = units[20], units[40]
    offer_the_load(giver, cast.storekeeper)
    offer = Transfer.objects.get()
    assert giver.heading() == "Offered"
    gone_and_back(receiver, f"/transfers/{offer.id}/receive/", units[0])
    count.begin()

    receiver.open(f"/transfers/{offer.id}/receive/")
    assert receiver.page.evaluate("document.documentElement.scrollHeight") < 4_000
    counted = receiver.page.locator(".c-batch__count")
    assert counted.inner_text() == f"0 read · {BAGS} in all"
    scan_all(receiver, [unit.seal for unit in units if unit not in (wrong, gone)])
    assert counted.inner_text() == f"{BAGS - 2} read · {BAGS} in all"
    assert "Scanned" in receiver.page.locator(".c-batch__reads li").first.inner_text()
    reloaded(receiver)
    assert counted.inner_text() == f"{BAGS - 2} read · {BAGS} in all"
    scan_all(receiver, ["ZZ999999"])
    receiver.picture("strange")
    reloaded_twice_while_the_house_answers(receiver)
    assert receiver.page.locator(".c-batch__strange").count() == 1  # the question is back with the code
    receiver.page.get_by_role("button", name="It is here, and of no unit of this list: I put it aside").click()
    assert receiver.page.inner_text(".c-batch__aside") == "Put aside: ZZ999999"
    receiver.tap("Accept and sign")
    assert receiver.page.inner_text(".c-batch__aside") == "Put aside: ZZ999999"
    assert "If that is this unit, enter the number as its seal" in receiver.page.locator(".c-row").first.inner_text()
    assert not receiver.page.locator("[name=rest]").count()  # what lies here is not reported as not there
    receiver.page.get_by_role("button", name="Show the 2 not read").click()
    assert receiver.page.evaluate("document.activeElement.textContent").startswith(wrong.label)
    scan_all(receiver, ["ZZ999999"])
    receiver.page.get_by_role("button", name="It is the seal on a unit of this load").click()
    receiver.picture("which-is-it")
    receiver.page.get_by_role("button", name=f"On {wrong.label}").click()
    assert receiver.page.inner_text(".c-batch__aside") == ""
    assert counted.inner_text() == f"{BAGS - 2} read · 1 with another seal · {BAGS} in all"
    assert "Another seal than we know" in receiver.page.locator(".c-batch__reads li").first.inner_text()
    receiver.tap("Accept and sign")
    receiver.picture("one-not-read")
    assert f"1 unit is not read yet: the one with label {gone.label}" in receiver.page.inner_text("main")
    assert f"{wrong.label}, read as ZZ999999. This is not the seal we know" in receiver.page.inner_text("main")
    assert not Discrepancy.objects.exists()
    receiver.tap(f"Accept {BAGS - 1}, report 1 as not there")
    print(f"\n{BAGS} bags received: {count.told()}")
    assert (count.taps, count.keys) == (4, 0)

    said = receiver.page.inner_text("main")
    assert receiver.heading() == "You have the load"
    assert f"responsible for {BAGS - 1} units" in said
    assert "1 unit was not taken" in said
    assert f"{BAGS - 1} bags of {units[0].seizure.code_word}" in said
    assert receiver.page.get_by_role("link", name="Put it in store").is_visible()
    receiver.picture("received")
    stories.fresh([*units, gone, wrong])
    clean = [unit for unit in units if unit.custodian == cast.storekeeper and not unit.discrepancy_open]
    assert len(clean) == 62
    assert (wrong.custodian, gone.custodian) == (cast.storekeeper, cast.officer)
    assert dict(Discrepancy.objects.values_list("unit__label", "discrepancy_kind")) == {
        wrong.label: "seal", gone.label: "missing"
    }
    assert dict(Alert.objects.values_list("subject_id", "rule")) == {wrong.id: "AL6", gone.id: "AL5"}
    assert set(Alert.objects.values_list("level", flat=True)) == {1}
    assert HandlingUnit.objects.filter(custodian=cast.storekeeper).count() == BAGS - 1
    for hand, unit, sentence in ((receiver, wrong, "Hand-over accepted"), (giver, gone, "Not taken over")):
        hand.open(f"/units/{unit.id}/")
        told = hand.page.inner_text("main")
        assert sentence in told
        assert "Discrepancy opened" in told
    giver.picture("not-taken-over")
    # The browser itself remarks on the one answer that asks to read again.
    remarks = [each for each in receiver.complaints() if "422" not in each]
    assert giver.complaints() == remarks == []


def test_without_a_line_a_seal_is_read_and_compared_when_it_is_sent(quay):
    cast, _giver, receiver, _count = quay
    units = stories.on_the_road(cast, units=stories.swept(cast, stories.seized(cast, count=3)))
    offer = stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)
    [vehicle] = set(seals_to_read(offer, units).values())
    receiver.open(f"/transfers/{offer.id}/receive/")
    counted = receiver.page.locator(".c-batch__count")

    receiver.page.context.set_offline(True)
    for code in (vehicle, units[0].seal, units[1].seal, "ZZ999999"):
        scan(receiver.page, code)

    assert receiver.page.input_value("[name=vehicle_seal_0]") == vehicle
    receiver.page.get_by_text("compared when you send it").wait_for()
    assert counted.inner_text() == "0 read · 3 not compared yet · 3 in all"
    assert receiver.page.locator(".c-batch__strange").count() == 0
    receiver.page.context.set_offline(False)
    compared(receiver)
    assert counted.inner_text() == "2 read · 3 in all"
    assert "ZZ999999" in receiver.page.locator(".c-batch__strange").inner_text()
    receiver.page.get_by_role("button", name="strike it out").click()
    scan(receiver.page, units[2].seal)
    scan(receiver.page, "P1:BITTERN")
    receiver.tap("Accept and sign")
    assert receiver.heading() == "You have the load"


def test_what_the_house_answers_late_moves_no_button_up_under_the_thumb(quay):
    cast, giver, receiver, _count = quay
    units = stories.seized(cast, count=3)
    offer_the_load(giver, cast.storekeeper, units=units)
    page = receiver.page
    page.add_init_script("AbortSignal.timeout = () => new AbortController().signal")  # a busy machine takes longer
    receiver.open(f"/transfers/{Transfer.objects.get().id}/receive/")
    accept = page.get_by_role("button", name="Accept and sign")
    held = []
    page.route("**/read/", lambda route: held.append(route))
    for unit in units:
        scan(page, unit.seal)
    page.wait_for_function("() => document.querySelector('.c-batch__count').textContent.includes('3 not compared')")
    before = accept.bounding_box()["y"] + page.evaluate("scrollY")

    page.route("**/read/", lambda route: route.continue_())
    for each in held:
        each.continue_()
    compared(receiver)

    assert page.locator(".c-batch__count").inner_text() == "3 read · 3 in all"
    after = accept.bounding_box()["y"] + page.evaluate("scrollY")
    assert after >= before - 0.5, f"the button went up from {before} to {after}"


@pytest.mark.parametrize("is_offline", [False, True], ids=["the line fails", "no line"])
def test_a_house_that_cannot_be_asked_is_asked_now_and_then_and_the_page_goes_on(quay, is_offline):
    cast, giver, receiver, _count = quay
    units = stories.seized(cast, count=2)
    offer_the_load(giver, cast.storekeeper, units=units)
    receiver.open(f"/transfers/{Transfer.objects.get().id}/receive/")
    page, asked = receiver.page, []
    page.route("**/read/", lambda route: (asked.append(1), route.abort()))
    page.context.set_offline(is_offline)

    scan(page, units[0].seal)
    page.wait_for_timeout(1000)
    assert len(asked) <= 1
    scan(page, units[1].seal)
    page.wait_for_function("() => document.querySelector('.c-batch__count').textContent.includes('2 not compared')")
    page.route("**/read/", lambda route: route.continue_())
    page.context.set_offline(False)

    compared(receiver)
    assert page.locator(".c-batch__count").inner_text() == "2 read · 2 in all"
