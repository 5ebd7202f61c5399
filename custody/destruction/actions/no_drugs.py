"""What it means for the fire that a laboratory found no drugs: the goods are held back, and once two have decided where
they go instead, no order and no hold stands for them any more. Steps; run as reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import ORDER_WITHDRAWN
from custody.core.exceptional import GIVEN_AWAY
from custody.core.lifecycle import AuthorityState
from custody.core.texts import kept
from custody.destruction import law_policies
from custody.destruction.actions import manifest
from custody.destruction.actions.holds import REVIEW_AFTER, end, write_holds
from custody.destruction.models import OrderLine
from custody.destruction.selectors import law
from custody.destruction.selectors.retained import short_of_retained
from custody.evidence.locking import lock_unit
from custody.evidence.models import HandlingUnit, Hold, LabResult, Proposal
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.exceptions import BY_LABORATORY, is_negative, open_doubt, results_of
from custody.evidence.selectors.facts import outermost_of

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

REASON = kept("no drugs were found in a sample")
WAYS = ("unit.returned/1", "unit.disposed/1")
"""Events by which goods without drugs leave."""


def hold_back(record: Record, entries: list[Entry]) -> None:
    """Hold back what a laboratory found no drugs in, with all that lies around it; what is held already stays so.

    Placed by who wrote the result down: it needs no second pair of eyes to bar the fire.
    """
    for entry in entries:
        if entry.fields["outcome"] == "negative" and isinstance(entry.on, HandlingUnit):
            result = LabResult.objects.select_related("recorded_by").get(pk=UUID(str(entry.fields["result_id"])))
            _hold(record, entry.on, result)


def hold_again(record: Record, entries: list[Entry]) -> None:
    """Hold back what an authority no longer does and what is no drugs: it must not go on to the fire."""
    for entry in entries:
        if isinstance(entry.on, HandlingUnit) and is_negative(entry.on) and not entry.on.is_gone:
            said = [each for each in results_of(entry.on) if each.verified_at is not None]
            if said:
                _hold(record, entry.on, said[0])
        elif isinstance(entry.on, HandlingUnit):
            _hold_doubted(record, entry.on)


def _hold_doubted(record: Record, unit: HandlingUnit) -> None:
    """Hold back what an old sample of its case puts in doubt and an authority held when that was said: the laboratory's
    word has had no hold of its own yet, which two could lift."""
    doubt = None if unit.is_gone else open_doubt(unit)
    if doubt is not None:
        _hold(record, unit, LabResult.objects.select_related("recorded_by").get(pk=doubt))


def let_go(record: Record, entries: list[Entry]) -> None:
    """End the order on what went another way, and the laboratory's word that held it back: the written act of its
    authority takes their place, and two people have seen that. What an authority holds goes nowhere. What was gone
    already stays under what it stood under: should it come back, that counts again."""
    units = {entry.on.id: entry.on for entry in _let_go(entries) if isinstance(entry.on, HandlingUnit)}
    for line in OrderLine.objects.filter(unit__in=units, live=True).order_by("pk"):
        unit = units[line.unit_id]
        manifest.set_authority([unit], code=ORDER_WITHDRAWN.code)
        line.live = False
        line.save(update_fields=["live"])
        record.append(
            ORDER_WITHDRAWN, on=unit, rows=[line], order_id=line.order_id, line_id=line.id, withdrawn_at=record.at,
            withdrawn_by=record.act.actor.pseudonym,
        )  # fmt: skip
    for hold in Hold.objects.filter(unit__in=units, lifted_at__isnull=True).order_by("pk"):
        law_policies.check_laboratory_holds(hold)
        end(record, units[hold.unit_id], hold)


def keep_retained(record: Record, entries: list[Entry]) -> None:
    """Let nothing of a seizure leave of which an authority asked that some be retained, before that is settled. What is
    gone already is a fact."""
    let = [entry.on for entry in _let_go(entries) if isinstance(entry.on, HandlingUnit)]
    units = [unit for unit in let if unit.kind not in NOT_DRUGS]
    seizures = law.seizures_of(units)
    retentions, short = law.retentions_of(seizures), short_of_retained(units)
    for unit in units:
        if unit.seizure_id is not None:
            law_policies.check_retained_first(
                unit, retentions.get(unit.seizure_id, []), is_short=unit.id in short
            )


def approve_retained_first(record: Record, entries: list[Entry]) -> None:
    """Let nobody approve either that such goods are given away: the keeper would only be refused later."""
    decided = {UUID(str(entry.fields["proposal_id"])): entry for entry in entries}
    rows = Proposal.objects.filter(
        pk__in=decided, state="approved", exception__in=sorted(GIVEN_AWAY), already=False
    )  # fmt: skip
    keep_retained(record, [decided[row.id] for row in rows])


def _let_go(entries: list[Entry]) -> list[Entry]:
    """Return the events of what people let go, without those that tell what was gone already."""
    by = {UUID(str(entry.fields["proposal_id"])): entry for entry in entries}
    told = set(Proposal.objects.filter(pk__in=by, already=True).values_list("pk", flat=True))
    return [entry for proposal_id, entry in by.items() if proposal_id not in told]


def _hold(record: Record, unit: HandlingUnit, result: LabResult) -> None:
    held = unit if unit.parent_id is None else lock_unit(outermost_of(unit).id)
    if held.is_gone or held.authority_state == AuthorityState.HELD:
        return
    write_holds(
        record, [held], authority=BY_LABORATORY, reference=result.reference, reason=REASON,
        review_at=record.at + REVIEW_AFTER, placed_by=result.recorded_by,
    )  # fmt: skip
