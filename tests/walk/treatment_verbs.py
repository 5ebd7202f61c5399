"""Verbs on goods that are made unusable, tested again, or come back, on rows that a walk chooses."""

from __future__ import annotations

from custody.core.exceptional import SEALS_SEEN
from custody.core.lifecycle import RETURNS
from custody.evidence.actions import neutralise, recovering, retesting
from custody.evidence.entries import Treated
from custody.evidence.models import HandlingUnit
from tests import stories
from tests.walk.choosing import verbs_of
from tests.walk.verbs import REST, _holder, _other


def neutralise_units(world):
    unit = world.unit(*REST)
    who = _holder(world, unit)
    test = world.dice.choice(["passed", "passed", "failed"])
    more = world.dice.choice([None, 0, 2_000_000])
    weights = {} if more is None else {
        unit.id: Treated(reading=stories.reading((unit.gross_mg or stories.BAG_MG) + more), added_mg=more)
    }  # fmt: skip
    return lambda: neutralise.neutralise_units(
        act=stories.act_of(who), unit_ids=[unit.id], method="bleach", batch="B-7", test=test, weights=weights,
        witness_badge=_other(world, who), second_witness_badge=_other(world, who))


def retest_units(world):
    known = sorted((unit for unit in world.seen.units.values() if unit.neutralised), key=lambda unit: unit.label)
    unit = HandlingUnit.objects.get(pk=world.one_of(known).pk) if world.dice.randrange(6) else world.unit(*REST)
    who, test = _holder(world, unit), world.dice.choice(["passed", "failed"])
    return lambda: retesting.retest_units(act=stories.act_of(who), unit_ids=[unit.id], test=test,
                                          witness_badge=_other(world, who))  # fmt: skip


def recover(world):
    """What was written off comes back, whole, in part, or heavier than it was."""
    unit = world.one_of(sorted((unit for unit in world.seen.units.values() if unit.custody_state in RETURNS),
                               key=lambda unit: unit.label))  # fmt: skip
    seen = world.dice.choice(SEALS_SEEN)
    gross = max(1, (unit.gross_mg or 1_000_000) + world.dice.choice([-500_000, 0, 500_000]))
    return lambda: recovering.recover_unit(
        act=stories.act_of(world.cast.officer), unit_id=unit.id, witness_badge="4420", reading=stories.reading(gross),
        comeback=recovering.Comeback(found_where="in a lorry", seal_seen=seen),
        place=world.dice.choice([None, "HERON"]),
    )  # fmt: skip


TREATMENT_VERBS = verbs_of(neutralise_units, retest_units, recover)
