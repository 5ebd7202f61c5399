"""Which photos show the goods themselves: by those they are photographed before they burn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.evidence.lists import SHOWS_GOODS

if TYPE_CHECKING:
    from custody.evidence.models import Seizure


def is_photographed(seizure: Seizure) -> bool:
    """Say whether a photo of the seizure shows its goods."""
    return seizure.photos.filter(slot__in=SHOWS_GOODS).exists()
