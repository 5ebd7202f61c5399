"""Who: people from outside who stood by at a fire are written down by whoever had a part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.destruction import policies
from custody.destruction.tally_permissions import LOADERS
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.destruction.models import BurnSession
    from custody.organisation.models import Officer

HOSTS = (*LOADERS, Role.WITNESS)


def check_can_record_attendance(officer: Officer, session: BurnSession) -> None:
    """Return when the officer may say who from outside stood by: who may load a burn or be its witness, once it is
    approved, and afterwards too."""
    check_holds_role(officer, *HOSTS)
    policies.check_session(session, "approved", "burnt", "aborted")
