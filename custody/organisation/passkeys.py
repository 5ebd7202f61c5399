"""A passkey (WebAuthn level 3, chapter 7): what is asked of the browser, and whether its answer is one of ours.

allauth keeps the keys and fido2 looks at the signatures. Added here is what neither does: the origin is the very one
that was served, the question is good once and for five minutes, and a count that goes back is not let pass.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from struct import error as struct_error
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import get_authenticator_by_credential_id, get_credentials
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from custody.core.errors import InvalidInput
from custody.organisation.models import Officer
from custody.organisation.selectors.sessions import database_now

ASKED_FOR = timedelta(minutes=5)
"""How long a question is good: a person finds a key in that time, and a thief of the answer is late."""
MOST = 5
"""Passkeys of one officer."""
_LONGEST = 8000
_NEEDED = UserVerificationRequirement.REQUIRED
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, NotImplementedError, struct_error)

Asked = Mapping[str, Any]
"""What a session remembers of the question it was asked."""


class Recognised(NamedTuple):
    """The key that answered, to which question, and its count; ``is_doubtful`` when that went back, so that it may be a
    copy, and ``is_closed`` when it did so once before."""

    passkey: Authenticator
    challenge: str
    counter: int
    is_doubtful: bool
    is_closed: bool


def ask_new(officer: Officer, *, origin: str) -> tuple[dict[str, Any], Asked]:
    """Return what the browser is asked in order to make a passkey for the officer, and what to remember of it."""
    whose = PublicKeyCredentialUserEntity(id=officer.id.bytes, name=officer.badge, display_name=officer.badge)
    options, state = _server(origin).register_begin(
        whose, get_credentials(officer), resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_NEEDED, extensions={"credProps": True},
    )  # fmt: skip
    return dict(options), _remembered(state, "new")


def ask_known(*, origin: str) -> tuple[dict[str, Any], Asked]:
    """Return what the browser is asked in order to show a passkey, and what to remember of it.

    No key is named: the device offers what it has. So the question says nothing of any badge, nor whether it exists.
    """
    options, state = _server(origin).authenticate_begin(user_verification=_NEEDED)
    return dict(options), _remembered(state, "known")


def read_new(answer: str, *, asked: Asked | None, origin: str) -> tuple[dict[str, Any], int]:
    """Return what the browser made, and where its count stands; raise ``InvalidInput`` when it is none as we asked."""
    try:
        said = _read(answer)
        made = _server(origin).register_complete(_state(asked, "new"), said)
        key = made.credential_data
        if key is None or key.public_key.get(3) not in CoseKey.supported_algorithms():
            raise ValueError
        others = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN, data__credential__id=said["id"])
        if others.exists():
            raise ValueError
    except _UNREADABLE:
        raise InvalidInput("passkey.none", "No passkey was made. Try again", field="name") from None
    return said, made.counter


def owner_of(answer: str, *, badge: str) -> Officer | None:
    """Return the officer whose passkey an answer says it is, None where that is nobody who serves or not of this
    ``badge``. An empty badge is that of the key. Nothing is proved by it."""
    try:
        officer = Officer.objects.get(pk=_whose(_read(answer)), is_active=True)
    except (*_UNREADABLE, Officer.DoesNotExist):
        return None
    return officer if not badge or officer.badge.upper() == badge.strip().upper() else None


def read_known(officer: Officer, answer: str, *, asked: Asked | None, origin: str) -> Recognised | None:
    """Return the passkey of the officer that answered as it was asked, and what it says of itself; else None.

    The caller holds the rows of the officer's passkeys: one answer counts once, whichever process it reaches, and also
    from a key that counts nothing.
    """
    try:
        said = _read(answer)
        state = _state(asked, "known")
        shown = AuthenticationResponse.from_dict(said)
        _server(origin).authenticate_complete(state, get_credentials(officer), said)
        passkey = get_authenticator_by_credential_id(officer, shown.raw_id)
    except _UNREADABLE:
        return None
    if passkey is None or passkey.data.get("answered") == state["challenge"]:
        return None
    passkey.user = officer
    before, count = passkey.data.get("count", 0), shown.response.authenticator_data.counter
    return Recognised(
        passkey, challenge=state["challenge"], counter=count, is_doubtful=bool(before or count) and count <= before,
        is_closed=bool(passkey.data.get("closed")),
    )  # fmt: skip


def whose_answer(answer: str) -> str:
    """Return the badge an answer says it is of, empty when that is nobody. Nothing is proved by it."""
    officer = owner_of(answer, badge="")
    return "" if officer is None else officer.badge


def passkeys_of(officer: Officer) -> list[Authenticator]:
    """Return the passkeys of an officer, the oldest first."""
    found = Authenticator.objects.filter(user=officer, type=Authenticator.Type.WEBAUTHN)
    return list(found.order_by("created_at", "pk"))


def _server(origin: str) -> Fido2Server:
    """The name of the house is its host, and no other origin is heard, not even another port of the same host."""
    host = urlsplit(origin).hostname or ""
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="Custody"), verify_origin=lambda said: said == origin)


def _remembered(state: Any, what: str) -> Asked:
    return {"challenge": state["challenge"], "what": what, "at": database_now().timestamp()}


def _state(asked: Asked | None, what: str) -> dict[str, Any]:
    if not asked or asked["what"] != what or database_now().timestamp() - asked["at"] > ASKED_FOR.total_seconds():
        raise ValueError
    return {"challenge": asked["challenge"], "user_verification": _NEEDED}


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > _LONGEST:
        raise ValueError
    said = json.loads(answer)
    if not isinstance(said, dict):
        raise TypeError
    return said


def _whose(said: Mapping[str, Any]) -> UUID:
    return UUID(bytes=websafe_decode(said["response"]["userHandle"]))
