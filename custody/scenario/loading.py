"""Loading a scenario: rows, cases, burns, and the acts of all of them up to this moment.

Resumable: whoever loads the same scenario again goes on where it stopped, and performs what has come due since. The
first act of a scenario carries a hash of all its cases, so that a scenario of one name cannot become another one, and
its claimed time keeps the shift of the dates.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from custody.core.errors import AlreadyRecorded, CustodyError, InvalidInput, KeyReused, NotAllowedNow
from custody.deadlines.clocks import wake_replayed
from custody.deadlines.selectors import database_now
from custody.evidence.models import Placement
from custody.ledger.once import remembering
from custody.ledger.recording import answered
from custody.ledger.selectors import changes_of_the_house, installation
from custody.organisation.roles import Role
from custody.scenario import days, workers
from custody.scenario.burning import body_of, replay_burn
from custody.scenario.cases import AUTUMN_2023, Case, autumn_cases, file_cases
from custody.scenario.filling import DATA
from custody.scenario.generated import goods_of
from custody.scenario.house import House, find_house
from custody.scenario.intake import replay_case
from custody.scenario.performing import Clerk, LaterError
from custody.scenario.rows import Reading, Refused, read_rows
from custody.scenario.timetable import QUICK, SLOW, SLOW_COUNTRY, Burn, CaseTimes, Lot, burns_of, times_of

if TYPE_CHECKING:
    from custody.scenario.house import Site

AUTUMN = "autumn-2023"
PUBLISHED = DATA / "published_seizures.csv"
PROCESSES = 2
FIRST_STEP = "stop"

Task: TypeAlias = "Case | tuple[Burn, Site, int]"
"""A case, or a burn with its site and its turn at the furnace."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is: seizures and burns finished, of all."""

    done: int
    total: int


@dataclass(slots=True)
class Loaded:
    """What a load did: every row of the file is in one of its four lists."""

    scenario: str
    shift: timedelta
    cases: list[Case] = field(default_factory=list)
    """The cases that are in the house, up to this moment."""
    refused: list[Refused] = field(default_factory=list)
    """The rows of which nothing is in the house."""
    stopped: list[tuple[Case, str]] = field(default_factory=list)
    """The cases that are in the house up to the act that was refused, and why it was."""
    to_come: list[Case] = field(default_factory=list)
    """The cases that lie ahead of this moment."""
    stuck_burns: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one case or burn. False when it was refused on its way; what rests on it is then left out."""

    begun: bool
    refusal: str | None = None

    def __bool__(self) -> bool:
        return self.refusal is None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Everything a child needs to know: tasks are the cases and the burns in the order they begin."""

    house: House
    clerk: Clerk
    cases: dict[str, Case]
    times: dict[str, CaseTimes]
    tasks: tuple[Task, ...]

    def perform(self, number: int, failed: frozenset[int]) -> Outcome:
        """Perform the acts of a task up to this moment and return what came of it."""
        with remembering(_answers()):
            return self._perform(number, failed)

    def _perform(self, number: int, failed: frozenset[int]) -> Outcome:
        task = self.tasks[number]
        stuck = {each.id for each in (self.tasks[other] for other in failed) if isinstance(each, Case)}
        begins = self.clerk.at(_begins(task, self.times))
        try:
            if isinstance(task, Case):
                replay_case(self.clerk.of(task.id, task.digest()), self.house, task, self.times[task.id])
            else:
                burn, site, turn = task
                going = {case_id: self.cases[case_id] for case_id, _ in burn.units if case_id not in stuck}
                going |= {case_id: self.cases[case_id] for case_id in burn.finishes if case_id not in stuck}
                replay_burn(self.clerk.of(burn.id, body_of(burn)), self.house, site, burn, going, turn=turn)
        except LaterError:
            pass  # the rest comes when the scenario is loaded again
        except CustodyError as refusal:
            return Outcome(begun=begins <= self.clerk.now, refusal=refusal.sentence())
        return Outcome(begun=begins <= self.clerk.now)


_asked: dict[Hashable, Any] = {}


def _answers() -> dict[Hashable, Any]:
    """Return what the tasks before asked the house, and nothing once somebody has changed it."""
    changes = changes_of_the_house()
    if _asked.get("changes") != changes:
        _asked.clear()
        _asked["changes"] = changes
    return _asked


def load(
    *,
    name: str,
    file: Path | None = None,
    limit: int | None = None,
    now: datetime | None = None,
    processes: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Loaded:
    """Load a scenario up to ``now`` (the database's clock when not given) and return what came of it.

    ``limit`` takes the first cases only. Raises ``NotAllowedNow`` in an installation of kind ``production``, in a house
    that lacks somebody or some place, and when a scenario of this name was loaded from other rows; ``InvalidInput``
    when the file has not the columns.
    """
    _asked.clear()
    if installation().kind == "production":
        raise NotAllowedNow("scenario.production", "A scenario is never loaded into a production database")
    moment = now or database_now()
    reading = _read(file or PUBLISHED, today=moment.astimezone(UTC).date())
    found, unpacked = _cases(name, reading)
    cases, refused = list(islice(found, limit)), [*reading.refused, *unpacked]
    if not cases and not refused:
        raise InvalidInput("scenario.empty", "The file has no row", field="file")
    if not cases:
        return Loaded(scenario=name, shift=timedelta(), refused=refused)
    plan = _plan(name, cases, now=moment)
    loaded = Loaded(scenario=name, shift=plan.clerk.shift, refused=refused)
    _replay(plan, loaded, processes=processes, progress=progress)
    # What the replay left running may fire from now on, all of it bundled by the pass that comes next.
    wake_replayed(at=database_now())
    return loaded


def load_named(*, name: str, file: str | None = None) -> dict[str, int]:
    """Load a scenario for a caller that only knows text, such as a task; return how many are in, or not."""
    loaded = load(name=name, file=None if file is None else Path(file))
    return {"cases": len(loaded.cases), "refused": len(loaded.refused), "stopped": len(loaded.stopped)}


def _read(path: Path, *, today: date) -> Reading:
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
            return read_rows(lines, today=today)
    except OSError as error:
        raise InvalidInput("scenario.file", "The file cannot be read: {reason}", field="file",
                           reason=error.strerror) from error  # fmt: skip


def _cases(name: str, reading: Reading) -> tuple[list[Case], list[Refused]]:
    if name == AUTUMN:
        return autumn_cases(reading.rows), []
    return file_cases(reading.rows)


def _plan(name: str, cases: Sequence[Case], *, now: datetime) -> _Plan:
    times = {case.id: times_of(case) for case in cases}
    first = min(cases, key=lambda case: times[case.id].stopped)
    last_on = AUTUMN_2023.last_on if name == AUTUMN else max(case.on for case in cases)
    today = now.astimezone(UTC).date()
    shift = (days.shift_to_today if name == AUTUMN else days.shift_to_past)(last_on, today=today)
    countries = sorted({case.country for case in cases})
    house = find_house(countries=countries, at=times[first.id].stopped + shift)
    everything = hashlib.sha256(b"".join(case.digest() for case in cases)).digest()
    clerk = Clerk(scenario=name, shift=shift, now=now, begins=(first.id, FIRST_STEP, everything))
    clerk = replace(clerk, shift=_shift_of(clerk.of(first.id, first.digest()), house, times[first.id].stopped))
    burns: list[tuple[Burn, Site, int]] = []
    for site in {house.site(country).furnace: house.site(country) for country in countries}.values():
        planned = _burns(clerk, house, site, cases, times)
        burns += [(burn, site, turn) for turn, burn in enumerate(planned)]
    tasks: list[Task] = sorted([*cases, *burns], key=lambda task: _begins(task, times))
    return _Plan(house=house, clerk=clerk, cases={case.id: case for case in cases}, times=times, tasks=tuple(tasks))


def _begins(task: Task, times: dict[str, CaseTimes]) -> datetime:
    return times[task.id].stopped if isinstance(task, Case) else task[0].planned


def _burns(
    clerk: Clerk, house: House, site: Site, cases: Sequence[Case], times: dict[str, CaseTimes]
) -> list[Burn]:
    """Return the burns of one furnace as far as they are planned by now."""
    lots = [
        Lot(
            case_id=case.id,
            ready=times[case.id].verified,
            units=tuple((load.label, load.gross_mg) for load in goods_of(clerk.scenario, case).loads(clerk.scenario)),
        )
        for case in cases
        if house.site(case.country).furnace == site.furnace
    ]
    rhythm = SLOW if site.jurisdiction == SLOW_COUNTRY else QUICK
    return burns_of(lots, furnace=site.furnace, rhythm=rhythm, limit_mg=site.limit_mg, until=clerk.now - clerk.shift)


def _shift_of(clerk: Clerk, house: House, stopped: datetime) -> timedelta:
    """Return the shift with which the scenario was begun, or the clerk's when it was not.

    Raises ``NotAllowedNow`` when it was begun with other rows.
    """
    try:
        answered(clerk.act(FIRST_STEP, by=house.one(Role.OFFICER), at=clerk.at(stopped)))
    except AlreadyRecorded as before:
        placed = Placement.objects.filter(unit=UUID(before.result["unit"])).order_by("since_at").first()
        return clerk.shift if placed is None else placed.since_at - stopped
    except KeyReused:
        raise NotAllowedNow("scenario.other_rows", "The scenario {name} was loaded before from other rows, or with "
                            "another limit. Load the same again, or use another name",
                            name=clerk.scenario) from None  # fmt: skip
    return clerk.shift


def _replay(
    plan: _Plan, loaded: Loaded, *, processes: int | None, progress: Callable[[Progress], None]
) -> None:
    """Perform all tasks and note what was refused and what lies ahead."""
    number_of = {task.id: number for number, task in enumerate(plan.tasks) if isinstance(task, Case)}
    before: dict[str, int] = {}
    needs: list[frozenset[int]] = []
    for number, task in enumerate(plan.tasks):
        if isinstance(task, Case):
            needs.append(frozenset())
            continue
        burn = task[0]
        earlier = {before[burn.furnace]} if burn.furnace in before else set()
        needs.append(frozenset(earlier | {number_of[case_id] for case_id, _ in burn.units}))
        before[burn.furnace] = number
    if processes is None:
        processes = PROCESSES if workers.may_have_children() else 1
    for finished, each in enumerate(workers.finish_all(needs, plan.perform, processes=processes), start=1):
        _note(plan.tasks[each.number], each.outcome, loaded)
        progress(Progress(finished, len(plan.tasks)))


def _note(task: Task, outcome: Outcome, loaded: Loaded) -> None:
    if not isinstance(task, Case):
        if outcome.refusal is not None:
            loaded.stuck_burns.append((task[0].id, outcome.refusal))
    elif outcome.refusal is not None:
        loaded.stopped.append((task, outcome.refusal))
    elif outcome.begun:
        loaded.cases.append(task)
    else:
        loaded.to_come.append(task)
