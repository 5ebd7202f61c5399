"""What anybody who looks at goods can say of them, and what freezes them: the seal is wrong, or they are not there."""

from __future__ import annotations

from typing import Any

from custody.api.v1.answers import UnitAnswer
from custody.api.v1.inputs import Strict, Text, codes, version
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.exceptional import SEAL_FAULTS
from custody.evidence.actions.seal_faults import report_seal_fault
from custody.evidence.actions.searching import report_unlocated
from custody.evidence.selectors.access import unit_for


class SealFaultIn(Strict):
    """What is seen of a seal that is not as it should be, and what can be read off it."""

    fault = Text(help_text=codes(SEAL_FAULTS))
    seal_seen = Text(required=False, allow_null=True, help_text="What can be read off it; null: nothing.")
    expected_seq = version()


class UnlocatedIn(Strict):
    """Where somebody looked, and what was seen there."""

    remark = Text()
    expected_seq = version()


@endpoint("report_seal_fault", takes=SealFaultIn, gives=UnitAnswer)
class SealFaults(Acting):
    """Say that the seal on a unit is not as it should be."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Say it; the unit is frozen."""
        return report_seal_fault(act=act, unit_id=unit_for(act.actor, **ids).id, **said).unit


@endpoint("report_unlocated", takes=UnlocatedIn, gives=UnitAnswer)
class Search(Acting):
    """Say that a unit is not where it should be."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Say it."""
        return report_unlocated(act=act, unit_id=unit_for(act.actor, **ids).id, **said)
