"""Orders in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from custody.web.shared.parts import Text

STATES: Mapping[str, tuple[Text, str]] = {
    "recorded": (_("To be verified"), "warning"),
    "verified": (_("Verified"), "success"),
    "refused": (_("Refused"), "neutral"),
    "revoked": (_("Revoked"), "neutral"),
}
LACKING: Mapping[str, Text] = {"sample": _("Sample missing"), "photo": _("Photo missing")}


def lacking_words(lacking: Iterable[str]) -> list[Text]:
    """Return in words what must be kept before an order can cover a unit (R2)."""
    return [LACKING[what] for what in lacking]
