"""``manage.py plan_destruction [--json] [--jurisdiction BE] [--another-kg N]``: what burns when, and why.

Nothing is booked and nothing is kept: it is the plan that a planner would make now.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.core.planning import REASON_WORDS, sentences_of
from custody.deadlines.selectors import database_now
from custody.reports.planning import MG_PER_KG, Outlook, outlook


class Command(BaseCommand):
    """Print the plan."""

    help = "Plan the burns of the next 30 days from what lies here now, and say why. Nothing is booked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--jurisdiction", default=settings.CUSTODY_JURISDICTION)
        parser.add_argument("--another-kg", type=int, default=0, help="what if so many kilograms came tonight")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 <= options["another_kg"] <= 100_000:
            raise CommandError("--another-kg is a number from 0 to 100000")
        found = outlook(
            at=database_now(), jurisdiction=options["jurisdiction"], another_mg=options["another_kg"] * MG_PER_KG
        )
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json()))
        else:
            self._print(found)

    def _print(self, found: Outlook) -> None:
        plan = found.plan
        self.stdout.write(f"Plan by the layer {plan.layer}, {_moment(plan.book.at)}, book {plan.book.digest()[:12]}")
        for slot, booked in plan.sessions():
            mg = sum(each.mg for each in booked)
            units = sum(len(each.pieces) for each in booked)
            self.stdout.write(
                f"  {_moment(slot.starts_at)}  {slot.facility:<12}{units:>5} units"
                f"{mg // MG_PER_KG:>7} of {slot.limit_mg // MG_PER_KG} kg"
            )
        empty = sum(plan.reasons().values())
        self.stdout.write(f"{len(plan.sessions())} sessions filled, {empty} slots empty")
        for reason, count in plan.reasons().items():
            self.stdout.write(f"  {count:>4}  {REASON_WORDS[reason]}")
        for each in sentences_of(plan):
            values = {name: _moment(v) if isinstance(v, datetime) else v for name, v in each.values.items()}
            self.stdout.write(f"  {each.lot.key.split(' ')[0]}: {each.template.format(**values)}")
        zero = plan.time_to_zero
        self.stdout.write("Time to zero: " + ("not within 30 days" if zero is None else _moment(zero)))
        self.stdout.write(
            f"Risk-hours to come: {found.risk_hours}; if nothing burns: {found.idle_risk_hours}; "
            f"first in, first out: {found.fifo_risk_hours}"
        )


def _moment(value: datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M} UTC"
