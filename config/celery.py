"""Celery: the muscle, never the memory. No deadline lives in the broker; every task is a pass that may run twice.

Beat is defined here, in UTC and intervals only, so that nobody can switch the scan off in a table and no change of
daylight saving can stop it. A tick that nobody took before the next comes is thrown away: hours of ticks must not pile
up before a worker that was stopped.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from celery import Celery
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# The pages are checked when the house is built; a worker that was killed is back sooner without them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("custody")

# Every pass, by the seconds between two ticks. The passes that come once an hour or once a day look for themselves
# whether it is time, so that two beats, or a beat that was started again, do nothing twice.
EVERY_SECONDS = {
    "alert_fire": 2,
    "alert_escalate": 4,
    "alert_dispatch": 2,
    "alert_receipts": 6,
    "alert_contacts": 60,
    "alert_sweep": 20,
    "alert_probe": 30,
    "alert_guards": 30,
    "alert_capacity": 60,
    "alert_readings": 60,
    "alert_licences": 60,
    "alert_expiries": 15,
    "alert_nightfall": 30,
    "alert_inventories": 60,
    "alert_ping": 60,
    "alert_canary": 60,
    "alert_shift": 30,
    "recompute_clocks": 15,
    "verify_ledger": 600,
    "make_photo_previews": 10,
    "render_documents": 5,
    "forget_parts": 3600,
    "forget_sessions": 3600,
    "write_demo_roster": 600,
}


def every(seconds: int, task: str) -> dict[str, Any]:
    """Return the entry of one task in beat's schedule; a tick is worth nothing when the next is near."""
    return {
        "task": f"custody.tasks.{task}",
        "schedule": timedelta(seconds=seconds),
        "options": {"expires": seconds * 0.9},
    }


def configure() -> None:
    """Set everything; the address of the broker is Django's setting."""
    from django.conf import settings

    app.conf.update(
        broker_url=settings.CUSTODY_BROKER_URL,
        timezone="UTC",
        enable_utc=True,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_soft_time_limit=40,
        task_time_limit=60,
        task_default_queue="bulk",
        # Named in full: queues that share an exchange and a key would each get everything.
        task_queues=[Queue(name, Exchange(name), routing_key=name) for name in ("alerts", "bulk")],
        task_routes={"custody.tasks.alert_*": {"queue": "alerts"}},
        task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2},
        worker_prefetch_multiplier=1,
        worker_soft_shutdown_timeout=30,
        # No task of ours waits for a moment: an idle worker has nothing to hand back, so it need not wait.
        worker_enable_soft_shutdown_on_idle=False,
        worker_cancel_long_running_tasks_on_connection_loss=True,
        worker_hijack_root_logger=False,
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": 120,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_timeout": 5,
            "socket_connect_timeout": 3,
            "socket_keepalive": True,
            "health_check_interval": 10,
        },
        beat_scheduler="config.beat:WatchedScheduler",
        beat_schedule={task: every(seconds, task) for task, seconds in EVERY_SECONDS.items()},
    )


configure()
app.autodiscover_tasks(["custody"])
