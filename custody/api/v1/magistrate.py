"""The magistrate's side (C16): a link that is good once, the authenticator's code, what is asked, and one answer.

What the link and the code open stays open in this session alone, and for half an hour, as on the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Id, Strict, Text, codes, version
from custody.api.v1.law_shapes import RequestAnswer
from custody.api.v1.outputs import OrderOut, Shown, badge, moment, seq
from custody.api.v1.reading import Single, reads
from custody.api.v1.schema import problems
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.errors import NotAllowedNow
from custody.deadlines.selectors import database_now
from custody.destruction.actions import requests
from custody.destruction.law_policies import check_request_open
from custody.destruction.link_policies import check_opened, note_opened
from custody.destruction.lists import ANSWERS, AUTHORITIES
from custody.destruction.selectors.committee import minutes_to_sign
from custody.destruction.selectors.papers import (
    asked_of_me,
    photos_of,
    proposed_text,
    request_asked_of,
    request_for,
    units_asked,
)
from custody.evidence.actions.photo import PhotoSeen
from custody.evidence.selectors.sampling import Borne, borne_out, newest_plans, samples_of
from custody.organisation.second_factor import check_code

if TYPE_CHECKING:
    from custody.destruction.models import OrderRequest
    from custody.organisation.models import Officer

MOST_PHOTOS = 24


class AskedOfMeOut(Shown):
    """Something a magistrate is asked. What it is about is read behind its link."""

    id = serializers.UUIDField()
    authority = serializers.CharField(help_text=codes(AUTHORITIES))
    asked_by = badge("asked_by")
    asked_at = moment()
    opened_at = moment(nullable=True)
    state = serializers.CharField()
    version = seq()


class AskedOfMeListOut(serializers.Serializer[Any]):
    """What waits for this magistrate, the oldest first."""

    requests = AskedOfMeOut(many=True)
    minutes = OrderOut(many=True, help_text="Orders of a committee whose minutes this member has not signed.")


class ExhibitAskedOut(serializers.Serializer[Any]):
    """An exhibit of the seizure, and what its samples bear out: all null without a draw by lot.

    ``statement`` is the inference from the verified results of the laboratory, null before the first and where not all
    are positive; ``will_show`` what all that were sampled will show if every one is positive.
    """

    number = serializers.IntegerField()
    substance = serializers.CharField()
    form = serializers.CharField(allow_null=True)
    drawn = serializers.IntegerField(allow_null=True, help_text="Packages that were drawn.")
    sampled = serializers.IntegerField(allow_null=True, help_text="Of the drawn, how many were sampled.")
    analysed = serializers.IntegerField(allow_null=True, help_text="Of these, how many have a verified result.")
    positive = serializers.IntegerField(allow_null=True, help_text="Of these, how many are positive.")
    beside_draw = serializers.IntegerField(
        allow_null=True, help_text="Samples for analysis since the draw of what no lot fell on; not counted for it."
    )
    statement = serializers.CharField(allow_null=True)
    will_show = serializers.CharField(allow_null=True)


class SampleAskedOut(serializers.Serializer[Any]):
    """A sample that was taken of it."""

    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField()
    taken_at = moment()


class PictureAskedOut(serializers.Serializer[Any]):
    """A photo or paper; look at it with its id."""

    id = serializers.UUIDField()
    slot = serializers.CharField()
    taken_at = moment()


class QuestionOut(AskedOfMeOut):
    """All that a magistrate is shown before the answer. Never a place."""

    seizure = serializers.CharField(help_text="Code word of the seizure.")
    reference = serializers.CharField(help_text="Number of the official report.")
    proposed_text = serializers.CharField()
    explanation = serializers.CharField(allow_null=True, help_text="What the case officer answered to a question.")
    labels = serializers.ListField(child=serializers.CharField())
    gross_mg = serializers.IntegerField(help_text="Whole milligrams of all that is asked about.")
    packages = serializers.IntegerField()
    exhibits = ExhibitAskedOut(many=True)
    samples = SampleAskedOut(many=True)
    photos = PictureAskedOut(many=True)


class QuestionAnswer(Answer):
    """A link was used up. ``request`` is what it opened."""

    request = AskedOfMeOut()

    @classmethod
    def about(cls, officer: Officer, kept: Any) -> dict[str, Any]:
        """Return the request as it is now."""
        return {"request": request_asked_of(officer, request_id=UUID(kept["request"]))}


class LinkAnswer(RequestAnswer):
    """A link was made. It is kept nowhere: who lost it makes another."""

    secret = serializers.CharField()
    address = serializers.CharField(help_text="The page the magistrate opens.")

    @classmethod
    def about(cls, officer: Officer, kept: Any) -> dict[str, Any]:
        """Return the request; the link itself was never kept."""
        return {"request": request_for(officer, request_id=UUID(kept["request"]))}


class OpenIn(Strict):
    """The secret part of a link, and the code that the authenticator shows."""

    secret = Text(max_length=200)
    code = Text(max_length=12)


class AnswerIn(Strict):
    """Order, hold, ask or refuse. ``words`` are the reasons, or the question; they may be left out with an order."""

    answer = Text(help_text=codes(ANSWERS))
    number = Text(required=False, help_text="Number of the order. One is drawn when it is left out.")
    words = Text(required=False)
    expected_seq = version()


class PictureIn(Strict):
    """Which photo or paper."""

    photo_id = Id()


@reads("list_asked_of_me", shows=AskedOfMeListOut, summary="List what waits for the magistrate who reads")
class AskedOfMe(Single):
    """What waits for a magistrate. The link comes from the case officer."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return it."""
        return {"requests": asked_of_me(officer), "minutes": minutes_to_sign(officer)}


@endpoint("make_request_link", gives=LinkAnswer, signs=True)
class RequestLink(Acting):
    """Make a link that is good once, and show it: once for each key."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Make it."""
        self.secret = requests.make_link(act=act, request_id=request_for(act.actor, **ids).id)
        return self.secret

    def answer(self, act: Act, made: object, *, status: int) -> Any:
        """Answer with the link, which nobody can be told again."""
        if made is None:
            raise NotAllowedNow("link.shown", "This link was shown already. Make another with a new key")
        return super().answer(act, made, status=status)

    def also(self, officer: Officer, kept: dict[str, Any]) -> dict[str, Any]:
        """Return the link."""
        address = self.request.build_absolute_uri(reverse("magistrate:open", args=[self.secret]))
        return {"secret": self.secret, "address": address}


@endpoint("open_request", takes=OpenIn, gives=QuestionAnswer, signs=True)
class RequestOpening(Acting):
    """Use a link up with the authenticator's code. What it opens is read and answered in this session."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Open it."""
        check_code(act.actor, given=said["code"])
        found = requests.open_request(act=act, secret=said["secret"])
        note_opened(self.request.session, request_id=found.id, at=database_now())
        return found


@reads("read_question", shows=QuestionOut, summary="Read what a magistrate is asked, once it was opened by its link")
class Question(Single):
    """All of it, for the magistrate who is asked."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return it."""
        found = request_asked_of(officer, **ids)
        check_request_open(found)
        check_opened(self.request.session, request=found, at=database_now())
        return _shown(found)


@endpoint("answer_request", takes=AnswerIn, gives=QuestionAnswer, signs=True)
class RequestAnswering(Acting):
    """Answer: order, hold, ask or refuse."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Answer it."""
        found = request_asked_of(act.actor, **ids)
        check_opened(self.request.session, request=found, at=database_now())
        return requests.answer_request(act=act, request_id=found.id, **said)


@extend_schema_view(
    post=extend_schema(
        responses={(200, "image/*"): OpenApiTypes.BINARY, **problems(400, 401, 403, 404, 409, 413, 415, 503)}
    )
)
@endpoint("show_photo", takes=PictureIn, gives=Answer, signs=True)
class RequestPhoto(Acting):
    """Look at a photo or paper of what is asked, after it was recorded who looks. It is shown once for each key."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the look and return the photo."""
        found = request_asked_of(act.actor, **ids)
        check_opened(self.request.session, request=found, at=database_now())
        return requests.show_photo(act=act, request_id=found.id, **said)

    def answer(self, act: Act, made: object, *, status: int) -> Any:
        """Return the bytes of the photo."""
        if not isinstance(made, PhotoSeen):
            raise NotAllowedNow("photo.shown", "This photo was shown already. Ask again with a new key")
        return HttpResponse(made.content, content_type=made.media_type)


def _shown(found: OrderRequest) -> dict[str, Any]:
    units, exhibits = units_asked(found), list(found.seizure.exhibits.order_by("number"))
    borne = borne_out(newest_plans(each.id for each in exhibits).values())
    return {
        "id": found.id, "authority": found.authority, "asked_by": found.asked_by, "asked_at": found.asked_at,
        "opened_at": found.opened_at, "state": found.state, "last_seq": found.last_seq,
        "seizure": found.seizure.code_word, "reference": found.reference, "proposed_text": proposed_text(found),
        "explanation": found.explanation, "labels": found.labels,
        "gross_mg": sum(unit.gross_mg or 0 for unit in units),
        "packages": sum(unit.package_count or 0 for unit in units),
        "exhibits": [
            {"number": each.number, "substance": each.substance, "form": each.form,
             **_borne_out(borne.get(each.id))}
            for each in exhibits
        ],
        "samples": [
            {"label": each.sample_unit.label, "kind": each.sample_kind, "taken_at": each.taken_at}
            for each in samples_of(each.id for each in exhibits)
        ],
        "photos": list(photos_of(found)[:MOST_PHOTOS]),
    }  # fmt: skip


def _borne_out(found: Borne | None) -> dict[str, Any]:
    if found is None:
        names = ("drawn", "sampled", "analysed", "positive", "beside_draw", "statement", "will_show")
        return dict.fromkeys(names)
    return {
        "drawn": found.plan.size, "sampled": found.taken, "analysed": found.analysed, "positive": found.positive,
        "beside_draw": found.beside,
        "statement": found.shows and str(found.shows), "will_show": found.will_show and str(found.will_show),
    }  # fmt: skip
