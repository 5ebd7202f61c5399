"""``manage.py alert_report [--month 2026-10] [--json]``: what the alarms asked of people in a month."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.core.errors import InvalidInput
from custody.deadlines.selectors import database_now
from custody.reports.alert_load import Load, load_of, month_asked, month_named


class Command(BaseCommand):
    """Print the report."""

    help = "Say how many alerts people got in a month, how long they took, and what was noise."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", default="", help="like 2026-10; the last whole month when left out")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = month_named(options["month"]) if options["month"] else month_asked("", now=database_now())
        except InvalidInput as error:
            raise CommandError(str(error)) from error
        load = load_of(month)
        if options["json"]:
            self.stdout.write(json.dumps({"month": str(month), "rules": [asdict(each) for each in load.rules],
                                          "people": [asdict(each) for each in load.people]}))
        else:
            self._print(load)

    def _print(self, load: Load) -> None:
        self.stdout.write(
            f"{load.month}: {load.raised} alerts, {load.never_taken} never taken, {load.noise} noise, "
            f"{load.messages} messages to {len(load.people)} people"
        )
        self.stdout.write(f"{'rule':<8}{'alerts':>8}{'median s':>10}{'p95 s':>10}{'never':>8}{'noise':>8}")
        for rule in load.rules:
            median, p95 = ("–" if each is None else f"{each:.0f}" for each in (rule.median_s, rule.p95_s))
            self.stdout.write(
                f"{rule.rule:<8}{rule.raised:>8}{median:>10}{p95:>10}{rule.never_taken:>8}{rule.noise:>8}"
            )
        self.stdout.write(
            f"{'badge':<8}{'messages':>10}{'a day':>8}{'most a day':>12}{'in 10 min':>11}{'twice':>8}{'lost':>8}"
        )
        for person in load.people:
            mark = "  more than anybody can read" if person.is_flooded else ""
            self.stdout.write(
                f"{person.badge:<8}{person.messages:>10}{person.a_day:>8.1f}{person.most_in_a_day:>12}"
                f"{person.most_in_ten_minutes:>11}{person.duplicates:>8}{person.undelivered:>8}{mark}"
            )
