"""What stood in a form whose page died under its cover: a device keeps it sealed, and only the house can open it."""

from __future__ import annotations

from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from custody.core.errors import InvalidInput
from custody.ledger.letterbox import take_out
from custody.web.shared.guards import signed_in

MOST_BYTES = 200_000


@never_cache
@require_POST
@sensitive_variables("said")
def draft(request: HttpRequest) -> HttpResponse:
    """Open what a page kept of its form, for whoever wrote it: in a session of the same badge that is open. Nothing is
    recorded, and nothing is kept here."""
    path = unquote(request.headers.get("X-Draft-Of", ""))
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        said = take_out(request.body, bound_to=f"draft {signed_in(request).badge} {path}".encode())
    except InvalidInput:
        return HttpResponse(status=422)
    return HttpResponse(said, content_type="application/json")
