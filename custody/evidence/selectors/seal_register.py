"""Deliveries of blank seals: from which one a seal is, so that its maker and its kind are known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F, Q

from custody.core.errors import NotFound
from custody.core.identifiers import looks_of
from custody.evidence.models import Seal, SealBatch
from custody.evidence.selectors.access import visible_units
from custody.evidence.selectors.labels import PRINTERS
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

MOST_BEARERS = 20
KEEPERS = PRINTERS
"""Who takes deliveries of seals in, and withdraws them: who does so with labels."""
READERS = (*KEEPERS, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
_RUNNING = re.compile(r"(.*?)([0-9]{1,18})")


def parts_of(number: str) -> tuple[str, int, int] | None:
    """Return what stands before the running number of a seal, how many digits it has, and the number; ``None`` for one
    that ends in a letter."""
    found = _RUNNING.fullmatch(number)
    return None if found is None else (found[1], len(found[2]), int(found[2]))


def units_of_seals(officer: Officer, *, numbers: Iterable[str]) -> dict[str, str]:
    """Return, by number, the label of the unit on which a seal was put, for those of some numbers that the officer
    typed: of units that the officer may know of."""
    rows = Seal.objects.filter(number__in=list(numbers), unit__in=visible_units(officer))
    return dict(rows.values_list("number", "unit__label"))


def visible_batches(officer: Officer) -> QuerySet[SealBatch]:
    """Return the deliveries the officer may know of."""
    rows = SealBatch.objects.select_related("taken_in_by", "voided_by")
    return rows if officer.is_active and officer.has_role(*READERS) else rows.none()


def batch_for(officer: Officer, *, batch_id: UUID) -> SealBatch:
    """Return a delivery; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_batches(officer).filter(pk=batch_id).first()
    if found is None:
        raise NotFound
    return found


def batches_of(numbers: Iterable[str]) -> dict[str, SealBatch]:
    """Return the delivery of each of the seal numbers that is from one, in one question however they are written."""
    written = {number: parts for number in set(numbers) if (parts := parts_of(number))}
    if not written:
        return {}
    prefixes, digits, running = (list(column) for column in zip(*written.values(), strict=True))
    rows = SealBatch.objects.raw(
        "SELECT b.*, w.number AS seal FROM unnest(%s::text[], %s::text[], %s::int[], %s::bigint[])"
        " AS w (number, prefix, digits, running) JOIN custody_sealbatch b"
        ' ON b.prefix = w.prefix AND b.digits = w.digits AND w.running BETWEEN b."first" AND b."last"',
        [list(written), prefixes, digits, running],
    )
    return {vars(row)["seal"]: row for row in rows}


def batch_of(number: str | None) -> SealBatch | None:
    """Return the delivery a seal is from; ``None`` for one that is from none."""
    return None if number is None else batches_of([number]).get(number)


def withdrawn_of(numbers: Iterable[str]) -> set[str]:
    """Return those of the seals that are from a delivery that was withdrawn."""
    return {number for number, row in batches_of(numbers).items() if row.voided_at is not None}


def withdrawn_among(numbers: Iterable[str]) -> str | None:
    """Return the first of the seals that is from a delivery that was withdrawn."""
    return min(withdrawn_of(numbers), default=None)


def overlapping(*, prefix: str, digits: int, first: int, last: int) -> SealBatch | None:
    """Return a delivery that has some of these numbers."""
    return SealBatch.objects.filter(prefix=prefix, digits=digits, first__lte=last, last__gte=first).first()


def bearers_of(officer: Officer, number: str) -> list[HandlingUnit]:
    """Return the units that bear a number, or bore it: that of a seal, or of the container itself. As far as the
    officer may know of them, those that still do first."""
    rows = visible_units(officer).filter(Q(seals__number=number) | Q(conveyance__container_number=number))
    return list(rows.order_by(F("seal").asc(nulls_last=True), "label").distinct()[:MOST_BEARERS])


def lookalikes_of(numbers: Iterable[str]) -> dict[str, str]:
    """Return, for those of the seal numbers that look like another one that was ever applied, that other one: a letter
    O stands where a zero stood, or an I where a one did."""
    looks = {number: looks_of(number) for number in numbers}
    # Read by the index on what a number looks like.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT translate(number, 'OI', '01'), number FROM custody_seal"
            " WHERE translate(number, 'OI', '01') = ANY (%s) ORDER BY applied_at, number",
            [list(set(looks.values()))],
        )
        known = cursor.fetchall()
    found = {}
    for number, look in looks.items():
        others = [other for seen, other in known if seen == look and other != number]
        if others:
            found[number] = others[0]
    return found
