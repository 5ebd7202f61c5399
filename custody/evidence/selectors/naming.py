"""Finding units in a list by a part of what stands on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Func, Q, TextField, Value

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

_LIKE, _PLAIN = "OIL -./", "011"
"""Letters that are read as figures, and what is typed or left out at will: ``translate`` of the database drops those
that have no other in their place."""


def named_as(units: QuerySet[HandlingUnit], sought: str, *, reader: Officer) -> QuerySet[HandlingUnit]:
    """Return those of some units of whose label ``sought`` is a part, as it is typed or scanned; all of them by none.

    A seal is not shown to everybody who sees the unit: by a part of it the reader finds what is in the own custody.
    """
    plain = sought.upper().removeprefix("C1:").translate(str.maketrans(_LIKE[:3], _PLAIN, _LIKE[3:]))
    if not plain:
        return units
    mine = Q(custodian=reader) | Q(co_custodian=reader)
    named = units.annotate(plain_label=_plain("label"), plain_seal=_plain("seal"))
    return named.filter(Q(plain_label__contains=plain) | mine & Q(plain_seal__contains=plain))


def _plain(name: str) -> Func:
    return Func(F(name), Value(_LIKE), Value(_PLAIN), function="translate", output_field=TextField())
