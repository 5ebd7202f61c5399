"""What a person may say of an alert."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CustodyForm

MOST_AT_ONCE = 50


class TakeForm(CustodyForm):
    """A one-button act: I have it."""


class IdsField(forms.Field):
    """The alerts whose boxes are ticked, as ids. Which of them may be taken, the action says of each."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "required": _("Tick the alerts you take"),
        "many": _("Take %(limit)s at most at once"),
        "unknown": _("One of these alerts is not there any more. Look at the list again"),
    }

    def clean(self, value: Any) -> list[UUID]:
        """Return the ids, each once, in the order of the list."""
        if not value:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(value) > MOST_AT_ONCE:
            raise ValidationError(self.error_messages["many"], code="many", params={"limit": MOST_AT_ONCE})
        try:
            return list(dict.fromkeys(UUID(each) for each in value))
        except ValueError:
            raise ValidationError(self.error_messages["unknown"], code="unknown") from None


class TakeManyForm(CustodyForm):
    """I have all of these. The boxes stand in the rows of the list."""

    alerts = IdsField()
