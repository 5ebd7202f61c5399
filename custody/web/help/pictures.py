"""The picture of the screen on which a task begins, where ``dev.py pictures --help-pages`` made one."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

SIZE = (390, 844)
"""What a phone shows of it, in the pixels of the page."""


def picture_of(*, task: str, language: str) -> Path | None:
    """Return the file of a task's picture in a language; none where there is none, or no such language.

    ``task`` is the name of one that there is: no word of an address reaches the name of a file.
    """
    if language not in dict(settings.LANGUAGES):
        return None
    file = Path(settings.CUSTODY_HELP_PICTURES) / f"{task}.{language}.webp"
    return file if file.is_file() else None
