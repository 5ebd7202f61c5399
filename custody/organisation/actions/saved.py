"""Keeping the filters of a list under a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.organisation.models import SavedView

if TYPE_CHECKING:
    from custody.organisation.models import Officer


def keep_view(*, officer: Officer, name: str, query: str, shared_with: Sequence[str]) -> SavedView:
    """Keep some filters under a name; what the officer kept under it before is replaced. No event is appended: what one
    looks for is no fact of a story.

    Who: whoever may read the list. When: always.
    """
    SavedView.objects.filter(officer=officer, name=name).delete()
    view = SavedView(officer=officer, name=name, query=query, shared_with=sorted(shared_with))
    view.save(force_insert=True)
    return view


def drop_view(*, officer: Officer, view_id: UUID) -> None:
    """Forget filters that the officer kept; those of others stay.

    Who: who kept them. When: always.
    """
    SavedView.objects.filter(officer=officer, pk=view_id).delete()
