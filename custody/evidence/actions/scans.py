"""The images of a scanner, from a foreign port or our own: kept encrypted, looked at with a reason, read by people."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.events import SCAN_ATTACHED, SCAN_READ
from custody.core.identifiers import parse_locode
from custody.evidence import entries, lists, photos, target_permissions
from custody.evidence.actions import steps
from custody.evidence.actions.consult import consulted
from custody.evidence.actions.photo import PhotoSeen
from custody.evidence.files import StoredFiles, decrypt, key_of, load
from custody.evidence.locking import lock_officer, lock_target
from custody.evidence.models import ScanImage, ScanReading
from custody.evidence.selectors.targets import image_for, target_for
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act


def attach_scan(*, act: Act, target_id: UUID, content: bytes, scanner: str, port: str | None = None) -> ScanImage:
    """Keep a scan image of a target, and return its row. The file lies encrypted under a key of its own.

    ``scanner`` is one of ``lists.SCANNERS``; a foreign port is named by its UN/LOCODE. Who: an officer who may know of
    the target. When: always. Raises ``InvalidInput`` when the bytes are no picture or too many.
    Appends ``scan.attached/1`` with the hash of the file as a sealed field.
    """
    target_permissions.check_can_target(act.actor)
    entries.chosen(scanner, lists.SCANNERS, field="scanner")
    where = _port(scanner, port)
    media_type = photos.media_type_of(content)
    target = target_for(act.actor, target_id=target_id)
    with StoredFiles() as files, recording(act) as record:
        target = lock_target(target.id)
        scan = ScanImage(
            target=target,
            stream_id=target.stream_id,
            scanner=scanner,
            port=where,
            media_type=media_type,
            size_bytes=len(content),
            added_by=act.actor,
            added_at=record.at,
        )
        scan.storage_name, scan.key_sealed = files.put(content, kind="scan", row_id=scan.id)
        scan.save(force_insert=True)
        record.append(
            SCAN_ATTACHED,
            on=target,
            rows=[scan],
            scan_id=scan.id,
            media_type=media_type,
            size_bytes=scan.size_bytes,
            storage_name=scan.storage_name,
            added_at=record.at,
            scanner=scanner,
            port=where,
            sha256=hashlib.sha256(content).hexdigest(),
            added_by=act.actor.pseudonym,
        )
        record.result = {"scan": str(scan.id), "target": str(target.id)}
    return scan


def look_at_scan(*, act: Act, scan_id: UUID, reason: str) -> PhotoSeen:
    """Return a scan image, after it was recorded who looks at it and why.

    Who: an officer who may know of its target. When: always. Appends ``place.revealed/1`` (field group ``media``) on
    the officer's stream; raises ``NotAllowedNow`` when the image was erased.
    """
    why = entries.clean_reason(reason, most=500)
    scan = image_for(act.actor, scan_id=scan_id)
    with recording(act) as record:
        officer = lock_officer(act.actor)
        look = consulted(record, officer, subject_kind="scan", subject_id=scan.id, field_group="media", reason=why)
        # Opened before it is kept that somebody looked: what cannot be opened was seen by nobody.
        content = _opened(scan)
        record.result = {"consultation": str(look.id), "scan": str(scan.id)}
    return PhotoSeen(content, scan.media_type)


def _opened(scan: ScanImage) -> bytes:
    """Return the image of a scan. Raises ``NotAllowedNow`` when its key was erased."""
    if scan.key_sealed is None:
        raise NotAllowedNow("photo.erased", "This photo was erased. That it was there stays in the record")
    key = key_of(scan.key_sealed, kind="scan", row_id=scan.id)
    return decrypt(load(scan.storage_name), key=key, bound_to=f"scan:{scan.id}")


def read_scan(*, act: Act, scan_id: UUID, result: str, remark: str | None = None) -> ScanReading:
    """Record what an officer sees in a scan image, and return the reading.

    Who: an officer who may know of its target, once each; that it shows nothing, only who looked at it. When: always.
    Appends ``scan.read/1``.
    """
    entries.chosen(result, lists.SCAN_RESULTS, field="result")
    words = entries.clean_text(remark, field="remark", most=entries.REMARK_MOST)
    scan = image_for(act.actor, scan_id=scan_id)
    with recording(act, authorises=True) as record:
        target = lock_target(scan.target_id)
        target_permissions.check_can_read_scan(act.actor, scan, result=result)
        reading = ScanReading(
            target=target,
            stream_id=target.stream_id,
            scan=scan,
            result=result,
            remark=words,
            read_by=act.actor,
            read_at=record.at,
        )
        reading.save(force_insert=True)
        record.append(
            SCAN_READ,
            on=target,
            rows=[reading],
            reading_id=reading.id,
            scan_id=scan.id,
            read_at=record.at,
            result=result,
            remark=words,
            read_by=act.actor.pseudonym,
        )
        record.result = {"reading": str(reading.id), "target": str(target.id)}
    return reading


def _port(scanner: str, port: str | None) -> str | None:
    """Return the port a foreign image comes from; our own scanner stands here."""
    if scanner != "foreign_port":
        return None
    if port is None or not port.strip():
        raise InvalidInput("scan.port", "Enter the port that sent the image, like ECGYE", field="port")
    try:
        return parse_locode(port)
    except InvalidInput as refusal:
        raise steps.on_field(refusal, "port") from None
