"""Tracker sweeps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.evidence.actions import sweep
from custody.evidence.actions.seizure import register_units
from custody.evidence.entries import NewUnit
from custody.evidence.models import HandlingUnit, Sweep
from tests import stories


def record(cast, units, *, by=None, **changes):
    at = stories.now()
    return sweep.record_sweep(
        **(
            {
                "act": stories.act_of(by or cast.officer),
                "unit_ids": [unit.id for unit in units],
                "witness_badge": "4418",
                "methods": ["rf_detector", "visual"],
                "started_at": at - timedelta(minutes=9),
                "ended_at": at,
                "result": "clear",
                "device": "RF-2",
            }
            | changes
        )
    )


@pytest.mark.parametrize(
    ("result", "unswept", "incident"),
    [("clear", False, False), ("found", True, True), ("unfinished", True, False)],
)
def test_the_result_decides_the_flags(cast, result, unswept, incident):
    units = stories.seized(cast, count=2)

    done = record(cast, units, result=result)

    assert [each.result for each in done] == [result, result]
    for unit in stories.fresh(units):
        assert (unit.unswept, unit.incident_open) == (unswept, incident)


def test_a_sweep_that_ended_before_the_goods_were_seized_says_nothing_of_them(cast, refused):
    units = stories.seized(cast)
    seized_at = units[0].seized_at

    with refused("sweep.before_seizure") as refusal:
        record(cast, units, started_at=seized_at - timedelta(days=1), ended_at=seized_at - timedelta(seconds=1))

    assert refusal.error.field == "ended_at"
    assert units[0].label in str(refusal.error)
    assert HandlingUnit.objects.get(pk=units[0].pk).unswept
    record(cast, units, started_at=seized_at - timedelta(minutes=30))
    assert not HandlingUnit.objects.get(pk=units[0].pk).unswept


def test_a_find_stays_an_incident_when_a_later_sweep_is_clear(cast):
    units = stories.seized(cast)
    record(cast, units, result="found")

    record(cast, units)

    [unit] = stories.fresh(units)
    assert (unit.unswept, unit.incident_open, Sweep.objects.count()) == (False, True, 2)


def test_another_than_the_custodian_may_sweep(cast):
    units = stories.seized(cast)

    record(cast, units, by=cast.crew)

    assert not stories.fresh(units)[0].unswept


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"methods": []}, "sweep.methods", "methods"),
        ({"methods": ["dowsing"]}, "choice.unknown", "methods"),
        ({"result": "maybe"}, "choice.unknown", "result"),
        ({"device": "x" * 61}, "text.too_long", "device"),
        ({"started_at": timedelta(minutes=1)}, "sweep.backwards", "ended_at"),
        ({"ended_at": timedelta(minutes=1)}, "sweep.future", "ended_at"),
        ({"witness_badge": "0"}, "officer.unknown", "witness_badge"),
    ],
)
def test_a_sweep_that_makes_no_sense_is_refused(cast, refused, changes, code, field):
    units = stories.seized(cast)
    at = stories.now()
    changes = {name: at + value if isinstance(value, timedelta) else value for name, value in changes.items()}

    with refused(code) as refusal:
        record(cast, units, **changes)

    assert refusal.error.field == field


def test_two_people_sweep_live_outermost_units(cast, refused):
    units = stories.seized(cast)
    seizure = units[0].seizure
    [brick] = register_units(
        act=stories.act_of(cast.officer),
        seizure_id=seizure.id,
        units=[NewUnit(kind="brick", parent_label=units[0].label)],
    )

    with refused("people.same"):
        record(cast, units, witness_badge="4417")
    with refused("role.missing"):
        record(cast, units, by=cast.planner)
    with refused("role.missing"):
        record(cast, units, witness_badge="4851")
    with refused("unit.inside"):
        record(cast, [brick])
    with refused("units.none"):
        record(cast, [])

    assert not HandlingUnit.objects.filter(incident_open=True).exists()
