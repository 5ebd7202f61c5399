"""Weighing a unit again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from custody.core.tolerance import per_brick
from custody.web.shared.forms import (
    BadgeField,
    CheckField,
    ChoiceField,
    CountField,
    CustodyForm,
    SealField,
    WeightField,
)
from custody.web.shared.sealing import barrel_field, class_field


class SealForm(CustodyForm):
    """The seal that is put on a unit that bears none."""

    seal_number = SealField(label=_("Seal number"), help_text=_("As printed on the seal or the bag"))
    seal_class = class_field()
    barrel_number = barrel_field()
    second_badge = BadgeField(
        label=_("Second officer"), help_text=_("Who sees the seal closed, and signs later")
    )
    also_called = {"seal": "seal_number"}


class WeighForm(CustodyForm):
    """What the scale shows now. What was booked is shown afterwards, so that nobody reads it off the page."""

    gross = WeightField(label=_("Gross weight"), help_text=_("Packaging and drug together, as shown on the scale"))
    scale = ChoiceField(label=_("Scale"), choices=[])
    package_count = CountField(label=_("Bricks counted"), required=False)
    witness_badge = BadgeField(
        label=_("Witness"), help_text=_("Who stood by and read the scale too"), required=False
    )
    sure = CheckField(label=_("The weight and the number of bricks are really so: I read both twice"), required=False)
    also_called = {"gross_mg": "gross", "scale_code": "scale"}

    def __init__(self, *args: Any, pressed: bool = False, tare_mg: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pressed, self.tare_mg = pressed, tare_mg
        if not self.is_bound:
            # Asked only of who typed what cannot well be.
            del self.fields["sure"]

    def clean(self) -> dict[str, Any]:
        """Ask once where no pressed brick weighs what each would weigh; whoever is sure is believed."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        gross, bricks = answers.get("gross"), answers.get("package_count")
        if self.pressed and gross is not None and bricks and not answers.get("sure"):
            found = per_brick(gross_mg=gross, tare_mg=self.tare_mg, bricks=bricks)
            if found is not None and not found.is_plausible:
                self.add_error(
                    "package_count",
                    translate("Each brick would weigh {grams} g. Check both, and say that it is so").format(
                        grams=found.mg // 1_000
                    ),
                )
        return answers
