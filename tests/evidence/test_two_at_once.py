"""Two people do the same at the same moment: one of them wins, the other gets a sentence."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from custody.core.errors import CustodyError
from custody.evidence.actions import moving, seizure, transfer, weigh
from custody.evidence.entries import Reading
from custody.evidence.models import Checklist, HandlingUnit, Placement, Seal, SealBatch, TransferLine
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions.register import register_place
from tests import hot, stories
from tests.evidence import test_inventory as counts
from tests.evidence.test_seal_register import received
from tests.overlapping import overlapping


def at_once(*acts):
    """Run the acts in threads that begin together; return the code of each refusal, or None."""
    ready, codes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            ready.wait(timeout=20)
            act()
        except CustodyError as refusal:
            codes[number] = refusal.code
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    return sorted(codes, key=str)


@pytest.fixture(autouse=True)
def _replayed(house):
    """End every test by replaying the ledger."""
    yield
    assert replay_state().findings == []


def test_a_unit_is_offered_once(house_cast):
    cast = house_cast
    [unit] = stories.seized(cast)

    codes = at_once(
        lambda: stories.offered(cast, [unit], receiver=cast.storekeeper),
        lambda: stories.offered(cast, [unit], receiver=cast.second_storekeeper),
    )

    assert codes == [None, "transfer.open"]
    assert TransferLine.objects.filter(unit=unit, state="offered").count() == 1


def test_a_hand_over_is_accepted_or_withdrawn_but_never_both(house_cast):
    cast = house_cast
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    codes = at_once(
        lambda: stories.accepted(offer, by=cast.storekeeper),
        lambda: transfer.cancel_transfer(act=stories.act_of(cast.officer), transfer_id=offer.id, reason="mistake"),
    )

    assert codes == [None, "transfer.closed"]


def test_a_seal_is_put_on_one_unit(house_cast):
    cast = house_cast
    found, entry = stories.opened_seizure(cast), stories.new_seal()

    def register(officer):
        return lambda: seizure.register_units(
            act=stories.act_of(officer), seizure_id=found.id, units=[stories.new_bag(seal=entry)]
        )

    assert at_once(register(cast.officer), register(cast.second_officer)) == [None, "seal.in_use"]
    assert Seal.objects.filter(number=entry.number).count() == 1


def test_seals_are_delivered_once_and_numbers_are_tried_one_after_the_other(house_cast):
    cast = house_cast
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    codes = at_once(
        *(lambda first=first: received(cast, first=f"ZF 01{first}") for first in range(10, 14)),
        *(lambda last=last: stories.accepted(offer, by=cast.storekeeper, seals={unit.id: f"AN00000{last}"})
          for last in range(4)),
    )  # fmt: skip

    assert codes.count("seals.known") == 3, codes
    assert codes.count("seal.read_again") == 1, codes
    assert SealBatch.objects.count() == 1
    assert stories.fresh([unit])[0].discrepancy_open


def test_a_place_is_never_filled_beyond_its_limit_by_two(house_cast):
    cast = house_cast
    register_place(
        act=stories.act_of(cast.administrator),
        code_word="REDSHANK",
        kind="store",
        jurisdiction="BE",
        cap_mg=40_000_000,
    )
    first, second = stories.stored(cast, count=2)

    def put(unit):
        return lambda: moving.move_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id], place="REDSHANK")

    assert at_once(put(first), put(second)) == [None, "place.over_cap"]


def test_loads_named_in_another_order_do_not_wait_for_each_other_for_ever(house_cast):
    cast = house_cast
    units = stories.stored(cast, count=6)
    ids = [unit.id for unit in units]

    codes = at_once(
        *(
            lambda order=order, place=place: moving.move_units(
                act=stories.act_of(cast.storekeeper), unit_ids=order, place=place
            )
            for order, place in ((ids, "DUNLIN"), (ids[::-1], "BITTERN"))
        )
    )

    assert codes == [None, None]
    assert Placement.objects.filter(unit__in=ids, until_at__isnull=True).count() == 6


def test_a_row_that_somebody_holds_too_long_ends_with_a_sentence(house_cast):
    cast = house_cast
    [unit] = stories.stored(cast)
    held, done = threading.Event(), threading.Event()

    def hold():
        from django.db import transaction

        with transaction.atomic():
            HandlingUnit.objects.select_for_update().get(pk=unit.pk)
            held.set()
            done.wait(timeout=30)
        connections["default"].close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(timeout=10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    began = stories.now()
    try:
        with pytest.raises(CustodyError) as busy:
            moving.move_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id], place="DUNLIN")
    finally:
        done.set()
        holder.join(timeout=30)

    assert busy.value.code == "record.busy"
    assert stories.now() - began < timedelta(seconds=5)


def test_a_hand_over_accepted_by_many_at_once_gives_each_unit_one_custodian(house_cast):
    cast = house_cast
    units = stories.seized(cast, count=20)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)

    codes = at_once(*(lambda: stories.accepted(offer, by=cast.storekeeper) for _ in range(6)))

    assert codes == [None, *["transfer.closed"] * 5]
    stories.fresh(units)
    assert {(unit.custodian, unit.co_custodian) for unit in units} == {(cast.storekeeper, None)}
    story = [line.type.code for line in told([units[0].stream_id])]
    assert story.count("transfer.accepted/1") == 1


def test_an_acceptance_and_a_refusal_at_once_leave_one_answer_and_one_custodian(house_cast):
    cast = house_cast
    units = stories.seized(cast, count=5)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)

    codes = at_once(
        lambda: stories.accepted(offer, by=cast.storekeeper),
        lambda: transfer.refuse_transfer(act=stories.act_of(cast.storekeeper), transfer_id=offer.id, reason="no room"),
    )

    assert codes == [None, "transfer.closed"]
    offer.refresh_from_db()
    holder = {"accepted": cast.storekeeper, "refused": cast.officer}[offer.state]
    assert {unit.custodian for unit in stories.fresh(units)} == {holder}


def test_two_scales_that_make_a_seizure_hot_at_once_open_one_list(house_cast):
    cast = house_cast
    rows = seizure.register_units(
        act=stories.act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id,
        units=[stories.new_bag(kind="pallet", reading=None, package_count=None) for _ in range(2)],
    )  # fmt: skip

    def estimated(unit):
        weigh.record_weighing(act=stories.act_of(cast.officer), unit_id=unit.id,
                              reading=Reading(gross_mg=hot.HOT_MG, method="dimensional_estimate"))  # fmt: skip

    codes = at_once(*(lambda unit=unit: estimated(unit) for unit in rows))

    assert codes == [None, None]
    assert Checklist.objects.get().lines.count() == 8


def test_two_pairs_that_begin_one_count_at_once_are_not_both_told_that_they_count(house_cast, monkeypatch):
    cast = house_cast
    stories.stored(cast)
    asked = counts.asked(cast)
    pairs = [(cast.checker, cast.second_checker), (cast.auditor, cast.witness)]

    codes = overlapping(monkeypatch, *[
        lambda pair=pair: counts.opened(cast, asked, by=pair[0], second=pair[1]) for pair in pairs
    ])

    assert codes == (None, "inventory.state")
    asked.refresh_from_db()
    assert (asked.counter, asked.second) == pairs[0]
