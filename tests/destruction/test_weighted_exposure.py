"""Kilograms x hours by where the goods lay: kind of place, what was known against it then, and who watched it (C5)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from custody.core.place_risk import ON_THE_ROAD_PERCENT, PLACE_PERCENT, place_percent
from custody.destruction.actions import holds
from custody.destruction.selectors.exposure import MG_US_PER_TONNE_HOUR, STAGES, Exposure, exposure
from custody.destruction.selectors.place_weights import ALWAYS, FOR_EVER, place_weights
from custody.evidence.actions import endangering
from custody.evidence.models import Placement
from custody.evidence.placing import place_token
from custody.organisation.models import Place
from custody.web.shared.words import PLACE_KINDS
from tests import stories as evidence
from tests.destruction import stories
from tests.destruction.test_exposure import DAY, microseconds
from tests.destruction.test_figures import seized_ago
from tests.stories import act_of, fresh, now


def percents_of(word):
    """Return what an hour counts in a place, from its first stretch to its last."""
    token = place_token(Place.objects.get(code_word=word).id)
    return [each.percent for each in place_weights() if each.token == token]


@pytest.mark.parametrize(
    ("kind", "known", "percent"),
    [("store", {}, 100), ("vault", {}, 50), ("quay", {}, 200), ("store", {"danger": 3}, 300),
     ("quay", {"danger": 1}, 300), ("vault", {"unwatched": True}, 100), ("quay", {"danger": 2, "unwatched": True}, 800),
     ("elsewhere", {}, 100)],
)  # fmt: skip
def test_an_hour_counts_by_where_it_is_spent(kind, known, percent):
    assert place_percent(kind, **known) == percent


def test_every_kind_of_place_has_its_weight():
    assert set(PLACE_PERCENT) == set(PLACE_KINDS)


def by_hand(unit, *, until):
    """Return the weighted hours of a unit since its seizure, summed up placement by placement."""
    kinds = {place_token(each.id): each.kind for each in Place.objects.all()}
    lain = list(Placement.objects.filter(unit=unit))
    stretches = [(max(each.since_at, unit.seized_at), each.until_at or until, bytes(each.place_token)) for each in lain]
    placed = [(microseconds(a, b), place_percent(kinds[token])) for a, b, token in stretches if b > a]
    road = microseconds(unit.seized_at, until) - sum(us for us, _ in placed)
    return unit.gross_mg * (road * ON_THE_ROAD_PERCENT + sum(us * percent for us, percent in placed))


def test_the_weighted_hours_are_those_of_each_placement_and_of_the_road_between(cast):
    [unit] = stories.ordered(cast, units=seized_ago(cast, 20))
    end = now()
    [unit] = fresh([unit])

    [whole] = exposure([(end - 3 * DAY, end)])

    since_seizure = sum(amount for stage, amount in whole.weighted.items() if stage != "extraction")
    assert since_seizure == by_hand(unit, until=end)
    days = [(end - (n + 1) * DAY, end - n * DAY) for n in range(3)]
    parts = exposure(days)
    for stage in STAGES:
        assert sum(each.weighted[stage] for each in parts) == whole.weighted[stage]


def test_danger_counts_from_when_it_was_known_and_clearing_undoes_no_hour(cast):
    stories.kept(cast)
    before = now()
    [calm] = exposure([(before - DAY, before)])
    assert percents_of("BITTERN") == [100]
    endangering.endanger_place(act=act_of(cast.supervisor), place="BITTERN", danger=3, cause="a drone above it")
    endangering.ask_clearing(act=act_of(cast.supervisor), place="BITTERN", reason="it was a toy")
    endangering.clear_place(act=act_of(cast.second_supervisor), place="BITTERN", reason="it was a toy")

    assert percents_of("BITTERN") == [100, 300, 100]
    assert exposure([(before - DAY, before)])[0].weighted == calm.weighted
    token = place_token(Place.objects.get(code_word="BITTERN").id)
    known = [each for each in place_weights() if each.token == token]
    assert (known[0].since, known[-1].until) == (ALWAYS, FOR_EVER)
    assert all(one.until == other.since for one, other in pairwise(known))
    end = now()
    [later] = exposure([(before, end)])
    [plain] = exposure([(before, end)], jurisdiction="BE")
    assert plain.weighted == later.weighted
    assert later.weight_percent > 100


def test_hours_under_a_hold_keep_the_weight_of_where_they_were_spent(cast):
    units = stories.ordered(cast, units=seized_ago(cast, 10))
    end = now()
    [before] = exposure([(end - DAY, end)])
    holds.place_hold(
        act=act_of(cast.case_officer), unit_ids=[unit.id for unit in units], authority="prosecutor", reference="NO-1",
        reason="a question of the court", review_at=now() + 5 * DAY,
    )  # fmt: skip
    [after] = exposure([(end - DAY, end)])
    assert sum(after.weighted.values()) == sum(before.weighted.values())
    later = now() + timedelta(microseconds=1)
    [held] = exposure([(end, later)])
    assert held.weighted["other"] > 0
    assert held.weighted["other"] == held.by_stage["other"] * 100


def test_of_one_seizure_no_weight_is_told(cast):
    [unit] = stories.kept(cast)

    [found] = exposure([(now() - DAY, now())], seizure_id=unit.seizure_id)

    assert found.total > 0
    assert found.weighted == {}


def test_a_weighted_sum_is_written_in_kilogram_hours_and_percent(cast):
    nothing = dict.fromkeys(STAGES, 0)
    order = nothing | {"order": MG_US_PER_TONNE_HOUR}
    figure = Exposure(now(), now(), order, {stage: amount * 250 for stage, amount in order.items()})
    assert (figure.weighted_milli_tonne_hours(), figure.weighted_milli_tonne_hours("order")) == (2_500, 2_500)
    assert figure.weight_percent == 250
    assert Exposure(now(), now(), nothing, nothing).weight_percent == 0


def test_the_number_of_queries_does_not_grow(cast):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            exposure([(now() - DAY, now())])
        return len(queries)

    stories.kept(cast, count=2)
    endangering.endanger_place(act=act_of(cast.supervisor), place="BITTERN", danger=1, cause="a drone")
    few = asked()
    evidence.stored(cast, count=3)
    for danger, place in ((2, "BITTERN"), (1, "DUNLIN")):
        endangering.endanger_place(act=act_of(cast.supervisor), place=place, danger=danger, cause="a drone")

    assert asked() == few <= 7  # two of them ask the time
