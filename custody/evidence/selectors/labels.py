"""Rolls of labels: which there are, how far each is used up, and which roll a label is from."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q

from custody.core.errors import NotFound
from custody.evidence.models import Document, HandlingUnit, Label, LabelRoll
from custody.evidence.selectors.counting import without_counted
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

PRINTERS = (Role.STOREKEEPER, Role.SUPERVISOR, Role.ADMINISTRATOR)
"""Who prints blank labels and paper sheets, and withdraws them."""
READERS_OF_CERTIFICATES = (Role.CASE_OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
_SEES_ROLLS = (*PRINTERS, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
_LABELS = b"custody-labels-v1\x00"


@dataclass(frozen=True, slots=True)
class RollUse:
    """A roll, and how many of its labels stick on a unit."""

    roll: LabelRoll
    bound: int

    @property
    def blank(self) -> int:
        """How many are still blank."""
        return self.roll.label_count - self.bound


def visible_rolls(officer: Officer) -> QuerySet[LabelRoll]:
    """Return the rolls that the officer may know of; none for who does not print or oversee."""
    rows = LabelRoll.objects.select_related("printed_by", "voided_by")
    return rows if officer.is_active and officer.has_role(*_SEES_ROLLS) else rows.none()


def roll_for(officer: Officer, *, roll_id: UUID) -> LabelRoll:
    """Return the roll; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_rolls(officer).filter(pk=roll_id).first()
    if found is None:
        raise NotFound
    return found


def uses_of(rolls: Iterable[LabelRoll]) -> list[RollUse]:
    """Return how far each roll is used up. A label is bound by the first unit that is registered under it."""
    rows = list(rolls)
    used = Label.objects.filter(roll__in=rows).filter(
        Exists(HandlingUnit.objects.filter(label=OuterRef("code")))
    )
    counts: dict[UUID, int] = {}
    for roll_id in used.values_list("roll_id", flat=True):
        counts[roll_id] = counts.get(roll_id, 0) + 1
    return [RollUse(roll, counts.get(roll.id, 0)) for roll in rows]


def codes_of(roll: LabelRoll) -> list[str]:
    """Return the labels of a roll in the order in which they are printed."""
    return list(Label.objects.filter(roll=roll).order_by("position").values_list("code", flat=True))


def codes_on_sheet(roll: LabelRoll, number: int) -> list[str]:
    """Return the labels of one paper sheet, in the order of its lines."""
    each = roll.label_count // (roll.sheet_count or 1)
    first = (number - 1) * each
    return codes_of(roll)[first : first + each]


def sheet_of(text: str) -> tuple[LabelRoll, int] | None:
    """Return the roll and number of a sheet that was typed, ``None`` when there is none."""
    code_word, _, number = text.upper().replace(" ", "").partition("/")
    roll = LabelRoll.objects.filter(code_word=code_word, purpose="paper").first()
    if roll is None or not number.isdecimal() or len(number) > len("999"):
        return None
    if not 1 <= int(number) <= (roll.sheet_count or 0):
        return None
    return roll, int(number)


def printed_for(codes: Collection[str]) -> dict[str, tuple[LabelRoll, int | None]]:
    """Return, for each of the labels that the house printed, its roll and the number of its paper sheet; no number for
    a label of a roll without sheets."""
    rows = Label.objects.filter(code__in=codes).select_related("roll").order_by("code")
    return {row.code: (row.roll, _sheet_at(row)) for row in rows}


def _sheet_at(label: Label) -> int | None:
    roll = label.roll
    first = Label.objects.filter(roll=roll).aggregate(first=Min("position"))["first"]
    each = roll.label_count // (roll.sheet_count or 1)
    return None if not roll.sheet_count else (label.position - first) // each + 1


def labels_between(first: str, last: str) -> list[str]:
    """Return the labels of a roll of blank labels from one to another, in their order; none where the two are not of
    one such roll, or stand the other way round."""
    ends = {row.code: row for row in Label.objects.filter(code__in=[first, last], roll__purpose="labels")}
    if not {first, last} <= ends.keys() or ends[first].roll_id != ends[last].roll_id:
        return []
    rows = Label.objects.filter(
        roll=ends[first].roll_id, position__gte=ends[first].position, position__lte=ends[last].position
    )
    return list(rows.order_by("position").values_list("code", flat=True))


def borne_among(codes: Collection[str]) -> set[str]:
    """Return those of the labels that are on a unit."""
    return set(HandlingUnit.objects.filter(label__in=codes).values_list("label", flat=True))


def labels_hash(codes: Iterable[str]) -> str:
    """Return what the event of a roll commits to: the hash of its labels in their order, as hex."""
    return hashlib.sha256(_LABELS + "\n".join(codes).encode()).hexdigest()


def taken_among(codes: Collection[str]) -> set[str]:
    """Return those of the codes that are on a roll or on a unit already."""
    printed = Label.objects.filter(code__in=codes).values_list("code", flat=True)
    return set(printed) | set(HandlingUnit.objects.filter(label__in=codes).values_list("label", flat=True))



def withdrawn_among(codes: Collection[str], *, by: datetime | None = None) -> str | None:
    """Return the first of the labels that is from a withdrawn roll; with ``by`` from one that was withdrawn by then."""
    rows = Label.objects.filter(code__in=codes, roll__voided_at__isnull=False)
    if by is not None:
        rows = rows.filter(roll__voided_at__lte=by)
    return rows.order_by("code").values_list("code", flat=True).first()


# --- documents ---------------------------------------------------------------------------------------


def visible_documents(officer: Officer) -> QuerySet[Document]:
    """Return the documents that the officer may read: certificates for who decides and oversees, sheets of labels for
    who prints them, and what one asked for oneself.
    """
    rows = Document.objects.select_related("asked_by", "session", "roll", "unit")
    if not officer.is_active:
        return rows.none()
    rows = without_counted(officer, rows, units=["unit", "session__lines__unit"])
    theirs = Q(asked_by=officer) & ~Q(kind="certificate")
    if officer.has_role(*READERS_OF_CERTIFICATES):
        theirs |= Q(kind="certificate")
    if officer.has_role(*_SEES_ROLLS):
        theirs |= Q(roll__isnull=False)
    return rows.filter(theirs)


def document_for(officer: Officer, *, document_id: UUID) -> Document:
    """Return the document; raise ``NotFound`` when there is none or the officer may not read it."""
    found = visible_documents(officer).filter(pk=document_id).first()
    if found is None:
        raise NotFound
    return found


MOST_TRIES = 8


def documents_to_make(*, limit: int = 20) -> list[UUID]:
    """Return documents that were asked for and are not made, the oldest first; none that failed again and again."""
    rows = Document.objects.filter(made_at__isnull=True, tries__lt=MOST_TRIES)
    return list(rows.order_by("tries", "asked_at").values_list("pk", flat=True)[:limit])


def documents_stuck() -> int:
    """Return how many documents failed again and again."""
    return Document.objects.filter(made_at__isnull=True, tries__gte=MOST_TRIES).count()


def document_to_make(document_id: UUID) -> Document | None:
    """Return the document when it is still to be made."""
    rows = Document.objects.select_related("session", "roll", "unit")
    return rows.filter(pk=document_id, made_at__isnull=True).first()
