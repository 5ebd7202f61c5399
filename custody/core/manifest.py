"""The list that two people sign at a hand-over, as one number.

A signature over the list stands for one over each of its lines: whoever changes a line has another number. The lines
are put in the order of their labels, so that nobody signs an order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from custody.core.canonical import canonical_bytes

_DOMAIN = b"custody-manifest-v1\x00"


def manifest_sha256(lines: Iterable[Sequence[str | int | None]]) -> str:
    """Return the SHA-256 of a list in hexadecimal; the first value of each line is the label it is put in order by."""
    ordered = sorted((list(line) for line in lines), key=lambda line: str(line[0]))
    made = hashlib.sha256(_DOMAIN)
    for line in ordered:
        # A line of canonical JSON holds no line end of its own: where one stops is part of what is signed.
        made.update(canonical_bytes(line) + b"\n")
    return made.hexdigest()
