"""Goods in dispute that left all the same are on the road: who drove and why is recorded, and they stay frozen."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.core.events import FieldClass
from custody.evidence.actions import moving, seal_faults, weigh
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.stories import act_of, fresh

WHY = "men at the fence, nobody waited"


@pytest.fixture
def load(cast):
    """Two swept bags of a crew of two, the first of them in dispute."""
    units = stories.swept(cast, stories.seized(cast, count=2, crew=True))
    seal_faults.report_seal_fault(act=act_of(cast.auditor), unit_id=units[0].id, fault="broken")
    return fresh(units)


def drive_off(cast, units, **changes):
    return moving.depart(
        act=act_of(cast.officer), unit_ids=[unit.id for unit in units], route=stories.route("CURLEW"), **changes
    )


def test_it_is_on_the_road_frozen_with_who_drove_it_and_why(cast, load, refused):
    with refused("unit.frozen"):
        drive_off(cast, load)
    before = Alert.objects.filter(rule="AL6").count()

    units = fresh(drive_off(cast, load, frozen_reason=WHY))

    assert [(unit.custody_state, unit.discrepancy_open) for unit in units] == [
        ("in_transit", True), ("in_transit", False)]  # fmt: skip
    said = [each.values for each in told([unit.stream_id for unit in units], classes=frozenset(FieldClass),
                                         codes=["frozen.departed/1"])]  # fmt: skip
    assert [(each["reason"], each["driven_by"]) for each in said] == [(WHY, cast.officer.pseudonym)]
    assert Alert.objects.filter(rule="AL6").count() == before + 1
    assert replay_state().findings == []


def test_it_stays_frozen_until_both_questions_are_explained(cast, load, refused):
    [taken, _] = drive_off(cast, load, frozen_reason=WHY)

    for kind in ("seal", "taken"):
        assert fresh([taken])[0].discrepancy_open
        open_one = Discrepancy.objects.get(unit=taken, discrepancy_kind=kind, resolved_at__isnull=True)
        with refused("role.missing"):
            weigh.resolve_discrepancy(act=act_of(cast.officer), discrepancy_id=open_one.id, resolution="x")
        weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=open_one.id, resolution="seen to")

    assert not fresh([taken])[0].discrepancy_open


def test_a_reason_where_nothing_is_frozen_says_nothing(cast):
    units = stories.swept(cast, stories.seized(cast, crew=True))

    drive_off(cast, units, frozen_reason=WHY)

    assert not Discrepancy.objects.exists()
