"""When everything happens: in order, in time, within the furnace's limit, and the same every time."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from custody.core.identifiers import check_container_number, parse_container_number, parse_label, parse_seal_number
from custody.scenario.cases import autumn_cases
from custody.scenario.generated import Goods, container_number, goods_of, seal_number
from custody.scenario.loading import PUBLISHED
from custody.scenario.rows import read_rows
from custody.scenario.timetable import PATIENCE, QUICK, SLOW, CaseTimes, Lot, burns_of, times_of
from tests.scenario.lists import TODAY

KG = 1_000_000
LIMIT = 1_500 * KG
END = datetime(2023, 11, 17, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def autumn():
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        return autumn_cases(read_rows(lines, today=TODAY).rows)


def lot(case_id, ready, *masses_kg):
    return Lot(case_id=case_id, ready=ready, units=tuple(
        (f"{case_id}-{number}", mass * KG) for number, mass in enumerate(masses_kg)))  # fmt: skip


def lots_of(cases):
    return [
        Lot(case_id=case.id, ready=times_of(case).verified,
            units=tuple((load.label, load.gross_mg) for load in goods_of("t", case).loads("t")))
        for case in cases
    ]  # fmt: skip


def burns(lots, rhythm=SLOW, until=END):
    return burns_of(lots, furnace="KILN", rhythm=rhythm, limit_mg=LIMIT, until=until)


MONDAY = datetime(2023, 10, 2, 6, tzinfo=UTC)


def test_the_acts_of_every_case_follow_each_other(autumn):
    for case in autumn:
        times = times_of(case)
        moments = [getattr(times, name) for name in CaseTimes.__slots__]
        assert moments == sorted(moments)
        assert times.stopped.date() == case.on
        assert times.guarded - times.stopped < timedelta(minutes=30)
        assert times.stored - times.arrived < timedelta(minutes=15)
        assert times.seized - times.stopped < timedelta(hours=24)


def test_times_and_burns_are_the_same_every_time(autumn):
    assert [times_of(case) for case in autumn] == [times_of(case) for case in autumn]
    assert burns(lots_of(autumn)) == burns(lots_of(autumn))


def test_nothing_burns_before_its_order_or_twice_or_beyond_the_limit(autumn):
    lots = lots_of([case for case in autumn if case.country == "BE"])
    ready = {each.case_id: each.ready for each in lots}
    masses = dict(unit for each in lots for unit in each.units)

    planned = burns(lots)

    burnt = [label for each in planned for _, label in each.units]
    assert len(burnt) == len(set(burnt))
    for each in planned:
        assert each.mass_mg == sum(masses[label] for _, label in each.units) <= LIMIT
        assert all(ready[case_id] <= each.planned < each.starts for case_id, _ in each.units)
    assert all(first.starts < second.starts for first, second in itertools.pairwise(planned))


def test_the_autumn_peak_piles_up(autumn):
    lots = lots_of([case for case in autumn if case.country == "BE"])
    seized = {case.id: times_of(case).seized for case in autumn}

    def stock_kg(at):
        planned = burns(lots)
        came = sum(each.mass_mg for each in lots if seized[each.case_id] <= at)
        return (came - sum(each.mass_mg for each in planned if each.ended <= at)) // KG

    assert stock_kg(datetime(2023, 9, 22, tzinfo=UTC)) < 3_000
    assert stock_kg(END) > 12_000


def test_a_small_lot_goes_before_the_rest_of_a_large_one():
    large = lot("LARGE", MONDAY - timedelta(days=5), *[700] * 6)
    small = lot("SMALL", MONDAY - timedelta(days=4), 100)

    first, *_ = burns([large, small], until=MONDAY + timedelta(days=30))

    assert ("SMALL", "SMALL-0") in first.units
    assert sum(case_id == "LARGE" for case_id, _ in first.units) == 1


def test_a_lot_that_finishes_in_a_burn_is_named_there():
    large = lot("LARGE", MONDAY - timedelta(days=5), *[700] * 3)

    planned = burns([large], until=MONDAY + timedelta(days=30))

    assert [each.finishes for each in planned][-1] == ("LARGE",)
    assert sum(len(each.units) for each in planned) == 3


def test_a_little_waits_until_it_has_waited_long_enough():
    planned = burns([lot("LITTLE", MONDAY, 20)], rhythm=QUICK, until=MONDAY + timedelta(days=30))

    assert len(planned) == 1
    assert planned[0].planned - MONDAY >= PATIENCE


def test_a_unit_heavier_than_any_burn_stays_in_store():
    assert burns([lot("HEAVY", MONDAY, 2_000)], until=MONDAY + timedelta(days=30)) == []


def test_nothing_is_planned_beyond_the_moment():
    assert burns([lot("LOT", MONDAY, 600)], until=MONDAY) == []


def test_generated_labels_seals_and_numbers_pass_their_own_checks_and_never_repeat(autumn):
    labels, seals = [], []
    for case in autumn:
        goods: Goods = goods_of("autumn-2023", case)
        mine = [goods.sample, *goods.conveyances, *(label for _, label, _ in goods.units)]
        mine += [label for _, _, inner in goods.units for label in inner]
        labels += mine
        seals += [seal_number("autumn-2023", label, time=time) for label in mine for time in (1, 2)]
        check_container_number(parse_container_number(container_number("autumn-2023", case, number=1)))

    assert all(parse_label(label) == label for label in labels)
    assert all(parse_seal_number(seal) == seal and seal.startswith("DEMO") for seal in seals)
    assert len(set(labels)) == len(labels) > 5_000
    assert len(set(seals)) == len(seals)


def test_another_scenario_gives_other_labels(autumn):
    assert goods_of("one", autumn[0]).sample != goods_of("two", autumn[0]).sample
