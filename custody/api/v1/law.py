"""What the law asks for: packs, and the papers around an order.

A magistrate answers on one page alone, behind a link that is good once and a code: there is no endpoint for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from custody.api.v1.answers import Answer, OrderAnswer, SeizureAnswer
from custody.api.v1.inputs import Day, Flag, Id, Strict, Text, Whole, codes, ids, version
from custody.api.v1.outputs import Mass, Shown, badge, moment, seq
from custody.api.v1.parsers import Form, Json
from custody.api.v1.photos import MOST_BYTES
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.core.authority_rules import JUDGES
from custody.core.packs import read_pack
from custody.deadlines.pack_effect import foresee
from custody.deadlines.selectors import database_now
from custody.destruction.actions import notices, papers, requests
from custody.destruction.lists import (
    ADDRESSEES,
    AUTHORITIES,
    HOLD_AUTHORITIES,
    NOTICE_KINDS,
    NOTICE_OUTCOMES,
    RETENTION_OUTCOMES,
)
from custody.destruction.selectors import law
from custody.destruction.selectors.access import SEES_ORDERS, order_for
from custody.destruction.selectors.papers import (
    latency_of,
    notice_for,
    request_for,
    retention_for,
    visible_notices,
    visible_requests,
    visible_retentions,
)
from custody.evidence.actions.planning import plan_sampling
from custody.evidence.selectors.access import seizure_for
from custody.evidence.selectors.sampling import exhibit_for, plan_for, statement_of, visible_plans
from custody.organisation.actions import packs
from custody.organisation.permissions import check_holds_role
from custody.organisation.selectors.requirements import pack_for, visible_packs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.destruction.models import OrderRequest
    from custody.evidence.models import SamplingPlan
    from custody.organisation.models import JurisdictionPack, Officer


class PackOut(Shown):
    """A version of what a jurisdiction lays down, as it was proposed."""

    id = serializers.UUIDField()
    jurisdiction = serializers.CharField()
    version_number = serializers.IntegerField(source="version")
    title = serializers.CharField()
    digest = serializers.CharField()
    document = serializers.CharField()
    state = serializers.CharField()
    proposed_by = badge("proposed_by")
    proposed_at = moment()
    decided_by = badge("decided_by", nullable=True)
    decided_at = moment(nullable=True)
    version = seq()


class ChangeOut(Shown):
    """A value that approving the pack would change; `before` is null where the rule has none."""

    key = serializers.CharField()
    substance = serializers.CharField()
    mass_from_mg = serializers.IntegerField()
    before = serializers.IntegerField(allow_null=True)
    value = serializers.IntegerField()
    measure = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    status = serializers.CharField()
    moved = serializers.IntegerField()
    past_due_at_once = serializers.IntegerField()


class ForeseenOut(Shown):
    """What approving a pack would do."""

    changes = ChangeOut(many=True)


class AskedOut(Shown):
    """What the law asks for, once for each substance of a seizure. Counts are whole numbers, shares percent."""

    jurisdiction = serializers.CharField()
    authority = serializers.CharField()
    authorities = serializers.ListField(child=serializers.CharField())
    procedure = serializers.CharField()
    judge = serializers.CharField()
    appeal = serializers.CharField()
    oral = serializers.CharField()
    supervisors = serializers.IntegerField()
    agencies = serializers.IntegerField()
    distance = serializers.CharField()
    samples = serializers.IntegerField()
    kept_samples = serializers.IntegerField()
    method = serializers.CharField()
    share = serializers.IntegerField()
    confidence = serializers.IntegerField()
    certificate_fields = serializers.ListField(child=serializers.CharField())


class LawOut(Shown):
    """What the law asks for before the goods of a seizure may burn."""

    asked = AskedOut(many=True)


class NoticeOut(Shown):
    """A paper that gives somebody time to object or to appeal."""

    id = serializers.UUIDField()
    notice_kind = serializers.CharField(help_text=codes(NOTICE_KINDS))
    addressee = serializers.CharField()
    jurisdiction = serializers.CharField()
    seizure_id = serializers.UUIDField(allow_null=True)
    order_id = serializers.UUIDField(allow_null=True)
    reference = serializers.CharField()
    state = serializers.CharField()
    served_by = badge("served_by")
    served_at = moment()
    answered_at = moment(nullable=True)
    closed_by = badge("closed_by", nullable=True)
    closed_at = moment(nullable=True)
    version = seq()


class RetentionOut(Shown):
    """A request to keep a quantity of a seizure from the fire."""

    id = serializers.UUIDField()
    seizure_id = serializers.UUIDField()
    authority = serializers.CharField()
    retain_mg = Mass()
    reason = serializers.CharField()
    state = serializers.CharField()
    answer = serializers.CharField(allow_null=True)
    asked_by = badge("asked_by")
    asked_at = moment()
    decided_by = badge("decided_by", nullable=True)
    decided_at = moment(nullable=True)
    version = seq()


class RequestOut(Shown):
    """What a magistrate was asked, and what came back."""

    id = serializers.UUIDField()
    seizure_id = serializers.UUIDField()
    authority = serializers.CharField()
    labels = serializers.ListField(child=serializers.CharField())
    asked_by = badge("asked_by")
    addressee = badge("addressee")
    asked_at = moment()
    opened_at = moment(nullable=True)
    state = serializers.CharField()
    answer = serializers.CharField(allow_null=True)
    answered_at = moment(nullable=True)
    order_id = serializers.UUIDField(allow_null=True)
    latency_seconds = serializers.SerializerMethodField(help_text="From the question to the answer; null before.")
    version = seq()

    def get_latency_seconds(self, found: OrderRequest) -> int | None:
        """Return how long the answer took."""
        latency = latency_of(found)
        return None if latency is None else int(latency.total_seconds())


class PlanOut(Shown):
    """Which packages were drawn, and the seed by which anybody repeats the draw."""

    id = serializers.UUIDField()
    seizure_id = serializers.UUIDField()
    exhibit_id = serializers.UUIDField()
    packages = serializers.IntegerField()
    size = serializers.IntegerField()
    method = serializers.CharField()
    seed = serializers.CharField()
    chosen = serializers.ListField(child=serializers.CharField())
    statement = serializers.SerializerMethodField(help_text="What is shown when every sample is positive.")
    planned_by = badge("planned_by")
    planned_at = moment()

    def get_statement(self, found: SamplingPlan) -> str:
        """Return what the plan shows."""
        return statement_of(found)


class PackAnswer(Answer):
    """An act on a pack."""

    pack = PackOut(allow_null=True)


class NoticeAnswer(Answer):
    """An act on a notice."""

    notice = NoticeOut(allow_null=True)


class RetentionAnswer(Answer):
    """An act on a request to retain."""

    retention = RetentionOut(allow_null=True)


class RequestAnswer(Answer):
    """An act on what a magistrate is asked."""

    request = RequestOut(allow_null=True)


class PlanAnswer(Answer):
    """A draw of packages."""

    sampling_plan = PlanOut(allow_null=True)


class PackIn(Strict):
    """The text of a pack, as TOML."""

    document = Text()


class DecisionIn(Strict):
    """Another person's answer."""

    approve = Flag()


class ServeIn(Strict):
    """On whom it was served, and by which paper."""

    addressee = Text(help_text=codes(ADDRESSEES))
    reference = Text()


class ObjectionIn(Strict):
    """What was objected."""

    grounds = Text()
    expected_seq = version()


class SettleIn(Strict):
    """How the notice ended."""

    outcome = Text(help_text=codes(NOTICE_OUTCOMES))
    expected_seq = version()


class RetainIn(Strict):
    """What is to be retained."""

    authority = Text(help_text=codes(HOLD_AUTHORITIES))
    retain_mg = Whole()
    reason = Text()


class RetentionDecisionIn(Strict):
    """What was decided."""

    outcome = Text(help_text=codes(RETENTION_OUTCOMES))
    reason = Text()
    retain_mg = Whole(required=False)
    expected_seq = version()


class ReferenceIn(Strict):
    """The reference of a paper."""

    reference = Text()


class ConsentIn(Strict):
    """A judge's authorisation."""

    authority = Text(help_text=codes(JUDGES))
    number = Text()
    given_on = Day()


class OralIn(Strict):
    """An order by word of mouth."""

    unit_ids = ids()
    authority = Text(help_text=codes(AUTHORITIES))
    spoken_by = Text()
    listener_badge = Text()
    reasons = Text()


class ConfirmationIn(Strict):
    """The paper of an oral order. As a form, the document may come with it."""

    number = Text()
    confirmed_on = Day()
    document = serializers.FileField(required=False, help_text="A photo or a PDF; in a form only.")


class RequestIn(Strict):
    """Whom to ask about which seizure."""

    seizure_id = Id()
    magistrate_badge = Text()
    reference = Text()


class ExplainIn(Strict):
    """The answer to the magistrate's question."""

    words = Text()
    expected_seq = version()


class PlanIn(Strict):
    """Of which exhibit."""

    exhibit_id = Id()


class NoticeFilters(Strict):
    """Which notices."""

    state = Text(required=False, help_text=codes(("running", "answered", *NOTICE_OUTCOMES)))


class RequestFilters(Strict):
    """Which requests."""

    state = Text(required=False, help_text=codes(("open", "answered")))


@lists("list_packs", shows=PackOut, summary="List the packs that were proposed, the newest first",
       ordering=("-proposed_at", "id"))
@endpoint("propose_pack", takes=PackIn, gives=PackAnswer)
class Packs(Listing, Acting):
    """Propose what a jurisdiction lays down."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the packs."""
        return visible_packs(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Propose the pack."""
        return packs.propose_pack(act=act, **said)


@reads("read_pack", shows=PackOut, summary="Read a pack")
class Pack(Single):
    """One pack."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the pack."""
        return pack_for(officer, **ids)


@reads("preview_pack", shows=ForeseenOut, summary="See what approving a pack would change")
class PackPreview(Single):
    """What a pack would do."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the changes."""
        return {"changes": _foreseen(pack_for(officer, **ids))}


@endpoint("decide_pack", takes=DecisionIn, gives=PackAnswer, signs=True)
class PackDecision(Acting):
    """Approve or reject a pack."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide the pack."""
        return packs.decide_pack(act=act, pack_id=pack_for(act.actor, **ids).id, **said)


@endpoint("withdraw_pack", gives=PackAnswer)
class PackWithdrawal(Acting):
    """Take a proposed pack back."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Withdraw the pack."""
        return packs.withdraw_pack(act=act, pack_id=pack_for(act.actor, **ids).id)


@reads("read_law", shows=LawOut, summary="Read what the law asks for before the goods of a seizure may burn")
class Law(Single):
    """What the law asks for."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return what is asked for."""
        found = seizure_for(officer, **ids)
        check_holds_role(officer, *SEES_ORDERS)
        return {"asked": law.asked_of_seizure(found)}


@endpoint("open_instruction", takes=ReferenceIn, gives=SeizureAnswer)
class Instruction(Acting):
    """Record that an investigating judge has the case."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return papers.open_instruction(act=act, seizure_id=seizure_for(act.actor, **ids).id, **said)


@endpoint("close_instruction", gives=SeizureAnswer, signs=True)
class InstructionEnd(Acting):
    """Record that no investigating judge has the case any more."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return papers.close_instruction(act=act, seizure_id=seizure_for(act.actor, **ids).id)


@endpoint("serve_notice", takes=ServeIn, gives=NoticeAnswer)
class SeizureNotice(Acting):
    """Record that notice of a destruction was served."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return notices.serve_notice(act=act, seizure_id=seizure_for(act.actor, **ids).id, **said)


@endpoint("serve_order", takes=ServeIn, gives=NoticeAnswer)
class OrderService(Acting):
    """Record that an order was served on somebody who may appeal it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return notices.serve_order(act=act, order_id=order_for(act.actor, **ids).id, **said)


@lists("list_notices", shows=NoticeOut, summary="List notices, the newest first", filters=NoticeFilters,
       ordering=("-served_at", "id"))
class Notices(Listing):
    """The notices."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the notices the reader may know of."""
        return visible_notices(officer).filter(**asked)


@endpoint("object", takes=ObjectionIn, gives=NoticeAnswer)
class Objection(Acting):
    """Record that somebody objected or appealed."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return notices.record_objection(act=act, notice_id=notice_for(act.actor, **ids).id, **said)


@endpoint("settle_notice", takes=SettleIn, gives=NoticeAnswer, signs=True)
class Settlement(Acting):
    """Record how a notice ended."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return notices.settle_notice(act=act, notice_id=notice_for(act.actor, **ids).id, **said)


@lists("list_retentions", shows=RetentionOut, summary="List requests to retain, the newest first",
       ordering=("-asked_at", "id"))
class Retentions(Listing):
    """The requests to retain."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the requests the reader may know of."""
        return visible_retentions(officer)


@endpoint("ask_retention", takes=RetainIn, gives=RetentionAnswer)
class SeizureRetention(Acting):
    """Record that part of a seizure is to be retained."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return notices.ask_retention(act=act, seizure_id=seizure_for(act.actor, **ids).id, **said)


@endpoint("decide_retention", takes=RetentionDecisionIn, gives=RetentionAnswer, signs=True)
class RetentionDecision(Acting):
    """Record the answer to a request to retain."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return notices.decide_retention(act=act, retention_id=retention_for(act.actor, **ids).id, **said)


@endpoint("appeal_retention", takes=ObjectionIn, gives=RetentionAnswer)
class RetentionAppeal(Acting):
    """Record that a denial was appealed."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return notices.appeal_retention(act=act, retention_id=retention_for(act.actor, **ids).id, **said)


@endpoint("authorise_order", takes=ConsentIn, gives=OrderAnswer)
class Consent(Acting):
    """Record that a judge authorised an order."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return papers.authorise_order(act=act, order_id=order_for(act.actor, **ids).id, **said)


@endpoint("record_oral_order", takes=OralIn, gives=OrderAnswer)
class OralOrders(Acting):
    """Record an order that was given by word of mouth."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        known_units(act.actor, said["unit_ids"])
        return papers.record_oral_order(act=act, **said)


@endpoint("confirm_oral_order", takes=ConfirmationIn, gives=OrderAnswer, signs=True)
class Confirmation(Acting):
    """Record the paper of an oral order."""

    parser_classes = [Json, Form]
    largest_body: ClassVar[int] = MOST_BYTES

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        document = said.pop("document", None)
        paper = None if document is None else document.read()
        return papers.confirm_oral_order(act=act, order_id=order_for(act.actor, **ids).id, document=paper, **said)


@lists("list_requests", shows=RequestOut, summary="List what magistrates were asked, the newest first",
       filters=RequestFilters, ordering=("-asked_at", "id"))
@endpoint("ask_magistrate", takes=RequestIn, gives=RequestAnswer)
class Requests(Listing, Acting):
    """Ask a magistrate for an order."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return what magistrates were asked."""
        return visible_requests(officer).filter(**asked)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask."""
        seizure = seizure_for(act.actor, seizure_id=said.pop("seizure_id"))
        return requests.make_request(act=act, seizure_id=seizure.id, **said)


@reads("read_request", shows=RequestOut, summary="Read what a magistrate was asked")
class Request(Single):
    """One request."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the request."""
        return request_for(officer, **ids)


@endpoint("explain_request", takes=ExplainIn, gives=RequestAnswer)
class Explanation(Acting):
    """Answer a magistrate's question."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Answer it."""
        return requests.explain_request(act=act, request_id=request_for(act.actor, **ids).id, **said)


@lists("list_sampling_plans", shows=PlanOut, summary="List the draws of packages to sample, the newest first",
       ordering=("-planned_at", "id"))
@endpoint("plan_sampling", takes=PlanIn, gives=PlanAnswer)
class SamplingPlans(Listing, Acting):
    """Draw which packages of an exhibit are sampled."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the plans the reader may know of."""
        return visible_plans(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Draw."""
        return plan_sampling(act=act, exhibit_id=exhibit_for(act.actor, **said).id)


@reads("read_sampling_plan", shows=PlanOut, summary="Read which packages were drawn")
class Plan(Single):
    """One plan."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the plan."""
        return plan_for(officer, **ids)


def _foreseen(found: JurisdictionPack) -> list[dict[str, Any]]:
    return [
        {
            "key": each.change.rule.key, "substance": each.change.rule.substance,
            "mass_from_mg": each.change.rule.mass_from_mg, "before": each.change.before,
            "value": each.change.rule.value, "measure": each.change.rule.measure, "source": each.change.rule.source,
            "status": each.change.rule.status, "moved": each.effect.moved,
            "past_due_at_once": each.effect.past_due_at_once,
        }
        for each in foresee(read_pack(found.document), at=database_now())
    ]  # fmt: skip
