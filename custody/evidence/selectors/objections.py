"""Reads of what ousted keepers may object to, and did."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.core.events import TAKEOVER_OBJECTED
from custody.core.exceptional import OUSTED
from custody.evidence.models import Countersignature, HandlingUnit, Transfer
from custody.evidence.selectors.facts import made_out_of, what_became_of
from custody.ledger.selectors import times_done

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


def takeovers_of(officer: Officer) -> QuerySet[Countersignature]:
    """Return what others took over by command in place of the officer, the newest in front."""
    rows = Countersignature.objects.filter(matter=OUSTED, wanted=officer).select_related("unit__seizure", "owed_by")
    return rows.order_by("-owed_at", "id") if officer.is_active else rows.none()


def takeover_for(officer: Officer, *, signature_id: UUID) -> Countersignature:
    """Return one of them; raise ``NotFound`` when there is none or it was taken from somebody else."""
    found = takeovers_of(officer).filter(pk=signature_id).first()
    if found is None:
        raise NotFound
    return found


def objected(signature: Countersignature) -> bool:
    """Say whether who was asked for the signature objected since to the command it is about, under any seizure."""
    assert signature.wanted is not None  # noqa: S101 - who was ousted is always named
    streams = heard_of_with(signature).values_list("stream_id", flat=True)
    done = times_done(
        signature.wanted.pseudonym, stream_ids=streams, code=TAKEOVER_OBJECTED.code, since=signature.owed_at
    )
    return done.total() > 0


def heard_of_with(signature: Countersignature) -> QuerySet[Countersignature]:
    """Return all that the same person has to hear of the same command, the signature itself among it: one for each
    seizure."""
    return Countersignature.objects.filter(
        matter=OUSTED, wanted=signature.wanted_id, owed_by=signature.owed_by_id, owed_at=signature.owed_at
    )


def covered_by(signature: Countersignature) -> list[HandlingUnit]:
    """Return what an objection freezes, by label: all that was taken over by the command out of the seizures that who
    was ousted hears of, or what it was divided, repacked or unpacked into since. What is gone is not among it."""
    heard = list(heard_of_with(signature).select_related("unit"))
    first = {row.unit_id for row in heard}
    seizures = {row.unit.seizure_id for row in heard if row.unit.seizure_id is not None}
    taken = HandlingUnit.objects.filter(
        transfer_lines__state="accepted", transfer_lines__transfer__commanded_by=signature.owed_by_id,
        transfer_lines__transfer__closed_at=signature.owed_at,
    )  # fmt: skip
    ids = {unit.id for unit in taken if unit.id in first or unit.seizure_id in seizures} | first
    rows = HandlingUnit.objects.filter(pk__in=what_became_of(ids)).select_related("seizure").order_by("label")
    return [unit for unit in rows if not unit.is_gone]


def commanded(officer: Officer, unit: HandlingUnit) -> bool:
    """Say whether the officer ever ordered that others take the unit over, or what it was made out of."""
    was = made_out_of([unit.id])[unit.id]
    return Transfer.objects.filter(commanded_by=officer, lines__unit__in=was, lines__state="accepted").exists()
