"""What the officer began and did not finish, on the first page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.template.defaultfilters import date as date_format
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from custody.evidence.selectors.doors import DOORS, doors_owed_by
from custody.evidence.selectors.holding import unfinished_by
from custody.web.seizure.tasks import left_to_do
from custody.web.shared.local import day_and_time
from custody.web.shared.parts import Waiting
from custody.web.shared.telling import inside

if TYPE_CHECKING:
    from custody.organisation.models import Officer


def unfinished(officer: Officer) -> Iterator[Waiting]:
    """Yield what the officer seized and still has, the oldest first: a seizure is not done because nothing else waits,
    nor because there are newer ones."""
    for unit in doors_owed_by(officer):
        yield Waiting(
            label=_("Take a photo of the doors of %(label)s") % {"label": unit.label},
            link=f"{reverse('photo:attach_unit', args=[unit.id])}?slot={DOORS}",
            why=_("The number fails its own check: the photo shows that it stands there"),
            status=_("Photo still owed"),
            tone="warning",
        )
    first, others = unfinished_by(officer)
    for seizure, units in first:
        left = left_to_do(officer, seizure, units)
        lacks = [inside(words) for words in (*(task.label for task in left.missing), *left.owed, *left.to_sign)]
        yield Waiting(
            label=_("Finish seizure %(word)s") % {"word": seizure.code_word},
            link=reverse("seizure:seizure", args=[seizure.id]),
            why=_("Still to do: %(what)s") % {"what": "; ".join(lacks)} if lacks
            else _("Nothing is missing: hand the load over"),
            status=_("In progress") if lacks else _("Can be done now"),
            tone="warning" if lacks else "neutral",
        )
    for seizure in others:
        at = localtime(seizure.seized_at)
        # What each of them lacks is on its page: it is not asked of the database for all of them here.
        yield Waiting(
            label=_("Finish seizure %(word)s") % {"word": seizure.code_word},
            link=reverse("seizure:seizure", args=[seizure.id]),
            why=_("Seized %(at)s") % {"at": date_format(at, day_and_time(at))},
            status=_("In progress"),
            tone="warning",
        )
