"""How the tests of alerts let time pass, who can be reached, and how somebody answers."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from custody.alerts.models import Alert, Delivery, ReplyCode
from custody.alerts.passes import dispatch as sending
from custody.alerts.passes.dispatch import dispatch
from custody.alerts.passes.engine import engine_act
from custody.alerts.raising import HOUSE_ID, Finding, raise_alert
from custody.deadlines.models import Clock
from custody.ledger.recording import recording
from custody.organisation.actions import register
from tests import stories
from tests.alerts.servers import mail_server, sms_gateway
from tests.passing import arm_at

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def reach(cast, *officers, verified=True):
    """Give officers an address and a number; without ``verified`` those they have do not count any more."""
    for officer in officers:
        register.record_contact(
            act=stories.act_of(cast.administrator),
            officer=officer,
            email=f"{officer.badge}@custody.invalid",
            phone=f"+3247000{officer.badge}",
            verified_at=stories.now() if verified else None,
        )


def let_pass(subject, kind, *, past_due):
    """Move a clock back in time so that it is past due by this much now, and return it."""
    clock = Clock.objects.get(subject_id=subject.id, clock_type=kind, closed_at__isnull=True)
    back = stories.now() - past_due - clock.due_at
    arm_at(clock, clock.started_at + back)
    Clock.objects.filter(pk=clock.pk).update(due_at=clock.due_at + back, next_fire_at=clock.next_fire_at + back)
    clock.refresh_from_db()
    return clock


def hurry():
    """Let everything in the out-tray be due now."""
    Delivery.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=stories.now() - HOUR)


def raised(level=1, key="sys:test"):
    """Raise an alert about the house itself and return it."""
    with recording(engine_act()) as record:
        return raise_alert(
            record,
            Finding(
                rule="AL13", stage="test", level=level, subject_kind="house", subject_id=HOUSE_ID, dedupe_key=key,
                fired_for=record.now,
            ),
        )


def put_away(alert):
    """Take everything about an alert out of the tray, to a step that no ladder has."""
    rows = Delivery.objects.filter(alert=alert)
    rows.update(state="superseded", next_attempt_at=None, step=99)


@pytest.fixture
def sends_on_its_connection(monkeypatch):
    """Let a pass that sends keep its connection meanwhile: in a test that rolls back, everything is in it."""
    monkeypatch.setattr(sending, "connection", SimpleNamespace(close=lambda: None))


@pytest.fixture
def cast(sends_on_its_connection, cast):
    """Give the cast in a database that rolls back, and in which messages are sent all the same."""
    return cast


@pytest.fixture
def gateway(settings):
    """A relay and an SMS gateway that listen, and a house that sends by them."""
    with mail_server() as mail, sms_gateway() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
        settings.CUSTODY_SMS_GATEWAYS = [server.settings("first")]
        settings.CUSTODY_SMS_INBOUND_SECRET = "s3cret"
        yield server


@pytest.fixture
def asked(cast, gateway):
    """Return a function that tells the supervisor of an alert by SMS; it returns the alert and the code he got."""

    def tell(level=2, officer=cast.supervisor):
        alert = raised(level=level, key=f"sys:{level}:{Alert.objects.count()}")
        put_away(alert)
        Delivery.objects.create(
            alert=alert, officer=officer, channel="sms", level=level, next_attempt_at=stories.now() - MINUTE
        )
        Delivery.objects.filter(accepted_at__isnull=False).update(accepted_at=stories.now() - timedelta(hours=2))
        dispatch(engine="test")
        code = ReplyCode.objects.get(alert=alert, officer=officer).code
        assert gateway.messages[-1]["text"].endswith(f"Reply {code}")
        return alert, code

    return tell
