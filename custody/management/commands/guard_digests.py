"""``manage.py guard_digests [--write]``: whether the database's functions and triggers are those of the migrations."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.ledger.guard_digests import FILE, altered, as_text, digests


class Command(BaseCommand):
    """Compare, or write down what a fresh database holds after its migrations."""

    requires_system_checks = ()
    help = "Compare the functions and triggers of the database with those that the migrations make."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="take what stands in a fresh database as it should be")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            FILE.write_text(as_text(digests()), encoding="ascii")
        found = list(altered())
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError("The guards of this database are not those of the migrations")
        self.stdout.write(f"{len(digests())} functions and triggers: as the migrations made them")
