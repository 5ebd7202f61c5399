"""Where the SMS gateway reports what became of a message. A machine asks, with a secret in the address."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from custody.alerts.actions.receipts import record_report


@login_not_required
@require_GET
def sms_report(request: HttpRequest, message: UUID, key: str, kind: int) -> HttpResponse:
    """Write down a report. Kannel knows only GET; a report takes no alert and ends none."""
    record_report(message=message, key=key, kind=kind)
    return HttpResponse("ok\n", content_type="text/plain")
