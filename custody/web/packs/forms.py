"""A pack: which one is proposed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.organisation.actions.packs import DOCUMENT_MOST
from custody.web.shared.forms import ChoiceField
from custody.web.shared.proposals import ForeseenForm

OWN = "own"


class ProposeForm(ForeseenForm):
    """A pack that comes with the house, or a text of one's own."""

    shipped = ChoiceField(label=_("Which pack?"), choices=[])
    document = forms.CharField(
        label=_("Text of your own pack"),
        help_text=_("TOML, as in the packs that come with the house. Every rule names its source"),
        required=False,
        max_length=DOCUMENT_MOST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, shipped: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = shipped
        names = [(name, name) for name in shipped]
        self.fields["shipped"].choices = [*names, (OWN, _("The text below"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Put the text that was chosen in ``document``."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = answers.get("shipped")
        if chosen in self.texts:
            answers["document"] = self.texts[chosen]
        elif chosen and not answers.get("document"):
            self.add_error("document", _("Enter the text of the pack"))
        return answers
