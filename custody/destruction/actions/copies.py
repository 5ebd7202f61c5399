"""The copy of the certificate that the authority gets, which ordered the destruction (R13)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import CERTIFICATE_SENT
from custody.destruction import decision_permissions, decision_policies, lists
from custody.destruction.locking import lock_session
from custody.destruction.models import CertificateCopy
from custody.destruction.selectors import local_days
from custody.evidence import entries
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act


def send_certificate(*, act: Act, session_id: UUID, sent_to: str, way: str, sent_on: date) -> CertificateCopy:
    """Record that a copy of the certificate of a burn went to the authority, and return the row: its clock ends.

    ``sent_to`` names the office, ``way`` how it went.

    Who: a case officer or supervisor. When: the burn took place; it was sent after it and not in the time to come.
    Appends ``certificate.sent/1``.
    """
    how = entries.chosen(way, lists.SEND_WAYS, field="way")
    office = entries.clean_text(sent_to, field="sent_to", most=lists.REFERENCE_MOST)
    if office is None:
        raise InvalidInput("certificate.no_addressee", "Say to whom the copy was sent", field="sent_to")
    with recording(act) as record:
        session = lock_session(session_id)
        decision_permissions.check_can_send_certificate(act.actor, session)
        decision_policies.check_sent(
            sent_on, at=record.at, burnt_at=session.burnt_at, zone=local_days.furnace_zone(session)
        )
        row = CertificateCopy(
            session=session, stream_id=session.stream_id, sent_to=office, way=how, sent_on=sent_on,
            recorded_by=act.actor, recorded_at=record.at,
        )  # fmt: skip
        row.save(force_insert=True)
        record.append(
            CERTIFICATE_SENT, on=session, rows=[row], copy_id=row.id, way=how, sent_on=sent_on, recorded_at=record.at,
            sent_to=office, recorded_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"session": str(session.id), "copy": str(row.id)}
    return row
