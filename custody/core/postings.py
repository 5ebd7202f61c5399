"""The mass of what was seized, kept by double entry (domain C10): every milligram stands in one account.

An event of a unit moves mass from one account to another; the table below says from where to where, the actions post
with it as a reaction, and the replay folds with it. So the accounts of every seizure, of every substance and of the
whole port add up to zero, whatever happened; what was lost on the way stands in an account of its own, with an owner
and an age. Masses are gross, in whole milligrams: that is what lies on a scale. Our word "mass balance" means this
reckoning, not the accounting model of ISO 22095.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from custody.core.mass import Basis


class Account(StrEnum):
    """Where a milligram can stand. ``seized`` is where all come from: it is what was booked, below zero."""

    SEIZED = "seized"
    CUSTODY = "custody"
    SAMPLE = "sample"
    BETWEEN = "between"  # out of one unit and not yet in the next: empty after every act
    DESTROYED = "destroyed"
    CONSUMED = "consumed"
    RETURNED = "returned"
    HANDED_OVER = "handed_over"
    LOST = "lost"
    VARIANCE = "variance"
    RESIDUE = "residue"  # what was left of a burn and is still there
    WASTE = "waste"  # what was left, and went to a waste processor
    AGENT = "agent"  # where what treatments added comes from: below zero, and never seized


OF_A_BURN = (Account.RESIDUE, Account.WASTE)
"""What is left is of the whole burn and of none of its units: their postings never meet these accounts."""
HELD_IN = (Account.CUSTODY, Account.SAMPLE)
"""The accounts of what is still in somebody's custody."""
_A = Account


class How(StrEnum):
    """What an event does to the mass of its unit."""

    BOOK = "book"  # the unit begins with a mass
    WEIGH = "weigh"  # the first real weight takes the place of an estimate
    PART = "part"  # something is taken out of it
    SETTLE = "settle"  # it was weighed again and booked anew: what is missing is a variance
    EXPLAIN = "explain"  # somebody explained why it weighs what it weighs
    CORRECT = "correct"  # two people put a wrong entry right: it was never so much, or more
    DERIVE = "derive"  # it was made of another unit: its mass was seized before
    END = "end"  # it is no more: all of it goes to one account, what is missing to the variance
    ADD = "add"  # a treatment added something that was never seized
    BEFORE = "before"  # a sample that was taken before the record: its own mass is all that was seized of it here
    RECOVER = "recover"  # it is made of what was lost or given away: what is beyond that is a variance


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one kind of event posts. ``mass`` is the event field that holds the milligrams; without one all is meant.

    ``source`` is where a beginning comes from, ``to`` where an end or a part goes.
    """

    how: How
    mass: str = ""
    source: Account = _A.SEIZED
    to: Account = _A.BETWEEN


RULES: Mapping[str, Rule] = {
    "unit.registered/1": Rule(how=How.BOOK, mass="gross_mg"),
    # Taken out of another: booked here as seized, and by ``unit.derived`` as part of what was seized with that one.
    "unit.taken_out/1": Rule(how=How.BOOK, mass="gross_mg"),
    "contents.removed/1": Rule(how=How.PART, mass="removed_mg"),
    "contents.lost/1": Rule(how=How.PART, mass="removed_mg"),
    # Stolen, lost or destroyed out of another: its own mass comes out of that one before it ends.
    "unit.set_apart/1": Rule(how=How.BOOK, mass="gross_mg"),
    "unit.weighed/1": Rule(how=How.WEIGH, mass="gross_mg"),
    "sample.taken/1": Rule(how=How.PART, mass="gross_mg"),
    "sample.taken/2": Rule(how=How.PART, mass="gross_mg"),
    "sample.brought/1": Rule(how=How.BEFORE),
    "sampling.closed/1": Rule(how=How.SETTLE, mass="gross_mg"),
    "treatment.added/1": Rule(how=How.ADD, mass="added_mg", source=_A.AGENT),
    "treatment.weighed/1": Rule(how=How.SETTLE, mass="gross_mg"),
    "discrepancy.resolved/1": Rule(how=How.EXPLAIN),
    "unit.derived/1": Rule(how=How.DERIVE),
    "unit.derived/2": Rule(how=How.DERIVE),
    "unit.recovered/1": Rule(how=How.RECOVER, mass="from_lost_mg", source=_A.LOST),
    "unit.recovered/2": Rule(how=How.RECOVER, mass="from_lost_mg", source=_A.LOST),
    "unit.corrected/1": Rule(how=How.CORRECT, mass="gross_mg"),
    "unit.superseded/1": Rule(how=How.END, mass="children_mg", to=_A.BETWEEN),
    "unit.exchanged/1": Rule(how=How.END, mass="originals_mg", to=_A.BETWEEN),
    "unit.destroyed/1": Rule(how=How.END, mass="burnt_mg", to=_A.DESTROYED),
    "unit.destroyed_by_event/1": Rule(how=How.END, to=_A.LOST),
    "unit.stolen/1": Rule(how=How.END, to=_A.LOST),
    "unit.lost/1": Rule(how=How.END, to=_A.LOST),
    # The unit is still there, and what was booked with it is not: from then on its weight is none of this reckoning.
    "swap.confirmed/1": Rule(how=How.END, to=_A.LOST),
    "unit.returned/1": Rule(how=How.END, to=_A.RETURNED),
    "unit.disposed/1": Rule(how=How.END, to=_A.RETURNED),
    "cargo.released/1": Rule(how=How.END, to=_A.RETURNED),
    "unit.handed_over/1": Rule(how=How.END, to=_A.HANDED_OVER),
    "unit.consumed/1": Rule(how=How.END, to=_A.CONSUMED),
}
"""event code -> what it posts. A new way to begin, to end or to divide a unit is one line here."""
SAMPLE_TAKEN = frozenset({"sample.taken/1", "sample.taken/2"})
COMES_BACK_FROM = (Account.LOST, Account.RETURNED, Account.HANDED_OVER)
"""Where goods are by the books that may come back (docs/adr/0014)."""
SAMPLE_KIND = "sample"
NO_DRUGS = frozenset(
    {
        "container",
        "vehicle",
        "vessel_part",
        "other_conveyance",
        "seized_vehicle",
        "weapon",
        "cash",
        "device",
        "digital",
        "documents",
        "cover_load",
        "dummy",
    }
)
"""Kinds of unit whose mass is none of this reckoning: conveyances, what lay beside the drugs, what took their place."""


RESIDUE_MOVES: Mapping[str, tuple[Account, Account]] = {
    "weighed": (_A.DESTROYED, _A.RESIDUE),
    "handed_over": (_A.RESIDUE, _A.WASTE),
    "burnt_again": (_A.RESIDUE, _A.DESTROYED),
}
"""What becomes of the residue of a burn -> from which account to which its mass goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One posting: so many milligrams from one account to another. ``estimated``: the mass was never weighed."""

    source: Account
    to: Account
    mg: int
    estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the postings of a unit say of it so far."""

    mg: int = 0
    number: int = 0
    is_booked: bool = False
    is_estimated: bool = False
    is_over: bool = False


NOTHING = Held()


def id_of(unit_id: UUID, number: int) -> UUID:
    """Return the id of the posting with this number of a unit: the same for whoever posts and for whoever folds."""
    return uuid5(unit_id, f"posting {number}")


def gone_to(state: str) -> Account:
    """Return the account in which the mass of a unit stands that is out of our books in this state of custody."""
    return {"returned": _A.RETURNED, "disposed": _A.RETURNED, "handed_over": _A.HANDED_OVER}.get(state, _A.LOST)


def home_of(kind: str) -> Account:
    """Return the account in which a unit of this kind stands while somebody has it."""
    return _A.SAMPLE if kind == SAMPLE_KIND else _A.CUSTODY


def after(held: Held, line: Line, *, code: str) -> Held:
    """Return what is held once ``line`` was posted because of an event of ``code``."""
    mg = held.mg + line.mg * ((line.to in HELD_IN) - (line.source in HELD_IN))
    begins = line.to in HELD_IN and line.source in {_A.SEIZED, _A.BETWEEN}
    settles = _A.SEIZED in {line.source, line.to} and (line.to in HELD_IN or line.source in HELD_IN)
    return replace(
        held,
        mg=mg,
        number=held.number + 1,
        is_booked=held.is_booked or begins,
        is_estimated=line.estimated if begins or settles else held.is_estimated,
        is_over=held.is_over or RULES[code].how is How.END,
    )


def held_after(lines: Iterable[tuple[str, Line]]) -> Held:
    """Return what is held after some postings, each with the code of its event, in their order."""
    held = NOTHING
    for code, line in lines:
        held = after(held, line, code=code)
    return held


def post(
    code: str, values: Mapping[str, Any], *, kind: str, is_inside: bool, held: Held, found_mg: int | None = None
) -> list[Line]:
    """Return what an event posts for its unit; nothing for one that moves no mass.

    ``values`` are the fields of the event, ``held`` what its unit held before. A unit inside another is part of its
    mass and posts nothing. When it is stolen out of it and was weighed by itself, it is set apart first; where it never
    was, the outer one weighs less, and that is a variance. ``found_mg`` is what the unit weighed when the discrepancy
    that is now explained was found.
    """
    rule = RULES.get(code)
    # What is taken out of a cover load as a sample is in the books from then on, though the load never is.
    if rule is None or is_inside or held.is_over or (kind in NO_DRUGS and code not in SAMPLE_TAKEN):
        return []
    home, mg = home_of(kind), values[rule.mass] if rule.mass else None
    match rule.how:
        case How.BOOK:
            source = _A.BETWEEN if kind == SAMPLE_KIND or values.get("of_whole") else rule.source
            is_estimated = kind != SAMPLE_KIND and values.get("method") != "weighed"
            return [] if mg is None else [Line(source=source, to=home, mg=mg, estimated=is_estimated)]
        case How.WEIGH:
            # A weighbridge weighs a vehicle with all that is on it.
            is_its_own = values["method"] == "weighed" and values.get("weighing_basis") != Basis.TRUCK
            is_first = is_its_own and (held.is_estimated or not held.is_booked)
            return _corrected(home, held, mg) if is_first and mg is not None else []
        case How.PART:
            return [] if mg is None else [Line(source=home if held.is_booked else _A.SEIZED, to=rule.to, mg=mg)]
        case How.ADD:
            return [Line(source=rule.source, to=home, mg=mg, estimated=held.is_estimated)] if mg else []
        case How.SETTLE:
            return [] if mg is None else _settled(home, held, mg)
        case How.EXPLAIN:
            known = held.is_booked and not held.is_estimated
            return _settled(home, held, found_mg) if known and found_mg is not None else []
        case How.CORRECT:
            if not held.is_booked or mg is None:
                return []
            return [replace(line, estimated=held.is_estimated) for line in _corrected(home, held, mg)]
        case How.DERIVE:
            # Its mass was seized before, as that of the unit it was made of. A sample comes out of one as it is.
            known = held.is_booked and home is _A.CUSTODY
            return [Line(source=_A.BETWEEN, to=_A.SEIZED, mg=held.mg, estimated=held.is_estimated)] if known else []
        case How.BEFORE:
            return [Line(source=_A.SEIZED, to=_A.BETWEEN, mg=held.mg)] if held.is_booked else []
        case How.RECOVER:
            return _recovered(values, mg or 0)
        case _:
            return _ended(home, held, mg, to=rule.to, is_whole=not rule.mass)


def _recovered(values: Mapping[str, Any], from_lost_mg: int) -> list[Line]:
    """Book what came back: it was seized once, so that what the new unit was booked with comes out of what was lost.

    More than was lost is a variance; where the lost was never on a scale, nobody knew how much it was, and the rest was
    seized with it.
    """
    out_of = Account(values.get("from_account") or _A.LOST)
    more, source = values["more_mg"] or 0, _A.VARIANCE if values["is_variance"] else _A.SEIZED
    lines = [Line(source=out_of, to=_A.BETWEEN, mg=from_lost_mg), Line(source=source, to=_A.BETWEEN, mg=more)]
    return [line for line in lines if line.mg]


def _corrected(home: Account, held: Held, mg: int) -> list[Line]:
    """Book what was weighed at last in the place of what was estimated, or of nothing."""
    missing = held.mg - mg
    if missing > 0:
        return [Line(source=home, to=_A.SEIZED, mg=missing)]
    return [Line(source=_A.SEIZED, to=home, mg=-missing)]


def _settled(home: Account, held: Held, mg: int) -> list[Line]:
    """Bring the books to what was found; what an estimate or nobody knew is no variance."""
    if held.is_estimated or not held.is_booked:
        return [replace(line, estimated=held.is_estimated) for line in _corrected(home, held, mg)]
    missing = held.mg - mg
    if missing > 0:
        return [Line(source=home, to=_A.VARIANCE, mg=missing)]
    return [Line(source=_A.VARIANCE, to=home, mg=-missing)] if missing else []


def _ended(home: Account, held: Held, mg: int | None, *, to: Account, is_whole: bool) -> list[Line]:
    if not held.is_booked:
        return [Line(source=_A.SEIZED, to=to, mg=mg)] if mg else []
    if is_whole or mg is None:
        mg = max(held.mg, 0)
    return [*(line for line in _settled(home, held, mg) if line.mg), Line(source=home, to=to, mg=mg)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The balances of all accounts, in milligrams; ``seized`` is below zero."""

    mg: Mapping[Account, int]

    @property
    def booked_mg(self) -> int:
        """What was ever seized."""
        return -self.mg[_A.SEIZED]

    @property
    def held_mg(self) -> int:
        """What somebody has in custody now, samples among it."""
        return sum(self.mg[each] for each in HELD_IN)

    @property
    def sum_mg(self) -> int:
        """The sum of all accounts: zero, or the books are broken."""
        return sum(self.mg.values())

    @property
    def is_even(self) -> bool:
        """The accounts add up to zero, and nothing hangs between two units."""
        return self.sum_mg == 0 and self.mg[_A.BETWEEN] == 0


def sheet_of(moves: Iterable[tuple[str, str, int]]) -> Sheet:
    """Return the balances after some moves of mass, each from an account to another."""
    mg = dict.fromkeys(Account, 0)
    for source, to, moved in moves:
        mg[Account(source)] -= moved
        mg[Account(to)] += moved
    return Sheet(mg)
