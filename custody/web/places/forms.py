"""What places there are, and what each may hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import ChoiceField, CountField, CustodyForm, TextField, WeightField
from custody.web.shared.proposals import ProposingForm
from custody.web.shared.words import PLACE_KINDS, choices

OFF_ITS_SITE = "-"
"""The answer that takes a place off its site; no code word is written so."""


class SpreadForm(CustodyForm):
    """How much there is, and over how many stores."""

    mass = WeightField(label=_("How much is there to store?"))
    places = CountField(
        label=_("Over how many stores at most?"), help_text=_("Each is a convoy with an escort"), least=1, most=20
    )


class _LimitsForm(ProposingForm):
    """What a place may hold, and on which site it stands."""

    mass = WeightField(label=_("Most mass"), required=False)
    euros = CountField(label=_("Most value, in euros"), most=10**12, required=False)
    site = ChoiceField(label=_("On which site?"), choices=[], required=False)
    also_called = {"cap_mg": "mass", "cap_eur": "euros"}

    def offer_sites(self, code_words: Iterable[str], *, without: Any, off: bool = False) -> None:
        """Take the sites that may be chosen; ``without`` says what no answer means, ``off`` that the place may be
        taken off its site."""
        none = [(OFF_ITS_SITE, _("On none"))] if off else []
        self.fields["site"].choices = [  # type: ignore[attr-defined]
            ("", without), *none, *((word, word) for word in code_words)
        ]


class NewPlaceForm(_LimitsForm):
    """A place the house did not know of."""

    code_word = TextField(
        label=_("Code word"), help_text=_("Lists and labels show it and nothing else, like REDSHANK"), max_length=24
    )
    kind = ChoiceField(label=_("What kind of place is it?"), choices=choices(PLACE_KINDS))
    jurisdiction = TextField(label=_("Country"), help_text=_("Two letters, like BE"), max_length=8)
    name = TextField(
        label=_("Where is it really?"), required=False, max_length=200,
        help_text=_("Sealed at once: whoever reads it is recorded"),
    )  # fmt: skip
    field_order = ("code_word", "kind", "jurisdiction", "name", "mass", "euros", "site", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"jurisdiction": settings.CUSTODY_JURISDICTION} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class ChangePlaceForm(_LimitsForm):
    """Other limits of a place, or another site. A limit is only ever lowered."""

    field_order = ("mass", "euros", "site", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("mass", "euros"):
            self.fields[name].help_text = _("Left empty: stays as it is")
