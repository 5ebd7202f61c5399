"""Masses as a reader may see them: a number for those whose task it is, a coarse band for everybody else.

The mask is put on here, before the page is written: what the reader may not see is not in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import get_format, number_format

from custody.core.mass import band
from custody.evidence.selectors.access import sees_mass
from custody.web.shared.weights import shown

if TYPE_CHECKING:
    from custody.organisation.models import Officer

_MG_PER_TONNE = 1_000_000_000
_NONE = "–"


def mass_for(officer: Officer, mg: int | None) -> str:
    """Return a mass exactly, or as a band; "–" for none."""
    if mg is None:
        return _NONE
    return shown(mg) if sees_mass(officer) else in_band(mg)


def load_for(officer: Officer, mg: int) -> str:
    """Return a large mass in tonnes with one decimal, or as a band."""
    return in_tonnes(mg) if sees_mass(officer) else in_band(mg)


def about_for(officer: Officer, mg: int) -> str:
    """Return a mass to the hundred kilograms, below a tonne to the kilogram: little must not look like nothing."""
    return mass_for(officer, round(mg, -8 if mg >= _MG_PER_TONNE else -6))


def in_band(mg: int) -> str:
    """Return the band of a mass, with the decimal mark of the reader's language."""
    return band(mg).replace(".", get_format("DECIMAL_SEPARATOR"))


def in_tonnes(mg: int) -> str:
    """Return a mass in tonnes with one decimal, in the reader's language."""
    return f"{number_format(round(mg / _MG_PER_TONNE, 1), 1)}\u00a0t"
