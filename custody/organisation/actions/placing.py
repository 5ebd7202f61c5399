"""Places: a new one, or other limits and another site for one that is there. Proposed by one, decided by another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow, NotFound
from custody.core.events import PLACE_CAPPED, PLACE_DECIDED, PLACE_PROPOSED, PLACE_SITED
from custody.ledger.recording import recording
from custody.ledger.sealing import seal
from custody.organisation.actions.proposing import close, locked, said_why
from custody.organisation.actions.register import check_new_place, new_place
from custody.organisation.models import Place, PlaceProposal
from custody.organisation.permissions import check_can_administer
from custody.organisation.policies import (
    check_code_word,
    check_country,
    check_limit_lowered,
    check_limits,
    check_not_of_seizures,
    check_version,
)
from custody.organisation.proposal_permissions import check_can_decide, check_can_withdraw
from custody.organisation.selectors import site_by_code_word
from custody.organisation.selectors.place_proposals import name_binding, proposed_name

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record


def drafted_place(
    *,
    code_word: str = "",
    kind: str = "",
    jurisdiction: str = "",
    name: str | None = None,
    place: Place | None = None,
    cap_mg: int | None = None,
    cap_eur: int | None = None,
    site: str | None = None,
) -> PlaceProposal:
    """Return the proposal as it would be, not yet written: with ``place`` of one that is there, else of a new one.

    Of a place that is there, what is not given stays as it is; its code word, kind, country and name never change.
    ``site`` is a code word; an empty one takes a place off its site. Raises ``InvalidInput``.
    """
    where = site_by_code_word(code_word=site) if site else None
    if place is None:
        draft = PlaceProposal(code_word=code_word.strip().upper(), kind=kind, jurisdiction=jurisdiction.strip().upper())
        check_code_word(draft.code_word)
        check_country(draft.jurisdiction)
        check_new_place(code_word=draft.code_word, kind=kind)
        check_not_of_seizures(draft.code_word)
        check_limits(cap_mg=cap_mg, cap_eur=cap_eur)
        if name and name.strip():
            draft.name_sealed = seal(name.strip().encode(), bound_to=name_binding(draft))
        draft.cap_mg, draft.cap_eur, draft.site = cap_mg, cap_eur, where
        return draft
    check_limit_lowered(place, cap_mg=cap_mg, cap_eur=cap_eur)
    return PlaceProposal(
        place=place, code_word=place.code_word, kind=place.kind, jurisdiction=place.jurisdiction,
        cap_mg=place.cap_mg if cap_mg is None else cap_mg, cap_eur=place.cap_eur if cap_eur is None else cap_eur,
        site=place.site if site is None else where,
    )  # fmt: skip


def propose_place(
    *,
    act: Act,
    reason: str,
    place_id: UUID | None = None,
    code_word: str = "",
    kind: str = "",
    jurisdiction: str = "",
    name: str | None = None,
    cap_mg: int | None = None,
    cap_eur: int | None = None,
    site: str | None = None,
    expected_seq: int | None = None,
) -> PlaceProposal:
    """Propose a new place, or other limits and another site for one that is there, and return the proposal.

    The name is sealed: who decides reads it by an act that is recorded. A limit is only ever lowered.

    Who: an administrator. When: the code word of a new place is free, no proposal for it is open, and it changes
    something. Appends ``place.proposed/1``.
    """
    check_can_administer(act.actor)
    why = said_why(reason)
    with recording(act, authorises=True) as record:
        place = None
        if place_id is not None:
            place = _locked_place(place_id)
            check_version(place, expected_seq)
        proposal = drafted_place(code_word=code_word, kind=kind, jurisdiction=jurisdiction, name=name, place=place,
                                 cap_mg=cap_mg, cap_eur=cap_eur, site=site)  # fmt: skip
        if place is not None and _same(proposal, place):
            raise InvalidInput("place.same", "This is how it is already", field="cap_mg")
        if PlaceProposal.objects.filter(code_word=proposal.code_word, state="open").exists():
            raise NotAllowedNow("place.proposed", "A proposal for this place is open already. Decide that one first")
        proposal.reason, proposal.proposed_by, proposal.proposed_at = why, act.actor, record.at
        proposal.stream_id = record.open_stream(kind="proposal", ref=proposal.id)
        proposal.save(force_insert=True)
        record.append(
            PLACE_PROPOSED, on=proposal, proposal_id=proposal.id, place_id=proposal.place_id,
            code_word=proposal.code_word, kind=proposal.kind, jurisdiction=proposal.jurisdiction,
            name=proposed_name(proposal), cap_mg=proposal.cap_mg, cap_eur=proposal.cap_eur,
            site_id=proposal.site_id, proposed_at=record.at, reason=why, proposed_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"place_proposal": str(proposal.id)}
    return proposal


def decide_place(*, act: Act, proposal_id: UUID, approve: bool) -> PlaceProposal:
    """Approve or reject a proposal about a place, and return it. What is approved holds at once.

    What lies there already stays there: the alert of a place over its limit says so, and nothing more comes in.

    Who: an administrator or a supervisor who did not propose it. When: it is open. Appends ``place.decided/1``, and
    ``place.registered/1``, ``place.capped/1`` or ``place.sited/1`` when it is approved.
    """
    with recording(act, authorises=True) as record:
        proposal = locked(PlaceProposal, proposal_id, "place", "site")
        check_can_decide(act.actor, proposal)
        if approve:
            _apply(record, proposal)
        close(record, proposal, "approved" if approve else "rejected", event=PLACE_DECIDED, about="place")
        record.result = {"place_proposal": str(proposal.id)}
    return proposal


def withdraw_place(*, act: Act, proposal_id: UUID) -> PlaceProposal:
    """Take a proposal about a place back, and return it.

    Who: who proposed it. When: it is open. Appends ``place.decided/1``.
    """
    with recording(act, authorises=True) as record:
        proposal = locked(PlaceProposal, proposal_id)
        check_can_withdraw(act.actor, proposal)
        close(record, proposal, "withdrawn", event=PLACE_DECIDED, about="place")
        record.result = {"place_proposal": str(proposal.id)}
    return proposal


def _apply(record: Record, proposal: PlaceProposal) -> None:
    if proposal.place_id is None:
        check_new_place(code_word=proposal.code_word, kind=proposal.kind)
        place = proposal.place = new_place(
            record, code_word=proposal.code_word, kind=proposal.kind, jurisdiction=proposal.jurisdiction,
            name=proposed_name(proposal), cap_mg=proposal.cap_mg,
        )  # fmt: skip
    else:
        place = proposal.place = _locked_place(proposal.place_id)
    if (place.cap_mg, place.cap_eur) != (proposal.cap_mg, proposal.cap_eur):
        place.cap_mg, place.cap_eur = proposal.cap_mg, proposal.cap_eur
        place.save(update_fields=["cap_mg", "cap_eur"])
        record.append(PLACE_CAPPED, on=place, cap_mg=place.cap_mg, cap_eur=place.cap_eur)
    if place.site_id != proposal.site_id:
        place.site = proposal.site
        place.save(update_fields=["site"])
        record.append(PLACE_SITED, on=place, site_id=proposal.site_id)


def _same(proposal: PlaceProposal, place: Place) -> bool:
    before = (place.cap_mg, place.cap_eur, place.site_id)
    return before == (proposal.cap_mg, proposal.cap_eur, proposal.site_id)


def _locked_place(place_id: UUID) -> Place:
    found = Place.objects.select_for_update(of=("self",)).select_related("site").filter(pk=place_id).first()
    if found is None:
        raise NotFound
    return found
