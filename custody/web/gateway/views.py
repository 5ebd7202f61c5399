"""Where an SMS gateway reports what became of a message, and brings the texts that came in.

A machine asks, with a secret in the address. What it asks takes effect only as far as the secret, and the number a text
comes from, allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from custody.alerts.actions.canary import record_canary
from custody.alerts.actions.inbound import take_text
from custody.alerts.actions.receipts import record_report, report_of
from custody.alerts.channels.addresses import is_inbound_secret
from custody.alerts.channels.sms import gateway
from custody.core.errors import NotFound

if TYPE_CHECKING:
    from uuid import UUID


@login_not_required
@require_GET
def sms_report(request: HttpRequest, message: UUID, key: str, kind: int) -> HttpResponse:
    """Write down a report of Kannel, which knows only GET; a report takes no alert and ends none."""
    via = request.GET.get("via", "")
    record_report(message=message, key=key, outcome=report_of(via=via, said={"kind": str(kind)}), via=via)
    return _ok()


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def sms_status(request: HttpRequest, message: UUID, key: str) -> HttpResponse:
    """Write down a report of a modem or a service, which say it in words."""
    via = request.GET.get("via", "")
    record_report(message=message, key=key, outcome=report_of(via=via, said=_said(request)), via=via)
    return _ok()


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def sms_inbound(request: HttpRequest, name: str, secret: str) -> HttpResponse:
    """Take a text that came in. The answer is empty: what Kannel reads here it would send to whoever texted."""
    if not is_inbound_secret(secret):
        raise NotFound
    incoming = gateway(name).parse_inbound(_said(request))
    if incoming is None:
        raise NotFound
    take_text(provider=name, incoming=incoming)
    return HttpResponse(status=204)


def _said(request: HttpRequest) -> Mapping[str, str]:
    return {**request.GET.dict(), **request.POST.dict()}


def _ok() -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def canary_report(request: HttpRequest, channel: str, reference: str, key: str) -> HttpResponse:
    """Write down that the hourly test message came in at our own phone or mailbox."""
    record_canary(channel=channel, reference=reference, key=key)
    return _ok()
