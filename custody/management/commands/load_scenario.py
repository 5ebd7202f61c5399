"""``manage.py load_scenario NAME [--file CSV] [--limit N] [--json]``: replays seizures through the real actions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.core.errors import CustodyError
from custody.deadlines.selectors import database_now
from custody.scenario import report
from custody.scenario.loading import load
from custody.scenario.progress import Line


class Command(BaseCommand):
    """Load a scenario, or what of it has come due since it was loaded."""

    requires_system_checks = ()
    help = "Replay seizures of a CSV through the real actions. Never in a production database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="autumn-2023, all-published, or a name of your own for --file")
        parser.add_argument("--file", type=Path, help="a CSV with the columns of custody/data/published_seizures.csv")
        parser.add_argument("--limit", type=int, help="take the first N seizures only")
        parser.add_argument("--processes", type=int, help="how many processes share the work (default: 2)")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load(
                name=options["name"], file=options["file"], limit=options["limit"],
                processes=options["processes"], progress=Line(self.stderr, name=options["name"]).show,
            )  # fmt: skip
        except CustodyError as refusal:
            raise CommandError(refusal.sentence()) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(loaded)))
        else:
            for line in report.as_text(loaded, now=database_now()):
                self.stdout.write(line)
        sys.stdout.flush()
        if loaded.refused and not (loaded.cases or loaded.stopped or loaded.to_come):
            raise CommandError("No row of the file can be loaded")
