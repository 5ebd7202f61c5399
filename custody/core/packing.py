"""A mass laid out as units: packages in bags, and bags on pallets when there are many.

The rule comes from published seizures: one package weighs about 1.134 kg with its wrapping, a bag about
33 kg. Milligrams are dealt out so that the units together weigh exactly what the seizure weighs.
"""

from __future__ import annotations

from dataclasses import dataclass

from custody.core.errors import InvalidInput

PACKAGE_MG = 1_134_000
BAG_MG = 33_000_000
MOST_LOOSE_BAGS = 12
MOST_BAGS_ON_PALLET = 20


@dataclass(frozen=True, kw_only=True)
class PlannedUnit:
    """One unit to be labelled: a bag with its packages, or a pallet with its bags."""

    kind: str
    packages: int
    gross_mg: int
    children: tuple[PlannedUnit, ...] = ()


def units_for(
    mass_mg: int, *, packages: int | None = None, bags: int | None = None
) -> tuple[PlannedUnit, ...]:
    """Return the units of a seizure of ``mass_mg``, heaviest structure first: pallets of bags, or bags.

    ``packages`` and ``bags`` are taken as published where they are known and follow from the mass otherwise.
    The units' packages and milligrams add up exactly. Raises InvalidInput for a mass that is not positive and
    for counts that cannot be.
    """
    if mass_mg < 1:
        raise InvalidInput("packing.mass", "Nothing was seized", field="mass_mg")
    if packages is None:
        packages = max(1, _rounded(mass_mg, PACKAGE_MG), bags or 0)
    if bags is None:
        bags = min(packages, max(1, _rounded(mass_mg, BAG_MG)))
    if not 1 <= bags <= packages <= mass_mg:
        raise InvalidInput(
            "packing.counts", "{packages} packages do not fill {bags} bags", packages=packages, bags=bags
        )
    in_bag = _dealt(packages, bags)
    filled, taken = [], 0
    for count in in_bag:
        # The difference of two rounded shares: whatever rounding takes from one bag it gives to the next.
        gross_mg = mass_mg * (taken + count) // packages - mass_mg * taken // packages
        filled.append(PlannedUnit(kind="bag", packages=count, gross_mg=gross_mg))
        taken += count
    if bags <= MOST_LOOSE_BAGS:
        return tuple(filled)
    pallets, first = [], 0
    for count in _dealt(bags, -(-bags // MOST_BAGS_ON_PALLET)):
        children = tuple(filled[first : first + count])
        pallets.append(
            PlannedUnit(
                kind="pallet",
                packages=sum(child.packages for child in children),
                gross_mg=sum(child.gross_mg for child in children),
                children=children,
            )
        )
        first += count
    return tuple(pallets)


def _rounded(mass_mg: int, each_mg: int) -> int:
    return (mass_mg + each_mg // 2) // each_mg


def _dealt(total: int, shares: int) -> list[int]:
    """Return ``total`` in whole shares that differ by one at most, the larger ones first."""
    least, more = divmod(total, shares)
    return [least + 1] * more + [least] * (shares - more)
