"""The first acts in an empty house: an engine badge, and a first administrator."""

from __future__ import annotations

import secrets

from custody.core.act import Act, Basis, Door
from custody.core.errors import NotAllowedNow
from custody.core.events import OFFICER_REGISTERED
from custody.ledger.recording import recording
from custody.organisation.models import Officer
from custody.organisation.roles import Role
from custody.organisation.selectors import ENGINE_BADGE


def new_pseudonym() -> str:
    """Return a fresh random pseudonym for the leaves."""
    return f"p{secrets.token_hex(10)}"


def found_house(*, administrator_badge: str, password: str | None) -> tuple[Officer, Officer]:
    """Register the engine and the first administrator; return both.

    Who: nobody yet, from the command line. When: while the house has no officer, else ``NotAllowedNow``.
    Appends ``officer.registered/1`` twice.
    """
    if Officer.objects.exists():
        raise NotAllowedNow("house.founded", "This house already has officers")
    engine = Officer(badge=ENGINE_BADGE, pseudonym=new_pseudonym(), roles=[Role.ENGINE.value], clearance=0)
    engine.set_unusable_password()
    administrator = Officer(badge=administrator_badge, pseudonym=new_pseudonym(),
                            roles=[Role.ADMINISTRATOR.value], clearance=2)
    if password is None:
        administrator.set_unusable_password()
    else:
        administrator.set_password(password)
    with recording(Act(actor=engine, door=Door.COMMAND, basis=Basis.OPENING)) as record:
        for officer in (engine, administrator):
            officer.stream_id = record.open_stream(kind="officer", ref=officer.id)
            officer.save(force_insert=True)
            record.append(OFFICER_REGISTERED, on=officer, officer_id=officer.id, roles=officer.roles,
                          clearance=officer.clearance, is_active=True, badge=officer.badge)
    return engine, administrator
