"""What stands on a paper, in its one spelling."""

from __future__ import annotations

from custody.core.errors import InvalidInput
from custody.destruction import lists
from custody.evidence import entries


def reference_of(text: str) -> str:
    """Return the reference of a paper, cleaned; raise ``InvalidInput`` when there is none."""
    cleaned = entries.clean_text(text, field="reference", most=lists.REFERENCE_MOST)
    if cleaned is None:
        raise InvalidInput("paper.no_reference", "Enter the reference of the paper", field="reference")
    return cleaned
