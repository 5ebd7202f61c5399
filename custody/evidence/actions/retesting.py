"""Testing goods again that count as unusable (C23): who can use them after all has what a thief wants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import NEUTRALISATION_CONFIRMED, NEUTRALISATION_REFUTED
from custody.evidence import entries
from custody.evidence.actions import mission_load, signatures, steps
from custody.evidence.actions.neutralise import TESTS
from custody.evidence.exceptions import permissions
from custody.evidence.locking import lock_units
from custody.evidence.models import HandlingUnit
from custody.evidence.permissions import check_witness
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act


def retest_units(
    *, act: Act, unit_ids: Sequence[UUID], test: str, witness_badge: str, remark: str | None = None
) -> list[HandlingUnit]:
    """Record what a later test of units showed that count as unusable, and return them.

    What can be used after all counts as usable again from that minute, its clock runs anew, a transport that it rides
    with owes an escort, and it is frozen: the
    treatment did not hold, the first test was wrong, or these are other goods.

    Who: the custodian, or who commands, with a witness, who signs later by their own authentication. When: live units
    that count as unusable. Appends ``neutralisation.confirmed/1``, or ``neutralisation.refuted/1`` and
    ``discrepancy.opened/1`` (identity), for each, and ``signature.owed/1``.
    """
    has_passed = entries.chosen(test, TESTS, field="test") == "passed"
    said = entries.clean_text(remark, field="remark", most=500)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with recording(act) as record:
        units = lock_units(unit_ids)
        permissions.check_can_retest(act.actor, units)
        check_witness(act.actor, witness)
        showed = NEUTRALISATION_CONFIRMED if has_passed else NEUTRALISATION_REFUTED
        if not has_passed:
            HandlingUnit.objects.filter(pk__in=[unit.pk for unit in units]).update(neutralised=False)
        for unit in units:
            unit.neutralised = has_passed
            record.append(showed, on=unit, tested_at=record.at, tested_by=act.actor.pseudonym,
                          witness=witness.pseudonym, remark=said)  # fmt: skip
        if not has_passed:
            for unit in units:
                steps.open_discrepancy(record, unit, kind="identity", by=act.actor, expected="unusable",
                                       found="usable")  # fmt: skip
            mission_load.usable_again(record, units)
        signatures.owe(record, units, matter="witness", about=showed.code, wanted=witness)
        record.result = {"units": [str(unit.id) for unit in units], "unit": str(units[0].id)}
    return units
