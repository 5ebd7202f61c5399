"""Gives what a device kept to the view that its page would have posted to.

Nothing is decided here: the form parses, the action decides, and only a record in the ledger under the key counts as
done. Whatever else comes back is a refusal, in the words that the page would have shown.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from django.forms import BoundField, FileField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext_noop

from custody.alerts.actions.reused import tell_of_reused_key
from custody.core.act import Act, Door
from custody.core.errors import (
    AlreadyRecorded,
    CustodyError,
    IntegrityBroken,
    InvalidInput,
    KeyReused,
    LockTimeout,
    NotFound,
)
from custody.evidence.selectors.incidents import call_under
from custody.ledger.receipts import answer_kept
from custody.ledger.recording import answered
from custody.web.outbox.wrong import wrong_with
from custody.web.shared.brought_back import BroughtBack, bringing_back
from custody.web.shared.errors import in_words
from custody.web.shared.forms import SEEN, CustodyForm
from custody.web.shared.guards import signed_in
from custody.web.shared.sealed_item import Item
from custody.web.shared.sending import FIELD_FORMS, Sent, sending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.organisation.models import Officer

BUSY, CONFLICT = 503, 409
NOT_TAKEN = gettext_noop("What it is about has changed since: look at it, and record what is still to be told")
NOT_SURE = gettext_noop(
    "It was signed on the device while nobody had unlocked it, and its officer wants to look at it first"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item: 201 recorded, 200 recorded before, 422 refused, 409 recorded before with other answers,
    503 try again.

    ``reasons`` are for who signed it; ``wrong`` is what the house keeps of them when it holds the item: each question
    with the sentence of its refusal, in English and without what was typed.
    """

    status: int
    next: str = ""
    reasons: Sequence[str] = field(default_factory=list)
    wrong: Sequence[tuple[str, str]] = field(default_factory=list)


def replay(
    request: HttpRequest, item: Item, *, key: UUID, signed_at: datetime, received_at: datetime, is_unsure: bool = False,
    said_by: Officer | None = None,
) -> Outcome:
    """Record an item in the name of who is signed in, once; say what became of it. What is ``is_unsure`` is refused.

    ``said_by`` is whose call for help it is said to be. Whoever's session brought such a call, it is recorded once.

    Raises ``InvalidInput`` when it is no form that a device may keep.
    """
    match = _match(item)
    caller, body_hash = said_by or signed_in(request), item.body_hash()
    try:
        answered(Act(actor=request.user, door=Door.OUTBOX, key=key, body_hash=body_hash))
    except AlreadyRecorded:
        return Outcome(200)
    except KeyReused as reused:
        if call_under(caller, key=key, body_hash=body_hash) is not None:
            return Outcome(200)
        tell_of_reused_key(officer=signed_in(request), reused=reused)
        return Outcome(CONFLICT, reasons=[in_words(reused)], wrong=[("", reused.message)])
    if is_unsure:
        return Outcome(422, wrong=[("", NOT_SURE)])
    sent = Sent(signed_at=signed_at, device_at=item.device_at, received_at=received_at, body_hash=body_hash,
                said_by=said_by)  # fmt: skip
    try:
        with sending(sent):
            answer = _posted(request, item, match)
    except (LockTimeout, IntegrityBroken):
        return Outcome(BUSY)
    except CustodyError as error:
        return Outcome(422, reasons=[in_words(error)], wrong=[("", error.message)])
    except Http404:
        return Outcome(422, wrong=[("", NotFound().message)])
    if answer_kept(author_id=signed_in(request).id, key=key) is not None:
        return Outcome(201, next=answer.headers.get("Location", ""))
    if call_under(caller, key=key, body_hash=body_hash) is not None:
        return Outcome(200)  # another session brought it at the same moment
    if answer.status_code == BUSY:
        return Outcome(BUSY)
    form = _form_of(answer)
    # A page that answers without its form leaves what was signed to be looked at: it is held like any other.
    return Outcome(422, reasons=_reasons(form), wrong=wrong_with(form) or [("", NOT_TAKEN)])


def shown(request: HttpRequest, item: Item, *, goes_on_as: UUID, sent: Sent) -> HttpResponse:
    """Return the page of an item that was refused, with its answers and what is wrong with them.

    It goes into the outbox of the device from there, under the key ``goes_on_as``. When nothing is wrong with it any
    more, it is recorded.
    """
    with sending(sent):
        answer = _posted(request, item.in_parts(), _match(item))
    form = _form_of(answer)
    if form is not None:
        form.goes_on_as(goes_on_as)
        answer.context_data.setdefault("posts_to", item.path)  # type: ignore[attr-defined]
    return answer


def read_back(request: HttpRequest, item: Item, *, sent: Sent) -> list[tuple[str, str, list[str]]]:
    """Return what stands in an item as its page asks for it: each question, its answer in words, and its photos as
    addresses of pictures. Nothing of it is recorded."""
    with bringing_back() as found, sending(sent):
        found.is_shown = True
        form = _form_of(_posted(request, item, _match(item)))
    photos = BroughtBack(files=item.files)
    rows = [(str(each.label), _as_written(each), photos.pictures(each.name))
            for each in (form.visible_fields() if form else ())]
    return [row for row in rows if row[1] or row[2]]


def _as_written(bound: BoundField) -> str:
    if isinstance(bound.field, FileField):
        return ""
    words = {str(value): str(label) for value, label in getattr(bound.field, "choices", ())}
    said = bound.value()
    given = said if isinstance(said, list | tuple) else [said]
    return ", ".join(words.get(str(each), str(each)) for each in given if each not in (None, "", False))


def _match(item: Item) -> ResolverMatch:
    try:
        match = resolve(urlsplit(item.path).path)
    except Resolver404:
        match = None
    if match is None or match.view_name not in FIELD_FORMS:
        raise InvalidInput("outbox.not_kept", "This form cannot be sent later. Open its page and send it there")
    return match


def form_name(item: Item) -> str:
    """Return the name of the form's page: one of ``FIELD_FORMS``."""
    return _match(item).view_name


def _posted(request: HttpRequest, item: Item, match: ResolverMatch) -> HttpResponse:
    """Return the answer of the item's own view.

    A blank form knows no version of the record; then it is about the record as it is found.
    """
    answer = _post(request, item, match, item.answers)
    form = _form_of(answer)
    if form is not None and form.seen is not None and not item.answers.get(SEEN):
        answers = item.answers.copy()
        answers[SEEN] = str(form.seen)
        answer = _post(request, item, match, answers)
    return answer


def _post(request: HttpRequest, item: Item, match: ResolverMatch, answers: QueryDict) -> HttpResponse:
    where = urlsplit(item.path)
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
