"""The values of the rules: read them, propose one, see what it would do, decide it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Flag, Instant, Strict, Text, Whole, codes
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.clocks import MEASURES
from custody.core.rule_values import PROPOSABLE
from custody.deadlines.recompute import preview_of
from custody.deadlines.selectors import database_now
from custody.organisation.actions import policy
from custody.organisation.selectors.policies import proposal_for, visible_policies, visible_proposals

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class _ValueOut(Shown):
    """What a value of a rule is, and what it is for."""

    id = serializers.UUIDField()
    key = serializers.CharField()
    jurisdiction = serializers.CharField()
    substance = serializers.CharField()
    mass_from_mg = serializers.IntegerField()
    place_class = serializers.CharField()
    value = serializers.IntegerField()
    measure = serializers.CharField()
    valid_from = moment()
    source = serializers.CharField()  # type: ignore[assignment]
    proposed_by = badge("proposed_by")


class PolicyOut(_ValueOut):
    """A value of a rule. `*` stands for every substance, or every class of place."""

    approved_by = badge("approved_by")


class EffectOut(Shown):
    """What a value would do to the clocks that run now."""

    looked = serializers.IntegerField(help_text="Running clocks looked at.")
    earlier = serializers.IntegerField()
    later = serializers.IntegerField()
    past_due_at_once = serializers.IntegerField()


class ProposalOut(_ValueOut):
    """A value that somebody proposed."""

    state = serializers.CharField()
    proposed_at = moment()
    decided_by = badge("decided_by", nullable=True)
    decided_at = moment(nullable=True)


class ProposalAnswer(Answer):
    """An act on a proposal."""

    proposal = ProposalOut(allow_null=True)


class PolicyFilters(Strict):
    """Which values."""

    key = Text(required=False)
    jurisdiction = Text(required=False)


class ProposalFilters(Strict):
    """Which proposals."""

    state = Text(required=False, help_text=codes(("open", "approved", "rejected", "withdrawn")))


class ProposalIn(Strict):
    """A value, what it is for, and what it rests on."""

    key = Text(help_text=codes(PROPOSABLE))
    jurisdiction = Text()
    value = Whole()
    measure = Text(help_text=codes((*MEASURES, "kg")))
    source = Text()  # type: ignore[assignment]
    substance = Text(required=False)
    mass_from_mg = Whole(required=False)
    place_class = Text(required=False)
    valid_from = Instant(required=False)


class DecisionIn(Strict):
    """Another person's answer."""

    approve = Flag()


@lists("list_policies", shows=PolicyOut, summary="List every value the rules ever had, the newest first",
       filters=PolicyFilters, ordering=("-valid_from", "id"))
class Policies(Listing):
    """The values of the rules."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the values."""
        return visible_policies(officer).filter(**asked)


@lists("list_proposals", shows=ProposalOut, summary="List what was proposed, the newest first",
       filters=ProposalFilters, ordering=("-proposed_at", "id"))
@endpoint("propose_policy", takes=ProposalIn, gives=ProposalAnswer)
class Proposals(Listing, Acting):
    """Propose a value of a rule."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the proposals."""
        return visible_proposals(officer).filter(**asked)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Propose the value."""
        return policy.propose_policy(act=act, **said)


@reads("read_proposal", shows=ProposalOut, summary="Read a proposal")
class Proposal(Single):
    """One proposal."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the proposal."""
        return proposal_for(officer, **ids)


@reads("preview_proposal", shows=EffectOut, summary="See what a proposed value would do to the clocks that run now")
class Preview(Single):
    """What a proposal would do."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the counts."""
        return preview_of(proposal_for(officer, **ids), at=database_now())


@endpoint("decide_policy", takes=DecisionIn, gives=ProposalAnswer, signs=True)
class Decision(Acting):
    """Approve or reject a proposal."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide the proposal."""
        return policy.decide_policy(act=act, proposal_id=proposal_for(act.actor, **ids).id, **said)


@endpoint("withdraw_policy", gives=ProposalAnswer)
class Withdrawal(Acting):
    """Take a proposal back."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Withdraw the proposal."""
        return policy.withdraw_policy(act=act, proposal_id=proposal_for(act.actor, **ids).id)
