"""``manage.py load_demo``: founds the demo house and loads its scenario. Safe to run at every start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from custody.core.errors import CustodyError
from custody.scenario.demo import load_demo
from custody.scenario.progress import Line


class Command(BaseCommand):
    """Found the house and replay the autumn of 2023, as far as it is not done."""

    requires_system_checks = ()
    help = "Found the demo house, write var/demo_logins.json, and replay the autumn of 2023."

    def handle(self, *args: Any, **options: Any) -> None:
        file = settings.VAR_DIR / "demo_logins.json"
        try:
            loaded = load_demo(logins_file=file, progress=Line(self.stderr, name="demo").show)
        except CustodyError as refusal:
            raise CommandError(refusal.sentence()) from refusal
        if loaded is None:
            self.stdout.write("The demo was loaded before")
        else:
            self.stdout.write(f"The demo is loaded: {len(loaded.cases)} seizures. Logins are in {file}")
            for refused in loaded.refused:
                self.stderr.write(f"{refused.event}: {refused.reason}")
            for case, reason in loaded.stopped:
                self.stderr.write(f"{case.id}: {reason}")
            for burn, reason in loaded.stuck_burns:
                self.stderr.write(f"burn {burn}: {reason}")
