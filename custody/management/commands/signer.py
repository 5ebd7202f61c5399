"""``manage.py signer``: signs the newest tree, every 100 ms, when it extends what was signed before."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from custody.ledger.passes import Stop, every_tick
from custody.ledger.recording import origin
from custody.ledger.signer import Signer


class Command(BaseCommand):
    """Run the signer until stopped."""

    # The pages are checked when the house is built; an engine that was killed is back sooner without them.
    requires_system_checks = ()
    help = "Sign checkpoints of the log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="sign the newest tree and end")

    def handle(self, *args: Any, **options: Any) -> None:
        signer = Signer(
            directory=settings.CUSTODY_SIGNER_DIR, origin=origin(), vkey_file=settings.CUSTODY_LOG_VKEY_FILE
        )
        if options["once"]:
            signer.sign_newest()
            return
        every_tick(lambda: (signer.sign_newest(), False)[1], stop=Stop())
