"""What an order and a hold mean for the parts of a unit, and what becomes of a burn whose goods are not there."""

from __future__ import annotations

from datetime import timedelta

from custody.deadlines.models import Clock
from custody.destruction.actions import holds, partial_hold
from custody.destruction.models import ManifestLine, OrderLine
from custody.destruction.selectors.masses import balances_of
from custody.evidence.actions import dividing, searching, unpacking, weigh
from custody.evidence.actions.beside import register_beside
from custody.evidence.actions.seizure import register_units
from custody.evidence.models import Discrepancy, Hold
from custody.ledger.replay import replay_state
from tests import stories as evidence
from tests.destruction import stories
from tests.destruction.decided import lifted
from tests.destruction.test_holds import placed, verified
from tests.evidence.exceptional import asked, decided, missing, signed
from tests.evidence.test_dividing import part, split
from tests.stories import act_of, fresh


def ordered(cast, *, count=1):
    """Return units under a verified order, each with a sample and a photo."""
    units = stories.kept(cast, count=count)
    stories.verified(cast, stories.recorded(cast, units))
    return fresh(units)


def test_the_order_stands_for_every_part_and_grows_old_all_the_same(cast):
    [unit] = ordered(cast)
    since = Clock.objects.get(subject_id=unit.id, clock_type="ORDER_AGE", closed_at__isnull=True).started_at
    half = unit.gross_mg // 2

    made = fresh(split(cast, unit, half, unit.gross_mg - half))

    assert {each.authority_state for each in made} == {"ordered"}
    assert OrderLine.objects.filter(unit__in=made, live=True).count() == 2
    ages = Clock.objects.filter(subject_id__in=[each.id for each in made], clock_type="ORDER_AGE")
    assert {clock.started_at for clock in ages} == {since}
    assert not replay_state().findings


def test_a_hold_is_not_shaken_off_by_packing_anew(cast):
    [unit] = stories.kept(cast)
    verified(cast, placed(cast, [unit]))

    made = fresh(split(cast, unit, unit.gross_mg, how="repack"))

    assert made[0].authority_state == "held"
    copy = Hold.objects.get(unit=made[0])
    assert (copy.placed_by, copy.verified_by) == (cast.case_officer, cast.second_case_officer)
    assert not replay_state().findings


def hold_part(cast, unit, kept_mg, **changes):
    return partial_hold.hold_part(
        **(
            {
                "act": act_of(cast.storekeeper),
                "unit_id": unit.id,
                "witness_badge": cast.second_storekeeper.badge,
                "retained": part(kept_mg),
                "rest": [part(unit.gross_mg - kept_mg)],
                "authority": "prosecutor",
                "reference": "KP 3",
                "reason": "ten kilograms for the jury",
            }
            | changes
        )
    )


def test_what_an_authority_wants_kept_is_split_off_and_the_rest_burns(cast, refused):
    [unit] = ordered(cast)
    for change, code in (
        ({"rest": []}, "parts.count"),
        ({"reference": " "}, "hold.no_reference"),
        ({"authority": "x"}, "choice.unknown"),
    ):
        with refused(code):
            hold_part(cast, unit, 10_000_000, **change)

    retained, rest = fresh(hold_part(cast, unit, 10_000_000))

    assert (retained.authority_state, rest.authority_state) == ("held", "ordered")
    signed([retained, rest], by=cast.second_storekeeper)
    hold = Hold.objects.get(unit=retained)
    holds.verify_hold(act=act_of(cast.case_officer), hold_id=hold.id)
    lifted(cast, hold, verifier=cast.supervisor)
    assert fresh([retained])[0].authority_state == "ordered"
    assert not replay_state().findings


def test_what_was_explained_when_a_part_was_made_excuses_no_second_loss(cast):
    [unit] = stories.kept(cast)
    lost = 1_000_000
    [made] = split(cast, unit, unit.gross_mg - lost, how="repack", loss_reason="nobody knows")
    for found in Discrepancy.objects.filter(unit=made):
        weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=found.id, resolution="It was wet")
    rest = fresh([made])[0].gross_mg

    assert balances_of([made], weighed_mg={made.id: rest})[made.id].closes
    assert not balances_of([made], weighed_mg={made.id: rest - lost})[made.id].closes


def merged(cast, units):
    return dividing.merge_units(
        act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], reason="one drum",
        witness_badge=cast.second_storekeeper.badge,
        part=part(sum(unit.gross_mg for unit in units), package_count=sum(unit.package_count for unit in units)),
    )  # fmt: skip


def test_what_stands_under_different_holds_never_becomes_one_and_one_act_holds_back_all_of_it(cast, refused):
    first, second, third = stories.kept(cast, count=3)
    for unit, paper in ((first, "KP A"), (second, "KP B")):
        verified(cast, placed(cast, [unit], reference=paper))
    for units in ([first, second], [second, first]):
        with refused("merge.holds") as refusal:
            merged(cast, fresh(units))
        assert "until the holds are lifted" in refusal.value.sentence()
    again = placed(cast, [third], reference="KP A", review_at=stories.now() + timedelta(days=2))

    made = merged(cast, fresh([first, third]))

    copy = Hold.objects.get(unit=made)
    assert (made.authority_state, copy.reference, copy.verified_at, copy.review_at) == (
        "held", "KP A", None, again.review_at)  # fmt: skip
    assert not replay_state().findings


def test_a_hold_on_a_vehicle_stays_on_what_is_taken_out_of_it(cast):
    of = evidence.opened_seizure(cast)
    car = register_beside(
        act=act_of(cast.officer), seizure_id=of.id, exhibit_kind="vehicle", description="a van", place="HERON"
    )
    [bag] = register_units(
        act=act_of(cast.officer), seizure_id=of.id, units=[evidence.new_bag(parent_label=car.label, reading=None)]
    )
    verified(cast, placed(cast, [car], reference="KP V"))

    unpacking.take_out(
        act=act_of(cast.officer), unit_id=bag.id, witness_badge=cast.second_officer.badge, reason="for the store",
        reading=evidence.reading(),
    )  # fmt: skip

    assert fresh([bag])[0].authority_state == "held"
    copy = Hold.objects.get(unit=bag)
    assert (copy.reference, copy.verified_by) == ("KP V", cast.second_case_officer)
    assert not replay_state().findings


def test_what_stands_under_different_orders_never_becomes_one_not_even_under_one_hold(cast, refused):
    first, second, third = stories.kept(cast, count=3)
    for unit in (first, second):
        stories.verified(cast, stories.recorded(cast, [unit]))
    with refused("merge.orders") as refusal:
        merged(cast, fresh([first, second]))
    assert "Burn each as it is" in refusal.value.sentence()
    placed(cast, [first, third], reference="KP A")
    for units in ([first, third], [third, first]):
        with refused("merge.orders"):
            merged(cast, fresh(units))

    fourth, fifth = ordered(cast, count=2)
    made = merged(cast, [fourth, fifth])

    assert OrderLine.objects.get(unit=made, live=True).order == OrderLine.objects.get(unit=fourth).order
    assert fresh([made])[0].authority_state == "ordered"
    assert not replay_state().findings


def test_goods_that_are_not_found_leave_their_burn(cast):
    session = stories.planned(cast)
    [unit] = [line.unit for line in ManifestLine.objects.filter(session=session, live=True).select_related("unit")][:1]

    searching.report_unlocated(act=act_of(cast.auditor), unit_id=unit.id, remark="not there")

    assert fresh([unit])[0].authority_state == "ordered"
    assert not ManifestLine.objects.filter(unit=unit, live=True).exists()
    assert not replay_state().findings


def test_goods_that_are_stolen_wait_for_no_order_any_more(cast):
    [unit] = stories.kept(cast)
    missing(cast, unit)
    decided(asked(cast, unit, "stolen", by=cast.supervisor), by=cast.regional_head)

    assert not Clock.objects.filter(
        subject_id=unit.seizure_id, clock_type="ORDER_LATENCY", closed_at__isnull=True
    ).exists()
