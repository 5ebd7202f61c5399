"""Coming and leaving."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import BadgeField, CheckField, ChoiceField, CustodyForm

if TYPE_CHECKING:
    from custody.organisation.models import Site


class ComeForm(CustodyForm):
    """I am here. Who commands may say so of another."""

    site = ChoiceField(label=_("Site"), choices=[])
    on_guard = CheckField(label=_("As its guard"))
    badge = BadgeField(label=_("Badge"), help_text=_("Leave it empty for yourself"), required=False)

    def __init__(self, *args: Any, sites: Iterable[Site], commands: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = [(site.code_word, site.code_word) for site in sites]  # type: ignore[attr-defined]
        if not commands:
            del self.fields["badge"]


class LeaveForm(CustodyForm):
    """A one-button act: I leave, or somebody whom the commander names leaves."""

    badge = BadgeField(required=False)
