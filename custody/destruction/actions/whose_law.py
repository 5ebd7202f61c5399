"""Under which law goods are that lie in another country: an authority says so on paper, two people read it (C17)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.destruction import law_permissions, lists
from custody.destruction.actions.deciding import write_decision
from custody.destruction.selectors import local_days
from custody.destruction.selectors.whose_law import CONFIRMS
from custody.evidence import entries
from custody.evidence.locking import lock_seizure
from custody.evidence.photos import StoredFiles
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.entries import DecisionPaper
    from custody.destruction.models import AuthorityDecision
    from custody.ledger.recording import Record


def confirm_law(*, act: Act, seizure_id: UUID, authority: str, paper: DecisionPaper) -> AuthorityDecision:
    """Record that an authority decides on the goods of a seizure under the law they are written under, and return the
    decision. It counts once another person has verified it; until then no order of goods that lie in another country
    is verified, and they do not burn.

    Who: a case officer or supervisor who did not seize them; of the two who sign, one is a supervisor. When: no such
    decision waits. Appends ``decision.recorded/1``.
    """
    who = entries.chosen(authority, lists.HOLD_AUTHORITIES, field="authority")
    with StoredFiles() as files, recording(act, authorises=True) as record:
        seizure = lock_seizure(seizure_id)
        law_permissions.check_can_record_law(act.actor, seizure)
        return write_decision(
            record, files, paper, kind=CONFIRMS, subject_id=seizure.id, authority=who,
            seized=local_days.seizures_there([seizure]),
        )  # fmt: skip


def check_two(record: Record, decision: AuthorityDecision) -> None:
    """Return when the two who read the paper may say under which law the goods are. A step; the verified decision says
    it all."""
    law_permissions.check_can_confirm_law(
        record.act.actor, lock_seizure(decision.subject_id), recorder=decision.recorded_by
    )
