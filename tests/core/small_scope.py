"""The production lifecycle tables as a world of three units and three people, every state of it (domain rules 4).

Nothing here knows the house but its tables: what may follow what is asked of ``custody.core.lifecycle``. A thing is
written in two halves, the row and the event, and stands with its commit. The house dies once in every act, after each
half in turn: what stands when it is up again must be what its events tell, and no half of an act.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from custody.core.errors import NotAllowedNow
from custody.core.lifecycle import (
    AUTHORITY,
    CUSTODY,
    GONE,
    SEARCH,
    AuthorityState,
    CustodyState,
    Family,
    SearchState,
    authority_after,
    custody_after,
    search_after,
)

PEOPLE = ("a", "b", "c")
_C, _A, _S = CustodyState, AuthorityState, SearchState
TO_FIRE = {"unit.staged/1", "unit.destroyed/1"}
BEGINS = {"unit.contained/1", "unit.registered/1", "unit.enclosed/1"}
WITH_A_SECOND = {
    "unit.disposed/1", "order.withdrawn/1", "order.revoked/1",
    "unit.returned/1", "unit.handed_over/1", "cargo.released/1", "loan.began/1", "operation.began/1", "unit.stolen/1",
    "unit.lost/1", "unit.destroyed_by_event/1", "unit.released/1", "order.verified/1", "order.refused/1",
    "hold.lifted/1", "hold.lifted_beside/1", "hold.lifted_with_order/1",
}  # fmt: skip
"""What one asks for and another decides."""
TOGETHER = {"unit.registered/1", "unit.enclosed/1", "unit.taken_out/1", "unit.superseded/1", "unit.exchanged/1"}
"""What depends on the other units too."""
LOSSES = {"unit.stolen/1", "unit.lost/1"}


@dataclass(frozen=True, order=True)
class Unit:
    """What is true of one unit: its states, who has it, to whom it is offered, and what the fire asks for."""

    family: Family
    custody: CustodyState | None = None
    authority: AuthorityState = _A.NONE
    search: SearchState = _S.LOCATED
    keeper: str = ""
    offered: str = ""
    ordered_by: str = ""
    staged_by: str = ""
    inside: bool = False

    @property
    def is_live(self):
        """In somebody's custody, itself or by what lies around it."""
        return self.custody is not None and self.custody not in GONE


@dataclass(frozen=True)
class Step:
    """One act on one unit: who, what, beside whom, and the unit as it would stand after."""

    code: str
    actor: str
    second: str
    after: Unit


def acts_on(unit):
    """Yield every act that the tables and the rules of two people allow on a unit."""
    for (family, code), step in CUSTODY.items():
        if family is unit.family and unit.custody in step:
            yield from _custody(unit, code)
    if unit.is_live and not unit.inside and unit.family is Family.GOODS:
        for code, step in AUTHORITY.items():
            if unit.authority in step:
                yield from _authority(unit, code)
    if unit.is_live:
        for code, step in SEARCH.items():
            if unit.search in step:
                after = replace(unit, search=search_after(code=code, before=unit.search))
                yield from (Step(code, who, "", after) for who in PEOPLE)
    if unit.is_live and not unit.inside and not unit.offered:
        yield from (Step("transfer.offered/1", unit.keeper, "", replace(unit, offered=who)) for who in PEOPLE
                    if who != unit.keeper)  # fmt: skip
    if unit.offered:
        yield Step("transfer.accepted/1", unit.offered, unit.keeper, replace(unit, keeper=unit.offered, offered=""))
        yield Step("transfer.refused/1", unit.offered, "", replace(unit, offered=""))


def refused(unit, code):
    """Say whether the table refuses an event on a unit, in words."""
    try:
        if code in AUTHORITY:
            authority_after(code=code, before=unit.authority)
        elif code in SEARCH:
            search_after(code=code, before=unit.search)
        else:
            custody_after(family=unit.family, code=code, before=unit.custody)
    except NotAllowedNow as refusal:
        return " " in refusal.sentence()
    return False


def _custody(unit, code):
    to = custody_after(family=unit.family, code=code, before=unit.custody)
    if code in BEGINS:
        inside = code == "unit.enclosed/1"
        if inside is not unit.inside:
            return
        yield from (Step(code, who, "", replace(unit, custody=to, keeper="" if inside else who, inside=inside))
                    for who in PEOPLE)  # fmt: skip
        return
    if code in LOSSES and unit.search is not _S.MISSING:
        return
    if unit.offered and code not in LOSSES | {"unit.destroyed_by_event/1"}:
        return
    if code in TO_FIRE and (unit.authority is not _A.SCHEDULED or unit.search is not _S.LOCATED):
        return
    for actor in PEOPLE if unit.inside or code in TO_FIRE else (unit.keeper,):
        if code == "unit.staged/1" and actor == unit.keeper:
            continue
        after = replace(unit, custody=to)
        if code == "unit.taken_out/1":
            after = replace(after, keeper=actor, inside=False)
        if code == "unit.staged/1":
            after = replace(after, staged_by=actor)
        elif to not in (_C.IN_TRANSIT, _C.AT_FURNACE, _C.DESTROYED, _C.RECONCILED) and unit.staged_by:
            after = replace(after, staged_by="")
        if code == "unit.stored/1" and unit.authority is _A.SCHEDULED and unit.custody is not _C.SEIZED:
            after = replace(after, authority=authority_after(code="unit.unscheduled/1", before=unit.authority))
        if to in GONE:
            after = replace(after, keeper="", offered="", inside=False)
        if code == "unit.destroyed/1":
            if not unit.staged_by or actor != unit.keeper:
                continue
            pairs = [(one, two) for one in PEOPLE for two in PEOPLE if one < two and unit.keeper not in (one, two)]
            yield from (Step(code, actor, f"{one}{two}", after) for one, two in pairs)
        elif code in WITH_A_SECOND:
            yield from (Step(code, actor, who, after) for who in PEOPLE if who != actor)
        else:
            yield Step(code, actor, "", after)


def _authority(unit, code):
    to = authority_after(code=code, before=unit.authority)
    for actor in PEOPLE:
        if code in {"order.verified/1", "order.refused/1"} and actor == unit.ordered_by:
            continue
        if unit.custody is _C.STAGED and code == "unit.scheduled/1":
            continue
        by = actor if code == "order.recorded/1" else unit.ordered_by
        after = replace(unit, authority=to, ordered_by=by if to is not _A.NONE else "")
        if code == "unit.unscheduled/1":
            after = replace(after, staged_by="")
        yield Step(code, actor, unit.ordered_by if code == "order.verified/1" else "", after)


def broken(unit, step):
    """Return what does not hold of the unit that an act leaves behind; an empty text when all does."""
    after = step.after
    if after.is_live and not after.inside and after.keeper not in PEOPLE:
        return "1: nobody has it"
    if not after.is_live and after.keeper:
        return "1: what is gone has a custodian"
    if after.inside and after.keeper:
        return "1: an inner unit has a custodian of its own"
    if step.code == "transfer.accepted/1" and step.actor == unit.keeper:
        return "2: one signs both sides"
    if step.code == "order.verified/1" and step.actor == unit.ordered_by:
        return "2: one verifies an order of their own"
    if step.code in WITH_A_SECOND and step.second == step.actor:
        return "2: one decides what they asked for"
    if after.custody is _C.DESTROYED and unit.custody is not _C.DESTROYED:
        if unit.authority is not _A.SCHEDULED or not unit.staged_by:
            return "3: ash without an order or a check"
        if len(step.second) != 2 or unit.keeper in step.second:
            return "3: ash without two others"
    if unit.custody in GONE and after.custody is not unit.custody and after.custody is not _C.RECONCILED:
        return "4: what is gone came back"
    return ""


class Graph:
    """Every state that one unit can be in, as a number, with the acts that lead on and how people can be renamed."""

    def __init__(self, start, *, coarse=False):
        self.states, self.number, self.coarse = [start], {start: 0}, coarse
        self.acts, self.faults, self.tried = [], [], 0
        for unit in self.states:
            ways = []
            for step in acts_on(unit):
                self.tried += 1
                why = broken(unit, step)
                if why:
                    self.faults.append(f"{why}: {step.code} on {unit}")
                ways.append((step, self._number(plain(unit, step) if coarse else step.after)))
            self.acts.append(_by_end(ways))
        self.fixed = len(self.states)
        self.renamed = [[self._number(_renamed(unit, names)) for unit in self.states] for names in _NAMES]

    def _number(self, unit):
        if unit not in self.number:
            self.number[unit] = len(self.states)
            self.states.append(unit)
        return self.number[unit]


class HalfAnAct(AssertionError):
    """When the house was up again a row said something else than its events."""


def explore(graphs, *, together=lambda world, at, step: True, store=None):
    """Visit every state that the units reach side by side; return the states, and how many acts and crashes were tried.

    Worlds that differ by the names of the people only are one. ``together`` says whether an act on one unit is possible
    beside the others. The house dies in every act that moves a unit, once for all states of the others, which lie
    elsewhere on the disk; raises ``HalfAnAct`` where a half of it stays.
    """
    first = tuple(0 for _ in graphs)
    store = store or Store()
    seen, queue, tried, codes, fallen = {first}, deque([first]), 0, set(), set()
    renamed = list(zip(*(graph.renamed for graph in graphs), strict=True))
    while queue:
        world = queue.popleft()
        for at, graph in enumerate(graphs):
            for to, steps in graph.acts[world[at]]:
                if steps[0].code in TOGETHER:
                    units = [each.states[number] for each, number in zip(graphs, world, strict=True)]
                    steps = [step for step in steps if together(units, at, step)]
                    if not steps:
                        continue
                tried += len(steps)
                if to != world[at] and (at, world[at], to) not in fallen:
                    fallen.add((at, world[at], to))
                    crash(store, world[at], to)
                codes.update((at, step.code) for step in steps)
                a, b, c = (*world[:at], to, *world[at + 1:])
                same = min([(x[a], y[b], z[c]) for x, y, z in renamed])
                if same not in seen:
                    seen.add(same)
                    queue.append(same)
    return seen, tried, len(fallen), codes


def plain(unit, step):
    """Return what an act leads to where only the essential is told apart: a hand-over is one act, a check nameless."""
    after = replace(step.after, ordered_by="", staged_by="x" if step.after.staged_by else "")
    return after if step.code != "transfer.offered/1" else replace(after, keeper=after.offered, offered="")


class Store:
    """Where one unit lies on the disk: what its row says and what its events tell. Both come with the commit."""

    def __init__(self):
        self.row = self.told = self.new_row = self.new_told = None

    def opened_at(self, state):
        """Begin an act on a unit in a state."""
        self.row = self.told = self.new_row = self.new_told = state

    def write_row(self, state):
        self.new_row = state

    def append_event(self, state):
        self.new_told = state

    def commit(self):
        self.row, self.told = self.new_row, self.new_told


HALVES = ("write_row", "append_event")


def crash(store, before, after):
    """Do one act as often as it has halves and let the house die after each in turn, and once after the commit."""
    for dies_after in range(1, len(HALVES) + 2):
        store.opened_at(before)
        for half in HALVES[:dies_after]:
            getattr(store, half)(after)
        if dies_after > len(HALVES):
            store.commit()
        if store.row != store.told or store.row != (after if dies_after > len(HALVES) else before):
            raise HalfAnAct(f"died after {dies_after} of an act: the row is {store.row}, the events say {store.told}")


def beside(units, at, step):
    """Say whether an act is possible beside the others: a conveyance, what was found in it, what lies inside that."""
    conveyance, goods, inner = units
    if at == 1 and step.code == "unit.registered/1":
        return conveyance.custody in (_C.EXTRACTION, _C.EMPTIED) and step.actor == conveyance.keeper
    if at == 2 and step.code == "unit.enclosed/1":
        return goods.custody in (_C.SEIZED, _C.STORED) and step.actor == goods.keeper
    if at == 2 and step.code == "unit.taken_out/1":
        # Only beside one of the many ways in which a conveyance can be gone: so the world stays small.
        return conveyance.custody is _C.LOST and goods.custody is _C.STORED and step.actor == goods.keeper
    # What lay in a whole lies in its parts then, which are not in this world.
    return not (at == 1 and step.code in {"unit.superseded/1", "unit.exchanged/1"} and inner.inside)


def _by_end(ways):
    """Group acts by where they lead and by their code, so that each end is looked at once."""
    groups = {}
    for step, to in ways:
        groups.setdefault((to, step.code if step.code in TOGETHER else ""), []).append(step)
    return [(to, steps) for (to, _), steps in groups.items()]


_NAMES = [dict(zip(PEOPLE, order, strict=True)) for order in
          (("a", "b", "c"), ("a", "c", "b"), ("b", "a", "c"), ("b", "c", "a"), ("c", "a", "b"), ("c", "b", "a"))]


def _renamed(unit, names):
    return replace(unit, **{name: names.get(getattr(unit, name), getattr(unit, name))
                            for name in ("keeper", "offered", "ordered_by", "staged_by")})  # fmt: skip

