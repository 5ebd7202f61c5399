"""What a scenario replays: one case for each seizure, published or synthetic, in the words of the house."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput
from custody.core.packing import PlannedUnit, units_for
from custody.evidence.lists import SUBSTANCES
from custody.scenario.days import Window, day_of
from custody.scenario.filling import FILLED_DRUG, PORTS, Port, fill
from custody.scenario.rows import Refused

if TYPE_CHECKING:
    from custody.core.size_model import SyntheticSeizure
    from custody.scenario.rows import Row

AUTUMN_2023 = Window(first_on=date(2022, 11, 18), last_on=date(2023, 11, 17))
MOST_CONTAINERS = 5
MOST_LOOSE_BAGS = 3
IN_FULL = timedelta(days=28)
"""The autumn is loaded at the first start, while somebody waits: only its last four weeks are told in full."""

_OTHER_WORDS = {"hashish": "cannabis_resin", "marijuana": "cannabis_herb", "cannabis": "cannabis_herb"}
_CONCEALMENTS = (
    # The first that is found in the words of the row counts.
    ("rip_off_bags", r"sports bags|\bbags\b|rip-off|sacks with ropes"),
    ("inspection_hatch", r"inspection hatch"),
    ("tank", r"\btank"),
    ("in_goods", (r"frozen into|inside reels|jute sacks|in drums|tins|mixed with flour|inside banana|hollowed|"
                 r"steel container|in sacks")),
    ("container_structure", r"wall|floor|container structure"),
    ("reefer_unit", r"reefer engine|cooling unit|reefer container|reefer compartment"),
    ("in_load", r"cargo|in container|behind|crates|pallet|boxes|among|beams|screen"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One seizure to replay. ``on`` is a day of the published past; ``published_on`` only where the source has it."""

    id: str
    on: date
    country: str
    substance: str
    mass_mg: int
    packages: int | None = None
    bags: int | None = None
    containers: int = 1
    cover_load: str | None = None
    origin: str | None = None
    concealment: str | None = None
    vessel: str | None = None
    remark: str
    line: int | None = None
    published_event: str | None = None
    published_on: date | None = None
    source: str | None = None
    published_mg: int | None = None
    in_full: bool = True
    """With guard, strip hall, laboratory, and every bag weighed and sealed; else only what the lifecycle needs."""

    @property
    def is_synthetic(self) -> bool:
        """The generator drew it; no source names it."""
        return self.published_event is None

    def units(self) -> tuple[PlannedUnit, ...]:
        """Return the units by the package rule; more bags than two hands carry stand on a pallet together."""
        units = units_for(self.mass_mg, packages=self.packages, bags=self.bags)
        if len(units) <= MOST_LOOSE_BAGS or units[0].children:
            return units
        pallet = PlannedUnit(kind="pallet", packages=sum(unit.packages for unit in units), gross_mg=self.mass_mg,
                             children=units)  # fmt: skip
        return (pallet,)

    def digest(self) -> bytes:
        """Return a hash of everything that is replayed, so that another row under the same id is noticed."""
        return hashlib.sha256(repr(self).encode()).digest()


def autumn_cases(rows: Sequence[Row]) -> list[Case]:
    """Return the Antwerp and Rotterdam seizures of the twelve months to 17 November 2023, filled up to the totals."""
    made: list[Case] = []
    for port in PORTS:
        mine = [(day, row) for row in rows if row.port == port.name and (day := day_of(row, AUTUMN_2023))]
        made += [published_case(row, on=day) for day, row in mine]
        cocaine = [(day, row.mass_mg) for day, row in mine if row.drug == FILLED_DRUG]
        made += [_synthetic(port, each) for each in fill(port=port, window=AUTUMN_2023, published=cocaine)]
    recent = AUTUMN_2023.last_on - IN_FULL
    return in_order(replace(case, in_full=case.on > recent) for case in made)


def file_cases(rows: Sequence[Row]) -> tuple[list[Case], list[Refused]]:
    """Return a case for every row, in order of days, and the rows whose counts cannot be packed."""
    made, refused = [], []
    for row in rows:
        day = day_of(row)
        assert day is not None  # noqa: S101 - without a window every row has a day
        case = published_case(row, on=day)
        try:
            case.units()
        except InvalidInput as error:
            refused.append(Refused(line=row.line, event=row.event, reason=error.sentence()))
            continue
        made.append(case)
    return in_order(made), refused


def in_order(cases: Iterable[Case]) -> list[Case]:
    """Return the cases in the order in which they happened; ids decide within a day."""
    return sorted(cases, key=lambda case: (case.on, case.id))


def published_case(row: Row, *, on: date) -> Case:
    """Return the case of a published row. What the row does not say stays missing; its own words become the remark."""
    told = [f"Published as {row.event}", f"port: {row.port}"]
    told += [f"{name}: {text}" for name, text in (
        ("place", row.place), ("concealment", row.concealment), ("mass", row.mass_precision), ("note", row.note),
    ) if text]  # fmt: skip
    return Case(
        id=row.event,
        on=on,
        country=row.country,
        substance=_substance(row.drug),
        mass_mg=row.mass_mg,
        packages=row.packages,
        bags=row.bags,
        containers=min(max(row.containers or 1, 1), MOST_CONTAINERS),
        cover_load=row.cover_load,
        origin=row.origin,
        concealment=concealment_code(row.concealment),
        vessel=row.vessel,
        remark="DEMO. " + "; ".join(told),
        line=row.line,
        published_event=row.event,
        published_on=row.first_on if row.has_day else None,
        source=row.source,
        published_mg=row.mass_mg,
    )


def concealment_code(words: str | None) -> str | None:
    """Return the code of the list that the words of a row come nearest to; ``None`` when the row says nothing."""
    if not words:
        return None
    for code, pattern in _CONCEALMENTS:
        if re.search(pattern, words):
            return code
    return "other"


def _substance(drug: str) -> str:
    word = drug.lower().strip()
    word = _OTHER_WORDS.get(word, word.replace(" ", "_"))
    return word if word in SUBSTANCES else "other"


def _synthetic(port: Port, drawn: SyntheticSeizure) -> Case:
    return Case(
        id=f"SYN-{port.country}-{drawn.number:03}",
        on=drawn.on,
        country=port.country,
        substance="cocaine",
        mass_mg=drawn.mass_mg,
        cover_load=drawn.cover_load or None,
        origin=drawn.origin or None,
        concealment=concealment_code(drawn.concealment),
        remark=f"DEMO. Synthetic: drawn to reach the published total of {port.name}; no source names it",
    )
