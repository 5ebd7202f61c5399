"""The search of an emptied conveyance by two who did not empty it, without which it does not go."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import CLEARANCE_SEARCHED
from custody.evidence import clearance_permissions, entries, lists, policies
from custody.evidence.actions import signatures
from custody.evidence.locking import lock_unit
from custody.evidence.models import Clearance
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act


def record_clearance(
    *,
    act: Act,
    unit_id: UUID,
    method: str,
    result: str,
    second_badge: str,
    remark: str | None = None,
    expected_seq: int | None = None,
) -> Clearance:
    """Record that two people searched a conveyance once more after it was emptied, or a seized vehicle or a cover load,
    and return the certificate.

    ``clear`` lets it be released as soon as the second person has signed on a device of their own; ``residue`` keeps
    it, until what was found is seized and a later search is clear. Who: whoever handles goods, with a second person,
    both without a part in the stripping, nor in the seizure of a vehicle or a cover load. When: while it is emptied, or
    is here.
    Appends ``clearance.searched/1``, and ``signature.owed/1`` by the second person.
    """
    second = officer_by_badge(badge=second_badge, field="second_badge")
    entries.chosen(method, lists.CLEARANCE_METHODS, field="method")
    entries.chosen(result, lists.CLEARANCE_RESULTS, field="result")
    remark = entries.clean_text(remark, field="remark", most=entries.REMARK_MOST)
    with recording(act) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        clearance_permissions.check_can_search_again(act.actor, unit)
        clearance_permissions.check_can_search_beside(act.actor, second, unit)
        owed = signatures.owe_second(record, [unit], about=CLEARANCE_SEARCHED.code, wanted=second)
        found = Clearance(
            unit=unit,
            stream_id=unit.stream_id,
            method=method,
            result=result,
            searched_at=record.at,
            searched_by=act.actor,
            second=second,
            signature=owed[0] if owed else None,
            remark=remark,
        )
        found.save(force_insert=True)
        record.append(
            CLEARANCE_SEARCHED,
            on=unit,
            rows=[found],
            clearance_id=found.id,
            searched_at=record.at,
            signature_id=found.signature_id,
            method=method,
            result=result,
            remark=remark,
            searched_by=act.actor.pseudonym,
            second=second.pseudonym,
        )
        record.result = {"clearance": str(found.id), "unit": str(unit.id)}
    return found
