"""What no source tells and the lifecycle needs: labels, seals, container numbers. Each follows from ids alone.

Everything made here is marked: seals begin with DEMO, containers with DEM, and rows carry ``demo``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from custody.core.identifiers import ContainerNumber, new_label
from custody.core.packing import PlannedUnit
from custody.core.seeded import SeededStream
from custody.evidence.entries import NewUnit, Reading, SealEntry
from custody.scenario.cases import Case
from custody.scenario.house import House

SAMPLE_MG = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One outermost unit of a case, as it is after sampling."""

    label: str
    kind: str
    seal: str
    gross_mg: int
    packages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """All units of one case with their labels. The first outermost unit is the one that is sampled."""

    conveyances: tuple[str, ...]
    sample: str
    units: tuple[tuple[PlannedUnit, str, tuple[str, ...]], ...]
    """(unit, its label, the labels of what is in it)"""

    def loads(self, scenario: str) -> list[Load]:
        """Return the outermost units as they go to the fire."""
        return [
            Load(
                label=label,
                kind=unit.kind,
                seal=seal_number(scenario, label, time=2 if number == 0 else 1),
                gross_mg=unit.gross_mg - (SAMPLE_MG if number == 0 else 0),
                packages=unit.packages,
            )
            for number, (unit, label, _) in enumerate(self.units)
        ]


@lru_cache(maxsize=512)
def goods_of(scenario: str, case: Case) -> Goods:
    """Return the units of a case, each with the label that this scenario gives it."""
    draw = SeededStream(seed=f"{scenario}/{case.id}".encode(), label="labels")

    def label() -> str:
        return new_label(draw.octets(5))

    return Goods(
        conveyances=tuple(label() for _ in range(case.containers)),
        sample=label(),
        units=tuple((unit, label(), tuple(label() for _ in unit.children)) for unit in case.units()),
    )


def new_units(scenario: str, case: Case, house: House) -> list[NewUnit]:
    """Return what is registered: pallets before their bags, every unit counted and labelled, outermost ones weighed
    and sealed.

    No source weighs a single bag. Bags on a weighed pallet have weights and seals only where the case is told in full.
    """
    entries: list[NewUnit] = []
    for unit, label, inner in goods_of(scenario, case).units:
        entries.append(_entry(unit, label, house, seal=seal_number(scenario, label), parent=None))
        for child, text in zip(unit.children, inner, strict=True):
            if case.in_full:
                entries.append(_entry(child, text, house, seal=seal_number(scenario, text), parent=label))
            else:
                entries.append(
                    NewUnit(kind=child.kind, label=text, package_count=child.packages, parent_label=label)
                )
    return entries


def reading_of(house: House, *, gross_mg: int, packages: int | None) -> Reading:
    """Return the weight as read off the smallest scale that carries it; declared where no scale does."""
    code = house.scale_for(gross_mg)
    method = "declared" if code is None else "weighed"
    return Reading(gross_mg=gross_mg, scale_code=code, method=method, package_count=packages)


def seal_number(scenario: str, label: str, *, time: int = 1) -> str:
    """Return the number of the first, second ... seal on a unit."""
    digest = hashlib.sha256(f"{scenario}/{label}/{time}".encode()).hexdigest()
    return f"DEMO{time}{digest[:14].upper()}"


def container_number(scenario: str, case: Case, *, number: int) -> str:
    """Return a container number with a right check digit."""
    draw = SeededStream(seed=f"{scenario}/{case.id}/{number}".encode(), label="container")
    while True:
        serial = f"{draw.below(1_000_000):06}"
        for digit in "0123456789":
            made = ContainerNumber(owner="DEM", category="U", serial=serial, check_digit=digit)
            if made.is_right and not made.is_discouraged:
                return str(made)


def _entry(unit: PlannedUnit, label: str, house: House, *, seal: str, parent: str | None) -> NewUnit:
    return NewUnit(
        kind=unit.kind,
        label=label,
        package_count=unit.packages,
        reading=reading_of(house, gross_mg=unit.gross_mg, packages=unit.packages),
        seal=SealEntry(number=seal, seal_class="S" if unit.children else "bag"),
        parent_label=parent,
    )
