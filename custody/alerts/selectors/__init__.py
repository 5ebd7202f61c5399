"""Reads of alerts, deliveries and heartbeats."""

from custody.alerts.selectors.engines import engine_ages, findings
from custody.alerts.selectors.inbox import (
    COMMAND,
    OVERSEERS,
    TABS,
    Untaken,
    alert_for,
    open_alerts_of,
    quiet_hours_of,
    subjects_of,
    tab,
    tab_counts,
    told_of,
    untaken,
    untaken_alerts,
    untaken_count,
    visible_alerts,
    waiting_messages,
)
from custody.alerts.selectors.parties import answers_for, parties_of

__all__ = [
    "COMMAND",
    "OVERSEERS",
    "TABS",
    "Untaken",
    "alert_for",
    "answers_for",
    "engine_ages",
    "findings",
    "open_alerts_of",
    "parties_of",
    "quiet_hours_of",
    "subjects_of",
    "tab",
    "tab_counts",
    "told_of",
    "untaken",
    "untaken_alerts",
    "untaken_count",
    "visible_alerts",
    "waiting_messages",
]
