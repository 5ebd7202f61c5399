"""Who may order a hand-over for an absent custodian, and who has which part in a transport.

As in ``permissions``: each check also asks the policies of its verb, then returns or raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.core.exceptional import OUSTED
from custody.evidence import permissions, policies
from custody.evidence.exceptions.policies import check_located
from custody.evidence.keeper_permissions import check_takes_over
from custody.evidence.selectors import access, missions
from custody.evidence.selectors.facts import OBJECTION
from custody.evidence.selectors.objections import commanded, objected
from custody.organisation.permissions import check_holds_role, check_two_people
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import Countersignature, Discrepancy, HandlingUnit, Mission
    from custody.organisation.models import Officer


def check_can_command(officer: Officer, absent: Officer, receiver: Officer, second: Officer) -> None:
    """Return when the officer may order a hand-over in place of an absent one: who commands, and four people."""
    check_holds_role(officer, *permissions.COMMAND)
    people = [officer, absent, receiver, second]
    for place, one in enumerate(people):
        for other in people[place + 1 :]:
            check_two_people(one, other)
    permissions.check_may_handle(receiver)
    permissions.check_may_handle(second)


def check_take_over(officers: Sequence[Officer], units: Sequence[HandlingUnit]) -> None:
    """Return when none of the officers is a custodian of the units, for whoever counts was not in the chain, and each
    is of the service that keeps what is stored."""
    for unit in units:
        for officer in officers:
            if access.is_custodian(officer, unit):
                raise NotPermitted("people.same", "Choose another person: one person cannot sign both sides")
    for officer in officers:
        check_takes_over(officer, units)


def check_can_object(officer: Officer, signature: Countersignature) -> None:
    """Return when the officer may object: who answered for the units until others took them over by command, once
    for a command."""
    if not officer.is_active or signature.matter != OUSTED or officer.id != signature.wanted_id:
        raise NotPermitted("objection.not_yours", "Only who answered for it until then objects")
    if objected(signature):
        raise NotAllowedNow("objection.made", "You objected to this already")


def check_did_not_command(officer: Officer, discrepancy: Discrepancy) -> None:
    """Return when the officer may explain what a keeper objects to: not who ordered that others take it over."""
    if discrepancy.discrepancy_kind == OBJECTION and commanded(officer, discrepancy.unit):
        raise NotPermitted("objection.commander", "Another supervisor explains what was objected to your command")


def check_can_plan_mission(officer: Officer, driver: Officer, second: Officer) -> None:
    """Return when the officer may plan a transport by these two: different people who may ride with a load."""
    check_holds_role(officer, Role.OFFICER, Role.STOREKEEPER, Role.PLANNER, *permissions.COMMAND)
    check_two_people(driver, second)
    for each in (driver, second):
        check_holds_role(each, Role.CREW, Role.OFFICER)


def check_can_confirm_escort(officer: Officer, mission: Mission) -> None:
    """Return when the officer may say that the escort comes: who commands, and neither planned it nor rides."""
    check_holds_role(officer, *permissions.COMMAND, Role.PLANNER)
    if officer.id in {mission.planned_by_id, mission.driver_id, mission.second_id}:
        raise NotPermitted("people.same", "Choose another person: one person cannot sign both sides")
    if mission.escort_confirmed_by_id is not None:
        raise NotAllowedNow("mission.escorted", "The escort is confirmed already")
    policies.check_mission(mission, states=missions.TO_BE_ESCORTED)


def check_can_answer_for_escort(officer: Officer, mission: Mission) -> None:
    """Return when the officer may say who let the transport go without its escort, and why: its crew, who planned it,
    or who commands, while that is owed."""
    if not officer.is_active or officer.id not in {mission.planned_by_id, mission.driver_id, mission.second_id}:
        check_holds_role(officer, *permissions.COMMAND)
    if mission.unescorted_at is None or mission.unescorted_reason is not None:
        raise NotAllowedNow("mission.escort_answered", "Nobody has to answer for the escort of this transport")


def check_is_crew(officer: Officer, mission: Mission, *, states: Sequence[str]) -> None:
    """Return when the officer rides with the mission and it is in one of the states. Who is gone from its load is of
    its crew no more: no sign of life comes from where the load is not."""
    if not officer.is_active or officer.id not in {mission.driver_id, mission.second_id}:
        raise NotPermitted("mission.not_crew", "This is for the crew of this transport. Ask them to do it")
    policies.check_mission(mission, states=states)
    if missions.has_left(officer, mission):
        raise NotPermitted("mission.not_crew", "This is for the crew of this transport. Ask them to do it")


def check_can_cancel_mission(officer: Officer, mission: Mission) -> None:
    """Return when the officer may call the transport off: who planned it or commands, before it has begun."""
    if officer.id != mission.planned_by_id:
        check_holds_role(officer, *permissions.COMMAND)
    policies.check_mission(mission, states=("planned",))


def check_can_name(officer: Officer, mission: Mission) -> None:
    """Return when the officer may say what goes with the transport: who planned it, rides or commands, until it
    arrives."""
    if not officer.is_active or officer.id not in {mission.planned_by_id, mission.driver_id, mission.second_id}:
        check_holds_role(officer, *permissions.COMMAND)
    policies.check_mission(mission, states=("planned", "moving", "stopped"))


def check_can_name_load(officer: Officer, mission: Mission, units: Sequence[HandlingUnit]) -> None:
    """Return when the officer may name these units for the transport: outermost, live, located, and in the hands of the
    officer or of its crew, or offered to its crew. Who commands names any."""
    check_can_name(officer, mission)
    policies.check_some(units)
    for unit in units:
        policies.check_outermost(unit)
        policies.check_live(unit)
        check_located(unit)
    if officer.has_role(*permissions.COMMAND):
        return
    for unit in missions.in_other_hands(mission, units, than=officer):
        raise NotPermitted("mission.not_held", "{label} is in other hands. Who has it names it for this transport, or "
                           "offers it to the crew", label=unit.label)  # fmt: skip
