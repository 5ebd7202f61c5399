"""Photos: attach one, and look at one with a reason."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from custody.api.v1.answers import Answer, PhotoAnswer
from custody.api.v1.inputs import Strict, Text, codes
from custody.api.v1.parsers import Form
from custody.api.v1.schema import problems
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.errors import NotAllowedNow
from custody.evidence.actions import photo
from custody.evidence.lists import PHOTO_SLOTS
from custody.evidence.selectors import access
from custody.evidence.selectors.found_labels import found_label_for

MOST_BYTES = 16 * 1024 * 1024


class PhotoIn(Strict):
    """A photo and what it shows."""

    photo = serializers.FileField()
    slot = Text(help_text=codes(PHOTO_SLOTS))


class LookIn(Strict):
    """Why the photo must be seen."""

    reason = Text()


class _Attaching(Acting):
    parser_classes = [Form]
    largest_body: ClassVar[int] = MOST_BYTES


@endpoint("attach_unit_photo", takes=PhotoIn, gives=PhotoAnswer)
class UnitPhotos(_Attaching):
    """Attach a photo to a unit."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Attach the photo."""
        unit = access.unit_for(act.actor, **ids)
        return photo.attach_photo(act=act, content=said["photo"].read(), slot=said["slot"], unit_id=unit.id)


@endpoint("attach_seizure_photo", takes=PhotoIn, gives=PhotoAnswer)
class SeizurePhotos(_Attaching):
    """Attach a photo to a seizure."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Attach the photo."""
        seizure = access.seizure_for(act.actor, **ids)
        return photo.attach_photo(act=act, content=said["photo"].read(), slot=said["slot"], seizure_id=seizure.id)


@endpoint("attach_found_label_photo", takes=PhotoIn, gives=PhotoAnswer)
class FoundLabelPhotos(_Attaching):
    """Attach a photo of a label that lay somewhere to what was reported of it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Attach the photo."""
        report = found_label_for(act.actor, **ids)
        return photo.attach_photo(
            act=act, content=said["photo"].read(), slot=said["slot"], found_label_id=report.id
        )


@extend_schema_view(
    post=extend_schema(
        responses={(200, "image/*"): OpenApiTypes.BINARY, **problems(400, 401, 403, 404, 409, 413, 415, 503)}
    )
)
@endpoint("read_photo", takes=LookIn, gives=Answer, signs=True)
class PhotoReading(Acting):
    """Look at a photo, after it was recorded who looks and why. It is shown once for each key."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the look and return the photo."""
        return photo.read_photo(act=act, photo_id=access.photo_for(act.actor, **ids).id, **said)

    def answer(self, act: Act, made: object, *, status: int) -> Any:
        """Return the bytes of the photo."""
        if not isinstance(made, photo.PhotoSeen):
            raise NotAllowedNow("photo.shown", "This photo was shown already. Ask again with a new key")
        return HttpResponse(made.content, content_type=made.media_type)
