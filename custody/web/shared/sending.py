"""What a device sends later: which forms it may keep, and when the form was signed that is being replayed now.

Only forms about what happened are kept. A form that gives an authority (an order, a reveal, an approval) is not: it
must not take effect an hour after it was signed, when nobody looks at it any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

if TYPE_CHECKING:
    from custody.organisation.models import Officer

FIELD_FORMS = frozenset({
    "stop:begin", "stop:guard", "extraction:start", "extraction:resume", "extraction:interrupt", "extraction:end",
    "seizure:open_find", "seizure:open", "seizure:register", "seizure:describe", "photo:attach_unit",
    "photo:attach_seizure", "sweep:record", "weighing:record", "weighing:seal",
    "transfer:receive", "transfer:by_ticket", "danger:report",
})
"""URL names of the forms that a device keeps until they are sent."""
ANOTHER = "another"
"""In the address of a form: a seizure is open out of the same conveyance, and its officer says that this is another."""
BLANK_PAGES = (
    "danger/", "stop/", "seizures/open/", "sweep/", "units/*/weigh/", "units/*/photo/", "seizures/*/photo/",
    "transfers/receive/",
)
"""Paths of the forms that a device keeps blank; a star stands for the record whose page was open when the line went."""
KEPT_PAGES = ("/outbox/", *(f"/outbox/blank/{path}" for path in BLANK_PAGES))
"""Addresses of the pages without data that a device keeps."""
KEPT_TOGETHER = "/outbox/kept/"
"""Where a device gets all of them at once, or hears that it has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What is known of a form that comes from a device's outbox.

    ``signed_at`` is the claim that counts: the moment it came in, less the age the device gives it. A clock that is
    wrong is wrong at both ends, so the age is right where the device's own time, ``device_at``, is not. ``said_by`` is
    whose a call for help is said to be that the session of another brings.
    """

    signed_at: datetime
    device_at: datetime
    received_at: datetime
    body_hash: bytes
    said_by: Officer | None = None


_sent: ContextVar[Sent | None] = ContextVar("sent", default=None)


def being_sent() -> Sent | None:
    """Return what is being replayed from an outbox, None while an officer sends a page."""
    return _sent.get()


@contextmanager
def sending(sent: Sent) -> Iterator[None]:
    """Let forms read their times as of the moment they were signed, and acts say through which door they came."""
    token = _sent.set(sent)
    try:
        yield
    finally:
        _sent.reset(token)


def brings_pages(request: HttpRequest) -> bool:
    """Tell whether a device that shows this page fetches the pages it keeps: the first page, and the forms."""
    match = request.resolver_match
    return settings.CUSTODY_OUTBOX and match is not None and match.view_name in {"home:home", *FIELD_FORMS}


def is_kept(request: HttpRequest) -> bool:
    """Tell whether a device keeps the form of this page until it is sent."""
    match = request.resolver_match
    return settings.CUSTODY_OUTBOX and match is not None and match.view_name in FIELD_FORMS
