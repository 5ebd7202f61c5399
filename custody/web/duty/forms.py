"""Putting somebody on duty, and taking a duty back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from custody.organisation.roles import ROLE_WORDS, Role
from custody.web.shared.forms import BadgeField, ChoiceField, CustodyForm
from custody.web.shared.local import LocalMomentField
from custody.web.shared.proposals import ForeseenForm

if TYPE_CHECKING:
    from custody.organisation.models import Site

EVERYWHERE = "all"
TOLD = (
    Role.DUTY_OFFICER, Role.SUPERVISOR, Role.STOREKEEPER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.INTERNAL_AFFAIRS,
    Role.ADMINISTRATOR,
)  # fmt: skip
"""The roles that alerts go to, in the order in which they are told."""
OTHERS = (Role.OFFICER, Role.CREW)


def role_in_words(role: Role | str) -> str:
    """Return a role as it stands at the head of a row."""
    return capfirst(translate(ROLE_WORDS[Role(role)])) or ""


class RosterForm(ForeseenForm):
    """Who, as what, where, from when to when."""

    badge = BadgeField(label=_("Who is on duty?"))
    role = ChoiceField(label=_("As what?"))
    site = ChoiceField(label=_("Where?"))
    begins = LocalMomentField(label=_("Begins"), help_text=_("On the clock of the site"))
    ends = LocalMomentField(label=_("Ends"), help_text=_("On the clock of the site; 14 days later at most"))

    also_called = {"begins_at": "begins", "ends_at": "ends"}

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, site = self.fields["role"], self.fields["site"]
        role.choices = [(each.value, role_in_words(each)) for each in (*TOLD, *OTHERS)]  # type: ignore[attr-defined]
        site.choices = [  # type: ignore[attr-defined]
            (EVERYWHERE, translate("All sites")), *((each.code_word, each.code_word) for each in sites)
        ]


class CancelForm(CustodyForm):
    """One decision: this duty falls away."""
