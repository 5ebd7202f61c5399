"""Furnaces, and the lists of burns: what is coming, how full it is, where the loads are, who may know."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.core.errors import NotFound
from custody.core.events import FieldClass
from custody.destruction.actions import facilities, sessions
from custody.destruction.models import BurnSession, Facility
from custody.destruction.selectors import access
from custody.destruction.selectors import sessions as reads
from custody.ledger.selectors import told
from tests import stories as evidence
from tests.destruction import stories
from tests.stories import act_of, now

SEALED = frozenset({FieldClass.OPEN, FieldClass.SEALED, FieldClass.PERSONAL})


def last(row):
    return told([row.stream_id], classes=SEALED, limit=1)[0]


def test_an_administrator_registers_a_furnace_and_what_it_takes(cast):
    furnace = facilities.register_facility(act=act_of(cast.administrator), code_word="Forge ", place="CURLEW",
                                           session_limit_mg=stories.LIMIT_MG)  # fmt: skip

    assert furnace.code_word == "FORGE"
    told_of = last(furnace)
    assert (told_of.type.code, told_of.values["session_limit_mg"]) == ("facility.registered/1", stories.LIMIT_MG)
    assert told_of.values["place_id"] == furnace.place_id
    assert access.facilities() == [furnace]
    assert access.facility_by_code_word(code_word=" forge") == furnace


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"place": "BITTERN"}, "place.wrong_kind", "place"),
        ({"place": "NOWHERE"}, "place.unknown", "place"),
        ({"code_word": "X"}, "code_word.shape", "code_word"),
        ({"session_limit_mg": 0}, "facility.limit", "session_limit_mg"),
        ({"session_limit_mg": 10**18}, "facility.limit", "session_limit_mg"),
        ({"code_word": "forge"}, "facility.taken", "code_word"),
    ],
)
def test_a_furnace_that_makes_no_sense_is_refused(cast, refused, changes, code, field):
    stories.furnace(cast)
    entry = {"code_word": "ANVIL", "place": "CURLEW", "session_limit_mg": 10**9}

    with refused(code) as refusal:
        facilities.register_facility(act=act_of(cast.administrator), **(entry | changes))

    assert refusal.value.field == field
    assert Facility.objects.count() == 1


def test_only_an_administrator_registers_a_furnace(cast, refused):
    with refused("role.missing"):
        facilities.register_facility(act=act_of(cast.supervisor), code_word="ANVIL", place="CURLEW",
                                     session_limit_mg=10**9)


def test_the_list_of_burns_to_come_tells_how_full_each_is(cast):
    units = stories.ordered(cast, count=3)
    stories.furnace(cast, limit_mg=100_000_000)
    at = now()
    later = stories.planned(cast, units[:2], starts_at=at + timedelta(hours=9))
    sooner = stories.planned(cast, units[2:], starts_at=at + timedelta(hours=1))

    rows = reads.sessions_upcoming(cast.planner)

    assert [(row.session, row.unit_count) for row in rows] == [(sooner, 1), (later, 2)]
    assert rows[1].planned_mg == sum(unit.gross_mg for unit in units[:2])
    assert rows[1].fill_percent == rows[1].planned_mg * 100 // 100_000_000
    sessions.cancel_session(act=act_of(cast.planner), session_id=sooner.id, reason="other")
    assert [row.session for row in reads.sessions_upcoming(cast.supervisor)] == [later]
    assert reads.sessions_upcoming(cast.officer) == []


def test_the_tally_tells_where_the_loads_are(cast):
    units = stories.ordered(cast, count=3)
    session = stories.approved(cast, stories.planned(cast, units))
    assert reads.tally(session) == reads.Tally(at_furnace=0, on_the_road=0, staged=0, elsewhere=3)

    stories.staged(cast, session, checks=[stories.check_of(unit) for unit in units[:2]])
    evidence.on_the_road(cast, units=units[:1], giver=cast.storekeeper, destination="CURLEW")
    half = reads.tally(session)
    assert (half, half.complete) == (reads.Tally(at_furnace=0, on_the_road=1, staged=1, elsewhere=1), False)

    another = stories.approved(cast, pair=(cast.second_supervisor, cast.second_witness))
    whole = reads.tally(stories.at_furnace(cast, stories.staged(cast, another)))
    assert (whole.at_furnace, whole.complete) == (1, True)


def test_a_burn_is_found_by_those_whose_task_it_is(cast):
    session = stories.at_furnace(cast)
    see = {badge for badge, officer in cast.by_badge.items() if access.visible_sessions(officer).exists()}

    assert see == {"4851", "4901", "4902", "4903", "4911", "4912", "4931", "4941",  # whose task it is
                   "4921",  # a witness of this one
                   "4501", "4502"}  # who have the load
    typed = session.code_word.lower().replace("-", " ")
    assert access.session_for(cast.witness, code_word=typed) == session
    assert access.session_for(cast.crew, session_id=session.id) == session
    for lookup in ({"code_word": session.code_word}, {"session_id": session.id}, {"code_word": "?"}, {}):
        with pytest.raises(NotFound):
            access.session_for(cast.second_witness, **lookup)


def test_somebody_who_is_not_active_finds_no_burn_and_no_order(cast):
    session = stories.approved(cast)
    cast.supervisor.is_active = False

    with pytest.raises(NotFound):
        access.session_for(cast.supervisor, session_id=session.id)
    assert not access.visible_orders(cast.supervisor).exists()


def test_a_witness_sees_what_waits_for_their_word(cast):
    session = stories.at_furnace(cast)
    assert reads.sessions_to_attest(cast.witness) == [session]
    assert reads.sessions_to_attest(cast.supervisor) == []

    stories.attested(cast, session)

    assert reads.sessions_to_attest(cast.witness) == []
    assert BurnSession.objects.get(pk=session.pk).state == "approved"
