"""The photos that belong to a seizure or a unit: a slot for each, in the order in which they are taken."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from custody.web.shared.parts import Task
from custody.web.shared.words import PHOTO_SLOTS

if TYPE_CHECKING:
    from custody.evidence.models import FoundLabel, HandlingUnit, Seizure

OF_SEIZURE = ("doors", "seal", "load_opened", "total")
OF_UNIT = ("seal", "scale_display", "label")
OF_FOUND_LABEL = ("label",)


def photo_set(subject: FoundLabel | HandlingUnit | Seizure, *, slots: tuple[str, ...], page: str) -> list[Task]:
    """Return one row for each slot: whether its photo is taken, and the page that asks for that one alone."""
    taken = _taken(subject)
    return [
        Task(
            label=PHOTO_SLOTS[slot],
            link=f"{reverse(page, args=[subject.id])}?slot={slot}",
            status=(_("Photo taken") if taken[slot] == 1 else _("Taken: %(count)d") % {"count": taken[slot]})
            if taken[slot] else _("Not taken"),
            tone="success" if taken[slot] else "neutral",
        )
        for slot in slots
    ]  # fmt: skip


def is_kept(subject: HandlingUnit | Seizure, *, slot: str) -> bool:
    """Say whether a photo of this slot is kept already: another one stands beside it."""
    return bool(_taken(subject)[slot])


def next_slot(subject: FoundLabel | HandlingUnit | Seizure, *, slots: tuple[str, ...], after: str) -> str:
    """Return the slot whose photo is not taken and that comes after another one, "" where none does."""
    taken = _taken(subject)
    later = slots[slots.index(after) + 1 :] if after in slots else ()
    return next((slot for slot in later if not taken[slot]), "")


def _taken(subject: FoundLabel | HandlingUnit | Seizure) -> Counter[str]:
    kept = subject.photos.all()
    # The paper of an act or of a laboratory is no photo of the goods.
    return Counter(kept.filter(proposal=None, lab_result=None).values_list("slot", flat=True))
