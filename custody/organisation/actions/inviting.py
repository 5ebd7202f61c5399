"""A new officer sets his own password and second factor. Two people let him: each hands over one code, in person.

Neither of the two can come in as the officer, and a code that is stolen opens nothing. The codes stand in no address,
no log and no row, and the password never leaves the form.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from custody.core.act import Act, Door
from custody.core.errors import InvalidInput, NotFound
from custody.core.events import INVITATION_COUNTERSIGNED, INVITATION_ENDED, OFFICER_INVITED
from custody.ledger.recording import recording
from custody.organisation.invitation_codes import GOOD_FOR, TRIES, are_codes, first_code, second_code
from custody.organisation.invitation_permissions import check_can_countersign, check_can_invite, is_open
from custody.organisation.models import Invitation, Officer
from custody.organisation.second_factor import enrol
from custody.organisation.selectors import engine_officer

if TYPE_CHECKING:
    from custody.ledger.recording import Record

PASSWORD_LEAST = 12
_STRONG = (MinimumLengthValidator(PASSWORD_LEAST), CommonPasswordValidator())


def invite_officer(*, act: Act, officer_id: UUID) -> tuple[Invitation, str]:
    """Invite an officer, and return the invitation with the first code, which is shown this once.

    Who: an administrator or a supervisor. When: the officer serves and has no password. An invitation that is open
    ends. Appends ``officer.invited/1``, and ``officer.invitation_ended/1`` for the one before.
    """
    with recording(act, authorises=True) as record:
        officer = _locked(officer_id)
        check_can_invite(act.actor, officer)
        for earlier in officer.invitations.filter(ended_at__isnull=True):
            _end(record, officer, earlier, "replaced")
        invitation = Invitation(
            officer=officer, stream_id=officer.stream_id, invited_by=act.actor, invited_at=record.at,
            lapses_at=record.at + GOOD_FOR, first_token=secrets.token_bytes(16),
        )  # fmt: skip
        invitation.save(force_insert=True)
        record.append(
            OFFICER_INVITED, on=officer, rows=[invitation], invitation_id=invitation.id, invited_at=record.at,
            lapses_at=invitation.lapses_at, invited_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"officer": str(officer.id)}
    return invitation, first_code(invitation)


def countersign_invitation(*, act: Act, officer_id: UUID) -> tuple[Invitation, str]:
    """Countersign the open invitation of an officer, and return it with the second code, which is shown this once.

    Who: an administrator or a supervisor who did not invite. When: it is open and nobody did before. Appends
    ``officer.invitation_countersigned/1``.
    """
    with recording(act, authorises=True) as record:
        officer = _locked(officer_id)
        invitation = officer.invitations.select_related("officer").filter(ended_at__isnull=True).first()
        if invitation is None:
            raise NotFound
        check_can_countersign(act.actor, invitation, now=record.now)
        invitation.countersigned_by, invitation.countersigned_at = act.actor, record.at
        invitation.second_token = secrets.token_bytes(16)
        invitation.save(update_fields=["countersigned_by", "countersigned_at", "second_token"])
        record.append(
            INVITATION_COUNTERSIGNED, on=officer, rows=[invitation], invitation_id=invitation.id,
            countersigned_at=record.at, countersigned_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"officer": str(officer.id)}
    return invitation, second_code(invitation)


def join(*, badge: str, first: str, second: str, password: str, secret: str, code: str) -> Officer:
    """Set the password and the second factor of an invited officer, and return the officer.

    ``secret`` is what the authenticator was given, ``code`` the six digits that show it has it. Whatever is wrong of
    the badge and the two codes is refused in the same words; after five wrong tries the invitation is blocked.

    Who: whoever has both codes. When: the invitation is open, within its 24 hours; once. Appends
    ``officer.invitation_ended/1``.
    """
    rows = Invitation.objects.select_related("officer").filter(ended_at__isnull=True, officer__is_active=True)
    found = rows.filter(officer__badge__iexact=badge.strip()).first()
    if found is None:
        _refuse()
    # Counted for itself: what is refused below leaves no other trace.
    with transaction.atomic(durable=True):
        Invitation.objects.filter(pk=found.pk).update(tries=F("tries") + 1)
    if not are_codes(found, first=first, second=second):
        _block_after(found)
        _refuse()
    _check_strong(password, found.officer)
    with recording(Act(actor=found.officer, door=Door.PAGE)) as record:
        officer = _locked(found.officer_id)
        invitation = officer.invitations.select_for_update().get(pk=found.pk)
        if not is_open(invitation, now=record.now) or officer.has_usable_password():
            _refuse()
        enrol(officer, secret=secret, given=code)
        officer.set_password(password)
        officer.save(update_fields=["password"])
        _end(record, officer, invitation, "used")
        record.result = {"officer": str(officer.id)}
    return officer


def _block_after(found: Invitation) -> None:
    """End an invitation at whose codes somebody guessed too often."""
    guessed_at = Invitation.objects.filter(pk=found.pk, ended_at__isnull=True, tries__gte=TRIES)
    if not guessed_at.exists():
        return
    with recording(Act(actor=engine_officer(), door=Door.ENGINE)) as record:
        officer = _locked(found.officer_id)
        for invitation in guessed_at.select_for_update():
            _end(record, officer, invitation, "blocked")


def _end(record: Record, officer: Officer, invitation: Invitation, outcome: str) -> None:
    invitation.ended_at, invitation.outcome = record.at, outcome
    invitation.save(update_fields=["ended_at", "outcome"])
    record.append(
        INVITATION_ENDED, on=officer, rows=[invitation], invitation_id=invitation.id, ended_at=record.at,
        outcome=outcome,
    )  # fmt: skip


def _check_strong(password: str, officer: Officer) -> None:
    try:
        validate_password(password, user=officer, password_validators=_STRONG)
    except ValidationError:
        raise InvalidInput(
            "password.weak", "Choose a password of {least} characters or more that nobody guesses", field="password",
            least=PASSWORD_LEAST,
        ) from None  # fmt: skip


def _refuse() -> NoReturn:
    raise InvalidInput(
        "invitation.wrong", "These codes do not open this badge, or their time is over. Ask who gave them to you",
        field="first_code",
    )  # fmt: skip


def _locked(officer_id: UUID) -> Officer:
    found = Officer.objects.select_for_update().filter(pk=officer_id).first()
    if found is None:
        raise NotFound
    return found
