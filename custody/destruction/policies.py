"""When: the state of the facts that an act needs. Each check returns, or raises with a sentence for an officer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from custody.core.errors import IntegrityBroken, InvalidInput, NotAllowedNow
from custody.core.lifecycle import ASH, TERMINAL, AuthorityState, CustodyState, authority_after
from custody.core.postings import NO_DRUGS
from custody.core.texts import said as _
from custody.core.tolerance import hides_a_package
from custody.core.waivable import CHECK_OLD, NOT_SEEN, ONE_WITNESS
from custody.evidence import policies as evidence
from custody.evidence.entries import basis_for

if TYPE_CHECKING:
    from custody.core.tolerance import Load
    from custody.destruction.balance import Balance
    from custody.destruction.entries import StageCheck
    from custody.destruction.models import Attestation, BurnSession, DestructionOrder, ManifestLine, OrderLine
    from custody.evidence.models import HandlingUnit, Seizure
    from custody.organisation.models import Officer

CHECK_LASTS = timedelta(hours=24)
"""How long the independent check of a staged load holds (domain invariant 3)."""
_SESSION_WORDS = {
    "planned": _("not approved yet"),
    "approved": _("already approved"),
    "burnt": _("already burnt"),
    "cancelled": _("cancelled"),
    "aborted": _("aborted"),
}
_LACKING = {
    "sample": _("{label} cannot be burnt: no sample of it is kept"),
    "photo": _("{label} cannot be burnt: there is no photo of it or of its seizure"),
}


# --- orders -------------------------------------------------------------------------------------------------


def check_authority_step(unit: HandlingUnit, *, code: str) -> AuthorityState:
    """Return the authority state that event ``code`` leads the unit to; raise ``NotAllowedNow`` when there is none."""
    return authority_after(code=code, before=AuthorityState(unit.authority_state))


def check_orderable(unit: HandlingUnit) -> None:
    """Return for goods in custody that lie in no other unit, and that no order covers yet. Whether a sample has
    served is asked beside (``sample_policies``).
    """
    evidence.check_outermost(unit)
    evidence.check_goods(unit)
    evidence.check_live(unit)
    if unit.kind in NO_DRUGS:
        raise NotAllowedNow("order.no_drugs", "{label} is no drugs: it goes back, or to an authority", label=unit.label)
    check_authority_step(unit, code="order.recorded/1")


def check_evidence_kept(units: Iterable[HandlingUnit], lacking: Mapping[UUID, tuple[str, ...]]) -> None:
    """Return when a part of everything is kept and the rest was photographed (R2)."""
    for unit in units:
        for what in lacking.get(unit.id, ()):
            raise NotAllowedNow(f"evidence.no_{what}", _LACKING[what], label=unit.label)


def check_one_jurisdiction(units: Sequence[HandlingUnit]) -> str:
    """Return the jurisdiction of the units; raise ``InvalidInput`` when there is more than one."""
    found = {unit.jurisdiction for unit in units}
    if len(found) != 1:
        raise InvalidInput(
            "order.jurisdictions",
            "These units belong to different jurisdictions: use one order for each",
            field="units",
        )
    return found.pop()


def check_issued_on(
    issued_on: date, *, at: datetime, units: Iterable[HandlingUnit], zones: Mapping[UUID, str]
) -> None:
    """Return for a date that is neither ahead of us nor before the goods were seized, in the local days of where they
    are: ``zones`` by unit, the house's where none is named."""
    found = [(unit, ZoneInfo(zones.get(unit.id, settings.CUSTODY_SITE_TIME_ZONE))) for unit in units]
    if all(issued_on > at.astimezone(zone).date() for _unit, zone in found):
        raise InvalidInput("order.future", "The order cannot be of a day to come. Check the date", field="issued_on")
    for unit, zone in found:
        if unit.seized_at is not None and issued_on < unit.seized_at.astimezone(zone).date():
            raise InvalidInput(
                "order.before_seizure",
                "The order is older than the seizure of {label}. Check the date",
                field="issued_on",
                label=unit.label,
            )


def check_to_verify(order: DestructionOrder) -> None:
    """Return while the order waits for its second pair of eyes."""
    if order.state != "recorded":
        words = {"verified": _("verified"), "refused": _("refused"), "revoked": _("revoked")}
        raise NotAllowedNow("order.closed", "This order was already {state}", state=words[order.state])


def check_one_order(lines: Sequence[OrderLine | None]) -> None:
    """Return when one order covers all of what becomes one unit, or none covers any of it."""
    if len({None if line is None else line.order_id for line in lines}) > 1:
        raise NotAllowedNow("merge.orders", "Units under different orders never become one. Burn each as it is")


def check_has_paper(*, has_paper: bool) -> None:
    """Return when there is something to hold the record against (R2)."""
    if not has_paper:
        raise NotAllowedNow(
            "order.no_paper",
            "Nothing is attached that the record can be held against. Attach the order as PDF or photo",
        )


# --- burns --------------------------------------------------------------------------------------------------


def check_session(session: BurnSession, *states: str) -> None:
    """Return when the burn is in one of the states."""
    if session.state not in states:
        raise NotAllowedNow(
            "session.state",
            "The burn {code_word} is {state}. Its page shows what can be done now",
            code_word=session.code_word,
            state=_SESSION_WORDS[session.state],
        )


def check_schedulable(unit: HandlingUnit) -> None:
    """Return for goods in custody that may burn and are in no burn yet. The quay waits for no scale; the fire does.
    What left a burn after its check is checked anew in store, and nowhere else."""
    evidence.check_outermost(unit)
    evidence.check_live(unit)
    check_authority_step(unit, code="unit.scheduled/1")
    if unit.custody_state == CustodyState.STAGED:
        raise NotAllowedNow(
            "unit.still_staged",
            "{label} was checked for a burn that it left. Put it back in store before another burn is booked",
            label=unit.label,
        )
    if unit.gross_mg is None and unit.kind not in NO_DRUGS:
        raise NotAllowedNow(
            "weight.missing", "{label} was never weighed. Weigh it before a burn is booked", label=unit.label
        )


def check_starts_ahead(starts_at: datetime, *, at: datetime) -> None:
    """Return for a time to come; a burn is planned before it begins."""
    if starts_at <= at:
        raise InvalidInput(
            "session.past", "A burn is planned for a time to come. Check date and time", field="starts_at"
        )


def check_hour_free(*, taken: bool) -> None:
    """Return when no other burn of the furnace begins at that moment."""
    if taken:
        raise InvalidInput(
            "session.taken",
            "Another burn begins at this furnace at that time. Choose another time",
            field="starts_at",
        )


def check_fits(*, planned_mg: int, limit_mg: int) -> None:
    """Return when the furnace can take the load in one burn.

    The sentence names no figure: masses are sealed, and so is what the furnace can take.
    """
    if planned_mg > limit_mg:
        raise NotAllowedNow("session.over_limit", "This is more than the furnace takes in one burn. Take units out")


def check_not_attested(attestations: Mapping[UUID, Attestation]) -> None:
    """Return while no witness has signed: afterwards nobody may look for witnesses who say something else."""
    if attestations:
        raise NotAllowedNow(
            "session.attested", "A witness has already signed. The witnesses cannot be changed any more"
        )


def check_on_manifest(units: Iterable[HandlingUnit], lines: Mapping[UUID, ManifestLine]) -> None:
    """Return when each of the units is in this burn."""
    for unit in units:
        if unit.id not in lines:
            raise NotAllowedNow("session.not_on_manifest", "{label} is not in this burn", label=unit.label)


def check_pair_rotates(pair: frozenset[UUID], neighbours: Iterable[frozenset[UUID]]) -> None:
    """Return when the pair was not, and will not be, the witnesses of a burn next to this one (R11)."""
    if pair in neighbours:
        raise NotAllowedNow(
            "witness.same_pair",
            "These two are the witnesses of a burn too near to this one. Name another pair",
        )


# --- staging ------------------------------------------------------------------------------------------------


def check_each_once(checks: Sequence[StageCheck]) -> None:
    """Return when no unit was checked twice in one list: the second reading would hide the first."""
    if len({check.unit_id for check in checks}) != len(checks):
        raise InvalidInput("stage.twice", "A unit is in the list twice. Take one out", field="units")


def check_counted(unit: HandlingUnit, check: StageCheck, *, load: Load | None) -> None:
    """Return when the packages were counted, or when a weight alone would show that one is missing (R12)."""
    if check.reading.package_count is not None or unit.package_count is None:
        return
    basis = basis_for(kind=unit.kind, given=check.reading.weighing_basis or unit.weighing_basis)
    if hides_a_package(basis, gross_mg=check.reading.gross_mg, packages=unit.package_count, load=load):
        raise InvalidInput(
            "stage.count",
            "Count the packages of {label}: a weight alone could hide one",
            field="package_count",
            label=unit.label,
        )


def check_scale_is_right(check: StageCheck, *, is_calibrated: bool) -> None:
    """Return when the scale of a check that is made now was calibrated and in use: a check lets goods to the fire, and
    a scale that nobody vouches for lets anything. What was checked earlier and is entered late is a fact, marked."""
    if check.reading.scale_code is not None and not is_calibrated:
        raise InvalidInput(
            "stage.scale",
            "Nobody vouches for scale {scale} now: it is withdrawn, or its calibration ran out. Weigh on another",
            field="scale_code",
            scale=check.reading.scale_code,
        )


# --- the release to burn: invariant 3 -----------------------------------------------------------------------


def check_burn_times(*, started_at: datetime, ended_at: datetime, at: datetime) -> None:
    """Return for a burn that began before it ended and has ended."""
    if ended_at <= started_at:
        raise InvalidInput("burn.times", "The burn must end after it began. Check both times", field="ended_at")
    if ended_at > at:
        raise InvalidInput("burn.future", "The burn cannot end in the time to come. Check the time", field="ended_at")


def check_session_open(session: BurnSession, *, started_at: datetime) -> None:
    """Return when the burn was approved before it began."""
    check_session(session, "approved")
    if session.approved_at is None or session.approved_at > started_at:
        raise NotAllowedNow("burn.before_approval", "The burn began before it was approved. Check when it began")


def check_some_left(lines: Sequence[object]) -> None:
    """Return when something of the burn is left to burn."""
    if not lines:
        raise NotAllowedNow("burn.empty", "Nothing is left in this burn. Cancel it instead")


def check_order_valid(unit: HandlingUnit, line: OrderLine | None, *, at: datetime) -> None:
    """Return when a verified order covered the unit at that time."""
    order = None if line is None else line.order
    if order is None or order.state != "verified" or order.verified_at is None or order.verified_at > at:
        raise NotAllowedNow(
            "burn.no_order",
            "{label} cannot be burnt: no verified order covered it at that time",
            label=unit.label,
        )


def check_no_hold(unit: HandlingUnit) -> None:
    """Return when no magistrate holds the unit back.

    An open incident does not: goods that a tracker lay in burn the sooner the better.
    """
    if unit.authority_state != AuthorityState.SCHEDULED:
        raise NotAllowedNow("burn.hold", "{label} cannot be burnt: it is on hold", label=unit.label)


def check_staged(line: ManifestLine, *, at: datetime, late_waived: Callable[[HandlingUnit], bool]) -> None:
    """Return when an independent checker staged the unit less than a day before, or earlier under a waiver (C18)."""
    if line.staged_at is None or line.staged_mg is None:
        raise NotAllowedNow(
            "burn.not_staged", "{label} cannot be burnt: it was not checked and staged", label=line.unit.label
        )
    is_old = at >= line.staged_at + CHECK_LASTS
    if line.staged_at > at or (is_old and not late_waived(line.unit)):
        raise NotAllowedNow(
            CHECK_OLD, "{label} cannot be burnt: its check must be less than 24 hours old", label=line.unit.label
        )


def check_sealed_since(lines: Iterable[ManifestLine], unsealed: Collection[UUID]) -> None:
    """Return when none of the units was open since its check: what was checked is what burns (domain 4.1, row 9)."""
    for line in lines:
        if line.unit_id in unsealed:
            raise NotAllowedNow(
                "burn.opened",
                "The seal of {label} came off after its check. Take it out of this burn and have it checked anew",
                label=line.unit.label,
            )


def check_at_furnace(units: Iterable[HandlingUnit], here: Collection[UUID]) -> None:
    """Return when all units are at the furnace of this burn; ``here`` are those that lie there."""
    for unit in units:
        if unit.custody_state != CustodyState.AT_FURNACE or unit.id not in here:
            raise NotAllowedNow(
                "burn.not_here",
                "{label} is not at the furnace of this burn: leave it out, or wait for it",
                label=unit.label,
            )


def witnesses_of(session: BurnSession) -> tuple[Officer, Officer]:
    """Return the two witnesses named for the burn: whoever approved it named both."""
    first, second = session.witness_a, session.witness_b
    if first is None or second is None:
        raise IntegrityBroken("witness.none", "No witnesses are named for this burn")
    return first, second


def check_attested(
    session: BurnSession, attestations: Mapping[UUID, Attestation], *, seen: Collection[str] = ("saw_all",),
    one_waived: Callable[[Collection[UUID]], bool],
    unseen_waived: Callable[[Collection[UUID]], bool] = lambda _saw: False,
) -> None:
    """Return when both witnesses signed that they saw all of it burn (R10), or what ``seen`` allows. Under a waiver one
    of them may be missing; what the other says counts as ever, unless they granted it themselves (C18). Under another,
    which was granted by who knew what was signed, one of them may have seen less or have refused; never both."""
    pair = witnesses_of(session)
    signed = [attestations[witness.id] for witness in pair if witness.id in attestations]
    if not signed or (len(signed) < len(pair) and not one_waived(attestations.keys())):
        raise NotAllowedNow(ONE_WITNESS, "A witness of this burn has not signed yet")
    saw = {said.witness_id for said in signed if said.statement in seen}
    if len(saw) < len(signed) and not (saw and unseen_waived(saw)):
        raise _not_seen()


def check_none_refused(attestations: Mapping[UUID, Attestation], *, waived: bool = False) -> None:
    """Return when no witness refused to sign (R5), or somebody who knew of it lets the burn be recorded."""
    if not waived and any(said.statement == "refuses" for said in attestations.values()):
        raise _not_seen()


def _not_seen() -> NotAllowedNow:
    return NotAllowedNow(
        NOT_SEEN,
        "A witness did not see all of it burn: it cannot be recorded as destroyed. If it burnt, tell it, and ask for "
        "a waiver",
    )


# --- afterwards ---------------------------------------------------------------------------------------------


def check_destroyed(unit: HandlingUnit) -> CustodyState:
    """Return the state after the reconciliation of a destroyed unit."""
    evidence.check_outermost(unit)
    return evidence.check_step(unit, code="unit.reconciled/1")


def check_can_close_now(seizure: Seizure, units: Sequence[HandlingUnit]) -> None:
    """Return when the seizure is open and all that was in it, the samples apart, has come to its end, and
    nothing is open about what burnt.

    Samples stay with the registry of the court for as long as the case lasts (R3).
    """
    evidence.check_seizure_open(seizure)
    evidence.check_some(units)
    for unit in units:
        if unit.custody_state not in TERMINAL:
            raise NotAllowedNow("seizure.unit_open", "{label} is not reconciled yet. "
                                                     "Have it reconciled first", label=unit.label)
    # Something may come up about ash that somebody reconciled already.
    evidence.check_not_frozen([unit for unit in units if unit.custody_state in ASH])


def check_balanced(units: Iterable[HandlingUnit], balances: Mapping[UUID, Balance]) -> None:
    """Return when the mass of every unit adds up, or what is missing was explained."""
    for unit in units:
        if not balances[unit.id].closes:
            raise NotAllowedNow(
                "seizure.variance",
                "The mass of {label} does not add up, and nobody has explained it. Have it explained first",
                label=unit.label,
            )
