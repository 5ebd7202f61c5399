"""What stands in the database between two steps of a walk, and what a step changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection

from custody.core.events import FieldClass
from custody.core.lifecycle import (
    AUTHORITY,
    CUSTODY,
    SEARCH,
    AuthorityState,
    CustodyState,
    Family,
    SearchState,
    authority_after,
    custody_after,
    search_after,
)
from custody.evidence.models import HandlingUnit
from custody.ledger.models import Event
from custody.ledger.selectors import told

EVERYTHING = frozenset(FieldClass)
_DIGEST = "SELECT count(*), md5(coalesce(string_agg(leaf_hash, ''::bytea ORDER BY id), ''::bytea)), max(id) \
           FROM custody_event WHERE id <= %s"


@dataclass(frozen=True)
class Sight:
    """Every unit as its row says, by id, and a digest of every event up to the newest."""

    units: dict
    events: int
    digest: str
    newest: int

    def same_as(self, other):
        """Say whether nothing at all differs."""
        return (self.events, self.digest) == (other.events, other.digest) and {
            key: _plain(unit) for key, unit in self.units.items()
        } == {key: _plain(unit) for key, unit in other.units.items()}


@dataclass
class Step:
    """What one act changed: the sights before and after, and what the ledger tells of it, by unit."""

    before: Sight
    after: Sight
    told: list = field(default_factory=list)
    by_unit: dict = field(default_factory=lambda: defaultdict(list))


def look():
    """Return what stands in the database now."""
    units = {unit.id: unit for unit in HandlingUnit.objects.select_related("custodian", "co_custodian")}
    events, digest, newest = digest_until(2**62)
    return Sight(units=units, events=events, digest=digest, newest=newest or 0)


def digest_until(newest):
    """Return how many events there are up to that one, their digest, and the id of the newest."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST, [newest])
        return cursor.fetchone()


def step_since(before):
    """Return what has changed since a sight."""
    step = Step(before=before, after=look())
    count = step.after.events - before.events
    if count:
        fresh = Event.objects.filter(id__gt=before.newest)
        step.told = told(
            set(fresh.values_list("stream_id", flat=True)), classes=EVERYTHING, limit=count, newest_first=True
        )[::-1]
    streams = {unit.stream_id: unit.id for unit in step.after.units.values()}
    for line in step.told:
        if line.stream_id in streams:
            step.by_unit[streams[line.stream_id]].append(line)
    return step


def transitions(step):
    """Return every move of a state that the events of a step tell, as (table, family, before, code, after).

    Each is what the lifecycle table says, and the rows end where the events lead: a move without its event, or an
    event without its move, is an error.
    """
    moves = []
    for unit_id, after in step.after.units.items():
        before = step.before.units.get(unit_id)
        custody = None if before is None else CustodyState(before.custody_state)
        authority = AuthorityState.NONE if before is None else AuthorityState(before.authority_state)
        search = SearchState.LOCATED if before is None else SearchState(before.search_state)
        for line in step.by_unit.get(unit_id, []):
            code = line.type.code
            if (after.family, code) in CUSTODY:
                to = custody_after(family=after.family, code=code, before=custody)
                moves.append(("custody", after.family, custody, code, to))
                custody = to
            if code in AUTHORITY:
                to = authority_after(code=code, before=authority)
                moves.append(("authority", Family.GOODS, authority, code, to))
                authority = to
            if code in SEARCH:
                to = search_after(code=code, before=search)
                moves.append(("search", after.family, search, code, to))
                search = to
        assert (after.custody_state, after.authority_state, after.search_state) == (custody, authority, search), (
            f"{after.label} stands at {after.custody_state}/{after.authority_state}/{after.search_state}; "
            f"its events lead to {custody}/{authority}/{search}"
        )
    return moves


def table():
    """Return every move that the lifecycle tables allow, as (table, family or None, before, code)."""
    custody = {("custody", family, before, code) for (family, code), step in CUSTODY.items() for before in step}
    authority = {("authority", None, before, code) for code, step in AUTHORITY.items() for before in step}
    return custody | authority | {("search", None, before, code) for code, step in SEARCH.items() for before in step}


def key_of(move):
    """Return the row of the table that a move visited."""
    kind, family, before, code, _ = move
    return kind, family if kind == "custody" else None, before, code


def _plain(unit):
    return {name: value for name, value in unit.__dict__.items() if not name.startswith("_")}
