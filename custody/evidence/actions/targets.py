"""Before the stop: what is looked for, whether it is searched or let go, and the stop with which it is met."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from custody.core.errors import InvalidInput
from custody.core.events import (
    TARGET_FOUND_ELSEWHERE,
    TARGET_LET_GO,
    TARGET_LET_GO_ASKED,
    TARGET_MET,
    TARGET_OPENED,
    TARGET_RESCHEDULED,
    TARGET_SEARCH_DECIDED,
)
from custody.core.identifiers import (
    check_container_number,
    new_public_ref,
    parse_container_number,
    parse_imo_number,
)
from custody.evidence import entries, lists, policies, target_permissions
from custody.evidence.actions import steps
from custody.evidence.locking import lock_target, lock_targets
from custody.evidence.models import Target, TargetHit
from custody.evidence.selectors import targets as reads
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from custody.core.act import Act
    from custody.evidence.models import HandlingUnit, Tip
    from custody.ledger.recording import Record


def open_target(
    *,
    act: Act,
    origin: str,
    grounds: str,
    expected_at: datetime,
    container_number: str | None = None,
    imo_number: str | None = None,
    vessel: str | None = None,
    call: str | None = None,
    authority: str | None = None,
    tip_reference: str | None = None,
) -> Target:
    """Open a target: a container, a ship, or both, expected at a time, for a reason; return it.

    ``origin`` is one of ``lists.TARGET_ORIGINS``. A tip is named by the reference its handler gave, the message of a
    foreign authority by who sent it. Numbers must pass their own check: nobody has read them off a door yet.
    Who: an officer, a source handler, or who commands. When: always. Appends ``target.opened/1``.
    """
    target_permissions.check_can_target(act.actor)
    entries.chosen(origin, lists.TARGET_ORIGINS, field="origin")
    why = entries.clean_reason(grounds, field="grounds")
    number = _read("container_number", container_number, _container)
    imo = _read("imo_number", imo_number, parse_imo_number)
    if number is None and imo is None:
        raise InvalidInput("target.nothing", "Enter the number of the container or of the ship",
                           field="container_number")  # fmt: skip
    ship = entries.clean_text(vessel, field="vessel", most=80)
    visit = entries.clean_text(call, field="call", most=40)
    sender = _sender(origin, authority)
    tip = _tip(origin, tip_reference)
    with recording(act, authorises=True) as record:
        target_permissions.check_day(expected_at, at=record.now)
        target_id = uuid4()
        target = Target(
            id=target_id,
            stream_id=record.open_stream(kind="target", ref=target_id),
            reference=_fresh_reference(),
            origin=origin,
            tip=tip,
            authority=sender,
            grounds_sealed=reads.seal_part(why, of="target-grounds", row_id=target_id),
            container_sealed=reads.seal_part(number, of="target-container", row_id=target_id),
            container_token=reads.number_token(number, of="container"),
            imo_sealed=reads.seal_part(imo, of="target-imo", row_id=target_id),
            imo_token=reads.number_token(imo, of="imo"),
            vessel_sealed=reads.seal_part(ship, of="target-vessel", row_id=target_id),
            call=visit,
            expected_at=expected_at,
            opened_by=act.actor,
            opened_at=record.at,
        )
        target.save(force_insert=True)
        record.append(
            TARGET_OPENED,
            on=target,
            target_id=target.id,
            reference=target.reference,
            opened_at=record.at,
            tip_id=target.tip_id,
            container_number=number,
            imo_number=imo,
            vessel=ship,
            call=visit,
            expected_at=expected_at,
            cause=origin,
            authority=sender,
            grounds=why,
            opened_by=act.actor.pseudonym,
        )
        record.result = {"target": str(target.id)}
    return target


def reschedule_target(
    *, act: Act, target_id: UUID, expected_at: datetime, call: str | None = None, reason: str | None = None
) -> Target:
    """Say that the consignment is expected at another time, and return the target; its clock begins anew.

    Who: an officer who may know of it. When: it is not here and was not let go. Appends ``target.rescheduled/1``.
    """
    visit = entries.clean_text(call, field="call", most=40)
    why = entries.clean_text(reason, field="reason", most=500)
    with recording(act, authorises=True) as record:
        target = _locked(act, target_id)
        target_permissions.check_can_reschedule(act.actor, target)
        target_permissions.check_day(expected_at, at=record.now)
        target_permissions.check_latest(expected_at, target)
        target.expected_at, target.call = expected_at, visit or target.call
        target.save(update_fields=["expected_at", "call"])
        record.append(
            TARGET_RESCHEDULED, on=target, told_at=record.at, expected_at=expected_at, call=target.call, reason=why
        )
        record.result = {"target": str(target.id)}
    return target


def decide_search(*, act: Act, target_id: UUID, searcher_badge: str, expected_seq: int | None = None) -> Target:
    """Decide that the consignment is stopped and searched, name who does it, and return the target.

    One person is enough; also for what was let go, when somebody learns more. Who: an officer who may know of it.
    When: it is not here yet. Appends ``target.search_decided/1``.
    """
    searcher = officer_by_badge(badge=searcher_badge, field="searcher_badge")
    target_permissions.check_can_be_sent(searcher)
    with recording(act, authorises=True) as record:
        target = _locked(act, target_id)
        policies.check_version(target, expected_seq)
        target_permissions.check_can_decide_search(act.actor, target)
        target.state, target.search_by, target.searcher, target.search_at = "search", act.actor, searcher, record.at
        target.save(update_fields=["state", "search_by", "searcher", "search_at"])
        record.append(
            TARGET_SEARCH_DECIDED,
            on=target,
            search_at=record.at,
            search_by=act.actor.pseudonym,
            searcher=searcher.pseudonym,
        )
        record.result = {"target": str(target.id)}
    return target


def ask_let_go(
    *, act: Act, target_id: UUID, reason_code: str, reason: str, expected_seq: int | None = None
) -> Target:
    """Ask that the consignment is let go, with the reason, and return the target; another person decides.

    Who: an officer who may know of it. When: nobody decided yet, or it was to be searched.
    Appends ``target.let_go_asked/1``.
    """
    entries.chosen(reason_code, lists.LET_GO_REASONS, field="reason_code")
    why = entries.clean_reason(reason)
    with recording(act, authorises=True) as record:
        target = _locked(act, target_id)
        policies.check_version(target, expected_seq)
        target_permissions.check_can_ask_let_go(act.actor, target)
        target_permissions.check_reason(target, reason_code)
        target.state, target.asked_by, target.asked_at = "asked", act.actor, record.at
        target.reason_code = reason_code
        target.reason_sealed = reads.seal_part(why, of="target-reason", row_id=target.id)
        target.let_go_by = target.let_go_at = None
        target.save(update_fields=["state", "asked_by", "asked_at", "reason_code", "reason_sealed", "let_go_by",
                                   "let_go_at"])  # fmt: skip
        record.append(
            TARGET_LET_GO_ASKED,
            on=target,
            asked_at=record.at,
            reason_code=reason_code,
            reason=why,
            asked_by=act.actor.pseudonym,
        )
        record.result = {"target": str(target.id)}
    return target


def let_go(*, act: Act, target_id: UUID, expected_seq: int | None = None) -> Target:
    """Let the consignment go, as the second of two, and return the target. Who does not agree decides to search.

    Who: who commands, did not ask for it, and said nothing of its images. When: somebody asked for it.
    Appends ``target.let_go/1``.
    """
    with recording(act, authorises=True) as record:
        target = _locked(act, target_id)
        policies.check_version(target, expected_seq)
        target_permissions.check_can_let_go(act.actor, target)
        target_permissions.check_reason(target, target.reason_code)
        target.state, target.let_go_by, target.let_go_at = "let_go", act.actor, record.at
        target.save(update_fields=["state", "let_go_by", "let_go_at"])
        record.append(TARGET_LET_GO, on=target, let_go_at=record.at, let_go_by=act.actor.pseudonym)
        record.result = {"target": str(target.id)}
    return target


def tell_of_find(*, act: Act, target_id: UUID, authority: str, remark: str) -> Target:
    """Record that somebody else found drugs in the consignment, and return the target. The last find stands on it,
    those before in its history: two ports may each find a part.

    Who: an officer who may know of it. When: always; also where we had it ourselves and let it leave.
    Appends ``target.found_elsewhere/1``.
    """
    who = entries.clean_reason(authority, field="authority", most=80)
    what = entries.clean_reason(remark, field="remark")
    with recording(act) as record:
        target = _locked(act, target_id)
        target_permissions.check_can_tell_of_find(act.actor, target)
        target.found_at, target.found_authority, target.found_remark = record.at, who, what
        target.found_told_by = act.actor
        target.save(update_fields=["found_at", "found_authority", "found_remark", "found_told_by"])
        record.append(
            TARGET_FOUND_ELSEWHERE,
            on=target,
            found_at=record.at,
            found_authority=who,
            found_remark=what,
            found_told_by=act.actor.pseudonym,
        )
        record.result = {"target": str(target.id)}
    return target


def meet_at_stop(record: Record, unit: HandlingUnit, *, container: str | None, imo: str | None) -> None:
    """Link a conveyance that is being stopped to the targets of its numbers. A step of the stop: nobody is asked.

    Appends ``target.met/1`` on each.
    """
    for target in lock_targets(reads.targets_of_stop(container=container, imo=imo, at=record.at)):
        meet(record, target, unit)


def meet(record: Record, target: Target, unit: HandlingUnit) -> None:
    """Write that a conveyance in custody belongs to a target. A step; the target is locked.

    Appends ``target.met/1``.
    """
    hit = TargetHit(
        target=target, stream_id=target.stream_id, unit=unit, met_at=record.at, after_let_go=target.state == "let_go"
    )
    hit.save(force_insert=True)
    target.state = "contained"
    target.link_unit = target.link_by = target.link_at = None
    target.save(update_fields=["state", "link_unit", "link_by", "link_at"])
    record.append(
        TARGET_MET,
        on=target,
        rows=[hit],
        hit_id=hit.id,
        unit_id=unit.id,
        met_at=record.at,
        after_let_go=hit.after_let_go,
    )


def _locked(act: Act, target_id: UUID) -> Target:
    reads.target_for(act.actor, target_id=target_id)
    return lock_target(target_id)


def _container(text: str) -> str:
    number = parse_container_number(text)
    check_container_number(number)
    return str(number)


def _read(field: str, text: str | None, parse: Callable[[str], str]) -> str | None:
    if text is None or not text.strip():
        return None
    try:
        return parse(text)
    except InvalidInput as refusal:
        raise steps.on_field(refusal, field) from None


def _sender(origin: str, authority: str | None) -> str | None:
    """Return which authority sent the message; only a message has a sender."""
    if origin != "foreign_message":
        return None
    sender = entries.clean_text(authority, field="authority", most=80)
    if sender is None:
        raise InvalidInput("target.sender", "Enter which authority sent the message", field="authority")
    return sender


def _tip(origin: str, reference: str | None) -> Tip | None:
    """Return the tip that is named; only a tip has one."""
    if origin != "tip":
        return None
    found = reads.tip_of_reference(reference or "")
    if found is None:
        raise InvalidInput("target.tip", "Enter the reference of the tip, as its handler gave it",
                           field="tip_reference")  # fmt: skip
    return found


def _fresh_reference() -> str:
    """Return a reference that no target had: it names the target on screens and says nothing."""
    while True:
        drawn = new_public_ref(secrets.token_bytes(5), length=6)
        if not Target.objects.filter(reference=drawn).exists():
            return drawn
