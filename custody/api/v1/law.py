"""What the law asks for: packs, and the papers around an order. What a magistrate does is in ``magistrate``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import get_language

from custody.api.v1.answers import OrderAnswer, SeizureAnswer
from custody.api.v1.decisions import DecidedIn, DecisionAnswer, paper_in
from custody.api.v1.law_shapes import (
    ConfirmationIn,
    ConsentIn,
    ExplainIn,
    ForeseenOut,
    LawIn,
    LawOut,
    NoticeAnswer,
    NoticeFilters,
    NoticeOut,
    ObjectionDecidedIn,
    ObjectionIn,
    OralIn,
    PackAnswer,
    PackDecisionIn,
    PackIn,
    PackOut,
    ReferenceIn,
    RequestAnswer,
    RequestFilters,
    RequestIn,
    RequestOut,
    RetainIn,
    RetentionAnswer,
    RetentionDecisionIn,
    RetentionOut,
    SamplingPlanAnswer,
    SamplingPlanIn,
    SamplingPlanOut,
    ServeIn,
    SettleIn,
)
from custody.api.v1.parsers import Form
from custody.api.v1.photos import MOST_BYTES
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.core.packs import read_pack
from custody.deadlines.pack_effect import foresee
from custody.deadlines.selectors import database_now
from custody.destruction.actions import notices, papers, requests, whose_law
from custody.destruction.selectors import law
from custody.destruction.selectors.access import SEES_ORDERS, order_for
from custody.destruction.selectors.papers import (
    notice_for,
    request_for,
    retention_for,
    visible_notices,
    visible_requests,
    visible_retentions,
)
from custody.evidence.actions.planning import plan_sampling
from custody.evidence.selectors.access import seizure_for
from custody.evidence.selectors.sampling import exhibit_for, plan_for, visible_plans
from custody.organisation.actions import packs
from custody.organisation.permissions import check_holds_role
from custody.organisation.selectors.requirements import pack_for, visible_packs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import JurisdictionPack, Officer


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


@endpoint("decide_pack", takes=PackDecisionIn, gives=PackAnswer, signs=True)
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
        language = (get_language() or "en")[:2]
        return {"asked": law.asked_of_seizure(found), "notices": law.notice_texts(found, language=language)}


@endpoint("open_instruction", takes=ReferenceIn, gives=SeizureAnswer)
class Instruction(Acting):
    """Record that an investigating judge has the case."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return papers.open_instruction(act=act, seizure_id=seizure_for(act.actor, **ids).id, **said)


@endpoint("close_instruction", takes=DecidedIn, gives=DecisionAnswer)
class InstructionEnd(Acting):
    """Record that no investigating judge has the case any more; it counts once another person has verified it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        found = seizure_for(act.actor, **ids)
        return papers.close_instruction(act=act, seizure_id=found.id, paper=paper_in(said), **said)


@endpoint("confirm_law", takes=LawIn, gives=DecisionAnswer)
class WhoseLaw(Acting):
    """Record who decides on goods that lie in another country; it counts once another person has verified it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        found = seizure_for(act.actor, **ids)
        return whose_law.confirm_law(act=act, seizure_id=found.id, paper=paper_in(said), **said)


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
    """Record that the time of a notice ran out in silence."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return notices.settle_notice(act=act, notice_id=notice_for(act.actor, **ids).id, **said)


@endpoint("prove_service", takes=DecidedIn, gives=DecisionAnswer)
class ServiceProof(Acting):
    """Record the proof of the day on which a notice was served; the period counts from it once another person has
    verified it. ``decided_on`` is that day, ``reference`` the number of the receipt."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return notices.prove_service(act=act, notice_id=notice_for(act.actor, **ids).id, paper=paper_in(said), **said)


@endpoint("decide_objection", takes=ObjectionDecidedIn, gives=DecisionAnswer)
class ObjectionDecision(Acting):
    """Record what was decided on an objection or appeal; it counts once another person has verified it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        found = notice_for(act.actor, **ids)
        return notices.decide_objection(act=act, notice_id=found.id, paper=paper_in(said), **said)


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


@endpoint("decide_retention", takes=RetentionDecisionIn, gives=DecisionAnswer)
class RetentionDecision(Acting):
    """Record the answer to a request to retain; it counts once another person has verified it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        found = retention_for(act.actor, **ids)
        return notices.decide_retention(act=act, retention_id=found.id, paper=paper_in(said), **said)


@endpoint("appeal_retention", takes=ObjectionIn, gives=RetentionAnswer)
class RetentionAppeal(Acting):
    """Record that a denial was appealed."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return notices.appeal_retention(act=act, retention_id=retention_for(act.actor, **ids).id, **said)


@endpoint("authorise_order", takes=ConsentIn, gives=DecisionAnswer)
class Consent(Acting):
    """Record that a judge authorised an order; it counts once another person has verified it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return papers.authorise_order(
            act=act, order_id=order_for(act.actor, **ids).id, paper=paper_in(said), **said
        )


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

    parser_classes = [Form]
    largest_body: ClassVar[int] = MOST_BYTES

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        paper = said.pop("document").read()
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


@lists("list_sampling_plans", shows=SamplingPlanOut, summary="List the draws of packages to sample, the newest first",
       ordering=("-planned_at", "id"))
@endpoint("plan_sampling", takes=SamplingPlanIn, gives=SamplingPlanAnswer)
class SamplingPlans(Listing, Acting):
    """Draw which packages of an exhibit are sampled."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the plans the reader may know of."""
        return visible_plans(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Draw."""
        return plan_sampling(act=act, exhibit_id=exhibit_for(act.actor, **said).id)


@reads("read_sampling_plan", shows=SamplingPlanOut, summary="Read which packages were drawn")
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
        for each in foresee(read_pack(found.document, adopted=found.state != "open"), at=database_now())
    ]  # fmt: skip
