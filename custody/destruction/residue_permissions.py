"""Who: what was left of a burn. One weighs it, another says where it went; each check also asks when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotPermitted
from custody.destruction import policies, residue_policies
from custody.destruction.tally_permissions import LOADERS
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.destruction.models import BurnResidue, BurnSession
    from custody.organisation.models import Officer

WEIGHERS = LOADERS
DISPOSERS = (Role.CHECKER, Role.SUPERVISOR)


def check_can_weigh_residue(officer: Officer, session: BurnSession, *, gross_mg: int, left_mg: int) -> None:
    """Return when the officer may weigh what was left of a burn: who may load one, once it is over. ``left_mg`` is what
    of it was weighed before."""
    check_holds_role(officer, *WEIGHERS)
    policies.check_session(session, "burnt", "aborted")
    residue_policies.check_not_more(session, gross_mg=gross_mg, left_mg=left_mg)


def check_can_say_nothing_left(officer: Officer, session: BurnSession, *, left_mg: int, said: bool) -> None:
    """Return when the officer may say that nothing of the burn is left to be weighed: a checker or supervisor, once it
    burnt."""
    check_holds_role(officer, *DISPOSERS)
    policies.check_session(session, "burnt", "aborted")
    residue_policies.check_none_weighed(left_mg=left_mg, said=said)


def check_can_dispose_of_residue(
    officer: Officer, residue: BurnResidue, *, disposal: str, again: BurnSession | None
) -> None:
    """Return when the officer may say where it went: a checker or supervisor who did not weigh it."""
    check_holds_role(officer, *DISPOSERS)
    if officer.id == residue.weighed_by_id:
        raise NotPermitted("residue.own", "Another person must say where it went: you weighed it")
    residue_policies.check_way(residue, disposal=disposal, again=again)
