"""What lies here and when it must be gone: one question behind most numbers of the overview, and the rows of each.

A number and the list it leads to are made by the same filter, so that they never tell two stories.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.core.lifecycle import GONE
from custody.deadlines.selectors import goods_clocks
from custody.destruction.selectors.sessions import on_a_list
from custody.evidence.selectors.access import visible_units
from custody.evidence.selectors.figures import IS_DRUGS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer
    from custody.web.shared.parts import Text

SOON = timedelta(hours=24)
BINS = (0, 6, 12, 24, 36, 48, 72, 120)
"""Hours since the seizure at which a bar of the histogram begins."""
WHICH: Mapping[str, Text] = {
    "all": gettext_lazy("All that is here"),
    "late": gettext_lazy("Past deadline"),
    "soon": gettext_lazy("Due in 24 h"),
    "due": gettext_lazy("Past deadline or due in 24 h"),
    "unbooked": gettext_lazy("Due in 24 h, no burn booked"),
}
WHY: Mapping[str, tuple[Text, Q]] = {
    "discrepancy": (gettext_lazy("Discrepancy"), Q(discrepancy_open=True)),
    "in_transit": (gettext_lazy("In transit"), Q(custody_state="in_transit")),
    "no_order": (gettext_lazy("No order"), Q(authority_state="none")),
    "to_verify": (gettext_lazy("Order to be verified"), Q(authority_state="requested")),
    "no_burn": (gettext_lazy("No burn booked"), Q(authority_state="ordered")),
    "booked": (gettext_lazy("Burn booked"), Q(authority_state="scheduled")),
    "held": (gettext_lazy("On hold"), Q()),
}
"""What keeps a unit from the fire, what must go first in front: of several, the first that is true."""


_ALL = 2**31
"""More than there can be. What is cut off is worked out before it is summed: the deadline of a unit once, and not once
for each of the sums that ask for it."""


@dataclass(frozen=True, slots=True)
class Goods:
    """What lies here, as far as an officer may know of it. Masses are milligrams; ``ages`` counts by ``BINS``."""

    units: int
    mg: int
    late: int
    late_lots: int
    late_mg: int
    oldest: datetime | None
    soon: int
    soon_mg: int
    unbooked: int
    ages: tuple[int, ...]


def goods(officer: Officer) -> QuerySet[Any]:
    """Return the outermost units of drugs that are here (``HandlingUnit``), each with the deadline that comes first
    (``due_at``)."""
    first = goods_clocks().filter(subject_id=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    return (
        visible_units(officer)
        .filter(IS_DRUGS, seizure__isnull=False)
        .exclude(custody_state__in=[state.value for state in GONE])
        .annotate(due_at=Subquery(first))
    )


def goods_now(officer: Officer, *, at: datetime) -> Goods:
    """Return what lies here in one question."""
    late, soon = Q(due_at__lte=at), Q(due_at__gt=at, due_at__lte=at + SOON)
    ages = {f"age_{hours}": Count("id", filter=_aged(hours, at=at)) for hours in BINS}
    found = (
        goods(officer)
        .select_related(None)
        .annotate(booked=on_a_list())
        .order_by()[:_ALL]
        .aggregate(
            units=Count("id"),
            mg=Sum("gross_mg"),
            late=Count("id", filter=late),
            late_lots=Count("seizure", filter=late, distinct=True),
            late_mg=Sum("gross_mg", filter=late),
            oldest=Min("due_at", filter=late),
            soon=Count("id", filter=soon),
            soon_mg=Sum("gross_mg", filter=soon),
            unbooked=Count("id", filter=soon & Q(booked=False)),
            **ages,
        )
    )
    counted, oldest = tuple(found.pop(name) for name in ages), found.pop("oldest")
    return Goods(**{name: int(value or 0) for name, value in found.items()}, oldest=oldest, ages=counted)


def chosen(rows: QuerySet[Any], asked: Mapping[str, Any], *, at: datetime) -> QuerySet[Any]:
    """Return those of the goods that some answers ask for; nonsense asks for nothing."""
    late, soon = Q(due_at__lte=at), Q(due_at__gt=at, due_at__lte=at + SOON)
    match asked.get("which"):
        case "late":
            rows = rows.filter(late)
        case "soon":
            rows = rows.filter(soon)
        case "due":
            rows = rows.filter(late | soon)
        case "unbooked":
            rows = rows.filter(soon).exclude(on_a_list())
    why = str(asked.get("why") or "")
    if why in WHY:
        names = list(WHY)
        for name in names[: names.index(why)]:
            rows = rows.exclude(WHY[name][1])
        rows = rows.filter(WHY[why][1])
    if asked.get("seizure"):
        rows = rows.filter(seizure=asked["seizure"])
    age = str(asked.get("age") or "")
    if age in {str(hours) for hours in BINS}:
        rows = rows.filter(_aged(int(age), at=at))
    return rows


def why_of(row: Mapping[str, Any]) -> str:
    """Return what keeps a unit from the fire, by its columns: a name of ``WHY``."""
    if row["discrepancy_open"]:
        return "discrepancy"
    if row["custody_state"] == "in_transit":
        return "in_transit"
    return {"none": "no_order", "requested": "to_verify", "ordered": "no_burn", "scheduled": "booked"}.get(
        str(row["authority_state"]), "held"
    )


def rows_link(**asked: object) -> str:
    """Return the address of the rows behind a number."""
    return f"{reverse('dashboard:goods')}?{urlencode(asked)}"


def age_labels() -> list[str]:
    """Return the names of the bins of age, the youngest first."""
    between = [f"{begin}–{end}" for begin, end in pairwise(BINS)]
    return [*between, f">{BINS[-1]}"]


def age_words(hours: int) -> str:
    """Return one bin of age in words."""
    return _("%(hours)s h since the seizure") % {"hours": age_labels()[BINS.index(hours)]}


def by_deadline(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the goods, the one due first in front and what has no deadline last."""
    return rows.order_by(F("due_at").asc(nulls_last=True), "label")


def _aged(begin: int, *, at: datetime) -> Q:
    """Return the filter of the bin of age that begins at so many hours."""
    place = BINS.index(begin)
    found = Q(seized_at__lte=at - timedelta(hours=begin))
    if place + 1 < len(BINS):
        found &= Q(seized_at__gt=at - timedelta(hours=BINS[place + 1]))
    return found
