"""``manage.py integrator``: gives committed events their place in the tree, every 100 ms."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from custody.ledger import integrator
from custody.ledger.passes import Stop, every_tick


class Command(BaseCommand):
    """Run the integrator until stopped."""

    # The pages are checked when the house is built; an engine that was killed is back sooner without them.
    requires_system_checks = ()
    help = "Give every committed event its place in the tree."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="integrate what is pending and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            while integrator.integrate():
                pass
            return
        every_tick(lambda: integrator.integrate() == integrator.BATCH, stop=Stop())
