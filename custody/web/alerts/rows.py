"""Alerts as lists show them, with what each is about looked up for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from custody.alerts.selectors import COMMAND
from custody.evidence.selectors.access import visible_units
from custody.web.alerts.forms import TakeForm
from custody.web.alerts.words import level_of, title_of
from custody.web.shared.parts import Text

if TYPE_CHECKING:
    from custody.alerts.models import Alert
    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an alert is about, as far as the reader may know of it, and whether the reader has it in custody."""

    name: str
    link: str
    is_mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """One line of an inbox."""

    alert: Alert
    title: Text
    level: Text
    tone: str
    subject: Subject | None
    form: TakeForm | None


def rows_of(officer: Officer, alerts: Sequence[Alert]) -> list[AlertRow]:
    """Return the lines of an inbox, in the order given."""
    subjects = subjects_of(officer, alerts)
    commands = officer.has_role(*COMMAND)
    rows = []
    for alert in alerts:
        level, tone = level_of(alert)
        subject = subjects.get(alert.subject_id)
        may_take = alert.state == "open" and (commands or (subject is not None and subject.is_mine))
        rows.append(
            AlertRow(
                alert=alert,
                title=title_of(alert),
                level=level,
                tone=tone,
                subject=subject,
                form=TakeForm(auto_id=f"take_{alert.public_ref}_%s") if may_take else None,
            )
        )
    return rows


def subjects_of(officer: Officer, alerts: Iterable[Alert]) -> dict[UUID, Subject]:
    """Return, by id, the units that the alerts are about; hand-overs and what the reader may not know of are
    left out.
    """
    wanted = {alert.subject_id for alert in alerts if alert.subject_kind == "unit"}
    if not wanted:
        return {}
    units = visible_units(officer).select_related(None).filter(pk__in=wanted)
    return {
        unit_id: Subject(
            name=label, link=reverse("units:unit", args=[unit_id]), is_mine=officer.id in (custodian, second)
        )
        for unit_id, label, custodian, second in units.values_list("id", "label", "custodian_id", "co_custodian_id")
    }
