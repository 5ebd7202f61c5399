"""Before the stop: targets, their scan images, and the decision to search one or let it go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Id, Instant, Strict, Text, codes, version
from custody.api.v1.outputs import Shown, badge, moment, seq
from custody.api.v1.parsers import Form
from custody.api.v1.photos import MOST_BYTES
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.schema import problems
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.errors import NotAllowedNow
from custody.evidence.actions import linking, lookups, scans
from custody.evidence.actions import targets as acts
from custody.evidence.actions.photo import PhotoSeen
from custody.evidence.lists import (
    LET_GO_REASONS,
    SCAN_RESULTS,
    SCANNERS,
    TARGET_ORIGINS,
)
from custody.evidence.selectors import targets as selectors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

STATES = ("open", "asked", "search", "let_go", "contained")


class TargetOut(Shown):
    """A target. What is looked for and what is known are shown to nobody here: ``reveal/`` does, with a reason."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    state = serializers.CharField()
    origin = serializers.CharField()
    tip = serializers.CharField(source="tip.reference", allow_null=True)
    grade = serializers.SerializerMethodField(help_text="Of a tip: how reliable the source is, and how credible it.")
    expected_at = moment()
    opened_by = badge("opened_by")
    opened_at = moment()
    search_by = badge("search_by", nullable=True)
    search_at = moment(nullable=True)
    searcher = badge("searcher", nullable=True)
    asked_by = badge("asked_by", nullable=True)
    asked_at = moment(nullable=True)
    reason_code = serializers.CharField(allow_null=True)
    let_go_by = badge("let_go_by", nullable=True)
    let_go_at = moment(nullable=True)
    found_at = moment(nullable=True)
    unit_ids = serializers.SerializerMethodField(help_text="What was stopped and belongs to it.")
    link_unit_id = serializers.UUIDField(allow_null=True, help_text="What waits for a second person to belong to it.")
    link_by = badge("link_by", nullable=True)
    link_at = moment(nullable=True)
    readings = serializers.SerializerMethodField(help_text="What was read in its scan images, and by whom.")
    version = seq()

    def get_grade(self, target: Any) -> str | None:
        """Return the grade of the tip."""
        return None if target.tip is None else f"{target.tip.reliability}{target.tip.credibility}"

    def get_unit_ids(self, target: Any) -> list[UUID]:
        """Return what was stopped."""
        return [hit.unit_id for hit in selectors.hits_of(target)]

    def get_readings(self, target: Any) -> list[dict[str, Any]]:
        """Return the readings of all images."""
        return [
            {"scan_id": str(image.id), "result": each.result, "read_by": each.read_by.badge}
            for image in selectors.images_of(target)
            for each in image.readings.all()
        ]


class TargetAnswer(Answer):
    """An act on a target."""

    target = TargetOut(allow_null=True)


class TargetRow(Shown):
    """A target in a list."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    state = serializers.CharField()
    expected_at = moment()
    opened_by = badge("opened_by")
    version = seq()


class TargetFilters(Strict):
    """Which targets."""

    state = Text(required=False, help_text=codes(STATES))
    unit_id = Id(required=False, help_text="A stopped conveyance: the targets with which its story began.")


class TargetIn(Strict):
    """A consignment that is looked for: a container, a ship, or both."""

    origin = Text(help_text=codes(TARGET_ORIGINS))
    grounds = Text(help_text="What is known. Nothing that tells who gave a tip.")
    expected_at = Instant()
    container_number = Text(required=False, allow_null=True, help_text="ISO 6346.")
    imo_number = Text(required=False, allow_null=True)
    vessel = Text(required=False, allow_null=True)
    call = Text(required=False, allow_null=True)
    authority = Text(required=False, allow_null=True, help_text="Who sent the message from abroad.")
    tip_reference = Text(required=False, allow_null=True)


class ArrivalIn(Strict):
    """Another arrival is expected."""

    expected_at = Instant()
    call = Text(required=False, allow_null=True)
    reason = Text(required=False, allow_null=True)


class ScanIn(Strict):
    """A scan image, and who made it."""

    photo = serializers.FileField()
    scanner = Text(help_text=codes(SCANNERS))
    port = Text(required=False, allow_null=True, help_text="UN/LOCODE of the port abroad.")


class ScanReadingIn(Strict):
    """What an image shows."""

    result = Text(help_text=codes(SCAN_RESULTS))
    remark = Text(required=False, allow_null=True)


class SearchIn(Strict):
    """Who stops and searches it."""

    searcher_badge = Text()
    expected_seq = version()


class LetGoIn(Strict):
    """Why it may go."""

    reason_code = Text(help_text=codes(LET_GO_REASONS))
    reason = Text()
    expected_seq = version()


class TargetSeenIn(Strict):
    """The version of the target that was read."""

    expected_seq = version()


class LinkIn(Strict):
    """The label of a stopped conveyance."""

    label = Text()  # type: ignore[assignment]


class LinkDecisionIn(Strict):
    """Whether the conveyance that waits belongs to it."""

    approve = serializers.BooleanField()
    expected_seq = version()


class UnlinkIn(LinkIn):
    """A conveyance that does not belong to it."""

    reason = Text()


class FoundElsewhereIn(Strict):
    """What others found in it."""

    authority = Text()
    remark = Text()


class WhyIn(Strict):
    """Why it must be seen."""

    reason = Text()


class ScanAnswer(Answer):
    """A scan image was kept."""

    scan = serializers.UUIDField()
    target = TargetOut(allow_null=True)


class RevealedTarget(Answer):
    """What is looked for and why, until the look ends; null afterwards."""

    container_number = serializers.CharField(allow_null=True)
    imo_number = serializers.CharField(allow_null=True)
    vessel = serializers.CharField(allow_null=True)
    grounds = serializers.CharField(allow_null=True)
    expires_at = moment(nullable=True)

    @classmethod
    def about(cls, officer: Officer, kept: Any) -> dict[str, Any]:
        """Return what the reveal to this officer shows now."""
        target = selectors.target_for(officer, target_id=UUID(kept["target"]))
        seen = selectors.target_seen(officer, target)
        names = [name for name in cls._declared_fields if name != "receipt"]
        return {name: None if seen is None else getattr(seen, name) or None for name in names}


@lists("list_targets", shows=TargetRow, summary="List the targets the reader may know of, the last expected first",
       filters=TargetFilters, ordering=("-expected_at", "id"))  # fmt: skip
@endpoint("open_target", takes=TargetIn, gives=TargetAnswer)
class Targets(Listing, Acting):
    """Open a target."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the targets."""
        if "unit_id" in asked:
            asked["pk__in"] = [each.pk for each in selectors.targets_of_unit(officer, asked.pop("unit_id"))]
        return selectors.visible_targets(officer).filter(**asked)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Open it."""
        return acts.open_target(act=act, **said)


@reads("read_target", shows=TargetOut, summary="Read a target")
class Target(Single):
    """One target."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the target."""
        return selectors.target_for(officer, **ids)


@endpoint("reveal_target", takes=WhyIn, gives=RevealedTarget, signs=True)
class Reveal(Acting):
    """See what is looked for and why, after it was recorded who asks."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the look."""
        return lookups.reveal_target(act=act, **ids, **said)


@endpoint("reschedule_target", takes=ArrivalIn, gives=TargetAnswer)
class Arrival(Acting):
    """Say that it is expected at another time."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Reschedule it."""
        return acts.reschedule_target(act=act, **ids, **said)


@endpoint("attach_scan", takes=ScanIn, gives=ScanAnswer)
class Scans(Acting):
    """Add a scan image to a target."""

    parser_classes = [Form]
    largest_body: ClassVar[int] = MOST_BYTES

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Keep the image."""
        content = said.pop("photo").read()
        return scans.attach_scan(act=act, content=content, **ids, **said)


@extend_schema_view(
    post=extend_schema(
        responses={(200, "image/*"): OpenApiTypes.BINARY, **problems(400, 401, 403, 404, 409, 413, 415, 503)}
    )
)
@endpoint("look_at_scan", takes=WhyIn, gives=Answer, signs=True)
class ScanLook(Acting):
    """Look at a scan image, after it was recorded who looks and why. It is shown once for each key."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the look and return the image."""
        return scans.look_at_scan(act=act, **ids, **said)

    def answer(self, act: Act, made: object, *, status: int) -> Any:
        """Return the bytes of the image."""
        if not isinstance(made, PhotoSeen):
            raise NotAllowedNow("photo.shown", "This photo was shown already. Ask again with a new key")
        return HttpResponse(made.content, content_type=made.media_type)


@endpoint("read_scan", takes=ScanReadingIn, gives=TargetAnswer, signs=True)
class ScanReadings(Acting):
    """Say what a scan image shows."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the reading."""
        return scans.read_scan(act=act, **ids, **said)


@endpoint("decide_search", takes=SearchIn, gives=TargetAnswer, signs=True)
class Search(Acting):
    """Decide that it is stopped and searched."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide."""
        return acts.decide_search(act=act, **ids, **said)


@endpoint("ask_let_go", takes=LetGoIn, gives=TargetAnswer)
class LettingGo(Acting):
    """Ask that it is let go; another person decides."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask."""
        return acts.ask_let_go(act=act, **ids, **said)


@endpoint("let_go", takes=TargetSeenIn, gives=TargetAnswer, signs=True)
class LettingGoDecision(Acting):
    """Let it go, as the second of two."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide."""
        return acts.let_go(act=act, **ids, **said)


@endpoint("link_conveyance", takes=LinkIn, gives=TargetAnswer)
class Conveyances(Acting):
    """Say that a stopped conveyance belongs to it; where no number tells it, a second person decides."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Link it."""
        return linking.link_conveyance(act=act, **ids, **said)


@endpoint("decide_link", takes=LinkDecisionIn, gives=TargetAnswer, signs=True)
class ConveyanceDecision(Acting):
    """Say as the second person whether a conveyance belongs to it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide."""
        return linking.decide_link(act=act, **ids, **said)


@endpoint("unlink_conveyance", takes=UnlinkIn, gives=TargetAnswer, signs=True)
class ConveyanceUndoing(Acting):
    """Say that a conveyance does not belong to it after all."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Undo the link."""
        return linking.unlink_conveyance(act=act, **ids, **said)


@endpoint("tell_of_find", takes=FoundElsewhereIn, gives=TargetAnswer)
class Found(Acting):
    """Record that others found drugs in it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return acts.tell_of_find(act=act, **ids, **said)
