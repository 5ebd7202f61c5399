"""When an exception may be asked for or decided: the state of the facts. Each check returns, or raises its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.exceptional import MOVED, NEEDS, Exceptional, Needs
from custody.core.lifecycle import (
    AT_REST,
    AUTHORITY_WORDS,
    RETURNS,
    SEARCH_WORDS,
    STATE_WORDS,
    AuthorityState,
    CustodyState,
    Family,
    SearchState,
    search_after,
)
from custody.core.texts import said as _
from custody.evidence import entries, lists, policies
from custody.evidence.models.unit import BESIDE_DRUGS, NOT_DRUGS
from custody.evidence.selectors import exceptions as selectors
from custody.evidence.selectors import facts

if TYPE_CHECKING:
    from custody.evidence.models import Countersignature, HandlingUnit, LabResult, Proposal
    from custody.organisation.models import Officer, Place

NO_DRUGS_WAYS = (Exceptional.RETURN, Exceptional.DISPOSAL)
"""The ways of what is no drugs: what the laboratory holds back is free to go them, whatever was ordered before."""
_NO_ORDER = (*NO_DRUGS_WAYS, Exceptional.LOAN, Exceptional.OPERATION, Exceptional.CARGO_RELEASE)


def check_comes_back(unit: HandlingUnit) -> None:
    """Return for goods that were lost, stolen, destroyed by an event or given away; a conveyance is stopped."""
    policies.check_outermost(unit)
    if unit.custody_state not in RETURNS:
        raise NotAllowedNow(
            "recovery.not_gone",
            "{label} is {state}. Only what was stolen, lost, destroyed by an event or given away comes back",
            label=unit.label, state=STATE_WORDS[CustodyState(unit.custody_state)],
        )  # fmt: skip
    if unit.family is not Family.GOODS:
        raise NotAllowedNow("recovery.conveyance", "{label} is a conveyance. Stop it anew: what it was before is found "
                            "by its number", label=unit.label)  # fmt: skip


def check_can_happen(unit: HandlingUnit, exception: Exceptional, *, already: bool = False) -> None:
    """Return when the exception could befall the unit as it stands now. What took place ``already`` is a fact: neither
    a discrepancy nor an order holds it back."""
    needs = NEEDS[exception]
    policies.check_live(unit)
    if exception is Exceptional.CORRECTION:
        return
    policies.check_step(unit, code=needs.event)
    if needs.loss:
        _check_lost(unit, exception)
        return
    policies.check_outermost(unit)
    if already:
        return
    policies.check_not_frozen([unit])
    check_located(unit)
    if exception in _NO_ORDER:
        if exception not in NO_DRUGS_WAYS or not selectors.held_by_laboratory(unit):
            check_authority_free(unit, (AuthorityState.NONE,))
    else:
        check_authority_free(unit, (AuthorityState.NONE, AuthorityState.ORDERED))
    _check_kind(unit, exception)


def check_offer_closed(unit: HandlingUnit) -> None:
    """Return while neither the unit nor what lies around it is offered to somebody."""
    policies.check_not_offered([unit, *facts.ancestors_of(unit)])


def check_authority_free(unit: HandlingUnit, allowed: Sequence[AuthorityState]) -> None:
    """Return when the authority over the unit stands in one of the states."""
    if unit.authority_state not in allowed:
        raise NotAllowedNow(
            "exception.authority",
            "{label}: the authority to destroy is “{state}”. That must be settled first",
            label=unit.label,
            state=AUTHORITY_WORDS[AuthorityState(unit.authority_state)],
        )


def _check_lost(unit: HandlingUnit, exception: Exceptional) -> None:
    if exception is not Exceptional.DESTROYED_BY_EVENT and unit.search_state != SearchState.MISSING:
        raise NotAllowedNow(
            "exception.not_missing",
            "{label} is {state}. Search first, and say that it is missing",
            label=unit.label,
            state=SEARCH_WORDS[SearchState(unit.search_state)],
        )


def _check_kind(unit: HandlingUnit, exception: Exceptional) -> None:
    if exception is Exceptional.RELEASE:
        policies.check_conveyance(unit)
    if exception is Exceptional.CARGO_RELEASE and unit.kind != "cover_load":
        raise NotAllowedNow("exception.no_cover_load", "{label} is no cover load", label=unit.label)
    if exception is Exceptional.LOAN and not selectors.is_training_sample(unit):
        raise NotAllowedNow(
            "exception.no_training_sample", "Only a sample that was taken for training is lent", label=unit.label
        )
    if exception in NO_DRUGS_WAYS and not (unit.kind in BESIDE_DRUGS or selectors.is_negative(unit)):
        raise NotAllowedNow(
            "exception.not_negative",
            "{label} goes back, or is destroyed as goods, only when a laboratory found no drugs in it, and somebody "
            "verified that",
            label=unit.label,
        )


def check_located(unit: HandlingUnit) -> None:
    """Return while the unit is where it should be."""
    if unit.search_state != SearchState.LOCATED:
        raise NotAllowedNow(
            "unit.unlocated",
            "{label} is {state}. Record first that it was found",
            label=unit.label,
            state=SEARCH_WORDS[SearchState(unit.search_state)],
        )


def check_at_rest(unit: HandlingUnit) -> None:
    """Return for goods that lie somewhere in somebody's custody, in no burn and on no road."""
    state = CustodyState(unit.custody_state)
    if state not in AT_REST:
        raise NotAllowedNow(
            "lifecycle.custody",
            "This cannot be done while the unit is {state}. Its page shows what can be done now",
            state=STATE_WORDS[state],
        )


def check_search_step(unit: HandlingUnit, *, code: str) -> SearchState:
    """Return the search state that event ``code`` leads a live unit to."""
    policies.check_live(unit)
    return search_after(code=code, before=SearchState(unit.search_state))


def check_open(proposal: Proposal) -> None:
    """Return while nobody has decided on the proposal."""
    if proposal.state != "open":
        words = {
            "approved": _("approved"), "refused": _("refused"), "withdrawn": _("withdrawn"),
            "overtaken": _("overtaken: it became others first"),
        }  # fmt: skip
        raise NotAllowedNow("exception.decided", "This was already {state}", state=words[proposal.state])


def check_act_named(
    needs: Needs, *, reference: str | None, spoken_by: str | None, listener: Officer | None, already: bool
) -> None:
    """Return when what rests on an act names it; what may be ``oral``, else who spoke and who heard it; or that it took
    place already. Nothing else is by word of mouth."""
    is_spoken = spoken_by is not None or listener is not None
    if needs.act and reference is None and not (needs.oral and is_spoken) and not (needs.already and already):
        raise InvalidInput("exception.no_reference", "Enter the reference of the written act", field="reference")
    if already and not needs.already:
        raise InvalidInput("exception.no_listener", "Nobody tells of this that it happened already. Leave that empty",
                           field="already")  # fmt: skip
    if (spoken_by is None) != (listener is None) or (is_spoken and not needs.oral) or (is_spoken and already):
        raise InvalidInput(
            "exception.no_listener", "Say who gave it by word of mouth and who heard it too, or nothing of it",
            field="listener_badge",
        )  # fmt: skip


def check_act_there(proposal: Proposal) -> None:
    """Return when the paper that an exception needs is attached, or owed: two heard it, or it took place already and
    the goods are in custody all the same. What would be in nobody's custody is never so by word alone."""
    needs = NEEDS[Exceptional(proposal.exception)]
    is_owed = needs.oral and (proposal.already or proposal.spoken_by is not None)
    if needs.paper and proposal.act_at is None and not is_owed:
        raise NotAllowedNow("exception.no_act", "Attach the written act first: a reference alone lets nothing go")


def check_act_awaited(proposal: Proposal) -> None:
    """Return while the paper of an act is missing that the exception needs, and it was not turned down."""
    is_needed = NEEDS[Exceptional(proposal.exception)].paper and proposal.state in ("open", "approved")
    if not is_needed or proposal.act_at is not None:
        raise NotAllowedNow("exception.no_act_awaited", "No paper is awaited here: it is attached, or none is needed")


def check_none_open(unit: HandlingUnit) -> None:
    """Return while no other exception on the unit waits for its second person."""
    if selectors.open_proposal(unit) is not None:
        raise exception_open(unit)


def exception_open(unit: HandlingUnit) -> NotAllowedNow:
    """Return the refusal of a second proposal on one unit."""
    return NotAllowedNow(
        "exception.open", "Something about {label} waits for a second person already. "
                          "Have that decided first", label=unit.label
    )


def takes_off_the_books(proposal: Proposal) -> bool:
    """Say whether a correction leaves less of the unit in the books than there is now: goods that were never there, as
    somebody says, are goods that nobody looks for."""
    unit, now = proposal.unit, ("gross_mg", "net_mg", "package_count", "volume_ml")
    booked = [(getattr(unit, column), getattr(proposal, column)) for column in now]
    return proposal.exception == Exceptional.CORRECTION and any(
        before is not None and after is not None and after < before for before, after in booked
    )


def check_corrects(unit: HandlingUnit, *, event_seq: int) -> None:
    """Return when the entry that is to be put right is one of the unit's own."""
    if not 0 < event_seq <= unit.last_seq:
        raise InvalidInput("correction.no_entry", "Choose the entry that is wrong", field="event_seq")


def check_other_substance(unit: HandlingUnit, substance: str | None) -> str | None:
    """Return what the exhibit of the unit is said to be instead, ``None`` where nothing is said; raise ``InvalidInput``
    where the unit is of no exhibit, or that is what it is booked as."""
    said = entries.one_of(substance, lists.SUBSTANCES, field="substance")
    if said is None:
        return None
    if unit.exhibit is None or unit.kind in NOT_DRUGS:
        raise InvalidInput("correction.no_exhibit", "{label} is of no exhibit by itself. Choose one of the units in it",
                           field="substance", label=unit.label)  # fmt: skip
    if said == unit.exhibit.substance:
        raise InvalidInput("correction.same", "That is what it is booked as. Leave empty what is right",
                           field="substance")  # fmt: skip
    return said


def check_there(signature: Countersignature, *, is_elsewhere: bool) -> None:
    """Return when who signs to have seen goods where they are said to lie is at that site: nobody sees them from a desk
    far away."""
    if signature.matter == MOVED and is_elsewhere:
        raise NotAllowedNow(
            "signature.elsewhere",
            "You are not recorded where {label} is said to lie. Go there, say that you have come, look at it and sign",
            label=signature.unit.label,
        )


def check_unsigned(signature: Countersignature) -> None:
    """Return while the signature is owed."""
    if signature.signed_at is not None:
        raise NotAllowedNow("signature.given", "This was already signed")


def check_seconds_signed(seizure_ids: Iterable[UUID]) -> None:
    """Return when every second officer has signed what they were named in, and whoever commands the first weights that
    one person took: a seizure is not complete before."""
    owed = selectors.seconds_owed(seizure_ids).first()
    if owed is None:
        return
    if owed.wanted is None:
        raise NotAllowedNow(
            "seizure.second_unsigned",
            "One person took the first weight of {label}. A supervisor or a duty officer signs for it first",
            label=owed.unit.label,
        )
    raise NotAllowedNow(
        "seizure.second_unsigned",
        "Badge {badge} has not signed yet as second officer, about {label}. It stands first on their home page",
        badge=owed.wanted.badge, label=owed.unit.label,
    )


def check_unverified(result: LabResult) -> None:
    """Return while nobody has verified the result of the laboratory."""
    if result.verified_at is not None:
        raise NotAllowedNow("result.verified", "This result was already verified")


def check_can_report_result(unit: HandlingUnit) -> None:
    """Return when a result of the laboratory can be written on the unit: a sample without one that waits."""
    if unit.kind != "sample":
        raise NotAllowedNow("result.no_sample", "{label} is no sample: a laboratory speaks of samples",
                            label=unit.label)  # fmt: skip
    if selectors.unverified_result(unit) is not None:
        raise NotAllowedNow("result.open", "A result of {label} waits to be verified already", label=unit.label)


def check_may_be_used_up(unit: HandlingUnit) -> None:
    """Return when a laboratory may have used the sample up: what is kept for the court and for the other side is not
    taken for an analysis."""
    if selectors.is_kept_sample(unit):
        raise InvalidInput(
            "result.kept", "{label} is kept for the court or the other side: nobody uses it up. Leave the box empty",
            field="used_up", label=unit.label,
        )  # fmt: skip


def check_sampling_signed(unit: HandlingUnit) -> None:
    """Return when the witness of the sampling signed: before, one person alone says how much was taken."""
    if selectors.is_sampling_unsigned(unit):
        raise NotAllowedNow(
            "result.sampling_unsigned", "The witness of the sampling has not signed yet: until then {label} is not "
            "written off as used up", label=unit.label,
        )  # fmt: skip


def check_can_neutralise(unit: HandlingUnit) -> None:
    """Return when the unit can be made unusable: drugs that lie at rest and still could be used."""
    policies.check_outermost(unit)
    policies.check_goods(unit)
    check_at_rest(unit)
    if unit.kind in BESIDE_DRUGS:
        raise NotAllowedNow("neutralise.no_drugs", "{label} is no drugs", label=unit.label)
    if unit.neutralised:
        raise NotAllowedNow("neutralise.done", "{label} is already unusable", label=unit.label)


def check_counts_as_unusable(unit: HandlingUnit) -> None:
    """Return for a live unit that counts as unusable, wherever it is: what a test shows is a fact."""
    policies.check_outermost(unit)
    policies.check_live(unit)
    if not unit.neutralised:
        raise NotAllowedNow("neutralise.not_done", "{label} does not count as unusable", label=unit.label)


def check_endangered(place: Place) -> None:
    """Return while the place counts as known to others."""
    if place.danger == 0:
        raise NotAllowedNow("place.no_danger", "Nothing is known against this place")


def check_not_burnt(place: Place, *, field: str = "destination") -> None:
    """Return when a load may be sent to the place: one that counts as burnt is nowhere to send anything."""
    if place.danger >= lists.BURNT:
        raise InvalidInput(
            "place.burnt", "This place counts as known to others. Choose another place", field=field
        )
