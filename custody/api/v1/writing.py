"""An endpoint that acts: one act of one officer, once per key, answered with its receipt."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.authtoken.models import Token
from rest_framework.response import Response
from rest_framework.serializers import ValidationError
from rest_framework.views import APIView

from custody.api.v1.answers import Answer
from custody.api.v1.errors import TooLarge
from custody.api.v1.inputs import Instant, Nothing, Strict
from custody.api.v1.parsers import Json
from custody.api.v1.schema import problems
from custody.core.act import Act, Basis, Door
from custody.core.errors import AlreadyRecorded, IntegrityBroken, InvalidInput, NotFound, NotPermitted
from custody.deadlines.selectors import database_now
from custody.evidence.selectors import access
from custody.ledger.receipts import answer_kept, wait_for_seal
from custody.ledger.recording import answered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rest_framework.request import Request

    from custody.organisation.models import Officer

KEY, OCCURRED_AT, DEVICE_AT = "Idempotency-Key", "X-Occurred-At", "X-Device-At"
REPLAYED = "Idempotent-Replay"
LARGEST_BODY = 5 * 1024 * 1024
SEAL_SECONDS = 1.0
View = TypeVar("View", bound="type[Acting]")

_HEADERS = [
    OpenApiParameter(
        KEY, OpenApiTypes.UUID, OpenApiParameter.HEADER, required=True,
        description="Minted by the sender for one act, kept until it is answered. The same key with the same body "
                    "gets the same answer; with another body it gets 409.",
    ),
    OpenApiParameter(
        OCCURRED_AT, OpenApiTypes.DATETIME, OpenApiParameter.HEADER,
        description="When it happened, if not now: a claim, which makes the record a late one. What authorises, "
                    "answers or reads, such as an approval, an alert taken or a paper attached, counts from when it is "
                    "recorded and refuses it: `act.no_claim`.",
    ),
    OpenApiParameter(
        DEVICE_AT, OpenApiTypes.DATETIME, OpenApiParameter.HEADER, description="The sender's own clock: a claim.",
    ),
]


class Acting(ABC, APIView):
    """One act. ``act`` calls the action; the answer is looked up from what was kept under the key."""

    parser_classes = [Json]
    takes: ClassVar[type[Strict]] = Nothing
    gives: ClassVar[type[Answer]] = Answer
    signs: ClassVar[bool] = False
    refuses_headers: ClassVar[bool] = True
    """Whether a key that is missing or a moment that makes no sense is refused. Danger does without."""
    largest_body: ClassVar[int] = LARGEST_BODY

    @abstractmethod
    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Carry the act out. ``said`` is the body, its types checked."""

    def post(self, request: Request, **ids: Any) -> Response:
        """Check who speaks and what is said, act, and answer."""
        if self.signs and isinstance(request.auth, Token):
            raise NotPermitted(
                "token.cannot_sign", "A token reads and proposes. Sign in yourself to sign for this"
            )
        _check_size(request, self.largest_body)
        claimed, device_at, key = self._headers(request)
        body = self.takes(data=request.data)
        body.is_valid(raise_exception=True)
        act = Act(
            actor=request.user,
            door=Door.API,
            basis=Basis.LIVE if claimed is None else Basis.LATE,
            key=key,
            body_hash=_body_hash(request),
            occurred_at=claimed,
            device_at=device_at,
        )
        try:
            # Before anything else is looked up: who did it may not see it any more.
            answered(act)
            made = self.act(act, dict(body.validated_data), **ids)
        except AlreadyRecorded:
            return self.answer(act, None, status=200)
        return self.answer(act, made, status=201)

    def _headers(self, request: Request) -> tuple[datetime | None, datetime | None, UUID]:
        """Return when it happened, the time on the sender's clock, and the key."""
        try:
            claimed, device_at, key = _moment(request, OCCURRED_AT), _moment(request, DEVICE_AT), _key(request)
            if claimed is not None and claimed > database_now():
                raise InvalidInput(
                    "occurred_at.future", "What has not happened yet cannot be recorded", field=OCCURRED_AT
                )
        except (InvalidInput, ValidationError):
            if self.refuses_headers:
                raise
            return None, None, _key_or_new(request)
        return claimed, device_at, key

    def answer(self, act: Act, made: object, *, status: int) -> Response:
        """Return the answer of the act; ``made`` is what the action returned, ``None`` when it was done before."""
        assert act.key is not None  # noqa: S101 - a request without a key was refused
        kept = answer_kept(author_id=act.actor.id, key=act.key)
        receipt = None if kept is None else wait_for_seal(kept.op_id, at_most_seconds=SEAL_SECONDS)
        if kept is None or receipt is None:
            raise IntegrityBroken("receipt.missing", "This was recorded, but the ledger does not show it")
        shown = self.gives(
            {"receipt": receipt, **self.gives.about(act.actor, kept.result), **self.also(act.actor, kept.result)},
            context={"officer": act.actor},
        )
        return Response(shown.data, status=status, headers={REPLAYED: "true"} if status == 200 else None)

    def also(self, officer: Officer, kept: dict[str, Any]) -> dict[str, Any]:
        """Return what this act alone answers."""
        return {}


def endpoint(
    operation: str, *, takes: type[Strict] = Nothing, gives: type[Answer], signs: bool = False
) -> Callable[[View], View]:
    """Name an act in the schema, with what it takes, what it gives and how it refuses."""

    def name(view: View) -> View:
        view.takes, view.gives, view.signs = takes, gives, signs
        summary = (view.__doc__ or "").strip().splitlines()[0].rstrip(".")
        said = [] if takes is Nothing else [413, 415]
        described = extend_schema(
            operation_id=operation,
            summary=summary,
            description=view.__doc__ + ("\n\nNeeds a person's signed-in session; a token is refused."
                                        if signs else "") if view.__doc__ else None,
            request=None if takes is Nothing else takes,
            parameters=_HEADERS,
            responses={201: gives, 200: gives, **problems(400, 401, 403, 404, 409, 503, *said)},
        )
        return extend_schema_view(post=described)(view)

    return name


def known_units(officer: Officer, unit_ids: Sequence[UUID]) -> list[UUID]:
    """Return the ids when the officer may know of every unit; raise ``NotFound`` otherwise."""
    wanted = set(unit_ids)
    if access.visible_units(officer).filter(pk__in=wanted).count() != len(wanted):
        raise NotFound
    return list(unit_ids)


def _check_size(request: Request, most: int) -> None:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > most:
        raise TooLarge(most=most)


def _key(request: Request) -> UUID:
    given = request.headers.get(KEY)
    if given is None:
        raise InvalidInput("key.missing", "Send an Idempotency-Key, so that nothing is recorded twice", field=KEY)
    try:
        return UUID(given)
    except ValueError:
        raise InvalidInput("key.malformed", "The Idempotency-Key must be a UUID", field=KEY) from None


def _key_or_new(request: Request) -> UUID:
    """Return the key; one of our own where there is none that can be used."""
    try:
        return _key(request)
    except InvalidInput:
        return uuid4()


def _moment(request: Request, header: str) -> datetime | None:
    given = request.headers.get(header)
    if given is None:
        return None
    try:
        found: datetime = Instant().run_validation(given)
    except ValidationError as error:
        raise ValidationError({header: error.detail}) from None
    return found


def _body_hash(request: Request) -> bytes:
    """Return the SHA-256 of where it was sent, what was claimed and what was said, whatever its spelling."""
    said: Any = request.data
    if hasattr(said, "lists"):
        said = {name: [_part(value) for value in values] for name, values in said.lists()}
    canonical = json.dumps(
        [request.path, request.headers.get(OCCURRED_AT), said], sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).digest()


def _part(value: Any) -> str:
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return digest.hexdigest()
