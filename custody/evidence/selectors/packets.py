"""Reads of court packets: which there are, and of which streams one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.core.errors import NotFound
from custody.evidence.models import CourtPacket, HandlingUnit, Photo
from custody.evidence.packet_levels import shows
from custody.evidence.packet_permissions import OVERSEERS, READERS
from custody.evidence.selectors.access import visible_seizures
from custody.ledger.packet import Outline, house_policy, outline_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from custody.evidence.models import Seizure
    from custody.organisation.models import Officer

__all__ = ["house_policy", "outline", "packet_for", "photos_of", "streams_of", "visible_packets", "waiting_packet"]


def visible_packets(officer: Officer) -> QuerySet[CourtPacket]:
    """Return the packets that the officer may read, the newest first."""
    rows = CourtPacket.objects.select_related("seizure", "asked_by", "decided_by").order_by("-asked_at", "id")
    if not officer.is_active or not officer.has_role(*READERS):
        return rows.none()
    if not officer.has_role(*OVERSEERS):
        rows = rows.exclude(level="internal")
    return rows.filter(seizure__in=visible_seizures(officer))


def packet_for(officer: Officer, *, packet_id: UUID) -> CourtPacket:
    """Return the packet; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_packets(officer).filter(pk=packet_id).first()
    if found is None:
        raise NotFound
    return found


def waiting_packet(seizure: Seizure) -> CourtPacket | None:
    """Return the packet of a seizure that waits for its second person."""
    return CourtPacket.objects.filter(seizure=seizure, state="asked").first()


def streams_of(seizure: Seizure) -> list[UUID]:
    """Return the streams that tell the life of a seizure: its own first, then the conveyance it was taken out of, then
    its units in the order of their labels."""
    units = HandlingUnit.objects.filter(Q(seizure=seizure) | Q(pk=seizure.conveyance_id))
    rows = units.order_by("label").values_list("pk", "stream_id")
    conveyance = [stream for unit, stream in rows if unit == seizure.conveyance_id]
    rest = [stream for unit, stream in rows if unit != seizure.conveyance_id]
    return list(dict.fromkeys([seizure.stream_id, *conveyance, *rest]))


def photos_of(streams: Sequence[UUID], *, level: str) -> QuerySet[Photo]:
    """Return the photos of some streams that a packet of a level may enclose, the oldest first, none that was erased.
    Papers of an act or of a laboratory name others than the goods: who oversees alone gets them."""
    rows = Photo.objects.filter(stream_id__in=streams, key_sealed__isnull=False).order_by("taken_at", "id")
    if level == "internal":
        return rows
    goods = rows.filter(proposal__isnull=True, lab_result__isnull=True, media_type__startswith="image/")
    return goods.exclude(slot="document")


def outline(seizure: Seizure, *, level: str) -> Outline:
    """Return how much a packet of a seizure would hold now."""
    return outline_of(streams_of(seizure), shows=shows(level))
