"""Asking a magistrate: one page, opened once by its link, answered with order, hold, ask or refuse (C16)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.act import Act
from custody.core.errors import NotAllowedNow, NotFound
from custody.core.events import (
    REQUEST_ANSWERED,
    REQUEST_EXPLAINED,
    REQUEST_LINK_TRIED,
    REQUEST_LINKED,
    REQUEST_MADE,
    REQUEST_OPENED,
)
from custody.core.lifecycle import AuthorityState
from custody.core.texts import kept
from custody.destruction import authority_policies, hold_policies, law_permissions, law_policies, lists, policies
from custody.destruction.actions import holds, orders
from custody.destruction.actions.references import reference_of
from custody.destruction.locking import lock_burns_of, lock_request
from custody.destruction.models import OrderRequest
from custody.destruction.selectors import law, local_days
from custody.destruction.selectors.asked_goods import asked_now
from custody.destruction.selectors.holds import holds_on
from custody.destruction.selectors.papers import photos_of, units_asked
from custody.evidence import entries
from custody.evidence import policies as evidence
from custody.evidence.actions.consult import consulted
from custody.evidence.actions.photo import PhotoSeen
from custody.evidence.locking import lock_officer, lock_seizure, lock_units
from custody.evidence.models import HandlingUnit
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.photos import read_original
from custody.evidence.policies import check_version
from custody.evidence.selectors.exceptions import became, is_over
from custody.ledger.recording import recording
from custody.ledger.sealing import seal
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.destruction.models import DestructionOrder
    from custody.evidence.models import Seizure
    from custody.ledger.recording import Record

LINK_LASTS = timedelta(hours=24)
"""How long a link is good when nobody uses it."""
LOOK_REASON = kept("A magistrate decides on the order")
HOLD_REASON = kept("Held back on the magistrate's page")


def make_request(
    *, act: Act, seizure_id: UUID, magistrate_badge: str, reference: str, language: str = "en"
) -> OrderRequest:
    """Ask a magistrate for an order on all goods of a seizure that have none, and return the request.

    Which authority must order is what the law of the jurisdiction says for this substance and quantity. The proposed
    text is the jurisdiction's own, in ``language``; ``reference`` is that of the official report.

    Who: a case officer, of a magistrate who speaks for that authority. When: goods of the seizure have no order,
    samples and photos are kept, no notice runs, and no request of it is open. Appends ``request.made/1``.
    """
    magistrate = officer_by_badge(badge=magistrate_badge, field="magistrate_badge")
    paper = reference_of(reference)
    with recording(act, authorises=True) as record:
        seizure = lock_seizure(seizure_id)
        law_permissions.check_can_record_papers(act.actor)
        units = _units(seizure)
        asked = law.asked_of_seizure(seizure, at=record.now)
        authority = authority_policies.highest(asked)
        law_permissions.check_can_ask_magistrate(act.actor, magistrate, authority=authority)
        evidence.check_some(units)
        orders.check_ripe(record, units, authority=authority)
        law_policies.check_no_request(law.open_request_of(seizure.id))
        labels = [unit.label for unit in units]
        proposed = asked[0].text(
            "order", language=language, seizure=seizure.code_word, count=len(units), reference=paper,
            units=", ".join(labels),
        )  # fmt: skip
        row = OrderRequest(
            seizure=seizure, authority=authority, jurisdiction=seizure.jurisdiction, labels=labels, reference=paper,
            asked_by=act.actor, addressee=magistrate, asked_at=record.at,
        )  # fmt: skip
        row.proposed_sealed = seal(proposed.encode(), bound_to=f"request:{row.id}".encode())
        row.stream_id = record.open_stream(kind="request", ref=row.id)
        row.save(force_insert=True)
        record.append(
            REQUEST_MADE, on=row, request_id=row.id, seizure_id=seizure.id, authority=authority,
            jurisdiction=row.jurisdiction, labels=labels, asked_at=record.at, proposed=proposed, reference=paper,
            asked_by=act.actor.pseudonym, addressee=magistrate.pseudonym,
        )  # fmt: skip
        record.result = {"request": str(row.id)}
    return row


def make_link(*, act: Act, request_id: UUID) -> str:
    """Make a link to a request, good once and for a day, and return its secret part. Earlier links are good no more.

    The secret is kept nowhere: whoever lost it makes another.

    Who: a case officer. When: the magistrate has not answered. Appends ``request.linked/1``.
    """
    secret = secrets.token_urlsafe(24)
    with recording(act, authorises=True) as record:
        row = lock_request(request_id)
        law_permissions.check_can_record_papers(act.actor)
        law_policies.check_request_open(row)
        row.link_token, row.link_expires_at = token_of(secret), record.now + LINK_LASTS
        row.save(update_fields=["link_token", "link_expires_at"])
        record.append(REQUEST_LINKED, on=row, linked_at=record.at, linked_by=act.actor.pseudonym)
        record.result = {"request": str(row.id)}
    return secret


def open_request(*, act: Act, secret: str) -> OrderRequest:
    """Use a link up and return the request it opens. The first opening is when the magistrate knew of it.

    Who: the magistrate who is asked. When: the link was not used and has not run out, and the request is not answered.
    Appends ``request.opened/1``; where another person tries it, who is refused, ``request.link_tried/1``.
    """
    _note_other(act, secret)
    with recording(act, authorises=True) as record:
        found = OrderRequest.objects.filter(link_token=token_of(secret)).values_list("id", flat=True).first()
        row = law_policies.check_link(None if found is None else lock_request(found), at=record.now)
        law_permissions.check_is_asked(act.actor, row)
        # Two clicks at once: the second finds the link used up when it gets the lock.
        law_policies.check_link(row if row.link_token and bytes(row.link_token) == token_of(secret) else None,
                                at=record.now)  # fmt: skip
        row.link_token, row.link_expires_at = None, None
        if row.opened_at is None:
            row.opened_at = record.at
        row.save(update_fields=["link_token", "link_expires_at", "opened_at"])
        record.append(REQUEST_OPENED, on=row, opened_at=row.opened_at, opened_by=act.actor.pseudonym)
        record.result = {"request": str(row.id)}
    return row


def _note_other(act: Act, secret: str) -> None:
    """Write down that somebody tries a link that was made for another: a good link in their hands was passed on, or
    taken. It is an act of its own, for what is refused below leaves nothing."""
    rows = OrderRequest.objects.filter(link_token=token_of(secret), state="open").exclude(addressee=act.actor)
    found = rows.values_list("id", flat=True).first()
    if found is None:
        return
    with recording(Act(actor=act.actor, door=act.door), authorises=True) as record:
        row = lock_request(found)
        record.append(REQUEST_LINK_TRIED, on=row, tried_at=record.at, tried_by=act.actor.pseudonym)


def answer_request(
    *, act: Act, request_id: UUID, answer: str, words: str | None = None, number: str | None = None,
    expected_seq: int | None = None,
) -> OrderRequest:
    """Answer a request and return it: ``order``, ``hold``, ``ask`` or ``refuse``.

    An order covers the units that were shown, or what they became since, under ``number`` or one that is drawn, and is
    verified by another person like every order. What is gone, or was merged with goods that were not shown, it leaves
    out, and the pages name it. A hold bars them from the fire at once, or what they became since. ``words`` are the
    reasons, or the question.

    Who: the magistrate who is asked. When: not answered yet; for an order, nothing of the law has come between since
    the request was made. Appends ``request.answered/1``, with ``order.recorded/1`` or ``hold.placed/1``.
    """
    what = entries.chosen(answer, lists.ANSWERS, field="answer")
    said = entries.clean_text(words, field="words", most=lists.UNUSUAL_MOST)
    if what != "order":
        said = entries.clean_reason(words or "", field="words", most=lists.UNUSUAL_MOST)
    with recording(act, authorises=True) as record:
        row = lock_request(request_id)
        check_version(row, expected_seq)
        law_permissions.check_is_asked(act.actor, row)
        if what in ("order", "hold"):
            shown = units_asked(row)
            if what == "order":
                # Where nothing is left to order, what was shown says why.
                units = lock_units(asked_now(row) or [unit.id for unit in shown])
                row.order = _order(record, row, units, number=number, reasons=said)
            else:
                _hold(record, row, shown, reason=said or HOLD_REASON)
        row.state, row.answer, row.words, row.answered_at = "answered", what, said, record.at
        row.link_token = row.link_expires_at = None
        row.save(update_fields=["state", "answer", "words", "answered_at", "order", "link_token", "link_expires_at"])
        record.append(
            REQUEST_ANSWERED, on=row, answer=what, answered_at=record.at, order_id=row.order_id, words=said,
            answered_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"request": str(row.id)}
    return row


def explain_request(*, act: Act, request_id: UUID, words: str, expected_seq: int | None = None) -> OrderRequest:
    """Answer the magistrate's question and return the request: it is open again and needs a new link.

    Who: a case officer. When: the magistrate asked something. Appends ``request.explained/1``.
    """
    said = entries.clean_reason(words, field="words", most=lists.UNUSUAL_MOST)
    with recording(act, authorises=True) as record:
        row = lock_request(request_id)
        check_version(row, expected_seq)
        law_permissions.check_can_record_papers(act.actor)
        law_policies.check_asked_back(row)
        row.state, row.explanation = "open", said
        row.save(update_fields=["state", "explanation"])
        record.append(
            REQUEST_EXPLAINED, on=row, explained_at=record.at, words=said, explained_by=act.actor.pseudonym
        )
        record.result = {"request": str(row.id)}
    return row


def token_of(secret: str) -> bytes:
    """Return what is kept of a link: enough to know it again, and not enough to make it."""
    return sha256(b"custody-request-link\x00" + secret.encode()).digest()


def _units(seizure: Seizure) -> list[HandlingUnit]:
    """Return the goods of the seizure that no order covers, locked. A weapon, a vehicle or what else was found beside
    them goes its own way, and keeps nobody from asking about the drugs."""
    waiting = HandlingUnit.objects.filter(
        seizure=seizure, parent__isnull=True, authority_state=AuthorityState.NONE
    ).exclude(kind__in=NOT_DRUGS)
    units = [unit for unit in lock_units(waiting.order_by("label").values_list("id", flat=True)) if not unit.is_gone]
    for unit in units:
        policies.check_orderable(unit)
    return units


def _order(
    record: Record, row: OrderRequest, units: list[HandlingUnit], *, number: str | None, reasons: str | None
) -> DestructionOrder:
    for unit in units:
        policies.check_orderable(unit)
    orders.check_ripe(record, units, authority=row.authority)
    return orders.write_order(
        record, units, authority=row.authority, jurisdiction=row.jurisdiction,
        number=orders.order_number_of(number or f"E {row.id.hex[:12]}"),
        issued_on=local_days.day_there(units, at=record.at), reasons=reasons,
    )  # fmt: skip


def _hold(record: Record, row: OrderRequest, shown: list[HandlingUnit], *, reason: str) -> None:
    """Hold back what was shown, or what it became since; what is gone, or held by this act already, bars no other."""
    if row.authority not in lists.HOLD_AUTHORITIES:
        raise NotAllowedNow("request.no_hold", "Your authority holds nothing back: refuse, or ask")
    ids = [unit.id for unit in became(shown)]
    lock_burns_of(ids)
    units = lock_units(ids)
    act = {"authority": row.authority, "reference": row.reference}
    standing = holds_on(unit.id for unit in units)
    free = [unit for unit in units if not is_over(unit) and not hold_policies.holds_already(standing[unit.id], **act)]
    for unit in free or units:
        hold_policies.check_holdable(unit)
        hold_policies.check_other_act(unit, standing[unit.id], **act)
    holds.write_holds(
        record, free, authority=row.authority, reference=row.reference, reason=reason[: lists.REASON_MOST],
        review_at=record.at + holds.REVIEW_AFTER,
    )  # fmt: skip


def show_photo(*, act: Act, request_id: UUID, photo_id: UUID) -> PhotoSeen:
    """Return a photo or the report of the goods a magistrate is asked about, after it was recorded that he looks.

    Who: the magistrate who is asked, while the request is open. When: it belongs to the seizure or to one of the units.
    Appends ``place.revealed/1`` (field group ``media``) on the magistrate's stream.
    """
    row = OrderRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise NotFound
    law_permissions.check_is_asked(act.actor, row)
    found = photos_of(row).filter(pk=photo_id).first()
    if found is None:
        raise NotFound
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        looked = consulted(
            record, officer, subject_kind="photo", subject_id=found.id, field_group="media", reason=LOOK_REASON
        )
        # Opened before it is kept that somebody looked: what cannot be opened was seen by nobody.
        content = read_original(found)
        record.result = {"consultation": str(looked.id), "photo": str(found.id)}
    return PhotoSeen(content, found.media_type)
