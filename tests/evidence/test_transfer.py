"""Hand-overs: one offers, another accepts, and nobody signs both sides."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.core.events import FieldClass
from custody.evidence.actions import transfer
from custody.evidence.actions.seizure import register_units
from custody.evidence.entries import NewUnit, Reading
from custody.evidence.models import Discrepancy, Placement, Transfer, Weighing
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import hot, stories

EVERYTHING = frozenset(FieldClass)


def codes(row, **options):
    return [line.type.code for line in told([row.stream_id], newest_first=False, **options)]


def test_the_giver_stays_responsible_until_the_other_accepts(cast):
    [unit] = stories.seized(cast)

    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    unit.refresh_from_db()
    assert (unit.custodian, offer.state) == (cast.officer, "offered")
    assert (offer.expires_at - offer.offered_at).total_seconds() == 15 * 60
    done = stories.accepted(offer, by=cast.storekeeper)

    unit.refresh_from_db()
    assert (unit.custodian, unit.co_custodian, unit.custody_state) == (cast.storekeeper, None, "seized")
    assert (done.state, done.closed_at) == ("accepted", unit.held_since)
    assert codes(offer) == [
        "transfer.offered/1", "manifest.signed/1", "transfer.accepted/1", "manifest.signed/1"
    ]
    assert codes(unit)[-2:] == ["transfer.offered/1", "transfer.accepted/1"]


def test_a_crew_of_two_takes_a_swept_load_on_the_road(cast):
    [unit] = stories.on_the_road(cast)

    assert (unit.custody_state, unit.custodian, unit.co_custodian) == ("in_transit", cast.crew, cast.second_crew)
    assert not Placement.objects.filter(unit=unit, until_at__isnull=True).exists()
    signed, owed, departed = told([unit.stream_id], classes=EVERYTHING, limit=3)
    assert [each.type.code for each in (departed, owed, signed)] == [
        "unit.departed/1", "signature.owed/1", "signature.given/1",
    ]  # fmt: skip
    assert (departed.values["vehicle"], departed.values["escort"]) == ("T-4", "E-2")


def test_a_conveyance_moves_under_seal_without_a_sweep(cast):
    unit = stories.contained(cast)
    [unit] = stories.on_the_road(cast, units=[unit], destination="LAPWING")

    stories.accepted(
        stories.offered(
            cast, [unit], receiver=cast.third_officer, second=cast.officer, purpose="arrival", giver=cast.crew
        ),
        by=cast.third_officer,
        place="LAPWING",
    )

    unit.refresh_from_db()
    assert (unit.custody_state, unit.custodian, unit.co_custodian) == ("contained", cast.third_officer, cast.officer)


def test_a_storekeeper_takes_an_arrival_into_a_place(cast, refused):
    units = stories.on_the_road(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.second_crew)

    with refused("place.missing"):
        stories.accepted(offer, by=cast.storekeeper)
    with refused("place.wrong_kind"):
        stories.accepted(offer, by=cast.storekeeper, place="HERON")
    stories.accepted(offer, by=cast.storekeeper, place="BITTERN")

    for unit in stories.fresh(units):
        assert (unit.custody_state, unit.custodian, unit.co_custodian) == ("stored", cast.storekeeper, None)
        assert codes(unit)[-2:] == ["transfer.accepted/1", "unit.stored/1"]


def test_an_arrival_at_the_furnace_is_not_put_in_store(cast):
    units = stories.on_the_road(cast, destination="CURLEW")
    offer = stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)

    stories.accepted(offer, by=cast.storekeeper, place="CURLEW")

    assert stories.fresh(units)[0].custody_state == "at_furnace"


def test_a_place_that_is_full_takes_nothing_more_and_tells_no_figure(cast, refused):
    found = stories.opened_seizure(cast)
    pallets = register_units(
        act=stories.act_of(cast.officer),
        seizure_id=found.id,
        units=[NewUnit(kind="pallet", reading=Reading(gross_mg=1_000_000_000, scale_code="S-PALLET")) for _ in "ab"],
    )
    units = stories.on_the_road(cast, units=stories.swept(cast, pallets))
    offer = stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)

    with refused("place.over_cap") as refusal:
        stories.accepted(offer, by=cast.storekeeper, place="DUNLIN")

    assert not any(char.isdigit() for char in refusal.error.sentence())
    assert Transfer.objects.get(pk=offer.pk).state == "offered"


@pytest.mark.parametrize("read", ["AN000000", None, "?!", ""])
def test_another_seal_freezes_the_unit_and_custody_passes_all_the_same(cast, read):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    stories.accepted(offer, by=cast.storekeeper, seals={unit.id: read}, again=True)

    unit.refresh_from_db()
    discrepancy = Discrepancy.objects.get(unit=unit)
    assert (unit.custodian, unit.discrepancy_open) == (cast.storekeeper, True)
    assert (discrepancy.discrepancy_kind, discrepancy.expected) == ("seal", unit.seal)
    assert discrepancy.found == (read or "none or damaged")


def test_a_number_that_differs_is_asked_for_again_before_it_counts(cast, refused):
    right, wrong, bare = units = stories.seized(cast, count=3)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    read = {right.id: right.seal, wrong.id: "AN000000", bare.id: None}

    with refused("seal.read_again") as refusal:
        stories.accepted(offer, by=cast.storekeeper, seals=read)
    assert refusal.error.params == {"labels": wrong.label, "units": [wrong.id]}
    [read_first] = told([wrong.stream_id], classes=frozenset(FieldClass), limit=1)
    assert (read_first.type.code, read_first.values["seal_seen"]) == ("seal.misread/1", "AN000000")
    assert replay_state().findings == []
    assert not Discrepancy.objects.exists()
    assert stories.fresh([wrong])[0].custodian == cast.officer

    stories.accepted(offer, by=cast.storekeeper, seals=read | {wrong.id: wrong.seal})

    assert [unit.discrepancy_open for unit in stories.fresh(units)] == [False, False, True]
    assert {unit.custodian for unit in units} == {cast.storekeeper}


def test_who_tries_numbers_is_asked_as_often_as_the_rule_says_and_then_the_reading_counts(cast, refused):
    [unit] = stories.seized(cast)
    hot.rule(cast, "seal.readings", 3, "count")
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    key = uuid4()
    for number in ("0", "0", "1"):  # sent twice is read once
        with refused("seal.read_again") as refusal:
            stories.accepted(offer, by=cast.storekeeper, seals={unit.id: f"AN00000{number}"},
                             act=stories.act_of(cast.storekeeper, key=key, body_hash=number.encode()))
        assert refusal.error.params["units"] == [unit.id]

    stories.accepted(offer, act=stories.act_of(cast.storekeeper, key=key, body_hash=b"9"), by=cast.storekeeper,
                     seals={unit.id: "AN000009"})  # fmt: skip

    assert Discrepancy.objects.get(unit=unit).found == "AN000009"
    codes = [line.type.code for line in told([unit.stream_id], newest_first=False)]
    assert codes.count("seal.misread/1") == 2


def test_a_missing_seal_is_a_fact_at_once(cast):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    stories.accepted(offer, by=cast.storekeeper, seals={unit.id: None})

    assert Discrepancy.objects.get(unit=unit).found == "none or damaged"


def test_a_seal_that_was_not_looked_at_stops_the_acceptance(cast, refused):
    units = stories.seized(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)

    with refused("seal.not_read") as refusal:
        stories.accepted(offer, by=cast.storekeeper, seals={units[0].id: units[0].seal})

    assert refusal.error.params["label"] == units[1].label
    assert stories.fresh(units)[0].custodian == cast.officer


def test_a_unit_without_a_seal_needs_none_and_one_that_appears_is_a_discrepancy(cast):
    plain, odd = stories.seized(cast, count=2, seal=None)
    first = stories.offered(cast, [plain], receiver=cast.storekeeper)
    second = stories.offered(cast, [odd], receiver=cast.storekeeper)

    stories.accepted(first, by=cast.storekeeper, seals={})
    stories.accepted(second, by=cast.storekeeper, seals={odd.id: "ZZ 1234"}, again=True)

    assert [unit.discrepancy_open for unit in stories.fresh([plain, odd])] == [False, True]
    assert Discrepancy.objects.get().expected == "none"


def test_a_frozen_unit_does_not_depart_with_the_rest_of_the_load(cast):
    good, bad = stories.swept(cast, stories.seized(cast, count=2))
    offer = stories.offered(cast, [good, bad], receiver=cast.crew, second=cast.second_crew, purpose="departure")

    stories.accepted(offer, by=cast.crew, seals={good.id: good.seal, bad.id: "AN000000"}, again=True)

    good, bad = stories.fresh([good, bad])
    assert (good.custody_state, bad.custody_state) == ("in_transit", "seized")
    assert bad.custodian == cast.crew
    assert Placement.objects.get(until_at__isnull=True, unit=bad)


def test_a_weight_taken_at_receipt_is_compared(cast):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    stories.accepted(offer, by=cast.storekeeper, readings={unit.id: stories.reading(24_000_000)})

    weighing = Weighing.objects.get(unit=unit, occasion="receipt")
    assert (weighing.expected_mg, weighing.weighed_by) == (25_000_000, cast.storekeeper)
    assert Discrepancy.objects.get().difference_mg == -1_000_000
    unit.refresh_from_db()
    assert (unit.discrepancy_open, unit.gross_mg) == (True, 25_000_000)


@pytest.mark.parametrize(("gross_mg", "differs"), [(10_000_000, True), (24_999_999, True), (2_000_000_000, False)])
def test_a_weighbridge_at_a_receipt_that_shows_less_than_the_load_is_shown(cast, gross_mg, differs):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    read = stories.reading(gross_mg, scale_code="S-PALLET", weighing_basis="truck")

    stories.accepted(offer, by=cast.storekeeper, readings={unit.id: read})

    unit.refresh_from_db()
    assert unit.discrepancy_open is differs
    assert [each.difference_mg for each in Discrepancy.objects.all()] == ([gross_mg - 25_000_000] if differs else [])


def test_an_offer_may_be_refused_by_either_of_the_crew(cast, refused):
    units = stories.swept(cast, stories.seized(cast, count=2))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")

    with refused("transfer.not_receiver"):
        transfer.refuse_transfer(act=stories.act_of(cast.third_crew), transfer_id=offer.id, reason="no seat")
    with refused("text.empty"):
        transfer.refuse_transfer(act=stories.act_of(cast.crew), transfer_id=offer.id, reason="")
    transfer.refuse_transfer(act=stories.act_of(cast.second_crew), transfer_id=offer.id, reason="no seat")

    assert Transfer.objects.get(pk=offer.pk).state == "refused"
    assert {unit.custodian for unit in stories.fresh(units)} == {cast.officer}
    assert codes(units[0])[-1] == "transfer.refused/1"
    assert told([units[0].stream_id], classes=EVERYTHING, limit=1)[0].values["reason"] == "no seat"


def test_only_the_giver_withdraws_an_offer(cast, refused):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    with refused("transfer.not_giver"):
        transfer.cancel_transfer(act=stories.act_of(cast.storekeeper), transfer_id=offer.id, reason="x")
    transfer.cancel_transfer(act=stories.act_of(cast.officer), transfer_id=offer.id, reason="wrong person")
    again = stories.offered(cast, [unit], receiver=cast.second_storekeeper)

    assert codes(unit)[-2:] == ["transfer.cancelled/1", "transfer.offered/1"]
    assert again.state == "offered"


def test_a_closed_hand_over_stays_closed(cast, refused):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    stories.accepted(offer, by=cast.storekeeper)

    with refused("transfer.closed") as refusal:
        stories.accepted(offer, by=cast.storekeeper)
    assert refusal.error.sentence() == "This hand-over was already accepted"
    with refused("transfer.closed"):
        transfer.cancel_transfer(act=stories.act_of(cast.officer), transfer_id=offer.id, reason="x")
    with refused("transfer.closed"):
        transfer.refuse_transfer(act=stories.act_of(cast.storekeeper), transfer_id=offer.id, reason="x")


def test_somebody_else_cannot_accept(cast, refused):
    offer = stories.offered(cast, stories.seized(cast), receiver=cast.storekeeper)

    for other in (cast.officer, cast.second_storekeeper, cast.supervisor):
        with refused("transfer.not_receiver"):
            stories.accepted(offer, by=other)
    with refused("record.not_found"):
        transfer.accept_transfer(act=stories.act_of(cast.storekeeper), transfer_id=uuid4(), seals={})


def test_nobody_signs_both_sides(cast, refused):
    units = stories.swept(cast, stories.seized(cast, crew=True))

    for receiver, second in (
        (cast.officer, None),
        (cast.second_officer, None),
        (cast.third_officer, cast.officer),
        (cast.third_officer, cast.second_officer),
        (cast.third_officer, cast.third_officer),
    ):
        with refused("people.same"):
            stories.offered(cast, units, receiver=receiver, second=second)


def test_what_lies_inside_follows_its_parent(cast):
    found = stories.opened_seizure(cast)
    [bag] = register_units(act=stories.act_of(cast.officer), seizure_id=found.id, units=[stories.new_bag()])
    [brick] = register_units(
        act=stories.act_of(cast.officer), seizure_id=found.id, units=[NewUnit(kind="brick", parent_label=bag.label)]
    )

    stories.accepted(stories.offered(cast, [bag], receiver=cast.storekeeper), by=cast.storekeeper)

    brick.refresh_from_db()
    assert (brick.custody_state, brick.custodian, brick.parent.custodian) == ("inside", None, cast.storekeeper)
    assert codes(brick) == ["unit.enclosed/1"]


def test_a_stale_form_offers_and_accepts_nothing(cast, refused):
    [unit] = stories.seized(cast)

    with refused("record.stale"):
        stories.offered(cast, [unit], receiver=cast.storekeeper, expected_seqs={unit.id: unit.last_seq - 1})
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper, expected_seqs={unit.id: unit.last_seq})
    with refused("record.stale"):
        stories.accepted(offer, by=cast.storekeeper, expected_seq=offer.last_seq + 1)
    stories.accepted(offer, by=cast.storekeeper, expected_seq=offer.last_seq)
