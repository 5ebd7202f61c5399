"""Everything that one person proposed for the house and another decides, whatever it is about, in one read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, Q, Value

from custody.destruction.selectors.furnaces import visible_facility_proposals
from custody.organisation.proposal_permissions import DECIDERS
from custody.organisation.selectors.calibration import visible_calibrations
from custody.organisation.selectors.place_proposals import visible_place_proposals
from custody.organisation.selectors.policies import visible_proposals
from custody.organisation.selectors.requirements import visible_packs
from custody.organisation.selectors.site_proposals import visible_site_proposals
from custody.organisation.selectors.staffing import visible_officer_proposals

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True)
class Undecided:
    """A proposal: what it is about (``officer``, ``place``, ``site``, ``facility``, ``policy``, ``pack``,
    ``calibration``) and which, by its badge, code word, rule or country."""

    about: str
    id: UUID
    which: str
    by_badge: str
    proposed_at: datetime


def proposals_to_decide(officer: Officer) -> list[Undecided]:
    """Return the proposals that wait for the officer, the oldest first: open, made by somebody else, and not about
    them. They are read in one query."""
    if not officer.has_role(*DECIDERS):
        return []
    return _read(officer, Q(proposal_state__in=("open", "reported")) & ~Q(by=officer.id), not_about=officer)


def known_proposals(reader: Officer, *, proposal_ids: Collection[UUID]) -> list[Undecided]:
    """Return those of some proposals that the reader may know of, in one query."""
    return _read(reader, Q(pk__in=proposal_ids))


def _read(reader: Officer, which: Q, *, not_about: Officer | None = None) -> list[Undecided]:
    officers = visible_officer_proposals(reader)
    if not_about is not None:
        officers = officers.exclude(badge=not_about.badge)
    tables: dict[str, tuple[QuerySet[Any], str]] = {
        "officer": (officers, "badge"),
        "place": (visible_place_proposals(reader), "code_word"),
        "site": (visible_site_proposals(reader), "site__code_word"),
        "facility": (visible_facility_proposals(reader), "code_word"),
        "policy": (visible_proposals(reader), "key"),
        "pack": (visible_packs(reader), "jurisdiction"),
        "calibration": (visible_calibrations(reader), "scale__code"),
    }
    rows = [
        found.select_related(None).order_by()
        .annotate(about_what=Value(what, CharField()), named=F(column), proposal_state=F("state"), **_proposer(what))
        .filter(which)
        .values_list("about_what", "id", "named", "by_badge", "made_at")
        for what, (found, column) in tables.items()
    ]  # fmt: skip
    every = reduce(lambda first, other: first.union(other, all=True), rows)
    return [Undecided(*row) for row in every.order_by("made_at", "id")]


def _proposer(what: str) -> dict[str, F]:
    """Return who proposed it, and when: of a calibration it is who reported it."""
    verb = "reported" if what == "calibration" else "proposed"
    return {"by": F(f"{verb}_by"), "by_badge": F(f"{verb}_by__badge"), "made_at": F(f"{verb}_at")}
