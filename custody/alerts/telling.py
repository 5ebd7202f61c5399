"""Who is told of an alert on which rung, and the rows of the out-tray that make it so. Steps inside a transaction.

A rung on which nobody is, or nobody can be reached, gives way to the next one at once. When that is true of the whole
ladder, everybody in command is told: a silent roster must not silence an alert. Whoever an alert is about is never
told of it, and whoever took it and did nothing is passed over while there is anybody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.alerts.inhibiting import LOUDEST_SILENCED, Held, held
from custody.alerts.models import Alert, Delivery
from custody.alerts.rules import CHANNELS, RULES, RULES_BY_CODE, Rung, rungs_of
from custody.alerts.selectors import COMMAND
from custody.alerts.selectors.parties import other_sites_of, parties_of
from custody.deadlines.types import ClockType
from custody.organisation.roles import Role
from custody.organisation.selectors import contacts_of, officers_with_role, on_duty

if TYPE_CHECKING:
    from custody.organisation.models import Contact, Officer, Site

_ROWS_AT_ONCE = 2000
_ANY_CHANNEL = ("email", "sms")


def ladder_of(alert: Alert) -> tuple[Rung, ...]:
    """Return the rungs of an alert, the first one in front."""
    if alert.clock is not None and alert.clock.clock_type in RULES:
        rungs = rungs_of(ClockType(alert.clock.clock_type), alert.stage, subject_kind=alert.subject_kind)
        if rungs is not None:
            return rungs
    rule = RULES_BY_CODE.get(alert.rule) or RULES_BY_CODE["AL13"]
    return rule.ladder(stage=alert.stage, level=alert.level)


def _last_resort(alert: Alert) -> Iterable[Role]:
    """Return who is told when nobody on the ladder can be reached."""
    rule = RULES_BY_CODE.get(alert.rule)
    return rule.roles if rule is not None and rule.independent else COMMAND


class Audience:
    """Whom to tell of which alert, read once for a whole pass."""

    def __init__(self, alerts: Sequence[Alert], *, at: datetime) -> None:
        """Read who holds what the alerts are about. Who is on duty and how people are reached is read when needed."""
        self._at = at
        self._parties = parties_of(alerts)
        self._other_sites = other_sites_of(alerts)
        self._on_duty: dict[tuple[Role, UUID | None], list[Officer]] = {}
        self._contacts: dict[UUID, Contact | None] = {}
        self._know({each.id: each for some in self._parties.values() for each in some}.values())

    def next_told(self, alert: Alert) -> tuple[int, list[Officer]]:
        """Return the first step from the alert's own on at which somebody can be reached, and who is told there.

        When nobody can be reached at any step, the step is the alert's own, and the list is everybody in command who
        can be reached, which may be nobody.
        """
        rungs = ladder_of(alert)
        for passing in ({*alert.about, *alert.let_lapse}, set(alert.about)):
            for step in range(alert.step, alert.step + len(rungs)):
                people = self.reachable(self._on(rungs[step % len(rungs)], alert), without=passing, level=alert.level)
                if people:
                    return step, people
        people = officers_with_role(*_last_resort(alert))
        return alert.step, self.reachable(people, without=set(alert.about), level=alert.level)

    def reachable(self, people: Iterable[Officer], *, without: set[UUID], level: int) -> list[Officer]:
        """Return those of some people who can be reached, each once, by badge; some left out."""
        wanted = {each.id: each for each in people if each.is_active and each.id not in without}
        self._know(wanted.values())
        found = [each for each in wanted.values() if self.channels(each, level=level)]
        return sorted(found, key=lambda officer: officer.badge)

    def channels(self, officer: Officer, *, level: int) -> tuple[str, ...]:
        """Return by what an officer is told of an alert of this level: its channels, else any that works."""
        self._know([officer])
        contact = self._contacts[officer.id]
        if contact is None:
            return ()
        works = tuple(channel for channel in _ANY_CHANNEL if address_of(contact, channel, level=level))
        return tuple(channel for channel in CHANNELS[level] if channel in works) or works[:1]

    def _on(self, rung: Rung, alert: Alert) -> list[Officer]:
        people = list(self._parties.get(alert.subject_id, ())) if rung.parties else []
        for role in rung.roles:
            for site in (alert.site, *self._other_sites.get(alert.subject_id, ())):
                people += self._holding(role, site)
        return people

    def _holding(self, role: Role, site: Site | None) -> list[Officer]:
        key = (role, None if site is None else site.id)
        if key not in self._on_duty:
            self._on_duty[key] = on_duty(roles=[role], site=site, at=self._at)
        return self._on_duty[key]

    def _know(self, officers: Iterable[Officer]) -> None:
        new = [officer for officer in officers if officer.id not in self._contacts]
        if new:
            found = contacts_of(new)
            self._contacts.update({officer.id: found.get(officer.id) for officer in new})


def tell(alerts: Sequence[Alert], *, at: datetime) -> int:
    """Put the messages about some alerts in the out-tray; return how many rows there are.

    Moves ``step`` past rungs where nobody can be reached. An alert that has no row, because nobody at all can be
    reached, is found by the sweep.
    """
    audience = Audience(alerts, at=at)
    waiting = held(alerts, at=at)
    rows, moved = [], []
    for alert in alerts:
        step, people = audience.next_told(alert)
        if step != alert.step:
            alert.step = step
            moved.append(alert)
        for officer in people:
            channels = audience.channels(officer, level=alert.level)
            rows += [_row(alert, officer, each, step, at, waiting.get(alert.id)) for each in channels]
    Alert.objects.bulk_update(moved, ["step"], batch_size=500)
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_ROWS_AT_ONCE)
    return len(rows)


def tell_one(alert: Alert, officer: Officer, *, at: datetime) -> int:
    """Tell one officer of an alert at once, whatever rung it stands on; return how many rows there are.

    Such rows stand below the ladder: their steps count down from -1.
    """
    audience = Audience([alert], at=at)
    lowest = Delivery.objects.filter(alert=alert, step__lt=0).order_by("step").values_list("step", flat=True).first()
    step = (lowest or 0) - 1
    rows = [_row(alert, officer, each, step, at, None) for each in audience.channels(officer, level=alert.level)]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _row(alert: Alert, officer: Officer, channel: str, step: int, at: datetime, wait: Held | None) -> Delivery:
    return Delivery(
        alert=alert,
        officer=officer,
        channel=channel,
        step=step,
        level=alert.level,
        reference=alert.public_ref,
        waits_for="" if wait is None else wait.why,
        next_attempt_at=at if wait is None else wait.until,
    )


def address_of(contact: Contact, channel: str, *, level: int) -> str | None:
    """Return the address of a contact on a channel for what is of a level; ``None`` when none works, or none is wanted.

    Whoever said STOP gets no texts of levels 2 to 4; what is urgent reaches them all the same.
    """
    if channel == "email":
        return None if contact.email_broken_at else contact.email
    unwanted = contact.opted_out_at is not None and level >= LOUDEST_SILENCED
    return None if contact.phone_broken_at or unwanted else contact.phone
