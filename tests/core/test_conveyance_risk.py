"""How much a conveyance invites an attack: the worst of all that is so decides."""

from __future__ import annotations

import pytest

from custody.core.conveyance_risk import Standing, risk_of


@pytest.mark.parametrize(("standing", "risk", "reason"), [
    ({"guarded": True, "incident": True, "cleared": True}, "high", "incident"),
    ({"guarded": False, "endangered": True, "unwatched": True}, "high", "endangered"),
    ({"guarded": True, "unwatched": True, "late": True}, "high", "unwatched"),
    ({"guarded": True, "endangered": True, "unwatched": True, "cleared": True}, "low", "cleared"),
    ({"guarded": False, "unwatched": True}, "high", "alone"),
    ({"guarded": False}, "high", "alone"),
    ({"guarded": False, "opened": True, "emptied": True}, "high", "alone"),
    ({"guarded": True, "late": True}, "high", "late"),
    ({"guarded": True}, "raised", "unopened"),
    ({"guarded": True, "opened": True}, "raised", "open"),
    ({"guarded": True, "opened": True, "emptied": True}, "raised", "not_cleared"),
    ({"guarded": False, "opened": True, "emptied": True, "cleared": True}, "low", "cleared"),
])
def test_the_worst_decides(standing, risk, reason):
    assert risk_of(Standing(**standing)) == (risk, reason)
