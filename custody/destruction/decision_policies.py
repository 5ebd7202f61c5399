"""When: decisions of authorities on paper. Nothing counts between the first pair of eyes and the second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.texts import said as _

if TYPE_CHECKING:
    from custody.destruction.models import AuthorityDecision, DestructionOrder
    from custody.evidence.models import HandlingUnit


def check_dated(day: date, *, at: datetime, seized: Sequence[datetime], field: str = "decided_on") -> None:
    """Return for a paper of a day that is neither ahead of us nor before the goods were seized: ``seized`` says when,
    on the clock of where they are (``local_days``)."""
    zones = [each.tzinfo for each in seized] or [ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)]
    if all(day > at.astimezone(zone).date() for zone in zones):
        raise InvalidInput("paper.future", "The paper cannot be of a day to come. Check the date", field=field)
    if any(day < each.date() for each in seized):
        raise InvalidInput("paper.before_seizure", "The paper is older than the seizure. Check the date", field=field)


def check_none_waits(*, waits: bool) -> None:
    """Return when no decision of this kind about this waits to be verified."""
    if waits:
        raise NotAllowedNow(
            "decision.waits", "Such a decision waits to be verified already. Have that one verified or refused first"
        )


def check_decision_open(decision: AuthorityDecision) -> None:
    """Return while the decision waits for its second pair of eyes."""
    if decision.state != "recorded":
        words = {"verified": _("verified"), "refused": _("refused")}
        raise NotAllowedNow("decision.closed", "This decision was already {state}", state=words[decision.state])


def check_paper_attached(*, attached: bool) -> None:
    """Return when there is a paper to hold the record against."""
    if not attached:
        raise NotAllowedNow(
            "decision.no_paper",
            "Nothing is attached that the record can be held against. Attach the paper as PDF or photo",
        )


def check_law_confirmed(elsewhere: Sequence[HandlingUnit]) -> None:
    """Return when none lies in another country than that whose law it is under, unconfirmed: ``elsewhere`` are those
    that do. Who may order goods follows from their law, and one officer's word of where they were found chose it."""
    for unit in elsewhere:
        raise NotAllowedNow(
            "law.elsewhere",
            "{label} is under the law of {law} and lies in another country. First two people record and verify the"
            " paper of who decides on it there",
            label=unit.label, law=unit.jurisdiction,
        )  # fmt: skip


def check_revocable(order: DestructionOrder, *, left: bool) -> None:
    """Return for an order that stands and still covers goods that are there."""
    if order.state == "recorded":
        raise NotAllowedNow("order.not_verified", "This order waits to be verified. Refuse it instead")
    if order.state != "verified":
        words = {"refused": _("refused"), "revoked": _("revoked")}
        raise NotAllowedNow("order.closed", "This order was already {state}", state=words[order.state])
    if not left:
        raise NotAllowedNow("order.nothing_left", "Nothing that this order covers is left to be kept from the fire")


def check_sent(sent_on: date, *, at: datetime, burnt_at: datetime | None, zone: ZoneInfo) -> None:
    """Return for a copy that was sent after the burn and not on a day to come, in days of the furnace's ``zone``."""
    if sent_on > at.astimezone(zone).date():
        raise InvalidInput("certificate.future", "It cannot be sent on a day to come. Check the date", field="sent_on")
    if burnt_at is not None and sent_on < burnt_at.astimezone(zone).date():
        raise InvalidInput("certificate.before_burn", "It was sent before the burn. Check the date", field="sent_on")


def check_not_being_revoked(unit: HandlingUnit, *, revoking: bool) -> None:
    """Return when no revocation of the unit's order waits to be verified: nothing burns in between."""
    if revoking:
        raise NotAllowedNow(
            "burn.revocation", "{label} cannot be burnt: a revocation of its order waits to be verified",
            label=unit.label,
        )  # fmt: skip
