"""``manage.py verify_ledger [--json]``: re-hashes every event, chains, tree, checkpoints, guards; exit 0 / 1."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from custody.core.note import VerifierKey, parse_vkey
from custody.ledger.verify import verify_ledger


class Command(BaseCommand):
    """Verify the ledger."""

    help = "Check the whole ledger from the stored bytes up. Exit 0 when it adds up, 1 when it does not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["json"]
        done = verify_ledger(
            vkey=_vkey(), progress=lambda events: None if quiet else self.stderr.write(f"  {events} events checked")
        )
        counts = {"events": done.events, "leaves": done.leaves, "pending": done.pending,
                  "checkpoints": done.checkpoints, "disclosures": done.disclosures}
        if quiet:
            self.stdout.write(json.dumps({"ok": not done.faults, **counts,
                                          "faults": [asdict(each) for each in done.faults]}))
        else:
            for fault in done.faults:
                self.stdout.write(str(fault))
            told = ", ".join(f"{count} {name}" for name, count in counts.items())
            verdict = "it adds up" if not done.faults else f"IT DOES NOT ADD UP in {len(done.faults)} places"
            self.stdout.write(f"{told} checked: {verdict}")
        sys.exit(1 if done.faults else 0)


def _vkey() -> VerifierKey | None:
    file = settings.CUSTODY_LOG_VKEY_FILE
    return parse_vkey(file.read_text(encoding="utf-8").strip()) if file.exists() else None
