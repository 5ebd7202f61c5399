"""The life of a handling unit, as a table.

Two states and flags describe a unit. ``CustodyState`` says where it is in its physical life, ``AuthorityState``
how far the authority to burn it has come. The transition tables below are the only statement of what may follow
what: the actions ask them, the replay folds with them, and the diagram in ``docs/reference/unit-states.md`` is
drawn from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from custody.core.errors import NotAllowedNow
from custody.core.texts import said as _


class Family(StrEnum):
    """A conveyance is stopped and stripped; goods are seized and burnt."""

    CONVEYANCE = "conveyance"
    GOODS = "goods"


class CustodyState(StrEnum):
    """Where a unit is in its physical life."""

    CONTAINED = "contained"
    EXTRACTION = "extraction"
    EMPTIED = "emptied"
    SEIZED = "seized"
    INSIDE = "inside"
    IN_TRANSIT = "in_transit"
    STORED = "stored"
    STAGED = "staged"
    AT_FURNACE = "at_furnace"
    DESTROYED = "destroyed"
    RECONCILED = "reconciled"
    RELEASED = "released"
    RETURNED = "returned"
    DISPOSED = "disposed"
    CONSUMED_IN_ANALYSIS = "consumed_in_analysis"
    HANDED_OVER = "handed_over"
    SUBSTITUTED = "substituted"
    TRAINING_LOAN = "training_loan"
    STOLEN = "stolen"
    LOST = "lost"
    SUPERSEDED = "superseded"
    DESTROYED_BY_EVENT = "destroyed_by_event"
    CONTROLLED_DELIVERY = "controlled_delivery"


class SearchState(StrEnum):
    """Whether a unit is where it should be. Its custodian answers for it all the same."""

    LOCATED = "located"
    UNLOCATED = "unlocated"
    MISSING = "missing"


class AuthorityState(StrEnum):
    """How far the written authority to destroy a unit has come."""

    NONE = "none"
    REQUESTED = "requested"
    ORDERED = "ordered"
    SCHEDULED = "scheduled"
    HELD = "held"


TERMINAL: frozenset[CustodyState] = frozenset(
    {
        CustodyState.RECONCILED,
        CustodyState.RELEASED,
        CustodyState.RETURNED,
        CustodyState.DISPOSED,
        CustodyState.CONSUMED_IN_ANALYSIS,
        CustodyState.HANDED_OVER,
        CustodyState.SUBSTITUTED,
        CustodyState.STOLEN,
        CustodyState.LOST,
        CustodyState.SUPERSEDED,
        CustodyState.DESTROYED_BY_EVENT,
    }
)
"""A unit in one of these states has no custodian and no running clock."""

GONE: frozenset[CustodyState] = TERMINAL | {CustodyState.DESTROYED}
"""Nothing can be handed over, weighed or moved any more."""

BECAME_OTHERS: frozenset[CustodyState] = frozenset({CustodyState.SUPERSEDED, CustodyState.SUBSTITUTED})
"""What became other units is counted with those."""

ASH: frozenset[CustodyState] = frozenset(
    {CustodyState.DESTROYED, CustodyState.RECONCILED, CustodyState.CONSUMED_IN_ANALYSIS}
)
"""What two witnessed the end of, or a laboratory used up: nobody has it any more, and nobody else got it."""

COMES_BACK: frozenset[CustodyState] = frozenset(
    {CustodyState.STOLEN, CustodyState.LOST, CustodyState.DESTROYED_BY_EVENT}
)
"""Against everybody's will nobody had it any more: what was written off so may be found all the same. A unit of its own
is made of it then, and this one stays what it is."""

GIVEN: frozenset[CustodyState] = frozenset(
    {CustodyState.RETURNED, CustodyState.DISPOSED, CustodyState.HANDED_OVER}
)
"""Somebody outside got it, on paper. It is sent back, or lies here still: either is a fact."""

RETURNS: frozenset[CustodyState] = COMES_BACK | GIVEN
"""Out of our books, and it may be here again: a unit of its own is made of it then."""

NOT_KEPT: frozenset[CustodyState] = RETURNS | {CustodyState.SUPERSEDED}
"""A sample in one of these states is gone, or in hands that owe it to no court: nothing of the goods is kept by it.
What was made of one is a sample itself. What a laboratory used up counts, and what burnt: it had served."""

_C, _G = Family.CONVEYANCE, Family.GOODS
_S = CustodyState
AT_REST = (_S.SEIZED, _S.STORED)
"""Goods that lie somewhere in somebody's custody, in no burn and on no road."""
_LIVE_CONVEYANCE = (_S.CONTAINED, _S.EXTRACTION, _S.EMPTIED, _S.IN_TRANSIT, _S.CONTROLLED_DELIVERY)
_OPENED_AT = (_S.SEIZED, _S.STORED, _S.STAGED, _S.AT_FURNACE)
"""Where goods are opened and sampled: wherever two people stand beside them."""
_LIVE_GOODS = (
    _S.SEIZED, _S.INSIDE, _S.IN_TRANSIT, _S.STORED, _S.STAGED, _S.AT_FURNACE, _S.TRAINING_LOAN,
    _S.CONTROLLED_DELIVERY,
)  # fmt: skip

CUSTODY: dict[tuple[Family, str], dict[CustodyState | None, CustodyState]] = {
    (_C, "unit.contained/1"): {None: _S.CONTAINED},
    (_C, "extraction.started/1"): {_S.CONTAINED: _S.EXTRACTION},
    (_C, "extraction.interrupted/1"): {_S.EXTRACTION: _S.CONTAINED},
    (_C, "extraction.ended/1"): {_S.EXTRACTION: _S.EMPTIED},
    # The search after that found something: it is opened again, and emptied again.
    (_C, "extraction.resumed/1"): {_S.EMPTIED: _S.EXTRACTION},
    (_C, "unit.departed/1"): {_S.CONTAINED: _S.IN_TRANSIT},
    (_C, "unit.arrived/1"): {_S.IN_TRANSIT: _S.CONTAINED},
    (_C, "unit.released/1"): {_S.CONTAINED: _S.RELEASED, _S.EMPTIED: _S.RELEASED},
    (_C, "unit.handed_over/1"): {_S.CONTAINED: _S.HANDED_OVER, _S.EMPTIED: _S.HANDED_OVER},
    (_C, "operation.began/1"): {_S.CONTAINED: _S.CONTROLLED_DELIVERY},
    (_C, "operation.ended/1"): {_S.CONTROLLED_DELIVERY: _S.CONTAINED},
    (_C, "emergency.departed/1"): {_S.CONTAINED: _S.IN_TRANSIT, _S.EXTRACTION: _S.IN_TRANSIT},
    (_G, "unit.registered/1"): {None: _S.SEIZED},
    # A unit inside another has no custodian and no state of its own: it shares those of the outermost unit, down to
    # the fire. Its own stream tells what is true of it alone (label, count, weight, seal).
    (_G, "unit.enclosed/1"): {None: _S.INSIDE},
    # Taken out of the unit around it: from then on it has a custodian, an authority and a state of its own.
    (_G, "unit.taken_out/1"): {_S.INSIDE: _S.SEIZED},
    (_G, "unit.departed/1"): {
        _S.SEIZED: _S.IN_TRANSIT,
        _S.STORED: _S.IN_TRANSIT,
        _S.STAGED: _S.IN_TRANSIT,
        _S.AT_FURNACE: _S.IN_TRANSIT,
    },
    (_G, "unit.stored/1"): {_S.SEIZED: _S.STORED, _S.IN_TRANSIT: _S.STORED, _S.STAGED: _S.STORED},
    # Sampling begins and ends in one act: it is no state, and the unit is afterwards where it was before.
    (_G, "sampling.opened/1"): {each: each for each in _OPENED_AT},
    (_G, "sampling.closed/1"): {each: each for each in _OPENED_AT},
    (_G, "unit.staged/1"): {_S.STORED: _S.STAGED},
    (_G, "unit.arrived/1"): {_S.IN_TRANSIT: _S.AT_FURNACE},
    (_G, "unit.destroyed/1"): {_S.AT_FURNACE: _S.DESTROYED},
    (_G, "unit.reconciled/1"): {_S.DESTROYED: _S.RECONCILED},
    # Split, packed anew or merged: others take its place, each with a life of its own.
    # A bag bursts wherever it is; at rest alone it is split or merged.
    (_G, "unit.superseded/1"): dict.fromkeys((*_OPENED_AT, _S.IN_TRANSIT), _S.SUPERSEDED),
    (_G, "unit.exchanged/1"): dict.fromkeys(AT_REST, _S.SUBSTITUTED),
    (_G, "unit.returned/1"): dict.fromkeys(AT_REST, _S.RETURNED),
    # No drugs, and nobody wants it back: it goes to waste as any goods do, never through the fire of drugs.
    (_G, "unit.disposed/1"): dict.fromkeys(AT_REST, _S.DISPOSED),
    (_G, "unit.handed_over/1"): dict.fromkeys(AT_REST, _S.HANDED_OVER),
    (_G, "unit.consumed/1"): dict.fromkeys(AT_REST, _S.CONSUMED_IN_ANALYSIS),
    (_G, "cargo.released/1"): dict.fromkeys(AT_REST, _S.RELEASED),
    (_G, "loan.began/1"): {_S.STORED: _S.TRAINING_LOAN},
    (_G, "loan.ended/1"): {_S.TRAINING_LOAN: _S.STORED},
    (_G, "operation.began/1"): dict.fromkeys(AT_REST, _S.CONTROLLED_DELIVERY),
    (_G, "operation.ended/1"): {_S.CONTROLLED_DELIVERY: _S.SEIZED},
    (_G, "emergency.departed/1"): dict.fromkeys((*AT_REST, _S.STAGED, _S.AT_FURNACE), _S.IN_TRANSIT),
    # What happened to a unit happened to it wherever it was: these are facts, whatever else was planned.
    (_C, "unit.stolen/1"): dict.fromkeys(_LIVE_CONVEYANCE, _S.STOLEN),
    (_C, "unit.lost/1"): dict.fromkeys(_LIVE_CONVEYANCE, _S.LOST),
    (_C, "unit.destroyed_by_event/1"): dict.fromkeys(_LIVE_CONVEYANCE, _S.DESTROYED_BY_EVENT),
    (_G, "unit.stolen/1"): dict.fromkeys(_LIVE_GOODS, _S.STOLEN),
    (_G, "unit.lost/1"): dict.fromkeys(_LIVE_GOODS, _S.LOST),
    (_G, "unit.destroyed_by_event/1"): dict.fromkeys(_LIVE_GOODS, _S.DESTROYED_BY_EVENT),
}
"""(family, event code) -> {state before: state after}. ``None`` before means the event begins the life."""

_A = AuthorityState

AUTHORITY: dict[str, dict[AuthorityState, AuthorityState]] = {
    "order.recorded/1": {_A.NONE: _A.REQUESTED},
    # An order is read for all its units at once: one that is held back meanwhile stays so.
    "order.refused/1": {_A.REQUESTED: _A.NONE, _A.HELD: _A.HELD},
    "order.verified/1": {_A.REQUESTED: _A.ORDERED, _A.HELD: _A.HELD},
    "unit.scheduled/1": {_A.ORDERED: _A.SCHEDULED},
    "unit.unscheduled/1": {_A.SCHEDULED: _A.ORDERED},
    # Each written act is a fact: another authority holds the same goods too, and they are free when the last lets go.
    "hold.placed/1": {_A.NONE: _A.HELD, _A.REQUESTED: _A.HELD, _A.ORDERED: _A.HELD, _A.HELD: _A.HELD},
    "hold.lifted_beside/1": {_A.HELD: _A.HELD},
    "hold.lifted/1": {_A.HELD: _A.NONE},
    "hold.lifted_with_order/1": {_A.HELD: _A.ORDERED},
    # What its authority took back: a unit leaves its burn before, and one that is held back stays so.
    "order.revoked/1": {_A.ORDERED: _A.NONE, _A.HELD: _A.HELD},
    # What becomes of an ordered unit when it is split: the order stands for every part of it.
    "order.inherited/1": {_A.NONE: _A.ORDERED, _A.HELD: _A.HELD},
    # It is no drugs after all and goes another way, under a written act of its own: no order stands for it any more.
    "order.withdrawn/1": {_A.HELD: _A.HELD},
}
"""event code -> {authority before: authority after}."""

SEARCH: dict[str, dict[SearchState, SearchState]] = {
    "unit.unlocated/1": {SearchState.LOCATED: SearchState.UNLOCATED},
    "unit.missing/1": {SearchState.UNLOCATED: SearchState.MISSING},
    "unit.found/1": {SearchState.UNLOCATED: SearchState.LOCATED, SearchState.MISSING: SearchState.LOCATED},
}
"""event code -> {search before: search after}. From missing a unit is found, or ends as stolen or lost."""

STATE_WORDS: dict[CustodyState, str] = {
    _S.CONTAINED: _("contained"),
    _S.EXTRACTION: _("being stripped"),
    _S.EMPTIED: _("emptied"),
    _S.SEIZED: _("seized"),
    _S.INSIDE: _("inside another unit"),
    _S.IN_TRANSIT: _("in transit"),
    _S.STORED: _("stored"),
    _S.STAGED: _("staged for burning"),
    _S.AT_FURNACE: _("at the furnace"),
    _S.DESTROYED: _("destroyed"),
    _S.RECONCILED: _("reconciled"),
    _S.RELEASED: _("released"),
    _S.RETURNED: _("returned"),
    _S.DISPOSED: _("destroyed as goods"),
    _S.CONSUMED_IN_ANALYSIS: _("consumed in analysis"),
    _S.HANDED_OVER: _("handed over to another authority"),
    _S.SUBSTITUTED: _("substituted"),
    _S.TRAINING_LOAN: _("on training loan"),
    _S.STOLEN: _("stolen"),
    _S.LOST: _("lost"),
    _S.SUPERSEDED: _("superseded"),
    _S.DESTROYED_BY_EVENT: _("destroyed by an event"),
    _S.CONTROLLED_DELIVERY: _("under a written act"),
}

SEARCH_WORDS: dict[SearchState, str] = {
    SearchState.LOCATED: _("where it should be"),
    SearchState.UNLOCATED: _("not found where it should be"),
    SearchState.MISSING: _("missing"),
}

AUTHORITY_WORDS: dict[AuthorityState, str] = {
    _A.NONE: _("no order"),
    _A.REQUESTED: _("order to be verified"),
    _A.ORDERED: _("ordered"),
    _A.SCHEDULED: _("scheduled"),
    _A.HELD: _("on hold"),
}


def custody_after(*, family: Family, code: str, before: CustodyState | None) -> CustodyState:
    """Return the custody state that follows ``before`` on event ``code``.

    Raises ``NotAllowedNow`` with the states in words when the table has no such step.
    """
    step = CUSTODY.get((family, code), {})
    if before not in step:
        raise NotAllowedNow(
            "lifecycle.custody",
            "This cannot be done while the unit is {state}. Its page shows what can be done now",
            state=_("not yet in custody") if before is None else STATE_WORDS[before],
            step=code,
        )
    return step[before]


def authority_after(*, code: str, before: AuthorityState) -> AuthorityState:
    """Return the authority state that follows ``before`` on event ``code``; raise ``NotAllowedNow`` if none does."""
    step = AUTHORITY.get(code, {})
    if before not in step:
        raise NotAllowedNow(
            "lifecycle.authority",
            "This cannot be done: the authority to destroy is “{state}”",
            state=AUTHORITY_WORDS[before],
            step=code,
        )
    return step[before]


def search_after(*, code: str, before: SearchState) -> SearchState:
    """Return the search state that follows ``before`` on event ``code``; raise ``NotAllowedNow`` if none does."""
    step = SEARCH.get(code, {})
    if before not in step:
        raise NotAllowedNow(
            "lifecycle.search", "This cannot be done while the unit is {state}. "
                                "Its page shows what can be done now", state=SEARCH_WORDS[before], step=code
        )
    return step[before]


def changes_custody(*, family: Family, code: str) -> bool:
    """Say whether the event moves a unit of this family to another custody state."""
    return (family, code) in CUSTODY


def changes_authority(*, code: str) -> bool:
    """Say whether the event moves the authority state."""
    return code in AUTHORITY


def steps() -> Iterator[tuple[Family, CustodyState | None, str, CustodyState]]:
    """Yield every custody step as (family, before, event code, after), in table order."""
    for (family, code), step in CUSTODY.items():
        for before, after in step.items():
            yield family, before, code, after
