"""A bag that burnt, by the books, and lies in a store: something else went into the fire."""

from __future__ import annotations

from custody.alerts.models import Alert
from custody.destruction.actions import reconcile
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests.destruction import stories
from tests.evidence.test_inventory import found, opened, signed
from tests.stories import act_of, fresh


def test_what_burnt_and_is_counted_in_a_store_is_frozen_and_told(cast, refused):
    [unit] = stories.burnt_units(stories.burnt(cast))
    before = Alert.objects.count()
    inventory = opened(cast)

    assert found(cast, inventory, unit, package_count=25).outcome == "gone"

    row = Discrepancy.objects.get(unit=unit, resolved_at__isnull=True)
    assert (row.discrepancy_kind, row.expected, row.found) == ("identity", "recorded as burnt", "found by a count")
    assert fresh([unit])[0].discrepancy_open
    assert Alert.objects.count() > before
    with refused("unit.frozen"):
        reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id])
    signed(cast, inventory)
    assert replay_state().findings == []
