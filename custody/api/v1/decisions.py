"""Decisions of authorities: read them, attach the paper, have another person verify or refuse them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Day, Strict, Text, codes, version
from custody.api.v1.outputs import Mass, Shown, badge, moment, seq
from custody.api.v1.parsers import Form
from custody.api.v1.photos import MOST_BYTES
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.destruction.actions import decisions, revoking
from custody.destruction.entries import DecisionPaper
from custody.destruction.selectors.access import order_for
from custody.destruction.selectors.decisions import decision_for, has_paper, reference_of, visible_decisions

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class DecisionOut(Shown):
    """What an authority decided, as one officer copied it from its paper. It counts once it is verified.

    `subject_id` is the hold, the instruction, the order or the request to retain that it is about.
    """

    id = serializers.UUIDField()
    decision_kind = serializers.CharField()
    subject_id = serializers.UUIDField()
    authority = serializers.CharField()
    decided_on = serializers.DateField()
    reference = serializers.SerializerMethodField()
    outcome = serializers.CharField(allow_null=True)
    retain_mg = Mass()
    words = serializers.CharField(allow_null=True)
    has_paper = serializers.SerializerMethodField()
    state = serializers.CharField()
    recorded_by = badge("recorded_by")
    recorded_at = moment()
    verified_by = badge("verified_by", nullable=True)
    verified_at = moment(nullable=True)
    version = seq()

    def get_reference(self, row: Any) -> str:
        """Return the reference on the paper."""
        return reference_of(row)

    def get_has_paper(self, row: Any) -> bool:
        """Say whether there is something to hold it against."""
        return has_paper(row)


class DecisionAnswer(Answer):
    """An act on a decision of an authority."""

    decision = DecisionOut(allow_null=True)


class DecisionFilters(Strict):
    """Which decisions."""

    state = Text(required=False, help_text=codes(("recorded", "verified", "refused")))


class DecidedIn(Strict):
    """What stands on the paper of a decision. The paper itself is attached afterwards."""

    reference = Text()
    decided_on = Day()


class LiftIn(DecidedIn):
    """A hold is lifted."""

    expected_seq = version()


class RevocationIn(DecidedIn):
    """An order is revoked."""

    reason = Text()
    expected_seq = version()


class DecisionPaperIn(Strict):
    """The paper of a decision, as a form."""

    document = serializers.FileField(help_text="A photo or a PDF.")


class DecisionVerifyIn(Strict):
    """The decision agrees with its paper."""

    expected_seq = version()


class DecisionRefuseIn(Strict):
    """The decision does not agree with its paper."""

    reason = Text()
    expected_seq = version()


def paper_in(said: dict[str, Any]) -> DecisionPaper:
    """Take what stands on the paper out of what was said, and return it."""
    return DecisionPaper(reference=said.pop("reference"), decided_on=said.pop("decided_on"))


@lists("list_decisions", shows=DecisionOut, summary="List decisions of authorities, the newest first",
       filters=DecisionFilters, ordering=("-recorded_at", "id"))
class Decisions(Listing):
    """The decisions."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the decisions the reader may know of."""
        return visible_decisions(officer).filter(**asked)


@reads("read_decision", shows=DecisionOut, summary="Read a decision of an authority")
class Decision(Single):
    """One decision."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the decision."""
        return decision_for(officer, **ids)


@endpoint("attach_decision_paper", takes=DecisionPaperIn, gives=DecisionAnswer)
class DecisionDocument(Acting):
    """Attach the paper of a decision that was recorded without it."""

    parser_classes = [Form]
    largest_body: ClassVar[int] = MOST_BYTES

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Attach it."""
        found = decision_for(act.actor, **ids)
        return decisions.attach_decision_paper(act=act, decision_id=found.id, document=said["document"].read())


@endpoint("verify_decision", takes=DecisionVerifyIn, gives=DecisionAnswer, signs=True)
class DecisionVerification(Acting):
    """Say that a decision agrees with its paper: it counts from now on."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Verify the decision."""
        return decisions.verify_decision(act=act, decision_id=decision_for(act.actor, **ids).id, **said)


@endpoint("refuse_decision", takes=DecisionRefuseIn, gives=DecisionAnswer, signs=True)
class DecisionRefusal(Acting):
    """Say that a decision does not agree with its paper."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Refuse the decision."""
        return decisions.refuse_decision(act=act, decision_id=decision_for(act.actor, **ids).id, **said)


@endpoint("revoke_order", takes=RevocationIn, gives=DecisionAnswer)
class Revocation(Acting):
    """Record that its authority revoked an order."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return revoking.revoke_order(act=act, order_id=order_for(act.actor, **ids).id, paper=paper_in(said), **said)
