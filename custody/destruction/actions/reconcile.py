"""Afterwards: an auditor from outside sees that what was booked is what was sampled, burnt and explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core import mass
from custody.core.events import SEIZURE_CLOSED, UNIT_RECONCILED
from custody.core.lifecycle import CustodyState
from custody.destruction import permissions, policies, tally_policies
from custody.destruction.actions import manifest
from custody.destruction.balance import add_up
from custody.destruction.book_policies import check_books_close
from custody.destruction.entries import Reconciled
from custody.destruction.selectors import books, gates, masses, tallies
from custody.evidence.actions import steps
from custody.evidence.exceptions.policies import check_seconds_signed
from custody.evidence.locking import lock_seizure, lock_units
from custody.evidence.policies import check_version
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.balance import Balance
    from custody.evidence.models import HandlingUnit, Seizure
    from custody.ledger.recording import Record


def reconcile_units(*, act: Act, unit_ids: Sequence[UUID]) -> Reconciled:
    """Reconcile destroyed units; return which were, and which do not add up.

    A unit that does not add up within tolerance gets a discrepancy; once a supervisor has explained it, the
    unit can be reconciled.

    Who: an auditor who had no part in the custody or the burn of the units. When: they are destroyed, no
    discrepancy is open, and no tally of their burn is owed. Appends ``unit.reconciled/1`` or ``discrepancy.opened/1``
    for every unit.
    """
    with recording(act, authorises=True) as record:
        units = lock_units(unit_ids)
        permissions.check_can_reconcile(act.actor, units, gates.involved_in(units))
        tally_policies.check_tally_settled(tallies.owed_for(unit.id for unit in units))
        balances = masses.balances_of(units)
        answer = Reconciled()
        for unit in units:
            (answer.reconciled if balances[unit.id].closes else answer.refused).append(unit)
        manifest.set_on_units(answer.reconciled, custody_state=CustodyState.RECONCILED, state_since=record.at)
        for unit in answer.reconciled:
            record.append(
                UNIT_RECONCILED,
                on=unit,
                reconciled_at=record.at,
                auditor=act.actor.pseudonym,
                **_figures(balances[unit.id]),
            )
        for unit in answer.refused:
            _open(record, unit, balances[unit.id])
        record.result = {
            "reconciled": [str(unit.id) for unit in answer.reconciled],
            "refused": [str(unit.id) for unit in answer.refused],
        }
    return answer


def close_seizure(*, act: Act, seizure_id: UUID, expected_seq: int | None = None) -> Seizure:
    """Close a seizure whose mass adds up and return it. Its samples stay with whoever keeps them.

    Who: an auditor who had no part in the custody or the burn of its units. When: it is open, and every
    outermost unit but the samples has come to its end, and nothing is open about what burnt; every second officer has
    signed; by the books nothing stands in custody any more, and what is missing is a variance with an owner. Appends
    ``seizure.closed/1``.
    """
    with recording(act, authorises=True) as record:
        seizure = lock_seizure(seizure_id)
        check_version(seizure, expected_seq)
        units = gates.units_to_close(seizure)
        permissions.check_can_close(act.actor, seizure, units, gates.involved_in(units))
        check_seconds_signed([seizure.id])
        balances = masses.balances_of(units)
        policies.check_balanced(units, balances)
        check_books_close(books.sheet_of_seizure(seizure))
        total = add_up(balances.values())
        seizure.state = "closed"
        seizure.save(update_fields=["state"])
        record.append(
            SEIZURE_CLOSED,
            on=seizure,
            unit_count=total.unit_count,
            booked_mg=total.booked_mg,
            burnt_mg=total.burnt_mg,
            sampled_mg=total.sampled_mg,
            variance_mg=total.variance_mg,
        )
        record.result = {"seizure": str(seizure.id)}
    return seizure


def _figures(balance: Balance) -> dict[str, Any]:
    return {
        "booked_mg": add_up([balance]).booked_mg,
        "burnt_mg": balance.seized_burnt_mg,
        "sampled_mg": balance.sampled_mg,
        "variance_mg": balance.variance_mg,
    }


def _open(record: Record, unit: HandlingUnit, balance: Balance) -> None:
    steps.open_discrepancy(
        record,
        unit,
        kind="weight",
        by=record.act.actor,
        expected=mass.in_words(balance.burnt_mg + balance.variance_mg),
        found=mass.in_words(balance.burnt_mg),
        difference_mg=-balance.variance_mg,
        tolerance_mg=balance.tolerance_mg,
    )
