"""When: what a roster, a site and its telephone number must look like. Each check returns, or raises with a sentence
for an officer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import phonenumbers

from custody.core.code_words import WORDS
from custody.core.errors import InvalidInput, NotAllowedNow, StaleVersion
from custody.organisation.roles import ROLE_WORDS, Role

if TYPE_CHECKING:
    from custody.ledger.rows import LedgerRow
    from custody.organisation.models import Duty, Officer, Place, Waiver

ROSTERED = tuple(role for role in Role if role not in {Role.DEVICE, Role.ENGINE})
"""Roles that people are on duty in. Machines never sleep, and are never told."""
CRITICAL = frozenset({Role.DUTY_OFFICER, Role.SUPERVISOR})
"""Roles in which nobody who is on duty goes home before somebody else is."""
LATE_ENTRY = timedelta(hours=1)
"""How far in the past a duty may begin: the roster is written a little late, never afterwards."""
LONGEST = timedelta(days=14)
_CODE_WORD = re.compile(r"[A-Z][A-Z0-9-]{2,23}")
_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z]{2})?")
FURTHEST = timedelta(days=731)
"""How far ahead a duty may begin: further is a slip of the year."""


def check_version(row: LedgerRow, expected_seq: int | None) -> None:
    """Return when the row is as the form saw it; raise ``StaleVersion`` when something happened since."""
    if expected_seq is not None and row.last_seq != expected_seq:
        raise StaleVersion


def check_zone(zone: str) -> None:
    """Return for a time zone that is known; raise ``InvalidInput`` otherwise."""
    if zone not in available_timezones():
        raise InvalidInput("site.zone", "Write the time zone like Europe/Brussels", field="zone")


def check_phone(phone: str, *, jurisdiction: str) -> str:
    """Return the number as E.164; one without a country is read as one of the jurisdiction.

    Raises ``InvalidInput`` for what cannot be dialled.
    """
    try:
        parsed = phonenumbers.parse(phone, jurisdiction)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        raise InvalidInput("site.phone", "Enter the number of the police with its country, like +32 2 555 01 01",
                           field="police_phone")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def check_can_be_rostered(officer: Officer, role: Role) -> None:
    """Return when people are on duty in the role and the officer holds it; raise ``InvalidInput`` otherwise."""
    if role not in ROSTERED:
        raise InvalidInput("duty.role", "Choose a role that people are on duty in", field="role")
    if not officer.is_active or not officer.has_role(role):
        raise InvalidInput("duty.not_in_role", "Badge {badge} is no {role}. Choose somebody who is", field="badge",
                           badge=officer.badge, role=ROLE_WORDS[role])


def check_duty_times(*, begins_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Return for a stretch of time that can still be served; raise ``InvalidInput`` otherwise."""
    if ends_at <= begins_at:
        raise InvalidInput("duty.order", "The end of the duty must lie after its beginning", field="ends_at")
    if ends_at - begins_at > LONGEST:
        raise InvalidInput("duty.long", "A duty lasts 14 days at most. Roster the rest as another one",
                           field="ends_at")
    if begins_at > now + FURTHEST:
        raise InvalidInput("duty.far", "A duty begins within two years. Check the year", field="begins_at")
    if begins_at < now - LATE_ENTRY:
        raise InvalidInput("duty.past", "A duty cannot begin in the past. Choose a later beginning",
                           field="begins_at")


def check_no_overlap(earlier: Sequence[Duty]) -> None:
    """Return when there is no other duty of the officer in this role and place at the time; raise ``NotAllowedNow``
    otherwise."""
    if earlier:
        raise NotAllowedNow("duty.overlap", "Badge {badge} is on duty in this role at this time already",
                            badge=earlier[0].officer.badge)


def check_cancellable(duty: Duty, *, now: datetime, is_covered: bool) -> None:
    """Return while the duty can be cancelled.

    One that is over stays in the roster; one that runs, in a critical role, ends only when somebody else is on duty
    in that role. Raises ``NotAllowedNow``.
    """
    if duty.cancelled_at is not None:
        raise NotAllowedNow("duty.cancelled", "This duty is cancelled already")
    if duty.ends_at <= now:
        raise NotAllowedNow("duty.over", "This duty is over: the roster keeps it")
    if duty.begins_at <= now and Role(duty.role) in CRITICAL and not is_covered:
        raise NotAllowedNow("duty.uncovered", "Nobody else is on duty as {role}. Roster somebody first",
                            role=ROLE_WORDS[Role(duty.role)])


def check_waiver_asked(waiver: Waiver, *, now: datetime) -> None:
    """Return while the waiver waits for an answer and would still count; raise ``NotAllowedNow`` otherwise."""
    if waiver.state != "asked":
        raise NotAllowedNow("waiver.decided", "This waiver was decided already")
    if waiver.expires_at <= now:
        raise NotAllowedNow("waiver.late", "The time this was asked for is over. Ask anew")


def check_waiver_granted(waiver: Waiver) -> None:
    """Return while the waiver waits or counts; raise ``NotAllowedNow`` when it is over."""
    if waiver.state not in {"asked", "granted"}:
        raise NotAllowedNow("waiver.over", "This waiver is over already")


def check_waiver_over(waiver: Waiver, *, now: datetime) -> None:
    """Return when the time of the waiver is over; raise ``NotAllowedNow`` before."""
    if waiver.expires_at > now:
        raise NotAllowedNow("waiver.runs", "This waiver has time left")


def check_limits(*, cap_mg: int | None, cap_eur: int | None) -> None:
    """Return when each limit that is given is above zero; raise ``InvalidInput`` otherwise."""
    for field, limit in (("cap_mg", cap_mg), ("cap_eur", cap_eur)):
        if limit is not None and limit < 1:
            raise InvalidInput("limit.zero", "A limit is above zero. Enter how much may lie here", field=field)


def check_limit_lowered(place: Place, *, cap_mg: int | None, cap_eur: int | None) -> None:
    """Return when no limit is above the one it replaces; raise ``InvalidInput`` otherwise."""
    check_limits(cap_mg=cap_mg, cap_eur=cap_eur)
    for field, before, after in (("cap_mg", place.cap_mg, cap_mg), ("cap_eur", place.cap_eur, cap_eur)):
        if after is not None and before is not None and after > before:
            raise InvalidInput(
                "limit.raised", "A limit is only ever lowered. Ask for a waiver for what must lie here beyond it",
                field=field,
            )  # fmt: skip


def check_code_word(code_word: str) -> None:
    """Return for a code word of 3 to 24 letters; raise ``InvalidInput`` otherwise."""
    if not _CODE_WORD.fullmatch(code_word):
        raise InvalidInput("code_word.shape", "Give a code word of 3 to 24 letters, like a bird", field="code_word")


def check_not_of_seizures(code_word: str) -> None:
    """Return for a word by which a place may go; raise ``InvalidInput`` for one by which seizures and burns are
    called: KESTREL-41 would send people to KESTREL."""
    if code_word.upper() in WORDS:
        raise InvalidInput("code_word.of_seizures", "Seizures are called by this word: choose another one",
                           field="code_word")  # fmt: skip


def check_country(jurisdiction: str) -> None:
    """Return for a jurisdiction as it is written, like BE or US-TX; raise ``InvalidInput`` otherwise."""
    if not _COUNTRY.fullmatch(jurisdiction):
        raise InvalidInput("place.country", "Write the country in two letters, like BE", field="jurisdiction")
