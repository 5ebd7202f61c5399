"""Celery's door: each task is one call into a room."""

from __future__ import annotations

from celery import shared_task

from custody.alerts.passes.dispatch import dispatch
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.fire import fire
from custody.alerts.passes.sweep import sweep
from custody.evidence.previews import make_previews
from custody.scenario.loading import load_named

ENGINE = "celery"


@shared_task
def alert_fire() -> None:
    """Fire the clocks that are due."""
    fire(engine=ENGINE)


@shared_task
def alert_escalate() -> None:
    """Take the next step of alerts that nobody took."""
    escalate(engine=ENGINE)


@shared_task
def alert_dispatch() -> None:
    """Send what waits in the out-tray."""
    dispatch(engine=ENGINE)


@shared_task
def alert_sweep() -> None:
    """Look for what must never be."""
    sweep(engine=ENGINE)


@shared_task
def make_photo_previews() -> None:
    """Make the previews of photos that have none yet."""
    make_previews()


@shared_task(soft_time_limit=3600, time_limit=3700)
def import_scenario(name: str, file: str | None = None) -> None:
    """Replay a scenario."""
    load_named(name=name, file=file)
