"""A load that one person drove off alone is on the road: it is recorded so, frozen, and owed another's signature."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.deadlines.models import Clock
from custody.evidence.actions import moving, signatures, weigh
from custody.evidence.models import Countersignature, Discrepancy, HandlingUnit
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.stories import act_of

WHY = "the second fell ill on the quay"


def drive_off(cast, units, **changes):
    return moving.depart(act=act_of(cast.officer), unit_ids=[unit.id for unit in units], route=stories.route("CURLEW"),
                         **{"alone_reason": WHY} | changes)  # fmt: skip


@pytest.fixture
def load(cast):
    """Two swept bags that one person has."""
    return stories.swept(cast, stories.seized(cast, count=2))


def test_it_is_on_the_road_with_who_drives_it_and_why(cast, load):
    units = drive_off(cast, load)

    assert {(unit.custody_state, unit.custodian, unit.co_custodian) for unit in units} == {
        ("in_transit", cast.officer, None)
    }
    said = [each for each in told([units[0].stream_id]) if each.type.code == "crew.missed/1"]
    assert len(said) == 1
    assert replay_state().findings == []


def test_it_is_frozen_with_one_alert_a_duty_and_its_clock(cast, load):
    units = drive_off(cast, load)

    assert list(Discrepancy.objects.values_list("discrepancy_kind", "found").distinct()) == [("alone", "one person")]
    assert all(unit.discrepancy_open and unit.signature_owed for unit in units)
    assert Alert.objects.filter(rule="AL6", level=1).count() == 1
    owed = Countersignature.objects.filter(about="crew.missed/1", wanted=None, matter="witness")
    assert {row.unit_id for row in owed} == {unit.id for unit in units}
    running = Clock.objects.filter(clock_type="SIGNATURE_OWED", closed_at=None, subject_id__in=[u.id for u in units])
    assert running.count() == 2


def test_who_drove_it_does_not_settle_it_and_a_supervisor_does(cast, load, refused):
    units = drive_off(cast, load)
    owed = [row.id for row in Countersignature.objects.filter(about="crew.missed/1")]

    with refused("role.missing"):
        signatures.sign(act=act_of(cast.officer), signature_ids=owed)
    signatures.sign(act=act_of(cast.supervisor), signature_ids=owed)
    # One cause: what explains it for one unit explains it for the load.
    weigh.resolve_discrepancy(act=act_of(cast.second_supervisor), discrepancy_id=Discrepancy.objects.first().id,
                              resolution=WHY)  # fmt: skip

    rows = HandlingUnit.objects.filter(pk__in=[unit.id for unit in units])
    assert set(rows.values_list("discrepancy_open", "signature_owed")) == {(False, False)}
    assert not Alert.objects.filter(rule="AL6").exclude(state="resolved").exists()


def test_it_arrives_as_any_load(cast, load):
    units = drive_off(cast, load)

    arrived = moving.arrive(act=act_of(cast.officer), unit_ids=[unit.id for unit in units], place="CURLEW")

    assert {unit.custody_state for unit in arrived} == {"at_furnace"}


def test_a_reason_frees_nothing_of_what_two_took_along(cast):
    crewed = stories.swept(cast, stories.seized(cast, crew=True))

    [unit] = drive_off(cast, crewed)

    assert not unit.discrepancy_open
    assert not [each for each in told([unit.stream_id]) if each.type.code == "crew.missed/1"]
