"""Who comes on duty is greeted once; the ways out are knocked at without sending; the ledger is read once a day."""

from __future__ import annotations

import socket
from datetime import timedelta

from config.launcher.system import free_port
from custody.alerts.models import Alert, Delivery, Heartbeat, ShiftMessage
from custody.alerts.passes import verify as verifying
from custody.alerts.passes.probe import probe
from custody.alerts.passes.shift import shift
from custody.alerts.passes.verify import verify
from custody.ledger.verify import verify_ledger
from custody.organisation.models import Duty
from custody.organisation.roles import Role
from tests import stories
from tests.alerts.conftest import HOUR, reach
from tests.alerts.servers import mail_server, sms_gateway
from tests.alerts.test_engines import together
from tests.alerts.test_watching import on_duty
from tests.danger import reported

SECOND = timedelta(seconds=1)


def test_a_duty_that_begins_is_greeted_once_whoever_looks(house_cast):
    reach(house_cast, house_cast.duty_officer)
    on_duty(house_cast, house_cast.duty_officer, begins=SECOND, hours=8)
    assert shift(engine="early") == 0
    until = stories.now() + 3 * SECOND
    while not Duty.objects.filter(begins_at__lte=stories.now()).exists():
        assert stories.now() < until

    together(4, lambda number: shift(engine=f"engine{number}"))

    assert set(Delivery.objects.filter(kind="shift").values_list("channel", "officer")) == {
        (channel, house_cast.duty_officer.id) for channel in ("email", "sms")
    }
    assert Delivery.objects.filter(kind="shift").count() == 2
    assert shift(engine="late") == 0
    assert ShiftMessage.objects.count() == 1


def test_a_greeting_counts_no_alert_about_who_reads_it(cast):
    for officer, role in ((cast.duty_officer, Role.DUTY_OFFICER), (cast.supervisor, Role.SUPERVISOR)):
        reach(cast, officer)
        on_duty(cast, officer, begins=SECOND, hours=8, role=role)
    reported(cast.duty_officer, silent=True)
    others = Alert.objects.exclude(state="resolved").exclude(about__contains=[cast.duty_officer.id]).count()
    Duty.objects.update(begins_at=stories.now())

    assert shift(engine="test") == 2

    told = dict(Delivery.objects.filter(kind="shift", channel="sms").values_list("officer", "count"))
    assert told == {cast.duty_officer.id: others, cast.supervisor.id: others + 1}


def test_a_duty_that_began_long_ago_is_not_greeted(cast):
    reach(cast, cast.duty_officer)
    on_duty(cast, cast.duty_officer, begins=SECOND, hours=8)
    Duty.objects.update(begins_at=stories.now() - 2 * HOUR)

    assert shift(engine="test") == 0


def test_a_door_that_opens_is_signed_and_one_that_stays_shut_says_why(house_cast, settings):
    with mail_server() as mail, sms_gateway() as gateway:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
        settings.CUSTODY_SMS_GATEWAYS = [gateway.settings() | {"name": "first"}]
        assert probe(engine="test") == {"mail": "", "sms:first": ""}
        assert mail.messages == gateway.messages == []
    signed = Heartbeat.objects.get(work="mail").last_ok_at

    settings.EMAIL_PORT = free_port()
    settings.CUSTODY_SMS_GATEWAYS = [{"name": "first", "driver": "kannel", "url": f"http://127.0.0.1:{free_port()}/x"}]
    said = probe(engine="test")

    assert said == {"mail": "ConnectionRefusedError", "sms:first": "ConnectionRefusedError"}
    shut = Heartbeat.objects.get(work="mail")
    assert shut.last_ok_at == signed
    assert shut.findings == [{"detail": "ConnectionRefusedError"}]


def test_a_relay_that_takes_the_call_and_says_nothing_is_shut(house_cast, settings, monkeypatch):
    from custody.alerts.passes import probe as probing

    monkeypatch.setattr(probing, "KNOCK_SECONDS", 0.3)
    settings.CUSTODY_SMS_GATEWAYS = []
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", silent.getsockname()[1]
        assert probe(engine="test")["mail"] == "SMTPServerDisconnected"


def test_the_ledger_is_read_once_a_day_and_what_does_not_add_up_is_kept(house_cast, monkeypatch):
    read = []

    def twisted(**how):
        read.append(how)
        done = verify_ledger(**how)
        done.faults.append("event 7 does not add up")
        return done

    monkeypatch.setattr(verifying, "verify_ledger", twisted)
    assert verify(engine="test") >= 1
    assert verify(engine="another") == 0
    assert len(read) == 1
    assert "event 7" in Heartbeat.objects.get(work="verify").findings[-1]["detail"]
    Heartbeat.objects.update(last_ok_at=stories.now() - 25 * HOUR)
    assert verify(engine="another") >= 1
