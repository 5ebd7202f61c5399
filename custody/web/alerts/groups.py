"""The inbox by seizure: one heading for a load, with all that is open about it below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from custody.alerts.selectors import lots

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.alerts.models import Alert
    from custody.organisation.models import Officer
    from custody.web.alerts.rows import AlertRow


@dataclass(slots=True)
class Group:
    """The alerts that stand under one heading: a seizure, or none."""

    alerts: list[Alert]
    lot: str = ""
    word: str = ""
    link: str = ""
    count: int = 0
    more: int = 0
    rows: list[AlertRow] = field(default_factory=list)


def groups_of(officer: Officer, found: QuerySet[Alert], asked: Iterable[dict[str, Any]]) -> list[Group]:
    """Return the groups of one page, in its order, each with its alerts."""
    asked = list(asked)
    keys = [each["lot"] for each in asked]
    under, words = lots.of_lots(officer, found, lots=keys), lots.words_of_lots(officer, keys)
    return [
        Group(alerts=under[each["lot"]], lot=str(each["lot"]), word=words.get(each["lot"], ""), count=each["count"],
              link=reverse("seizure:seizure", args=[each["lot"]]) if each["lot"] in words else "",
              more=each["count"] - len(under[each["lot"]]))
        for each in asked
    ]  # fmt: skip
