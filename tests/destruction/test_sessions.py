"""Burns: planned by one, approved by another who names two witnesses, relieved of loads, cancelled."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.core.errors import InvalidInput, NotFound, StaleVersion
from custody.core.events import FieldClass
from custody.destruction.actions import facilities, sessions
from custody.destruction.models import BurnSession, Facility, ManifestLine
from custody.destruction.selectors import access
from custody.destruction.selectors import sessions as reads
from custody.evidence.actions import weigh
from custody.evidence.entries import Reading
from custody.ledger.selectors import told
from custody.organisation.actions.register import register_place
from tests import stories as evidence
from tests.destruction import stories
from tests.stories import act_of, fresh, now

SEALED = frozenset({FieldClass.OPEN, FieldClass.SEALED, FieldClass.PERSONAL})


def authority(units):
    return {unit.authority_state for unit in fresh(units)}


def last(row, *, classes=SEALED):
    return told([row.stream_id], classes=classes, limit=1)[0]


# --- furnaces -----------------------------------------------------------------------------------------------


def test_an_administrator_registers_a_furnace_and_what_it_takes(cast):
    furnace = stories.furnace(cast, code_word="Forge ")

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
        ({"code_word": "X"}, "facility.code_word", "code_word"),
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


# --- planning -----------------------------------------------------------------------------------------------


def test_a_plan_schedules_its_units_and_tells_the_time_to_nobody_but_the_sealed(cast):
    units = stories.ordered(cast, count=2)
    starts_at = now() + timedelta(hours=3)

    session = stories.planned(cast, units, starts_at=starts_at)

    assert (session.state, session.limit_mg) == ("planned", stories.LIMIT_MG)
    assert authority(units) == {"scheduled"}
    assert {line.expected_mg for line in reads.manifest(session)} == {unit.gross_mg for unit in units}
    assert last(session).values["starts_at"] == starts_at
    shown = last(session, classes=frozenset({FieldClass.OPEN})).values
    assert not {"starts_at", "planned_mg", "limit_mg", "facility_id", "planner"} & set(shown)
    assert last(units[0]).type.code == "unit.scheduled/1"


def test_a_load_beyond_the_furnace_is_refused_without_a_figure(cast, refused):
    units = stories.ordered(cast, count=2)
    stories.furnace(cast, limit_mg=sum(unit.gross_mg for unit in units) - 1)

    with refused("session.over_limit", "This is more than the furnace takes in one burn. Take units out"):
        stories.planned(cast, units)

    assert authority(units) == {"ordered"}


def test_a_load_of_exactly_what_the_furnace_takes_fits(cast):
    units = stories.ordered(cast, count=2)
    stories.furnace(cast, limit_mg=sum(unit.gross_mg for unit in units))

    assert stories.planned(cast, units).state == "planned"


def test_a_burn_is_planned_for_a_time_to_come(cast, refused):
    with refused("session.past"):
        stories.planned(cast, starts_at=now() - timedelta(seconds=1))


def test_one_furnace_begins_one_burn_at_a_time(cast, refused):
    first, second = stories.ordered(cast, count=2)
    starts_at = now() + timedelta(hours=1)
    session = stories.planned(cast, [first], starts_at=starts_at)

    with refused("session.taken"):
        stories.planned(cast, [second], starts_at=starts_at)

    sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="replanned")
    assert stories.planned(cast, [second], starts_at=starts_at).state == "planned"


def test_goods_without_a_verified_order_are_not_planned(cast, refused):
    units = stories.kept(cast)
    stories.recorded(cast, units)

    with refused("lifecycle.authority"):
        stories.planned(cast, units)


def test_frozen_goods_are_not_planned(cast, refused):
    [unit] = stories.ordered(cast)
    weigh.record_weighing(act=act_of(cast.device), unit_id=unit.id,
                          reading=Reading(gross_mg=unit.gross_mg - 10**6, scale_code="S-FLOOR"))

    with refused("unit.frozen"):
        stories.planned(cast, [unit])


def test_goods_are_in_one_burn(cast, refused):
    units = stories.ordered(cast)
    stories.planned(cast, units)

    with refused("lifecycle.authority"):
        stories.planned(cast, units)


def test_an_unknown_furnace_is_refused_on_its_field(cast):
    units = stories.ordered(cast)

    with pytest.raises(InvalidInput) as refusal:
        stories.planned(cast, units, facility="KILN")

    assert (refusal.value.code, refusal.value.field) == ("facility.unknown", "facility")


# --- approval -----------------------------------------------------------------------------------------------


def test_an_approval_names_two_witnesses(cast):
    session = stories.planned(cast)

    session = stories.approved(cast, session, expected_seq=session.last_seq)

    assert (session.state, session.approver) == ("approved", cast.supervisor)
    assert (session.witness_a, session.witness_b) == (cast.second_supervisor, cast.witness)
    values = last(session).values
    assert (values["witness_a"], values["approver"]) == (cast.second_supervisor.pseudonym, cast.supervisor.pseudonym)


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        (("witness", "witness"), "people.same"),
        (("witness", "second_witness"), "witness.no_supervisor"),
        (("second_supervisor", "officer"), "role.missing"),
        (("second_supervisor", "nobody"), "role.missing"),
    ],
)
def test_a_pair_that_may_not_be_witnesses_is_refused(cast, refused, pair, code):
    session = stories.planned(cast)

    with refused(code):
        stories.approved(cast, session, pair=[getattr(cast, name) for name in pair])

    session.refresh_from_db()
    assert session.state == "planned"


@pytest.mark.parametrize("field", ["witness_a_badge", "witness_b_badge"])
def test_an_unknown_badge_is_refused_on_its_field(cast, field):
    session = stories.planned(cast)

    with pytest.raises(InvalidInput) as refusal:
        stories.approved(cast, session, **{field: "0000"})

    assert refusal.value.field == field


def three_burns(cast):
    units = stories.ordered(cast, count=3)
    at = now()
    return [stories.planned(cast, [unit], starts_at=at + timedelta(hours=hour))
            for hour, unit in enumerate(units, start=1)]


def test_no_pair_stands_beside_two_burns_running(cast, refused):
    first, second, third = three_burns(cast)
    pair = (cast.second_supervisor, cast.witness)
    stories.approved(cast, second, pair=pair)

    for neighbour in (first, third):
        with refused("witness.same_pair"):
            stories.approved(cast, neighbour, pair=pair[::-1])

    assert stories.approved(cast, first, pair=(cast.second_supervisor, cast.second_witness)).state == "approved"


def test_a_pair_may_come_back_after_another_burn(cast):
    first, second, third = three_burns(cast)
    pair = (cast.second_supervisor, cast.witness)

    stories.approved(cast, first, pair=pair)
    stories.approved(cast, second, pair=(cast.supervisor, cast.witness))

    assert stories.approved(cast, third, pair=pair).state == "approved"


def test_a_cancelled_burn_does_not_stand_between_two(cast, refused):
    first, second, third = three_burns(cast)
    pair = (cast.second_supervisor, cast.witness)
    stories.approved(cast, first, pair=pair)
    stories.approved(cast, second, pair=(cast.supervisor, cast.witness))
    sessions.cancel_session(act=act_of(cast.supervisor), session_id=second.id, reason="furnace_stopped")

    with refused("witness.same_pair"):
        stories.approved(cast, third, pair=pair)


def other_furnace(cast, jurisdiction):
    register_place(act=act_of(cast.administrator), code_word="OUSEL", kind="furnace", jurisdiction=jurisdiction)
    return stories.furnace(cast, code_word="ANVIL", place="OUSEL")


def test_a_pair_does_not_alternate_between_two_furnaces_of_one_jurisdiction(cast, refused):
    other_furnace(cast, "BE")
    first, second = stories.ordered(cast, count=2)
    stories.approved(cast, stories.planned(cast, [first]))
    session = stories.planned(cast, [second], facility="ANVIL")

    with refused("witness.same_pair"):
        stories.approved(cast, session)


def test_burns_of_another_jurisdiction_do_not_count(cast):
    other_furnace(cast, "NL")
    first, second = stories.ordered(cast, count=2)
    stories.approved(cast, stories.planned(cast, [first]))

    assert stories.approved(cast, stories.planned(cast, [second], facility="ANVIL")).state == "approved"


def test_other_witnesses_can_be_named_until_one_has_signed(cast, refused):
    session = stories.approved(cast)
    stories.approved(cast, session, pair=(cast.second_supervisor, cast.second_witness))
    session = stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, session)))

    with refused("session.attested"):
        stories.approved(cast, session)


def test_an_empty_burn_is_not_approved(cast, refused):
    session = stories.planned(cast)
    units = stories.units_of(session)
    sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[units[0].id],
                             reason="replanned")

    with refused("burn.empty"):
        stories.approved(cast, session)


def test_a_stale_page_changes_no_burn(cast):
    session = stories.planned(cast)

    with pytest.raises(StaleVersion):
        stories.approved(cast, session, expected_seq=99)
    with pytest.raises(StaleVersion):
        sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="other", expected_seq=99)


def test_an_unknown_burn_is_not_found(cast):
    with pytest.raises(NotFound):
        sessions.cancel_session(act=act_of(cast.planner), session_id=uuid4(), reason="other")


# --- leaving out, cancelling --------------------------------------------------------------------------------


def test_a_unit_that_is_left_out_is_ordered_again_and_free_for_another_burn(cast, refused):
    units = stories.ordered(cast, count=2)
    session = stories.planned(cast, units)

    sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[units[0].id],
                             reason="replanned")

    assert [unit.authority_state for unit in fresh(units)] == ["ordered", "scheduled"]
    assert (last(units[0]).type.code, last(units[0]).values["reason"]) == ("unit.unscheduled/1", "replanned")
    assert stories.units_of(session) == units[1:]
    with refused("session.not_on_manifest", f"{units[0].label} is not in this burn"):
        sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[units[0].id],
                                 reason="replanned")
    assert stories.planned(cast, units[:1]).state == "planned"


@pytest.mark.parametrize("state", ["planned", "approved"])
def test_a_cancelled_burn_gives_its_units_back(cast, refused, state):
    units = stories.ordered(cast, count=2)
    session = stories.planned(cast, units)
    if state == "approved":
        session = stories.approved(cast, session)

    session = sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="no_escort",
                                      expected_seq=session.last_seq)

    assert session.state == "cancelled"
    assert authority(units) == {"ordered"}
    assert not ManifestLine.objects.filter(session=session, live=True).exists()
    assert last(session).values["reason"] == "no_escort"
    for act in (
        lambda: sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="other"),
        lambda: stories.approved(cast, session),
    ):
        with refused("session.state", f"The burn {session.code_word} is cancelled"):
            act()


def test_a_reason_in_words_is_refused_because_it_could_name_a_place(cast, refused):
    session = stories.planned(cast)

    with refused("choice.unknown"):
        sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="the road to quay 1742")
    with refused("choice.unknown"):
        sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[], reason="quay 1742")


def test_a_burn_gets_a_word_that_is_free(cast, monkeypatch):
    taken = stories.planned(cast).code_word
    drawn = iter([taken, taken, "ZITHER-99"])
    monkeypatch.setattr(sessions, "new_code_word", lambda dice: next(drawn))

    assert stories.planned(cast).code_word == "ZITHER-99"


# --- reads --------------------------------------------------------------------------------------------------


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
