"""Taking a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from custody.core.lifecycle import CustodyState
from custody.evidence.selectors.facts import frozen_among
from custody.evidence.selectors.sampling import beside_draw
from custody.web.shared.forms import (
    BadgeField,
    ChoiceField,
    CustodyForm,
    RemarkField,
    SealField,
    WeightField,
)
from custody.web.shared.sealing import LOOKS_AGAIN, barrel_field, class_by_register, looked_again_field
from custody.web.shared.weights import GramField
from custody.web.shared.words import SAMPLE_DESTINATIONS, SAMPLE_KINDS, choices

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit

GRAMS_MG = (100, 2_000_000)


class SampleForm(CustodyForm):
    """One sample out of one unit: what is taken, how it is sealed, what the unit weighs and bears afterwards."""

    sample_kind = ChoiceField(
        label=_("What is the sample for?"), missing=_("Choose what the sample is for"), choices=choices(SAMPLE_KINDS)
    )
    bound_for = ChoiceField(
        label=_("Where does it go?"), missing=_("Choose where the sample goes"), choices=choices(SAMPLE_DESTINATIONS)
    )
    sample_grams = GramField(label=_("Gross weight of the sample"), help_text=_("In its bag, in grams"),
                             plausible_mg=GRAMS_MG)
    sample_net = GramField(label=_("Net weight of the sample"), plausible_mg=GRAMS_MG, required=False,
                           help_text=_("Without its bag, in grams. Leave empty when the laboratory weighs it"))
    sample_scale = ChoiceField(label=_("Scale for the sample"), choices=[])
    sample_seal = SealField(label=_("Seal of the sample bag"))
    new_seal = SealField(label=_("New seal of the unit"))
    looked_again = looked_again_field()
    looks_again: ClassVar[dict[str, str]] = LOOKS_AGAIN
    seal_class = class_by_register(label=_("Kind of the new seal"))
    barrel_number = barrel_field(label=_("Number on the barrel of the new seal"))
    gross = WeightField(label=_("Gross weight of the unit now"))
    scale = ChoiceField(label=_("Scale for the unit"), choices=[])
    witness_badge = BadgeField(
        label=_("Witness"), help_text=_("You or the witness must be the one who has the unit in custody")
    )
    unswept_reason = RemarkField(
        label=_("Only when it is opened before its sweep: why?"),
        help_text=_("The sweep stays owed. A supervisor is told"),
        required=False,
    )
    frozen_reason = RemarkField(
        label=_("It is frozen. Why is it opened all the same?"),
        help_text=_("Two take the sample who never had it and did not report what is open. It stays frozen"),
        required=True,
    )
    undrawn_reason = RemarkField(
        label=_("No lot fell on it. Why is it sampled for analysis all the same?"),
        help_text=_("Of the other packages such a sample shows nothing"),
        required=False,
    )
    also_called = {"gross_mg": "gross", "scale_code": "scale", "seal_number": "new_seal"}

    @property
    def is_about_what_is_frozen(self) -> bool:
        """Say whether it is asked why goods in dispute are opened."""
        return "frozen_reason" in self.fields

    def ask_about(self, unit: HandlingUnit) -> None:
        """Ask why goods on the quay are opened before their sweep, only where they were not swept; and why goods in
        dispute are opened, only where they are; and why what no lot fell on is sampled, where lots were drawn."""
        if not (unit.unswept and unit.custody_state == CustodyState.SEIZED):
            del self.fields["unswept_reason"]
        if frozen_among([unit]) is None:
            del self.fields["frozen_reason"]
        else:
            self.fields["witness_badge"].help_text = ""
        if self.is_about_what_is_frozen or beside_draw(unit, samples=1) is None:
            del self.fields["undrawn_reason"]

    def clean(self) -> dict[str, Any]:
        """Ask why what no lot fell on is sampled for analysis, and for nothing else."""
        answers: dict[str, Any] = super().clean() or {}
        is_asked = "undrawn_reason" in self.fields and answers.get("sample_kind") == "analysis"
        if is_asked and not answers.get("undrawn_reason"):
            self.add_error("undrawn_reason", gettext("Write the reason"))
        return answers
