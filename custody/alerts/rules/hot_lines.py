"""What is said of each line of a hot seizure that nobody answered in its time (domain C7)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from custody.alerts.rules.shape import ClockRule
from custody.alerts.rules.table import HOT_LINE_STAGES, RULES_BY_CODE

HOT_LINES: Mapping[str, ClockRule] = {
    name: ClockRule(rule=RULES_BY_CODE["HOT"], title=title, response=response, stages=HOT_LINE_STAGES)
    for name, title, response in (
        ("HOT_GUARD", _("Hot seizure: the guard is not doubled"), _("Post a second guard at the load")),
        ("HOT_SWEEP", _("Hot seizure: not swept for trackers"), _("Sweep all of the load, and record the result")),
        ("HOT_PROSECUTOR", _("Hot seizure: the prosecutor was not called"),
         _("Call the duty line of the prosecutor, and say in the war room what was said")),
        ("HOT_PLACE", _("Hot seizure: no other place was chosen"),
         _("Have it emptied somewhere else than usual, and say so in the war room")),
        ("HOT_FAST_LANE", _("Hot seizure: no furnace was booked"), _("Book the next burn for the load")),
        ("HOT_EMBARGO", _("Hot seizure: the press was not silenced"),
         _("Decide what may be told of the seizure, and from when")),
        ("HOT_DECOY", _("Hot seizure: no decoy has left"),
         _("Send a decoy, and say so in the war room")),
        ("HOT_PLAN_B", _("Hot seizure: no second place is ready"),
         _("Have a second place made ready for the load, and say so in the war room")),
    )
}
