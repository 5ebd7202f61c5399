"""What is past its deadline, on the first page of who reads the overview: it says that something burns, and where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.deadlines.selectors import database_now
from custody.organisation.roles import Role
from custody.web.dashboard.goods import goods
from custody.web.shared.parts import Waiting

if TYPE_CHECKING:
    from custody.organisation.models import Officer

READS_OVERVIEW = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.PLANNER)


def late(officer: Officer) -> Iterator[Waiting]:
    """Yield one row with as many units as the overview calls late, which leads there; none where none is."""
    if not officer.has_role(*READS_OVERVIEW):
        return
    count = goods(officer).filter(due_at__lte=database_now()).count()
    if count:
        yield Waiting(
            label=ngettext("%(count)d unit past its deadline", "%(count)d units past their deadline", count)
            % {"count": count},
            link=reverse("dashboard:board"),
            why=_("The overview says what comes first, and what holds it up"),
            status=_("Act now"),
            tone="danger",
        )
