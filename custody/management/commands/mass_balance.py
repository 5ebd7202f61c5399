"""``manage.py mass_balance [--json]``: the books of the whole port, to the milligram; exit 0 / 1."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from custody.core.mass import in_words
from custody.destruction.selectors import books


class Command(BaseCommand):
    """Print the accounts of mass, and whether they close."""

    help = "Print the accounts of everything ever seized. Exit 0 when they add up to zero and agree with the tables."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add ``--json``."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every substance and the port, then the figures that other tables tell too."""
        sheets = [*((each.substance, each.sheet) for each in books.sheets_by_substance()), ("port", books.port_sheet())]
        crosses = books.cross_checks()
        is_even = all(sheet.is_even for _, sheet in sheets) and all(each.agrees for each in crosses)
        if options["json"]:
            told = {name: {account.value: mg for account, mg in sheet.mg.items()} for name, sheet in sheets}
            checks = [
                {"name": each.name, "booked_mg": each.booked_mg, "counted_mg": each.counted_mg} for each in crosses
            ]
            self.stdout.write(json.dumps({"ok": is_even, "accounts_mg": told, "checks": checks}))
        else:
            for name, sheet in sheets:
                parts = ", ".join(f"{account.value} {in_words(mg)}" for account, mg in sheet.mg.items() if mg)
                self.stdout.write(f"{name}: {parts or 'nothing'}; sum {sheet.sum_mg} mg")
            for each in crosses:
                verdict = "agrees" if each.agrees else f"DIFFERS by {each.booked_mg - each.counted_mg} mg"
                self.stdout.write(
                    f"{each.name}: {each.booked_mg} mg booked, {each.counted_mg} mg in the tables: {verdict}"
                )
            self.stdout.write("The books close." if is_even else "The books DO NOT close.")
        sys.exit(0 if is_even else 1)
