"""One photo, judged by what it contains and not by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

DEFAULT_LIMIT = 15 * 1024 * 1024
# "ftyp" brands of the HEIF family that phones write.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})


def media_type(head: bytes) -> str:
    """Return the media type that the first 16 bytes tell, "" for anything but the photos we take."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return ""


class PhotoInput(forms.FileInput):
    """Opens the camera on a phone and the file picker on a desk."""

    template_name = "custody/forms/widgets/photo.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*", "capture": "environment", **(attrs or {})})


class PhotoField(forms.FileField):
    """One photo of at most ``CUSTODY_PHOTO_MAX_BYTES`` (15 MB): JPEG, PNG, WebP or HEIC by content.

    Returns the uploaded file with its true media type in ``content_type``, or None when it may be missing
    and is. The name the phone gave it is not kept: it can hold a place and a time.
    """

    widget = PhotoInput
    default_error_messages = {
        "required": _("Take or choose a photo"),
        "invalid": _("The photo did not arrive. Take or choose it again"),
        "missing": _("The photo did not arrive. Take or choose it again"),
        "empty": _("The photo is empty. Take or choose it again"),
        "too_big": _("The photo is %(size)s and may be %(limit)s. Take it with a lower resolution"),
        "kind": _("The file is not a photo. Use JPEG, PNG, WebP or HEIC"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Photo"))
        # A phone may send a name of any length; we do not keep it, so we do not judge it.
        super().__init__(max_length=None, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[Any] | None:
        """Return the photo, or raise what is wrong with it."""
        photo = cast("UploadedFile[Any] | None", super().clean(data, initial))
        if not photo:
            return None
        limit = getattr(settings, "CUSTODY_PHOTO_MAX_BYTES", DEFAULT_LIMIT)
        if (photo.size or 0) > limit:
            sizes = {"size": filesizeformat(photo.size or 0), "limit": filesizeformat(limit)}
            raise ValidationError(self.error_messages["too_big"], code="too_big", params=sizes)
        kind = media_type(photo.read(16))
        photo.seek(0)
        if not kind:
            raise ValidationError(self.error_messages["kind"], code="kind")
        photo.content_type = kind
        photo.name = f"photo.{kind.removeprefix('image/')}"
        return photo
