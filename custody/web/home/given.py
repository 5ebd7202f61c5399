"""What an officer gave away, and who answers for it now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from custody.deadlines.selectors import database_now
from custody.evidence.selectors.handed_over import given_beside, outcome_of
from custody.evidence.selectors.holding import accepted_lately
from custody.web.shared.handed_over import taken_words
from custody.web.shared.parts import Waiting

if TYPE_CHECKING:
    from custody.evidence.models import Transfer
    from custody.organisation.models import Officer

SHIFT = timedelta(hours=12)


def given_away(officer: Officer) -> Iterator[Waiting]:
    """Return what the officer gave away of late: nobody waits for word that has come. Who seized it too is told of
    what was not taken as it was given."""
    for transfer in accepted_lately(officer, since=database_now() - SHIFT):
        became, left = outcome_of(transfer), transfer.purpose == "departure"
        yield Waiting(
            label=taken_words(transfer, became), link=reverse("transfer:offered", args=[transfer.id]),
            why=(_("Accepted at %(at)s, and they have left") if left else _("Accepted at %(at)s")) % _when(transfer),
            status=_("Accepted") if became.is_whole else _("Not as you gave it"),
            tone="success" if became.is_whole else "danger",
        )
    for transfer, seizure_id in given_beside(officer, since=database_now() - SHIFT):
        became = outcome_of(transfer)
        if not became.is_whole:
            yield Waiting(
                label=taken_words(transfer, became), link=reverse("seizure:seizure", args=[seizure_id]),
                why=_("Accepted at %(at)s") % _when(transfer),
                status=_("Not as you gave it"), tone="danger",
            )  # fmt: skip


def _when(transfer: Transfer) -> dict[str, str]:
    return {"at": f"{localtime(transfer.closed_at):%H:%M}"}
