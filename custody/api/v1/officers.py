"""Who may do what: reading it, proposing a change, deciding what another person proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Flag, Strict, Text, Whole, codes
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.organisation.actions import staffing
from custody.organisation.selectors.staffing import (
    officer_proposal_for,
    visible_officer_proposals,
    visible_officers,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class StaffOut(Shown):
    """An officer of the house."""

    badge = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())
    clearance = serializers.IntegerField()
    is_active = serializers.BooleanField()


class OfficerProposalOut(Shown):
    """What an administrator proposed."""

    id = serializers.UUIDField()
    proposed_by = badge("proposed_by")
    decided_by = badge("decided_by", nullable=True)
    badge = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())
    clearance = serializers.IntegerField()
    is_active = serializers.BooleanField()
    reason = serializers.CharField()
    proposed_at = moment()
    state = serializers.CharField()
    decided_at = moment(nullable=True)


class OfficerProposalAnswer(Answer):
    """An act on a proposal."""

    officer_proposal = OfficerProposalOut(allow_null=True)


class OfficerProposalIn(Strict):
    """A badge, of somebody here or of a new officer, and what it may do from now on."""

    badge = Text(max_length=16)
    roles = serializers.ListField(
        child=Text(max_length=24), allow_empty=False, max_length=len(staffing.FOR_PEOPLE),
        help_text=codes([role.value for role in staffing.FOR_PEOPLE]),
    )  # fmt: skip
    clearance = Whole()
    is_active = Flag(default=True)
    reason = Text()


class OfficerDecisionIn(Strict):
    """Another person's answer."""

    approve = Flag()


@lists("list_officers", shows=StaffOut, summary="List the officers and what they may do, by badge",
       ordering=("badge",))
class Officers(Listing):
    """Who may do what."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the officers."""
        return visible_officers(officer)


@lists("list_officer_proposals", shows=OfficerProposalOut, summary="List what was proposed, the newest first",
       ordering=("-proposed_at", "id"))
@endpoint("propose_officer", takes=OfficerProposalIn, gives=OfficerProposalAnswer, signs=True)
class OfficerProposals(Listing, Acting):
    """Propose what an officer may do from now on, or a new officer."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the proposals."""
        return visible_officer_proposals(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Propose it."""
        return staffing.propose_officer(act=act, **said)


@reads("read_officer_proposal", shows=OfficerProposalOut, summary="Read a proposal about an officer")
class OneOfficerProposal(Single):
    """One proposal."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the proposal."""
        return officer_proposal_for(officer, **ids)


@endpoint("decide_officer", takes=OfficerDecisionIn, gives=OfficerProposalAnswer, signs=True)
class OfficerDecision(Acting):
    """Approve or reject what another person proposed."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide it."""
        return staffing.decide_officer(act=act, proposal_id=officer_proposal_for(act.actor, **ids).id, **said)


@endpoint("withdraw_officer", gives=OfficerProposalAnswer)
class OfficerWithdrawal(Acting):
    """Take a proposal back."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it back."""
        return staffing.withdraw_officer(act=act, proposal_id=officer_proposal_for(act.actor, **ids).id)
