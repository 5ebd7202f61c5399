from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.core import clocks
from custody.core.clocks import Pause
from custody.core.errors import InvalidInput

BRUSSELS = "Europe/Brussels"
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
SPANS = st.timedeltas(timedelta(minutes=1), timedelta(days=400))


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


# Due times ------------------------------------------------------------------------------------------------


def test_hour_clocks_count_real_hours_across_both_nights_of_the_year():
    before_spring = datetime(2026, 3, 28, 12, 0, tzinfo=timezone(HOUR))
    before_autumn = datetime(2026, 10, 24, 12, 0, tzinfo=timezone(2 * HOUR))

    assert clocks.due_after_hours(before_spring, 24) == utc(2026, 3, 29, 11, 0)
    assert clocks.due_after_hours(before_autumn, 48) == utc(2026, 10, 26, 10, 0)
    assert clocks.due_after_hours(before_autumn, 48).tzinfo is UTC


@pytest.mark.parametrize(
    ("started_at", "days", "due_at"),
    [
        (utc(2026, 11, 23, 8, 0), 0, utc(2026, 11, 23, 23, 0)),
        (utc(2026, 11, 23, 8, 0), 30, utc(2026, 12, 23, 23, 0)),
        (utc(2026, 11, 23, 22, 59), 1, utc(2026, 11, 24, 23, 0)),
        (utc(2026, 11, 23, 23, 0), 1, utc(2026, 11, 25, 23, 0)),
        (utc(2026, 3, 1, 12, 0), 30, utc(2026, 3, 31, 22, 0)),
        (utc(2026, 10, 1, 12, 0), 30, utc(2026, 10, 31, 23, 0)),
        (utc(2028, 2, 28, 12, 0), 1, utc(2028, 2, 29, 23, 0)),
        (utc(2027, 2, 28, 12, 0), 1, utc(2027, 3, 1, 23, 0)),
        (utc(2026, 12, 31, 12, 0), 1, utc(2027, 1, 1, 23, 0)),
    ],
)
def test_legal_days_end_with_the_local_day(started_at, days, due_at):
    assert clocks.due_after_days(started_at, days, zone=BRUSSELS) == due_at


@pytest.mark.parametrize(
    ("started_at", "months", "due_at"),
    [
        (utc(2026, 11, 23, 8, 0), 1, utc(2026, 12, 23, 23, 0)),
        (utc(2026, 1, 31, 8, 0), 1, utc(2026, 2, 28, 23, 0)),
        (utc(2028, 1, 31, 8, 0), 1, utc(2028, 2, 29, 23, 0)),
        (utc(2026, 12, 15, 8, 0), 1, utc(2027, 1, 15, 23, 0)),
        (utc(2026, 8, 31, 8, 0), 6, utc(2027, 2, 28, 23, 0)),
        (utc(2026, 11, 23, 8, 0), 24, utc(2028, 11, 23, 23, 0)),
    ],
)
def test_legal_months_end_on_the_same_day_or_the_last(started_at, months, due_at):
    assert clocks.due_after_months(started_at, months, zone=BRUSSELS) == due_at


def test_working_days_pass_over_weekends_and_holidays():
    friday = utc(2026, 12, 18, 9, 0)
    christmas = {date(2026, 12, 25)}

    assert clocks.due_after_working_days(friday, 5, zone=BRUSSELS) == utc(2026, 12, 25, 23, 0)
    assert clocks.due_after_working_days(friday, 5, zone=BRUSSELS, holidays=christmas) == utc(
        2026, 12, 28, 23
    )
    assert clocks.due_after_working_days(friday, 0, zone=BRUSSELS) == utc(2026, 12, 18, 23, 0)


def test_a_local_time_that_comes_twice_is_the_first_one():
    assert clocks.instant_of(datetime(2026, 10, 25, 2, 30), zone=BRUSSELS) == utc(2026, 10, 25, 0, 30)


def test_a_local_time_that_is_missing_is_the_earlier_reading():
    assert clocks.instant_of(datetime(2026, 3, 29, 2, 30), zone=BRUSSELS) == utc(2026, 3, 29, 0, 30)


def test_a_day_whose_midnight_is_missing_or_doubled_ends_early():
    azores = "Atlantic/Azores"

    assert clocks.end_of_day(date(2026, 3, 28), zone=azores) == utc(2026, 3, 29, 0, 0)
    assert clocks.end_of_day(date(2026, 10, 24), zone=azores) == utc(2026, 10, 25, 0, 0)


def test_a_time_that_names_no_instant_is_refused():
    with pytest.raises(InvalidInput, match="time zone"):
        clocks.due_after_days(datetime(2026, 1, 1), 1, zone=BRUSSELS)
    with pytest.raises(InvalidInput, match="carries no time zone"):
        clocks.instant_of(START, zone=BRUSSELS)
    for zone in ("Europe/Atlantis", "../secrets", "", "Europe"):
        with pytest.raises(InvalidInput, match="no time zone"):
            clocks.due_after_days(START, 1, zone=zone)


@given(INSTANTS, st.integers(0, 400), st.sampled_from([BRUSSELS, "America/Guayaquil", "Asia/Tokyo", "UTC"]))
def test_a_legal_day_is_never_shorter_than_its_hours(started_at, days, zone):
    due_at = clocks.due_after_days(started_at, days, zone=zone)

    assert due_at - started_at > timedelta(days=days) - 2 * HOUR
    assert due_at - started_at <= timedelta(days=days + 1) + 2 * HOUR


# The ladder -----------------------------------------------------------------------------------------------


def test_the_ladder_of_a_48_hour_clock():
    due_at = START + 48 * HOUR

    assert [(stage, (at - START) / HOUR) for stage, at in clocks.stages_for(START, due_at)] == [
        ("50%", 24),
        ("75%", 36),
        ("90%", 43.2),
        ("due", 48),
        ("+6h", 54),
        ("+24h", 72),
    ]


def test_the_ladder_never_ends():
    due_at = START + 48 * HOUR
    stage, climbed = None, []
    for _ in range(400):
        stage, fire_at = clocks.next_stage(START, due_at, after=stage)
        climbed.append((stage, fire_at))

    assert [stage for stage, _ in climbed[:9]] == [
        "50%", "75%", "90%", "due", "+6h", "+24h", "+48h", "+72h", "+96h",
    ]  # fmt: skip
    assert [at for _, at in climbed] == sorted({at for _, at in climbed})
    assert climbed[-1] == ("+9480h", due_at + 9480 * HOUR)


@given(st.integers(0, 5_000))
def test_every_rung_has_its_own_name(number):
    stage = clocks.stage_at(number)

    assert clocks.stage_number(stage) == number
    assert clocks.stage_at(number + 1) != stage


@pytest.mark.parametrize(
    "stage", ["", "60%", "+0h", "+7h", "+25h", "+024h", "24h", "+24h ", "Due", "+24H", "+9999999999h"]
)
def test_a_stage_that_is_not_on_the_ladder_is_refused(stage):
    with pytest.raises(InvalidInput, match="on the ladder"):
        clocks.stage_number(stage)


@given(INSTANTS, SPANS, st.integers(0, 40))
def test_a_stage_fires_when_it_says(started_at, span, number):
    stage = clocks.stage_at(number)
    fires_at = clocks.stage_fires_at(stage, started_at=started_at, due_at=started_at + span)
    following = clocks.next_stage(started_at, started_at + span, after=stage)[1]

    assert started_at < fires_at < following


def test_a_clock_that_starts_when_it_is_due_has_no_percents():
    for due_at in (START, START - 10 * HOUR):
        assert [stage for stage, _ in clocks.stages_for(START, due_at)] == ["due", "+6h", "+24h"]
        assert clocks.next_stage(START, due_at) == ("due", due_at)
        assert clocks.next_stage(START, due_at, after="50%") == ("due", due_at)
        assert clocks.next_stage(START, due_at, after="due") == ("+6h", due_at + 6 * HOUR)


def test_nothing_is_reached_before_its_time():
    due_at = START + 48 * HOUR

    assert clocks.highest_reached(START, due_at, at=START + 24 * HOUR - timedelta(microseconds=1)) is None
    assert clocks.highest_reached(START, due_at, at=START + 24 * HOUR).stage == "50%"
    assert clocks.highest_reached(START, due_at, at=START + 35 * HOUR, after="50%") is None


def test_after_an_outage_the_highest_stage_stands_for_all():
    due_at = START + 48 * HOUR

    reached = clocks.highest_reached(START, due_at, at=due_at + 60 * HOUR, after="50%")

    assert reached == clocks.Reached(
        stage="+48h", fire_at=due_at + 48 * HOUR, skipped=("75%", "90%", "due", "+6h", "+24h")
    )


@pytest.mark.parametrize(
    ("hours_past", "stage"),
    [
        (0, "due"),
        (5.99, "due"),
        (6, "+6h"),
        (23.99, "+6h"),
        (24, "+24h"),
        (47.99, "+24h"),
        (48, "+48h"),
        (8760, "+8760h"),
    ],
)
def test_the_highest_stage_past_due(hours_past, stage):
    due_at = START + 48 * HOUR

    assert clocks.highest_reached(START, due_at, at=due_at + hours_past * HOUR).stage == stage


@given(INSTANTS, SPANS, st.timedeltas(timedelta(0), timedelta(days=60)), st.none() | st.integers(0, 12))
def test_collapsing_is_the_same_as_climbing_rung_by_rung(started_at, span, passed, last):
    due_at, at = started_at + span, started_at + passed
    after = None if last is None else clocks.stage_at(last)
    climbed = []
    stage, fire_at = clocks.next_stage(started_at, due_at, after=after)
    while fire_at <= at:
        climbed.append((stage, fire_at))
        stage, fire_at = clocks.next_stage(started_at, due_at, after=stage)

    reached = clocks.highest_reached(started_at, due_at, at=at, after=after)

    if not climbed:
        assert reached is None
    else:
        assert (reached.stage, reached.fire_at) == climbed[-1]
        assert list(reached.skipped) == [stage for stage, _ in climbed[:-1]]


# Holds ----------------------------------------------------------------------------------------------------


def hold(begin, end=None):
    return Pause(began_at=START + begin * HOUR, ended_at=None if end is None else START + end * HOUR)


def moved(*pauses, due=48, at=1_000, **options):
    options = {"legal": True, **options}
    due_at = clocks.due_after_pauses(
        START + due * HOUR, pauses, started_at=START, at=START + at * HOUR, **options
    )
    return (due_at - START) / HOUR


def test_a_hold_moves_a_legal_clock_by_its_length():
    assert moved() == 48
    assert moved(hold(10, 20)) == 58
    assert moved(hold(10, 20), hold(30, 31)) == 59
    assert moved(hold(30, 31), hold(10, 20)) == 59


def test_a_risk_clock_runs_on_under_a_hold():
    assert moved(hold(10, 20), legal=False) == 48


def test_holds_that_overlap_count_once():
    assert moved(hold(10, 20), hold(15, 25)) == 63
    assert moved(hold(10, 30), hold(15, 20)) == 68
    assert moved(hold(10, 20), hold(10, 20)) == 58


def test_a_hold_that_lasts_moves_the_clock_with_every_hour():
    assert moved(hold(10), at=10) == 48
    assert moved(hold(10), at=15) == 53
    assert moved(hold(10), at=500) == 538
    assert moved(hold(10, 20), at=15) == 53
    assert moved(hold(10, 20), at=5) == 48


def test_a_hold_before_the_start_counts_from_the_start():
    assert moved(hold(-10, 5)) == 53
    assert moved(hold(-10, -5)) == 48


def test_a_hold_after_the_clock_was_due_changes_nothing():
    assert moved(hold(48, 60)) == 48
    assert moved(hold(47, 60)) == 61
    assert moved(hold(40, 50), hold(57, 60)) == 61
    assert moved(hold(40, 50), hold(58, 60)) == 58


def test_a_moved_legal_day_ends_with_its_day():
    at = START + 900 * HOUR
    due_at = clocks.due_after_days(START, 5, zone=BRUSSELS)

    def after(*pauses):
        return clocks.due_after_pauses(
            due_at, pauses, started_at=START, at=at, legal=True, whole_days_in=BRUSSELS
        )

    assert after() == due_at
    assert after(hold(10, 11)) == due_at + 24 * HOUR
    assert after(hold(10, 34)) == due_at + 24 * HOUR
    assert after(hold(10, 35)) == due_at + 48 * HOUR
    assert after(hold(200, 210)) == due_at


def test_time_under_a_hold_is_counted_between_two_instants():
    def paused(*pauses):
        total = clocks.paused_for(pauses, began_at=START, ended_at=START + 100 * HOUR)
        return total / HOUR

    assert paused() == 0
    assert paused(hold(10, 20), hold(15, 25), hold(90)) == 25
    assert paused(hold(-5, 5), hold(99, 200), hold(300, 400)) == 6
    assert paused(hold(20, 10)) == 0


def test_a_hold_lies_on_the_clock_from_its_beginning_until_before_its_end():
    pauses = [hold(10, 20), hold(50)]

    paused = [hour for hour in range(60) if clocks.is_paused(pauses, at=START + hour * HOUR)]

    assert paused == [*range(10, 20), *range(50, 60)]


HOLDS = st.lists(st.tuples(st.integers(-50, 300), st.none() | st.integers(0, 100)), max_size=5)


@given(HOLDS, st.integers(0, 400))
def test_holds_never_shorten_a_term_and_never_move_it_by_more_than_they_lasted(holds, at):
    pauses = [hold(begin, None if length is None else begin + length) for begin, length in holds]
    total = clocks.paused_for(pauses, began_at=START, ended_at=START + at * HOUR) / HOUR

    assert 48 <= moved(*pauses, at=at) <= 48 + total


# Reviews of a hold ----------------------------------------------------------------------------------------


def test_a_review_is_asked_for_again_every_week_for_ever():
    assert clocks.review_after("review", START) == ("review+7d", START + timedelta(days=7))
    assert clocks.review_after("review+700d", START) == ("review+707d", START + timedelta(days=7))


def test_after_an_outage_the_newest_review_stands_for_those_that_were_missed():
    assert clocks.review_reached("review", START, at=START - HOUR) is None
    assert clocks.review_reached("review", START, at=START).stage == "review"
    late = clocks.review_reached("review+7d", START, at=START + timedelta(days=15))
    assert (late.stage, late.fire_at) == ("review+21d", START + timedelta(days=14))
    assert late.skipped == ("review+7d", "review+14d")


@pytest.mark.parametrize("stage", ["review+6d", "review+0d", "review+", "50%", "due", ""])
def test_a_review_has_one_spelling(stage):
    with pytest.raises(InvalidInput):
        clocks.review_reached(stage, START, at=START)


def test_a_review_is_no_rung_of_the_ladder():
    assert clocks.is_review("review")
    assert clocks.is_review("review+7d")
    assert not clocks.is_review("due")
    assert not clocks.is_review("+24h")


# Lengths by their measure ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "length", "due_at"),
    [
        ("minutes", 90, utc(2026, 11, 23, 9, 30)),
        ("hours", 48, utc(2026, 11, 25, 8, 0)),
        ("days", 30, utc(2026, 12, 23, 23, 0)),
        ("months", 1, utc(2026, 12, 23, 23, 0)),
        ("working_days", 5, utc(2026, 11, 30, 23, 0)),
    ],
)
def test_a_length_is_counted_in_its_own_measure(measure, length, due_at):
    assert clocks.due_after(START, length, measure=measure, zone=BRUSSELS) == due_at


def test_what_is_no_time_is_no_length():
    with pytest.raises(InvalidInput):
        clocks.due_after(START, 5, measure="mg", zone=BRUSSELS)


@pytest.mark.parametrize(("hours", "local", "inside"), [
    ((None, None), "03:00", True), ((360, 1320), "06:00", True), ((360, 1320), "21:59", True),
    ((360, 1320), "22:00", False), ((360, 1320), "05:59", False), ((1320, 360), "23:30", True),
    ((1320, 360), "05:59", True), ((1320, 360), "06:00", False),
])  # fmt: skip
def test_hours_of_a_day_hold_on_the_local_clock_and_past_midnight(hours, local, inside):
    at = clocks.instant_of(datetime.fromisoformat(f"2026-03-30T{local}"), zone=BRUSSELS)
    assert clocks.is_within_hours(at, opens_minute=hours[0], closes_minute=hours[1], zone=BRUSSELS) is inside
