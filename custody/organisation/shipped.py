"""The packs that come with the house: files, to be proposed and approved like any other."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

_FOLDER = Path("custody") / "data" / "packs"


def shipped_packs() -> dict[str, str]:
    """Return the text of every pack that comes with the house, by the name of its file without the ending."""
    folder = Path(settings.BASE_DIR) / _FOLDER
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.toml"))}
