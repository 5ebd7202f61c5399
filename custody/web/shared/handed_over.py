"""A hand-over that was accepted, in the words of who gave it: what was not taken stands in the first sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from custody.evidence.models import Transfer
    from custody.evidence.selectors.handed_over import Outcome


def taken_words(transfer: Transfer, became: Outcome) -> str:
    """Return who took over how many of the giver's units, how many were not taken, and how many bear another seal."""
    count, badge = transfer.unit_count, transfer.receiver.badge
    if not became.left:
        said = ngettext("Badge %(badge)s took over your %(count)d unit",
                        "Badge %(badge)s took over your %(count)d units", count)
    else:
        said = _("Badge %(badge)s took %(taken)d of your %(count)d units")
    parts = [said % {"badge": badge, "count": count, "taken": became.taken}]
    if became.left:
        parts.append(ngettext("%(count)d was not taken, you still answer for it",
                              "%(count)d were not taken, you still answer for them",
                              len(became.left)) % {"count": len(became.left)})  # fmt: skip
    if became.differing:
        parts.append(ngettext("%(count)d bears another seal", "%(count)d bear another seal",
                              len(became.differing)) % {"count": len(became.differing)})  # fmt: skip
    return ". ".join(parts)
