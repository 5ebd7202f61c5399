"""``manage.py checkpoint``: prints the newest signed checkpoint as C2SP text."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from custody.ledger.selectors import newest_checkpoint


class Command(BaseCommand):
    """Print the newest signed checkpoint."""

    help = "Print the newest signed checkpoint (C2SP tlog-checkpoint)."

    def handle(self, *args: Any, **options: Any) -> None:
        newest = newest_checkpoint()
        if newest is None:
            raise CommandError("No checkpoint was signed yet. Are the integrator and the signer running?")
        self.stdout.write(newest.note, ending="")
