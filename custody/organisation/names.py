"""Names of seizures and burns, like KESTREL-41: free, and not the word of a place."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from custody.core.identifiers import new_code_word
from custody.organisation.models import Place, Site

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_DRAWS = 200
"""After so many draws a free name does, whatever its word: what was seized is recorded in every house."""


def fresh_code_word(*, among: QuerySet[Any]) -> str:
    """Return a name that none of these rows bears, and whose word is that of no place and no site: HERON-41 would send
    people to HERON."""
    draws = 0
    while True:
        drawn, draws = new_code_word(secrets.token_bytes(4)), draws + 1
        taken = among.filter(code_word=drawn).order_by().values("pk")
        if draws <= MOST_DRAWS:
            word = drawn.partition("-")[0]
            taken = taken.union(*(rows.objects.filter(code_word__iexact=word).values("pk") for rows in (Place, Site)))
        if not taken.exists():
            return drawn
