"""Inventories and audits in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from custody.web.shared.parts import Text

KINDS: Mapping[str, Text] = {
    "scheduled": _("Scheduled"),
    "random": _("At random, not announced"),
    "unannounced": _("Unannounced"),
    "yearly": _("Every year"),
    "event": _("After an event"),
    "opening": _("Before this record"),
}
CAUSES: Mapping[str, Text] = {
    "unit.missing/1": _("Something is missing"),
    "unit.stolen/1": _("Something was stolen"),
    "unit.lost/1": _("Something was lost"),
    "unit.destroyed_by_event/1": _("Something was destroyed, not at the furnace"),
    "emergency.departed/1": _("A load came in an emergency"),
    "transfer.commanded/1": _("A custodian was not there, and others took over"),
    "unit.stored/1": _("Much was brought here"),
    "unit.placed/1": _("Much was moved here"),
    "officer.changed/1": _("A keeper changed"),
}
FORMATS: Mapping[str, Text] = {"xlsx": _("Spreadsheet (.xlsx)"), "csv": _("CSV")}
STATES: Mapping[str, tuple[Text, str]] = {
    "asked": (_("To be counted"), "warning"),
    "open": (_("Being counted"), "info"),
    "counted": (_("Waits for the second signature"), "warning"),
    "signed": (_("Signed"), "success"),
}
OUTCOMES: Mapping[str, tuple[Text, str]] = {
    "agrees": (_("As in the books"), "success"),
    "differs": (_("Differs"), "danger"),
    "elsewhere": (_("Booked elsewhere"), "danger"),
    "gone": (_("Booked as gone"), "danger"),
    "unknown": (_("Not in the books"), "danger"),
}
BROKEN_OFF: tuple[Text, str] = (_("Found before, by two who left the count half"), "neutral")
SAID: Mapping[str, bool | None] = {"yes": True, "no": False, "not_sought": None}
"""What an answer about one thing means."""
AUDIT_STATES: Mapping[str, tuple[Text, str]] = {
    "planned": (_("Planned"), "warning"),
    "open": (_("Under way"), "info"),
    "closed": (_("Closed"), "success"),
}
QUESTIONS: Mapping[str, Text] = {
    "two_people": _("Did two people sign every hand-over looked at?"),
    "seals": _("Are the seals looked at whole, and are their numbers those of the record?"),
    "keys": _("Are keys, codes and the alarm in the hands of those who are on duty, and of nobody else?"),
    "entries": _("Was everybody who went in written down, with the reason?"),
    "weights": _("Were goods weighed when they came and when they went, on a scale within its calibration?"),
    "waivers": _("Does every deviation that was found have a waiver that counted at the time?"),
    "inventories": _("Was every inventory counted in its time by people outside the chain?"),
    "burning": _("Did what was ordered burn within its time, before two witnesses who change?"),
}
VERDICTS: Mapping[str, Text] = {
    "kept": _("Yes, the rule was kept"),
    "broken": _("No, the rule was broken"),
    "not_seen": _("I could not see it"),
}
