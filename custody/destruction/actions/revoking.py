"""The authority that ordered a destruction takes the order back: one records it, another verifies."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import ORDER_REVOKED
from custody.destruction import decision_permissions, decision_policies, lists
from custody.destruction.actions import manifest
from custody.destruction.actions.deciding import write_decision
from custody.destruction.locking import lock_burns_of, lock_order
from custody.destruction.models import OrderLine
from custody.destruction.selectors import gates, local_days, orders
from custody.evidence import entries
from custody.evidence.locking import lock_units
from custody.evidence.photos import StoredFiles
from custody.evidence.policies import check_version
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.entries import DecisionPaper
    from custody.destruction.models import AuthorityDecision
    from custody.ledger.recording import Record

REVOKED = "order_revoked"


def revoke_order(
    *, act: Act, order_id: UUID, paper: DecisionPaper, reason: str, expected_seq: int | None = None
) -> AuthorityDecision:
    """Record that its authority revoked an order, and return the decision. Nothing of the order burns from now on; once
    another person has verified it, the goods have no order.

    Who: a case officer or supervisor. When: the order is verified, covers something that is left, and no revocation of
    it waits. Appends ``decision.recorded/1``.
    """
    why = entries.clean_reason(reason, most=lists.UNUSUAL_MOST)
    with StoredFiles() as files, recording(act, authorises=True) as record:
        order = lock_order(order_id)
        check_version(order, expected_seq)
        lines = orders.lines_left(order)
        decision_permissions.check_can_revoke_order(act.actor, order, left=bool(lines))
        return write_decision(
            record, files, paper, kind="revoke_order", subject_id=order.id, authority=order.authority, words=why,
            seized=local_days.seized_there([line.unit for line in lines]),
        )  # fmt: skip


def write_revocation(record: Record, decision: AuthorityDecision) -> None:
    """Take an order back from all that is left of its goods; those that are in a burn leave it. A step.

    Appends ``order.revoked/1`` on the order and on every unit, and ``unit.unscheduled/1`` for one that was in a burn.
    """
    order = lock_order(decision.subject_id)
    ids = [line.unit_id for line in orders.lines_left(order)]
    lock_burns_of(ids)
    lock_units(ids)
    lines = orders.lines_left(order)
    decision_policies.check_revocable(order, left=bool(lines))
    units = [line.unit for line in lines]
    manifest.take_out(record, manifest.with_units(gates.scheduled_lines(units), units), reason=REVOKED)
    order.state = "revoked"
    order.save(update_fields=["state"])
    OrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(live=False)
    manifest.set_authority(units, code=ORDER_REVOKED.code)
    fields = {
        "order_id": order.id, "decision_id": decision.id, "revoked_at": record.at,
        "revoked_by": record.act.actor.pseudonym,
    }  # fmt: skip
    record.append(ORDER_REVOKED, on=order, **fields)
    for line in lines:
        line.live = False
        record.append(ORDER_REVOKED, on=line.unit, rows=[line], line_id=line.id, **fields)
