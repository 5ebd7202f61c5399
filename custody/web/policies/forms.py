"""What is proposed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from custody.core.rule_values import PROPOSABLE
from custody.evidence.lists import SUBSTANCES as KNOWN_SUBSTANCES
from custody.organisation.actions.register import PLACE_KINDS as KNOWN_PLACES
from custody.organisation.selectors.policies import ANY
from custody.reports.words import SUBSTANCES
from custody.web.shared.fields import FoldedRadios
from custody.web.shared.forms import ChoiceField, CountField, RemarkField, TextField, WeightField
from custody.web.shared.local import LocalMomentField
from custody.web.shared.proposals import ForeseenForm
from custody.web.shared.rules import MEASURES, by_sort, rule_words
from custody.web.shared.words import PLACE_KINDS


class ProposeForm(ForeseenForm):
    """A value of a rule, what it is for, and what it rests on."""

    rule = ChoiceField(
        label=_("Which rule?"),
        choices=[(words, [(key, rule_words(key)) for key in keys])
                 for words, keys in by_sort(PROPOSABLE, key=lambda key: key)],
        widget=FoldedRadios,
    )  # fmt: skip
    jurisdiction = TextField(label=_("Country"), help_text=_("Two letters, like BE"), max_length=8)
    value = CountField(label=_("How long, or how much?"), most=1_000_000)
    measure = ChoiceField(label=_("Counted in"), choices=list(MEASURES.items()))
    substance = ChoiceField(
        label=_("For which substance?"),
        choices=[(ANY, _("Every substance")), *((each, SUBSTANCES[each]) for each in KNOWN_SUBSTANCES)],
    )
    mass_from = WeightField(
        label=_("From which mass of a unit on?"), help_text=_("Left empty: from the first gram"), required=False
    )
    place_class = ChoiceField(
        label=_("In which kind of place?"),
        choices=[(ANY, _("Every place")), *((each, PLACE_KINDS[each]) for each in KNOWN_PLACES)],
    )
    valid_from = LocalMomentField(
        label=_("From when on?"), help_text=_("Left empty: as soon as another person has approved it"), required=False
    )
    source = RemarkField(label=_("What does it rest on?"), help_text=_("The law, the order, or the reason"))
    also_called = {"key": "rule", "mass_from_mg": "mass_from"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        usual = {"jurisdiction": settings.CUSTODY_JURISDICTION, "substance": ANY, "place_class": ANY}
        kwargs["initial"] = usual | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
