"""The independent check before a load leaves: seal, weight, count, and every weighing before."""

from __future__ import annotations

import pytest

from custody.core.events import FieldClass
from custody.destruction.actions import sessions, staging
from custody.destruction.models import ManifestLine
from custody.destruction.selectors import masses
from custody.evidence.actions import exceptions, moving, weigh
from custody.evidence.actions import seizure as seizures
from custody.evidence.entries import NewExhibit, NewUnit
from custody.evidence.models import Discrepancy, Weighing
from custody.ledger.selectors import told
from custody.organisation.actions.scales import withdraw_scale
from custody.organisation.selectors.places import scales_by_code
from tests import stories as evidence
from tests.destruction import stories
from tests.stories import act_of, fresh

SEALED = frozenset({FieldClass.OPEN, FieldClass.SEALED, FieldClass.PERSONAL})


def stage(cast, session, *checks, by=None):
    return staging.stage_units(act=act_of(by or cast.checker), session_id=session.id, checks=list(checks))


def codes(unit):
    return [line.type.code for line in told([unit.stream_id], newest_first=False)]


def test_units_that_are_as_they_should_be_are_staged(cast):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=2)))
    units = stories.units_of(session)

    answer = stage(cast, session, *map(stories.check_of, units))

    assert (answer.staged, answer.refused) == (units, [])
    assert {unit.custody_state for unit in fresh(units)} == {"staged"}
    lines = ManifestLine.objects.filter(session=session)
    assert {(line.staged_mg, line.checker) for line in lines} == {(unit.gross_mg, cast.checker) for unit in units}
    assert Weighing.objects.filter(occasion="staging").count() == 2
    last = told([units[0].stream_id], classes=SEALED, limit=2)[1]  # the signature of its keeper is owed behind it
    assert (last.type.code, last.values["gross_mg"], last.values["checker"], last.values["package_count"]) == (
        "unit.staged/1", units[0].gross_mg, cast.checker.pseudonym, 25)


@pytest.mark.parametrize(
    ("difference", "kind"),
    [
        (lambda unit: stories.check_of(unit, gross_mg=unit.gross_mg - 51_000), "weight"),
        (lambda unit: stories.check_of(unit, gross_mg=unit.gross_mg + 51_000), "weight"),
        (lambda unit: stories.check_of(unit, reading=evidence.reading(unit.gross_mg, package_count=24)), "count"),
        (lambda unit: stories.check_of(unit, seal_seen="AN999999"), "seal"),
        (lambda unit: stories.check_of(unit, seal_seen=None), "seal"),
        (lambda unit: stories.check_of(unit, seal_seen="?" * 90), "seal"),
    ],
)
def test_a_unit_at_variance_is_frozen_and_out_of_the_burn_and_the_others_go_on(cast, difference, kind):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=2)))
    bad, good = stories.units_of(session)

    answer = stage(cast, session, difference(bad), stories.check_of(good))

    assert (answer.staged, answer.refused) == ([good], [bad])
    bad, good = fresh([bad, good])
    assert (bad.custody_state, bad.authority_state, bad.discrepancy_open) == ("stored", "ordered", True)
    assert good.custody_state == "staged"
    assert Discrepancy.objects.get(unit=bad).discrepancy_kind == kind
    assert codes(bad)[-1] == "unit.unscheduled/1"
    assert stories.units_of(session) == [good]


def test_a_difference_within_tolerance_is_staged_with_what_the_scale_showed(cast):
    session = stories.approved(cast)
    [unit] = stories.units_of(session)

    stage(cast, session, stories.check_of(unit, gross_mg=unit.gross_mg - 50_000))

    assert ManifestLine.objects.get(session=session).staged_mg == unit.gross_mg - 50_000


def test_many_small_losses_are_seen_together(cast):
    [unit] = evidence.stored(cast)
    for _ in range(2):
        # Each opening hides 40 g within its own tolerance of 50 g.
        [unit] = fresh([unit])
        evidence.sampled(cast, unit, left_mg=unit.gross_mg - 5_000 - 40_000)
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, units=fresh([unit]))))
    [unit] = stories.units_of(session)
    assert not unit.discrepancy_open

    answer = stage(cast, session, stories.check_of(unit))

    assert answer.refused == [unit]
    found = Discrepancy.objects.get(unit=unit)
    assert (found.difference_mg, found.tolerance_mg) == (-80_000, 60_000)


def test_small_losses_are_seen_together_also_where_the_quay_weighed_nothing(cast):
    [unit] = evidence.stored(cast, reading=None)
    weigh.record_weighing(
        act=act_of(cast.storekeeper), unit_id=unit.id, reading=evidence.reading(evidence.BAG_MG, package_count=25),
        witness_badge=cast.second_storekeeper.badge,
    )
    evidence.countersigned(cast.second_storekeeper)
    for _ in range(2):
        [unit] = fresh([unit])
        evidence.sampled(cast, unit, left_mg=unit.gross_mg - 5_000 - 40_000)
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, units=fresh([unit]))))
    [unit] = stories.units_of(session)

    assert stage(cast, session, stories.check_of(unit)).refused == [unit]
    found = Discrepancy.objects.get(unit=unit)
    assert (found.difference_mg, found.tolerance_mg) == (-80_000, 60_000)


def test_what_was_taken_before_the_first_weight_is_no_loss(cast):
    [unit] = evidence.stored(cast, reading=None)
    evidence.sampled(cast, unit, sample_mg=20_000, left_mg=evidence.BAG_MG)
    [unit] = fresh([unit])

    balance = masses.balances_of([unit], weighed_mg={unit.id: evidence.BAG_MG})[unit.id]

    assert (balance.booked_mg, balance.sampled_mg, balance.variance_mg) == (evidence.BAG_MG + 20_000, 20_000, 0)


@pytest.mark.parametrize("resolved", [False, True])
def test_a_booked_weight_that_two_people_put_right_is_what_a_check_is_held_against(cast, resolved):
    """Typed as 25 kg where the scale said 26; ``resolved``: a second weighing had found it, and was explained."""
    right_mg = evidence.BAG_MG + 1_000_000
    [unit] = evidence.stored(cast)
    if resolved:
        weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=unit.id, reading=evidence.reading(right_mg))
        weigh.resolve_discrepancy(
            act=act_of(cast.supervisor), discrepancy_id=Discrepancy.objects.get().id, resolution="a typing error"
        )
    made = exceptions.propose_exception(
        act=act_of(cast.storekeeper), unit_id=unit.id, exception="correction", reason="a typing error",
        correction=exceptions.Corrected(event_seq=1, gross_mg=right_mg),
    )  # fmt: skip
    exceptions.decide_exception(act=act_of(cast.supervisor), proposal_id=made.id, approve=True)

    def balance(mg):
        return masses.balances_of([unit], weighed_mg={unit.id: mg})[unit.id]

    assert (balance(right_mg).booked_mg, balance(right_mg).variance_mg) == (right_mg, 0)
    assert not balance(right_mg - 1_000_000).closes
    assert not balance(right_mg + 1_000_000).closes


POWDER = (NewExhibit(substance="cocaine", form="powder", field_test="positive"),)


@pytest.mark.parametrize(
    "unproven", [{"method": "declared", "scale_code": None}, {"weighing_basis": "truck", "scale_code": "S-PALLET"}]
)
def test_a_check_is_a_weight_of_the_unit_alone(cast, refused, unproven):
    of = evidence.opened_seizure(cast, exhibits=POWDER)
    [unit] = evidence.stored(cast, of=of, package_count=None)
    evidence.sampled(cast, unit, left=evidence.reading(unit.gross_mg - 5_000))
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, units=fresh([unit]))))
    [unit] = stories.units_of(session)

    with refused("weight.no_proof"):
        stage(cast, session, stories.check_of(unit, reading=evidence.reading(10_000_000, **unproven)))
    assert fresh([unit])[0].custody_state == "stored"


def test_a_weighbridge_neither_books_a_unit_nor_excuses_its_losses(cast):
    [unit] = evidence.stored(cast, reading=None)

    def weighed(gross_mg, **changes):
        return weigh.record_weighing(
            act=act_of(cast.storekeeper), unit_id=unit.id, reading=evidence.reading(gross_mg, **changes)
        )

    weighed(20_000_000, weighing_basis="truck")
    assert fresh([unit])[0].gross_mg is None
    weighed(evidence.BAG_MG)
    weighed(9_000_000, weighing_basis="truck")

    balance = masses.balances_of([unit], weighed_mg={unit.id: 20_000_000})[unit.id]
    assert (fresh([unit])[0].gross_mg, balance.booked_mg, balance.closes) == (evidence.BAG_MG, evidence.BAG_MG, False)
    assert weighed(20_000_000).tolerance_mg == 50_000


def test_a_pallet_booked_as_the_sum_of_its_bags_may_not_weigh_less_than_they_do(cast):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, units=pallet(cast))))
    [unit] = stories.units_of(session)
    light = evidence.reading(unit.gross_mg - 2_000_000, scale_code="S-PALLET")

    answer = stage(cast, session, stories.check_of(unit, reading=light))

    assert answer.refused == [unit]
    found = Discrepancy.objects.get(unit=unit)
    assert (found.discrepancy_kind, found.difference_mg) == ("weight", -2_000_000)


def test_a_pallet_booked_as_the_sum_of_its_bags_weighs_more_than_they_do(cast):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, units=pallet(cast))))
    [unit] = stories.units_of(session)
    heavy = evidence.reading(unit.gross_mg + 22_000_000, scale_code="S-PALLET")

    assert stage(cast, session, stories.check_of(unit, reading=heavy)).staged == [unit]


def pallet(cast):
    seizure = evidence.opened_seizure(cast)
    around = NewUnit(kind="pallet", label="0000-0000-0", seal=evidence.new_seal())
    inside = [evidence.new_bag(parent_label="0000-0000-0", package_count=25) for _ in range(2)]
    made = seizures.register_units(act=act_of(cast.officer), seizure_id=seizure.id, units=[around, *inside])
    stray = evidence.seized(cast, of=seizure)
    units = evidence.swept(cast, [made[0], *stray])
    evidence.accepted(evidence.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)
    units = moving.store_units(act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], place="BITTERN")
    evidence.sampled(cast, units[1])
    return stories.photographed(cast, units[:1])


def test_packages_are_counted_where_a_weight_could_hide_one(cast, refused):
    session = stories.approved(cast)
    [unit] = stories.units_of(session)
    uncounted = evidence.reading(unit.gross_mg, scale_code="S-PALLET", package_count=None)

    with refused("stage.count", f"Count the packages of {unit.label}: a weight alone could hide one"):
        stage(cast, session, stories.check_of(unit, reading=uncounted))

    fine = evidence.reading(unit.gross_mg, package_count=None)
    assert stage(cast, session, stories.check_of(unit, reading=fine)).staged == [unit]


def test_a_unit_is_checked_once_in_a_list(cast, refused):
    session = stories.approved(cast)
    check = stories.check_of(stories.units_of(session)[0])

    with refused("stage.twice"):
        stage(cast, session, check, check)


def test_a_weight_without_a_scale_is_refused(cast, refused):
    session = stories.approved(cast)
    [unit] = stories.units_of(session)

    with refused("scale.missing"):
        stage(cast, session, stories.check_of(unit, reading=evidence.reading(unit.gross_mg, scale_code=None)))


def test_a_check_on_a_scale_that_nobody_vouches_for_lets_nothing_to_the_fire(cast, refused):
    session = stories.approved(cast)
    [unit] = stories.units_of(session)
    floor = scales_by_code(["S-FLOOR"])["S-FLOOR"]
    withdraw_scale(act=act_of(cast.supervisor), scale_id=floor.id, reason="it fell off the truck")

    with refused("stage.scale"):
        stage(cast, session, stories.check_of(unit))

    other = evidence.reading(unit.gross_mg, package_count=25, scale_code="S-PALLET")
    assert stage(cast, session, stories.check_of(unit, reading=other)).staged == [unit]


def test_a_burn_that_is_not_approved_is_not_staged(cast, refused):
    session = stories.planned(cast)
    [unit] = stories.units_of(session)

    with refused("session.state",
                 f"The burn {session.code_word} is not approved yet. Its page shows what can be done now"):
        stage(cast, session, stories.check_of(unit))


def test_a_unit_of_another_burn_is_not_staged_with_this_one(cast, refused):
    first, second = stories.ordered(cast, count=2)
    stories.approved(cast, stories.planned(cast, [first]))
    session = stories.approved(cast, stories.planned(cast, [second]),
                               pair=(cast.second_supervisor, cast.second_witness))

    with refused("session.not_on_manifest"):
        stage(cast, session, stories.check_of(first))


def test_a_unit_is_staged_from_the_store_and_once(cast, refused):
    session = stories.staged(cast)
    [unit] = stories.units_of(session)

    with refused("lifecycle.custody",
                 "This cannot be done while the unit is staged for burning. Its page shows what can be done now"):
        stage(cast, session, stories.check_of(unit))


def test_a_unit_that_is_offered_to_somebody_is_not_staged(cast, refused):
    session = stories.approved(cast)
    [unit] = stories.units_of(session)
    evidence.offered(cast, [unit], receiver=cast.second_storekeeper, giver=cast.storekeeper)

    with refused("transfer.open"):
        stage(cast, session, stories.check_of(unit))


def test_a_frozen_unit_is_not_staged(cast, refused):
    session = stories.approved(cast)
    [unit] = stories.units_of(session)
    weigh.record_weighing(act=act_of(cast.device), unit_id=unit.id, reading=evidence.reading(unit.gross_mg - 10**6))

    with refused("unit.frozen"):
        stage(cast, session, stories.check_of(unit))


@pytest.mark.parametrize("how", ["handed_over", "moved"])
def test_a_check_does_not_outlast_other_hands_or_another_place(cast, how):
    session = stories.staged(cast)
    [unit] = stories.units_of(session)

    if how == "moved":
        moving.move_units(act=act_of(cast.storekeeper), unit_ids=[unit.id], place="DUNLIN")
    else:
        offer = evidence.offered(cast, [unit], receiver=cast.second_storekeeper, giver=cast.storekeeper)
        evidence.accepted(offer, by=cast.second_storekeeper)

    [unit] = fresh([unit])
    assert (unit.custody_state, unit.authority_state) == ("staged", "ordered")
    assert told([unit.stream_id], limit=1)[0].values["reason"] == how
    assert stories.units_of(session) == []
    keeper = cast.storekeeper if how == "moved" else cast.second_storekeeper
    moving.store_units(act=act_of(keeper), unit_ids=[unit.id], place="BITTERN")
    again = stories.planned(cast, fresh([unit]))
    assert stories.units_of(again) == [unit]


def test_a_check_lasts_over_the_departure_to_the_fire(cast):
    session = stories.at_furnace(cast)
    [unit] = stories.units_of(session)
    assert (unit.custody_state, unit.authority_state) == ("at_furnace", "scheduled")


def test_goods_that_go_back_in_store_after_their_check_are_out_of_the_burn(cast):
    session = stories.staged(cast)
    [unit] = stories.units_of(session)

    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[unit.id], place="BITTERN")

    [unit] = fresh([unit])
    assert (unit.custody_state, unit.authority_state) == ("stored", "ordered")
    assert codes(unit)[-2:] == ["unit.stored/1", "unit.unscheduled/1"]
    assert told([unit.stream_id], limit=1)[0].values["reason"] == "stored_again"
    assert stories.units_of(session) == []
    anew = stories.staged(cast, stories.approved(cast, stories.planned(cast, [unit]),
                                                 pair=(cast.second_supervisor, cast.second_witness)))
    assert stories.units_of(anew) == [unit]


def test_goods_that_are_stored_before_their_check_stay_in_the_burn(cast):
    units = stories.ordered(cast)
    session = stories.planned(cast, units)
    evidence.on_the_road(cast, units=units, giver=cast.storekeeper)
    evidence.accepted(evidence.offered(cast, units, receiver=cast.storekeeper, giver=cast.crew, purpose="arrival"),
                      by=cast.storekeeper, place="DUNLIN")

    assert fresh(units)[0].custody_state == "stored"
    assert stories.units_of(session) == units


def test_who_leaves_out_a_staged_unit_leaves_it_where_it_is(cast):
    session = stories.staged(cast)
    [unit] = stories.units_of(session)

    sessions.leave_out_units(act=act_of(cast.storekeeper), session_id=session.id, unit_ids=[unit.id],
                             reason="threat")

    [unit] = fresh([unit])
    assert (unit.custody_state, unit.authority_state) == ("staged", "ordered")
