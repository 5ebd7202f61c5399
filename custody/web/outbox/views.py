"""The device's end of the outbox: the worker, what may be kept blank, whose session it is, and the slot to post to."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.crypto import constant_time_compare
from django.utils.http import quote_etag
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

import custody
from custody.core.errors import InvalidInput, NotFound
from custody.deadlines.selectors import database_now
from custody.evidence import parts
from custody.evidence.selectors.held import held_under
from custody.ledger.receipts import answer_kept
from custody.organisation.selectors import anybody_by_badge
from custody.organisation.selectors.sessions import was_watched, watch_of
from custody.web.outbox.blanks import BLANKS
from custody.web.outbox.holding import call_carried, recorded_or_held
from custody.web.outbox.replay import BUSY, Outcome, form_name
from custody.web.shared.addresses import as_uuid
from custody.web.shared.devices import is_locked, session_digest
from custody.web.shared.errors import in_words
from custody.web.shared.guards import signed_in
from custody.web.shared.sealed_item import opened
from custody.web.shared.sending import KEPT_PAGES

WORKER = Path(custody.__file__).parent / "static" / "custody" / "js" / "worker.js"
GONE = "registration.unregister();\ncaches.keys().then((names) => names.forEach((name) => caches.delete(name)));\n"
AUTHOR, AGE, START, WHOLE = "Outbox-Author", "Outbox-Age", "Outbox-Start", "Outbox-Whole"
LOOKED, OWN = "Outbox-Looked", ("own", "unsure")
CLOCK = "Outbox-Clock"
"""Sent with an item whose clock had been put back, or may have been right or wrong: its age is no word to go by."""
PARTIAL, LOCKED, NOT_LOOKED_AT = 206, 423, 428
DANGER = "danger:report"
LONGEST, LONGEST_CARRIED = timedelta(days=30), timedelta(days=1)
LONGEST_NUMBER = len("999999999999")


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Give the worker that keeps files and blank forms; where the house wants none, one that takes itself away."""
    text = WORKER.read_text(encoding="utf-8") if settings.CUSTODY_OUTBOX else GONE
    answer = HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})
    return _unless_known(request, answer)


@login_not_required
@require_GET
def blank(request: HttpRequest, page: str) -> HttpResponse:
    """Show a form that nobody has written in, as nobody would see it."""
    if page not in BLANKS or not settings.CUSTODY_OUTBOX:
        raise Http404
    found = BLANKS[page]
    return _nobodys(request, found.template, form=found.unwritten(), **found.shown())


@login_not_required
@require_GET
def device(request: HttpRequest) -> HttpResponse:
    """List what this device keeps; the list is written by the device itself."""
    return _nobodys(request, "custody/outbox/device.html", emergency=settings.CUSTODY_EMERGENCY_NUMBER,
                    zone=settings.CUSTODY_SITE_TIME_ZONE)


@login_not_required
@gzip_page
@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """Give every page that a device keeps, by its address; 304 to a device that has them as they are now."""
    if not settings.CUSTODY_OUTBOX:
        raise Http404
    start = reverse("outbox:blank", args=["-"]).removesuffix("-")
    pages = {
        path: (blank(request, path.removeprefix(start)) if path.startswith(start) else device(request)).content.decode()
        for path in KEPT_PAGES
    }
    return _unless_known(request, JsonResponse(pages))


def _unless_known(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return the answer, or 304 where who asks has it already: its version is what is in it."""
    etag = quote_etag(sha256(answer.content).hexdigest()[:32])
    answer["ETag"] = etag
    known: HttpResponse = get_conditional_response(request, etag=etag, response=answer)  # type: ignore[assignment]
    return known


def _nobodys(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """Render a page without a badge, a token or a time in it: a device may keep it."""
    anyone = copy.copy(request)
    anyone.user = AnonymousUser()
    return render(anyone, template, {"is_blank": True, "csrf_token": "", "server_time": None, **context})


@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """Say whose session it is and whether it is locked, with a fresh token for what is sent in it, what time it is here
    (in milliseconds of the epoch), the watch (what a word about whose items these are is bound to), and whether what
    was sent under ``?key=`` is in."""
    now_ms = round(database_now().timestamp() * 1000)
    key = request.GET.get("key", "")
    whose = {"badge": signed_in(request).badge, "token": get_token(request), "locked": is_locked(request),
             "now": now_ms, "watch": watch_of(key=session_digest(request)),
             "is_in": bool(key) and _is_in(request, key=as_uuid(key))}  # fmt: skip
    return JsonResponse(whose)


@require_POST
def item(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take one sealed item of a device, or a part of it; record what is in it once it is whole.

    In a locked session nothing but a call for help is taken: who holds the device may not be who signed in, and a
    device cannot show when a form was made. The rest stays on the device (423) until its officer is back. Nor was it
    the officer's for sure that signed while the session was locked, or before it began: such an item stays there too
    (428) until the officer says that it is their own, or has it held to be looked at one by one. That word is good
    for as long as the session stays unlocked: whoever has the locked device in hand can say it, and it counts nothing.
    """
    officer, author = signed_in(request), request.headers.get(AUTHOR, "")
    whole = _number(request, WHOLE)
    if author != officer.badge:
        return _call_of(request, author, key=key) if not whole else JsonResponse({"author": False}, status=403)
    if whole and is_locked(request):
        return JsonResponse({}, status=LOCKED)
    if max(_number(request, "Content-Length"), whole) > parts.MOST_BYTES:
        return JsonResponse({}, status=413)
    received_at, sealed = database_now(), request.read()
    if whole:
        there = parts.so_far(sealed, owner=officer.id, key=key, start=_number(request, START), whole=whole)
        if there < whole:
            return JsonResponse({"received": there}, status=PARTIAL)
        sealed = parts.together(owner=officer.id, key=key)
    try:
        found = opened(sealed, key=key, badge=officer.badge)
        if is_locked(request) and form_name(found) != DANGER:
            return JsonResponse({}, status=LOCKED)
        # A call for help is nobody's to look at first.
        looked, signed_at = "own" if form_name(found) == DANGER else _looked(request), received_at - _age(request)
        is_theirs = CLOCK not in request.headers and was_watched(key=session_digest(request), at=signed_at)
        if looked not in OWN and not is_theirs and not _is_in(request, key=key):
            return JsonResponse({}, status=NOT_LOOKED_AT)
        outcome = recorded_or_held(request, found, key=key, sealed=sealed, signed_at=signed_at,
                                   received_at=received_at, is_unsure=looked == "unsure")
    except InvalidInput as error:
        outcome = Outcome(422, reasons=[in_words(error)])
    if whole and outcome.status != BUSY:
        parts.forget(owner=officer.id, key=key)
    return _told(outcome)


def _call_of(request: HttpRequest, badge: str, *, key: UUID) -> HttpResponse:
    """Take a call for help that the one before is said to have made on this device, and nothing else of theirs.

    A false alarm costs less than help that comes when its caller signs in again. But whose it is stands on the word of
    who brings it: the record names both. So does when it was: an age of more than a day says of no line that it was
    away so long, and would let anybody put a call into last month. Such a call counts from when it came in, as what is
    told late and nobody knows the time of; what the clock of the device said stays beside it.
    """
    try:
        author = anybody_by_badge(badge=badge, field=AUTHOR)
        sealed = request.read(parts.MOST_BYTES)
        found = opened(sealed, key=key, badge=author.badge)
        if form_name(found) != DANGER:
            raise NotFound
    except (InvalidInput, NotFound):
        return JsonResponse({"author": False}, status=403)
    received_at, age = database_now(), _age(request)
    signed_at = received_at if age > LONGEST_CARRIED else received_at - age
    outcome = call_carried(request, found, author=author, key=key, signed_at=signed_at, received_at=received_at)
    # Where its own caller would be led is not for who carries it.
    return _told(replace(outcome, next="", reasons=[]))


def _looked(request: HttpRequest) -> str:
    """Return the word of the officer about whose an item is; "" when none was given since the session was unlocked."""
    word, _space, watch = request.headers.get(LOOKED, "").partition(" ")
    return word if watch and constant_time_compare(watch, watch_of(key=session_digest(request))) else ""


def _is_in(request: HttpRequest, *, key: UUID) -> bool:
    """Say whether an item is in already, recorded or held: about that nobody is asked any more."""
    officer = signed_in(request)
    return answer_kept(author_id=officer.id, key=key) is not None or held_under(officer, key=key) is not None


def _age(request: HttpRequest) -> timedelta:
    """Return how long ago the item was signed, by the device's own clock; nothing is older than ``LONGEST``."""
    return min(timedelta(milliseconds=_number(request, AGE)), LONGEST)


def _number(request: HttpRequest, header: str) -> int:
    """Return the whole number in a header, 0 where there is none."""
    said = request.headers.get(header, "")
    return int(said) if said.isdecimal() and len(said) <= LONGEST_NUMBER else 0


def _told(outcome: Outcome) -> HttpResponse:
    headers = {"Retry-After": "5"} if outcome.status == BUSY else None
    return JsonResponse({"next": outcome.next, "reasons": list(outcome.reasons)}, status=outcome.status,
                        headers=headers)
