"""Tips: who gave one is read by its handler alone, with a reason, and every look is written first."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from custody.core.events import TIP_ENTRUSTED, TIP_RECORDED
from custody.core.identifiers import new_public_ref
from custody.evidence import entries, lists, target_permissions
from custody.evidence.actions.consult import consulted
from custody.evidence.locking import lock_officer, lock_tip
from custody.evidence.models import Tip
from custody.evidence.selectors import targets as reads
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Consultation


def record_tip(*, act: Act, source: str, reliability: str, credibility: str) -> Tip:
    """Record a tip with who gave it, sealed, and return it; its reference and grade are what others get.

    ``reliability`` is that of the source (A to F), ``credibility`` that of what it says (1 to 6). What it says is the
    ground of the target that is opened from it. Who: a source handler. When: always. Appends ``tip.recorded/1``.
    """
    target_permissions.check_can_handle_sources(act.actor)
    entries.chosen(reliability, lists.TIP_RELIABILITIES, field="reliability")
    entries.chosen(credibility, lists.TIP_CREDIBILITIES, field="credibility")
    who = entries.clean_reason(source, field="source", most=500)
    with recording(act) as record:
        tip_id = uuid4()
        tip = Tip(
            id=tip_id,
            stream_id=record.open_stream(kind="tip", ref=tip_id),
            reference=_fresh_reference(),
            reliability=reliability,
            credibility=credibility,
            source_sealed=reads.seal_part(who, of="tip-source", row_id=tip_id),
            handler=act.actor,
            recorded_at=record.at,
        )
        tip.save(force_insert=True)
        record.append(
            TIP_RECORDED,
            on=tip,
            tip_id=tip.id,
            reference=tip.reference,
            recorded_at=record.at,
            reliability=reliability,
            credibility=credibility,
            source=who,
            handler=act.actor.pseudonym,
        )
        record.result = {"tip": str(tip.id)}
    return tip


def entrust_tip(*, act: Act, tip_id: UUID, handler_badge: str, reason: str) -> Tip:
    """Give a tip to another handler, who alone may read its source from now on, and return it.

    Who: its handler; for one whose badge or part two people ended internal affairs. When: always. Appends
    ``tip.entrusted/1``.
    """
    why = entries.clean_reason(reason, most=500)
    handler = officer_by_badge(badge=handler_badge, field="handler_badge")
    reads.tip_for(act.actor, tip_id=tip_id)
    with recording(act, authorises=True) as record:
        tip = lock_tip(tip_id)
        target_permissions.check_can_entrust(act.actor, tip, handler)
        tip.handler = handler
        tip.save(update_fields=["handler"])
        record.append(TIP_ENTRUSTED, on=tip, entrusted_at=record.at, handler=handler.pseudonym, reason=why)
        record.result = {"tip": str(tip.id)}
    return tip


def reveal_source(*, act: Act, tip_id: UUID, reason: str) -> Consultation:
    """Record that the handler looks at who gave the tip, and return the row; it is shown only when that is committed.

    Who: its handler. When: always. Appends ``place.revealed/1`` (field group ``source``) on the officer's stream.
    """
    why = entries.clean_reason(reason, most=500)
    tip = reads.tip_for(act.actor, tip_id=tip_id)
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        target_permissions.check_can_read_source(officer, tip)
        look = consulted(record, officer, subject_kind="tip", subject_id=tip.id, field_group="source", reason=why)
        record.result = {"consultation": str(look.id), "tip": str(tip.id)}
    return look


def _fresh_reference() -> str:
    while True:
        drawn = new_public_ref(secrets.token_bytes(5), length=6)
        if not Tip.objects.filter(reference=drawn).exists():
            return drawn
