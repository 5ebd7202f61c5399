"""The filters that officers kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from custody.organisation.models import SavedView

if TYPE_CHECKING:
    from custody.organisation.models import Officer


def saved_views(officer: Officer) -> list[SavedView]:
    """Return what the officer kept, by name, and then what others share with a role of theirs."""
    rows = SavedView.objects.filter(Q(officer=officer) | Q(shared_with__overlap=list(officer.roles)))
    return sorted(rows.select_related("officer"), key=lambda view: (view.officer_id != officer.id, view.name))
