"""Decisions of authorities in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from custody.web.shared.parts import Text

STATES: Mapping[str, tuple[Text, str]] = {
    "recorded": (_("To be verified"), "warning"),
    "verified": (_("Verified"), "success"),
    "refused": (_("Refused"), "neutral"),
}
