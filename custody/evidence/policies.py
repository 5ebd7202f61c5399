"""When: the state of the facts that an act needs. Each check returns, or raises with a sentence for an
officer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow, StaleVersion
from custody.core.identifiers import seal_as_read
from custody.core.lifecycle import STATE_WORDS, CustodyState, Family, custody_after
from custody.core.texts import said as _
from custody.core.waivable import OVER_CAP, OVER_VALUE, SWEEP_MISSING
from custody.evidence import lists, register_policies
from custody.evidence.entries import is_weight_of_its_own
from custody.evidence.selectors import facts, labels, room
from custody.evidence.selectors.exceptions import bars_on

if TYPE_CHECKING:
    from custody.evidence.entries import Reading
    from custody.evidence.models import (
        Discrepancy,
        GuardPost,
        HandlingUnit,
        Incident,
        Mission,
        MissionStop,
        Seal,
        Seizure,
        Transfer,
    )
    from custody.ledger.rows import LedgerRow
    from custody.organisation.models import Place


def check_step(unit: HandlingUnit, *, code: str) -> CustodyState:
    """Return the state that event ``code`` leads the unit to; raise ``NotAllowedNow`` when the lifecycle has
    no step."""
    return custody_after(family=unit.family, code=code, before=CustodyState(unit.custody_state))


def check_live(unit: HandlingUnit) -> None:
    """Return while the unit can still be handled."""
    if unit.is_gone:
        raise NotAllowedNow(
            "unit.gone",
            "{label} is {state}: nothing can be done with it any more",
            label=unit.label,
            state=STATE_WORDS[CustodyState(unit.custody_state)],
        )


def check_outermost(unit: HandlingUnit) -> None:
    """Return for a unit that lies in no other: a unit inside another follows it in everything."""
    if unit.parent_id is not None:
        raise NotAllowedNow(
            "unit.inside",
            "{label} is inside another unit. Use the label of the outermost unit",
            label=unit.label,
        )


def check_goods(unit: HandlingUnit) -> None:
    """Return for goods, not for a conveyance."""
    if unit.family is not Family.GOODS:
        raise NotAllowedNow("unit.not_goods", "{label} is a conveyance: this is for what was seized", label=unit.label)


def check_conveyance(unit: HandlingUnit) -> None:
    """Return for a conveyance, not for goods."""
    if unit.family is not Family.CONVEYANCE:
        raise NotAllowedNow(
            "unit.not_conveyance", "{label} is no conveyance: this is for what was stopped", label=unit.label
        )


def check_not_frozen(units: Sequence[HandlingUnit]) -> None:
    """Return while nothing differs in the units nor in what is inside them, and no signature that bars them is owed."""
    check_nothing_differs(units)
    check_signed(units)


def check_nothing_differs(units: Sequence[HandlingUnit]) -> None:
    """Return while none of the units, nor anything inside them, has an open discrepancy."""
    frozen = facts.frozen_among(units)
    if frozen is not None:
        raise NotAllowedNow("unit.frozen", "{label} is frozen by a discrepancy until a supervisor has resolved it",
                            label=frozen.label)  # fmt: skip


def check_signed(units: Sequence[HandlingUnit]) -> None:
    """Return while no signature is owed that would bar one of the units."""
    unsigned = next((unit for unit in units if unit.signature_owed), None)
    if unsigned is not None and (badges := ", ".join(bars_on([unsigned])[unsigned.id])):
        raise NotAllowedNow("unit.unsigned", "{label} stays until badge {badges} has signed for what was done with it",
                            label=unsigned.label, badges=badges)  # fmt: skip
    if unsigned is not None:
        raise NotAllowedNow("unit.unsigned", "{label} stays until the second person has signed for what was done "
                            "with it", label=unsigned.label)  # fmt: skip


def check_not_offered(units: Sequence[HandlingUnit]) -> None:
    """Return while none of the units is offered to somebody."""
    line = facts.offered_among(units)
    if line is not None:
        raise NotAllowedNow(
            "transfer.open", "{label} is offered to somebody. Withdraw the offer first", label=line.unit.label
        )


def check_swept(unit: HandlingUnit) -> None:
    """Return when goods were swept for trackers, or a waiver lets them go unswept; a conveyance is exempt, it is swept
    when it is stripped."""
    if unit.family is Family.GOODS and unit.unswept and not room.sweep_waived(unit):
        raise NotAllowedNow(SWEEP_MISSING, "{label} cannot leave yet: sweep missing", label=unit.label)


def check_goes_to_quarantine(units: Sequence[HandlingUnit], place: Place) -> None:
    """Return when goods that were not swept are on their way to a quarantine bay; where they go is a choice, and a
    place that is swept stays so."""
    if place.kind != lists.QUARANTINE_KIND and any(unit.unswept for unit in units if unit.family is Family.GOODS):
        raise InvalidInput(
            "sweep.quarantine",
            "Goods that were not swept go to a quarantine bay. Choose one as the destination",
            field="destination",
        )


def brought_unswept(units: Sequence[HandlingUnit], place: Place) -> list[HandlingUnit]:
    """Return those of the units that are about to lie unswept where only swept goods lie: in a store or at a furnace,
    not in a quarantine bay, and without a waiver now or when they left."""
    if place.kind not in {*lists.STORE_KINDS, lists.FURNACE_KIND} - {lists.QUARANTINE_KIND}:
        return []
    unswept = [unit for unit in units if unit.family is Family.GOODS and unit.unswept]
    known = facts.known_unswept(unswept) if unswept else set()
    return [
        unit
        for unit in unswept
        if unit.id not in known
        and not room.sweep_waived(unit)
        and not (unit.state_since is not None and room.sweep_waived(unit, at=unit.state_since))
    ]


def check_has_crew(unit: HandlingUnit) -> None:
    """Return when a crew of two has the unit: a load leaves with two (R9)."""
    if unit.co_custodian_id is None:
        raise NotAllowedNow(
            "crew.two", "{label} cannot leave with one person: two must go with it", label=unit.label
        )


def check_version(row: LedgerRow, expected_seq: int | None) -> None:
    """Return when the row is as the form saw it; raise ``StaleVersion`` when something happened since."""
    if expected_seq is not None and row.last_seq != expected_seq:
        raise StaleVersion


def check_seizure_open(seizure: Seizure) -> None:
    """Return while the seizure is open."""
    if seizure.state != "open":
        raise NotAllowedNow("seizure.closed", "Seizure {code_word} is closed. "
                                              "Nothing is added to it any more", code_word=seizure.code_word)


def check_offered(transfer: Transfer) -> None:
    """Return while nobody has answered the hand-over; it may have run out."""
    if transfer.state not in lists.UNANSWERED:
        words = {"accepted": _("accepted"), "refused": _("refused"), "cancelled": _("withdrawn")}
        raise NotAllowedNow(
            "transfer.closed", "This hand-over was already {state}", state=words[transfer.state]
        )


def check_unresolved(discrepancy: Discrepancy) -> None:
    """Return while the discrepancy is open."""
    if discrepancy.resolved_at is not None:
        raise NotAllowedNow("discrepancy.resolved", "This discrepancy is already resolved")


def check_incident_open(incident: Incident) -> None:
    """Return while nobody has said that it is over; raise ``NotAllowedNow`` afterwards."""
    if incident.ended_at is not None:
        raise NotAllowedNow("incident.ended", "This report is closed already")


def check_post_lasts(post: GuardPost) -> None:
    """Return while the guard stands there; raise ``NotAllowedNow`` once relieved."""
    if post.relieved_at is not None:
        raise NotAllowedNow("guard.relieved", "This guard was already relieved")


def check_some(units: Sequence[HandlingUnit]) -> None:
    """Return when there is at least one unit; an act on nothing is a slip of the hand."""
    if not units:
        raise InvalidInput("units.none", "Choose at least one unit", field="units")


def check_mission(mission: Mission, *, states: Sequence[str]) -> None:
    """Return when a transport is in one of the states; raise ``NotAllowedNow`` in words otherwise."""
    if mission.state not in states:
        words = {"planned": _("planned"), "moving": _("on its way"), "stopped": _("standing still"),
                 "arrived": _("there already"), "cancelled": _("called off")}  # fmt: skip
        raise NotAllowedNow(
            "mission.state", "This cannot be done: the transport is {state}", state=words[mission.state]
        )


def check_stop_unexplained(stops: Sequence[MissionStop]) -> MissionStop:
    """Return the first stop whose reason is owed; raise ``NotAllowedNow`` when none is."""
    if not stops:
        raise NotAllowedNow("mission.explained", "The reason of every stop was told already")
    return stops[0]


def check_has_something(units: Sequence[HandlingUnit]) -> None:
    """Return when an absent custodian answers for anything at all."""
    if not units:
        raise NotAllowedNow("absent.nothing", "Nothing is in the custody of this badge. Check the badge")


def check_seal_free(*numbers: str, field: str = "seal_number") -> None:
    """Return when none of the seal numbers was ever used, is given twice or is withdrawn; raise ``InvalidInput`` for
    the first that is (R31)."""
    used = facts.seals_in_use(numbers)
    for place, number in enumerate(numbers):
        if number in used or number in numbers[:place]:
            raise seal_in_use(number, field=field)
    register_policies.check_seals_not_withdrawn(numbers, field=field)


def seal_in_use(number: str = "", *, field: str = "seal_number") -> InvalidInput:
    """Return the refusal of a seal number that was used before; it names the seal where it is known which."""
    if number:
        return InvalidInput(
            "seal.in_use", "Seal {seal} is already in use. Read it again, then tell your supervisor", field=field,
            seal=number,
        )  # fmt: skip
    return InvalidInput(
        "seal.in_use", "This seal is already in use. Read it again, then tell your supervisor", field=field
    )


def label_in_use(*, field: str = "label") -> InvalidInput:
    """Return the refusal of a label that another unit carries."""
    return InvalidInput(
        "label.in_use", "This label is already on another unit. Take a new label", field=field
    )


def check_labels_not_withdrawn(
    codes: Collection[str], *, labelled_at: datetime | None = None, field: str = "label"
) -> None:
    """Return when none of the labels is from a roll that was lost, stolen or copied; with ``labelled_at`` from one that
    was withdrawn by then: what was stuck on before is a fact."""
    withdrawn = labels.withdrawn_among(codes, by=labelled_at)
    if withdrawn is not None:
        raise InvalidInput(
            "label.withdrawn",
            "{label} is from a roll that was withdrawn. Take a new label, and tell your supervisor",
            field=field,
            label=withdrawn,
        )


def check_not_said(*before: object) -> None:
    """Return when nothing of what is said now was said before: what stands is put right as a correction."""
    if any(before):
        raise NotAllowedNow("find.said", "This was said before. What is wrong in it is put right as a correction")


def check_unsealed(unit: HandlingUnit) -> None:
    """Return when no seal of ours is on the unit: it may hang beside the one that others put on a conveyance."""
    if unit.seal is not None and (unit.family is Family.GOODS or facts.seal_on(unit) is not None):
        raise NotAllowedNow(
            "seal.present", "{label} already carries a seal. Remove it first", label=unit.label
        )


def check_sealed(unit: HandlingUnit) -> Seal:
    """Return the seal of ours that is on the unit."""
    seal = facts.seal_on(unit)
    if seal is None:
        raise NotAllowedNow("seal.none", "{label} carries no seal of ours. Put one on instead", label=unit.label)
    return seal


def seal_reads_as(unit: HandlingUnit, text: str | None) -> bool:
    """Tell whether what was read off the unit is the seal that should be on it; ``None`` means no whole seal
    seen."""
    if text is None:
        return unit.seal is None or _was_cut_open(unit)
    # The seal of others on a conveyance is kept as it was written at the stop: with spaces, in small letters.
    read = seal_as_read(text)
    return unit.seal is not None and read != "" and read == seal_as_read(unit.seal)


def _was_cut_open(unit: HandlingUnit) -> bool:
    """Tell whether only the seal is written of a conveyance that was found on it and fell when it was opened."""
    opened = unit.custody_state in {CustodyState.EXTRACTION, CustodyState.EMPTIED}
    return opened and facts.seal_on(unit) is None


def check_weighed_by_itself(unit: HandlingUnit, reading: Reading) -> None:
    """Return when a weight that decides something was read off a scale that held the unit alone: with what somebody
    declares, or a weighbridge shows, one person would pass any weight at all."""
    if not is_weight_of_its_own(reading, kind=unit.kind):
        raise InvalidInput(
            "weight.no_proof",
            "Weigh {label} on a scale, by itself: what is declared, or read off a weighbridge, proves nothing",
            field="gross_mg", label=unit.label,
        )  # fmt: skip


def check_all_read(units: Sequence[HandlingUnit], seals: Mapping[UUID, str | None]) -> None:
    """Return when the seal of every unit that should carry one was looked at; raise ``InvalidInput`` otherwise."""
    for unit in units:
        if unit.seal is not None and unit.id not in seals:
            raise InvalidInput("seal.not_read", "Read the seal of {label}", field="seals", label=unit.label)


def check_all_counted(units: Sequence[HandlingUnit], counted: Collection[UUID]) -> None:
    """Return when every single unit was looked at; raise ``InvalidInput`` otherwise. With the giver absent nobody
    else has counted."""
    for unit in units:
        if unit.id not in counted:
            raise InvalidInput(
                "count.not_whole",
                "Look at {label} too: every unit is read, or reported as missing",
                field="seals",
                label=unit.label,
            )


def check_offered_here(named: Collection[UUID], units: Sequence[HandlingUnit]) -> None:
    """Return when all that is named is among the units; raise ``InvalidInput`` otherwise."""
    if not set(named) <= set(_ids(units)):
        raise InvalidInput("units.not_offered", "Only what is on the list can be reported", field="reported")


def check_place_kind(place: Place, kinds: Sequence[str], *, field: str = "place") -> None:
    """Return when the place is of one of the kinds; raise ``InvalidInput`` otherwise."""
    if place.kind not in kinds:
        raise InvalidInput(
            "place.wrong_kind", "This is not a place for that. Choose another place", field=field
        )


def check_place_has_room(place: Place, units: Sequence[HandlingUnit]) -> None:
    """Return when the place can hold these units too, in mass and in value, or a waiver admits the rest; called with
    the place locked.

    The sentence names no figure: what a place holds, and how much it may hold, is sealed.
    """
    if place.cap_mg is not None:
        held_mg = room.placed_mg(place, without=_ids(units)) + room.mass_of(units)
        if held_mg > place.cap_mg + room.admitted(place, OVER_CAP, above=held_mg - place.cap_mg):
            raise NotAllowedNow(
                OVER_CAP, "This place would hold more than its limit. Choose another place, or ask for a waiver"
            )
    if place.cap_eur is not None:
        held_eur = room.placed_eur(place, without=_ids(units)) + room.value_of(units, place=place)
        if held_eur > place.cap_eur + room.admitted(place, OVER_VALUE, above=held_eur - place.cap_eur):
            raise NotAllowedNow(
                OVER_VALUE,
                "This place would hold more value than its limit. Choose another place, or ask for a waiver",
            )


def kinds_to_move_to(unit: HandlingUnit) -> tuple[str, ...]:
    """Return the kinds of place where the unit may lie in the state it is in."""
    if unit.family is Family.CONVEYANCE:
        return lists.STOP_KINDS
    if unit.custody_state == CustodyState.AT_FURNACE:
        return (lists.FURNACE_KIND,)
    if unit.custody_state == CustodyState.SEIZED:
        return (*lists.STOP_KINDS, *lists.STORE_KINDS)
    return lists.STORE_KINDS


def arrival_code(unit: HandlingUnit, place: Place) -> str:
    """Return the event that puts a unit that was on the road into a place; raise ``InvalidInput`` for a wrong
    kind.

    A conveyance stands contained again, goods are at the furnace or in store.
    """
    if unit.family is Family.CONVEYANCE:
        check_place_kind(place, lists.STOP_KINDS)
        return "unit.arrived/1"
    if place.kind == lists.FURNACE_KIND:
        return "unit.arrived/1"
    check_place_kind(place, lists.STORE_KINDS)
    return "unit.stored/1"


def _ids(units: Sequence[HandlingUnit]) -> list[UUID]:
    return [unit.id for unit in units]
