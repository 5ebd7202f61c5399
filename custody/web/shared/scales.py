"""The scales that an officer chooses from, each with what must be known of it today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from custody.deadlines.selectors import database_now
from custody.organisation.selectors import scales
from custody.organisation.selectors.calibration import standing_of
from custody.web.shared.fields import ChoiceField, Words, unprefixed
from custody.web.shared.times import day_shown
from custody.web.shared.weights import shown

if TYPE_CHECKING:
    from datetime import datetime

    from custody.organisation.models import Scale


class RadioSelect(forms.RadioSelect):
    """Radios of scales. A page that was kept blank lists none: there the code on the scale is typed or scanned."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the code of the scale that was written, with or without its prefix, in whatever letters."""
        said = super().value_from_datadict(data, files, name)
        read = unprefixed(str(said or "").strip().upper(), "C")
        return next((code for code, _words in self.choices if str(code).upper() == read), said)


class ScaleField(ChoiceField):
    """The scale that was read, by its code."""

    widget = RadioSelect


def scale_choices() -> list[tuple[str, Words]]:
    """Return the code of every scale with its words. One that is not calibrated may be used: the weight is marked."""
    at = database_now()
    return [(scale.code, Words(scale.code, f"{_reach(scale)} · {_words(scale, at=at)}")) for scale in scales()]


def _reach(scale: Scale) -> str:
    return _("up to %(mass)s") % {"mass": shown(scale.capacity_mg)}


def _words(scale: Scale, *, at: datetime) -> str:
    standing = standing_of(scale, at=at)
    if standing == "withdrawn":
        return _("out of use: the weight will be marked")
    if standing == "expired" or scale.calibrated_until is None:
        return _("not calibrated: the weight will be marked")
    return _("calibrated until %(day)s") % {"day": day_shown(scale.calibrated_until)}
