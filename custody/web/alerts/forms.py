"""What a person may say of an alert."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from custody.alerts.policies import LEAST_PROMISE
from custody.alerts.rules import ACKNOWLEDGED_FOR
from custody.deadlines.selectors import database_now
from custody.web.shared.forms import BadgeField, CheckField, ChoiceField, CustodyForm, RemarkField

MOST_AT_ONCE = 50


PROMISES = (15, 30, 60, 120, 240, 480, 1440)
"""Minutes that are offered, those a level gives."""
SHIFT = "shift"
"""The promise that holds until the duty of whoever takes it ends, where the level gives so much."""


class TakeForm(CustodyForm):
    """I have it, and until when I shall have dealt with it. In a list it is one button, and promises all there is."""

    within_minutes = ChoiceField(label=_("I shall have dealt with it within"))

    def __init__(
        self, data: Any = None, *, level: int | None = None, duty_ends_at: datetime | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        if level is None or (data is not None and "within_minutes" not in data):
            del self.fields["within_minutes"]
            return
        most = ACKNOWLEDGED_FOR[level] // timedelta(minutes=1)
        offered = [minutes for minutes in PROMISES if minutes <= most][-3:]
        choices = [(str(each), _for(each)) for each in offered]
        self.until_end_of_duty = _minutes_until(duty_ends_at, most=most)
        if duty_ends_at is not None and self.until_end_of_duty is not None:
            choices.append((SHIFT, gettext("until my duty ends, %(at)s") % {"at": f"{localtime(duty_ends_at):%H:%M}"}))
        self.fields["within_minutes"].choices = choices  # type: ignore[attr-defined]
        self.fields["within_minutes"].initial = str(offered[-1])

    def promised(self) -> int | None:
        """Return the minutes that were chosen; ``None`` leaves it to the level."""
        said = self.cleaned_data.get("within_minutes")
        if said == SHIFT:
            return self.until_end_of_duty
        return None if said is None else int(said)


def _minutes_until(at: datetime | None, *, most: int) -> int | None:
    """Return the whole minutes until then; ``None`` where it is over, too soon to promise, or more than ``most``."""
    if at is None:
        return None
    minutes = (at - database_now()) // timedelta(minutes=1)
    return minutes if LEAST_PROMISE // timedelta(minutes=1) <= minutes <= most else None


def _for(minutes: int) -> str:
    hours = minutes // 60
    if not hours:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    return ngettext("{n} hour", "{n} hours", hours).format(n=hours)


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


class ExtendForm(CustodyForm):
    """A one-button act: I need as much time again."""


class PassOnForm(CustodyForm):
    """Somebody else has it from now on."""

    badge = BadgeField(label=_("To whom?"), help_text=_("They are told at once"))


class NoteForm(CustodyForm):
    """What whoever comes next should know."""

    text = RemarkField(label=_("Note"), required=True)


class CloseForm(CustodyForm):
    """A finding ends it, where nothing that is done in custody can."""

    reason = RemarkField(label=_("What was found?"), required=True)


class ProposeCloseForm(CloseForm):
    """A finding that another person must confirm."""


class ConfirmCloseForm(CustodyForm):
    """What another person found is so, and what one found oneself: that ends it."""

    proposal_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = RemarkField(label=_("What did you find yourself?"), required=True)


class NoiseForm(CustodyForm):
    """It was a false alarm."""

    reason = RemarkField(label=_("Why was it a false alarm?"), help_text=_("Counted for the rule"), required=True)


class SilenceForm(CustodyForm):
    """Its messages may wait for some hours, once a second person approves."""

    hours = ChoiceField(
        label=_("How long may its messages wait?"),
        choices=[(str(n), _("1 hour") if n == 1 else format_lazy(_("{n} hours"), n=n)) for n in (1, 4, 8, 24)],
    )
    whole_group = CheckField(label=_("Those of its whole group too"))
    reason = RemarkField(label=_("Why?"), help_text=_("The director reads it"), required=True)


class ApproveForm(CustodyForm):
    """A one-button act: this silence may begin."""


class EndSilenceForm(CustodyForm):
    """A one-button act: this silence is over."""
