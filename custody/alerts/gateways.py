"""How each SMS gateway does, and which of them a message is handed to first.

Three errors in a row, or more than 15 % of a quarter of an hour without a receipt, and the other one is preferred for a
while; then the messages drift back, a few more each minute, so that a gateway which is only half well shows it early.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q

from custody.alerts.channels.base import Gateway, Outcome, Said
from custody.alerts.channels.sms import gateways
from custody.alerts.models import Delivery, GatewayState

ERRORS_IN_A_ROW = 3
AVOIDED_FOR = timedelta(minutes=15)
DRIFTS_BACK_IN = timedelta(minutes=5)
"""The last part of that time, in which more and more messages go to it again."""
WINDOW = timedelta(minutes=15)
RECEIPT_WITHIN = timedelta(minutes=2)
UNREPORTED_PERCENT = 15
JUDGED_FROM = 10
"""Fewer messages than this say nothing about a gateway."""
_OK_IS_NEWS_AFTER = timedelta(seconds=10)


def route(message: UUID, *, now: datetime, tried: str = "") -> list[Gateway]:
    """Return every gateway, the one to ask first in front: not one that does badly, and not the one that was ``tried``.

    When all do badly their order is that of the settings.
    """
    states = {each.name: each for each in GatewayState.objects.all()}
    known = gateways()

    def key(name: str) -> tuple[bool, bool]:
        return name == tried, _is_avoided(states.get(name), message, now)

    return [known[name] for name in sorted(known, key=key)]


def _is_avoided(state: GatewayState | None, message: UUID, now: datetime) -> bool:
    if state is None or state.avoided_until is None or state.avoided_until <= now:
        return False
    back = 1 - (state.avoided_until - now) / DRIFTS_BACK_IN
    return message.int % 100 >= back * 100


def note(answers: Sequence[tuple[str, Said]], *, now: datetime) -> None:
    """Write down how the gateways answered. A number that is wrong says nothing about a gateway."""
    for name, said in answers:
        rows = GatewayState.objects.filter(name=name)
        if said.outcome is Outcome.ACCEPTED:
            # Every message would otherwise wait for the one before to write the same.
            news = Q(errors_in_a_row__gt=0) | Q(last_ok_at__isnull=True) | Q(last_ok_at__lt=now - _OK_IS_NEWS_AFTER)
            if not rows.filter(news).update(errors_in_a_row=0, last_ok_at=now) and not rows.exists():
                GatewayState.objects.bulk_create([GatewayState(name=name, last_ok_at=now)], ignore_conflicts=True)
        elif said.outcome is not Outcome.PERMANENT:
            GatewayState.objects.bulk_create([GatewayState(name=name)], ignore_conflicts=True)
            rows.update(errors_in_a_row=F("errors_in_a_row") + 1, last_error_at=now)
            rows.filter(errors_in_a_row__gte=ERRORS_IN_A_ROW).update(avoided_until=now + AVOIDED_FOR)


def judge(*, now: datetime) -> None:
    """Put aside for a while every gateway of whose messages too many have no receipt."""
    lately = Delivery.objects.filter(
        channel="sms", accepted_at__gt=now - WINDOW, accepted_at__lte=now - RECEIPT_WITHIN
    ).exclude(provider="")
    counts = lately.values("provider").annotate(
        all=Count("message", distinct=True),
        silent=Count("message", distinct=True, filter=Q(delivered_at__isnull=True)),
    )
    for each in counts:
        if each["all"] >= JUDGED_FROM and each["silent"] * 100 > each["all"] * UNREPORTED_PERCENT:
            with transaction.atomic():
                GatewayState.objects.bulk_create([GatewayState(name=each["provider"])], ignore_conflicts=True)
                GatewayState.objects.filter(name=each["provider"]).update(avoided_until=now + AVOIDED_FOR)


def failing(*, now: datetime) -> list[str]:
    """Return the gateways of the installation that are put aside now, by name."""
    aside = GatewayState.objects.filter(name__in=list(gateways()), avoided_until__gt=now)
    return sorted(aside.values_list("name", flat=True))
