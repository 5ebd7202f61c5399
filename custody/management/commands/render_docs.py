"""``manage.py render_docs [--check]``: write the generated reference pages, or say which are out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from custody.reports import reference

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Write or compare the pages of ``custody.reports.reference``."""

    help = "Write the reference pages drawn from the code; with --check, only compare them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--check``."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each page that differs; with ``--check``, raise ``CommandError`` naming them instead."""
        stale = []
        for path, draw in reference.PAGES.items():
            file = settings.BASE_DIR / path
            page = draw()
            if file.is_file() and file.read_text(encoding="utf-8") == page:
                continue
            stale.append(str(path))
            if not options["check"]:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(page, encoding="utf-8")
        if stale and options["check"]:
            raise CommandError(f"out of date: {', '.join(stale)}; run manage.py render_docs")
        self.stdout.write(f"written: {', '.join(stale)}" if stale else "all pages are up to date")
