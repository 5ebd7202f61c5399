"""What is said and shown of packs and papers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.decisions import DecidedIn
from custody.api.v1.inputs import Day, Flag, Id, Strict, Text, Whole, codes, ids, version
from custody.api.v1.outputs import Mass, Shown, badge, moment, seq
from custody.core.authority_rules import JUDGES
from custody.destruction.lists import (
    ADDRESSEES,
    AUTHORITIES,
    HOLD_AUTHORITIES,
    NOTICE_KINDS,
    OBJECTION_OUTCOMES,
    RETENTION_OUTCOMES,
)
from custody.destruction.selectors.papers import latency_of
from custody.evidence.selectors.sampling import claim_of
from custody.organisation.actions.packs import DOCUMENT_MOST


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
    members = serializers.IntegerField(help_text="How many of a committee sign the minutes; 0: no committee orders.")
    report = serializers.CharField(help_text="before_fire: an official report of the seizure is recorded first.")
    supervisors = serializers.IntegerField()
    agencies = serializers.IntegerField()
    distance = serializers.CharField()
    rotation = serializers.IntegerField(help_text="For how many burns before and after one its witnesses watch none.")
    samples = serializers.IntegerField()
    kept_samples = serializers.IntegerField()
    method = serializers.CharField()
    share = serializers.IntegerField()
    confidence = serializers.IntegerField()
    certificate_fields = serializers.ListField(child=serializers.CharField())


class LawOut(Shown):
    """What the law asks for before the goods of a seizure may burn."""

    asked = AskedOut(many=True)
    notices = serializers.ListField(
        child=serializers.CharField(), help_text="The text of a notice, in the reader's language; none: no text."
    )


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
    served_on = serializers.DateField(allow_null=True, help_text="The day of service, once its proof is verified.")
    answered_at = moment(nullable=True)
    closed_by = badge("closed_by", nullable=True)
    closed_at = moment(nullable=True)
    version = seq()


class RetentionOut(Shown):
    """A request to keep a quantity of a seizure from the fire."""

    id = serializers.UUIDField()
    seizure_id = serializers.UUIDField()
    exhibit_number = serializers.IntegerField(source="exhibit.number", allow_null=True)
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

    def get_latency_seconds(self, found: Any) -> int | None:
        """Return how long the answer took."""
        latency = latency_of(found)
        return None if latency is None else int(latency.total_seconds())


class SamplingPlanOut(Shown):
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

    def get_statement(self, found: Any) -> str:
        """Return what the plan shows."""
        return str(claim_of(found))


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


class SamplingPlanAnswer(Answer):
    """A draw of packages."""

    sampling_plan = SamplingPlanOut(allow_null=True)


class PackIn(Strict):
    """The text of a pack, as TOML."""

    document = Text(max_length=DOCUMENT_MOST)


class PackDecisionIn(Strict):
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
    """The time of the notice ran out in silence."""

    expected_seq = version()


class ObjectionDecidedIn(DecidedIn):
    """What was decided on the objection or the appeal, and by whom."""

    outcome = Text(help_text=codes(OBJECTION_OUTCOMES))
    authority = Text(help_text=codes(AUTHORITIES))
    expected_seq = version()


class RetainIn(Strict):
    """What is to be retained."""

    authority = Text(help_text=codes(HOLD_AUTHORITIES))
    exhibit_number = Whole(required=False, help_text="Left out: so much of every substance of the seizure")
    retain_mg = Whole()
    reason = Text()


class RetentionDecisionIn(DecidedIn):
    """What was decided."""

    outcome = Text(help_text=codes(RETENTION_OUTCOMES))
    reason = Text()
    retain_mg = Whole(required=False)
    expected_seq = version()


class ReferenceIn(Strict):
    """The reference of a paper."""

    reference = Text()


class ConsentIn(DecidedIn):
    """A judge's authorisation."""

    authority = Text(help_text=codes(JUDGES))


class LawIn(DecidedIn):
    """Under which law goods are that lie in another country."""

    authority = Text(help_text=codes(HOLD_AUTHORITIES))


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
    document = serializers.FileField(help_text="A photo or a PDF.")


class RequestIn(Strict):
    """Whom to ask about which seizure."""

    seizure_id = Id()
    magistrate_badge = Text()
    reference = Text()


class ExplainIn(Strict):
    """The answer to the magistrate's question."""

    words = Text()
    expected_seq = version()


class SamplingPlanIn(Strict):
    """Of which exhibit."""

    exhibit_id = Id()


class NoticeFilters(Strict):
    """Which notices."""

    state = Text(required=False, help_text=codes(("running", "answered", "silent", *OBJECTION_OUTCOMES)))


class RequestFilters(Strict):
    """Which requests."""

    state = Text(required=False, help_text=codes(("open", "answered")))
