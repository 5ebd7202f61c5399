import json
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custody.core.errors import InvalidInput
from custody.core.seeded import SeededStream
from custody.core.size_model import SizeModel, synthetic_seizures

KG = 1_000_000
DATA = json.loads((Path(__file__).parent / "vectors" / "seizure_size_model.json").read_text(encoding="utf-8"))
MODEL = SizeModel.from_json(DATA)
YEAR = {"first_on": date(2022, 11, 18), "last_on": date(2023, 11, 17)}


def year(seed=b"autumn", count=124, total_mg=116_000 * KG, **days):
    return synthetic_seizures(model=MODEL, seed=seed, count=count, total_mg=total_mg, **{**YEAR, **days})


def drawn(label="test"):
    return SeededStream(seed=b"seed", label=label)


# The stream of numbers ------------------------------------------------------------------------------------


def test_the_stream_is_the_same_for_ever():
    stream = drawn()

    assert [stream.below(1_000) for _ in range(5)] == [911, 921, 431, 431, 96]
    assert stream.octets(11).hex() == "c77fc372133c8ae21c5814"


def test_streams_of_one_seed_are_told_apart_by_their_label():
    assert drawn("a").octets(32) != drawn("b").octets(32)
    assert SeededStream(seed=b"seeda", label="").octets(32) != drawn("a").octets(32)


def test_whole_numbers_are_drawn_fairly_even_where_the_range_does_not_divide():
    stream = drawn()
    counts = Counter(stream.below(6) for _ in range(6_000))
    # Two thirds of all words would fall into the lower half of this range if none were thrown away.
    limit = 3 << 62
    low = sum(stream.below(limit) < limit // 2 for _ in range(2_000))

    assert set(counts) == set(range(6))
    assert all(880 < count < 1_120 for count in counts.values())
    assert 900 < low < 1_100


def test_fractions_and_normal_numbers_have_their_mean_and_spread():
    stream = drawn()
    units = [stream.unit() for _ in range(4_000)]
    normals = [stream.normal() for _ in range(4_000)]

    assert all(0 <= unit < 1 for unit in units)
    assert abs(sum(units) / 4_000 - 0.5) < 0.02
    assert abs(sum(normals) / 4_000) < 0.06
    assert abs(sum(normal**2 for normal in normals) / 4_000 - 1) < 0.08


def test_choices_come_as_often_as_their_weights_ask():
    stream = drawn()
    picked = Counter(stream.pick({"often": 3, "seldom": 1, "never": 0}) for _ in range(4_000))
    even = Counter(stream.one_of(["a", "b"]) for _ in range(2_000))

    assert abs(picked["often"] - 3_000) < 120
    assert picked["often"] + picked["seldom"] == 4_000
    assert abs(even["a"] - 1_000) < 100


def test_octets_are_as_many_as_asked():
    assert [len(drawn().octets(count)) for count in (0, 1, 7, 8, 9, 32)] == [0, 1, 7, 8, 9, 32]


# The seizures ---------------------------------------------------------------------------------------------


def test_a_seed_gives_the_same_year_again_and_another_seed_another():
    assert year() == year()
    assert year(seed=b"winter") != year()


def test_a_year_weighs_its_published_total_to_the_milligram():
    seizures = year(total_mg=116_000 * KG + 1)

    assert sum(seizure.mass_mg for seizure in seizures) == 116_000 * KG + 1
    assert [seizure.number for seizure in seizures] == list(range(1, 125))
    assert all(KG // 2 <= seizure.mass_mg <= 16_000 * KG for seizure in seizures)
    assert sum(seizure.mass_mg % 10_000 != 0 for seizure in seizures) == 1


def test_days_come_in_order_within_the_period():
    days = [seizure.on for seizure in year()]

    assert days == sorted(days)
    assert YEAR["first_on"] <= days[0]
    assert days[-1] <= YEAR["last_on"]
    assert {seizure.on for seizure in year(count=9, total_mg=900 * KG, last_on=YEAR["first_on"])} == {
        YEAR["first_on"]
    }


def test_many_years_have_the_shape_that_was_published():
    years = [year(seed=bytes([number])) for number in range(30)]
    seizures = [seizure for one in years for seizure in one]
    masses = [seizure.mass_mg / KG for seizure in seizures]
    months = Counter(seizure.on.month for seizure in seizures)
    weekdays = Counter(seizure.on.weekday() for seizure in seizures)
    ships = Counter((index, seizure.vessel) for index, one in enumerate(years) for seizure in one)

    # Expected for 2023: 13 seizures of 2 t or more, a median of 304 kg (planning note, B4).
    assert 10 < sum(kg >= 2_000 for kg in masses) / 30 < 16
    assert 230 < median(masses) < 380
    assert months[10] > 2 * months[9]
    assert weekdays[0] > 2 * weekdays[6]
    assert 0.10 < sum(count > 1 for count in ships.values()) / len(ships) < 0.20
    assert max(ships.values()) <= 4


def test_loads_of_one_ship_share_day_and_origin():
    by_ship = {}
    for seizure in year():
        by_ship.setdefault(seizure.vessel, set()).add((seizure.on, seizure.origin))

    assert all(len(facts) == 1 for facts in by_ship.values())


def test_what_was_not_stated_stays_unstated():
    seizures = [seizure for number in range(10) for seizure in year(seed=bytes([number]))]
    cover_loads = Counter(seizure.cover_load for seizure in seizures)
    concealments = Counter(seizure.concealment for seizure in seizures)

    assert 0.36 < cover_loads["bananas"] / 1_240 < 0.48
    assert 0.18 < cover_loads[""] / 1_240 < 0.36
    assert concealments[""] > 0
    assert concealments["not stated"] == 0


def test_shares_that_leave_nothing_over_stay_as_they_are():
    mix = {"cover_load": {"bananas": 1}, "origin": {"Ecuador": 0.5, "": 0.5}, "concealment": {"other": 1}}
    model = SizeModel.from_json({**DATA, "mix_by_count": mix})

    assert model.cover_loads == {"bananas": 1}
    assert model.origins == {"Ecuador": 0.5, "": 0.5}


@settings(max_examples=25)
@given(st.binary(max_size=8), st.integers(1, 40), st.floats(0, 1))
def test_every_total_within_the_limits_is_met(seed, count, place):
    least, most = count * MODEL.least_mg, count * MODEL.most_mg
    total_mg = min(most, least + int((most - least) * place))

    seizures = year(seed=seed, count=count, total_mg=total_mg)

    assert len(seizures) == count
    assert sum(seizure.mass_mg for seizure in seizures) == total_mg
    assert all(MODEL.least_mg <= seizure.mass_mg <= MODEL.most_mg for seizure in seizures)


def test_no_seizures_weigh_nothing():
    assert year(count=0, total_mg=0) == []


def test_what_the_model_cannot_make_is_refused():
    for count, total_mg in [(0, 1), (2, KG - 1), (1, 16_000 * KG + 1)]:
        with pytest.raises(InvalidInput, match="cannot weigh"):
            year(count=count, total_mg=total_mg)
    with pytest.raises(InvalidInput, match="first day"):
        year(first_on=date(2024, 1, 1))
