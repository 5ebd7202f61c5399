"""How much something is, in words: units by kind, and of which seizure they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext, ngettext

from custody.web.shared.words import UNIT_KINDS

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit

KINDS: Mapping[str, Callable[[int], str]] = {
    "pallet": lambda n: ngettext("%(count)d pallet", "%(count)d pallets", n) % {"count": n},
    "drum": lambda n: ngettext("%(count)d drum", "%(count)d drums", n) % {"count": n},
    "bag": lambda n: ngettext("%(count)d bag", "%(count)d bags", n) % {"count": n},
    "box": lambda n: ngettext("%(count)d box", "%(count)d boxes", n) % {"count": n},
    "brick": lambda n: ngettext("%(count)d single brick", "%(count)d single bricks", n) % {"count": n},
    "liquid": lambda n: ngettext("%(count)d container of liquid", "%(count)d containers of liquid", n) % {"count": n},
    "plants": lambda n: ngettext("%(count)d lot of plants", "%(count)d lots of plants", n) % {"count": n},
}


def load_in_words(units: Iterable[HandlingUnit]) -> list[str]:
    """Return what a load is, one phrase for each seizure it is of: "64 bags of LINDEN-378"."""
    listed = list(units)
    prefetch_related_objects(listed, "seizure")
    return counted_in_words((unit.seizure.code_word if unit.seizure else "", unit.kind, 1) for unit in listed)


def counted_in_words(counted: Iterable[tuple[str, str, int]]) -> list[str]:
    """Return the same of numbers of units, each with the code word of the seizure, "" for none, and the kind."""
    found: dict[str, Counter[str]] = {}
    for word, kind, count in counted:
        found.setdefault(word, Counter())[kind] += count
    return [_of(", ".join(_many(kind, n) for kind, n in kinds.most_common()), word) for word, kinds in found.items()]


def _of(much: str, word: str) -> str:
    return gettext("%(what)s of %(seizure)s") % {"what": much, "seizure": word} if word else much


def _many(kind: str, count: int) -> str:
    return KINDS[kind](count) if kind in KINDS else f"{count} × {UNIT_KINDS.get(kind, kind)}"
