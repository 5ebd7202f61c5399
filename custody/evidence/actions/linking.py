"""What was stopped and belongs to a target although no stop said so: linked, decided by a second person, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.core.events import TARGET_LINK_ASKED, TARGET_LINK_DROPPED, TARGET_UNLINKED
from custody.evidence import entries, policies, target_permissions
from custody.evidence.actions.targets import meet
from custody.evidence.locking import lock_target, lock_unit
from custody.evidence.models import TargetHit
from custody.evidence.selectors import targets as reads
from custody.evidence.selectors.access import unit_for
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Target


def link_conveyance(*, act: Act, target_id: UUID, label: str) -> Target:
    """Say that a stopped conveyance belongs to the target, and return the target.

    In custody under the number that is looked for, it is linked at once. Where no number tells it, a second person
    decides; until then the target stays what it is and its clock runs on.

    Who: who has the conveyance in custody, or commands. When: it is a conveyance, not linked yet, and no other waits
    for the second person. Appends ``target.met/1`` or ``target.link_asked/1``.
    """
    unit = unit_for(act.actor, label=label)
    reads.target_for(act.actor, target_id=target_id)
    with recording(act) as record:
        target = lock_target(target_id)
        unit = lock_unit(unit.id)
        policies.check_conveyance(unit)
        target_permissions.check_can_link(act.actor, target, unit)
        if reads.is_looked_for(target, unit):
            meet(record, target, unit)
        else:
            target_permissions.check_no_link_waits(target)
            target.link_unit, target.link_by, target.link_at = unit, act.actor, record.at
            target.save(update_fields=["link_unit", "link_by", "link_at"])
            record.append(
                TARGET_LINK_ASKED, on=target, unit_id=unit.id, link_at=record.at, link_by=act.actor.pseudonym
            )
        record.result = {"target": str(target.id), "unit": str(unit.id)}
    return target


def decide_link(*, act: Act, target_id: UUID, approve: bool, expected_seq: int | None = None) -> Target:
    """Say as the second person whether the conveyance belongs to the target, and return the target.

    Who: yes says who commands and did not ask; no says whoever works on the target, who asked too. When: somebody
    asked. Appends ``target.met/1`` or ``target.link_dropped/1``.
    """
    reads.target_for(act.actor, target_id=target_id)
    with recording(act, authorises=True) as record:
        target = lock_target(target_id)
        policies.check_version(target, expected_seq)
        unit = target_permissions.check_can_decide_link(act.actor, target, approve=approve)
        if approve:
            meet(record, target, lock_unit(unit.id))
        else:
            target.link_unit = target.link_by = target.link_at = None
            target.save(update_fields=["link_unit", "link_by", "link_at"])
            record.append(
                TARGET_LINK_DROPPED, on=target, dropped_at=record.at, dropped_by=act.actor.pseudonym
            )
        record.result = {"target": str(target.id), "unit": str(unit.id)}
    return target


def unlink_conveyance(*, act: Act, target_id: UUID, label: str, reason: str) -> Target:
    """Say that a conveyance does not belong to the target after all, and return the target. With the last one gone it
    is looked for again, and somebody decides anew.

    Who: who commands. When: it is linked. Appends ``target.unlinked/1``.
    """
    why = entries.clean_reason(reason, most=500)
    unit = unit_for(act.actor, label=label)
    reads.target_for(act.actor, target_id=target_id)
    with recording(act) as record:
        target = lock_target(target_id)
        target_permissions.check_can_unlink(act.actor)
        hits = {hit.unit_id: hit for hit in TargetHit.objects.filter(target=target, undone_at__isnull=True)}
        hit = hits.pop(unit.id, None)
        if hit is None:
            raise NotFound
        hit.undone_by, hit.undone_at = act.actor, record.at
        hit.save(update_fields=["undone_by", "undone_at"])
        target.state = "contained" if hits else "open"
        target.save(update_fields=["state"])
        record.append(
            TARGET_UNLINKED,
            on=target,
            rows=[hit],
            hit_id=hit.id,
            undone_at=record.at,
            state=target.state,
            reason=why,
            undone_by=act.actor.pseudonym,
        )
        record.result = {"target": str(target.id), "unit": str(unit.id)}
    return target
