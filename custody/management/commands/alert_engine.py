"""``manage.py alert_engine [--once] [--json]``: the passes without a broker, every second."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from custody.alerts.passes.all import run_all
from custody.ledger.passes import Stop, every_tick

ENGINE = "alert_engine"


class Command(BaseCommand):
    """Run the passes until stopped."""

    help = "Fire, escalate, send and sweep, without a broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round of every pass, then end")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["once"]:
            every_tick(lambda: (run_all(engine=ENGINE), False)[1], stop=Stop(), tick_seconds=1.0)
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
