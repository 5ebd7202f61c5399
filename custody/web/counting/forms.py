"""What somebody counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from custody.evidence.selectors.counts import CASH
from custody.web.shared.forms import CountField
from custody.web.shared.money import MoneyForm, amount_field, currency_field

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit


class CountForm(MoneyForm):
    """How many there are. How many there should be is said nowhere on this page."""

    package_count = CountField(
        label=_("How many bricks or packages are in it?"),
        help_text=_("Count them yourself. You are not told how many there should be, nor what others counted"),
    )

    amount = amount_field()
    currency = currency_field()
    also_called = {"amount_minor": "amount"}

    def ask_about(self, unit: HandlingUnit) -> None:
        """Ask for banknotes and the amount where the unit is cash, for no amount where it is not."""
        if unit.kind == CASH:
            self.fields["package_count"].label = _("How many banknotes are in it?")
            self.fields["amount"].required = self.fields["currency"].required = True
        else:
            del self.fields["amount"], self.fields["currency"]
