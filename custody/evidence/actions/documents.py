"""Documents: asked for in an act, made by a worker, read with a reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import IntegrityBroken, NotAllowedNow, NotFound
from custody.core.events import DOCUMENT_ASKED, DOCUMENT_MADE
from custody.evidence import entries, label_permissions
from custody.evidence.actions.consult import consulted
from custody.evidence.files import StoredFiles, decrypt, key_of, load
from custody.evidence.locking import lock_officer
from custody.evidence.models import Document
from custody.evidence.selectors.labels import document_for
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record
    from custody.ledger.rows import LedgerRow

LANGUAGES = ("en", "nl", "fr", "de")
MEDIA_TYPES = {"labels_zpl": ("text/plain; charset=utf-8", "zpl")}
PDF = ("application/pdf", "pdf")


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """A document, for the one who asked to read it. ``name`` is a file name that tells nothing."""

    content: bytes
    media_type: str
    name: str


def ask(record: Record, *, kind: str, language: str, **subject: LedgerRow) -> Document:
    """Write that a document is asked for, of its one subject: ``session=``, ``roll=`` or ``unit=``, locked. A step.

    A worker makes it once this has committed. Appends ``document.asked/1`` on the subject.
    """
    [(name, on)] = subject.items()
    document = Document(
        stream_id=on.stream_id,
        kind=kind,
        language=entries.chosen(language, LANGUAGES, field="language"),
        asked_by=record.act.actor,
        asked_at=record.at,
        **{name: on},
    )
    document.save(force_insert=True)
    record.append(
        DOCUMENT_ASKED,
        on=on,
        rows=[document],
        document_id=document.id,
        kind=kind,
        language=document.language,
        asked_at=record.at,
        asked_by=record.act.actor.pseudonym,
    )
    return document


def keep_document(*, act: Act, document_id: UUID, content: bytes) -> Document:
    """Store what a worker made, encrypted, and return the document. Made twice at once, the first counts.

    Who: the engine. When: it is not made yet. Appends ``document.made/1`` with the hash of the file.
    """
    label_permissions.check_is_engine(act.actor)
    with StoredFiles() as files, recording(act) as record:
        found = Document.objects.select_for_update(of=("self",)).filter(pk=document_id)
        document = found.select_related("session", "roll", "unit").first()
        if document is None:
            raise NotFound
        if document.made_at is not None:
            raise NotAllowedNow("document.made", "This document is made already")
        document.storage_name, document.key_sealed = files.put(content, kind="document", row_id=document.id)
        document.sha256, document.size_bytes = hashlib.sha256(content).hexdigest(), len(content)
        document.made_at = record.at
        document.save(update_fields=["storage_name", "key_sealed", "sha256", "size_bytes", "made_at"])
        record.append(
            DOCUMENT_MADE,
            on=document.session or document.roll or document.unit,  # type: ignore[arg-type]
            rows=[document],
            document_id=document.id,
            kind=document.kind,
            sha256=document.sha256,
            size_bytes=document.size_bytes,
            storage_name=document.storage_name,
            made_at=record.at,
        )
        record.result = {"document": str(document.id)}
    return document


def note_failure(*, document_id: UUID, why: str) -> None:
    """Write down that a document could not be made: bookkeeping, no event."""
    document = Document.objects.get(pk=document_id)
    document.tries, document.last_error = document.tries + 1, why[:500]
    document.save(update_fields=["tries", "last_error"])


def read_document(*, act: Act, document_id: UUID, reason: str) -> DocumentRead:
    """Return a document after it was recorded who reads it and why.

    Who: who may read it. When: it is made. Appends ``place.revealed/1`` (field group ``media``) on the officer's
    stream; raises ``IntegrityBroken`` when the file is not the one whose hash was recorded.
    """
    why = entries.clean_reason(reason, most=500)
    document = document_for(act.actor, document_id=document_id)
    if document.made_at is None:
        raise NotAllowedNow("document.waits", "This document is being made. Look again in a moment")
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        consultation = consulted(
            record, officer, subject_kind="document", subject_id=document.id, field_group="media", reason=why
        )
        # Opened before it is kept that somebody read it: what cannot be opened was read by nobody.
        content = content_of(document)
        record.result = {"consultation": str(consultation.id), "document": str(document.id)}
    media_type, ending = MEDIA_TYPES.get(document.kind, PDF)
    return DocumentRead(content, media_type, f"{document.kind}-{str(document.id)[:8]}.{ending}")


def content_of(document: Document) -> bytes:
    """Return the file of a made document, opened and held against its hash."""
    if document.key_sealed is None or document.storage_name is None:
        raise NotAllowedNow("document.erased", "This document was erased. That it was there stays in the record")
    key = key_of(document.key_sealed, kind="document", row_id=document.id)
    content = decrypt(load(document.storage_name), key=key, bound_to=f"document:{document.id}")
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise IntegrityBroken("document.changed", "This document is not the one that was made")
    return content
