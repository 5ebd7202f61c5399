"""Names of the forms that a device keeps, and how a held one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

FORMS: dict[str, str | Promise] = {
    "stop:begin": _("Stop a conveyance"),
    "stop:guard": _("Post a guard"),
    "extraction:start": _("Start of stripping"),
    "extraction:resume": _("Stripping goes on"),
    "extraction:interrupt": _("Stripping is interrupted"),
    "extraction:end": _("End of stripping"),
    "seizure:open_find": _("Open a seizure"),
    "seizure:open": _("Open a seizure"),
    "seizure:register": _("Units of a seizure"),
    "seizure:describe": _("Description of a seizure"),
    "photo:attach_unit": _("Photo"),
    "photo:attach_seizure": _("Photo"),
    "sweep:record": _("Sweep"),
    "weighing:record": _("Weighing"),
    "weighing:seal": _("Seal"),
    "transfer:receive": _("Receive a load"),
    "transfer:by_ticket": _("Receive a load"),
    # Anybody reads this list over a shoulder.
    "danger:report": _("Report"),
}
STATES: dict[str, tuple[str | Promise, str]] = {
    "open": (_("Waits for its correction"), "danger"),
    "asked": (_("To be set aside: waits for a second person"), "warning"),
    "corrected": (_("Put right and recorded"), "success"),
    "set_aside": (_("Set aside by two"), "neutral"),
}
