"""Taking a list of the overview out as a file, and keeping its filters."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.organisation.roles import ROLE_WORDS, Role
from custody.web.figures.words import FORMATS
from custody.web.shared.forms import ChoiceField, CustodyForm, RemarkField, TextField
from custody.web.shared.words import choices


class TakeOutForm(CustodyForm):
    """As what, and why."""

    form_of_file = ChoiceField(label=_("As what?"), choices=choices(FORMATS))
    reason = RemarkField(
        label=_("Why?"), help_text=_("It stands in the file, with your badge, and in the record"), required=True
    )


class KeepForm(CustodyForm):
    """Under which name, and who finds it too."""

    name = TextField(label=_("Name"), help_text=_("What you look for with it"), max_length=60)
    shared_with = forms.MultipleChoiceField(
        label=_("Who finds it too?"),
        help_text=_("Tick none to keep it for yourself. Everybody sees through it only what they may see anyway"),
        choices=choices({
            role.value: _(ROLE_WORDS[role]) for role in (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.PLANNER)
        }),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class DropForm(CustodyForm):
    """A one-button act."""
