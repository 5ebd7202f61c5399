"""What burnt without one of its gates: who may let it through, and what is owed for it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from custody.alerts.models import Alert
from custody.core.act import Basis
from custody.core.waivable import CHECK_OLD, ONE_WITNESS
from custody.deadlines.models import Clock
from custody.destruction import permissions
from custody.destruction.actions import burning, holds, sessions, told
from custody.destruction.actions.contradicting import (
    AT_ANOTHER,
    AT_ITS_FURNACE,
    CAME_AFTER,
    NOT_BURNT,
    SAID_TO_BURN,
    TAKEN_OUT,
)
from custody.destruction.models import BurnTold
from custody.evidence.actions import moving, weigh
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from custody.organisation.actions import placing
from custody.organisation.actions.register import change_officer
from custody.organisation.models import Place
from custody.organisation.roles import Role
from tests import stories as goods
from tests.destruction import decided, stories
from tests.destruction.test_burning import let_through, replayed
from tests.stories import act_of, fresh, now


def seen_by_one(cast):
    """Return a burn that one of its two witnesses has signed, and who has not."""
    session = stories.tallied(cast, stories.at_furnace(cast))
    burning.attest_burn(act=act_of(session.witness_a), session_id=session.id, statement="saw_all")
    return session, session.witness_b


def tell(cast, session, **changes):
    return told.tell_burn(
        **({"act": act_of(cast.crew), "session_id": session.id, "started_at": stories.lit_at(session),
            "ended_at": now(), "reason": "The second witness was called away"} | changes)
    )


def owed(session):
    clocks = Clock.objects.filter(subject_id=session.id, clock_type="PROOF_OWED", closed_at__isnull=True)
    alerts = Alert.objects.filter(rule="UNPROVEN", subject_id=session.id).exclude(state="resolved")
    return clocks.count(), alerts.count()


def test_what_burnt_before_one_witness_is_a_fact_with_a_clock_and_an_alert_until_the_other_signs(cast, refused):
    session, missing = seen_by_one(cast)
    with refused("burn.unattested"):
        stories.burn(cast, session)
    assert owed(session) == (0, 0)

    tell(cast, session)

    found = BurnTold.objects.get()
    assert (found.lacks, found.told_by, found.outcome) == ("burn.unattested", cast.crew, None)
    assert owed(session) == (1, 1)
    [unit] = stories.units_of(session)
    assert (unit.custody_state, unit.custodian) == ("at_furnace", cast.crew)
    with refused("burn.told"):
        tell(cast, session)
    with refused("burn.unattested"):
        stories.burn(cast, session)

    burning.attest_burn(act=act_of(missing), session_id=session.id, statement="saw_all")
    assert stories.burn(cast, session, started_at=found.began_at).state == "burnt"
    assert BurnTold.objects.get().outcome == "recorded"
    assert owed(session) == (0, 0)
    assert replay_state().findings == []


def test_a_check_that_was_too_old_is_waived_afterwards_only_for_what_is_said_to_have_burnt(cast, refused):
    session = stories.approved(cast)
    stories.staged(cast, session, act=replayed(cast.checker, now() - timedelta(hours=30)))
    session = stories.attested(cast, stories.at_furnace(cast, session))
    [unit] = stories.units_of(session)
    began = stories.lit_at(session)
    let_through(cast, CHECK_OLD, unit.id)
    with refused("burn.check_old"):
        stories.burn(cast, session, started_at=began)

    tell(cast, session, started_at=began)

    assert BurnTold.objects.get().lacks == "burn.check_old"
    assert stories.burn(cast, session, started_at=began).state == "burnt"


@pytest.mark.parametrize("how", ["cancel", "leave_out"])
def test_who_says_that_it_did_not_burn_after_all_contradicts_aloud(cast, how):
    session, _missing = seen_by_one(cast)
    [unit] = stories.units_of(session)
    tell(cast, session)

    if how == "cancel":
        sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="threat")
    else:
        sessions.leave_out_units(act=act_of(cast.supervisor), session_id=session.id, unit_ids=[unit.id],
                                 reason="replanned")  # fmt: skip

    assert Discrepancy.objects.filter(unit=unit, resolved_at__isnull=True, found=NOT_BURNT).exists()
    assert owed(session) == ((0, 0) if how == "cancel" else (1, 1))
    assert replay_state().findings == []


def test_what_nobody_saw_but_who_brought_it_says_burnt_is_frozen_when_it_leaves_its_burn(cast):
    session = stories.at_furnace(cast)
    [unit] = stories.units_of(session)
    tell(cast, session)

    sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="threat")

    rows = Discrepancy.objects.filter(unit=unit, resolved_at__isnull=True)
    assert [(row.expected, row.found) for row in rows] == [(SAID_TO_BURN, NOT_BURNT)]
    assert BurnTold.objects.get().outcome == "cancelled"


def test_a_hold_is_placed_on_what_is_only_said_to_have_burnt(cast):
    session = stories.at_furnace(cast)
    tell(cast, session)

    units = stories.units_of(session)
    holds.place_hold(act=act_of(cast.case_officer), unit_ids=[each.id for each in units], authority="prosecutor",
                     reference="KP 1", reason="x")  # fmt: skip

    assert {unit.authority_state for unit in fresh(units)} == {"held"}


def test_who_brought_it_says_so_of_what_is_there_and_only_when_something_is_missing(cast, refused):
    called_off = stories.planned(cast)
    sessions.cancel_session(act=act_of(cast.planner), session_id=called_off.id, reason="threat")
    with refused("session.state"):
        tell(cast, called_off, started_at=now() - timedelta(minutes=1))
    staged = stories.staged(cast, stories.approved(cast, stories.planned(cast, stories.ordered(cast)),
                                                   pair=(cast.supervisor, cast.second_witness)))  # fmt: skip
    with refused("burn.not_yours"):
        tell(cast, staged, started_at=now() - timedelta(minutes=1))
    session, missing = seen_by_one(cast)
    with refused("burn.not_yours"):
        tell(cast, session, act=act_of(cast.supervisor))
    with refused("text.empty") as refusal:
        tell(cast, session, reason=" ")
    assert refusal.value.field == "all_the_same"
    burning.attest_burn(act=act_of(missing), session_id=session.id, statement="saw_all")
    with refused("burn.nothing_missing") as refusal:
        tell(cast, session)
    assert refusal.value.field == "all_the_same"
    assert not BurnTold.objects.exists()


def at_its_furnace(cast, session):
    """Let the crew carry what is in a burn to its furnace, without the checks that come before it."""
    goods.on_the_road(cast, units=stories.units_of(session), giver=cast.storekeeper, destination="CURLEW")
    moving.arrive(act=act_of(cast.crew), unit_ids=[unit.id for unit in stories.units_of(session)], place="CURLEW")
    return session


def test_what_burnt_before_anybody_approved_it_is_told(cast, refused):
    session = at_its_furnace(cast, stories.planned(cast))

    tell(cast, session, started_at=now(), ended_at=now())

    assert BurnTold.objects.get().lacks == "burn.before_approval"
    assert owed(session) == (1, 1)
    assert {unit.custody_state for unit in stories.units_of(session)} == {"at_furnace"}
    with refused("session.state"):
        stories.burn(cast, session)
    assert replay_state().findings == []


def test_no_signature_afterwards_makes_good_that_nobody_had_approved_a_burn(cast, refused):
    session = stories.at_furnace(cast)
    began = now()
    stories.approved(cast, session, pair=(cast.second_supervisor, cast.second_witness))
    session = stories.attested(cast, session)

    tell(cast, session, started_at=began)

    assert BurnTold.objects.get().lacks == "burn.before_approval"
    with refused("burn.before_approval"):
        stories.burn(cast, session, started_at=began)


def test_what_burnt_before_its_arrival_was_entered_is_recorded_with_its_true_hour_and_looked_at(cast, refused):
    began, before = now() - timedelta(hours=1), now() - timedelta(hours=2)
    units = stories.kept(cast)
    decided = {"basis": Basis.SCENARIO, "occurred_at": before}
    stories.verified(cast, stories.recorded(cast, units), act=act_of(cast.second_case_officer, **decided))
    session = stories.approved(cast, stories.planned(cast, fresh(units)), act=act_of(cast.supervisor, **decided))
    stories.staged(cast, session, act=replayed(cast.checker, before))
    session = stories.attested(cast, stories.at_furnace(cast, session))
    with refused("burn.before_arrival"):
        stories.burn(cast, session, started_at=began)

    tell(cast, session, started_at=began, reason="It was entered late")

    assert BurnTold.objects.get().lacks == "burn.before_arrival"
    with refused("burn.before_arrival"):
        stories.burn(cast, session, started_at=began - timedelta(seconds=1))
    assert stories.burn(cast, session, started_at=began).state == "burnt"
    found = Discrepancy.objects.filter(unit__in=stories.burnt_units(session), resolved_at__isnull=True)
    assert CAME_AFTER in found.values_list("found", flat=True)
    assert owed(session) == (0, 0)
    assert replay_state().findings == []


@pytest.mark.parametrize("how", ["hold", "revocation"])
def test_what_was_in_the_fire_when_a_magistrate_took_it_out_of_the_burn_is_told(cast, how):
    session = stories.at_furnace(cast)
    units, began = stories.units_of(session), now()
    if how == "hold":
        holds.place_hold(act=act_of(cast.case_officer), unit_ids=[each.id for each in units], authority="prosecutor",
                         reference="KP 1", reason="x")  # fmt: skip
    else:
        decided.revoked(cast, units[0].order_lines.get(live=True).order)

    tell(cast, session, started_at=began)

    assert BurnTold.objects.get().lacks == "burn.empty"
    rows = Discrepancy.objects.filter(unit__in=units, resolved_at__isnull=True)
    assert {(row.expected, row.found) for row in rows} == {(TAKEN_OUT, SAID_TO_BURN)}
    assert {unit.custody_state for unit in fresh(units)} == {"at_furnace"}
    assert replay_state().findings == []


def carried_elsewhere(cast, session):
    """Let the crew carry what is in a burn to another registered furnace than its own."""
    near = Place.objects.get(code_word="CURLEW")
    asked = placing.propose_place(act=act_of(cast.administrator), code_word="QUARRY-TWO", kind="furnace", reason="x",
                                  site=near.site.code_word, jurisdiction="BE")  # fmt: skip
    placing.decide_place(act=act_of(cast.supervisor), proposal_id=asked.id, approve=True)
    stories.furnace(cast, code_word="ANVIL", place="QUARRY-TWO")
    units = stories.units_of(session)
    goods.on_the_road(cast, units=units, giver=cast.storekeeper, destination="CURLEW")
    moving.arrive(act=act_of(cast.crew), unit_ids=[unit.id for unit in units], place="QUARRY-TWO")
    return fresh(units)


def test_what_burnt_at_another_furnace_than_the_planned_one_is_told_and_looked_at(cast, refused):
    session = stories.staged(cast)
    stories.lots_tested(cast, stories.drawn(cast, session))
    units, began = carried_elsewhere(cast, session), now()
    with refused("burn.not_here"):
        stories.burn(cast, session, started_at=began)

    tell(cast, session, started_at=began, reason="CURLEW was down")

    assert BurnTold.objects.get().lacks == "burn.not_here"
    assert owed(session) == (1, 1)
    rows = Discrepancy.objects.filter(unit__in=units, resolved_at__isnull=True)
    assert (AT_ITS_FURNACE, AT_ANOTHER) in set(rows.values_list("expected", "found"))
    assert {unit.custody_state for unit in fresh(units)} == {"at_furnace"}
    for row in rows:
        weigh.resolve_discrepancy(act=act_of(cast.second_supervisor), discrepancy_id=row.id, resolution="It was down")
    with refused("burn.not_here"):
        stories.burn(cast, session, started_at=began)
    assert replay_state().findings == []


def test_what_a_magistrate_took_out_of_a_burn_at_another_furnace_is_told_too(cast):
    session = stories.staged(cast)
    units, began = carried_elsewhere(cast, session), now()
    holds.place_hold(act=act_of(cast.case_officer), unit_ids=[each.id for each in units], authority="prosecutor",
                     reference="KP 1", reason="x")  # fmt: skip

    tell(cast, session, started_at=began)

    assert BurnTold.objects.get().lacks == "burn.empty"
    rows = set(Discrepancy.objects.filter(unit__in=units, resolved_at__isnull=True).values_list("expected", "found"))
    assert {(TAKEN_OUT, SAID_TO_BURN), (AT_ITS_FURNACE, AT_ANOTHER)} <= rows


def test_nothing_burns_on_the_road(cast, refused):
    session = stories.staged(cast)
    goods.on_the_road(cast, units=stories.units_of(session), giver=cast.storekeeper, destination="CURLEW")
    with refused("burn.not_here"):
        tell(cast, session, started_at=now())


def test_nobody_says_that_their_own_word_as_witness_is_enough(cast, refused):
    head = cast.regional_head
    change_officer(act=act_of(cast.administrator), officer=head, clearance=1, is_active=True,
                   roles=[Role.REGIONAL_HEAD, Role.SUPERVISOR, Role.WITNESS])  # fmt: skip
    session = stories.approved(cast, pair=(head, cast.witness))
    session = stories.tallied(cast, stories.at_furnace(cast, stories.staged(cast, session)))
    burning.attest_burn(act=act_of(head), session_id=session.id, statement="saw_all")

    let_through(cast, ONE_WITNESS, session.id, by=head)
    with refused("burn.unattested"):
        stories.burn(cast, session)

    let_through(cast, ONE_WITNESS, session.id, by=cast.director)
    assert stories.burn(cast, session, started_at=now()).state == "burnt"


def test_a_waiver_never_lets_the_signature_of_the_supervisor_go(cast, refused):
    session = stories.tallied(cast, stories.at_furnace(cast))
    burning.attest_burn(act=act_of(cast.witness), session_id=session.id, statement="saw_all")
    let_through(cast, ONE_WITNESS, session.id)
    with refused("burn.unattested") as refusal:
        stories.burn(cast, session, started_at=now())
    assert str(refusal.value.sentence()).startswith("Under a waiver the one who signs is a supervisor")
    burning.attest_burn(act=act_of(cast.second_supervisor), session_id=session.id, statement="saw_all")
    assert stories.burn(cast, session).state == "burnt"


def test_who_was_designated_for_this_burn_signs_alone_under_a_waiver(cast, refused):
    session = stories.approved(cast)
    signers = [session.witness_b]
    asks = {"deciders": {session.planner_id, session.approver_id}}
    by_planner = SimpleNamespace(witness_id=session.witness_b_id, designated_by_id=session.planner_id)
    by_another = SimpleNamespace(witness_id=session.witness_b_id, designated_by_id=cast.regional_head.id)
    for designations in ([], [by_planner]):
        with refused("burn.unattested"):
            permissions.check_lone_witness(signers, designations=designations, **asks)
    permissions.check_lone_witness(signers, designations=[by_another], **asks)
