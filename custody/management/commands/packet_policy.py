"""``manage.py packet_policy``: prints the keys that a court packet of this house must meet (C2SP tlog-policy)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from custody.core.errors import CustodyError
from custody.ledger.packet import house_policy


class Command(BaseCommand):
    """Print the policy, for a printed card or the registry of a court."""

    help = "Print the keys and witnesses that a court packet must meet. Hand them to the court apart from any packet."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(house_policy(), ending="")
        except CustodyError as refusal:
            raise CommandError(refusal.sentence()) from refusal
