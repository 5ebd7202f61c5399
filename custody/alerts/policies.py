"""When something may be done with an alert."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from custody.alerts.inhibiting import LOUDEST_SILENCED
from custody.alerts.rules import ACKNOWLEDGED_FOR, DANGER_LEVEL
from custody.core.errors import InvalidInput, NotAllowedNow

if TYPE_CHECKING:
    from uuid import UUID

    from custody.alerts.models import Alert, AlertNote, Silence
    from custody.alerts.rules import Rule
    from custody.organisation.models import Officer

SILENT_HOURS_AT_MOST = 24
LEAST_PROMISE = timedelta(minutes=5)
"""Nobody promises less: the alert would come back before anything can be done about it."""


def check_live(alert: Alert) -> None:
    """Return while the alert is not resolved."""
    if alert.state == "resolved":
        raise NotAllowedNow("alert.resolved", "This alert is resolved: nothing is left to do")


def check_untaken(officer: Officer, alert: Alert, *, passed_on: bool) -> None:
    """Return while nobody has the alert, or it was passed on to the officer, who has not said yet "I have it".

    ``passed_on`` says that it came to whoever has it from another: a short promise alone does not, it may be chosen.
    Raises ``NotAllowedNow`` with who has it, or that nothing is left.
    """
    check_live(alert)
    if alert.state != "acknowledged":
        return
    if alert.acknowledged_by_id == officer.id:
        if passed_on and is_unconfirmed(alert):
            return
        raise NotAllowedNow("alert.yours", "You have this alert already")
    raise NotAllowedNow("alert.taken", "Somebody else has this alert")


def is_unconfirmed(alert: Alert) -> bool:
    """Say whether a taken alert that was passed on is its new holder's for a shorter while than taking it gives."""
    if alert.acknowledged_at is None or alert.ack_expires_at is None:
        return False
    return alert.ack_expires_at - alert.acknowledged_at < ACKNOWLEDGED_FOR[alert.level]


def check_promise(alert: Alert, *, minutes: int | None) -> timedelta:
    """Return for how long whoever takes the alert now has it: as they promise, and never for longer than its rule lets
    them; for all of that when they promise nothing."""
    most = ACKNOWLEDGED_FOR[alert.level]
    if minutes is None:
        return most
    promised = timedelta(minutes=minutes)
    if not LEAST_PROMISE <= promised <= most:
        raise InvalidInput(
            "alert.promise", "Promise between {least} and {most} minutes", field="within_minutes",
            least=LEAST_PROMISE // timedelta(minutes=1), most=most // timedelta(minutes=1),
        )  # fmt: skip
    return promised


def check_taken(alert: Alert) -> None:
    """Return while somebody has the alert."""
    check_live(alert)
    if alert.state != "acknowledged":
        raise NotAllowedNow("alert.untaken", "Nobody has this alert. Take it first")


def check_not_danger(alert: Alert) -> None:
    """Return when the alert may go from hand to hand: danger is taken, or it climbs."""
    if alert.level == DANGER_LEVEL:
        raise NotAllowedNow("alert.danger", "An alert of danger is not passed on. Whoever can answer it takes it")


def check_not_extended(alert: Alert) -> None:
    """Return when more time was not taken yet: it is given once."""
    if alert.extended_at is not None:
        raise NotAllowedNow("alert.extended", "More time was taken already. Do it now, or pass it on")


def check_closed_by_people(rule: Rule) -> None:
    """Return when a person may close alerts of the rule; raise ``NotAllowedNow`` with what does."""
    if not rule.closed_by:
        raise NotAllowedNow(
            "alert.cured_by_events",
            "Nobody closes this alert by hand. It ends when it is cured: {cure}",
            cure=rule.cure,
        )


def check_may_be_noise(rule: Rule) -> None:
    """Return when an alert of the rule may be a false alarm."""
    if not rule.may_be_noise:
        raise NotAllowedNow(
            "alert.no_noise",
            "This alert cannot be called a false alarm. It ends when it is cured: {cure}",
            cure=rule.cure,
        )


def check_proposed(proposal: AlertNote | None) -> AlertNote:
    """Return the finding that somebody wrote; raise ``NotAllowedNow`` when nobody did."""
    if proposal is None:
        raise NotAllowedNow("alert.not_proposed", "Two people close this alert. One of them writes the finding first")
    return proposal


def check_standing(proposal: AlertNote | None, *, named: UUID | None) -> AlertNote:
    """Return the finding that stands when it is the one that is named: nobody confirms what they have not read."""
    standing = check_proposed(proposal)
    if standing.id != named:
        raise NotAllowedNow("alert.other_finding", "Another finding was written meanwhile. Read that one")
    return standing


def check_silenceable(alert: Alert, rule: Rule) -> None:
    """Return when messages about the alert may ever be kept back: never about danger, nor of level 1."""
    if alert.level < LOUDEST_SILENCED or not rule.silenceable:
        raise NotAllowedNow("silence.too_loud", "This alert cannot be silenced. Take it")


def check_silent_hours(hours: int) -> None:
    """Return when a silence of so many hours may be asked for: a day at most."""
    if not 1 <= hours <= SILENT_HOURS_AT_MOST:
        raise InvalidInput(
            "silence.hours", "A silence lasts from 1 to {most} hours", field="hours", most=SILENT_HOURS_AT_MOST
        )


def check_silence_waits(silence: Silence) -> None:
    """Return while a silence waits for its approval."""
    check_silence_lives(silence)
    if silence.approved_by_id is not None:
        raise NotAllowedNow("silence.approved", "This silence is approved already")


def check_silence_lives(silence: Silence) -> None:
    """Return while a silence is not over."""
    if silence.ended_at is not None:
        raise NotAllowedNow("silence.over", "This silence is over")
