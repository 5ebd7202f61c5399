"""How long what a magistrate opened by a link and a code stays open, in the session that opened it (C16)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.errors import NotAllowedNow, NotPermitted

if TYPE_CHECKING:
    from custody.destruction.models import OrderRequest

OPENED = "magistrate_opened"
OPEN_FOR = timedelta(minutes=30)
"""How long it stays open after the code. It is opened anew with a new link."""


def note_opened(session: MutableMapping[str, Any], *, request_id: UUID, at: datetime) -> None:
    """Keep in the session that a request was opened; another one that was open is shut by it."""
    session[OPENED] = {str(request_id): at.isoformat()}


def check_opened(session: Mapping[str, Any], *, request: OrderRequest, at: datetime) -> None:
    """Return when this session opened the request with its link and a code, not long ago, and it was not answered
    since, wherever: an answer shuts it for good, a question to the case officer too. What comes back has a new link."""
    opened = (session.get(OPENED) or {}).get(str(request.id))
    when = None if opened is None else datetime.fromisoformat(opened)
    if when is None or (request.answered_at is not None and when <= request.answered_at):
        raise NotPermitted("request.closed", "Open this page by its link. Ask the case officer for one")
    if at - when > OPEN_FOR:
        raise NotAllowedNow("request.open_too_long", "This page was open too long. Ask the case officer for a new link")
