"""What an officer keeps and two have approved to be given away: it stands on their home page until they give it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from custody.evidence.selectors.exceptions import to_give
from custody.web.shared.parts import Waiting

if TYPE_CHECKING:
    from custody.organisation.models import Officer


def giving_waits(officer: Officer) -> Iterator[Waiting]:
    """Return what the officer has yet to give to who receives it, the oldest decision in front."""
    for proposal in to_give(officer):
        yield Waiting(
            label=_("Give %(label)s to who receives it") % {"label": proposal.unit.label},
            link=reverse("exceptions:give", args=[proposal.id]),
            why=_("To %(party)s, by reference %(reference)s")
            % {"party": proposal.party, "reference": proposal.reference},
            status=_("Approved"),
            tone="warning",
        )
