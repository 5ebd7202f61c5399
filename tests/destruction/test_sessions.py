"""Burns: planned by one, approved by another who names two witnesses, relieved of loads, cancelled."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.core.errors import InvalidInput, NotFound, StaleVersion
from custody.core.events import FieldClass
from custody.destruction.actions import sessions
from custody.destruction.models import ManifestLine
from custody.destruction.selectors import law
from custody.destruction.selectors import sessions as reads
from custody.destruction.selectors.witnesses import eligible_pairs
from custody.evidence.actions import weigh
from custody.evidence.entries import Reading
from custody.ledger.selectors import told
from custody.organisation import names
from custody.organisation.actions.register import register_place
from tests import packs
from tests.destruction import lawful, stories
from tests.stories import act_of, fresh, now, rules_of

SEALED = frozenset({FieldClass.OPEN, FieldClass.SEALED, FieldClass.PERSONAL})


def authority(units):
    return {unit.authority_state for unit in fresh(units)}


def last(row, *, classes=SEALED):
    return told([row.stream_id], classes=classes, limit=1)[0]


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


def test_a_law_may_ask_that_a_pair_pauses_for_more_than_one_burn(cast, refused):
    rule = 'key = "witness.rotation"\nvalue = {}'
    lawful.under(cast, packs.shipped("BE").replace(rule.format(1), rule.format(2)))
    first, second, third = three_burns(cast)
    pair = (cast.second_supervisor, cast.witness)
    stories.approved(cast, first, pair=pair)
    stories.approved(cast, second, pair=(cast.supervisor, cast.witness))

    with refused("witness.same_pair", "These two are the witnesses of a burn too near to this one. Name another pair"):
        stories.approved(cast, third, pair=pair)

    units = stories.units_of(third)
    drawn = eligible_pairs(third, units, drawn_by=cast.director, reach=law.rotation_of(law.asked_of(units)))
    assert set(pair) not in [set(each) for each in drawn]
    assert law.rotation_of({}) == 1


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
    rules_of(cast, "NL")
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
        with refused("session.state",
                     f"The burn {session.code_word} is cancelled. Its page shows what can be done now"):
            act()


def test_a_reason_in_words_is_refused_because_it_could_name_a_place(cast, refused):
    session = stories.planned(cast)

    with refused("choice.unknown"):
        sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="the road to quay 1742")
    with refused("choice.unknown"):
        sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[], reason="quay 1742")


def test_a_burn_gets_a_word_that_is_free(cast, monkeypatch):
    taken = stories.planned(cast).code_word
    drawn = iter([taken, taken, "HERON-41", "ZITHER-99"])  # HERON is a quay
    monkeypatch.setattr(names, "new_code_word", lambda dice: next(drawn))

    assert stories.planned(cast).code_word == "ZITHER-99"
