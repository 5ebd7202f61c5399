"""Reads: who may know of what, in a fixed number of questions to the database."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.core.lifecycle import CustodyState, Family
from custody.evidence.actions import stop
from custody.evidence.actions.seizure import register_units
from custody.evidence.actions.weigh import record_weighing
from custody.evidence.choices import choices_for
from custody.evidence.entries import NewUnit
from custody.evidence.models import Discrepancy
from custody.evidence.selectors import access, figures, holding, timeline
from custody.evidence.selectors.stock import lying_in
from custody.organisation.models import Place
from tests import stories
from tests.destruction import stories as burning

SEES_NOTHING = ["nobody", "administrator"]


def test_a_unit_is_found_by_its_label_however_it_was_typed(cast):
    [unit] = stories.seized(cast)

    for text in (unit.label, unit.label.lower().replace("-", " "), f"C1:{unit.label.replace('-', '')}"):
        assert access.unit_for(cast.planner, label=text) == unit
    assert access.unit_for(cast.device, unit_id=unit.id) == unit


@pytest.mark.parametrize("who", SEES_NOTHING)
def test_absent_and_not_yours_are_one_answer(cast, refused, who):
    [unit] = stories.seized(cast)
    officer = getattr(cast, who)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    record_weighing(act=stories.act_of(cast.crew), unit_id=unit.id, reading=stories.reading(1_000))
    post = stop.post_guard(act=stories.act_of(cast.officer), unit_id=stories.contained(cast).id, guard_badge="4501")

    for asked in (
        lambda: access.unit_for(officer, label=unit.label),
        lambda: access.unit_for(officer, unit_id=unit.id),
        lambda: access.seizure_for(officer, code_word=unit.seizure.code_word),
        lambda: access.seizure_for(officer, seizure_id=unit.seizure_id),
        lambda: access.transfer_for(officer, transfer_id=offer.id),
        lambda: access.discrepancy_for(officer, discrepancy_id=Discrepancy.objects.get().id),
        lambda: access.guard_post_for(officer, guard_id=post.id),
        lambda: access.photo_for(officer, photo_id=uuid4()),
        lambda: access.unit_for(cast.officer, label="7KQ4-M2XD-R"),
        lambda: access.unit_for(cast.officer, label="?"),
        lambda: access.unit_for(cast.officer),
        lambda: access.seizure_for(cast.officer, code_word="?"),
        lambda: access.seizure_for(cast.officer),
        lambda: access.transfer_for(cast.second_storekeeper, transfer_id=offer.id),
    ):
        with refused("record.not_found"):
            asked()


def test_those_who_take_part_or_command_see_a_hand_over(cast):
    offer = stories.offered(
        cast,
        stories.swept(cast, stories.seized(cast)),
        receiver=cast.crew,
        second=cast.second_crew,
        purpose="departure",
    )

    for officer in (cast.officer, cast.crew, cast.second_crew, cast.supervisor, cast.auditor):
        assert access.transfer_for(officer, transfer_id=offer.id) == offer


def test_the_rest_is_found_by_its_id(cast):
    [unit] = stories.seized(cast)
    record_weighing(act=stories.act_of(cast.crew), unit_id=unit.id, reading=stories.reading(1_000))
    discrepancy = Discrepancy.objects.get()
    post = stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4501")

    assert access.discrepancy_for(cast.supervisor, discrepancy_id=discrepancy.id) == discrepancy
    assert access.guard_post_for(cast.officer, guard_id=post.id) == post
    assert access.seizure_for(cast.officer, seizure_id=unit.seizure_id) == unit.seizure
    assert access.seizure_for(cast.officer, code_word=unit.seizure.code_word.lower()) == unit.seizure
    assert [each.number for each in access.exhibits_for(cast.officer, seizure=unit.seizure)] == [1]
    assert access.exhibits_for(cast.nobody, seizure=unit.seizure) == []
    assert list(holding.open_discrepancies(cast.supervisor)) == [discrepancy]


def test_my_custody_is_what_is_in_my_name_alone_or_with_another(cast):
    conveyance = stories.contained(cast)
    units = stories.seized(cast, count=2)
    stories.accepted(stories.offered(cast, [units[0]], receiver=cast.storekeeper), by=cast.storekeeper)

    assert set(holding.my_custody(cast.second_officer)) == {conveyance, units[0].seizure.conveyance}
    assert units[1] in holding.my_custody(cast.officer)
    assert list(holding.my_custody(cast.storekeeper)) == [units[0]]
    assert list(holding.my_custody(cast.nobody)) == []


def test_what_waits_for_me_and_what_i_offered(cast):
    first, second = stories.swept(cast, stories.seized(cast, count=2))
    one = stories.offered(cast, [first], receiver=cast.storekeeper)
    two = stories.offered(cast, [second], receiver=cast.crew, second=cast.second_crew, purpose="departure")

    assert holding.waiting_for(cast.storekeeper) == [one]
    assert holding.waiting_for(cast.second_crew) == [two]
    assert holding.offered_by(cast.officer) == [one, two]
    assert holding.offered_by(cast.officer, limit=1) == [one]
    assert holding.transfer_units(two) == [second]
    stories.accepted(one, by=cast.storekeeper)
    assert holding.waiting_for(cast.storekeeper) == []


def test_what_lies_inside_a_unit(cast):
    [bag] = stories.seized(cast)
    [brick] = register_units(
        act=stories.act_of(cast.officer),
        seizure_id=bag.seizure_id,
        units=[NewUnit(kind="brick", parent_label=bag.label)],
    )

    assert list(holding.units_inside(bag)) == [brick]


def test_a_list_asks_the_same_number_of_questions_however_long_it_is(cast, django_assert_num_queries):
    stories.seized(cast, count=6)

    with django_assert_num_queries(1):
        for unit in holding.my_custody(cast.officer):
            str(unit.custodian), str(unit.seizure), str(unit.exhibit_id)


def test_the_timeline_tells_the_story_without_sealed_fields(cast):
    [unit] = stories.stored(cast)

    lines = timeline.timeline(unit)

    assert [line.type.code for line in lines][:2] == ["unit.stored/1", "transfer.accepted/1"]
    for line in lines:
        assert not {"place_id", "gross_mg", "seal", "seal_seen"} & set(line.values)
    people = timeline.people_in(lines)
    assert people[cast.storekeeper.pseudonym] == "4601"
    assert people[cast.second_officer.pseudonym] == "4418"


def test_the_timeline_of_an_inner_unit_follows_the_outer_one_from_when_it_lay_in_it(cast):
    [bag] = stories.seized(cast)
    [brick] = register_units(
        act=stories.act_of(cast.officer),
        seizure_id=bag.seizure_id,
        units=[NewUnit(kind="brick", parent_label=bag.label)],
    )
    stories.offered(cast, [bag], receiver=cast.storekeeper)

    told = [line.type.code for line in timeline.timeline(brick, newest_first=False)]

    assert told == ["unit.enclosed/1", "transfer.offered/1"]
    assert timeline.custodians_of(bag) == {cast.officer.pseudonym}


def test_figures_count_outermost_goods_by_state(cast):
    stories.stored(cast, count=2)
    [bag] = stories.seized(cast)
    register_units(
        act=stories.act_of(cast.officer),
        seizure_id=bag.seizure_id,
        units=[NewUnit(kind="brick", parent_label=bag.label)],
    )
    stories.sampled(cast)

    hands = {each.state: (each.units, each.mg) for each in figures.on_hand()}

    assert hands == {CustodyState.SEIZED: (1, 25_000_000), CustodyState.STORED: (3, 74_995_000)}
    conveyances = {each.state: (each.units, each.mg) for each in figures.on_hand(family=Family.CONVEYANCE)}
    assert conveyances == {CustodyState.EMPTIED: (3, 0)}


def test_the_stock_of_every_day_is_what_came_less_what_burnt(cast):
    stories.seized(cast, count=2)
    stories.sampled(cast)
    today = stories.now().date()

    days = figures.stock_per_day(first=today - timedelta(days=2), last=today, zone="UTC")
    later = figures.stock_per_day(first=today + timedelta(days=1), last=today + timedelta(days=1), zone="UTC")

    assert [(each.seized_mg, each.stock_mg) for each in days] == [(0, 0), (0, 0), (74_995_000, 74_995_000)]
    assert [(each.seized_mg, each.burnt_mg, each.stock_mg) for each in later] == [(0, 0, 74_995_000)]


def test_what_burnt_leaves_the_stock_on_the_day_it_burnt(cast):
    burning.burnt(cast)
    stories.seized(cast)
    today = stories.now().date()

    [day] = figures.stock_per_day(first=today, last=today, zone="UTC")

    assert day.seized_mg - day.burnt_mg == day.stock_mg == 25_000_000
    assert day.burnt_mg > 0


def test_each_place_is_summed_without_naming_what_lies_there(cast, django_assert_num_queries):
    stories.stored(cast, count=3, place="DUNLIN")
    places = list(Place.objects.filter(code_word__in=["DUNLIN", "BITTERN"]).order_by("code_word"))

    with django_assert_num_queries(1):
        lying = lying_in(places)

    assert [(lying[place.id].units, lying[place.id].mg) for place in places] == [(0, 0), (3, 75_000_000)]


def test_a_page_learns_what_may_be_done_now_and_why_the_rest_may_not(cast):
    [unit] = stories.seized(cast)
    conveyance = stories.opened(cast)

    goods = {each.act: each.verdict for each in choices_for(cast.officer, unit)}
    stopped = {each.act: each.verdict for each in choices_for(cast.officer, conveyance)}

    assert goods["offer_handover"].ok
    assert goods["remove_seal"].ok
    assert goods["apply_seal"].refusal.code == "seal.present"
    assert goods["offer_departure"].refusal.code == "sweep.missing"
    assert goods["take_sample"].refusal.code == "role.missing"
    assert {name for name, verdict in stopped.items() if verdict.ok} == {
        "interrupt_extraction",
        "open_seizure",
        "end_extraction",
        "offer_handover",
        "move_units",
        "apply_seal",
        "record_sweep",
        "post_guard",
        "reveal_place",
    }
    assert not any(each.verdict.ok for each in choices_for(cast.nobody, unit))
