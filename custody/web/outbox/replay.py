"""Gives what a device kept to the view that its page would have posted to.

Nothing is decided here: the form parses, the action decides, and only a record in the ledger under the key counts as
done. Whatever else comes back is a refusal, in the words that the page would have shown.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve

from custody.core.act import Act, Door
from custody.core.errors import AlreadyRecorded, CustodyError, IntegrityBroken, InvalidInput, KeyReused, LockTimeout
from custody.ledger.receipts import answer_kept
from custody.ledger.recording import answered
from custody.web.outbox.item import Item
from custody.web.shared.errors import in_words
from custody.web.shared.forms import SEEN, CustodyForm
from custody.web.shared.guards import signed_in
from custody.web.shared.sending import FIELD_FORMS, Sent, sending

if TYPE_CHECKING:
    from collections.abc import Sequence

BUSY = 503


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item: 201 recorded, 200 recorded before, 422 refused for ``reasons``, 503 try again."""

    status: int
    next: str = ""
    reasons: Sequence[str] = field(default_factory=list)


def replay(request: HttpRequest, item: Item, *, key: UUID, age: timedelta, received_at: datetime) -> Outcome:
    """Record an item in the name of who is signed in, once; say what became of it."""
    body_hash = item.body_hash()
    try:
        answered(Act(actor=request.user, door=Door.OUTBOX, key=key, body_hash=body_hash))
    except AlreadyRecorded:
        return Outcome(200)
    except KeyReused as reused:
        return Outcome(422, reasons=[in_words(reused)])
    sent = Sent(signed_at=received_at - age, device_at=item.device_at, received_at=received_at, body_hash=body_hash)
    try:
        with sending(sent):
            answer = _posted(request, item)
    except (LockTimeout, IntegrityBroken):
        return Outcome(BUSY)
    except (CustodyError, Http404) as error:
        return Outcome(422, reasons=[in_words(error)] if isinstance(error, CustodyError) else [])
    if answer_kept(author_id=signed_in(request).id, key=key) is not None:
        return Outcome(201, next=answer.headers.get("Location", ""))
    return Outcome(BUSY) if answer.status_code == BUSY else Outcome(422, reasons=_reasons(_form_of(answer)))


def shown(request: HttpRequest, item: Item, *, at: int, sent: Sent) -> HttpResponse:
    """Return the page of an item that was refused, with its answers and what is wrong with them.

    It goes back into the outbox from there, under the same key and with the time ``at`` which it was signed, in
    milliseconds of the device's clock. When nothing is wrong any more, it is recorded.
    """
    with sending(sent):
        answer = _posted(request, item)
    if _form_of(answer) is not None:
        answer.context_data |= {"posts_to": item.path, "signed_ms": at}  # type: ignore[attr-defined]
    return answer


def _posted(request: HttpRequest, item: Item) -> HttpResponse:
    """Return the answer of the item's own view.

    A blank form knows no version of the record; then it is about the record as it is found.
    """
    answer = _post(request, item, item.answers)
    form = _form_of(answer)
    if form is not None and form.seen is not None and not item.answers.get(SEEN):
        answers = item.answers.copy()
        answers[SEEN] = str(form.seen)
        answer = _post(request, item, answers)
    return answer


def _post(request: HttpRequest, item: Item, answers: QueryDict) -> HttpResponse:
    where = urlsplit(item.path)
    try:
        match = resolve(where.path)
    except Resolver404:
        match = None
    if match is None or match.view_name not in FIELD_FORMS:
        raise InvalidInput("outbox.not_kept", "This form cannot be sent later. Open its page and send it there")
    inner = copy.copy(request)
    inner.path = inner.path_info = where.path
    inner.resolver_match = match
    inner.GET = QueryDict(where.query)
    inner._post, inner._files = answers, item.files  # type: ignore[attr-defined]
    inner.META = {**request.META, "QUERY_STRING": where.query, "PATH_INFO": where.path}
    answer: HttpResponse = match.func(inner, *match.args, **match.kwargs)
    return answer


def _form_of(answer: HttpResponse) -> CustodyForm | None:
    form = (getattr(answer, "context_data", None) or {}).get("form")
    return form if isinstance(form, CustodyForm) else None


def _reasons(form: CustodyForm | None) -> list[str]:
    """Return the refusals of a form, each after the label of its field."""
    if form is None:
        return []
    reasons = [str(error) for error in form.non_field_errors()]
    for bound in form.visible_fields():
        reasons += [f"{bound.label}: {error}" for error in bound.errors]
    return reasons
