"""Who may do what to goods that are to burn: every badge of the cast against every act."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from custody.core.errors import NotPermitted
from custody.destruction import permissions
from custody.destruction.models import BurnSession
from custody.destruction.selectors import gates
from custody.evidence.models import HandlingUnit
from custody.organisation.models import Officer
from custody.organisation.roles import Role
from tests import stories as evidence
from tests.destruction import stories

SUPERVISORS = {"4901", "4902"}
PLANNERS = {"4851"}
CASE_OFFICERS = {"4801", "4802"}
CHECKERS = {"4911", "4912"}


def verdicts(cast, check):
    """Return the badges that may, and the codes of refusal of all the others by badge."""
    refusals = {}
    for badge, officer in cast.by_badge.items():
        try:
            check(officer)
        except NotPermitted as refusal:
            refusals[badge] = refusal.code
    return set(cast.by_badge) - set(refusals), refusals


def recorded_order(cast):
    order = stories.recorded(cast)
    return lambda officer: permissions.check_can_verify_order(officer, order)


def kept_units(cast):
    units = stories.kept(cast)
    return lambda officer: permissions.check_can_record_order(officer, units)


def ordered_units(cast):
    units = stories.ordered(cast)
    return lambda officer: permissions.check_can_plan(officer, units)


def planned_session(cast):
    session = stories.planned(cast)
    return lambda officer: permissions.check_can_approve(officer, session, {})


def session_to_cancel(cast):
    session = stories.planned(cast)
    return lambda officer: permissions.check_can_cancel(officer, session)


def session_to_leave(cast):
    session = stories.planned(cast)
    units = stories.units_of(session)
    return lambda officer: permissions.check_can_leave_out(officer, session, units)


def session_to_stage(cast):
    session = stories.approved(cast)
    units = stories.units_of(session)
    return lambda officer: permissions.check_can_stage(officer, session, units, gates.chain_of(units))


def session_to_attest(cast):
    session = stories.approved(cast)
    return lambda officer: permissions.check_can_attest(officer, session, {})


def loads_at_furnace(cast):
    units = stories.units_of(stories.at_furnace(cast))
    return lambda officer: permissions.check_can_record_burn(officer, units)


def burnt_goods(cast):
    units = stories.burnt_units(stories.burnt(cast))
    return lambda officer: permissions.check_can_reconcile(officer, units, gates.involved_in(units))


def reconciled_goods(cast):
    units = stories.reconciled(cast)
    involved = gates.involved_in(units)
    return lambda officer: permissions.check_can_close(officer, units[0].seizure, units, involved)


@pytest.mark.parametrize(
    ("prepare", "allowed"),
    [
        (kept_units, CASE_OFFICERS),
        (recorded_order, {"4802"} | SUPERVISORS),
        (ordered_units, PLANNERS),
        (planned_session, SUPERVISORS),
        (session_to_cancel, PLANNERS | SUPERVISORS),
        (session_to_leave, PLANNERS | SUPERVISORS | {"4601"}),
        (session_to_stage, CHECKERS),
        (session_to_attest, {"4902", "4921"}),
        (loads_at_furnace, {"4501", "4502"}),
        (burnt_goods, {"4931"}),
        (reconciled_goods, {"4931"}),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_the_right_badges_may_while_they_are_active_and_nobody_else(cast, prepare, allowed):
    check = prepare(cast)
    may, refusals = verdicts(cast, check)

    assert may == allowed
    assert refusals["4999"] in {"role.missing", "witness.not_named", "burn.not_yours"}
    for officer in cast.by_badge.values():
        officer.is_active = False
    assert verdicts(cast, check)[0] == set()


def test_nobody_verifies_the_order_they_recorded(cast, refused):
    order = stories.recorded(cast)

    with refused("order.own", "Another person must verify the order that you recorded"):
        permissions.check_can_verify_order(cast.case_officer, order)


def test_nobody_approves_the_burn_they_planned_whatever_their_roles(cast, refused):
    session = stories.planned(cast)
    both = Officer(id=session.planner_id, roles=[Role.PLANNER.value, Role.SUPERVISOR.value], is_active=True)

    with refused("session.own", "Another person must approve the burn that you planned"):
        permissions.check_can_approve(both, session, {})


def test_who_had_the_goods_in_custody_does_not_check_them(cast, refused):
    session = stories.approved(cast)
    [unit] = stories.units_of(session)
    keeper = Officer(id=cast.storekeeper.id, roles=[Role.CHECKER.value], is_active=True)

    with refused("chain.inside", f"You had a part in the chain of {unit.label}: somebody else must do this"):
        permissions.check_can_stage(keeper, session, [unit], gates.chain_of([unit]))


@pytest.mark.parametrize("role", ["officer", "second_officer", "storekeeper", "crew", "second_crew"])
def test_the_chain_of_a_unit_holds_everybody_who_ever_had_it(cast, role):
    [unit] = stories.units_of(stories.at_furnace(cast))

    assert getattr(cast, role).id in gates.chain_of([unit])[unit.id]


def test_the_chain_knows_a_second_custodian_of_the_first_hours(cast):
    seizure = evidence.opened_seizure(cast)
    [unit] = evidence.seizure.register_units(
        act=evidence.act_of(cast.officer), seizure_id=seizure.id, units=[evidence.new_bag()],
        co_custodian_badge=cast.crew.badge,
    )
    evidence.accepted(evidence.offered(cast, [unit], receiver=cast.storekeeper), by=cast.storekeeper)

    chain = gates.chain_of(evidence.fresh([unit]))[unit.id]

    assert chain == {cast.officer.id, cast.second_officer.id, cast.crew.id, cast.storekeeper.id}


@pytest.mark.parametrize("role", ["checker", "planner", "supervisor", "second_supervisor", "witness", "crew"])
def test_who_had_a_part_in_the_burn_does_not_reconcile(cast, refused, role):
    units = stories.burnt_units(stories.burnt(cast))
    auditor = Officer(id=getattr(cast, role).id, roles=[Role.AUDITOR.value], is_active=True)

    with refused("chain.inside"):
        permissions.check_can_reconcile(auditor, units, gates.involved_in(units))


def witness(*roles, badge="1", is_active=True):
    return Officer(badge=badge, roles=[role.value for role in roles], is_active=is_active)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (witness(Role.SUPERVISOR), witness(Role.WITNESS), None),
        (witness(Role.WITNESS), witness(Role.SUPERVISOR), None),
        (witness(Role.SUPERVISOR), witness(Role.SUPERVISOR), None),
        (witness(Role.WITNESS), witness(Role.WITNESS), "witness.no_supervisor"),
        (witness(Role.SUPERVISOR), witness(Role.OFFICER), "role.missing"),
        (witness(), witness(Role.SUPERVISOR), "role.missing"),
        (witness(Role.SUPERVISOR, is_active=False), witness(Role.WITNESS), "role.missing"),
        (witness(Role.SUPERVISOR), witness(Role.WITNESS, is_active=False), "role.missing"),
    ],
)
def test_two_witnesses_one_of_them_a_supervisor(first, second, code, refused):
    if code is None:
        permissions.check_can_witness(first, second, [])
    else:
        with refused(code):
            permissions.check_can_witness(first, second, [])


def test_one_person_is_not_two_witnesses(refused):
    alone = witness(Role.SUPERVISOR, Role.WITNESS)

    with refused("people.same"):
        permissions.check_can_witness(alone, alone, [])


@pytest.mark.parametrize("place", ["custodian", "co_custodian"])
def test_who_has_a_load_is_not_a_witness_of_its_burn(place, refused):
    pair = SimpleNamespace(a=witness(Role.SUPERVISOR, badge="77"), b=witness(Role.WITNESS))
    unit = HandlingUnit(label="7KQ4-M2XD-R", **{place: pair.a})

    with refused("witness.custodian",
                 "Badge 77 has 7KQ4-M2XD-R in custody and cannot be a witness of its burn. Name another person"):
        permissions.check_can_witness(pair.a, pair.b, [HandlingUnit(label="OTHER"), unit])


def test_a_witness_signs_once(cast, refused):
    session = stories.at_furnace(cast)
    signed = {session.witness_a_id: object()}

    with refused("witness.signed"):
        permissions.check_can_attest(session.witness_a, session, signed)


@pytest.mark.parametrize(
    "check",
    [
        lambda cast: permissions.check_can_record_order(cast.case_officer, []),
        lambda cast: permissions.check_can_plan(cast.planner, []),
        lambda cast: permissions.check_can_reconcile(cast.auditor, [], {}),
    ],
)
def test_an_act_on_nothing_is_a_slip_of_the_hand(cast, check, refused):
    with refused("units.none"):
        check(cast)


def test_who_planned_a_burn_draws_no_witnesses_for_it(cast, refused):
    with refused("session.own"):
        permissions.check_can_draw_witnesses(
            cast.supervisor, BurnSession(planner=cast.supervisor, state="planned", code_word="TEAL-41")
        )
