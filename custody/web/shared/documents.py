"""A paper as a file: a PDF, or a photo of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from custody.web.shared.photos import DEFAULT_LIMIT, PhotoField, media_type

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class DocumentField(PhotoField):
    """The paper itself: a PDF, or a photo of it."""

    default_error_messages = {"kind": _("The file is neither a PDF nor a photo. Use PDF, JPEG, PNG or WebP")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = "application/pdf,image/*"
        self.widget.attrs.pop("capture", None)

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[Any] | None:
        """Return the file, or raise what is wrong with it; None when it may be missing and is."""
        file = cast("UploadedFile[Any] | None", forms.FileField.clean(self, data, initial))
        if not file:
            return None
        limit = getattr(settings, "CUSTODY_PHOTO_MAX_BYTES", DEFAULT_LIMIT)
        if (file.size or 0) > limit:
            sizes = {"size": filesizeformat(file.size or 0), "limit": filesizeformat(limit)}
            raise ValidationError(self.error_messages["too_big"], code="too_big", params=sizes)
        head = file.read(16)
        file.seek(0)
        if not head.startswith(b"%PDF-") and not media_type(head):
            raise ValidationError(self.error_messages["kind"], code="kind")
        return file
