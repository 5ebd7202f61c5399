"""What waits about goods that are put on the list of a burn: none of it bars the list, all of it may bar the fire."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from custody.destruction.law_policies import lacks_report
from custody.destruction.models import OrderLine
from custody.destruction.selectors import books, decisions, law
from custody.evidence.models import Proposal
from custody.evidence.selectors.exceptions import AWAITS_GIVING

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit

WAITS = ("report", "revocation", "appeal", "retention", "exception", "variance")
"""No official report where the law asks for one, a revocation of its order to be verified, an appeal that is possible
or undecided, a request to retain, an exception that was asked for, a difference in the books that nobody settled."""


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing that waits about one unit: ``reason`` is one of ``WAITS``."""

    unit: HandlingUnit
    reason: str


def cautions_of(units: Collection[HandlingUnit]) -> list[Caution]:
    """Return what waits about some units, unit by unit; the queries are as many for one as for a hundred."""
    if not units:
        return []
    ids = [unit.id for unit in units]
    orders = dict(OrderLine.objects.filter(unit__in=ids, live=True).values_list("unit_id", "order_id"))
    revoking = decisions.waiting_on(orders.values(), kind="revoke_order")
    appeals = {key for key, row in law.appeals_of(orders.values()).items() if row.state in law.BARRING}
    retentions = {
        key
        for key, rows in law.retentions_of(law.seizures_of(units)).items()
        if any(row.state in ("asked", "appealed") for row in rows)
    }
    waiting = Proposal.objects.filter(Q(state="open") | AWAITS_GIVING, unit__in=ids)
    proposed = set(waiting.values_list("unit_id", flat=True))
    missing = {each.unit.id for each in books.variances(among=ids, limit=len(ids)) if each.standing == "open"}
    reported, asked = law.numbers_of(law.seizures_of(units)), law.asked_of(list(units))
    found = []
    for unit in units:
        order = orders.get(unit.id)
        waits = {
            "report": unit.seizure_id not in reported and lacks_report(asked[unit.id]),
            "revocation": order in revoking, "appeal": order in appeals, "retention": unit.seizure_id in retentions,
            "exception": unit.id in proposed, "variance": unit.id in missing,
        }  # fmt: skip
        found += [Caution(unit, reason) for reason in WAITS if waits[reason]]
    return found
