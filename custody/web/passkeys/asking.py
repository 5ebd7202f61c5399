"""The question a session was asked: kept in the session, and taken out with the first answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

_ASKED = "passkey_asked"


def origin_of(request: HttpRequest) -> str:
    """Return the origin of this house as the browser sees it."""
    return f"{request.scheme}://{request.get_host()}"


def remember_asked(request: HttpRequest, asked: Any) -> None:
    """Let the next answer of this session be one to this question, and to no earlier one."""
    request.session[_ASKED] = dict(asked)


def take_asked(request: HttpRequest) -> Any:
    """Return the question of this session, which is gone with that; None when there was none."""
    return request.session.pop(_ASKED, None)
