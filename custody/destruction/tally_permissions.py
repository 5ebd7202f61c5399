"""Who calls and who counts at the mouth of the furnace: two people, neither of them a witness of the burn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotPermitted
from custody.destruction import tally_policies
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from custody.destruction.models import BurnSession
    from custody.destruction.selectors.tallies import Mouth
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

LOADERS = (Role.CREW, Role.OFFICER, Role.STOREKEEPER, Role.CHECKER, Role.SUPERVISOR, Role.DUTY_OFFICER)
"""Who may stand at the mouth of the furnace: whoever brings goods there, checks them or commands."""


def check_can_record_loading(
    officer: Officer,
    session: BurnSession,
    mouth: Mouth,
    part: str,
    units: Sequence[HandlingUnit],
    testers: Collection[UUID] = (),
) -> None:
    """Return when the officer may write down, as who calls or as who counts, that the units went into the fire.

    One person calls and another counts, from the first unit to the last; a witness of the burn does neither, nor do the
    ``testers`` of what was drawn for it.
    """
    check_holds_role(officer, *LOADERS)
    if officer.id in {session.witness_a_id, session.witness_b_id}:
        raise NotPermitted("tally.witness", "A witness of this burn watches: two others call and count what goes in")
    if officer.id in testers:
        raise NotPermitted("tally.tested", "You tested what was drawn for this burn: two others call and count")
    if mouth.part_of(officer) not in {None, part}:
        raise NotPermitted("tally.own", "One person calls and another counts. You do the other of the two")
    person = mouth.person_of(part)
    if person is not None and person.id != officer.id:
        raise NotPermitted("tally.taken", "Badge {badge} does this at this fire. Do the other of the two",
                           badge=person.badge)  # fmt: skip
    tally_policies.check_tally_open(session, mouth)
    tally_policies.check_part_unsigned(mouth, part)
    tally_policies.check_not_loaded_yet(mouth, part, units)


def check_can_sign_tally(officer: Officer, session: BurnSession, mouth: Mouth) -> str:
    """Return the part that the officer signs: their own list, and nobody else's."""
    part = mouth.part_of(officer) if officer.is_active else None
    if part is None:
        raise NotPermitted("tally.not_yours", "You wrote down nothing at this fire. Call or count first")
    tally_policies.check_tally_open(session, mouth)
    tally_policies.check_part_unsigned(mouth, part)
    return part


def check_saw_only(officer: Officer, mouth: Mouth) -> None:
    """Return when who signs as a witness neither called nor counted."""
    if mouth.part_of(officer) is not None:
        raise NotPermitted("witness.tallied", "You called or counted at this fire: somebody else must be its witness")
