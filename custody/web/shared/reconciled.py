"""What a reconciliation answered, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import ngettext

if TYPE_CHECKING:
    from custody.destruction.entries import Reconciled


def reconciled_words(answer: Reconciled) -> str:
    """Return how many units were reconciled, and the labels of those that do not add up."""
    count = len(answer.reconciled)
    sentence = ngettext("%(count)d unit reconciled.", "%(count)d units reconciled.", count) % {"count": count}
    if answer.refused:
        refused = ngettext(
            "%(count)d does not add up and has a discrepancy: %(labels)s.",
            "%(count)d do not add up and have a discrepancy: %(labels)s.",
            len(answer.refused),
        ) % {"count": len(answer.refused), "labels": ", ".join(unit.label for unit in answer.refused)}
        return f"{sentence} {refused}"
    return sentence
