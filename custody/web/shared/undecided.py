"""What waits for a second person, in words, and the page on which it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from custody.web.shared.rules import rule_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custody.destruction.selectors.proposals import Undecided
    from custody.web.shared.parts import Text

_WORDS: Mapping[str, Text] = {
    "officer": _("Badge {which}"),
    "place": _("Place {which}"),
    "site": _("Site {which}"),
    "facility": _("Furnace {which}"),
    "policy": _("Rule: {which}"),
    "pack": _("Rules of {which}"),
    "calibration": _("Calibration of scale {which}"),
}
_PAGES: Mapping[str, str] = {
    "officer": "officers:proposal",
    "place": "places:proposal",
    "site": "sites:proposal",
    "facility": "furnaces:proposal",
    "policy": "policies:proposal",
    "pack": "packs:pack",
    "calibration": "scales:decide",
}


def proposal_words(found: Undecided) -> str:
    """Return what the proposal is about, like "Place GREYLAG"."""
    which = rule_words(found.which) if found.about == "policy" else found.which
    return str(_WORDS[found.about]).format(which=which)


def proposal_link(found: Undecided) -> str:
    """Return the address of its page."""
    return reverse(_PAGES[found.about], args=[found.id])
