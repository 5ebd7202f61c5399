"""The certificate of destruction, asked for once more: in another language, for another office."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.destruction import permissions
from custody.destruction.locking import lock_session
from custody.evidence.actions import documents
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Document


def ask_certificate(*, act: Act, session_id: UUID, language: str) -> Document:
    """Have the certificate of a burn made in a language and return the document; a worker makes it.

    Who: a case officer, supervisor, auditor or internal affairs. When: the burn took place. Appends
    ``document.asked/1``.
    """
    with recording(act, authorises=True) as record:
        session = lock_session(session_id)
        permissions.check_can_ask_certificate(act.actor, session)
        document = documents.ask(record, kind="certificate", language=language, session=session)
        record.result = {"session": str(session.id), "document": str(document.id)}
    return document
