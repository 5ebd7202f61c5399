import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.core.errors import InvalidInput
from custody.core.packing import units_for

KG = 1_000_000


def bags_in(units):
    return [bag for unit in units for bag in (unit.children or (unit,))]


@given(st.integers(1, 20_000 * KG))
def test_units_add_up_to_the_seizure_exactly(mass_mg):
    units = units_for(mass_mg)
    bags = bags_in(units)

    assert sum(unit.gross_mg for unit in units) == sum(bag.gross_mg for bag in bags) == mass_mg
    assert sum(unit.packages for unit in units) == sum(bag.packages for bag in bags)
    assert all(bag.kind == "bag" and not bag.children and bag.packages > 0 for bag in bags)
    assert max(bag.packages for bag in bags) - min(bag.packages for bag in bags) <= 1


@given(st.integers(50 * KG, 20_000 * KG))
def test_packages_and_bags_weigh_what_they_usually_do(mass_mg):
    bags = bags_in(units_for(mass_mg))
    packages = sum(bag.packages for bag in bags)

    assert abs(mass_mg / packages - 1.134 * KG) < 0.02 * KG
    assert abs(mass_mg / len(bags) - 33 * KG) < 9 * KG


def test_up_to_twelve_bags_stand_alone_and_more_on_pallets():
    twelve, thirteen = units_for(12 * 33 * KG), units_for(13 * 33 * KG)

    assert [unit.kind for unit in twelve] == ["bag"] * 12
    assert [(unit.kind, len(unit.children)) for unit in thirteen] == [("pallet", 13)]


@given(st.integers(400 * KG, 20_000 * KG))
def test_a_pallet_carries_at_most_twenty_bags(mass_mg):
    loads = [len(pallet.children) for pallet in units_for(mass_mg) if pallet.kind == "pallet"]

    assert all(load <= 20 for load in loads)
    assert not loads or max(loads) - min(loads) <= 1


def test_a_little_is_one_package_in_one_bag():
    for mass_mg in (1, KG // 2, 1_134_000):
        (unit,) = units_for(mass_mg)
        assert (unit.kind, unit.packages, unit.gross_mg) == ("bag", 1, mass_mg)


def test_published_counts_are_kept():
    krystal = units_for(732_200_000, packages=662, bags=21)
    bags = bags_in(krystal)

    assert (len(bags), sum(bag.packages for bag in bags)) == (21, 662)
    assert sum(bag.gross_mg for bag in bags) == 732_200_000
    assert len(bags_in(units_for(579 * KG, packages=513))) == 18
    assert sum(bag.packages for bag in units_for(489 * KG, bags=7)) == 431
    assert [bag.packages for bag in units_for(KG, bags=3)] == [1, 1, 1]


@pytest.mark.parametrize(
    "counts", [{"packages": 0}, {"packages": 3, "bags": 4}, {"bags": 0}, {"packages": 7 * KG}]
)
def test_counts_that_cannot_be_are_refused(counts):
    with pytest.raises(InvalidInput, match="do not fill"):
        units_for(6 * KG, **counts)


def test_nothing_cannot_be_packed():
    for mass_mg in (0, -1):
        with pytest.raises(InvalidInput, match="Nothing was seized"):
            units_for(mass_mg)
