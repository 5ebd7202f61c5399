"""Orders: recorded by one, verified by another against the document."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from custody.core.act import Basis
from custody.core.errors import NotFound, StaleVersion
from custody.core.events import FieldClass
from custody.destruction.actions import orders as actions
from custody.destruction.models import DestructionOrder, OrderLine
from custody.destruction.selectors import access, gates, orders
from custody.evidence.actions import photo
from custody.evidence.entries import NewExhibit
from custody.evidence.models import Photo
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories as evidence
from tests.destruction import stories
from tests.stories import act_of, fresh

SEALED = frozenset({FieldClass.OPEN, FieldClass.SEALED, FieldClass.PERSONAL})


def authority(units):
    return {unit.authority_state for unit in fresh(units)}


def test_an_order_covers_its_units_and_is_told_on_every_stream(cast):
    units = stories.kept(cast, count=2)

    order = stories.recorded(cast, units, number=" an.7 / 2026 ", reasons="Danger to public health.")

    assert authority(units) == {"requested"}
    assert order.unit_count == 2
    assert OrderLine.objects.filter(order=order, live=True).count() == 2
    for stream in (order.stream_id, units[0].stream_id, units[1].stream_id):
        last = next(line for line in told([stream], classes=SEALED) if line.type.code == "order.recorded/1")
        assert last.values["number"] == "AN.7 / 2026"
        assert last.values["recorded_by"] == cast.case_officer.pseudonym
        assert (last.values["line_id"] is None) == (stream == order.stream_id)
        assert last.values["reasons"] == ("Danger to public health." if stream == order.stream_id else None)


def test_nobody_verifies_an_order_whose_paper_is_not_there(cast, refused):
    order = stories.recorded(cast, document=None)

    with refused("order.no_paper"):
        stories.verified(cast, order)
    with refused("role.missing"):
        actions.attach_paper(act=act_of(cast.supervisor), order_id=order.id, document=stories.PAPER)
    actions.attach_paper(act=act_of(cast.case_officer), order_id=order.id, document=stories.PAPER)
    stories.verified(cast, order)
    with refused("order.closed"):
        actions.attach_paper(act=act_of(cast.case_officer), order_id=order.id, document=stories.PAPER)

    assert [paper.slot for paper in order.documents.all()] == ["document"]
    assert [str(each) for each in replay_state().findings] == []


def test_number_and_reasons_lie_encrypted_and_open_for_those_who_may(cast):
    order = stories.recorded(cast, number="BR.17", reasons="Too dangerous to keep")

    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM custody_destructionorder t")
        text = cursor.fetchone()[0]
    assert b"BR.17".hex() not in text
    assert "BR.17" not in text
    kept = access.order_for(cast.second_case_officer, order_id=order.id)
    assert orders.order_number(kept) == "BR.17"
    assert orders.order_reasons(kept) == "Too dangerous to keep"
    assert orders.order_reasons(stories.recorded(cast)) is None


def test_verifying_makes_the_goods_ready_to_be_planned(cast):
    units = stories.kept(cast, count=2)
    order = stories.recorded(cast, units)

    order = stories.verified(cast, order, expected_seq=order.last_seq)

    assert (order.state, order.verified_by) == ("verified", cast.second_case_officer)
    assert authority(units) == {"ordered"}
    assert told([units[1].stream_id], limit=1)[0].type.code == "order.verified/1"


def test_an_order_that_is_not_accepted_leaves_the_goods_without_one(cast, refused):
    units = stories.kept(cast)
    order = stories.recorded(cast, units)

    order = actions.refuse_order(act=act_of(cast.supervisor), order_id=order.id, reason="Wrong date on the paper")

    assert order.state == "refused"
    assert authority(units) == {"none"}
    assert not OrderLine.objects.filter(order=order, live=True).exists()
    stories.recorded(cast, units)
    with refused("order.closed", "This order was already refused"):
        stories.verified(cast, order)


def test_an_order_is_verified_once(cast, refused):
    order = stories.verified(cast, stories.recorded(cast))

    with refused("order.closed", "This order was already verified"):
        stories.verified(cast, order)


def test_an_order_needs_another_pair_of_eyes(cast, refused):
    order = stories.recorded(cast)

    for act in (actions.verify_order, lambda **kept: actions.refuse_order(reason="x", **kept)):
        with refused("order.own"):
            act(act=act_of(cast.case_officer), order_id=order.id)


def test_a_stale_page_does_not_verify(cast):
    order = stories.recorded(cast)

    with pytest.raises(StaleVersion):
        stories.verified(cast, order, expected_seq=order.last_seq - 1)
    with pytest.raises(StaleVersion):
        actions.refuse_order(act=act_of(cast.supervisor), order_id=order.id, reason="x", expected_seq=0)


def test_an_unknown_order_is_not_found(cast):
    with pytest.raises(NotFound):
        actions.verify_order(act=act_of(cast.case_officer), order_id=uuid4())


@pytest.mark.parametrize("again", ["AN.5/2026", " an.5/2026", "ＡＮ.5/2026"])
def test_a_number_is_recorded_once_however_it_is_typed(cast, refused, again):
    first, second = stories.kept(cast, count=2)
    stories.recorded(cast, [first], number="AN.5/2026")

    with refused("order.number_in_use") as refusal:
        stories.recorded(cast, [second], number=again)

    assert refusal.value.field == "number"


def test_two_with_one_paper_at_one_moment_are_told_by_the_database(cast, refused, monkeypatch):
    first, second = stories.kept(cast, count=2)
    stories.recorded(cast, [first], number="AN.6")
    monkeypatch.setattr(orders, "number_in_use", lambda number: False)

    with refused("order.number_in_use"):
        stories.recorded(cast, [second], number="AN.6")

    assert DestructionOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"number": "  "}, "order.no_number", "number"),
        ({"number": "9" * 41}, "text.too_long", "number"),
        ({"authority": "mayor"}, "choice.unknown", "authority"),
        ({"reasons": "x" * 4001}, "text.too_long", "reasons"),
        ({"document": b"no picture"}, "photo.unreadable", "photo"),
    ],
)
def test_nonsense_is_refused_on_its_field(cast, refused, changes, code, field):
    units = stories.kept(cast)

    with refused(code) as refusal:
        stories.recorded(cast, units, **changes)

    assert refusal.value.field == field
    assert authority(units) == {"none"}


def test_the_date_of_an_order_lies_between_the_seizure_and_today(cast, refused):
    units = stories.kept(cast)
    today = stories.local_day(evidence.now())

    with refused("order.future"):
        stories.recorded(cast, units, issued_on=today + timedelta(days=1))
    with refused("order.before_seizure", f"The order is older than the seizure of {units[0].label}. Check the date"):
        stories.recorded(cast, units, issued_on=stories.local_day(units[0].seized_at) - timedelta(days=1))


def test_goods_without_a_sample_are_not_ordered_away(cast, refused):
    units = stories.photographed(cast, evidence.stored(cast))

    with refused("evidence.no_sample", f"{units[0].label} cannot be burnt: no sample of it is kept"):
        stories.recorded(cast, units)


def test_goods_without_a_photo_are_not_ordered_away(cast, refused):
    [unit] = evidence.stored(cast)
    evidence.sampled(cast, unit)

    with refused("evidence.no_photo", f"{unit.label} cannot be burnt: there is no photo of it or of its seizure"):
        stories.recorded(cast, [unit])


@pytest.mark.parametrize(
    ("slot", "shows"),
    [("document", False), ("scale_display", False), ("doors", False), ("seal", False), ("label", True),
     ("other", True)],
)
@pytest.mark.parametrize("of", ["unit_id", "seizure_id"])
def test_goods_are_photographed_by_what_shows_them(cast, of, slot, shows):
    [unit] = evidence.stored(cast)
    about = {of: unit.id if of == "unit_id" else unit.seizure_id}
    photo.attach_photo(act=act_of(cast.storekeeper if of == "unit_id" else cast.officer), content=stories.png(),
                       slot=slot, **about)  # fmt: skip
    assert ("photo" in gates.lacks([unit])[unit.id]) is not shows


def test_a_replayed_order_may_come_before_samples_and_photos(cast):
    units = evidence.stored(cast)

    stories.recorded(cast, units, act=act_of(cast.case_officer, basis=Basis.SCENARIO, occurred_at=evidence.now()))

    assert authority(units) == {"requested"}


def test_one_sampled_bag_speaks_for_all_bags_of_its_exhibit(cast):
    units = evidence.stored(cast, count=3)
    evidence.sampled(cast, units[0])

    stories.recorded(cast, stories.photographed(cast, units))

    assert authority(units) == {"requested"}


def test_a_sample_of_another_exhibit_does_not_speak_for_this_one(cast, refused):
    exhibits = [NewExhibit(substance="cocaine", form="pressed_brick"), NewExhibit(substance="heroin", form="powder")]
    found = evidence.opened_seizure(cast, exhibits=exhibits)
    first = evidence.stored(cast, of=found)
    second = evidence.stored(cast, of=found, exhibit_number=2)
    evidence.sampled(cast, first[0])
    units = stories.photographed(cast, [*first, *second])

    with refused("evidence.no_sample", f"{second[0].label} cannot be burnt: no sample of it is kept"):
        stories.recorded(cast, units)

    assert gates.lacks(units) == {second[0].id: ("sample",)}


def test_goods_of_no_exhibit_need_a_sample_of_their_own(cast):
    [unit] = stories.kept(cast)
    unit.exhibit_id = None
    [stray] = evidence.seized(cast)
    stray.exhibit_id = stray.seizure_id = None

    assert gates.lacks([unit, stray]) == {stray.id: ("sample", "photo")}


def test_a_unit_is_under_one_order(cast, refused):
    units = stories.kept(cast)
    stories.recorded(cast, units)

    with refused("lifecycle.authority"):
        stories.recorded(cast, units)


def test_a_sample_is_kept_for_the_court(cast, refused):
    [unit] = stories.kept(cast)
    sample = unit.samples.get().sample_unit

    with refused("order.sample", f"{sample.label} is a sample: it is kept until {unit.label} and all else that it "
                                 "speaks for has burnt or left"):
        stories.recorded(cast, [sample], issued_on=stories.local_day(unit.seized_at))


def test_a_conveyance_is_not_destroyed_by_an_order_on_goods(cast, refused):
    unit = evidence.contained(cast)

    with refused("unit.not_goods"):
        stories.recorded(cast, [unit], issued_on=stories.local_day(evidence.now()))


def test_the_paper_lies_encrypted_with_the_order(cast):
    order = stories.recorded(cast, document=b"%PDF-1.7 the order")

    paper = Photo.objects.get(order=order)
    assert (paper.slot, paper.media_type, paper.stream_id) == ("document", "application/pdf", order.stream_id)
    assert told([order.stream_id], limit=1)[0].type.code == "photo.attached/1"


def test_the_lists_show_what_waits_for_whom(cast):
    units = stories.kept(cast, count=2)
    order = stories.recorded(cast, units[:1])

    assert orders.orders_to_verify(cast.second_case_officer) == [order]
    assert orders.orders_to_verify(cast.case_officer) == []
    assert orders.orders_to_verify(cast.officer) == []
    assert orders.units_of_order(order) == units[:1]
    assert orders.units_without_order(cast.case_officer) == units[1:]
    assert orders.units_without_session(cast.planner) == []
    stories.verified(cast, order)
    assert orders.orders_to_verify(cast.second_case_officer) == []
    assert orders.units_without_session(cast.planner) == units[:1]
    assert orders.units_without_order(cast.nobody) == []


@pytest.mark.parametrize("badge", ["4417", "4501", "4601", "4851", "4911", "4921", "4951", "4999"])
def test_an_order_is_not_found_by_those_whose_task_it_is_not(cast, badge):
    order = stories.recorded(cast)

    with pytest.raises(NotFound):
        access.order_for(cast.by_badge[badge], order_id=order.id)


@pytest.mark.parametrize("badge", ["4801", "4802", "4901", "4931", "4941"])
def test_an_order_is_found_by_those_whose_task_it_is(cast, badge):
    order = stories.recorded(cast)

    assert access.order_for(cast.by_badge[badge], order_id=order.id) == order
