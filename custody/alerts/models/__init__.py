"""Alerts, the out-tray of the messages about them, and who watches the engines."""

from custody.alerts.models.alert import Alert, AlertNote, Silence
from custody.alerts.models.drift import Drift
from custody.alerts.models.message import (
    Delivery,
    DeliveryAttempt,
    DuressCode,
    GatewayState,
    InboundMessage,
    QuietHours,
    ReplyCode,
)
from custody.alerts.models.watch import Blackout, Canary, Heartbeat, ShiftMessage

__all__ = [
    "Alert",
    "AlertNote",
    "Blackout",
    "Canary",
    "Delivery",
    "DeliveryAttempt",
    "Drift",
    "DuressCode",
    "GatewayState",
    "Heartbeat",
    "InboundMessage",
    "QuietHours",
    "ReplyCode",
    "ShiftMessage",
    "Silence",
]
