"""Text messages: which gateways there are, and handing one message to one of them, the next, or all at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from custody.alerts.channels.addresses import is_report_key, report_address, report_key
from custody.alerts.channels.base import Gateway, Letter, Outcome, Said, Settings
from custody.alerts.channels.generic import Service
from custody.alerts.channels.kannel import Kannel
from custody.alerts.channels.smseagle import Modem
from custody.core.errors import NotFound

__all__ = ["DRIVERS", "gateway", "gateways", "is_report_key", "report_address", "report_key", "send"]

log = logging.getLogger(__name__)

DRIVERS: Mapping[str, Callable[[Settings], Gateway]] = {"kannel": Kannel, "smseagle": Modem, "generic": Service}
Answers = Sequence[tuple[str, Said]]


def gateways() -> dict[str, Gateway]:
    """Return the gateways of the installation by name, the preferred one in front."""
    return {
        each["name"]: DRIVERS[each["driver"]](
            Settings(
                name=each["name"],
                url=each["url"],
                user=each.get("user", ""),
                password=each.get("password", ""),
                sender=each.get("sender", ""),
            )
        )
        for each in settings.CUSTODY_SMS_GATEWAYS
    }


def gateway(name: str) -> Gateway:
    """Return one gateway; raise ``NotFound`` when the installation has none of this name."""
    found = gateways().get(name)
    if found is None:
        raise NotFound
    return found


def send(letter: Letter, route: Sequence[Gateway], *, at_once: bool = False) -> Answers:
    """Hand the message to the gateways of a route; return what each that was asked said, in the order of the route.

    One after the other: the next is asked only when the one before certainly did not take it. ``at_once`` asks all of
    them at the same time, and the telephone gets it twice.
    """
    if at_once:
        with ThreadPoolExecutor(max_workers=max(1, len(route))) as lines:
            return list(zip((each.settings.name for each in route), lines.map(lambda one: _ask(one, letter), route),
                            strict=True))
    answers: list[tuple[str, Said]] = []
    for each in route:
        said = _ask(each, letter)
        answers.append((each.settings.name, said))
        if said.outcome in {Outcome.ACCEPTED, Outcome.UNKNOWN}:
            break
    return answers


def _ask(gateway: Gateway, letter: Letter) -> Said:
    try:
        return gateway.send(letter.reference, letter.address, letter.content.sms)
    except Exception as error:
        log.exception("the gateway %s broke", gateway.settings.name)
        return Said(Outcome.UNKNOWN, detail=type(error).__name__)
