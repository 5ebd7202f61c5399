"""What a second person signs for: the act as it is in the ledger, with its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from custody.core.errors import NotFound
from custody.core.events import SEIZURE_OPENED, SIGNATURE_OWED, UNIT_ENCLOSED, UNIT_REGISTERED, FieldClass
from custody.evidence.models import Countersignature, HandlingUnit, Photo
from custody.evidence.selectors.access import sees_mass, visible_units
from custody.evidence.selectors.exceptions import signatures_awaited
from custody.ledger.selectors import Told, told, told_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from custody.organisation.models import Officer

_SHOWN = frozenset({FieldClass.OPEN, FieldClass.PERSONAL})
_SEALED = frozenset({FieldClass.SEALED})
_WHOLE_LIFE = 10_000
_MOST_PHOTOS = 20
_OF_GOODS = frozenset({SEIZURE_OPENED.code, UNIT_REGISTERED.code})
_NUMBERS = ("gross_mg", "package_count", "seal", "new_seal", "old_seal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One unit of an act, with its numbers as the act recorded them; ``None`` for what nobody may read off here."""

    unit: HandlingUnit
    gross_mg: int | None
    bricks: int | None
    seal: str | None
    old_seal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAct:
    """An act that a second person signs for: what it wrote, on which units, and the photos of them."""

    told: Sequence[Told]
    lines: Sequence[Line]
    photos: Sequence[Photo]


def owed_for(officer: Officer, *, signature_id: UUID) -> list[Countersignature]:
    """Return a signature that the officer could give now, and every other one that is owed for the same act: it is the
    act that is signed. Raise ``NotFound`` when there is none."""
    owed = signatures_awaited(officer)
    row = owed.filter(pk=signature_id).first()
    if row is None:
        raise NotFound
    return list(of_one_act(owed, row).order_by("unit__label"))


def given_by(officer: Officer, *, signature_id: UUID) -> list[Countersignature]:
    """Return a signature that the officer has given, with those given for the same act; raise ``NotFound`` when it is
    not given, or by somebody else."""
    given = Countersignature.objects.filter(signed_by=officer).select_related("unit__seizure", "owed_by", "signed_by")
    row = given.filter(pk=signature_id).first()
    if row is None:
        raise NotFound
    return list(of_one_act(given, row).order_by("unit__label"))


def is_given_by(officer: Officer, *, signature_id: UUID) -> bool:
    """Say whether the officer has given a signature already: on another device, or by an earlier press."""
    return Countersignature.objects.filter(pk=signature_id, signed_by=officer).exists()


def of_one_act(rows: QuerySet[Countersignature], row: Countersignature) -> QuerySet[Countersignature]:
    """Return those of some signatures that are owed for the same act as one of them: by one person, at one moment."""
    return rows.filter(owed_by=row.owed_by_id, owed_at=row.owed_at, matter=row.matter, about=row.about)


def act_signed_for(officer: Officer, row: Countersignature) -> SignedAct:
    """Return the act of a signature with its sealed numbers: who stood by saw them, and signs for these and no others.

    It names no place. For who may sign it, or has: ``owed_for`` and ``given_by`` say who that is.
    """
    own = told([row.stream_id], limit=_WHOLE_LIFE)
    owed = next((each for each in own if each.type is SIGNATURE_OWED and each.values["signature_id"] == row.id), None)
    lines = [] if owed is None else told_by(owed.op_id, classes=_SHOWN)
    sealed = [] if owed is None else told_by(owed.op_id, classes=_SEALED)
    if owed is not None and row.about in _OF_GOODS:
        streams = _goods_of(officer, row)
        lines += _registered(streams, row, owed, classes=_SHOWN)
        sealed += _registered(streams, row, owed, classes=_SEALED)
    said: dict[UUID, dict[str, Any]] = {}
    for each in sealed:
        known = said.setdefault(each.stream_id, {})
        known |= {name: each.values[name] for name in _NUMBERS if each.values.get(name) is not None}
    exact = sees_mass(officer)
    units = visible_units(officer).filter(Q(stream_id__in=said) | Q(pk=row.unit_id)).order_by("label")
    seizures = {unit.seizure_id for unit in units if unit.seizure_id}
    photos = Photo.objects.filter(Q(unit__in=units) | Q(seizure__in=seizures))
    return SignedAct(
        told=[each for each in lines if each.type is not SIGNATURE_OWED],
        lines=[_line(unit, said.get(unit.stream_id, {}), exact=exact) for unit in units],
        photos=list(photos.order_by("-taken_at")[:_MOST_PHOTOS]),
    )


def _goods_of(officer: Officer, row: Countersignature) -> list[UUID]:
    """Return the streams of the goods of the seizure that a signature is about."""
    goods = Q(seizure__conveyance=row.unit)
    if row.unit.seizure_id is not None:
        goods |= Q(seizure=row.unit.seizure_id)
    return list(visible_units(officer).filter(goods).values_list("stream_id", flat=True))


def _registered(
    streams: Sequence[UUID], row: Countersignature, owed: Told, *, classes: frozenset[FieldClass]
) -> list[Told]:
    """Return the entries of goods that other acts registered while the signature was owed: it is given for these too
    (``signatures.owe_for_goods``), so who signs sees every one of them."""
    codes = (UNIT_REGISTERED.code, UNIT_ENCLOSED.code)
    return [
        each
        for each in told(streams, classes=classes, newest_first=False, limit=_WHOLE_LIFE, codes=codes)
        if each.op_id != owed.op_id
        and each.recorded_at >= owed.recorded_at
        and (row.signed_at is None or each.recorded_at <= row.signed_at)
    ]


def _line(unit: HandlingUnit, said: dict[str, Any], *, exact: bool) -> Line:
    # What the act did not say is as the unit stands now; a seal it did not say stays unsaid: it is read off the unit.
    return Line(
        unit=unit,
        gross_mg=said.get("gross_mg", unit.gross_mg if exact else None),
        bricks=said.get("package_count", unit.package_count),
        seal=said.get("new_seal") or said.get("seal"),
        old_seal=said.get("old_seal"),
    )
