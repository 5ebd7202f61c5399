"""Celery: the muscle, never the memory. No deadline lives in the broker; every task is a pass that may run twice.

Beat is defined here, in UTC and intervals only, so that nobody can switch the scan off in a table and no change of
daylight saving can stop it.
"""

from __future__ import annotations

import os
from datetime import timedelta

from celery import Celery
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("custody")


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
        worker_soft_shutdown_timeout=5,
        worker_enable_soft_shutdown_on_idle=True,
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
        beat_schedule={
            "fire": {"task": "custody.tasks.alert_fire", "schedule": timedelta(seconds=2), "options": {"expires": 2}},
            "escalate": {
                "task": "custody.tasks.alert_escalate",
                "schedule": timedelta(seconds=5),
                "options": {"expires": 5},
            },
            "dispatch": {
                "task": "custody.tasks.alert_dispatch",
                "schedule": timedelta(seconds=2),
                "options": {"expires": 2},
            },
            "sweep": {
                "task": "custody.tasks.alert_sweep",
                "schedule": timedelta(seconds=30),
                "options": {"expires": 30},
            },
            "previews": {
                "task": "custody.tasks.make_photo_previews",
                "schedule": timedelta(seconds=10),
                "options": {"expires": 10},
            },
        },
    )


configure()
app.autodiscover_tasks(["custody"])
