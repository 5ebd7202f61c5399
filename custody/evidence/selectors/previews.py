"""Which photos have no small copy yet."""

from __future__ import annotations

from uuid import UUID

from django.core.files.storage import default_storage

from custody.evidence.models import Photo
from custody.evidence.photos import PDF, preview_name

_NEWEST = 200
_seen: set[UUID] = set()
"""Photos this process knows to have their copy, so that a storage far away is not asked again and again."""


def photos_to_preview(*, limit: int = 20) -> list[UUID]:
    """Return photos among the newest ones that have no small copy yet, the newest first."""
    out: list[UUID] = []
    rows = Photo.objects.exclude(media_type=PDF).exclude(key_sealed=None)
    for photo in rows.order_by("-taken_at")[:_NEWEST]:
        if photo.id in _seen:
            continue
        if default_storage.exists(preview_name(photo)):
            _seen.add(photo.id)
        elif len(out) < limit:
            out.append(photo.id)
    return out
