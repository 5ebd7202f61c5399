"""``manage.py burn_figures [--year 2026] [--jurisdiction BE] [--json]``: how fast goods burn, what holds them up."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.core.errors import InvalidInput
from custody.deadlines.selectors import database_now
from custody.destruction.selectors.exposure import STAGES
from custody.reports.figures import HEAD, slot_table, table, tonne_hours, weighted_tonne_hours, year_figures


class Command(BaseCommand):
    """Print the figures of a year."""

    help = "Say what was seized and burnt in a year, how fast, how many tonne-hours it lay by stage, and the slots."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, help="the year that runs when left out")
        parser.add_argument("--jurisdiction", help="all of them when left out")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        at = database_now()
        try:
            wanted = options["year"] or at.year
            found = year_figures(year=wanted, at=at, jurisdiction=options["jurisdiction"], sees_mass=True)
        except InvalidInput as error:
            raise CommandError(str(error)) from error
        rows = [dict(zip(HEAD, row, strict=True)) for row in table(found)]
        slots = {str(name): count for name, count in slot_table(found)}
        if options["json"]:
            self.stdout.write(json.dumps({"year": found.year, "rows": rows, "slots": slots}, default=str))
            return
        whole, lay = found.whole.outcome, found.whole.exposure
        self.stdout.write(
            f"{found.year}: {whole.seizures} seizures, {rows[-1]['kg_seized']} kg seized, "
            f"{rows[-1]['kg_burnt']} kg burnt"
        )
        self.stdout.write(
            f"  burnt within 24 h {_or_none(whole.percent_within(24))} %, within 48 h "
            f"{_or_none(whole.percent_within(48))} % of the mass; median hours to ash "
            f"{_or_none(whole.median_hours)} by unit, {_or_none(whole.median_hours_by_mass)} by mass"
        )
        self.stdout.write(f"  t x h: {tonne_hours(lay)} in all")
        for stage in STAGES:
            self.stdout.write(f"    {stage:<12}{tonne_hours(lay, stage):>14}{lay.percent(stage):>5} %")
        self.stdout.write(
            f"  t x h weighted by place and danger: {weighted_tonne_hours(lay)}; an hour counted {lay.weight_percent} %"
        )
        self.stdout.write("  slots: " + ", ".join(f"{name} {count}" for name, count in slots.items()))
        for row in rows[:-1]:
            self.stdout.write("  " + " ".join(f"{_or_none(row[name])!s:>12}" for name in HEAD))


def _or_none(value: object) -> object:
    return "–" if value is None else value
