"""``manage.py found_house --badge B``: registers the engine and the first administrator of an empty house."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.core.errors import CustodyError
from custody.organisation.actions.founding import found_house


class Command(BaseCommand):
    """Found an empty house."""

    requires_system_checks = ()
    help = "Register the engine and the first administrator. The password is asked for, or read from a pipe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--badge", required=True, help="badge of the first administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        if len(password) < 12:
            raise CommandError("The password needs at least 12 characters")
        try:
            _, administrator = found_house(administrator_badge=options["badge"], password=password)
        except CustodyError as refusal:
            raise CommandError(refusal.sentence()) from refusal
        self.stdout.write(f"The house is founded. Sign in as {administrator.badge} and set up the one-time code")
