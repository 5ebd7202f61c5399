"""What was left of a burn is weighed by one, and another says where it went. So it stands in the books of the port."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import RESIDUE_DISPOSED, RESIDUE_NONE, RESIDUE_WEIGHED
from custody.destruction import lists, residue_permissions
from custody.destruction.locking import lock_session
from custody.destruction.models import BurnResidue, BurnSession
from custody.destruction.selectors.residues import residue_of, residues_of, said_nothing_left
from custody.evidence import entries
from custody.evidence.actions import steps
from custody.evidence.entries import Reading
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act


def weigh_residue(*, act: Act, session_id: UUID, residue_kind: str, gross_mg: int, scale: str) -> BurnResidue:
    """Record what was left of a burn once it was cool, and return the row: ``ash``, ``slag``, or what is ``unburnt``.

    Who: who may load a burn. When: the burn is over; not more than went in. Appends ``residue.weighed/1``.
    """
    kind = entries.chosen(residue_kind, lists.RESIDUE_KINDS, field="residue_kind")
    weighed_on = steps.scale_of(Reading(gross_mg=gross_mg, scale_code=scale), gross_mg=gross_mg)
    assert weighed_on is not None  # noqa: S101 - a weighing names one
    with recording(act) as record:
        session = lock_session(session_id)
        left_mg = sum(each.gross_mg for each in residues_of(session))
        residue_permissions.check_can_weigh_residue(act.actor, session, gross_mg=gross_mg, left_mg=left_mg)
        row = BurnResidue(
            session=session, stream_id=session.stream_id, residue_kind=kind, gross_mg=gross_mg, scale=weighed_on,
            weighed_by=act.actor, weighed_at=record.at,
        )  # fmt: skip
        row.save(force_insert=True)
        record.append(
            RESIDUE_WEIGHED, on=session, rows=[row], residue_id=row.id, residue_kind=kind, scale_id=weighed_on.id,
            weighed_at=record.at, gross_mg=gross_mg, weighed_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"session": str(session.id), "residue": str(row.id)}
    return row


def dispose_of_residue(
    *,
    act: Act,
    session_id: UUID,
    residue_id: UUID,
    disposal: str,
    party: str | None = None,
    reference: str | None = None,
    again: str | None = None,
) -> BurnResidue:
    """Record where what was left went, and return the row: ``handed_over`` to a waste processor (``party``, with the
    ``reference`` of the receipt), or ``burnt_again`` (``again`` is the code word of that burn).

    Who: a checker or supervisor who did not weigh it. When: it is still there; what is unburnt only burns again, in a
    burn that took place since. Appends ``residue.disposed/1``.
    """
    how = entries.chosen(disposal, lists.DISPOSALS, field="disposal")
    whom = entries.clean_text(party, field="party", most=120) if how == "handed_over" else None
    paper = entries.clean_text(reference, field="reference", most=lists.REFERENCE_MOST)
    if how == "handed_over" and whom is None:
        raise InvalidInput("residue.no_party", "Say who received it", field="party")
    if how == "handed_over" and paper is None:
        raise InvalidInput("residue.no_reference", "Enter the reference of the receipt", field="reference")
    burn = BurnSession.objects.filter(code_word=(again or "").strip().upper()).first() if how == "burnt_again" else None
    with recording(act) as record:
        session = lock_session(session_id)
        row = residue_of(session.id, residue_id=residue_id)
        residue_permissions.check_can_dispose_of_residue(act.actor, row, disposal=how, again=burn)
        row.disposal, row.party, row.reference, row.again = how, whom, paper, burn
        row.disposed_by, row.disposed_at = act.actor, record.at
        row.save(update_fields=["disposal", "party", "reference", "again", "disposed_by", "disposed_at"])
        record.append(
            RESIDUE_DISPOSED, on=session, rows=[row], residue_id=row.id, disposal=how,
            again_id=None if burn is None else burn.id, disposed_at=record.at, party=whom, reference=paper,
            disposed_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"session": str(session.id), "residue": str(row.id)}
    return row


def say_nothing_left(*, act: Act, session_id: UUID, reason: str) -> BurnSession:
    """Record why nothing of a burn is left to be weighed (its ash lies with that of other waste), and return the burn.

    Who: a checker or supervisor. When: the burn is over, nothing of it was weighed, and it was not said before. What is
    found afterwards is weighed all the same. Appends ``residue.none/1``.
    """
    why = entries.clean_reason(reason, most=lists.REASON_MOST)
    with recording(act) as record:
        session = lock_session(session_id)
        left_mg = sum(each.gross_mg for each in residues_of(session))
        residue_permissions.check_can_say_nothing_left(
            act.actor, session, left_mg=left_mg, said=said_nothing_left(session)
        )
        record.append(RESIDUE_NONE, on=session, said_at=record.at, said_by=act.actor.pseudonym, reason=why)
        record.result = {"session": str(session.id)}
    return session
