"""``manage.py issue_token BADGE --by ADMINISTRATOR``: prints a new token for the API."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.core.act import Act, Door
from custody.core.errors import CustodyError
from custody.organisation.actions.tokens import issue_token
from custody.organisation.selectors import officer_by_badge


class Command(BaseCommand):
    """Issue a token."""

    help = "Issue a token for the API in the name of a badge, and print it. An earlier one stops working."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("badge", help="badge of the person or machine that will use it")
        parser.add_argument("--by", required=True, help="badge of the administrator who issues it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            act = Act(actor=officer_by_badge(badge=options["by"], field="by"), door=Door.COMMAND)
            self.stdout.write(issue_token(act=act, badge=options["badge"]))
        except CustodyError as refusal:
            raise CommandError(refusal.sentence()) from refusal
