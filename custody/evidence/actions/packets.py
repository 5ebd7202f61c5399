"""Court packets: one asks, another issues, and whoever takes the file leaves a trace."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Max

from custody.core.errors import IntegrityBroken, NotFound, StaleVersion
from custody.core.events import PACKET_ASKED, PACKET_DECLINED, PACKET_ISSUED
from custody.evidence import entries, lists, photos
from custody.evidence import packet_permissions as permissions
from custody.evidence.actions.consult import consulted
from custody.evidence.actions.documents import LANGUAGES, DocumentRead
from custody.evidence.files import StoredFiles, decrypt, key_of, load
from custody.evidence.locking import lock_officer, lock_seizure
from custody.evidence.models import CourtPacket
from custody.evidence.packet_levels import shows
from custody.evidence.packet_statement import page, statement
from custody.evidence.policies import check_version
from custody.evidence.selectors.packets import packet_for, photos_of, streams_of, waiting_packet
from custody.ledger.packet import Packet, packet_of
from custody.ledger.recording import answered, recording
from custody.organisation.selectors.sessions import database_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.core.act import Act
    from custody.evidence.models import Seizure
    from custody.ledger.recording import Record

RECIPIENT_MOST = 200
MOST_ENCLOSED = 160 << 20
"""So many bytes of photos one packet encloses: the program of a court reads 256 MB in all."""


def ask_packet(
    *, act: Act, seizure_id: UUID, purpose: str, recipient: str, language: str, level: str,
    expected_seq: int | None = None,
) -> CourtPacket:  # fmt: skip
    """Ask for a court packet of a seizure, in the language of the proceedings, and return the question.

    Who: a case officer or a supervisor; who oversees, for one that shows every place. When: none waits for this
    seizure. Appends ``packet.asked/1``.
    """
    entries.chosen(purpose, lists.PACKET_PURPOSES, field="purpose")
    entries.chosen(level, lists.PACKET_LEVELS, field="level")
    entries.chosen(language, LANGUAGES, field="language")
    whom = entries.clean_reason(recipient, field="recipient", most=RECIPIENT_MOST)
    with recording(act, authorises=True) as record:
        seizure = lock_seizure(seizure_id)
        check_version(seizure, expected_seq)
        permissions.check_can_have_packet(act.actor, level=level)
        permissions.check_none_waits(waiting_packet(seizure))
        newest = CourtPacket.objects.filter(seizure=seizure).aggregate(newest=Max("number"))["newest"]
        packet = CourtPacket(
            seizure=seizure, stream_id=seizure.stream_id, number=(newest or 0) + 1, purpose=purpose, recipient=whom,
            language=language, level=level, asked_by=act.actor, asked_at=record.at,
        )  # fmt: skip
        packet.save(force_insert=True)
        record.append(
            PACKET_ASKED, on=seizure, rows=[packet], packet_id=packet.id, number=packet.number, purpose=purpose,
            language=language, level=level, asked_at=record.at, recipient=whom, asked_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"seizure": str(seizure.id), "packet": str(packet.id)}
    return packet


def issue_packet(*, act: Act, packet_id: UUID, expected_seq: int | None = None) -> CourtPacket:
    """Make the packet that was asked for, keep it as it is, and return it.

    It holds the seizure's stream to its end, so that this act is its next event: it carries how many there were and the
    hash of the file. The file is made before anything is locked, for a large seizure takes seconds.

    Who: who may have it, and did not ask for it. When: it waits, and every event of it is under a checkpoint that
    enough have signed. Appends ``packet.issued/1``.
    """
    answered(act)
    asked = packet_for(act.actor, packet_id=packet_id)
    permissions.check_can_decide_packet(act.actor, asked)
    made = _made(act, asked)
    with StoredFiles() as files, recording(act, authorises=True) as record:
        packet, seizure = _locked(packet_id)
        check_version(seizure, expected_seq)
        permissions.check_can_decide_packet(act.actor, packet)
        if made.events[seizure.stream_id] != seizure.last_seq:
            raise StaleVersion  # something was recorded while it was made
        packet.state, packet.decided_by, packet.decided_at = "issued", act.actor, record.at
        packet.events, packet.streams, packet.tree_size = seizure.last_seq, len(made.events), made.tree_size
        packet.sha256, packet.size_bytes = made.sha256, len(made.content)
        packet.storage_name, packet.key_sealed = files.put(made.content, kind="packet", row_id=packet.id)
        packet.save(update_fields=["state", "decided_by", "decided_at", "events", "streams", "tree_size", "sha256",
                                   "size_bytes", "storage_name", "key_sealed"])  # fmt: skip
        record.append(
            PACKET_ISSUED, on=seizure, rows=[packet], packet_id=packet.id, number=packet.number, purpose=packet.purpose,
            language=packet.language, level=packet.level, events=packet.events, streams=packet.streams,
            tree_size=packet.tree_size, sha256=packet.sha256, size_bytes=packet.size_bytes,
            storage_name=packet.storage_name, decided_at=record.at, recipient=packet.recipient,
            decided_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"seizure": str(seizure.id), "packet": str(packet.id)}
    return packet


def refuse_packet(*, act: Act, packet_id: UUID, expected_seq: int | None = None) -> CourtPacket:
    """Leave a packet that was asked for unissued, and return it.

    Who: who may have it, and did not ask for it. When: it waits. Appends ``packet.declined/1``.
    """
    with recording(act, authorises=True) as record:
        packet, seizure = _locked(packet_id)
        check_version(seizure, expected_seq)
        permissions.check_can_decide_packet(act.actor, packet)
        _decline(record, seizure, packet, outcome="refused")
    return packet


def withdraw_packet(*, act: Act, packet_id: UUID, expected_seq: int | None = None) -> CourtPacket:
    """Take back that a packet was asked for, and return it.

    Who: who asked for it. When: it waits. Appends ``packet.declined/1``.
    """
    with recording(act, authorises=True) as record:
        packet, seizure = _locked(packet_id)
        check_version(seizure, expected_seq)
        permissions.check_can_withdraw_packet(act.actor, packet)
        _decline(record, seizure, packet, outcome="withdrawn")
    return packet


def read_packet(*, act: Act, packet_id: UUID, reason: str) -> DocumentRead:
    """Return the file of a packet after it was recorded who takes it and why.

    Who: a case officer, a supervisor, or who oversees; who oversees alone, where it shows every place. When: it was
    issued. Appends ``place.revealed/1`` (field group ``media``)
    on the officer's stream; raises ``IntegrityBroken`` when the file is not the one whose hash was recorded.
    """
    why = entries.clean_reason(reason, most=500)
    packet = packet_for(act.actor, packet_id=packet_id)
    permissions.check_can_read_packet(act.actor, packet)
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        consultation = consulted(
            record, officer, subject_kind="packet", subject_id=packet.id, field_group="media", reason=why
        )
        content = _content_of(packet)
        record.result = {"consultation": str(consultation.id), "packet": str(packet.id)}
    return DocumentRead(content, "application/zip", f"packet-{str(packet.id)[:8]}.custody.zip")


def _made(act: Act, packet: CourtPacket) -> Packet:
    seizure = packet.seizure
    streams, said = streams_of(seizure), {"decided_by": act.actor.pseudonym, "at": database_now()}
    return packet_of(
        streams, shows=shows(packet.level), statement=statement(packet, code_word=seizure.code_word, **said),
        page=page(packet, code_word=seizure.code_word, **said), photos=_photos(streams, level=packet.level),
    )  # fmt: skip


def _photos(streams: Sequence[UUID], *, level: str) -> dict[str, bytes]:
    """Return the photos that a packet of a level encloses, by their hash, as they were taken; never more than a packet
    may weigh, the oldest first. What is left out, or was erased, is proved by its hash."""
    enclosed: dict[str, bytes] = {}
    left = MOST_ENCLOSED
    for photo in photos_of(streams, level=level):
        if photo.size_bytes > left:
            continue
        content = photos.read_original(photo)
        if level == "internal" or not photos.tells_where(content):
            enclosed[hashlib.sha256(content).hexdigest()] = content
            left -= len(content)
    return enclosed


def _content_of(packet: CourtPacket) -> bytes:
    """Return the file of an issued packet, opened and held against its hash."""
    key = key_of(packet.key_sealed or b"", kind="packet", row_id=packet.id)
    content = decrypt(load(packet.storage_name or ""), key=key, bound_to=f"packet:{packet.id}")
    if hashlib.sha256(content).hexdigest() != packet.sha256:
        raise IntegrityBroken("packet.changed", "This packet is not the one that was issued")
    return content


def _decline(record: Record, seizure: Seizure, packet: CourtPacket, *, outcome: str) -> None:
    packet.state, packet.decided_by, packet.decided_at = outcome, record.act.actor, record.at
    packet.save(update_fields=["state", "decided_by", "decided_at"])
    record.append(
        PACKET_DECLINED, on=seizure, rows=[packet], packet_id=packet.id, number=packet.number, outcome=outcome,
        decided_at=record.at, decided_by=record.act.actor.pseudonym,
    )  # fmt: skip
    record.result = {"seizure": str(seizure.id), "packet": str(packet.id)}


def _locked(packet_id: UUID) -> tuple[CourtPacket, Seizure]:
    of = CourtPacket.objects.filter(pk=packet_id).values_list("seizure_id", flat=True).first()
    if of is None:
        raise NotFound
    seizure = lock_seizure(of)
    return CourtPacket.objects.select_related("asked_by", "decided_by").get(pk=packet_id), seizure
