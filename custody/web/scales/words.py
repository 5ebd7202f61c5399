"""The words of the register of scales."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from custody.web.shared.parts import Text

CLASSES: Mapping[str, Text] = {
    "I": _("I: finest"), "II": _("II: fine"), "III": _("III: ordinary"), "IIII": _("IIII: coarse"),
}  # fmt: skip
AS_FOUND: Mapping[str, Text] = {
    "within": _("Yes"), "outside": _("No: what was weighed on it before is in doubt"), "unknown": _("Nobody looked"),
}  # fmt: skip
STANDINGS: Mapping[str, tuple[Text, str]] = {
    "good": (_("Calibrated"), "success"),
    "soon": (_("Ends within 30 days"), "warning"),
    "expired": (_("Not calibrated"), "danger"),
    "withdrawn": (_("Out of use"), "danger"),
}
STATES: Mapping[str, tuple[Text, str]] = {
    "reported": (_("Waits for a second person"), "warning"),
    "approved": (_("Confirmed"), "success"),
    "rejected": (_("Not confirmed"), "neutral"),
}
