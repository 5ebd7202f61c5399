"""The law of tolerance: k times the root of the sum of squares, and half a brick is never hidden without a count."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.core import mass
from custody.core.errors import InvalidInput
from custody.core.mass import MG_PER_KG
from custody.core.tolerance import (
    Accuracy,
    Load,
    PerBrick,
    allowed,
    drift_mg,
    error_mg,
    hides_a_package,
    is_half_a_package,
    per_brick,
    tolerance_mg,
    uncertainty_mg,
)

GRAM, KG = mass.MG_PER_GRAM, MG_PER_KG
loads = st.builds(
    Load, st.integers(0, 3_000 * KG), st.sampled_from([1, 100, GRAM, 10 * GRAM, 20 * GRAM, 200 * GRAM, 20 * KG]),
    st.sampled_from(Accuracy),
)  # fmt: skip


def variance(load):
    """Return the square of a standard uncertainty, told a second time and in fractions."""
    steps = Decimal(load.mg) / load.division_mg
    one, two = {"I": (50_000, 200_000), "II": (5_000, 20_000), "III": (500, 2_000), "IIII": (50, 200)}[load.accuracy]
    error = load.division_mg * (1 if steps <= one else 2 if steps <= two else 3)
    return Decimal(error) ** 2 / 3 + Decimal(load.division_mg) ** 2 / 12


@given(st.lists(loads, min_size=1, max_size=3), st.integers(0, 10 * KG), st.integers(100, 300))
def test_the_tolerance_is_k_times_the_root_of_the_sum_of_squares(readings, drift, coverage):
    with localcontext() as precise:
        precise.prec = 60
        k = Decimal(coverage) / 100
        wanted = (k * k * sum(map(variance, readings)) + Decimal(drift) ** 2).sqrt()

    step = max(load.division_mg for load in readings)
    found = tolerance_mg(readings, drift_mg=drift, coverage_percent=coverage)
    assert found % step == 0
    assert wanted <= found < wanted + step + 1


@given(loads, loads, loads, st.integers(0, KG))
def test_a_further_doubt_never_narrows_the_tolerance(first, second, tare, drift):
    both = tolerance_mg([first, second])

    assert tolerance_mg([first, second], drift_mg=drift) >= both
    assert tolerance_mg([first, second, tare]) >= both
    assert tolerance_mg([second, first]) == both
    assert uncertainty_mg([first, second]) <= both


@given(st.lists(loads, min_size=1, max_size=3), st.integers(500 * GRAM, 3 * KG))
def test_half_a_brick_demands_a_count(readings, brick):
    found = allowed("bag", gross_mg=25 * KG, loads=readings)

    if 2 * found.mg >= brick:
        assert mass.needs_count(found, brick)
    if not mass.needs_count(found, brick):
        # Half a brick that went missing is seen by the scale alone.
        assert mass.differs(expected_mg=25 * KG, found_mg=25 * KG - -(-brick // 2), tolerance=found)


@pytest.mark.parametrize(
    ("kg", "division_g", "grams"),
    [(1.1, 1, 4), (25, 10, 50), (40, 10, 50), (60, 20, 100), (100, 20, 100), (700, 200, 1_000)],
)
def test_two_scales_of_class_three_give_the_figures_of_the_domain_note(kg, division_g, grams):
    load = Load(int(kg * KG), division_g * GRAM)

    assert tolerance_mg([load, load]) == grams * GRAM


@pytest.mark.parametrize(
    ("accuracy", "steps", "error"),
    [("III", 500, 1), ("III", 501, 2), ("III", 2_000, 2), ("III", 2_001, 3), ("II", 5_000, 1), ("II", 20_001, 3),
     ("I", 50_000, 1), ("IIII", 51, 2), ("IIII", 201, 3)],
)  # fmt: skip
def test_a_scale_in_service_errs_by_one_two_or_three_steps(accuracy, steps, error):
    assert error_mg(Load(steps * GRAM, GRAM, Accuracy(accuracy))) == error * GRAM


def test_a_finer_class_weighs_finer():
    coarse, fine = (Load(25 * KG, 10 * GRAM, Accuracy(each)) for each in ("III", "II"))

    assert tolerance_mg([fine, fine]) < tolerance_mg([coarse, coarse])


def test_herb_dries_pressed_cocaine_does_not_and_nothing_loses_more_than_all():
    assert drift_mg(substance="cannabis_herb", hours=48, mass_mg=25 * KG) == 250 * GRAM
    assert drift_mg(substance="cannabis_herb", hours=-5, mass_mg=25 * KG) == 0
    assert drift_mg(substance="cocaine", hours=1_000, mass_mg=25 * KG) == 0
    assert drift_mg(substance="cocaine_in_carrier", hours=0, mass_mg=25 * KG, carrier_per_mille=20) == 500 * GRAM
    assert drift_mg(substance="cocaine_in_carrier", hours=0, mass_mg=KG, carrier_per_mille=2_000) == KG


@pytest.mark.parametrize(("kind", "most"), [("bag", 100 * GRAM), ("plants", 800 * GRAM)])
def test_drying_ends(kind, most):
    assert drift_mg(substance="cannabis_herb", hours=10**6, mass_mg=KG, kind=kind) == most


def test_drift_alone_counts_in_full():
    assert tolerance_mg([], drift_mg=250) == 250
    assert tolerance_mg([]) == uncertainty_mg([]) == 0
    assert uncertainty_mg([], packed_mg=25_000_000) == 25_000, "a thousandth for another bag"


def test_where_a_scale_is_not_known_the_table_counts():
    known = Load(25 * KG, 10 * GRAM)

    assert allowed("bag", gross_mg=25 * KG, loads=[known, None], drift_mg=7).mg == 50 * GRAM + 7
    assert allowed("bag", gross_mg=25 * KG, loads=[], default_divisions_mg=[20 * GRAM]).mg == 100 * GRAM
    assert allowed("truck", gross_mg=25 * KG, loads=[known, known]).mg is None
    assert allowed("pallet", gross_mg=700 * KG, loads=[known, known]).count_always
    with pytest.raises(InvalidInput):
        allowed("crate", gross_mg=1, loads=[])


@pytest.mark.parametrize(
    ("gross_kg", "tare_kg", "bricks", "found"),
    [(28.5, 0.5, 25, (1_120_000, True)), (28.5, None, 25, (1_140_000, True)), (20, 0.5, 25, (780_000, False)),
     (40, 0.5, 25, (1_580_000, False)), (38, None, 25, (1_520_000, True)), (38, 0, 25, (1_520_000, False))],
)  # fmt: skip
def test_bricks_weigh_what_bricks_weigh(gross_kg, tare_kg, bricks, found):
    tare = None if tare_kg is None else int(tare_kg * KG)

    assert per_brick(gross_mg=int(gross_kg * KG), tare_mg=tare, bricks=bricks) == PerBrick(
        mg=found[0], is_plausible=found[1]
    )


@pytest.mark.parametrize("bricks", [None, 0])
def test_what_was_not_counted_tells_nothing_of_a_brick(bricks):
    assert per_brick(gross_mg=KG, tare_mg=None, bricks=bricks) is None


@given(
    st.sampled_from(list(mass.Basis)), loads | st.none(), st.integers(0, 3_000 * KG), st.integers(0, 40_000),
)  # fmt: skip
def test_packages_are_counted_wherever_the_table_or_the_scale_asks_for_it(basis, load, gross, packages):
    gross = gross if load is None else load.mg
    steps = () if load is None else (load.division_mg,)
    package = gross // max(packages, 1)
    table = mass.needs_count(mass.tolerance(basis, gross_mg=gross, divisions_mg=steps), package)
    scale = load is not None and 3 * tolerance_mg([load, load]) > package

    assert hides_a_package(basis, gross_mg=gross, packages=packages, load=load) == (table or scale)


def test_a_fine_scale_alone_excuses_nobody_from_counting_before_the_fire():
    fine = Load(25 * KG, GRAM, Accuracy.II)
    assert not mass.needs_count(allowed("bag", gross_mg=25 * KG, loads=[fine, fine]), 125 * GRAM)

    assert hides_a_package("bag", gross_mg=25 * KG, packages=200, load=fine)
    assert not hides_a_package("bag", gross_mg=25 * KG, packages=100, load=fine)


def test_half_a_package_more_or_less_is_counted_and_nothing_is_where_there_are_none():
    half = 480_000
    assert is_half_a_package(-half, gross_mg=24_000_000, packages=25)
    assert not is_half_a_package(half - 1, gross_mg=24_000_000, packages=25)
    assert is_half_a_package(450_000, gross_mg=None, packages=25)
    assert not is_half_a_package(-24_000_000, gross_mg=24_000_000, packages=None)
