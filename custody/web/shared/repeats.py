"""A form sent twice: the second sending gets the answer of the first, even where the page has moved on since.

``attempt`` knows a repeated request only when the form still makes sense. After the first sending it may not: the
units are in an order now and are no longer offered, the record has a newer version. So it is asked before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.act import Act, Door
from custody.core.errors import AlreadyRecorded, KeyReused
from custody.ledger.recording import answered
from custody.web.shared.brought_back import brought_back
from custody.web.shared.forms import KEY
from custody.web.shared.guards import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest

    from custody.web.shared.forms import CustodyForm


def first_answer(request: HttpRequest, form: CustodyForm, *, again: str) -> Any:
    """Return the entry ``again`` of what the first sending of this very form recorded, "" when this is the first."""
    if not form.is_bound or brought_back().is_shown:
        return ""
    try:
        key = UUID(form.data.get(form.add_prefix(KEY), ""))
    except ValueError:
        return ""
    try:
        answered(Act(actor=signed_in(request), door=Door.PAGE, key=key, body_hash=form.body_hash()))
    except AlreadyRecorded as repeat:
        return repeat.result[again]
    except KeyReused as reused:
        form.refuse_reused(reused)
    return ""
