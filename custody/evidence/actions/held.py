"""What was signed without a connection and cannot be recorded as it is: held, never lost, and nothing else happens.

Who signed it puts it right, under the time when it was signed. Who commands sees what is wrong with it and not what
stands in it, hands it back with a note, or asks to set it aside; another person decides that.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.errors import NotAllowedNow, NotFound
from custody.core.events import (
    REPORT_HANDED_BACK,
    REPORT_HELD,
    REPORT_HELD_AGAIN,
    REPORT_KEPT,
    REPORT_PUT_RIGHT,
    REPORT_SET_ASIDE,
    REPORT_SET_ASIDE_ASKED,
)
from custody.evidence import entries, permissions_of_held
from custody.evidence.files import StoredFiles
from custody.evidence.models import HeldReport, Transfer
from custody.evidence.models.held import LONGEST_REASON
from custody.evidence.permissions_of_danger import check_can_report
from custody.evidence.selectors.held import KIND
from custody.ledger.receipts import answer_kept
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from custody.core.act import Act
    from custody.ledger.recording import Record

MOST = 500


def hold_report(
    *,
    act: Act,
    sent_as: UUID,
    goes_on_as: UUID,
    form: str,
    signed_at: datetime,
    sealed: bytes,
    wrong: Sequence[tuple[str, str]],
) -> HeldReport:
    """Hold a form that was refused when it came in from a device, and return it; one that is held takes its place.

    ``form`` names its page, ``sealed`` is what the device sent, ``wrong`` the label of each question with the sentence
    of its refusal, both in English and without what was typed.

    Who: everybody, for what they signed. When: always. Appends ``report.held/1``, or ``report.held_again/1``.
    """
    check_can_report(act.actor)
    labels = [label[:LONGEST_REASON] for label, _said in wrong]
    reasons = [said[:LONGEST_REASON] for _label, said in wrong]
    about: dict[str, Any] = {"sha256": hashlib.sha256(sealed).hexdigest(), "labels": labels, "reasons": reasons}
    with StoredFiles() as files, recording(act) as record:
        rows = HeldReport.objects.select_for_update().filter(goes_on_as=goes_on_as, author=act.actor)
        held = rows.first() or HeldReport(
            author=act.actor, sent_as=sent_as, goes_on_as=goes_on_as, form=form, signed_at=signed_at,
            held_at=record.now,
        )  # fmt: skip
        is_new = held._state.adding
        if not is_new:
            permissions_of_held.check_can_put_right(act.actor, held)
        held.labels, held.reasons = labels, reasons
        held.storage_name, held.key_sealed = files.put(sealed, kind=KIND, row_id=held.id)
        if is_new:
            held.stream_id = record.open_stream(kind="held", ref=held.id)
            held.save(force_insert=True)
            record.append(
                REPORT_HELD, on=held, held_id=held.id, sent_as=sent_as, goes_on_as=goes_on_as, form=form,
                signed_at=signed_at, held_at=held.held_at, storage_name=held.storage_name,
                author=act.actor.pseudonym, **about,
            )  # fmt: skip
        else:
            held.save(update_fields=["labels", "reasons", "storage_name", "key_sealed"])
            record.append(REPORT_HELD_AGAIN, on=held, storage_name=held.storage_name, **about)
        record.result = {"held": str(held.id)}
    return held


def note_put_right(*, act: Act, held_id: UUID, transfer_id: UUID | None = None) -> HeldReport:
    """Note that a held form is recorded now, and return it.

    ``transfer_id`` names the hand-over that a held receipt is about: signed anew on its page it has another key.

    Who: who signed it. When: it waits, and the ledger has it under its key; or who signed it has accepted that
    hand-over since. Appends ``report.put_right/1``.
    """
    with recording(act) as record:
        held = _locked(held_id)
        permissions_of_held.check_can_put_right(act.actor, held)
        is_kept = answer_kept(author_id=held.author_id, key=held.goes_on_as) is not None
        if not is_kept and not _was_accepted(held, transfer_id):
            raise NotAllowedNow("held.unrecorded", "This is not recorded yet. Put it right first")
        _close(held, record, state="corrected")
        record.append(REPORT_PUT_RIGHT, on=held, closed_at=record.now, closed_by=act.actor.pseudonym)
        record.result = {"held": str(held.id)}
    return held


def hand_back(*, act: Act, held_id: UUID, note: str) -> HeldReport:
    """Hand a held form back to who signed it, with what to do about it, and return it. Its clock runs on.

    Who: a supervisor, a regional head or a director who did not sign it. When: it waits. Appends
    ``report.handed_back/1``.
    """
    said = entries.clean_reason(note, field="note", most=MOST)
    with recording(act, authorises=True) as record:
        held = _locked(held_id)
        permissions_of_held.check_can_hand_back(act.actor, held)
        held.note, held.handed_back_by, held.handed_back_at = said, act.actor, record.at
        held.save(update_fields=["note", "handed_back_by", "handed_back_at"])
        record.append(
            REPORT_HANDED_BACK, on=held, handed_back_at=record.at, note=said, handed_back_by=act.actor.pseudonym
        )
        record.result = {"held": str(held.id)}
    return held


def ask_set_aside(*, act: Act, held_id: UUID, reason: str) -> HeldReport:
    """Ask to set a held form aside, and return it. Until another person agrees it waits on.

    Who: who signed it, when it was recorded elsewhere meanwhile; a supervisor, a regional head or a director. When: it
    waits, and nobody asked. Appends ``report.set_aside_asked/1``.
    """
    said = entries.clean_reason(reason, most=MOST)
    with recording(act, authorises=True) as record:
        held = _locked(held_id)
        permissions_of_held.check_can_ask_set_aside(act.actor, held)
        held.state, held.reason, held.asked_by, held.asked_at = "asked", said, act.actor, record.at
        held.save(update_fields=["state", "reason", "asked_by", "asked_at"])
        record.append(
            REPORT_SET_ASIDE_ASKED, on=held, asked_at=record.at, reason=said, asked_by=act.actor.pseudonym
        )
        record.result = {"held": str(held.id)}
    return held


def decide_set_aside(*, act: Act, held_id: UUID, approve: bool) -> HeldReport:
    """Set a held form aside as another person asked, or keep it waiting; return it. What was signed stays in the house.

    Who: a supervisor, a regional head or a director who neither signed it nor asked. When: it was asked for. Appends
    ``report.set_aside/1`` or ``report.kept/1``.
    """
    with recording(act, authorises=True) as record:
        held = _locked(held_id)
        permissions_of_held.check_can_decide_set_aside(act.actor, held)
        if approve:
            _close(held, record, state="set_aside")
            record.append(REPORT_SET_ASIDE, on=held, closed_at=record.now, closed_by=act.actor.pseudonym)
        else:
            held.state = "open"
            held.save(update_fields=["state"])
            record.append(REPORT_KEPT, on=held, kept_at=record.at, kept_by=act.actor.pseudonym)
        record.result = {"held": str(held.id)}
    return held


def _close(held: HeldReport, record: Record, *, state: str) -> None:
    held.state, held.closed_by, held.closed_at = state, record.act.actor, record.now
    held.save(update_fields=["state", "closed_by", "closed_at"])


def _was_accepted(held: HeldReport, transfer_id: UUID | None) -> bool:
    """Say whether who signed a held form has taken over the load of that hand-over after it was held."""
    return transfer_id is not None and Transfer.objects.filter(
        pk=transfer_id, state="accepted", receiver=held.author_id, closed_at__gte=held.signed_at
    ).exists()


def _locked(held_id: UUID) -> HeldReport:
    found = HeldReport.objects.select_for_update(of=("self",)).select_related("author").filter(pk=held_id).first()
    if found is None:
        raise NotFound
    return found
