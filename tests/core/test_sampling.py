from fractions import Fraction
from math import ceil, comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.core import sampling
from custody.core.errors import InvalidInput

SEED = bytes(range(32))
LABELS = [f"bag {number}" for number in range(64)]

# Packages; 95 % for half, 0.7 and 0.9 of them; 99 % for 0.9; square root; 20 + 10 % (domain note, 2.3).
TABLE = [
    (10, 3, 5, 8, 9, 4, 10),
    (20, 4, 6, 12, 15, 5, 20),
    (50, 4, 8, 19, 26, 8, 23),
    (100, 5, 8, 23, 33, 10, 28),
    (500, 5, 9, 28, 41, 23, 68),
    (1_500, 5, 9, 28, 43, 39, 168),
    (10_000, 5, 9, 29, 44, 100, 1_018),
]


def naive_size(packages, share, confidence):
    """The smallest n with C(P, n) / C(N, n) <= 1 - confidence, straight from the definition."""
    positives = ceil(share * packages) - 1
    return next(
        n for n in range(1, packages + 1) if Fraction(comb(positives, n), comb(packages, n)) <= 1 - confidence
    )


@pytest.mark.parametrize("row", TABLE)
def test_the_table_of_the_design_is_reproduced(row):
    packages = row[0]

    assert row[1:] == (
        sampling.sample_size(packages, share="0.5"),
        sampling.sample_size(packages, share="0.7"),
        sampling.sample_size(packages),
        sampling.sample_size(packages, confidence="0.99"),
        sampling.square_root_size(packages),
        sampling.twenty_plus_ten_size(packages),
    )


@given(st.integers(1, 300), st.integers(1, 100), st.integers(1, 99))
def test_the_size_is_the_smallest_that_the_definition_allows(packages, share, confidence):
    found = sampling.sample_size(packages, share=f"{share / 100:.2f}", confidence=f"{confidence / 100:.2f}")

    assert found == naive_size(packages, Fraction(share, 100), Fraction(confidence, 100))


def test_the_ends_of_the_range():
    assert sampling.sample_size(1) == 1
    assert sampling.sample_size(10, share="1") == 10
    assert sampling.sample_size(10, share="0.1", confidence="0.999") == 1
    assert [sampling.square_root_size(packages) for packages in (0, 1, 2, 4, 5)] == [0, 1, 2, 2, 3]
    assert [sampling.twenty_plus_ten_size(packages) for packages in (0, 20, 21, 30, 31)] == [
        0,
        20,
        21,
        21,
        22,
    ]


@pytest.mark.parametrize(
    ("packages", "share", "confidence"),
    [
        (0, "0.9", "0.95"),
        (-1, "0.9", "0.95"),
        (9, "0", "0.95"),
        (9, "1.01", "0.95"),
        (9, "0.9", "1"),
        (9, "0.9", "0"),
    ],
)
def test_what_no_sample_can_prove_is_refused(packages, share, confidence):
    with pytest.raises(InvalidInput) as refused:
        sampling.sample_size(packages, share=share, confidence=confidence)

    assert refused.value.code == "sampling.impossible"


def test_a_share_that_is_no_number_is_refused():
    for share in ("", "nine", "1/0"):
        with pytest.raises(InvalidInput, match="is not a share"):
            sampling.sample_size(9, share=share)


def test_the_choice_follows_from_the_seed_and_the_labels_alone():
    chosen = sampling.choose(LABELS, size=9, seed=SEED)

    assert chosen == tuple(label for label in LABELS if label in chosen)
    assert len(chosen) == 9
    assert set(sampling.choose(LABELS[::-1], size=9, seed=SEED)) == set(chosen)
    assert sampling.choose(LABELS, size=9, seed=SEED[::-1]) != chosen


def test_a_recorded_choice_can_be_repeated_for_ever():
    assert sampling.choose(LABELS, size=5, seed=SEED) == ("bag 26", "bag 35", "bag 48", "bag 52", "bag 58")


def test_a_longer_sample_contains_the_shorter_one():
    shorter = sampling.choose(LABELS, size=5, seed=SEED)

    assert set(shorter) < set(sampling.choose(LABELS, size=6, seed=SEED))
    assert sampling.choose(LABELS, size=0, seed=SEED) == ()
    assert sampling.choose(LABELS, size=64, seed=SEED) == tuple(LABELS)


def test_every_package_is_chosen_about_as_often():
    seeds = [number.to_bytes(16, "big") for number in range(1_000)]
    chosen = [label for seed in seeds for label in sampling.choose(LABELS[:10], size=3, seed=seed)]

    assert all(240 < chosen.count(label) < 360 for label in LABELS[:10])


def test_a_choice_that_cannot_be_made_is_refused():
    for packages, size, seed, code in [
        (LABELS, 65, SEED, "sampling.size"),
        (LABELS, -1, SEED, "sampling.size"),
        (["bag 1", "bag 1"], 1, SEED, "sampling.duplicate"),
        (LABELS, 1, SEED[:15], "sampling.seed"),
    ]:
        with pytest.raises(InvalidInput) as refused:
            sampling.choose(packages, size=size, seed=seed)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("method", "packages", "size"),
    [("hypergeometric", 1_321, 28), ("square_root", 1_321, 37), ("twenty_plus_ten", 1_321, 151), ("all", 1_321, 1_321)],
)
def test_a_method_says_how_many_packages(method, packages, size):
    assert sampling.size_by(method, packages, share=90, confidence=95) == size
    assert sampling.size_by(method, packages, share=90, confidence=95, least=packages + 5) == packages
    assert sampling.size_by(method, 3, share=90, confidence=95, least=2) >= 2
    with pytest.raises(InvalidInput):
        sampling.size_by(method, 0, share=90, confidence=95)


def test_only_a_representative_sample_speaks_for_the_others():
    assert str(sampling.claim("hypergeometric", 1_321, size=28, share=90, confidence=95)) == (
        "≥ 90 % of 1,321 packages, 95 %"
    )
    assert str(sampling.claim("square_root", 1_321, size=37, share=90, confidence=95)) == "37 of 1,321 packages"
    assert str(sampling.claim("hypergeometric", 3, size=3, share=90, confidence=95)) == "3 of 3 packages"


@given(st.integers(1, 120), st.integers(1, 120), st.sampled_from([90, 95, 99]))
def test_what_is_proved_is_the_smallest_number_that_the_definition_allows(packages, positive, confidence):
    positive = min(packages, positive)
    doubt = Fraction(100 - confidence, 100)
    naive = next(
        k for k in range(positive, packages + 1) if Fraction(comb(k, positive), comb(packages, positive)) > doubt
    )

    assert sampling.proved(packages, positive=positive, confidence=confidence) == naive


@pytest.mark.parametrize("row", TABLE)
def test_the_full_sample_shows_what_the_plan_set_out_to_show_and_one_fewer_does_not(row):
    def shown(positive):
        return sampling.shown_by("hypergeometric", row[0], positive=positive, share=90, confidence=95)

    assert shown(row[3]) == sampling.claim("hypergeometric", row[0], size=row[3], share=90, confidence=95)
    assert shown(row[3] - 1) != shown(row[3])
