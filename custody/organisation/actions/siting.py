"""The time zone and the police number of a site: proposed by one, decided by another.

Whoever is in danger calls that number, so nobody says alone whom they reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow, NotFound
from custody.core.events import SITE_CHANGED, SITE_DECIDED, SITE_PROPOSED
from custody.ledger.recording import recording
from custody.organisation.actions.proposing import close, locked, said_why
from custody.organisation.models import Site, SiteProposal
from custody.organisation.permissions import check_can_administer
from custody.organisation.policies import check_phone, check_version, check_zone
from custody.organisation.proposal_permissions import check_can_decide, check_can_withdraw

if TYPE_CHECKING:
    from custody.core.act import Act


def drafted_site(*, site: Site, zone: str, police_phone: str | None) -> SiteProposal:
    """Return the proposal as it would be, not yet written; without a number the site has none. Raises
    ``InvalidInput``."""
    check_zone(zone)
    number = check_phone(police_phone, jurisdiction=site.jurisdiction) if police_phone else None
    return SiteProposal(site=site, zone=zone, police_phone=number)


def propose_site(
    *, act: Act, site_id: UUID, zone: str, reason: str, police_phone: str | None = None,
    expected_seq: int | None = None,
) -> SiteProposal:  # fmt: skip
    """Propose another time zone or police number of a site, and return the proposal.

    Who: an administrator. When: the site is as the form saw it, no proposal for it is open, and it changes something.
    Appends ``site.proposed/1``.
    """
    check_can_administer(act.actor)
    why = said_why(reason)
    with recording(act, authorises=True) as record:
        site = _locked_site(site_id)
        check_version(site, expected_seq)
        proposal = drafted_site(site=site, zone=zone, police_phone=police_phone)
        if (site.zone, site.police_phone) == (proposal.zone, proposal.police_phone):
            raise InvalidInput("site.same", "This is how it is already", field="zone")
        if SiteProposal.objects.filter(site=site, state="open").exists():
            raise NotAllowedNow("site.proposed", "A proposal for this site is open already. Decide that one first")
        proposal.reason, proposal.proposed_by, proposal.proposed_at = why, act.actor, record.at
        proposal.stream_id = record.open_stream(kind="proposal", ref=proposal.id)
        proposal.save(force_insert=True)
        record.append(
            SITE_PROPOSED, on=proposal, proposal_id=proposal.id, site_id=site.id, zone=proposal.zone,
            police_phone=proposal.police_phone, proposed_at=record.at, reason=why, proposed_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"site_proposal": str(proposal.id)}
    return proposal


def decide_site(*, act: Act, proposal_id: UUID, approve: bool) -> SiteProposal:
    """Approve or reject a proposal about a site, and return it. What is approved holds at once.

    Who: an administrator or a supervisor who did not propose it. When: it is open. Appends ``site.decided/1``, and
    ``site.changed/1`` when it is approved.
    """
    with recording(act, authorises=True) as record:
        proposal = locked(SiteProposal, proposal_id)
        check_can_decide(act.actor, proposal)
        if approve:
            site = proposal.site = _locked_site(proposal.site_id)
            site.zone, site.police_phone = proposal.zone, proposal.police_phone
            site.save(update_fields=["zone", "police_phone"])
            record.append(SITE_CHANGED, on=site, zone=site.zone, police_phone=site.police_phone)
        close(record, proposal, "approved" if approve else "rejected", event=SITE_DECIDED, about="site")
        record.result = {"site_proposal": str(proposal.id)}
    return proposal


def withdraw_site(*, act: Act, proposal_id: UUID) -> SiteProposal:
    """Take a proposal about a site back, and return it.

    Who: who proposed it. When: it is open. Appends ``site.decided/1``.
    """
    with recording(act, authorises=True) as record:
        proposal = locked(SiteProposal, proposal_id)
        check_can_withdraw(act.actor, proposal)
        close(record, proposal, "withdrawn", event=SITE_DECIDED, about="site")
        record.result = {"site_proposal": str(proposal.id)}
    return proposal


def _locked_site(site_id: UUID) -> Site:
    found = Site.objects.select_for_update().filter(pk=site_id).first()
    if found is None:
        raise NotFound
    return found
