"""When: what the law of the jurisdiction asks for, at the order and at the fire. Nothing here knows a country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.authority_rules import JUDGES
from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.mass import LARGEST_MG
from custody.core.texts import said as _
from custody.destruction import hold_policies
from custody.evidence.selectors.exceptions import BY_LABORATORY, is_negative

if TYPE_CHECKING:
    from custody.destruction.models import (
        DestructionOrder,
        Instruction,
        Notice,
        OrderRequest,
        RetentionRequest,
        SpokenOrder,
        WitnessDesignation,
    )
    from custody.destruction.selectors.law import Shortage
    from custody.evidence.models import HandlingUnit, Hold
    from custody.organisation.models import Officer
    from custody.organisation.selectors.requirements import Requirements

Asked = Mapping[UUID, Sequence["Requirements"]]
_BARS = {
    "running": _("The notice about the seizure of {label} runs: wait until its time is over"),
    "answered": _("An objection to the destruction of {label} waits to be decided"),
    "upheld": _("The objection to the destruction of {label} was upheld: it cannot be ordered away"),
}
_SETTLED = ("silent", "rejected")
_WAITS = ("asked", "appealed")


# --- at the order -------------------------------------------------------------------------------------------


def check_noticed(
    units: Iterable[HandlingUnit], asked: Asked, notices: Mapping[UUID, Sequence[Notice]], *,
    told: Mapping[UUID, Sequence[Notice]],
) -> None:
    """Return when no notice bars an order, and where the law wants one first, one that told of the unit has run out:
    ``told`` are those, by unit."""
    for unit in units:
        served = [] if unit.seizure_id is None else list(notices.get(unit.seizure_id, ()))
        for notice in served:
            if notice.state in _BARS:
                raise NotAllowedNow(f"order.notice_{notice.state}", _BARS[notice.state], label=unit.label)
        if not is_told(asked[unit.id], told[unit.id]):
            raise NotAllowedNow(
                "order.no_notice", "Serve notice about the seizure of {label} first, and let its time run out",
                label=unit.label,
            )  # fmt: skip


def is_told(asked: Sequence[Requirements], told: Sequence[Notice]) -> bool:
    """Say whether each notice that the law wants first ``told`` of the goods and has run out."""
    wanted = {each.procedure for each in asked} - {"order"}
    return wanted <= {notice.notice_kind for notice in told if notice.state in _SETTLED}


def check_told(unit: HandlingUnit, *, is_told: bool) -> None:
    """Return when the notice that let a unit be ordered tells of it still: its day of service may be another since, and
    goods may have come together."""
    if not is_told:
        raise NotAllowedNow(
            "burn.no_notice",
            "{label} cannot be burnt: no notice about its seizure that has run out told of it. Serve one",
            label=unit.label,
        )


def check_sampled(units: Iterable[HandlingUnit], short: Mapping[UUID, Shortage]) -> None:
    """Return when as many samples were taken of every exhibit as the law asks for."""
    for unit in units:
        found = short.get(unit.id)
        if found is None:
            continue
        if found.taken < found.least:
            raise NotAllowedNow(
                "evidence.few_samples", "{label} cannot be burnt: {taken} of {least} samples of its exhibit were taken",
                label=unit.label, taken=found.taken, least=found.least,
            )  # fmt: skip
        raise NotAllowedNow(
            "evidence.none_kept",
            "{label} cannot be burnt: {taken} of {least} samples for a second analysis were taken",
            label=unit.label, taken=found.kept, least=found.least_kept,
        )  # fmt: skip


def check_judge(
    order: DestructionOrder, asked: Asked, *, instructed: bool, consented: bool
) -> None:
    """Return when a judge authorised the order, or none has to."""
    if lacks_judge(order, asked.values(), instructed=instructed, consented=consented):
        raise NotAllowedNow(
            "order.judge", "An investigating judge must authorise this order first. Record the authorisation"
        )


def check_judge_at_fire(
    unit: HandlingUnit, order: DestructionOrder, asked: Sequence[Requirements], *, instructed: bool, consented: bool
) -> None:
    """Return when a judge authorised the order of the unit, or none has to: also one who got the case after it was
    verified."""
    if lacks_judge(order, [asked], instructed=instructed, consented=consented):
        raise NotAllowedNow(
            "burn.judge", "{label} cannot be burnt: an investigating judge must authorise its order first",
            label=unit.label,
        )  # fmt: skip


def check_report_drawn(unit: HandlingUnit, asked: Sequence[Requirements], *, reported: bool) -> None:
    """Return when an official report of the seizure of the unit is recorded, or its law asks for none (R2)."""
    if not reported and lacks_report(asked):
        raise NotAllowedNow(
            "burn.no_report", "{label} cannot be burnt: no official report of its seizure is recorded",
            label=unit.label,
        )  # fmt: skip


def lacks_report(asked: Sequence[Requirements]) -> bool:
    """Say whether the law asks for an official report before the fire."""
    return any(each.report == "before_fire" for each in asked)


def lacks_judge(
    order: DestructionOrder, asked: Iterable[Sequence[Requirements]], *, instructed: bool, consented: bool
) -> bool:
    """Say whether the law of some units wants a judge to authorise their order, and none did."""
    rules = {each.judge for found in asked for each in found}
    wanted = "always" in rules or ("under_instruction" in rules and instructed)
    return wanted and not consented and order.authority not in JUDGES


def check_oral(asked: Asked) -> None:
    """Return where the law lets an order be given by word of mouth."""
    if any(each.oral == "refused" for found in asked.values() for each in found):
        raise NotAllowedNow("order.oral", "An order by word of mouth does not count here. Ask for it in writing")


def check_to_authorise(order: DestructionOrder, *, consented: bool) -> None:
    """Return while the order waits to be verified or stands, and no judge's authorisation was recorded."""
    if order.state not in ("recorded", "verified"):
        raise NotAllowedNow("order.settled", "This order does not stand: it was refused or revoked")
    if consented:
        raise NotAllowedNow("order.authorised", "The judge's authorisation of this order is recorded already")


def check_to_confirm(spoken: SpokenOrder | None, order: DestructionOrder) -> SpokenOrder:
    """Return the oral order while its paper is missing."""
    if spoken is None:
        raise NotAllowedNow("order.not_spoken", "This order was given in writing: there is nothing to confirm")
    if spoken.confirmed_at is not None:
        raise NotAllowedNow("order.confirmed", "The paper of this order is recorded already")
    if order.state not in ("recorded", "verified"):
        raise NotAllowedNow("order.settled", "This order does not stand: it was refused or revoked")
    return spoken


# --- the case of the judge ----------------------------------------------------------------------------------


def check_no_instruction(found: Instruction | None) -> None:
    """Return when no investigating judge has the case."""
    if found is not None:
        raise NotAllowedNow("instruction.open", "It is recorded already that an investigating judge has the case")


def check_instruction(found: Instruction | None) -> Instruction:
    """Return the open instruction; raise ``NotAllowedNow`` when there is none."""
    if found is None:
        raise NotAllowedNow("instruction.none", "No investigating judge has this case")
    return found


# --- notices and appeals ------------------------------------------------------------------------------------


def notice_kind_for(asked: Iterable[Requirements]) -> str:
    """Return which notice the law wants before an order; raise ``NotAllowedNow`` when it wants none."""
    kinds = {each.procedure for each in asked}
    for kind in ("silent_consent", "notice"):
        if kind in kinds:
            return kind
    raise NotAllowedNow("notice.none", "The law asks for no notice here: record the order")


def check_appealable(order: DestructionOrder, asked: Asked) -> None:
    """Return for an order that stands and that somebody may appeal."""
    if order.state != "verified":
        raise NotAllowedNow("appeal.not_verified", "An order is served once it is verified. Have it verified first")
    if all(each.appeal == "none" for found in asked.values() for each in found):
        raise NotAllowedNow("appeal.none", "Nobody can appeal this order: there is nothing to serve")


def check_running_none(earlier: Notice) -> None:
    """Return when the earlier notice is settled, so that its time may run anew."""
    if earlier.state in ("running", "answered"):
        raise NotAllowedNow("notice.open", "This was served already, and its time is not settled yet")


def check_running(notice: Notice) -> None:
    """Return while nobody has answered the notice."""
    if notice.state != "running":
        raise NotAllowedNow("notice.not_running", "This notice was answered or settled already")


def check_ran_out(notice: Notice, *, due_at: datetime | None, at: datetime) -> None:
    """Return when the time of the notice is over and nobody answered."""
    _check_unsettled(notice)
    check_running(notice)
    if due_at is not None and at < due_at:
        raise NotAllowedNow("notice.runs", "The time of this notice is not over yet")


def check_objected(notice: Notice) -> None:
    """Return while an objection to the notice waits to be decided."""
    _check_unsettled(notice)
    if notice.state != "answered":
        raise NotAllowedNow("notice.unanswered", "Nobody objected: record that the time ran out in silence")


def _check_unsettled(notice: Notice) -> None:
    if notice.state not in ("running", "answered"):
        raise NotAllowedNow("notice.settled", "This notice is settled already")


# --- what is to be retained ---------------------------------------------------------------------------------


def check_quantity(retain_mg: int) -> None:
    """Return for a quantity above nothing, and not beyond any load."""
    if not 0 < retain_mg <= LARGEST_MG:
        raise InvalidInput("retention.nothing", "Enter how much is to be retained", field="retain_mg")


def check_none_open(known: Iterable[RetentionRequest]) -> None:
    """Return when no request of the seizure waits for its answer."""
    if any(each.state in _WAITS for each in known):
        raise NotAllowedNow("retention.open", "A request to retain waits already. Have that one decided first")


def check_to_decide(found: RetentionRequest) -> None:
    """Return while the request waits for its answer."""
    if found.state not in _WAITS:
        raise NotAllowedNow("retention.decided", "This request was decided already")


def check_to_appeal(found: RetentionRequest) -> None:
    """Return for a request that was denied and not appealed yet."""
    if found.state != "denied":
        raise NotAllowedNow("retention.not_denied", "Only a denial can be appealed, and once")


# --- the magistrate -----------------------------------------------------------------------------------------


def check_no_request(found: OrderRequest | None) -> None:
    """Return when no magistrate is asked about the seizure yet."""
    if found is not None:
        raise NotAllowedNow("request.open", "A magistrate is asked about this seizure already")


def check_request_open(request: OrderRequest) -> None:
    """Return while the magistrate has not answered."""
    if request.state != "open":
        raise NotAllowedNow("request.answered", "This request was answered already")


def check_asked_back(request: OrderRequest) -> None:
    """Return when the magistrate asked something and nobody has answered it yet."""
    if request.state != "answered" or request.answer != "ask":
        raise NotAllowedNow("request.no_question", "The magistrate asked nothing that waits for an answer")


def check_link(request: OrderRequest | None, *, at: datetime) -> OrderRequest:
    """Return the request of a link that is good; raise ``NotAllowedNow`` for one that was used or ran out."""
    if request is None or request.link_expires_at is None or at >= request.link_expires_at:
        raise NotAllowedNow(
            "request.link", "This link was used or has run out. Ask the case officer for a new one"
        )
    check_request_open(request)
    return request


# --- the release to burn ------------------------------------------------------------------------------------


def check_lawful(
    unit: HandlingUnit,
    *,
    asked: Sequence[Requirements],
    unconfirmed: bool,
    appeal: Notice | None,
    notices: Sequence[Notice],
    retentions: Sequence[RetentionRequest],
    is_short: bool,
) -> None:
    """Return when nothing that the law gives time or room for stands between the order and the fire."""
    if unconfirmed:
        raise NotAllowedNow(
            "burn.oral", "{label} cannot be burnt: the oral order was not confirmed in writing", label=unit.label
        )
    if appeal is not None and appeal.state == "upheld":
        raise NotAllowedNow(
            "burn.appeal_upheld",
            "{label} cannot be burnt: an appeal against its order was upheld. Have the order revoked", label=unit.label,
        )  # fmt: skip
    if any(each.state in _BARS for each in notices):
        raise NotAllowedNow(
            "burn.notice",
            "{label} cannot be burnt: a notice about its seizure runs, or somebody objected. Have that decided first",
            label=unit.label,
        )  # fmt: skip
    if any(each.appeal == "suspensive" for each in asked):
        if appeal is None:
            raise NotAllowedNow(
                "burn.not_served", "{label} cannot be burnt: its order was not served", label=unit.label
            )
        if appeal.state not in _SETTLED:
            raise NotAllowedNow(
                "burn.appeal", "{label} cannot be burnt: an appeal against its order is possible or not decided",
                label=unit.label,
            )  # fmt: skip
    for each in retentions:
        if each.state in _WAITS:
            raise NotAllowedNow(
                "burn.retention_open", "{label} cannot be burnt: it is not decided what of its seizure is retained",
                label=unit.label,
            )  # fmt: skip
    if is_short:
        raise NotAllowedNow(
            "burn.retain", "{label} cannot be burnt: what must be retained of its seizure was not taken yet",
            label=unit.label,
        )  # fmt: skip


def check_retained_first(unit: HandlingUnit, retentions: Sequence[RetentionRequest], *, is_short: bool) -> None:
    """Return when goods may go to somebody else: what was asked to be retained of their seizure is refused or taken."""
    if any(each.state in _WAITS for each in retentions) or is_short:
        raise NotAllowedNow(
            "exception.retention",
            "{label} stays: what must be retained of its seizure is not decided or not taken yet", label=unit.label,
        )  # fmt: skip


def check_laboratory_holds(hold: Hold) -> None:
    """Return when a laboratory holds the goods back, and no authority: what one holds needs its decision to go."""
    if hold.authority != BY_LABORATORY:
        raise NotAllowedNow(
            "hold.lasts", "An authority holds {label} back. Have its decision to lift that recorded and verified first",
            label=hold.unit.label,
        )  # fmt: skip


def check_liftable(hold: Hold) -> None:
    """Return while the hold lasts, unless a laboratory placed it and still says that there are no drugs: then the goods
    go another way."""
    hold_policies.check_hold_lasts(hold)
    if hold.authority == BY_LABORATORY and is_negative(hold.unit):
        raise NotAllowedNow(
            "hold.no_drugs",
            "No drugs were found in {label}. Ask for it to go back or to be destroyed as goods, or have another sample "
            "analysed",
            label=hold.unit.label,
        )


def check_designation_asked(*, asks: bool) -> None:
    """Return when the law of a load asks that a witness is designated for the burn (37 TAC 13.159)."""
    if not asks:
        raise NotAllowedNow(
            "designation.not_asked",
            "The law of these goods asks for no designation: name the witnesses at the approval",
        )


def check_not_designated(found: Iterable[WitnessDesignation], witness: Officer, *, by: Officer) -> None:
    """Return when this person has not designated the witness for the burn before."""
    if any((each.witness_id, each.designated_by_id) == (witness.id, by.id) for each in found):
        raise NotAllowedNow(
            "designation.done", "You have designated badge {badge} for this burn already", badge=witness.badge
        )
