"""How long a clock runs: by the rule that fits most narrowly, in legal days of the place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from custody.core.clocks import Pause
from custody.core.errors import IntegrityBroken
from custody.deadlines.starts import Start
from custody.deadlines.terms import Terms
from custody.deadlines.types import AT_THE_ORDER, KINDS, LEGAL_CLOCKS, NEEDED_POLICIES, OF_POLICY, ClockType
from custody.organisation.models import Policy
from custody.organisation.selectors import narrowest, policy_value
from tests import stories

HOUR = timedelta(hours=1)
BEGAN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday
KILO = 1_000_000


def row(value, *, key="clock.max_storage", measure="hours", valid_from=BEGAN, **scope):
    return Policy(key=key, jurisdiction="BE", value=value, measure=measure, valid_from=valid_from, **scope)


def start(**changed):
    usual = {"subject_id": None, "jurisdiction": "BE", "started_at": BEGAN, "zone": "Europe/Brussels"}
    return Start(**(usual | changed))


def test_every_clock_has_a_rule_a_cap_and_events():
    assert set(KINDS) == set(ClockType)
    assert {policy for policy, kinds in OF_POLICY.items() if len(kinds) > 1} == {
        "clock.second_signature",
        "clock.count_owed",
        "clock.out_for_analysis",
    }
    assert sum(map(len, OF_POLICY.values())) == len(KINDS)
    assert all(kind.most > timedelta(0) and kind.begins and kind.ends for kind in KINDS.values())
    assert not {KINDS[kind].policy for kind in AT_THE_ORDER} & set(NEEDED_POLICIES)
    assert "clock.neutralise" not in NEEDED_POLICIES


def test_a_hold_stops_clocks_of_the_law_and_of_no_risk():
    assert {
        "TARGET_DESTRUCTION", "ORDER_LATENCY", "ORDER_AGE", "NOTICE", "SILENT_CONSENT", "APPEAL_WINDOW",
    } == LEGAL_CLOCKS  # fmt: skip


@pytest.mark.parametrize(
    ("about", "value"),
    [
        ({}, 1),
        ({"substance": "heroin"}, 2),
        ({"mass_mg": 5 * KILO}, 3),
        ({"mass_mg": 50 * KILO}, 4),
        ({"place_class": "quay"}, 5),
        ({"mass_mg": 5 * KILO, "place_class": "quay"}, 3),
        ({"substance": "heroin", "mass_mg": 50 * KILO, "place_class": "quay"}, 2),
        ({"substance": "cocaine", "place_class": "store"}, 1),
    ],
)
def test_substance_says_more_than_mass_and_mass_more_than_the_place(about, value):
    rows = [
        row(1),
        row(2, substance="heroin"),
        row(3, mass_from_mg=KILO),
        row(4, mass_from_mg=20 * KILO),
        row(5, place_class="quay"),
    ]

    assert narrowest(rows, **about).value == value


def test_among_equals_the_newest_counts():
    assert narrowest([row(1), row(2, valid_from=BEGAN + HOUR), row(3, valid_from=BEGAN - HOUR)]).value == 2
    assert narrowest([row(1, substance="heroin")]) is None


def test_the_value_of_a_rule_may_be_asked_for_by_what_it_is_for(cast):
    at = stories.now()

    assert policy_value(key="clock.max_storage", jurisdiction="BE", at=at, substance="heroin", mass_mg=KILO) == 72


@pytest.mark.parametrize(
    ("measure", "value", "due_at"),
    [
        ("days", 1, datetime(2026, 11, 21, 23, 0, tzinfo=UTC)),
        ("working_days", 1, datetime(2026, 11, 23, 23, 0, tzinfo=UTC)),
        ("months", 1, datetime(2026, 12, 20, 23, 0, tzinfo=UTC)),
        ("hours", 1, BEGAN + HOUR),
    ],
)
def test_legal_days_end_with_the_day_of_the_site(cast, measure, value, due_at):
    terms = Terms(clock_types=[ClockType.NOTICE], at=stories.now()).extended(
        row(value, key="clock.notice", measure=measure, valid_from=stories.now())
    )

    assert terms.due_at(ClockType.NOTICE, start()) == due_at


def test_a_holiday_is_no_working_day(cast):
    christmas = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    terms = Terms(clock_types=[ClockType.OUT_FOR_ANALYSIS], at=stories.now())

    # Five days after Thursday: not Christmas, not the weekends, not New Year.
    assert terms.due_at(ClockType.OUT_FOR_ANALYSIS, start(started_at=christmas)) == datetime(
        2027, 1, 4, 23, 0, tzinfo=UTC
    )


def test_the_islands_end_their_day_later(cast):
    terms = Terms(clock_types=[ClockType.NOTICE], at=stories.now())

    there = terms.due_at(ClockType.NOTICE, start(zone="America/Guayaquil"))
    assert there - terms.due_at(ClockType.NOTICE, start()) == 6 * HOUR
    assert terms.due_at(ClockType.NOTICE, start(zone="")) == terms.due_at(ClockType.NOTICE, start())


def test_a_notice_of_sixty_days_stands_still_during_a_hold_and_ends_with_a_day(cast):
    terms = Terms(clock_types=[ClockType.NOTICE], at=stories.now())
    pause = Pause(began_at=BEGAN + 24 * HOUR, ended_at=BEGAN + 34 * HOUR)

    plain = terms.due_at(ClockType.NOTICE, start())
    assert plain == datetime(2027, 1, 19, 23, 0, tzinfo=UTC)
    assert terms.due_at(ClockType.NOTICE, start(), pauses=[pause]) == plain + 24 * HOUR


def test_a_rule_that_is_optional_may_have_no_value_and_no_other(cast):
    terms = Terms(clock_types=[ClockType.NEUTRALISE, ClockType.STRIP], at=stories.now())

    assert terms.due_at(ClockType.NEUTRALISE, start()) is None
    with pytest.raises(IntegrityBroken, match=r"clock\.strip"):
        terms.due_at(ClockType.STRIP, start(jurisdiction="XX"))
