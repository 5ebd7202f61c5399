"""What became of an order after it was given: an appeal upheld, a notice served late, more goods found, a part kept."""

from __future__ import annotations

import pytest

from custody.destruction.actions import lawful as release
from custody.destruction.actions import notices, partial_hold
from custody.destruction.selectors import gates, law
from custody.destruction.selectors.retained import retained_mg
from custody.evidence.entries import NewExhibit
from custody.evidence.models import Hold
from tests import packs
from tests import stories as evidence
from tests.destruction import decided, lawful, stories
from tests.destruction.test_holds import placed, verified
from tests.evidence import exceptional
from tests.stories import act_of, fresh


def released(units):
    """Ask for the release to burn, as far as the law goes."""
    units = fresh(units)
    release.check_release(units, gates.order_lines([unit.id for unit in units]), asked=law.asked_of(units))


def objected(cast, notice, outcome):
    notices.record_objection(act=act_of(cast.case_officer), notice_id=notice.id, grounds="Not his")
    decided.verified(decided.objection_recorded(cast, notice, outcome), by=cast.second_case_officer)


def served(cast, order, reference):
    return notices.serve_order(
        act=act_of(cast.case_officer), order_id=order.id, addressee="owner", reference=reference
    )


@pytest.mark.parametrize("appeal", ["suspensive", "other"])
def test_an_appeal_that_was_upheld_bars_the_fire_however_often_the_order_is_served_again(cast, refused, appeal):
    """An upheld appeal barred only until the order was served again and nobody answered."""
    if appeal == "suspensive":
        lawful.under(cast, packs.nowhere(order__procedure="order", order__judge="never"))
        units = lawful.goods(cast, "XX", samples=3, kept=2)
        order = lawful.minuted(cast, stories.recorded(cast, units, authority="committee"))
    else:
        units = stories.kept(cast)
        order = stories.recorded(cast, units)
    stories.verified(cast, order)
    objected(cast, served(cast, order, "N 1"), "upheld")
    with refused("burn.appeal_upheld"):
        released(units)

    lawful.silent(cast, served(cast, order, "N 2"))

    with refused("burn.appeal_upheld"):
        released(units)


def test_a_notice_that_is_served_after_the_order_bars_the_fire_as_one_before_bars_the_order(cast, refused):
    lawful.under(cast, packs.shipped("ES"))
    units = lawful.goods(cast, "ES", samples=2, kept=1)
    lawful.silent(cast, lawful.noticed(cast, units))
    stories.verified(cast, stories.recorded(cast, units, authority="agency"))
    released(units)
    late = lawful.noticed(cast, units, reference="N 8")
    with refused("burn.notice"):
        released(units)

    objected(cast, late, "upheld")

    with refused("burn.notice"):
        released(units)


def _heroin(cast):
    lawful.under(cast, packs.shipped("IN"))
    exhibits = [NewExhibit(substance="heroin", form="powder", field_test="positive")]
    found = evidence.opened_seizure(cast, jurisdiction="IN", exhibits=exhibits)
    units = evidence.stored(cast, of=found, gross_mg=4_000_000)
    decided.law_confirmed(cast, found.id)
    lawful.sampled(cast, units[0], samples=2, kept=1)
    stories.photographed(cast, units)
    return found, fresh(units)


def test_an_order_for_a_small_quantity_is_not_verified_once_more_was_found(cast, refused):
    found, units = _heroin(cast)
    order = stories.recorded(cast, units, authority="committee")
    evidence.stored(cast, of=found, gross_mg=20_000_000)
    lawful.authorised(cast, order)

    with refused("order.authority"):
        stories.verified(cast, order)


def test_an_order_for_a_small_quantity_burns_nothing_once_more_was_found(cast, refused):
    found, units = _heroin(cast)
    order = stories.recorded(cast, units, authority="committee")
    lawful.authorised(cast, order)
    stories.verified(cast, lawful.minuted(cast, order))
    released(units)

    evidence.stored(cast, of=found, gross_mg=20_000_000)

    with refused("burn.authority") as refusal:
        released(units)
    assert "high disposal committee" in str(refusal.value.sentence())


def test_a_law_that_asks_for_a_higher_authority_now_takes_back_no_order(cast):
    lawful.under(cast, packs.nowhere(order__procedure="order", order__judge="never", order__appeal="none"))
    units = lawful.goods(cast, "XX", samples=3, kept=2)
    stories.verified(cast, lawful.minuted(cast, stories.recorded(cast, units, authority="committee")))

    lawful.under(cast, packs.nowhere(version=2, order__procedure="order", order__judge="never", order__appeal="none",
                                     order__authority="high_committee"))  # fmt: skip

    released(units)


def test_a_part_that_is_held_for_the_court_is_what_must_be_retained(cast, refused):
    """Only samples counted, and no sample weighs what a court keeps: nothing of the seizure could ever burn."""
    [unit] = stories.kept(cast)
    asked = notices.ask_retention(act=act_of(cast.case_officer), seizure_id=unit.seizure_id, authority="prosecutor",
                                  retain_mg=5_000_000, reason="For the trial")  # fmt: skip
    decided.retained(cast, asked)
    parts = partial_hold.hold_part(
        act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.second_storekeeper.badge,
        retained=evidence.new_bag(5_000_000, package_count=5),
        rest=[evidence.new_bag(fresh([unit])[0].gross_mg - 5_000_000, package_count=20)],
        authority="prosecutor", reference="KP 9/26", reason="retain 5 kg",
    )  # fmt: skip
    evidence.countersigned(cast.second_storekeeper)
    exceptional.signed_by_each(parts)
    rest = fresh(parts[1:])
    stories.verified(cast, stories.recorded(cast, rest))
    with refused("burn.retain"):
        released(rest)  # nobody has verified the hold

    hold = verified(cast, Hold.objects.get(unit=parts[0], lifted_at=None))

    assert retained_mg([unit.seizure_id]) == {unit.seizure_id: {unit.exhibit_id: 5_000_000}}
    released(rest)
    decided.lifted(cast, hold)
    released(rest)


def test_a_whole_unit_counts_as_retained_only_while_it_is_held(cast, refused):
    units = stories.kept(cast, units=evidence.stored(cast, count=2))
    held, rest = fresh(units)
    asked = notices.ask_retention(act=act_of(cast.case_officer), seizure_id=rest.seizure_id, authority="prosecutor",
                                  retain_mg=5_000_000, reason="For the trial")  # fmt: skip
    decided.retained(cast, asked)
    stories.verified(cast, stories.recorded(cast, [rest]))
    hold = placed(cast, [held])
    verified(cast, hold)
    released([rest])

    decided.lifted(cast, hold)

    with refused("burn.retain"):
        released([rest])
