"""A key that came again with other answers: whoever runs the house hears of it, in the digest of the day."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from custody.alerts.passes.engine import NothingDue, engine_act
from custody.alerts.raising import Finding, raise_alert
from custody.core.errors import CustodyError, KeyReused
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.organisation.models import Officer

RULE, STAGE, LEVEL = "AL14", "key", 4


def tell_of_reused_key(*, officer: Officer, reused: KeyReused) -> None:
    """Raise the alert of a key that was sent again with another body; once for each key.

    What the officer wanted was refused already and is shown again, so nothing here may stand in the way of that: a
    house without an engine, or a busy row, leaves the line of the log.

    Who: nobody; the refusal of an act. When: after it, in a transaction of its own. Appends ``alert.raised/2``.
    """
    key = reused.params.get("key")
    if key is None:
        return
    with suppress(NothingDue, CustodyError), recording(engine_act()) as record:
        raised = raise_alert(
            record,
            Finding(
                rule=RULE, stage=STAGE, level=LEVEL, subject_kind="officer", subject_id=officer.id,
                dedupe_key=f"key:{key}", fired_for=record.at, about=(officer.id,),
            ),
        )  # fmt: skip
        if raised is None:
            raise NothingDue
