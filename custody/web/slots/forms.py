"""Booking slots, naming crews, recording outages and licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.destruction.lists import LICENCE_MOST
from custody.reports.words import SUBSTANCES
from custody.web.shared.decisions import DayField
from custody.web.shared.forms import ChoiceField, CountField, CustodyForm, TextField
from custody.web.shared.local import LocalMomentField
from custody.web.shared.words import choices
from custody.web.slots.words import OUTAGE_REASONS, WITHDRAW_REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_WEEKS = 26


class FurnaceForm(CustodyForm):
    """Something about one furnace."""

    facility = ChoiceField(label=_("Furnace"), choices=[])

    def offer_furnaces(self, code_words: Iterable[str]) -> None:
        """Take the furnaces that may be chosen."""
        self.fields["facility"].choices = [(word, word) for word in code_words]  # type: ignore[attr-defined]


class BookForm(FurnaceForm):
    """An hour at a furnace, and for how many weeks."""

    starts_at = LocalMomentField(label=_("When does it begin?"))
    weeks = CountField(
        label=_("For how many weeks?"), help_text=_("1 for this once"), least=1, most=MOST_WEEKS, initial=1
    )
    escorts = CountField(label=_("How many escorts does it need?"), least=0, most=20, initial=1)


class WithdrawForm(CustodyForm):
    """Why a slot is given back."""

    reason = ChoiceField(label=_("Why?"), choices=choices(WITHDRAW_REASONS))


class CrewsForm(CustodyForm):
    """How many crews and escorts there are for burns that start in a stretch of time."""

    begins_at = LocalMomentField(label=_("From when?"))
    ends_at = LocalMomentField(label=_("Until when?"))
    crews = CountField(label=_("How many burns can be manned in this time?"), least=0, most=100)
    escorts = CountField(label=_("How many escorts are there in this time?"), least=0, most=100)


class OutageForm(FurnaceForm):
    """A furnace does not burn."""

    begins_at = LocalMomentField(label=_("From when?"))
    ends_at = LocalMomentField(label=_("Until when?"), help_text=_("As far as it is known"))
    reason = ChoiceField(label=_("Why?"), choices=choices(OUTAGE_REASONS))


class LicenceForm(FurnaceForm):
    """A licence of a furnace: until when it may burn what."""

    number = TextField(label=_("Number of the licence"), help_text=_("As written on it"), max_length=LICENCE_MOST)
    valid_from_on = DayField(label=_("From which day?"))
    valid_until_on = DayField(
        label=_("Until which day?"), required=False,
        help_text=_("The last day. Left empty when it has no end. For one that was withdrawn: enter it again with the "
                    "day on which it ended"),
    )  # fmt: skip
    substances = forms.MultipleChoiceField(
        label=_("What may it burn?"),
        help_text=_("Tick none when it may burn everything"),
        choices=choices(SUBSTANCES),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
