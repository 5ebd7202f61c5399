"""``manage.py doctor [--json]``: deploy checks in plain words; exit 0 / 1."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from custody.reports.soundness import examine


class Command(BaseCommand):
    """Ask every question and say what is not well."""

    help = "Say whether this installation is fit for its work. Exit 0 when it is, 1 when it is not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        answers = list(examine())
        if options["json"]:
            self.stdout.write(json.dumps([asdict(answer) for answer in answers]))
        else:
            for answer in answers:
                mark = "well   " if answer.is_well else "NOT WELL"
                self.stdout.write(f"{mark}  {answer.question}" + (f": {answer.advice}" if answer.advice else ""))
        sys.exit(0 if all(answer.is_well for answer in answers) else 1)
