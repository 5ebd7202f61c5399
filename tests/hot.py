"""Seizures that are hot, and their lists."""

from __future__ import annotations

from custody.evidence.actions import seizure
from custody.evidence.models import Checklist, ChecklistLine
from custody.organisation.actions import register
from tests import stories
from tests.situations import standing

KG = 1_000_000
TONNE = 1_000 * KG
HOT_MG = 7_500 * KG


@standing
def hot_seizure(cast, *, tonnes=(2.5, 2.5, 2.5)):
    """Return the pallets of a seizure of 7.5 t that the officer has just registered."""
    return registered(cast, *(int(each * TONNE) for each in tonnes))


def registered(cast, *masses_mg, of=None, act=None):
    """Register pallets of these masses of a seizure, by default a new one."""
    return seizure.register_units(
        act=act or stories.act_of(cast.officer),
        seizure_id=(of or stories.opened_seizure(cast)).id,
        units=[
            stories.new_bag(kind="pallet", reading=stories.reading(mass, scale_code="S-PALLET"), package_count=None)
            for mass in masses_mg
        ],
    )


def rule(cast, key, value, measure):
    """Let a rule have another value in Belgium from now on."""
    return register.set_policy(
        act=stories.act_of(cast.administrator), approver=cast.second_administrator, key=key, jurisdiction="BE",
        value=value, measure=measure, valid_from=stories.now(), source="tests",
    )  # fmt: skip


def list_of(units):
    """Return the list of the seizure that some units are of."""
    return Checklist.objects.get(seizure=units[0].seizure_id)


def line_of(units, what):
    """Return a line of it."""
    return ChecklistLine.objects.get(checklist__seizure=units[0].seizure_id, what=what)
