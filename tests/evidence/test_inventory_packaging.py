"""A count says of each thing whether its packaging is whole, and whether it was found in time (R22)."""

from __future__ import annotations

from custody.alerts.models import Alert
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.test_inventory import found, kinds, opened, signed


def test_torn_packaging_and_what_was_long_looked_for_are_differences_that_somebody_answers(cast):
    whole, torn, slow, unasked = stories.stored(cast, count=4)
    inventory = opened(cast)

    assert found(cast, inventory, whole, packaging_whole=True, found_in_time=True).outcome == "agrees"
    assert found(cast, inventory, torn, packaging_whole=False, found_in_time=True).outcome == "differs"
    assert found(cast, inventory, slow, packaging_whole=True, found_in_time=False).outcome == "differs"
    line = found(cast, inventory, unasked)
    inventory = signed(cast, inventory)

    assert (line.packaging_whole, line.found_in_time, line.outcome) == (None, None, "agrees")
    assert kinds() == ["packaging", "slow"]
    assert inventory.differences == 2
    assert Alert.objects.filter(subject_kind="unit", subject_id__in=[torn.id, slow.id]).count() == 2
    assert replay_state().findings == []
