"""Who closes an inquiry into what was destroyed by an event: somebody outside, who had no part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput, NotAllowedNow, NotPermitted
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from custody.evidence.models import HandlingUnit, Inquiry, Proposal
    from custody.organisation.models import Officer

INQUIRERS = (Role.INTERNAL_AFFAIRS, Role.AUDITOR)


def check_can_close_inquiry(
    officer: Officer, inquiry: Inquiry, *, proposals: Collection[Proposal], former: Collection[str]
) -> None:
    """Return when the officer may close the inquiry: who inquires, and neither asked, decided nor ever had the unit.

    ``proposals`` are those by which the unit was written off, ``former`` the pseudonyms of all who ever had it.
    """
    check_holds_role(officer, *INQUIRERS)
    asked = {each for row in proposals for each in (row.proposed_by_id, row.decided_by_id)}
    if officer.id in asked or officer.pseudonym in former:
        raise NotPermitted(
            "inquiry.part", "You had this unit or had a say in writing it off. Somebody outside inquires into it"
        )
    if inquiry.closed_at is not None:
        raise NotAllowedNow("inquiry.closed", "This inquiry is closed already")


def check_residue(residue: HandlingUnit, inquiry: Inquiry) -> None:
    """Return for another unit of the same seizure: what is left is registered as a unit of its own."""
    unit = inquiry.unit
    if residue.id == unit.id or residue.seizure_id != unit.seizure_id:
        raise InvalidInput(
            "inquiry.residue", "Register what is left as a unit of the same seizure, and enter its label",
            field="residue",
        )  # fmt: skip
