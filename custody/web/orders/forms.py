"""A written order: copied by one officer, held against its document by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from custody.destruction.lists import NUMBER_MOST
from custody.web.shared.forms import ChoiceField, CustodyForm, PhotoField, RemarkField, TextField
from custody.web.shared.photos import DEFAULT_LIMIT, media_type
from custody.web.shared.units import UnitsField
from custody.web.shared.words import AUTHORITIES, choices

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


class RecordForm(CustodyForm):
    """What stands on the order, and which units it covers."""

    units = UnitsField(label=_("Units that the order covers"))
    authority = ChoiceField(label=_("Who gave the order?"), choices=choices(AUTHORITIES))
    number = TextField(label=_("Number of the order"), help_text=_("As written on it"), max_length=NUMBER_MOST)
    issued_on = forms.DateField(
        label=_("Date on the order"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the date on the order"), "invalid": _("Enter a date")},
    )
    reasons = RemarkField(label=_("Reasons of the decision"), help_text=_("A short copy; it lies sealed"))
    document = DocumentField(label=_("The order as PDF or photo"), required=False)
    also_called = {"photo": "document", "unit_ids": "units"}


class VerifyForm(CustodyForm):
    """The second pair of eyes."""

    answer = ChoiceField(
        label=_("Is the record what the document says?"),
        choices=[("yes", _("Yes: number, date, authority and units are right")), ("no", _("No"))],
    )
    reason = RemarkField(label=_("What is not right?"), help_text=_("Only if you answered no"))

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the order is refused."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("answer") == "no" and not answers.get("reason"):
            self.add_error("reason", _("Say what is not right"))
        return answers
