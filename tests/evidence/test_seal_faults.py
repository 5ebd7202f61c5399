"""A seal that is not as it should be is said by whoever sees it, at rest too; the unit is frozen."""

from __future__ import annotations

import pytest

from custody.evidence.actions import weigh
from custody.evidence.actions.seal_faults import report_seal_fault
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests import stories
from tests.stories import act_of, fresh


def said(cast, unit, *, by=None, **seen):
    return report_seal_fault(act=act_of(by or cast.second_storekeeper), unit_id=unit.id, **{"fault": "broken"} | seen)


@pytest.mark.parametrize(
    ("fault", "seen", "found"),
    [("none", None, "none"), ("broken", " ", "broken"), ("other", "AN1?", "other AN1?"),
     ("copy", "X" * 90, "copy " + "X" * 55 + " +35")],
)  # fmt: skip
def test_a_seal_that_somebody_sees_freezes_the_unit_until_a_supervisor_has_looked(cast, refused, fault, seen, found):
    [unit] = stories.stored(cast)

    opened = said(cast, unit, fault=fault, seal_seen=seen)

    [unit] = fresh([unit])
    assert (opened.discrepancy_kind, opened.expected, opened.opened_by) == ("seal", unit.seal, cast.second_storekeeper)
    assert opened.found[:60] == found[:60]
    assert (unit.discrepancy_open, unit.seal is not None) == (True, True)
    with refused("unit.frozen"):
        stories.offered(cast, [unit], receiver=cast.crew, giver=cast.storekeeper)
    weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=opened.id, resolution="torn by a fork lift")
    assert not fresh([unit])[0].discrepancy_open
    assert not replay_state().findings


def test_nobody_learns_by_it_which_number_is_right(cast):
    first, second = stories.stored(cast, count=2)

    said(cast, first, seal_seen=first.seal)
    said(cast, second, seal_seen="AN999999")

    assert Discrepancy.objects.filter(discrepancy_kind="seal").count() == 2


def test_it_is_about_a_seal_of_ours_on_what_somebody_has_and_said_by_who_looks(cast, refused):
    [bag] = stories.seized(cast, seal=None)

    with refused("seal.none"):
        said(cast, bag)
    [other] = stories.seized(cast)
    with refused("role.missing"):
        said(cast, other, by=cast.planner)
    assert said(cast, other, by=cast.auditor).unit == other


@pytest.mark.parametrize("fault", ["", "gone", None])
def test_nobody_freezes_a_unit_without_saying_what_is_wrong_with_its_seal(cast, refused, fault):
    [unit] = stories.stored(cast)

    with refused("choice.unknown"):
        said(cast, unit, fault=fault)
    assert not fresh([unit])[0].discrepancy_open
