"""The packs that come with the house: files, to be proposed and approved like any other."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1] / "data" / "packs"


def shipped_packs() -> dict[str, str]:
    """Return the text of every pack that comes with the house, by the name of its file without the ending."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(_FOLDER.glob("*.toml"))}
