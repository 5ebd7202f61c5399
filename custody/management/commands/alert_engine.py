"""``manage.py alert_engine [--once] [--json]``: the passes without a broker, every second."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, is_dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from custody.alerts.passes.all import DECIDING, SENDING, SWEEPING, run_all
from custody.ledger.passes import Stop

ENGINE = "alert_engine"
TICK_SECONDS = 1.0
SWEEP_EVERY = 15  # ticks


class Command(BaseCommand):
    """Run the passes until stopped."""

    help = "Fire, escalate, send and sweep, without a broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round of every pass, then end")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["once"]:
            self.stdout.write("alert engine runs")
            _run_until_stopped()
            return
        done = {
            name: asdict(result) if is_dataclass(result) and not isinstance(result, type) else result
            for name, result in run_all(engine=ENGINE).items()
        }
        if options["json"]:
            self.stdout.write(json.dumps(done))
        else:
            for name, result in done.items():
                self.stdout.write(f"{name}: {result}")


def _run_until_stopped() -> None:
    """Decide in this thread and send in another: a mail server that hangs must not keep a clock from firing."""
    stop = Stop()
    over = threading.Event()
    sender = threading.Thread(target=_send_until, args=(over,), name="sender")
    sender.start()
    tick = 0
    try:
        while not stop.asked and sender.is_alive():
            run_all(engine=ENGINE, passes=DECIDING)
            if tick % SWEEP_EVERY == 0:
                run_all(engine=ENGINE, passes=SWEEPING)
            tick += 1
            over.wait(TICK_SECONDS)
    finally:
        over.set()
        sender.join()
    if not stop.asked:
        raise CommandError("the sending thread died")


def _send_until(over: threading.Event) -> None:
    try:
        while not over.is_set():
            run_all(engine=ENGINE, passes=SENDING)
            over.wait(TICK_SECONDS)
    finally:
        connection.close()
