"""``manage.py adopt_pack NAME|--file FILE --proposed-by BADGE [--approved-by BADGE] [--json]``: two people, or a look.

Without ``--approved-by`` the pack is proposed and waits for another person on its page; with ``--look`` nothing is
written, and what it would change is printed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.core.act import Act, Door
from custody.core.errors import CustodyError
from custody.core.packs import read_pack
from custody.deadlines.pack_effect import foresee
from custody.deadlines.selectors import database_now
from custody.organisation.actions import packs as actions
from custody.organisation.selectors import officer_by_badge
from custody.organisation.shipped import shipped_packs


class Command(BaseCommand):
    """Propose what a jurisdiction lays down, and let another person approve it."""

    help = "Adopt a jurisdiction pack: one person proposes it, another approves it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="a pack that comes with the house, such as BE, ES or US-TX")
        parser.add_argument("--file", type=Path, help="a pack of your own")
        parser.add_argument("--look", action="store_true", help="say what it would change, and write nothing")
        parser.add_argument("--proposed-by", metavar="BADGE")
        parser.add_argument("--approved-by", metavar="BADGE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        document = self._document(options)
        try:
            said = self._look(document) if options["look"] else self._adopt(document, options)
        except CustodyError as refusal:
            raise CommandError(refusal.sentence()) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(said))
            return
        for line in said.get("changes", []):
            self.stdout.write(
                f"{line['key']:28} {line['before']!s:>6} -> {line['value']:>6} {line['measure']:13} "
                f"moves {line['moved']:>4}  [{line['status']}] {line['source']}"
            )
        self.stdout.write(
            f"{said['jurisdiction']} v{said['version']}: {said['state']}, {said['unverified']} statements unverified"
        )

    def _document(self, options: dict[str, Any]) -> str:
        if options["file"] is not None:
            try:
                return str(options["file"].read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError) as error:
                raise CommandError(f"This file cannot be read: {error}") from error
        known = shipped_packs()
        if options["name"] not in known:
            raise CommandError(f"Name one of {', '.join(known)}, or a file")
        return known[options["name"]]

    def _look(self, document: str) -> dict[str, Any]:
        pack = read_pack(document)
        changes = [
            {
                "key": each.change.rule.key, "before": each.change.before, "value": each.change.rule.value,
                "measure": each.change.rule.measure, "status": each.change.rule.status,
                "source": each.change.rule.source, "moved": each.effect.moved,
            }
            for each in foresee(pack, at=database_now())
        ]  # fmt: skip
        return {
            "jurisdiction": pack.jurisdiction, "version": pack.version, "state": "looked at",
            "unverified": pack.unverified(), "changes": changes,
        }  # fmt: skip

    def _adopt(self, document: str, options: dict[str, Any]) -> dict[str, Any]:
        if options["proposed_by"] is None:
            raise CommandError("Say who proposes it: --proposed-by BADGE")
        proposer = officer_by_badge(badge=options["proposed_by"])
        approver = None if options["approved_by"] is None else officer_by_badge(badge=options["approved_by"])
        if approver is not None and approver.id == proposer.id:
            # Said before anything is recorded: a pack that nobody approves would wait for ever.
            raise CommandError("Another person must decide the pack that you proposed")
        row = actions.propose_pack(act=Act(actor=proposer, door=Door.COMMAND), document=document)
        if approver is not None:
            row = actions.decide_pack(act=Act(actor=approver, door=Door.COMMAND), pack_id=row.id, approve=True)
        return {
            "jurisdiction": row.jurisdiction, "version": row.version, "state": row.state,
            "unverified": read_pack(document).unverified(),
        }  # fmt: skip
