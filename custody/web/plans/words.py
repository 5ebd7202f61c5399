"""Plans of burns in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from custody.web.shared.local import short_day

if TYPE_CHECKING:
    from custody.web.shared.parts import Text

STATES: Mapping[str, Text] = {"made": _("Waits for approval"), "approved": _("Approved"), "refused": _("Refused")}
LAYERS: Mapping[str, Text] = {"rule": _("Fixed rules: slot by slot, the highest risk per kilogram first")}
"""How a plan was made, by its layer."""
STATE_TONES: Mapping[str, str] = {"made": "warning", "approved": "success", "refused": "neutral"}
REFUSE_REASONS: Mapping[str, Text] = {
    "outdated": _("Things have changed since"),
    "too_much": _("It plans too much"),
    "too_little": _("It plans too little"),
    "crews": _("The crews are not there"),
    "other": _("Another reason"),
}


def sentence_words(said: Mapping[str, Any]) -> str:
    """Return why a lot burns when it does, in the reader's language, moments in the time of the site."""
    values = {
        name: _moment(value) if isinstance(value, str) else str(value) for name, value in said["values"].items()
    }
    return gettext(said["template"]).format(**values)


def _moment(text: str) -> str:
    return date_format(localtime(datetime.fromisoformat(text)), f"{short_day()} H:i")
