"""``python -m config.messages [--check]``: merges the source into the catalogues, or says where they differ."""

from __future__ import annotations

import sys

from config.launcher.words import say_plain
from config.messages.merging import merge


def main(arguments: list[str]) -> int:
    """Merge, or only compare with ``--check``; return 1 when that finds a catalogue that differs from the source."""
    is_checking = "--check" in arguments
    found = merge(write=not is_checking)
    for each in found:
        say_plain(f"{each.language}: {each.count} messages, {each.missing} without a translation"
                  f"{', changed' if each.is_changed else ''}")
        for gone in each.dropped:
            if gone.translations:
                say_plain(f"{each.language}: dropped {gone.msgid!r}, which was {gone.translations[0]!r}")
    return 1 if is_checking and any(each.is_changed for each in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
