"""The reader: who am I here, and what is in my name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.authtoken.models import Token

from custody.api.v1.outputs import OfficerOut, UnitOut
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.evidence.selectors.holding import my_custody

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


@reads("read_me", shows=OfficerOut, summary="Read who is signed in")
class Me(Single):
    """The reader."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the reader, and whether they may sign through this door."""
        return {
            "badge": officer.badge,
            "roles": officer.roles,
            "language": officer.language,
            "may_sign": not isinstance(self.request.auth, Token),
        }


@lists("list_my_custody", shows=UnitOut, summary="List what is in the reader's custody, by label", ordering=("label",))
class MyCustody(Listing):
    """What is in the reader's name."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the units in the reader's custody."""
        return my_custody(officer)
