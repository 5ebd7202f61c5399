"""What an officer may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from custody.organisation.actions.staffing import CLEARANCES, FOR_PEOPLE
from custody.organisation.roles import ROLE_WORDS
from custody.web.shared.forms import BadgeField, ChoiceField
from custody.web.shared.proposals import ProposingForm


class ProposeForm(ProposingForm):
    """A badge, its roles, its clearance, and whether it serves."""

    badge = BadgeField(label=_("Badge"), help_text=_("Of somebody here, or of a new officer"))
    roles = forms.MultipleChoiceField(
        label=_("What may this officer do?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one role at least")},
    )
    clearance = ChoiceField(label=_("Clearance"), choices=[(str(each), str(each)) for each in CLEARANCES], initial="1")
    serves = ChoiceField(
        label=_("Does this officer serve?"),
        choices=[("yes", _("Yes")), ("no", _("No, every sign-in is refused"))],
        initial="yes",
    )
    field_order = ("badge", "roles", "clearance", "serves", "reason")
    also_called = {"is_active": "serves"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(role.value, capfirst(translate(ROLE_WORDS[role]))) for role in FOR_PEOPLE]
        self.fields["roles"].choices = words  # type: ignore[attr-defined]
