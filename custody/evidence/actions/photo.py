"""Photos: attached to a unit or a seizure, and looked at with a reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import PHOTO_ATTACHED
from custody.evidence import entries, label_permissions, lists, permissions, photos
from custody.evidence.actions.consult import consulted
from custody.evidence.locking import lock_officer, lock_seizure, lock_unit
from custody.evidence.models import FoundLabel, LabResult, Photo, Proposal
from custody.evidence.photos import StoredFiles
from custody.evidence.selectors.access import photo_for
from custody.evidence.selectors.found_labels import found_label_for
from custody.ledger.recording import Record, recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.rows import LedgerRow


@dataclass(frozen=True, slots=True)
class PhotoSeen:
    """A photo as it was taken, for the one who asked to see it."""

    content: bytes
    media_type: str


def attach_photo(
    *, act: Act, content: bytes, slot: str, unit_id: UUID | None = None, seizure_id: UUID | None = None,
    found_label_id: UUID | None = None,
) -> Photo:  # fmt: skip
    """Keep a photo of a unit, of a seizure or of a label that lay somewhere, and return its row. The file lies
    encrypted under a key of its own.

    Who: anybody with a part in the work; of a label that was found, who reported it and who commands. When: always.
    Raises ``InvalidInput`` when the bytes are no photo or too many. Appends ``photo.attached/1`` with the hash of what
    was taken, as a sealed field; for a label that was found on the stream of who took it.
    """
    if found_label_id is None:
        permissions.check_can_attach_photo(act.actor)
    else:
        label_permissions.check_can_photograph_found(act.actor, found_label_for(act.actor, report_id=found_label_id))
    entries.chosen(slot, lists.PHOTO_SLOTS, field="slot")
    media_type = photos.media_type_of(content)
    with StoredFiles() as files, recording(act) as record:
        subject = _subject(unit_id=unit_id, seizure_id=seizure_id, found_label_id=found_label_id)
        photo = keep_photo(record, files, content, slot=slot, media_type=media_type, **subject)
        record.result = {"photo": str(photo.id)}
    return photo


def keep_photo(
    record: Record, files: StoredFiles, content: bytes, *, slot: str, media_type: str, **subject: LedgerRow
) -> Photo:
    """Store the bytes, and write the photo of its one subject: ``unit=``, ``seizure=`` or ``order=``, locked; or of
    ``proposal=``, an exception on a unit, or ``lab_result=``, what was found in a sample: the paper that it rests on;
    or of ``found_label=``, a label that lay somewhere.

    A step; ``files`` wraps ``recording``. Appends ``photo.attached/1`` on the subject; of a label on who took it.
    """
    [(name, about)] = subject.items()
    named, on = {name: about}, about
    if isinstance(about, (Proposal, LabResult)):
        on = named["unit"] = about.unit
    elif isinstance(about, FoundLabel):
        on = lock_officer(record.act.actor)
    photo = Photo(
        stream_id=on.stream_id,
        slot=slot,
        media_type=media_type,
        size_bytes=len(content),
        taken_by=record.act.actor,
        taken_at=record.at,
        **named,
    )
    photo.storage_name, photo.key_sealed = files.put(content, kind="photo", row_id=photo.id)
    photo.save(force_insert=True)
    record.append(
        PHOTO_ATTACHED,
        on=on,
        rows=[photo],
        photo_id=photo.id,
        slot=slot,
        media_type=media_type,
        size_bytes=photo.size_bytes,
        storage_name=photo.storage_name,
        sha256=hashlib.sha256(content).hexdigest(),
        taken_by=record.act.actor.pseudonym,
    )
    return photo


def read_photo(*, act: Act, photo_id: UUID, reason: str) -> PhotoSeen:
    """Return a photo as it was taken, after it was recorded who looks at it and why.

    Who: anybody who may know of what it shows. When: always. Appends ``place.revealed/1`` (field group ``media``) on
    the officer's stream; raises ``NotAllowedNow`` when the photo was erased.
    """
    reason = entries.clean_reason(reason, most=500)
    photo = photo_for(act.actor, photo_id=photo_id)
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        consultation = consulted(
            record, officer, subject_kind="photo", subject_id=photo.id, field_group="media", reason=reason
        )
        # Opened before it is kept that somebody looked: what cannot be opened was seen by nobody.
        content = photos.read_original(photo)
        record.result = {"consultation": str(consultation.id), "photo": str(photo.id)}
    return PhotoSeen(content, photo.media_type)


def _subject(*, unit_id: UUID | None, seizure_id: UUID | None, found_label_id: UUID | None) -> dict[str, LedgerRow]:
    """Return the one row that the photo is of, locked; a label that was found is no row that the photo changes."""
    if unit_id is not None and seizure_id is None and found_label_id is None:
        return {"unit": lock_unit(unit_id)}
    if seizure_id is not None and unit_id is None and found_label_id is None:
        return {"seizure": lock_seizure(seizure_id)}
    if found_label_id is not None and unit_id is None and seizure_id is None:
        return {"found_label": FoundLabel.objects.get(pk=found_label_id)}
    raise InvalidInput("photo.subject", "A photo shows one unit or one seizure", field="photo")
