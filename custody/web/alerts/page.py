"""The page of one alert: what to do, who has it, and its whole history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as translate

from custody.alerts import selectors
from custody.alerts.permissions import check_can_acknowledge
from custody.alerts.rules import RULES_BY_CODE
from custody.core.events import FieldClass
from custody.core.verdicts import verdict
from custody.deadlines.selectors import database_now
from custody.evidence.selectors.timeline import people_in
from custody.organisation.selectors import end_of_duty
from custody.web.alerts.forms import TakeForm
from custody.web.alerts.rows import rows_of
from custody.web.alerts.told import reached, told_by, waits
from custody.web.alerts.words import KINDS_OF_END, STATES, ends_with
from custody.web.shared.forms import show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.parts import Entry, Text
from custody.web.shared.telling import sentence_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from custody.alerts.models import Alert, AlertNote
    from custody.ledger.selectors import Told
    from custody.organisation.models import Officer
    from custody.web.shared.forms import CustodyForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One act that the page offers, folded away until it is wanted."""

    name: str
    label: Text
    button: Text
    form: CustodyForm
    url: str
    is_open: bool = False


class Offers(Protocol):
    """Says which acts a page offers to an officer."""

    def __call__(self, officer: Officer, alert: Alert, *, refused: CustodyForm | None = None) -> list[Offered]:
        """Return the acts."""


def show_alert(
    request: HttpRequest, alert: Alert, *, offers: Offers, refused: CustodyForm | None = None
) -> HttpResponse:
    """Return the page of an alert. A form that was refused comes back with what was typed and gives the status."""
    officer = signed_in(request)
    told = [told_by(each) for each in selectors.told_of(alert)]
    duty_ends_at = end_of_duty(officer, at=database_now())
    row = rows_of(officer, [alert], sites=[site.code_word for site in selectors.sites_known_to(officer)])[0]
    return show_form(
        request,
        "custody/alerts/alert.html",
        form=refused or TakeForm(level=alert.level, duty_ends_at=duty_ends_at),
        row=row,
        state=STATES[alert.state],
        outcome=KINDS_OF_END.get(alert.outcome or "", ""),
        take=refused if isinstance(refused, TakeForm)
        else TakeForm(level=alert.level, duty_ends_at=duty_ends_at),
        reached=reached(told),
        told=told,
        waiting=[waits(each) for each in selectors.waiting_messages(alert)],
        acts=offers(officer, alert, refused=refused),
        ends=ends_with(alert),
        notes=selectors.notes_of(alert),
        finding=_waiting_finding(alert),
        entries=_entries(selectors.story_of(alert)),
        may_take=verdict(lambda: check_can_acknowledge(officer, alert)).ok,
        is_mine=alert.state == "acknowledged" and alert.acknowledged_by_id == officer.id,
    )


def _waiting_finding(alert: Alert) -> AlertNote | None:
    """Return what one person found, while a second must confirm it."""
    rule = RULES_BY_CODE.get(alert.rule)
    if rule is None or not rule.two_people or alert.state == "resolved":
        return None
    return selectors.proposed_finding(alert)


def _entries(lines: list[Told]) -> list[Entry]:
    """Return the events of the alert as a timeline, messages left out: they have their own table."""
    badges = people_in(lines)
    return [
        Entry(
            sentence=sentence_of(line),
            at=line.recorded_at,
            badge=badges.get(line.actor, ""),
            details=_details(line, badges),
        )
        for line in lines
        if not line.type.code.startswith("message.")
    ]


def _details(line: Told, badges: Mapping[str, str]) -> list[Text]:
    """Return what else is said of an event: who is meant beside the one who acted, and what they wrote."""
    out: list[Text] = []
    for name, value in line.values.items():
        field = line.type.fields.get(name)
        if field is None or field.field_class is not FieldClass.PERSONAL or not value:
            continue
        if field.kind != "person":
            out.append(str(value))
        elif value != line.actor and value in badges:
            out.append(translate("badge {badge}").format(badge=badges[value]))
    return out
