"""Runs a process of the house that watches itself ten times as fast: ``python -m tests.alerts.hurried MODULE WORDS``.

Three minutes of the watch are eighteen seconds then. What the passes do, and how, is untouched.
"""

from __future__ import annotations

import runpy
import sys
from datetime import timedelta

TIMES = 10


def hurry():
    """Divide every time-out of the watch, and every interval of the passes that watch."""
    import django

    django.setup()
    import config.beat
    from config.celery import app
    from custody.alerts.watching import invariants, signs
    from custody.management.commands import alert_engine

    for work in signs.SILENT_AFTER_S:
        signs.SILENT_AFTER_S[work] /= TIMES
    for name in ("CARRIER_SILENT_AFTER_S", "PROBED_AFTER_S", "PINGED_AFTER_S", "FIRST_SIGN_WITHIN_S"):
        setattr(signs, name, getattr(signs, name) / TIMES)
    invariants.LATE /= TIMES
    alert_engine.WATCH_SECONDS /= TIMES
    config.beat.EVERY_SECONDS /= TIMES
    for name in ("alert_sweep", "alert_probe", "alert_ping"):
        entry = app.conf.beat_schedule[name]
        entry["schedule"] = timedelta(seconds=entry["schedule"].total_seconds() / TIMES)
        entry["options"]["expires"] /= TIMES


if __name__ == "__main__":
    hurry()
    sys.argv = sys.argv[1:]
    if sys.argv[0].endswith(".py"):
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
