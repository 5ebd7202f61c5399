"""Burns in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from custody.destruction.entries import Staged
    from custody.web.shared.parts import Text

STATE_TONES: Mapping[str, str] = {
    "planned": "warning",
    "approved": "info",
    "burnt": "success",
    "cancelled": "neutral",
    "aborted": "danger",
}
CANCEL_REASONS: Mapping[str, Text] = {
    "furnace_stopped": _("The furnace stands still"),
    "no_escort": _("There is no escort"),
    "threat": _("A threat"),
    "replanned": _("It is planned anew"),
    "witness_refused": _("A witness refused"),
    "other": _("Another reason"),
}
LEAVE_REASONS: Mapping[str, Text] = {
    "not_arrived": _("It did not arrive"),
    "not_burnt": _("It did not burn"),
    "threat": _("A threat"),
    "replanned": _("It is planned anew"),
    "other": _("Another reason"),
}
PARTS: Mapping[str, Text] = {
    "calls": _("I call what goes in"),
    "counts": _("I count what goes in"),
}
LOTS: Mapping[str, Text] = {
    "lot": _("By lot"),
    "owed": _("Owed from an earlier burn"),
    "after_negative": _("After a negative test"),
}
OCCASIONS: Mapping[str, Text] = {
    "seizure": _("At the seizure"),
    "receipt": _("When it was received"),
    "sampling": _("After sampling"),
    "staging": _("At the check before the fire"),
    "departure": _("When it left"),
    "check": _("At a check"),
}
YEAR = timedelta(days=365)


def staged_words(answer: Staged) -> str:
    """Return how many units were staged, and the labels of those that were refused."""
    count, refused = len(answer.staged), len(answer.refused)
    sentence = translate("%(staged)s, %(refused)s.") % {
        "staged": ngettext("%(count)d unit staged", "%(count)d units staged", count) % {"count": count},
        "refused": ngettext("%(count)d refused", "%(count)d refused", refused) % {"count": refused},
    }
    if not answer.refused:
        return sentence
    labels = ", ".join(unit.label for unit in answer.refused)
    return sentence + " " + translate("Stop: %(labels)s differs and cannot be burnt now.") % {"labels": labels}
