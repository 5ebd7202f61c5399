"""Asking for an amount of money: how much, and of which currency."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from custody.core.money import EUR, minor_of
from custody.web.shared.fields import TextField
from custody.web.shared.forms import CustodyForm


def amount_field() -> TextField:
    """Return a field for an amount as it is written on paper; it may be empty."""
    return TextField(
        label=_("How much money is it?"),
        help_text=_("Of cash: with all decimals or none, such as 1250 or 1250.50"),
        max_length=24,
        required=False,
    )


def currency_field() -> TextField:
    """Return a field for three capitals of ISO 4217, euros beforehand."""
    return TextField(
        label=_("Currency"), help_text=_("Three letters, such as EUR, USD, GBP or CHF"), max_length=3, required=False,
        initial=EUR,
    )  # fmt: skip


class MoneyForm(CustodyForm):
    """A form with an ``amount`` and its ``currency``. A currency without an amount says nothing."""

    def clean(self) -> dict[str, Any]:
        """Read the amount in its currency; what can be read in two ways is asked again."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        text, currency = answers.get("amount") or "", (answers.get("currency") or "").strip().upper()
        answers["amount_minor"] = None
        if not text:
            return answers
        answers["currency"] = currency
        answers["amount_minor"] = minor_of(text, currency=currency)
        if answers["amount_minor"] is None:
            self.add_error("amount", _("Write the amount in digits, with all its decimals or none, such as 1250.50"))
        return answers

    def money(self) -> dict[str, Any]:
        """Return what the acts take: both, or neither."""
        minor = self.cleaned_data.get("amount_minor")
        return {"currency": None if minor is None else self.cleaned_data["currency"], "amount_minor": minor}
