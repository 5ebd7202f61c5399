"""Numbers that somebody read at hand-overs and that were of no unit, and codes of nothing they may know of. Nobody
tries until one fits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Now

from custody.evidence.models import Consultation
from custody.ledger.sealing import token

if TYPE_CHECKING:
    from custody.organisation.models import Officer

SEAL_TRY = "seal_try"
"""The field group of such a look: who tries a number learns whether a load bears it."""
CODE_TRY = "code_try"
"""The field group of a code that was read and is of nothing the reader may know of."""
MOST_CODES = 100
"""So many codes of one person are recorded within an hour: internal affairs are told long before."""
MOST_STRANGE = 12
WINDOW = timedelta(hours=1)
"""So many different numbers of no unit are told apart from those of a load within an hour, whatever the session, the
device or the hand-over; from then on every seal is read after the label of its unit."""


def tried(code: str, *, purpose: str = SEAL_TRY) -> UUID:
    """Return what stands for a number that was read: its token, which tells nobody the number."""
    return UUID(bytes=token(code.encode(), purpose=purpose))


def codes_tried(officer: Officer) -> set[UUID]:
    """Return the codes of nothing they may know of that the officer read within the last hour."""
    rows = Consultation.objects.filter(officer=officer, field_group=CODE_TRY, seen_at__gt=Now() - WINDOW)
    return set(rows.values_list("subject_id", flat=True))


def tries_of(officer: Officer, *, at: datetime) -> dict[UUID, datetime]:
    """Return what the officer read within the last hour that was of no unit of its load, each with when it was last."""
    rows = Consultation.objects.filter(officer=officer, field_group=SEAL_TRY, seen_at__gt=at - WINDOW)
    return dict(rows.values_list("subject_id").annotate(last=Max("seen_at")).order_by("last"))


def strange_left(officer: Officer, *, at: datetime) -> tuple[int, datetime | None]:
    """Return how many numbers of no unit the officer may still read before labels come first, and, where none is left,
    until when they do."""
    when = sorted(tries_of(officer, at=at).values())
    left = MOST_STRANGE - len(when)
    return (left, None) if left > 0 else (0, when[-MOST_STRANGE] + WINDOW)
