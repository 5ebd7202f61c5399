"""Making drugs unusable before they burn (C23): they still end in the furnace, and are worth less to a thief."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import (
    NEUTRALISATION_FAILED,
    TREATMENT_ADDED,
    TREATMENT_SIGNED,
    TREATMENT_WEIGHED,
    UNIT_NEUTRALISED_3,
)
from custody.evidence import entries
from custody.evidence.actions import signatures, steps
from custody.evidence.actions.weights import weigh
from custody.evidence.exceptions import permissions, treating_policies
from custody.evidence.locking import lock_units
from custody.evidence.models import HandlingUnit
from custody.evidence.permissions import check_witness
from custody.evidence.selectors import facts, treatment
from custody.ledger.recording import recording
from custody.organisation.permissions import check_two_people
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer

METHODS = ("bleach", "solvent", "binding", "soil", "other")
TESTS = ("passed", "failed")
"""What the test of a treated batch showed: that nobody can use it any more, or that it can still be used."""
BATCH_MOST = 40
NO_WEIGHTS: Mapping[UUID, entries.Treated] = MappingProxyType({})


def neutralise_units(
    *,
    act: Act,
    unit_ids: Sequence[UUID],
    method: str,
    batch: str,
    test: str,
    witness_badge: str,
    second_witness_badge: str,
    remark: str | None = None,
    weights: Mapping[UUID, entries.Treated] = NO_WEIGHTS,
) -> list[HandlingUnit]:
    """Record that units were treated to make them unusable, and what the test of the batch showed; return them.

    Only what passed its test is unusable, and it counts as that once both witnesses have signed: until then its clock
    runs and the plan takes it for what it was. What failed was treated, and stays what it was, its clock with it.

    ``weights`` are those of the units that were weighed after it, each with what the treatment added. That is what a
    unit must weigh from then on; a difference from what it weighed before with what was added is one as any. What was
    added is none of what was seized.

    That goods were treated is a fact. Where they were held back by an authority, in dispute or never sampled, that was
    passed over: they are frozen, and others say why.

    Who: the custodian, with two witnesses, who sign later by their own authentication. When: drugs that lie at rest and
    are not unusable yet. Appends ``unit.neutralised/3`` or ``neutralisation.failed/1`` for each, two
    ``signature.owed/1``, ``treatment.added/1``, ``unit.weighed/1`` and ``treatment.weighed/1`` for what was weighed,
    and ``discrepancy.opened/1`` for what weighs otherwise, and where something was passed over.
    """
    how = entries.chosen(method, METHODS, field="method")
    run = entries.clean_text(batch, field="batch", most=BATCH_MOST)
    if run is None:
        raise InvalidInput("neutralise.batch", "Enter the batch that was treated", field="batch")
    has_passed = entries.chosen(test, TESTS, field="test") == "passed"
    said = entries.clean_text(remark, field="remark", most=500)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    second = officer_by_badge(badge=second_witness_badge, field="second_witness_badge")
    treating_policies.check_added(weights, among=unit_ids)
    with recording(act) as record:
        units = lock_units(unit_ids)
        permissions.check_can_neutralise(act.actor, units)
        check_witness(act.actor, witness)
        check_witness(act.actor, second)
        check_two_people(witness, second)
        passed_over = treatment.passed_over(units)
        said_of_all: dict[str, Any] = {
            "method": how, "batch": run, "done_by": act.actor.pseudonym, "witness": witness.pseudonym,
            "second_witness": second.pseudonym, "remark": said,
        }  # fmt: skip
        for unit in units:
            if has_passed:
                record.append(UNIT_NEUTRALISED_3, on=unit, neutralised_at=record.at, **said_of_all)
            else:
                record.append(NEUTRALISATION_FAILED, on=unit, treated_at=record.at, **said_of_all)
        _weigh(record, [unit for unit in units if unit.id in weights], weights, witness=witness)
        for unit in units:
            if unit.id in passed_over:
                steps.open_discrepancy(
                    record, unit, kind=facts.TREATED, by=act.actor, expected="nothing against it",
                    found=", ".join(passed_over[unit.id]),
                )  # fmt: skip
        about = (UNIT_NEUTRALISED_3 if has_passed else NEUTRALISATION_FAILED).code
        for each in (witness, second):
            signatures.owe(record, units, matter="witness", about=about, wanted=each)
        record.result = {"units": [str(unit.id) for unit in units], "unit": str(units[0].id)}
    return units


def _weigh(
    record: Record, units: Sequence[HandlingUnit], weights: Mapping[UUID, entries.Treated], *, witness: Officer
) -> None:
    """Book what the units weigh after their treatment, and what of it the treatment added."""
    for unit in units:
        said = weights[unit.id]
        # Before its weight: a first weight of a unit is booked as seized, less what the books hold of it by then.
        if said.added_mg:
            record.append(TREATMENT_ADDED, on=unit, added_at=record.at, added_mg=said.added_mg)
        weighing, _ = weigh(
            record, unit, said.reading, occasion="treatment", by=record.act.actor, witness=witness,
            taken_mg=-said.added_mg,
        )  # fmt: skip
        unit.gross_mg, unit.net_mg = weighing.gross_mg, weighing.net_mg
        unit.save(update_fields=["gross_mg", "net_mg"])
        record.append(
            TREATMENT_WEIGHED, on=unit, weighing_id=weighing.id, gross_mg=unit.gross_mg, net_mg=unit.net_mg
        )


def count_signed(record: Record, units: Sequence[HandlingUnit]) -> None:
    """Let units count as unusable whose treatment both its witnesses have signed for. A step, run as a reaction to
    such a signature; appends ``treatment.signed/1`` for each."""
    waiting = treatment.unsigned_among(units)
    done = [unit for unit in units if unit.id not in waiting and not unit.is_gone]
    HandlingUnit.objects.filter(pk__in=[unit.pk for unit in done]).update(neutralised=True)
    for unit in done:
        unit.neutralised = True
        record.append(TREATMENT_SIGNED, on=unit, signed_at=record.at)
