"""Which sheet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import ChoiceField, CountField, CustodyForm

ALL = "all"


class SheetForm(CustodyForm):
    """For which site, and how far ahead."""

    site = ChoiceField(label=_("For which site?"), choices=[(ALL, _("All sites"))])
    hours = CountField(label=_("How many hours ahead?"), least=1, most=168)

    def offer_sites(self, code_words: list[str]) -> None:
        """Take the sites that may be chosen."""
        self.fields["site"].choices = [(ALL, _("All sites")), *((word, word) for word in code_words)]  # type: ignore[attr-defined]
