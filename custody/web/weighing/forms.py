"""Weighing a unit again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import BadgeField, ChoiceField, CountField, CustodyForm, WeightField


class WeighForm(CustodyForm):
    """What the scale shows now. What was booked is shown afterwards, so that nobody reads it off the page."""

    gross = WeightField(label=_("Gross weight"), help_text=_("Packaging and drug together, as shown on the scale"))
    scale = ChoiceField(label=_("Scale"), choices=[])
    package_count = CountField(label=_("Bricks counted"), required=False)
    witness_badge = BadgeField(
        label=_("Witness"), help_text=_("Who stood by and read the scale too"), required=False
    )
    also_called = {"gross_mg": "gross", "scale_code": "scale"}
