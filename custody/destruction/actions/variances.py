"""A variance of the books passes to another owner by the word of both, and is closed by an auditor outside."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.core.events import VARIANCE_ANSWERED, VARIANCE_CLOSED, VARIANCE_OFFERED
from custody.destruction import variance_permissions as permissions
from custody.destruction.selectors import books
from custody.evidence import entries
from custody.evidence.locking import lock_unit
from custody.evidence.models import VarianceClosing, VarianceOffer
from custody.evidence.policies import check_version
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act

OUTCOMES = ("accepted", "refused", "withdrawn")
LONGEST_REASON, LONGEST_FINDING = 500, 2000


def offer_variance(
    *, act: Act, unit_id: UUID, to_badge: str, reason: str, expected_seq: int | None = None
) -> VarianceOffer:
    """Ask somebody to answer for what is missing of a unit from now on, and return the question.

    Until they accept, who answers for it now goes on doing so; its age runs on from the first day either way.

    Who: who answers for it now, or a supervisor; never for themselves. When: it is open, and nobody is asked already.
    Appends ``variance.offered/1``.
    """
    why = entries.clean_reason(reason, most=LONGEST_REASON)
    to = officer_by_badge(badge=to_badge, field="to_badge")
    with recording(act, authorises=True) as record:
        unit = lock_unit(unit_id)
        check_version(unit, expected_seq)
        variance = books.variance_of(unit)
        permissions.check_can_offer_variance(act.actor, variance, to)
        offer = VarianceOffer(
            unit=unit, stream_id=unit.stream_id, missing_mg=variance.mg, from_owner=variance.owner, to_owner=to,
            offered_by=act.actor, offered_at=record.at, reason=why,
        )  # fmt: skip
        offer.save(force_insert=True)
        record.append(
            VARIANCE_OFFERED, on=unit, rows=[offer], offer_id=offer.id, offered_at=record.at,
            missing_mg=offer.missing_mg, from_owner=offer.from_owner.pseudonym, to_owner=to.pseudonym,
            offered_by=act.actor.pseudonym, reason=why,
        )  # fmt: skip
        record.result = {"unit": str(unit.id), "offer": str(offer.id)}
    return offer


def answer_variance(
    *, act: Act, unit_id: UUID, outcome: str, answer: str | None = None, expected_seq: int | None = None
) -> VarianceOffer:
    """Accept or refuse to answer for what is missing of a unit, or take the question back; return the question.

    Who: who was asked; to take it back, who asked, or a supervisor where one of the two serves no more. When: somebody
    is being asked; it is accepted only while the difference is what it was then. Appends ``variance.answered/1``.
    """
    entries.chosen(outcome, OUTCOMES, field="outcome")
    said = entries.clean_text(answer, field="answer", most=LONGEST_REASON)
    if outcome == "refused":
        said = entries.clean_reason(answer or "", field="answer", most=LONGEST_REASON)
    with recording(act, authorises=True) as record:
        unit = lock_unit(unit_id)
        check_version(unit, expected_seq)
        offer = VarianceOffer.objects.select_related("to_owner", "offered_by").filter(unit=unit, state="open").first()
        if offer is None:
            raise NotFound
        if outcome == "accepted":
            permissions.check_can_answer_variance(act.actor, offer, missing_mg=books.missing_mg(unit))
        elif outcome == "refused":
            permissions.check_can_refuse_variance(act.actor, offer)
        else:
            permissions.check_can_take_back_variance(act.actor, offer)
        offer.state, offer.answered_by, offer.answered_at, offer.answer = outcome, act.actor, record.at, said
        offer.save(update_fields=["state", "answered_by", "answered_at", "answer"])
        record.append(
            VARIANCE_ANSWERED, on=unit, rows=[offer], offer_id=offer.id, outcome=outcome, answered_at=record.at,
            answered_by=act.actor.pseudonym, answer=said,
        )  # fmt: skip
        record.result = {"unit": str(unit.id), "offer": str(offer.id)}
    return offer


def close_variance(*, act: Act, unit_id: UUID, finding: str, expected_seq: int | None = None) -> VarianceClosing:
    """Close what is missing of a unit with a finding, and return it. A posting that comes later opens it again.

    Who: an auditor who had no part in the custody or the burn of the unit and never answered for the difference.
    When: it is open, and nobody is being asked to answer for it. Appends ``variance.closed/1``.
    """
    found = entries.clean_reason(finding, field="finding", most=LONGEST_FINDING)
    with recording(act, authorises=True) as record:
        unit = lock_unit(unit_id)
        check_version(unit, expected_seq)
        variance = books.variance_of(unit)
        permissions.check_can_close_variance(act.actor, variance, chain=books.chain_of_variance(unit))
        closing = VarianceClosing(
            unit=unit, stream_id=unit.stream_id, number=variance.number, missing_mg=variance.mg, owner=variance.owner,
            closed_by=act.actor, closed_at=record.at, finding=found,
        )  # fmt: skip
        closing.save(force_insert=True)
        record.append(
            VARIANCE_CLOSED, on=unit, rows=[closing], closing_id=closing.id, number=closing.number,
            closed_at=record.at, missing_mg=closing.missing_mg, owner=variance.owner.pseudonym,
            closed_by=act.actor.pseudonym, finding=found,
        )  # fmt: skip
        record.result = {"unit": str(unit.id), "closing": str(closing.id)}
    return closing
