"""Who: the papers around an order. Each check also asks the policies of its verb, then returns or raises."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotPermitted
from custody.destruction import law_policies as law
from custody.destruction.selectors.gates import chain_of
from custody.organisation.permissions import check_holds_role, check_two_people
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.destruction.models import (
        BurnSession,
        DestructionOrder,
        Instruction,
        Notice,
        OrderRequest,
        RetentionRequest,
    )
    from custody.evidence.models import HandlingUnit, Seizure
    from custody.organisation.models import Officer
    from custody.organisation.selectors.requirements import Requirements

Asked = Mapping[UUID, Sequence["Requirements"]]
VERIFIERS = (Role.CASE_OFFICER, Role.SUPERVISOR)
WITNESSES = (Role.WITNESS, Role.SUPERVISOR)
MAGISTRATES: Mapping[str, Role] = {
    "prosecutor": Role.PROSECUTOR,
    "investigating_judge": Role.JUDGE,
    "court": Role.JUDGE,
    "committee": Role.COMMITTEE,
    "high_committee": Role.COMMITTEE,
}
"""Which role speaks for an authority on the magistrate's page. The service that holds the goods speaks on paper."""


def check_can_record_papers(officer: Officer) -> None:
    """Return when the officer may record what an authority said: a case officer."""
    check_holds_role(officer, Role.CASE_OFFICER)


def check_speaks_for_keeper(officer: Officer, asked: Asked, *, authority: str) -> None:
    """Return when the officer may record an order of this authority: that of the service which holds the goods comes
    from somebody of that service, where the law names it."""
    services = {service for each in asked.values() for one in each for service in one.keepers}
    if authority == "agency" and services and _agency(officer) not in services:
        raise NotPermitted("order.other_service", "Somebody of the service that keeps the goods must record its order")


def check_can_listen(officer: Officer, listener: Officer) -> None:
    """Return when the second may be the one who heard an oral order too, and will verify it."""
    check_holds_role(listener, *VERIFIERS)
    if officer.id == listener.id:
        raise NotPermitted("order.one_listener", "Two people hear an order by word of mouth: name the other one")


def check_heard(officer: Officer, order: DestructionOrder) -> None:
    """Return when the order was given in writing, or the officer is the one named as having heard it too."""
    spoken = getattr(order, "spoken", None)
    if spoken is not None and spoken.listener_id != officer.id:
        raise NotPermitted("order.not_heard", "An order by word of mouth is verified by the one who heard it too")


def check_can_confirm(officer: Officer, order: DestructionOrder) -> None:
    """Return when the officer may hold the paper of an oral order against the record: another than who recorded it."""
    check_holds_role(officer, *VERIFIERS)
    if officer.id == order.recorded_by_id:
        raise NotPermitted("order.own_confirmation", "Another person must record the paper of the order you recorded")
    law.check_to_confirm(getattr(order, "spoken", None), order)


def check_can_authorise(officer: Officer, order: DestructionOrder) -> None:
    """Return when the officer may record the judge's authorisation of an order: a case officer."""
    check_can_record_papers(officer)
    law.check_to_authorise(order, consented=getattr(order, "consent", None) is not None)


def check_can_close_instruction(officer: Officer, found: Instruction | None) -> Instruction:
    """Return the open instruction when the officer may record its end: another than who recorded its beginning."""
    check_holds_role(officer, *VERIFIERS)
    instruction = law.check_instruction(found)
    if officer.id == instruction.opened_by_id:
        raise NotPermitted("instruction.own", "Another person must record the end of what you recorded")
    return instruction


def check_can_record_law(officer: Officer, seizure: Seizure) -> None:
    """Return when the officer may record under which law an authority has goods: a case officer or supervisor who did
    not seize them, nor ever had their conveyance, for where they say that it was decides it."""
    check_holds_role(officer, *VERIFIERS)
    stopped = set() if seizure.conveyance is None else chain_of([seizure.conveyance])[seizure.conveyance.id]
    if officer.id in stopped | {seizure.seizing_officer_id, seizure.second_officer_id}:
        raise NotPermitted("law.own", "Another person than who seized it must say under which law it is")


def check_can_confirm_law(officer: Officer, seizure: Seizure, *, recorder: Officer) -> None:
    """Return when the officer may verify under which law goods are: neither of the two seized them, and one of them is
    a supervisor."""
    check_can_record_law(officer, seizure)
    if not any(each.has_role(Role.SUPERVISOR) for each in (officer, recorder)):
        raise NotPermitted("law.supervisor", "One of the two who say under which law it is must be a supervisor")


def check_can_settle(officer: Officer, notice: Notice, *, due_at: datetime | None, at: datetime) -> None:
    """Return when the officer may say that nobody answered the notice: another than who served it, for it opens the
    way to the fire."""
    _check_not_server(officer, notice)
    law.check_ran_out(notice, due_at=due_at, at=at)


def check_can_close_notice(officer: Officer, notice: Notice) -> None:
    """Return when the officer may verify what was decided on the objection to a notice: another than who served it."""
    _check_not_server(officer, notice)
    law.check_objected(notice)


def check_can_prove_service(officer: Officer, notice: Notice) -> None:
    """Return when the officer may verify on which day the notice was served: another than who served it, while nobody
    has answered it."""
    _check_not_server(officer, notice)
    law.check_running(notice)


def _check_not_server(officer: Officer, notice: Notice) -> None:
    check_holds_role(officer, *VERIFIERS)
    if officer.id == notice.served_by_id:
        raise NotPermitted("notice.own", "Another person must settle the notice that you served")


def check_can_decide_retention(officer: Officer, found: RetentionRequest) -> None:
    """Return when the officer may record the answer to a request to retain: a supervisor who did not record it."""
    check_holds_role(officer, Role.SUPERVISOR)
    if officer.id == found.asked_by_id:
        raise NotPermitted("retention.own", "Another person must record the answer to what you asked")
    law.check_to_decide(found)


def check_can_ask_magistrate(officer: Officer, magistrate: Officer, *, authority: str) -> None:
    """Return when the officer may ask this magistrate: a case officer, and another person who speaks for the authority.
    """
    check_can_record_papers(officer)
    check_two_people(officer, magistrate)
    role = MAGISTRATES.get(authority)
    if role is None:
        raise NotPermitted("request.on_paper", "This authority does not answer here: record its order from the paper")
    if not magistrate.is_active or not magistrate.has_role(role):
        raise NotPermitted("request.not_theirs", "This badge does not speak for the authority that must order. "
                                                 "Choose another")


def check_is_asked(officer: Officer, request: OrderRequest) -> None:
    """Return when the officer is the magistrate who is asked, still speaks for the authority, and has not answered."""
    if not officer.is_active or officer.id != request.addressee_id:
        raise NotPermitted("request.not_yours", "This request is for another person. "
                                                "Sign in with the badge that it was sent to")
    if not officer.has_role(MAGISTRATES[request.authority]):
        raise NotPermitted("request.role_gone", "You do not speak for this authority any more. Tell who asked you")
    law.check_request_open(request)


def check_witness_rules(
    first: Officer,
    second: Officer,
    unit: HandlingUnit,
    asked: Sequence[Requirements],
    *,
    designated: Collection[UUID] = (),
) -> None:
    """Return when the two witnesses are as many supervisors, of as many services, as far from the keeper and as
    ``designated`` for this burn as the law of the unit asks for (R11).
    """
    pair = (first, second)
    if sum(each.has_role(Role.SUPERVISOR) for each in pair) < max(each.supervisors for each in asked):
        raise NotPermitted("witness.supervisors", "{label}: both witnesses must be supervisors", label=unit.label)
    if max(each.agencies for each in asked) > 1 and _same(_agency(first), _agency(second)):
        raise NotPermitted(
            "witness.agencies", "{label}: the two witnesses must come from two services", label=unit.label
        )
    distances = {each.distance for each in asked} - {"not_custodian"}
    services = {service for each in asked for service in each.keepers} if "other_agency" in distances else set()
    for witness in pair:
        if services and (_agency(witness) is None or _agency(witness) in services):
            raise NotPermitted(
                "witness.keeping_service", "{label}: badge {badge} is of the service that keeps such goods",
                label=unit.label, badge=witness.badge,
            )  # fmt: skip
    keepers = [each for each in (unit.custodian, unit.co_custodian) if each is not None] if distances else []
    for keeper in keepers:
        for witness in pair:
            if "other_agency" in distances and _same(_agency(witness), _agency(keeper)):
                raise NotPermitted(
                    "witness.same_agency", "{label}: badge {badge} is of the service that has it in custody",
                    label=unit.label, badge=witness.badge,
                )  # fmt: skip
            if "other_unit" in distances and _same(witness.unit_id, keeper.unit_id):
                raise NotPermitted(
                    "witness.same_unit", "{label}: badge {badge} is of the unit that has it in custody",
                    label=unit.label, badge=witness.badge,
                )  # fmt: skip
    if asks_designation(asked):
        for witness in pair:
            if not witness.has_role(Role.SUPERVISOR) and witness.id not in designated:
                raise NotPermitted(
                    "witness.not_designated",
                    "{label}: badge {badge} is no supervisor and was not designated for this burn. A supervisor who"
                    " neither planned nor approves it must designate the badge first, or name another witness",
                    label=unit.label, badge=witness.badge,
                )  # fmt: skip


def asks_designation(asked: Iterable[Requirements]) -> bool:
    """Say whether a law among these lets only supervisors and who was designated for the burn watch it."""
    return any(each.designation != "not_asked" for each in asked)


def check_can_designate(officer: Officer, witness: Officer, session: BurnSession, asked: Asked) -> None:
    """Return when the officer may designate this witness for the burn: a supervisor who neither planned nor approved
    it, another person whose task it is to watch; where the law of a load asks for it."""
    check_holds_role(officer, Role.SUPERVISOR)
    if officer.id in (session.planner_id, session.approver_id):
        raise NotPermitted(
            "designation.decided", "Another supervisor must designate: you planned or approved this burn"
        )
    if officer.id == witness.id:
        raise NotPermitted("designation.own", "Another person must designate you")
    check_holds_role(witness, *WITNESSES)
    law.check_designation_asked(asks=any(asks_designation(each) for each in asked.values()))


def may_watch(
    first: Officer,
    second: Officer,
    units: Sequence[HandlingUnit],
    asked: Asked,
    *,
    designated: Collection[UUID] = (),
) -> bool:
    """Say whether the law of every unit lets the two watch it burn, so that no lot falls on a pair it refuses."""
    try:
        for unit in units:
            check_witness_rules(first, second, unit, asked[unit.id], designated=designated)
    except NotPermitted:
        return False
    return True


def _agency(officer: Officer) -> str | None:
    return None if officer.unit is None else officer.unit.agency


def _same(one: object, other: object) -> bool:
    """Say whether two are the same, or cannot be told apart."""
    return one is None or other is None or one == other
