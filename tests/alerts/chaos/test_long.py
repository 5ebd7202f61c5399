"""The long scenes: 2,000 messages under 15 kills, two flushes and a freeze of 20 s, and the broker killed for 12 s."""

from __future__ import annotations

import pytest

from tests.alerts.chaos.crowd import gather
from tests.alerts.chaos.long import ENGINES, Storm, play
from tests.alerts.chaos.scene import assert_armed, assert_nothing_dropped
from tests.alerts.chaos.sinks import open_sinks

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(1800)]

ALERTS, GATHERED_AT_ONCE = 1000, 100


@pytest.mark.parametrize("which", ENGINES)
@pytest.mark.parametrize("storm", [Storm(), Storm(down=12.0, seed=7)], ids=["frozen", "frozen-and-killed"])
def test_two_thousand_messages_under_fifteen_kills(house_cast, house, tmp_path, which, storm):
    holders = []
    while len(holders) < ALERTS:
        holders += gather(house_cast, GATHERED_AT_ONCE, first=len(holders))

    with open_sinks(seed=storm.seed) as sinks:
        found = play(which, database=house, var=tmp_path, holders=holders, storm=storm, sinks=sinks)
        assert_nothing_dropped(sinks)

    assert sum(found.kills.values()) == storm.kills
    assert (found.lost, found.in_flight_lost, found.alerts, found.alerts_twice) == (0, 0, ALERTS, 0), found
    assert found.duplicates <= found.in_flight, found
    assert found.duplicates_not_in_flight == 0, found
    assert_armed()
