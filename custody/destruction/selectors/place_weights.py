"""What an hour counted in each place at each time, by its token: no place is opened and no unit is named (C5)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

from custody.core.events import PLACE_CLEARED, PLACE_ENDANGERED
from custody.core.place_risk import place_percent
from custody.evidence.models import WatchReport
from custody.evidence.placing import place_token
from custody.ledger.selectors import history
from custody.organisation.models import Place

ALWAYS, FOR_EVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Weight:
    """What an hour counts in one place in one stretch of time, in percent."""

    token: bytes
    since: datetime
    until: datetime
    percent: int


def place_weights() -> list[Weight]:
    """Return the weight of every place at every time: its stretches touch each other and leave no time out.

    What was known against a place is read off its events, for clearing it undoes no hour that was dangerous. Four
    queries, however long the history is and however many units there are.
    """
    dangers: dict[UUID, list[tuple[datetime, int]]] = defaultdict(list)
    for told in history(codes=(PLACE_ENDANGERED.code, PLACE_CLEARED.code), name="danger"):
        level = 0 if told.code == PLACE_CLEARED.code else told.value
        if level is not None:  # an erased value says nothing: what was known before goes on
            dangers[told.ref].append((told.recorded_at, level))
    down: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for place_id, since, until in WatchReport.objects.filter(drill=False).values_list(
        "place_id", "reported_at", "ended_at"
    ):
        down[place_id].append((since, until or FOR_EVER))
    return [
        weight
        for place_id, kind in Place.objects.values_list("id", "kind")
        for weight in _of_place(place_token(place_id), kind, dangers[place_id], down[place_id])
    ]


def _of_place(
    token: bytes, kind: str, dangers: list[tuple[datetime, int]], down: list[tuple[datetime, datetime]]
) -> list[Weight]:
    edges = {ALWAYS, FOR_EVER, *(at for at, _ in dangers), *(at for stretch in down for at in stretch)}
    out = []
    for since, until in pairwise(sorted(edges)):
        level = next((level for at, level in reversed(dangers) if at <= since), 0)
        unwatched = any(begins <= since < ends for begins, ends in down)
        out.append(Weight(token, since, until, place_percent(kind, danger=level, unwatched=unwatched)))
    return out
