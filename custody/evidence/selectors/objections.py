"""Reads of what ousted keepers may object to, and did."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.core.events import TAKEOVER_OBJECTED
from custody.core.exceptional import OUSTED
from custody.evidence.models import Countersignature
from custody.ledger.selectors import times_done

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

OBJECTION = "objection"
"""The kind of discrepancy that a keeper opens who was ousted."""


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
    """Say whether who was asked for the signature objected since."""
    assert signature.wanted is not None  # noqa: S101 - who was ousted is always named
    done = times_done(
        signature.wanted.pseudonym, stream_ids=[signature.stream_id], code=TAKEOVER_OBJECTED.code,
        since=signature.owed_at,
    )  # fmt: skip
    return done.total() > 0


def commanded(officer: Officer, unit: HandlingUnit) -> bool:
    """Say whether the officer ever ordered that others take the unit over."""
    return Countersignature.objects.filter(matter=OUSTED, unit=unit, owed_by=officer).exists()
