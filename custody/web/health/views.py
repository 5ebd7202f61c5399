"""What a machine asks: alive, ready, and how it goes. Nothing here asks the broker or a provider: it reads their signs
of life, so that a broker that is frozen holds up no answer.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from custody.alerts.selectors import engine_ages
from custody.alerts.watching import Part, examine
from custody.alerts.watching.figures import gateways_well, heartbeats, unfinished
from custody.deadlines.selectors import database_now
from custody.ledger.selectors import newest_checkpoint, oldest_pending_seconds, oldest_unsigned_seconds

LEDGER_LAG_SECONDS = 5
ENGINE_SILENCE_SECONDS = 60


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, ledger and at least one alert engine are well, else 503; name each in the body.

    A signer that is behind is named, but makes no page unready: what is recorded waits for its seal and says so.
    ``alarm`` names every part of the alarm system that is ill; one of them does not make the pages unready.
    """
    parts: dict[str, str] = {}
    alarm: list[str] = []
    try:
        lag = oldest_pending_seconds()
        parts["database"] = "ok"
        parts["ledger"] = "ok" if lag <= LEDGER_LAG_SECONDS else f"{lag:.0f} s behind"
        unsigned = oldest_unsigned_seconds()
        parts["signer"] = "ok" if unsigned <= LEDGER_LAG_SECONDS else f"{unsigned:.0f} s behind"
        ages = engine_ages()
        for engine, age in ages.items():
            parts[f"engine {engine}"] = "ok" if age <= ENGINE_SILENCE_SECONDS else f"silent for {age:.0f} s"
        if not any(age <= ENGINE_SILENCE_SECONDS for age in ages.values()):
            parts["engines"] = "no alert engine is running"
        alarm = _ill(examine(database_now()))
    except DatabaseError:
        parts["database"] = "does not answer"
    well = parts.get("database") == "ok" and parts.get("ledger") == "ok" and "engines" not in parts
    return JsonResponse({"ready": well, "parts": parts, "alarm": alarm}, status=200 if well else 503)


def _ill(parts: Iterable[Part]) -> list[str]:
    """Return what is ill, each once. Which site and whom it concerns is not for everybody who can ask."""
    return sorted({part.kind if part.subject_kind != "house" else part.code for part in parts if not part.is_well})


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the gauges of this installation in Prometheus' text form; where a token is set, to who brings it."""
    if not _brings_token(request):
        return HttpResponse("Bring the token\n", content_type="text/plain", status=401)
    try:
        return HttpResponse(generate_latest(_gauges()), content_type=CONTENT_TYPE_LATEST)
    except DatabaseError:
        return HttpResponse("The database does not answer\n", content_type="text/plain", status=503)


def _gauges() -> CollectorRegistry:
    registry = CollectorRegistry()

    def gauge(name: str, words: str, *labels: str) -> Gauge:
        return Gauge(f"custody_{name}", words, labels, registry=registry)

    gauge("ledger_oldest_pending_seconds", "Age of the oldest event without a place in the tree").set(
        oldest_pending_seconds()
    )
    newest = newest_checkpoint()
    gauge("ledger_signed_size", "Events covered by the newest signed checkpoint").set(
        0 if newest is None else newest.size
    )
    silence = gauge("engine_silence_seconds", "Time since the last pass of an alert engine", "engine")
    for engine, age in engine_ages().items():
        silence.labels(engine).set(age)
    _passes(gauge("pass_age_seconds", "Time since a pass of an engine came through", "engine", "work"),
            gauge("clock_skew_milliseconds", "How far the clock of an engine's machine stands from the database's",
                  "engine", "work"))
    waiting = unfinished()
    gauge("deliveries_unfinished", "Rows of the out-tray that have not left, without danger").set(waiting.count)
    gauge("deliveries_oldest_seconds", "Age of the oldest of them").set(waiting.oldest_s)
    # Only well or ill: a number that moves with each message would tell of a report made in silence.
    taking = gauge("gateway_well", "1 while a gateway takes what it is given, else 0", "gateway")
    for name, is_well in gateways_well().items():
        taking.labels(name).set(int(is_well))
    well = gauge("part_well", "1 for a kind of part of the alarm system of which all are well, else 0", "kind")
    for kind, is_well in _by_kind(examine(database_now())).items():
        well.labels(kind).set(int(is_well))
    return registry


def _brings_token(request: HttpRequest) -> bool:
    wanted = settings.CUSTODY_METRICS_TOKEN
    brought = request.headers.get("Authorization", "")
    return not wanted or hmac.compare_digest(brought.encode(), f"Bearer {wanted}".encode())


def _passes(ages: Gauge, skews: Gauge) -> None:
    now = database_now()
    for row in heartbeats():
        ages.labels(row.engine, row.work).set(max((now - row.last_ok_at).total_seconds(), 0.0))
        skews.labels(row.engine, row.work).set(row.skew_ms)


def _by_kind(parts: Iterable[Part]) -> dict[str, bool]:
    out: dict[str, bool] = {}
    for part in parts:
        out[part.kind] = out.get(part.kind, True) and part.is_well
    return out
