"""How long what a magistrate opened by a link and a code stays open, in the session that opened it (C16)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from custody.core.errors import NotAllowedNow, NotPermitted

OPENED = "magistrate_opened"
OPEN_FOR = timedelta(minutes=30)
"""How long it stays open after the code. It is opened anew with a new link."""


def note_opened(session: MutableMapping[str, Any], *, request_id: UUID, at: datetime) -> None:
    """Keep in the session that a request was opened; another one that was open is shut by it."""
    session[OPENED] = {str(request_id): at.isoformat()}


def check_opened(session: Mapping[str, Any], *, request_id: UUID, at: datetime) -> None:
    """Return when this session opened the request with its link and a code, not long ago."""
    opened = (session.get(OPENED) or {}).get(str(request_id))
    if opened is None:
        raise NotPermitted("request.closed", "Open this page by its link. Ask the case officer for one")
    if at - datetime.fromisoformat(opened) > OPEN_FOR:
        raise NotAllowedNow("request.open_too_long", "This page was open too long. Ask the case officer for a new link")
