"""Tokens for programs: a scale, an importer, a person's own script."""

from __future__ import annotations

import hashlib
import secrets

from rest_framework.authtoken.models import Token

from custody.core.act import Act
from custody.core.errors import InvalidInput
from custody.core.events import TOKEN_ISSUED
from custody.ledger.recording import recording
from custody.organisation.models import Officer
from custody.organisation.permissions import check_can_administer
from custody.organisation.roles import Role
from custody.organisation.selectors import officer_by_badge


def issue_token(*, act: Act, badge: str) -> str:
    """Return a new token for the API in the name of a badge. It is shown this once; an earlier one stops working.

    Who: an administrator. When: the badge is active and not the engine's. Appends ``token.issued/1``.
    """
    check_can_administer(act.actor)
    named = officer_by_badge(badge=badge)
    if named.has_role(Role.ENGINE):
        raise InvalidInput("token.engine", "The engine of the house needs no token", field="badge")
    key = secrets.token_hex(32)
    with recording(act, authorises=True) as record:
        officer = Officer.objects.select_for_update().get(pk=named.pk)
        Token.objects.filter(user=officer).delete()
        Token.objects.create(user=officer, key=kept_form_of(key))
        record.append(TOKEN_ISSUED, on=officer, officer_id=officer.id, issued_by=act.actor.pseudonym)
        record.result = {"officer": str(officer.id)}
    return key


def kept_form_of(key: str) -> str:
    """Return what the database keeps of a token: 160 bits of its SHA-256, which is what the column holds."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]
