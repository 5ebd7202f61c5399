"""FREEZING: one badge says of much, or of what it does not stand beside, that something is wrong with it.

Whoever sees a seal that is broken, or an empty shelf, must be able to say so at once, and the unit is frozen. The same
words from far away keep a load from its fire: so what is said is recorded, and who says it is looked at.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news, site_of
from custody.alerts.rules.freezing import FREEZING
from custody.core.events import DISCREPANCY_OPENED, DISCREPANCY_RESOLVED, UNIT_UNLOCATED
from custody.deadlines.batches import together
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.facts import discrepancy, outermost_of
from custody.ledger import reactions
from custody.organisation.roles import Role
from custody.organisation.selectors.presence import stands_at

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Entry, Record
    from custody.organisation.models import Officer, Site

KINDS = frozenset({"seal", "place"})
"""A seal that is not as it should be, and a unit that is not where it should be."""
MANY = 5
WITHIN = timedelta(hours=1)


def register() -> None:
    """Register the handlers of what is said of a unit, and of its explanation."""
    reactions.register(DISCREPANCY_OPENED.code, together(_opened))
    reactions.register(DISCREPANCY_RESOLVED.code, together(_resolved))


def _opened(record: Record, entries: list[Entry]) -> None:
    # An act that begins with it is the report alone; who counts, loads or takes over has the goods in hand.
    is_report = record.entries[0].type.code in {DISCREPANCY_OPENED.code, UNIT_UNLOCATED.code}
    if not (is_report and is_news(record) and entries[0].fields["discrepancy_kind"] in KINDS):
        return
    officer, unit = record.act.actor, cast("HandlingUnit", entries[0].on)
    site = site_of(unit)
    if _is_many(record, officer):
        stage, level = "many", 2
    elif _is_elsewhere(officer, unit, site):
        stage, level = "elsewhere", 3
    else:
        return
    finding = Finding(
        rule=FREEZING.code, stage=stage, level=level, subject_kind="officer", subject_id=officer.id,
        dedupe_key=_key(officer.id), group_key=_key(officer.id), fired_for=record.at, site=site, about=(officer.id,),
    )  # fmt: skip
    raise_alert(record, finding)


def _is_many(record: Record, officer: Officer) -> bool:
    rows = Discrepancy.objects.filter(opened_by=officer, discrepancy_kind__in=KINDS, opened_at__gt=record.at - WITHIN)
    return rows.values("unit").distinct().count() >= MANY


def _is_elsewhere(officer: Officer, unit: HandlingUnit, site: Site | None) -> bool:
    """Say whether somebody speaks of a unit who neither has it nor stands at its site, and is known to stand at
    another. An auditor goes everywhere."""
    outermost = outermost_of(unit)
    if site is None or officer.id in {outermost.custodian_id, outermost.co_custodian_id}:
        return False
    if officer.has_role(Role.AUDITOR):
        return False
    there = stands_at(officer)
    return bool(there) and site.id not in there


def _resolved(record: Record, entries: list[Entry]) -> None:
    rows = [discrepancy(UUID(entry.fields["discrepancy_id"])) for entry in entries]
    for officer in sorted({row.opened_by_id for row in rows if row.discrepancy_kind in KINDS}):
        left = Discrepancy.objects.filter(opened_by=officer, discrepancy_kind__in=KINDS, resolved_at__isnull=True)
        if not left.exists():
            resolve_key(record, _key(officer), by=DISCREPANCY_RESOLVED.code)


def _key(officer_id: UUID) -> str:
    return f"freezing:{officer_id}"
