"""What a machine asks: alive, ready, and how it goes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from custody.alerts.selectors import engine_ages
from custody.ledger.selectors import newest_checkpoint, oldest_pending_seconds

LEDGER_LAG_SECONDS = 5
ENGINE_SILENCE_SECONDS = 60


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, ledger and at least one alert engine are well, else 503; name each in the body.

    The broker is not asked on purpose: no page needs it. The workers' heartbeat tells of it.
    """
    parts: dict[str, str] = {}
    try:
        lag = oldest_pending_seconds()
        parts["database"] = "ok"
        parts["ledger"] = "ok" if lag <= LEDGER_LAG_SECONDS else f"{lag:.0f} s behind"
        ages = engine_ages()
        for engine, age in ages.items():
            parts[f"engine {engine}"] = "ok" if age <= ENGINE_SILENCE_SECONDS else f"silent for {age:.0f} s"
        if not any(age <= ENGINE_SILENCE_SECONDS for age in ages.values()):
            parts["engines"] = "no alert engine is running"
    except DatabaseError:
        parts["database"] = "does not answer"
    well = parts.get("database") == "ok" and parts.get("ledger") == "ok" and "engines" not in parts
    return JsonResponse({"ready": well, "parts": parts}, status=200 if well else 503)


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the gauges of this installation in Prometheus' text form."""
    registry = CollectorRegistry()
    lag = Gauge("custody_ledger_oldest_pending_seconds", "Age of the oldest event without a place in the tree",
                registry=registry)
    lag.set(oldest_pending_seconds())
    size = Gauge("custody_ledger_signed_size", "Events covered by the newest signed checkpoint", registry=registry)
    newest = newest_checkpoint()
    size.set(0 if newest is None else newest.size)
    silence = Gauge("custody_engine_silence_seconds", "Time since the last pass of an alert engine", ["engine"],
                    registry=registry)
    for engine, age in engine_ages().items():
        silence.labels(engine).set(age)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
