"""What changes about a site: proposed by one, foreseen, decided by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text, version
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.places import ChangeDecisionIn
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.deadlines.selectors import database_now
from custody.deadlines.site_effect import effect_of_site
from custody.organisation.actions import siting
from custody.organisation.selectors import site_proposals as proposals
from custody.organisation.selectors.places import site_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class SiteProposalOut(Shown):
    """A site as it would be."""

    id = serializers.UUIDField()
    site_id = serializers.UUIDField()
    code_word = serializers.CharField(source="site.code_word")
    zone = serializers.CharField()
    police_phone = serializers.CharField(allow_null=True, help_text="E.164.")
    reason = serializers.CharField()
    proposed_by = badge("proposed_by")
    proposed_at = moment()
    state = serializers.CharField()
    decided_by = badge("decided_by", nullable=True)
    decided_at = moment(nullable=True)


class SiteEffectOut(Shown):
    """What a proposal would do now: how much it touches, and the number that somebody in danger there calls."""

    places = serializers.IntegerField()
    duties = serializers.IntegerField(help_text="Duties to come that are shown at another hour.")
    clocks = serializers.IntegerField(help_text="Clocks that run and keep the days they began with.")
    calls = serializers.CharField(allow_null=True)
    calls_then = serializers.CharField(allow_null=True)


class SiteProposalAnswer(Answer):
    """An act on a proposal about a site."""

    site_proposal = SiteProposalOut(allow_null=True)


class SiteProposalIn(Strict):
    """The clock and the telephone of a site, as they would be; without a number it would have none."""

    zone = Text(help_text="Like Europe/Brussels.")
    police_phone = Text(required=False, allow_null=True)
    reason = Text()
    expected_seq = version()


@endpoint("propose_site", takes=SiteProposalIn, gives=SiteProposalAnswer, signs=True)
class SiteChange(Acting):
    """Propose another time zone or police number of a site."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Propose it."""
        return siting.propose_site(act=act, site_id=site_for(act.actor, **ids).id, **said)


@lists("list_site_proposals", shows=SiteProposalOut, summary="List what was proposed about sites, the newest first",
       ordering=("-proposed_at", "id"))
class SiteProposals(Listing):
    """What was proposed about sites."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the proposals."""
        return proposals.visible_site_proposals(officer)


@reads("read_site_proposal", shows=SiteProposalOut, summary="Read a proposal about a site")
class OneSiteProposal(Single):
    """One proposal."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the proposal."""
        return proposals.site_proposal_for(officer, **ids)


@reads("preview_site", shows=SiteEffectOut, summary="See what a proposal about a site would do now")
class SitePreview(Single):
    """What it would do."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the effect."""
        return effect_of_site(proposals.site_proposal_for(officer, **ids), at=database_now())


@endpoint("decide_site", takes=ChangeDecisionIn, gives=SiteProposalAnswer, signs=True)
class SiteDecision(Acting):
    """Approve or reject what another person proposed."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide it."""
        found = proposals.site_proposal_for(act.actor, **ids)
        return siting.decide_site(act=act, proposal_id=found.id, **said)


@endpoint("withdraw_site", gives=SiteProposalAnswer)
class SiteWithdrawal(Acting):
    """Take a proposal back."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it back."""
        found = proposals.site_proposal_for(act.actor, **ids)
        return siting.withdraw_site(act=act, proposal_id=found.id)
