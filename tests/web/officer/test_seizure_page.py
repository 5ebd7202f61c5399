"""The page of a seizure says how much it is and, plainly, what is missing before the load may move."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from custody.core.errors import NotAllowedNow
from custody.core.identifiers import new_label, parse_container_number
from custody.deadlines.models import Clock
from custody.evidence.actions import photo, reseal, seizure, weigh
from custody.evidence.actions.seizure import open_seizure
from custody.evidence.entries import NewExhibit, NewUnit
from custody.evidence.exceptions.policies import check_seconds_signed
from custody.evidence.selectors.borne import in_seal_order
from tests import stories
from tests.destruction.stories import png
from tests.web.desk import browser_of
from tests.web.shared.pages import read


def test_a_new_seizure_says_that_nothing_is_registered(cast, page_for):
    opened = stories.opened_seizure(cast)

    page = page_for(cast.officer, f"/seizures/{opened.id}/")

    missing = page.words.partition("Missing before the load may move")[2].partition("What is left to do")[0]
    assert "Count, weigh and seal the units" in missing
    assert f"/seizures/{opened.id}/units/" in page.html


def test_totals_count_what_lies_inside_and_weigh_what_lies_outside(cast, page_for):
    opened = stories.opened_seizure(cast)
    label = new_label(b"quays")
    pallet = stories.new_bag(kind="pallet", label=label, package_count=394,
                             reading=stories.reading(471_800_000, scale_code="S-PALLET"))
    seizure.register_units(act=stories.act_of(cast.officer), seizure_id=opened.id, units=[
        pallet, *(NewUnit(kind="bag", parent_label=label) for _ in range(16)), stories.new_bag()])

    for officer in (cast.officer, cast.second_officer, cast.supervisor):
        assert "1 pallet · 17 bags · 419 bricks · 496.8\u00a0kg" in page_for(officer, f"/seizures/{opened.id}/").html
    stranger = page_for(cast.planner, f"/seizures/{opened.id}/")
    assert "1 pallet · 17 bags · 419 bricks" in stranger.html
    assert "496.8" not in stranger.html


def test_a_total_says_how_much_of_it_was_weighed_and_which_unit_was_not(cast, page_for):
    opened = stories.opened_seizure(cast)
    path = f"/seizures/{opened.id}/"
    made = seizure.register_units(act=stories.act_of(cast.officer), seizure_id=opened.id,
                                  units=[stories.new_bag(reading=None)])
    assert "none weighed yet" in page_for(cast.officer, path).words

    made += stories.seized(cast, of=opened, count=3, reading=stories.reading(411_500_000, scale_code="S-PALLET"))
    page = page_for(cast.officer, path)

    assert "3 of 4 weighed: 1\u202f234.5\u00a0kg so far" in page.html
    assert page.words.count("Not weighed") == 1
    assert [unit.seal for unit in made if unit.seal not in page.html] == []
    assert made[0].seal not in page_for(cast.supervisor, path).html


def test_who_has_not_signed_stands_on_the_page_and_first_on_their_own_home(cast, page_for):
    made = open_seizure(act=stories.act_of(cast.officer), second_badge="4418",
                        conveyance_id=stories.contained(cast).id,
                        exhibits=[NewExhibit(substance="cocaine", form="unknown")])

    first, second = (page_for(each, f"/seizures/{made.id}/") for each in (cast.officer, cast.second_officer))
    home = page_for(cast.second_officer, "/").words

    assert "Badge 4418 signs as second officer" in first.words
    due = Clock.objects.get(clock_type="SECOND_SIGNATURE").due_at
    assert f"By {due.astimezone(ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)):%H:%M}" in first.words
    assert "Sign as second officer" in second.words
    assert "/exceptions/signatures/" in second.html
    assert "/exceptions/signatures/" not in first.html
    assert home.index("Sign for 2 acts") < home.index("is in your name now")
    assert "Badge 4417 named you as second officer at" in home
    stories.countersigned(cast.second_officer)
    assert "second officer" not in page_for(cast.officer, f"/seizures/{made.id}/").words


def test_the_opening_of_a_second_seizure_out_of_one_container_is_no_task_of_the_first(cast, page_for):
    container = stories.contained(cast)
    words = {"second_badge": "4418", "conveyance_id": container.id,
             "exhibits": [NewExhibit(substance="cocaine", form="unknown")]}  # fmt: skip
    first = open_seizure(act=stories.act_of(cast.officer), **words)
    stories.countersigned(cast.second_officer)
    second = open_seizure(act=stories.act_of(cast.officer), **words)

    pages = [page_for(cast.officer, f"/seizures/{each.id}/").words for each in (first, second)]

    assert ["Badge 4418 signs as second officer" in each for each in pages] == [False, True]
    check_seconds_signed([first.id])
    for of_which in ([second.id], [first.id, second.id]):
        with pytest.raises(NotAllowedNow):
            check_seconds_signed(of_which)


def test_of_a_sweep_only_the_whole_load_is_chosen_beforehand_and_only_for_one_seizure(cast, page_for):
    units = stories.seized(cast, count=3)
    path = f"/sweep/?seizure={units[0].seizure_id}"
    page = page_for(cast.officer, path)
    answers = {"methods": ["visual"], "minutes": "4", "result": "clear", "witness_badge": "4418"}

    chosen = [each.get("value") for each in read(page.html).iter("input") if each.get("checked") is not None]
    assert [each.partition(":")[0] for each in chosen] == ["whole"]
    assert "checked" not in page_for(cast.officer, "/sweep/").html
    assert 'name="minutes" value' not in page.html
    for left_out in ("minutes", "result", "methods"):
        sent = {name: answer for name, answer in answers.items() if name != left_out} | {"units": chosen}
        assert page_for(cast.officer, path, sent).status == 422
    assert page_for(cast.officer, path, answers).status == 422
    assert page_for(cast.officer, path, answers | {"units": chosen}).status == 302
    assert not any(unit.unswept for unit in stories.fresh(units))


def test_a_refusal_about_one_of_many_names_it(cast, page_for):
    opened = stories.opened_seizure(cast)
    [unit] = stories.seized(cast, of=opened)
    answers = {"kind": "bag", "package_count": "", "gross": "25", "scale": "S-FLOOR", "seal_number": unit.seal}

    page = page_for(cast.officer, f"/seizures/{opened.id}/units/", answers)

    assert page.status == 422
    assert f"Bag 2: Seal {unit.seal} is already in use" in page.words


def test_the_sweep_is_missing_and_then_the_load_may_move(cast, page_for):
    units = stories.seized(cast, count=2)
    path = f"/seizures/{units[0].seizure_id}/"

    before = page_for(cast.officer, path)
    stories.swept(cast, units)
    lacking = page_for(cast.officer, path)
    photo.attach_photo(act=stories.act_of(cast.officer), content=png(), slot="total", seizure_id=units[0].seizure_id)
    after = page_for(cast.officer, path)

    assert "2 units are unswept" in before.words
    assert f"/sweep/?seizure={units[0].seizure_id}" in before.html
    assert "/transfers/offer/" not in before.html
    assert "The load may move, but it still lacks a photo of everything laid out" in lacking.words
    assert "Nothing is missing: the load may move" in after.words
    assert "/transfers/offer/" in after.html


def test_that_the_load_may_move_says_who_has_not_signed_yet(cast, page_for, monkeypatch):
    monkeypatch.setattr(stories, "countersigned", lambda *_officers: None)
    [unit] = stories.swept(cast, stories.seized(cast))
    path = f"/seizures/{unit.seizure_id}/"

    owing = page_for(cast.officer, path)
    photo.attach_photo(act=stories.act_of(cast.officer), content=png(), slot="total", seizure_id=unit.seizure_id)
    whole = page_for(cast.officer, path)

    unsigned = f"Badge {cast.second_officer.badge} has not signed yet"
    assert f"it still lacks a photo of everything laid out. {unsigned}" in owing.words
    assert f"The load may move. {unsigned}" in whole.words


def test_what_stays_until_somebody_has_signed_is_said_with_who_that_is_and_left_behind(cast, page_for):
    units = in_seal_order(cast.officer, stories.swept(cast, stories.seized(cast, count=3)))
    path = f"/seizures/{units[0].seizure_id}/"
    reseal.replace_seal(act=stories.act_of(cast.officer), unit_id=units[1].id, witness_badge="4418", reason="torn",
                        new_seal=stories.new_seal())  # fmt: skip
    answers = {"purpose": "handover", "receiver_badge": "4420", "units": [str(units[1].id)]}

    page, home, theirs = page_for(cast.officer, path), page_for(cast.officer, "/"), page_for(cast.second_officer, path)
    offer = page_for(cast.officer, f"/transfers/offer/?seizure={units[0].seizure_id}")
    refused = page_for(cast.officer, "/transfers/offer/", answers)

    lacks = f"the signature of badge 4418, without which {units[1].label} stays here"
    assert lacks in page.words
    assert lacks in home.words
    said = f"{units[1].label}: stays until badge 4418 has signed for what was done with it"
    assert said in page.words
    assert said in offer.words
    assert f'href="/units/{units[1].id}/"' in offer.html
    assert theirs.html.count("/exceptions/signatures/") >= 1
    assert offer.html.count(" checked") == 2  # it is left behind
    assert (refused.status, said.replace(":", "") in refused.words) == (409, True), refused.words


def test_a_frozen_unit_holds_the_load_and_it_says_who_lifts_that(cast, page_for):
    [unit] = stories.swept(cast, stories.seized(cast))
    weigh.record_weighing(act=stories.act_of(cast.third_officer), unit_id=unit.id,
                          reading=stories.reading(unit.gross_mg - 2_000_000))

    page = page_for(cast.officer, f"/seizures/{unit.seizure_id}/")

    assert f"Have the discrepancy of {unit.label} explained" in page.words
    assert "Weight differs. A supervisor who never had it and did not report it explains it" in page.words
    assert "Nothing is missing" not in page.words


def test_an_offer_that_nobody_answered_holds_the_load(cast, page_for):
    [unit] = stories.swept(cast, stories.seized(cast))
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    page = page_for(cast.officer, f"/seizures/{unit.seizure_id}/")

    assert "Wait for the answer to the hand-over" in page.words
    assert f"/transfers/{offer.id}/" in page.html


def test_a_load_that_has_left_misses_nothing(cast, page_for):
    [unit] = stories.on_the_road(cast)

    page = page_for(cast.officer, f"/seizures/{unit.seizure_id}/")

    assert "Missing before the load may move" not in page.words
    assert "Nothing is missing" not in page.words


@pytest.mark.parametrize("role", ["supervisor", "third_officer"])
def test_who_has_no_part_in_it_sees_no_tasks(cast, page_for, role):
    [unit] = stories.seized(cast)

    page = page_for(getattr(cast, role), f"/seizures/{unit.seizure_id}/")

    assert page.status == 200
    assert "What is left to do" not in page.words


def test_the_page_asks_no_more_of_the_database_for_many_units(cast, client, django_assert_max_num_queries):
    few, many = stories.swept(cast, stories.seized(cast, count=2)), stories.swept(cast, stories.seized(cast, count=12))
    photo.attach_photo(act=stories.act_of(cast.officer), content=png(), slot="total", seizure_id=few[0].seizure_id)
    client.force_login(cast.officer)
    with django_assert_max_num_queries(100) as asked:
        client.get(f"/seizures/{few[0].seizure_id}/")

    with django_assert_max_num_queries(len(asked.captured_queries)):
        client.get(f"/seizures/{many[0].seizure_id}/")


def last_task(page):
    return page.words.partition("What is left to do")[2].partition("Hand the load over")[2].partition("Units")[0]


def test_a_load_that_was_handed_over_is_said_to_be_done_and_with_whom(cast, page_for):
    [unit] = stories.on_the_road(cast)

    for officer in (cast.officer, cast.second_officer):
        page = page_for(officer, f"/seizures/{unit.seizure_id}/")
        assert last_task(page).strip().startswith("Done: badge 4501 took it over")
        assert "Photo still owed" in page.words
        assert "Count, weigh and seal more" not in page.words
        assert "Weigh it" not in page_for(officer, f"/units/{unit.id}/").words
    assert "Badge 4501 took over your 1 unit" in page_for(cast.officer, "/").words


def test_the_two_who_made_a_seizure_recognise_it_and_hand_it_over_from_its_green_box(cast, page_for):
    [unit] = stories.swept(cast, stories.seized(cast))
    number = unit.seizure.conveyance.conveyance.container_number

    mine, other = (page_for(each, f"/seizures/{unit.seizure_id}/") for each in (cast.officer, cast.supervisor))

    shown = parse_container_number(number).display
    assert f"Cocaine · Container {shown}" in mine.words
    assert number not in other.html
    assert shown not in other.html
    assert "Hand it over now" in mine.words


def test_a_load_that_cannot_move_yet_says_what_comes_first(cast, page_for):
    [unit] = stories.seized(cast)

    said = last_task(page_for(cast.officer, f"/seizures/{unit.seizure_id}/"))

    assert "Cannot start yet" in said
    assert "First: Sweep for trackers" in said


def text_of_find(officer, path, part):
    return browser_of(officer).post(f"{path}find/", {"find": part}, follow=True).content.decode()


def test_a_load_of_many_units_is_folded_by_seals_found_by_label_and_never_chosen_where_frozen(cast, page_for):
    units = in_seal_order(cast.officer, stories.swept(cast, stories.seized(cast, count=26)))
    path = f"/seizures/{units[0].seizure_id}/"
    weigh.record_weighing(act=stories.act_of(cast.third_officer), unit_id=units[3].id,
                          reading=stories.reading(units[3].gross_mg - 2_000_000))

    whole = page_for(cast.officer, path)
    found, none = (text_of_find(cast.officer, path, part) for part in
                   (units[5].label.lower().replace("-", "")[:7], "zzzzzzzz"))
    offer = page_for(cast.officer, f"/transfers/offer/?seizure={units[0].seizure_id}")

    assert whole.html.count('<details class="c-fold">') == 2
    assert f"{units[0].seal} – {units[15].seal}" in whole.words
    assert "26 units" in whole.words
    assert "1 unit found" in found
    assert units[5].label in found
    assert units[6].label not in found
    assert "0 units found" in none
    assert offer.html.count('<details class="c-fold" open>') == 2  # what is ticked is never hidden
    assert offer.html.count(" checked") == 25  # how it goes is chosen by nobody
    assert "data-place" not in offer.html  # they lie together
    frozen = f"{units[3].label} · {units[3].seal}Bag · seized · Frozen by a discrepancy"
    assert frozen in offer.words.replace(" Bag", "Bag")


def test_a_signed_sweep_says_that_it_is_saved(cast, page_for):
    [unit] = stories.seized(cast)
    sent = {"units": [str(unit.id)], "methods": ["rf_detector"], "minutes": "10", "result": "clear",
            "witness_badge": cast.second_officer.badge}

    signed = page_for(cast.officer, f"/sweep/?seizure={unit.seizure_id}", sent)

    assert signed.status == 302
    assert "Saved: the sweep of 1 unit is signed." in page_for(cast.officer, signed.location).words


def test_a_list_knows_what_lies_elsewhere_by_the_books_and_names_no_place(cast, page_for):
    here, there = stories.stored(cast, count=2), stories.stored(cast, place="DUNLIN")

    page = page_for(cast.storekeeper, "/transfers/offer/")
    numbers = dict(re.findall(r'value="([0-9A-Z-]{11})"[^>]*data-place="(\d+)"', page.html))

    assert len({numbers[unit.label] for unit in here}) == 1
    assert numbers[there[0].label] != numbers[here[0].label]
    assert "DUNLIN" not in page.html.partition('name="destination')[0]


def test_a_load_that_may_move_says_in_the_same_sentence_what_it_lacks(cast, page_for):
    units = stories.swept(cast, stories.seized(cast, count=2, seal=None, reading=None))

    page = page_for(cast.officer, f"/seizures/{units[0].seizure_id}/")

    assert "The load may move, but it still lacks 2 seals, 2 weights, a photo of everything laid out" in page.words
    assert "Nothing is missing" not in page.words
