"""The passkeys of an officer: added and removed by the officer alone, who has just shown the authenticator's code."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction

from custody.core.act import Act, Door
from custody.core.errors import NotAllowedNow, NotFound
from custody.core.events import PASSKEY_ADDED, PASSKEY_DOUBTED, PASSKEY_REMOVED
from custody.ledger.recording import recording
from custody.organisation.models import Officer
from custody.organisation.passkeys import MOST, Asked, Recognised, owner_of, passkeys_of, read_known, read_new
from custody.organisation.selectors import engine_officer


def add_passkey(*, act: Act, name: str, answer: str, asked: Asked | None, origin: str) -> Authenticator:
    """Keep the passkey that the officer's browser made, and return it.

    Who: every officer for themselves. When: the answer is to the question that this session was asked, and there are
    fewer than five. Appends ``officer.passkey_added/1``, of which a supervisor and internal affairs hear (AL17).
    """
    with recording(act, authorises=True) as record:
        officer = Officer.objects.select_for_update().get(pk=act.actor.pk)
        if len(passkeys_of(officer)) >= MOST:
            raise NotAllowedNow("passkey.many", "You have five passkeys. Remove one first")
        said, count = read_new(answer, asked=asked, origin=origin)
        passkey: Authenticator = WebAuthn.add(officer, name, said).instance
        passkey.data["count"] = count
        passkey.save(update_fields=["data"])
        record.append(PASSKEY_ADDED, on=officer, officer_id=officer.id)
        record.result = {"officer": str(officer.id)}
    return passkey


def remove_passkey(*, act: Act, passkey_id: int) -> None:
    """Remove a passkey: it opens nothing from now on.

    Who: every officer for themselves. When: always. Raises ``NotFound`` for one of somebody else. Appends
    ``officer.passkey_removed/1``, which is told as the adding is.
    """
    with recording(act, authorises=True) as record:
        officer = Officer.objects.select_for_update().get(pk=act.actor.pk)
        found = Authenticator.objects.filter(pk=passkey_id, user=officer, type=Authenticator.Type.WEBAUTHN)
        removed, _ = found.delete()
        if not removed:
            raise NotFound
        record.append(PASSKEY_REMOVED, on=officer, officer_id=officer.id)
        record.result = {"officer": str(officer.id)}


def show_passkey(*, badge: str, answer: str, asked: Asked | None, origin: str) -> Authenticator | None:
    """Return the passkey that opens the house for ``badge``, or None. An empty badge is that of the key.

    Who: anybody, known to nobody. When: always. One whose count went back opens nothing, then and for good: there may
    be two of it (WebAuthn 6.1.1). Appends ``officer.passkey_doubted/1`` when that is seen, and people are told.
    """
    officer = owner_of(answer, badge=badge)
    if officer is None:
        return None
    with transaction.atomic():
        list(Authenticator.objects.select_for_update().filter(user=officer).order_by("pk").values_list("pk"))
        found = read_known(officer, answer, asked=asked, origin=origin)
        if found is None or found.is_closed:
            return None
        _note_answer(found)
    if found.is_doubtful:
        _doubt(officer)
        return None
    return found.passkey


def _note_answer(found: Recognised) -> None:
    data = found.passkey.data
    data["answered"] = found.challenge
    data.update({"closed": True} if found.is_doubtful else {"count": found.counter})
    found.passkey.save(update_fields=["data"])


def _doubt(officer: Officer) -> None:
    with recording(Act(actor=engine_officer(), door=Door.ENGINE)) as record:
        locked = Officer.objects.select_for_update().get(pk=officer.pk)
        record.append(PASSKEY_DOUBTED, on=locked, officer_id=locked.id)
