"""``manage.py due_sheet [--hours 24] [--site CODEWORD]``: what falls due, to be printed for the safe."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.core.act import Act, Door
from custody.core.errors import CustodyError
from custody.deadlines.selectors import database_now
from custody.evidence.actions.consult import read_due_sheet
from custody.organisation.selectors import engine_officer, site_by_code_word
from custody.reports.duesheet import due_sheets


class Command(BaseCommand):
    """Print the due sheet. That it was printed is recorded."""

    help = "List what falls due in the next hours, site by site, as a sheet for the safe. The print is recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hours", type=int, default=24)
        parser.add_argument("--site", help="code word of one site")

    def handle(self, *args: Any, **options: Any) -> None:
        hours = options["hours"]
        if not 1 <= hours <= 168:
            raise CommandError("--hours is a number from 1 to 168")
        try:
            site = site_by_code_word(code_word=options["site"]) if options["site"] else None
            act = Act(actor=engine_officer(), door=Door.COMMAND)
            read_due_sheet(act=act, site_id=None if site is None else site.id, hours=hours)
        except CustodyError as error:
            raise CommandError(str(error)) from error
        at = database_now()
        sheets, left_out = due_sheets(at=at, hours=hours, site=site)
        self.stdout.write(f"Falls due within {hours} hours, seen at {at:%Y-%m-%d %H:%M} UTC")
        for sheet in sheets:
            self.stdout.write(f"\f{sheet.site or 'no site'} · sheet {sheet.number} of {sheet.of}\n")
            for line in sheet.lines:
                mark = "PAST DUE" if line.is_past_due else "        "
                self.stdout.write(f"[ ] {mark} {line.due}  {line.code_word:<16} {line.reference:<12} {line.to_do}")
        if not sheets:
            self.stdout.write("Nothing.")
        if left_out:
            self.stdout.write("There is more than fits. Print one site at a time.")
