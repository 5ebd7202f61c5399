"""Who was told of an alert: a line for each message, and one for each person and way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from custody.web.alerts.words import waits_in_words
from custody.web.shared.words import CHANNEL_ANSWERS, CHANNELS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from custody.alerts.models import Delivery, DeliveryAttempt
    from custody.web.shared.parts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one person: by what way, through whom, when it was tried or will be, and what became of it."""

    badge: str
    channel: Text
    provider: str = ""
    at: datetime | None
    said: Text
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What one person got by one way: the newest message, and how many there were."""

    newest: Message
    times: int


def told_by(attempt: DeliveryAttempt) -> Message:
    """Return the line of a message that was tried."""
    return Message(
        badge=_badge(attempt.delivery),
        channel=CHANNELS.get(attempt.delivery.channel, attempt.delivery.channel),
        provider=attempt.provider,
        at=attempt.tried_at,
        said=CHANNEL_ANSWERS.get(attempt.outcome, attempt.outcome),
        detail=attempt.detail,
    )


def waits(delivery: Delivery) -> Message:
    """Return the line of a message that has not left."""
    return Message(
        badge=_badge(delivery),
        channel=CHANNELS.get(delivery.channel, delivery.channel),
        at=delivery.next_attempt_at,
        said=waits_in_words(delivery.waits_for),
        detail=delivery.last_error,
    )


def reached(told: Iterable[Message]) -> list[Reached]:
    """Return whom messages went to, a line for each person and way. ``told`` is the newest in front, and so is this.

    The number of a message, and every single one, are for who looks into it.
    """
    by_way: dict[tuple[str, str], list[Message]] = {}
    for message in told:
        by_way.setdefault((message.badge, str(message.channel)), []).append(message)
    return [Reached(newest=messages[0], times=len(messages)) for messages in by_way.values()]


def _badge(delivery: Delivery) -> str:
    return "" if delivery.officer is None else delivery.officer.badge
