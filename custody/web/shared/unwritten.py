"""What was typed to find something by, and must stand in no address: seals, and the numbers of containers.

An address stays in the history of a phone that is carried away, and in the log of the server. So what was typed is
posted and kept in the session, and the address names it by a word that says nothing: going back, paging and loading
anew find it again, and signing out forgets it.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

TYPED = "typed"
"""The name of that word in an address."""
MOST_KEPT = 12
_KEPT = "typed_to_find"


def keep_typed(request: HttpRequest, text: str) -> str:
    """Keep what was typed, and return the end of the address that stands for it; the oldest of many goes."""
    before: dict[str, str] = request.session.get(_KEPT, {})
    word = next((word for word, said in before.items() if said == text), None) or secrets.token_urlsafe(6)
    kept = {**{each: said for each, said in before.items() if each != word}, word: text}
    request.session[_KEPT] = dict(list(kept.items())[-MOST_KEPT:])
    return f"?{TYPED}={word}"


def typed_before(request: HttpRequest) -> str:
    """Return what the address stands for, "" where it names nothing that is kept."""
    kept: dict[str, str] = request.session.get(_KEPT, {})
    return kept.get(request.GET.get(TYPED, ""), "")
