"""What was recorded as it was is owed since: a count of half a brick, and a seal on what left without one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from custody.alerts.models import Alert
from custody.deadlines.models import Clock
from custody.deadlines.selectors import counted_blind
from custody.evidence.actions import beside, moving, seals
from custody.evidence.actions.counting import record_count
from custody.evidence.actions.weigh import record_weighing
from custody.evidence.entries import NewExhibit
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.exceptions import signatures_awaited
from custody.ledger.replay import replay_state
from tests import stories
from tests.stories import act_of, fresh, reading


def owed(unit, kind):
    return Clock.objects.filter(subject_id=unit.id, clock_type=kind, closed_at__isnull=True).first()


def weighed(cast, unit, gross_mg, **changes):
    return record_weighing(act=act_of(cast.storekeeper), unit_id=unit.id, reading=reading(gross_mg, **changes))


def counted(unit, number, *, by):
    return record_count(act=act_of(by), unit_id=unit.id, package_count=number)


def seen_by(officer, unit):
    """Return what an officer is shown of a unit: its number of packages by the API, and its page."""
    client = Client()
    client.force_login(officer)
    by_api = client.get(f"/api/v1/units/{unit.id}/").json()["package_count"]
    return by_api, "Bricks counted" in client.get(f"/units/{unit.id}/").content.decode()


def test_half_a_brick_owes_a_count_that_two_pay_who_are_shown_no_number(cast):
    [unit] = stories.stored(cast)
    weighed(cast, unit, stories.BAG_MG - 30_000, package_count=None)
    assert owed(unit, "COUNT_OWED") is None

    weighed(cast, unit, stories.BAG_MG - 1_000_000, package_count=None)

    assert owed(unit, "COUNT_OWED").due_at - owed(unit, "COUNT_OWED").started_at == timedelta(hours=8)
    assert [seen_by(who, unit) for who in (cast.storekeeper, cast.checker)] == [(None, False)] * 2
    assert seen_by(cast.auditor, unit)[0] == 25
    counted(unit, 24, by=cast.storekeeper)
    assert unit.id in counted_blind(cast.checker)
    counted(unit, 24, by=cast.checker)

    assert owed(unit, "COUNT_OWED") is None
    assert seen_by(cast.storekeeper, unit) == (25, True)
    # One alone owes the count of another, whatever the scale showed.
    counted(unit, 25, by=cast.storekeeper)
    assert owed(unit, "COUNT_OWED") is not None
    assert not replay_state().findings


def test_what_nobody_counted_owes_its_count_from_the_store_on(cast):
    counts = {"pallet": None, "box": None, "bag": 25}
    units = {kind: stories.stored(cast, kind=kind, package_count=count)[0] for kind, count in counts.items()}
    found = stories.opened_seizure(cast, exhibits=[NewExhibit(substance="ketamine", form="liquid")])
    [drum] = stories.stored(cast, of=found, kind="drum", package_count=None)

    assert {kind for kind, unit in units.items() if owed(unit, "COUNT_OWED")} == {"pallet", "box"}
    assert owed(drum, "COUNT_OWED") is None
    pallet = units["pallet"]
    began = owed(pallet, "COUNT_OWED").started_at
    # Half a brick less is no second clock of it, and one alone ends nothing.
    weighed(cast, pallet, stories.BAG_MG - 600_000, package_count=None)
    counted(pallet, 24, by=cast.storekeeper)
    assert owed(pallet, "COUNT_OWED").started_at == began
    counted(pallet, 24, by=cast.checker)
    assert owed(pallet, "COUNT_OWED") is None
    assert not replay_state().findings


def test_half_a_brick_of_what_nobody_counted_owes_a_count_before_the_store(cast):
    [unit] = stories.seized(cast, package_count=None)
    record_weighing(act=act_of(cast.officer), unit_id=unit.id,
                    reading=reading(stories.BAG_MG - 600_000, package_count=None))  # fmt: skip

    assert owed(unit, "COUNT_OWED") is not None


def test_bricks_that_weigh_what_no_brick_weighs_are_a_discrepancy_wherever_they_are_weighed(cast):
    [unit] = stories.stored(cast)
    weighed(cast, unit, stories.BAG_MG, package_count=40)

    odd = Discrepancy.objects.get(unit=unit, discrepancy_kind="bricks")
    assert (odd.expected, odd.opened_by) == ("900 g – 1 kg 400 g", cast.storekeeper)
    assert fresh([unit])[0].discrepancy_open
    assert Alert.objects.filter(rule="AL5", dedupe_key=f"weight:{odd.id}", resolved_at__isnull=True).count() == 1
    # Counted in the act itself: no count is owed, and what is open is not opened twice.
    weighed(cast, unit, stories.BAG_MG, package_count=40)
    assert Discrepancy.objects.filter(unit=unit, discrepancy_kind="bricks").count() == 1
    assert owed(unit, "COUNT_OWED") is None


def test_what_leaves_without_a_seal_leaves_and_owes_one(cast):
    [bare], [sealed] = (stories.swept(cast, stories.seized(cast, **seal)) for seal in ({"seal": None}, {}))
    stories.on_the_road(cast, units=[bare], giver=cast.officer)
    stories.on_the_road(cast, units=[sealed], giver=cast.officer)

    assert fresh([bare])[0].custody_state == "in_transit"
    assert owed(sealed, "SEAL_OWED") is None
    clock = owed(bare, "SEAL_OWED")
    assert clock.due_at - clock.started_at == timedelta(hours=4)
    seals.apply_seal(act=act_of(cast.crew), unit_id=bare.id, seal=stories.new_seal(),
                     second_badge=cast.second_crew.badge)  # fmt: skip

    assert owed(bare, "SEAL_OWED") is None
    assert not replay_state().findings


def test_cash_beside_the_drugs_owes_a_seal_and_a_cover_load_does_not(cast):
    seizure = stories.opened_seizure(cast)
    for kind, owes in (("cash", True), ("cover_load", False)):
        unit = beside.register_beside(
            act=act_of(cast.officer), seizure_id=seizure.id, exhibit_kind=kind, description="two bundles",
            place="HERON", seal=stories.new_seal(), witness_badge="4418",
        )  # fmt: skip
        seals.remove_seal(act=act_of(cast.officer), unit_id=unit.id, reason="looked into", witness_badge="4418")

        assert (owed(unit, "SEAL_OWED") is not None) == owes, kind


@pytest.mark.parametrize("place", ["DUNLIN", "HERON"])
def test_cash_is_counted_by_two_from_the_store_on_whatever_its_finders_wrote_down(cast, client, place):
    seizure = stories.opened_seizure(cast)
    cash, device = (
        beside.register_beside(
            act=act_of(cast.officer), seizure_id=seizure.id, exhibit_kind=kind, description="two bundles", place=place,
            package_count=200, seal=stories.new_seal(), witness_badge="4418",
        )
        for kind in ("cash", "device")
    )  # fmt: skip
    if place == "HERON":
        assert owed(cash, "COUNT_OWED") is None  # nobody counts notes on the quay
        stories.accepted(stories.offered(cast, [cash], receiver=cast.storekeeper), by=cast.storekeeper)
        moving.store_units(act=act_of(cast.storekeeper), unit_ids=[cash.id], place="DUNLIN")
    began = owed(cash, "COUNT_OWED").started_at

    assert owed(device, "COUNT_OWED") is None
    assert (seen_by(cast.storekeeper, cash)[0], seen_by(cast.auditor, cash)[0]) == (None, 200)
    client.force_login(cast.storekeeper)
    assert "How many banknotes are in it?" in client.get(f"/units/{cash.id}/count/").content.decode()
    counted(cash, 199, by=cast.storekeeper)
    assert owed(cash, "COUNT_OWED").started_at == began
    counted(cash, 199, by=cast.checker)

    assert owed(cash, "COUNT_OWED") is None
    found = Discrepancy.objects.get(unit=cash, discrepancy_kind="count")
    assert (found.expected, found.found) == ("200", "199")
    assert not replay_state().findings


def test_whose_seal_is_taken_off_owes_another_and_the_signature_of_who_stood_by(cast):
    [unit] = stories.stored(cast)
    seals.remove_seal(act=act_of(cast.storekeeper), unit_id=unit.id, reason="torn", witness_badge="4420")

    [row] = signatures_awaited(cast.third_officer)
    assert (row.matter, row.about, row.unit) == ("witness", "seal.removed/1", unit)
    assert owed(unit, "SEAL_OWED") is not None
    seals.apply_seal(act=act_of(cast.storekeeper), unit_id=unit.id, seal=stories.new_seal(), second_badge="4420")

    assert owed(unit, "SEAL_OWED") is None
    assert not replay_state().findings
