"""``manage.py replay_state [--json]``: folds the ledger, compares every state table; exit 0 / 1."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from custody.ledger.replay import replay_state
from custody.ledger.snapshot import one_snapshot


class Command(BaseCommand):
    """Replay the ledger and compare."""

    help = "Fold the ledger and compare every state table with it. Exit 0 when they agree, 1 when they do not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        with one_snapshot():
            done = replay_state(
                progress=lambda events: None if options["json"] else self.stderr.write(f"  {events} events folded")
            )
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not done.findings, "events": done.events, "rows": done.rows,
                                          "findings": [asdict(each) for each in done.findings]}))
        else:
            for finding in done.findings:
                self.stdout.write(str(finding))
            verdict = "agree" if not done.findings else f"DISAGREE in {len(done.findings)} places"
            self.stdout.write(f"{done.events} events folded, {done.rows} rows compared: they {verdict}")
        sys.exit(1 if done.findings else 0)
