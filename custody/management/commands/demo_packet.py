"""``manage.py demo_packet --out FILE.zip [--seizure S]``: a court packet of the demo, issued by two demo badges."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.core.act import Act, Door
from custody.core.errors import CustodyError, NotAllowedNow, StaleVersion
from custody.evidence.actions import packets as actions
from custody.evidence.packet_permissions import CLERKS
from custody.evidence.selectors.access import visible_seizures
from custody.evidence.selectors.packets import waiting_packet
from custody.ledger.selectors import installation
from custody.organisation.roles import Role
from custody.organisation.selectors.people import officers_with_role

SECONDS = 20.0


class Command(BaseCommand):
    """Issue a court packet through the real action, in a demo only."""

    help = "Issue a court packet of a seizure of the demo by two demo badges, and write it to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="where the packet is written (.zip)")
        parser.add_argument("--seizure", help="code word of the seizure; without it the newest that is closed")

    def handle(self, *args: Any, **options: Any) -> None:
        if installation().kind != "demo":
            raise CommandError("This is no demo: a court packet is asked for and issued by two people, on its pages")
        try:
            content = _issued(options["seizure"])
        except CustodyError as refusal:
            raise CommandError(refusal.sentence()) from refusal
        options["out"].write_bytes(content)
        self.stdout.write(f"{len(content)} bytes are in {options['out']}. manage.py packet_policy prints the keys")


def _issued(code_word: str | None) -> bytes:
    asker = officers_with_role(Role.CASE_OFFICER)[0]
    second, *_ = [each for each in officers_with_role(*CLERKS) if each.id != asker.id]
    rows = visible_seizures(asker).order_by("state", "-seized_at")  # closed before open
    seizure = (rows.filter(code_word=code_word.upper()) if code_word else rows).first()
    if seizure is None:
        raise CommandError("There is no such seizure")
    packet = waiting_packet(seizure)
    if packet is None:
        packet = actions.ask_packet(
            act=_act(asker), seizure_id=seizure.id, purpose="hearing", recipient="Demo court", language="en",
            level="court",
        )  # fmt: skip
    elif packet.asked_by_id == second.id:
        second = asker
    until = time.monotonic() + SECONDS
    while True:
        try:
            actions.issue_packet(act=_act(second), packet_id=packet.id)
            break
        except (NotAllowedNow, StaleVersion) as refusal:
            # Its own question is sealed within a moment; and the demo may go on with this seizure meanwhile.
            if refusal.code not in ("packet.unsealed", "record.stale") or time.monotonic() > until:
                raise
            time.sleep(0.2)
    return actions.read_packet(act=_act(second), packet_id=packet.id, reason="The demo shows it").content


def _act(officer: Any) -> Act:
    return Act(actor=officer, door=Door.COMMAND)
