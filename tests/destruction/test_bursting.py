"""A bag bursts wherever it is: what it is packed into stands where it stood, is off its burn, and frozen."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.core.exceptional import REPACK, SPLIT
from custody.deadlines.models import Clock
from custody.destruction.models import ManifestLine
from custody.evidence.actions import dividing, moving
from custody.evidence.actions import mission as missions
from custody.evidence.models import Discrepancy, MissionLoad
from custody.evidence.selectors.expected import destinations_of
from custody.evidence.selectors.places import place_now
from custody.evidence.selectors.vehicles import left_under
from custody.ledger.replay import replay_state
from tests import stories as evidence
from tests.destruction import stories
from tests.evidence import exceptional
from tests.evidence.test_mission import planned, say
from tests.stories import act_of, fresh
from tests.web.desk import text_of


def packed(cast, unit, *, by=None, beside=None, how=REPACK, masses_mg=None):
    """Let two people pack a bag anew that burst, and return what it was packed into."""
    return dividing.split_unit(
        act=act_of(by or cast.storekeeper), unit_id=unit.id, witness_badge=(beside or cast.second_storekeeper).badge,
        parts=[evidence.new_bag(mg, package_count=round(mg / 1_000_000)) for mg in masses_mg or [unit.gross_mg]],
        how=how, reason="the bag burst",
    )  # fmt: skip


def running(unit, kind):
    return Clock.objects.get(subject_id=unit.id, clock_type=kind, closed_at__isnull=True)


def test_on_the_road_it_rides_on_in_its_place_and_is_frozen_until_somebody_looked(cast):
    torn, whole = evidence.on_the_road(cast, count=2)
    mission = say(missions.begin_mission, cast.crew, planned(cast))
    since, seal, vehicle = running(torn, "TRANSIT").started_at, torn.seal, left_under([torn])[torn.id]

    made = fresh(packed(cast, torn, by=cast.crew, beside=cast.second_crew, masses_mg=[10_000_000, 15_000_000]))

    for part in made:
        assert (part.custody_state, part.custodian, part.co_custodian) == ("in_transit", cast.crew, cast.second_crew)
        assert running(part, "TRANSIT").started_at == since
        assert (left_under([part])[part.id], part.discrepancy_open, part.signature_owed) == (vehicle, True, True)
        asked = Discrepancy.objects.get(unit=part)
        assert (asked.discrepancy_kind, asked.expected, asked.found) == ("seal", seal, part.seal)
        assert Alert.objects.filter(subject_id=part.id, resolved_at__isnull=True).exists()
    assert [place.code_word for place in destinations_of(cast.crew, made)] == ["BITTERN"]
    loads = dict(MissionLoad.objects.filter(mission=mission).values_list("unit__label", "state"))
    assert loads == {torn.label: "gone", **dict.fromkeys([unit.label for unit in (whole, *made)], "carried")}

    exceptional.signed(made, by=cast.second_crew)
    say(missions.end_mission, cast.crew, mission)
    offer = evidence.offered(cast, fresh([*made, whole]), receiver=cast.storekeeper, purpose="arrival",
                             giver=cast.crew)  # fmt: skip
    evidence.accepted(offer, by=cast.storekeeper, place="BITTERN")
    assert {part.custody_state for part in fresh([*made, whole])} == {"stored"}
    assert replay_state().findings == []


@pytest.mark.parametrize("where", ["planned", "staged", "at_furnace"])
def test_in_a_burn_it_is_off_its_list_under_its_order_and_away_from_the_shelf_frozen(cast, refused, where):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=2)))
    if where != "planned":
        stories.staged(cast, session)
    if where == "at_furnace":
        stories.at_furnace(cast, session)
    torn, whole = stories.units_of(session)
    crew = (cast.crew, cast.second_crew) if where == "at_furnace" else (cast.storekeeper, cast.second_storekeeper)
    lay = place_now(torn)
    with refused("exception.authority" if where == "planned" else "lifecycle.custody"):
        packed(cast, torn, by=crew[0], beside=crew[1], how=SPLIT, masses_mg=[10_000_000, 15_000_000])

    [made] = fresh(packed(cast, torn, by=crew[0], beside=crew[1]))

    assert stories.units_of(session) == [whole]
    assert not ManifestLine.objects.get(unit=torn).live
    assert (made.custody_state, made.authority_state, made.discrepancy_open) == {
        "planned": ("stored", "ordered", False), "staged": ("stored", "ordered", True),
        "at_furnace": ("seized", "ordered", True),
    }[where]  # fmt: skip
    assert (place_now(made), made.custodian) == (lay, crew[0])
    assert "packed anew" in text_of(crew[0], f"/units/{made.id}/")
    assert replay_state().findings == []


def test_what_was_drawn_for_a_test_owes_it_in_its_new_bag(cast):
    session = stories.drawn(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, stories.ordered(cast, count=3)))))  # fmt: skip
    torn = stories.waiting_units(session)[0]

    [made] = packed(cast, torn)

    assert Clock.objects.filter(clock_type="TEST_OWED", closed_at__isnull=True).get().subject_id == made.id
    assert replay_state().findings == []


def test_from_the_furnace_it_goes_back_once_it_is_explained(cast):
    session = stories.at_furnace(cast, stories.staged(cast, stories.approved(cast)))
    [torn] = stories.units_of(session)
    [made] = packed(cast, torn, by=cast.crew, beside=cast.second_crew)
    exceptional.signed([made], by=cast.second_crew)

    made = exceptional.explained(cast, made)
    moving.depart(act=act_of(cast.crew), unit_ids=[made.id], route=evidence.route("BITTERN"))

    assert fresh([made])[0].custody_state == "in_transit"
    assert replay_state().findings == []
