"""Is this installation fit for its work? Each question answers with a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg2.extensions
from django.conf import settings
from django.db import DatabaseError, connection

from custody.alerts.channels.sms import DRIVERS
from custody.alerts.selectors import engine_ages
from custody.alerts.watching import examine as examine_alarm
from custody.core.errors import CustodyError
from custody.core.note import parse_checkpoint, parse_note, parse_vkey, verified_names
from custody.core.packs import NEEDED
from custody.core.rule_values import GUARD_GRACE, HOT_LOAD
from custody.deadlines.selectors import database_now
from custody.deadlines.types import NEEDED_POLICIES
from custody.evidence.selectors.labels import documents_stuck
from custody.ledger.guards import missing_guards
from custody.ledger.selectors import installation, newest_checkpoint, oldest_pending_seconds
from custody.ledger.signer import verify_ed25519
from custody.organisation.roles import Role
from custody.organisation.selectors import engine_officer, officers_with_role, policy_value

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
CLOCK_SKEW_SECONDS = 5
ENGINE_SILENCE_SECONDS = 60
LEDGER_LAG_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question found. ``advice`` says what to do when it is not well."""

    question: str
    is_well: bool
    advice: str = ""


def examine() -> Iterator[Answer]:
    """Yield the answer to every question; a question that cannot be asked is not well."""
    for question, ask in _QUESTIONS:
        try:
            bad = list(ask())
        except (CustodyError, DatabaseError, OSError, LookupError) as error:
            bad = [str(error).strip().splitlines()[0] if str(error) else type(error).__name__]
        yield Answer(question, not bad, "; ".join(bad))


def _role() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        name, powerful = cursor.fetchone()
    if powerful:
        yield f"the process connects as {name}, who can do everything: use custody_app"


def _driver() -> Iterator[str]:
    connection.ensure_connection()
    if not isinstance(connection.connection, psycopg2.extensions.connection):
        yield "another driver than psycopg2 is in use: remove the package psycopg"


def _clock() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW timezone")
        if cursor.fetchone()[0] not in {"UTC", "Etc/UTC"}:
            yield "the connection is not in UTC"
    skew = time.time() - database_now().timestamp()
    if abs(skew) > CLOCK_SKEW_SECONDS:
        yield f"the clock of this machine is {skew:.0f} s off that of the database"


def _demo() -> Iterator[str]:
    is_demo_house = installation().kind == "demo"
    on_loopback = urlsplit(settings.CUSTODY_BASE_URL).hostname in LOOPBACK
    if settings.CUSTODY_DEMO and not (is_demo_house and on_loopback):
        yield "CUSTODY_DEMO is on outside a demo database on loopback: the sign-in page would hand out badges"
    if settings.DEBUG:
        yield "CUSTODY_DEBUG is on"


def _transport() -> Iterator[str]:
    address = urlsplit(settings.CUSTODY_BASE_URL)
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        yield "CUSTODY_BASE_URL is not https"
    if len(settings.SECRET_KEY) < 40:
        yield "CUSTODY_SECRET_KEY is short"


def _lag() -> Iterator[str]:
    lag = oldest_pending_seconds()
    if lag > LEDGER_LAG_SECONDS:
        yield f"the oldest event has waited {lag:.0f} s for its place in the tree: is the integrator running?"


def _checkpoint() -> Iterator[str]:
    newest = newest_checkpoint()
    if newest is None:
        yield "no checkpoint was signed yet: is the signer running?"
        return
    key = parse_vkey(settings.CUSTODY_LOG_VKEY_FILE.read_text(encoding="utf-8").strip())
    note = parse_note(newest.note)
    verified_names(note, [key], verify_ed25519)
    if parse_checkpoint(note.body).origin != installation().origin:
        yield "the newest checkpoint belongs to another log"


def _engines() -> Iterator[str]:
    ages = engine_ages()
    if not any(age <= ENGINE_SILENCE_SECONDS for age in ages.values()):
        yield "no alert engine made a pass in the last minute"
    for engine, age in ages.items():
        if age > ENGINE_SILENCE_SECONDS:
            yield f"the engine {engine} is silent for {age:.0f} s"


def _alarm() -> Iterator[str]:
    for part in examine_alarm(database_now()):
        if not part.is_well:
            yield f"{part.code}: {part.detail}"


def _watchers() -> Iterator[str]:
    if not settings.CUSTODY_DEMO and not settings.CUSTODY_PING_URL:
        yield "CUSTODY_PING_URL is empty: nobody outside notices when all of this stops (examples/outside_switch.py)"
    if (settings.CUSTODY_CANARY_PHONE or settings.CUSTODY_CANARY_EMAIL) and not settings.CUSTODY_CANARY_KEY:
        yield "CUSTODY_CANARY_KEY is empty: nobody can report that the hourly test message came in"


def _people() -> Iterator[str]:
    engine_officer()
    if len(officers_with_role(Role.ADMINISTRATOR)) < 2:
        yield "fewer than two administrators: a policy value needs two"
    if len(officers_with_role(Role.SUPERVISOR)) < 2:
        yield "fewer than two supervisors: nobody approves his own plan"


def _policies() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    for key in (*NEEDED_POLICIES, *NEEDED, HOT_LOAD, GUARD_GRACE):
        try:
            policy_value(key=key, jurisdiction=settings.CUSTODY_JURISDICTION, at=now)
        except CustodyError as error:
            yield str(error)


def _channels() -> Iterator[str]:
    if not settings.EMAIL_HOST:
        yield "CUSTODY_SMTP_HOST is empty"
    if not settings.EMAIL_TIMEOUT:
        yield "the mail relay has no time-out"
    if not settings.CUSTODY_SMS_GATEWAYS:
        yield "CUSTODY_SMS_URL is empty: no text message can leave"
    for each in settings.CUSTODY_SMS_GATEWAYS:
        if each["driver"] not in DRIVERS:
            yield f"the SMS gateway {each['name']} has the driver {each['driver']}: choose {', '.join(sorted(DRIVERS))}"
    if len({each["name"] for each in settings.CUSTODY_SMS_GATEWAYS}) < 2:
        yield "CUSTODY_SMS2_URL is empty, or has the name of the first: one SMS gateway that fails silences the house"
    if not settings.CUSTODY_SMS_INBOUND_SECRET:
        yield "CUSTODY_SMS_INBOUND_SECRET is empty: nobody can answer an alert by SMS"


def _documents() -> Iterator[str]:
    if not any(settings.CUSTODY_DOCUMENT_FONTS.glob("*.ttf")):
        yield "the fonts of the documents are missing: run the set-up again"
    stuck = documents_stuck()
    if stuck:
        yield f"{stuck} documents could not be made: read last_error in custody_document"


_QUESTIONS: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
    ("the role of the process is narrow", _role),
    ("the driver is psycopg2", _driver),
    ("time is UTC", _clock),
    ("the guards of the database stand", missing_guards),
    ("the demo's shortcuts are off, or this is the demo", _demo),
    ("the connection is private and the secret long", _transport),
    ("the ledger keeps up", _lag),
    ("the newest checkpoint is signed by this log", _checkpoint),
    ("an alert engine runs", _engines),
    ("every part of the alarm system is well", _alarm),
    ("somebody outside watches", _watchers),
    ("the people that the rules need exist", _people),
    ("every rule has a value", _policies),
    ("mail and SMS are set", _channels),
    ("documents can be made, and none is stuck", _documents),
)
