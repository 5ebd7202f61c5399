"""Whose doors must still be photographed: a number that fails its own check is believed, and the doors show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from custody.core.lifecycle import Family
from custody.evidence.models import Photo, Seizure
from custody.evidence.selectors.holding import my_conveyances

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

DOORS = "doors"


def fails_its_check(unit: HandlingUnit) -> bool:
    """Say whether the number on the doors of a unit was recorded though its check digit is another."""
    if unit.family is not Family.CONVEYANCE:
        return False
    stopped = getattr(unit, "conveyance", None)
    return stopped is not None and stopped.container_number_doubted


def owes_doors(unit: HandlingUnit | None) -> bool:
    """Say whether the doors of a stopped container must still be photographed, with it or with a find out of it."""
    if unit is None or not fails_its_check(unit):
        return False
    kept = Photo.objects.filter(slot=DOORS)
    return not kept.filter(unit=unit).exists() and not kept.filter(seizure__conveyance=unit).exists()


def doors_owed_by(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return what the officer has under a doubted number, without a photo of its doors and without a seizure yet: of a
    seizure its own page says it."""
    kept = Photo.objects.filter(slot=DOORS, unit=OuterRef("pk"))
    made = Seizure.objects.filter(conveyance=OuterRef("pk"))
    mine = my_conveyances(officer).filter(conveyance__container_number_doubted=True)
    return mine.filter(~Exists(kept), ~Exists(made))
