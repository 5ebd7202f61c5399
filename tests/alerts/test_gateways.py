"""The drivers speak the real protocols of three kinds of gateway and say plainly what came of it."""

from __future__ import annotations

from base64 import b64encode
from contextlib import ExitStack
from uuid import UUID

import pytest

from config.launcher.system import free_port
from custody.alerts.channels import addresses, sms, wire
from custody.alerts.channels.base import Incoming, Letter, Outcome
from custody.alerts.rendering import Notice, render
from custody.core.errors import NotFound
from tests.alerts.servers import sms_gateway

REFERENCE = UUID("6f6d3f0a-3a6e-4c39-9d5b-0a8b1f2c3d4e")
TEXT = "COC 7K2QXDM: level 1. Open the system. Reply 7F3K9Q"
TO = "+32470004417"
DRIVERS = ("kannel", "smseagle", "generic")


@pytest.fixture
def at(settings):
    """Return a function that starts gateways and makes them those of the house, in this order."""
    with ExitStack() as started:

        def start(*drivers):
            servers = [started.enter_context(sms_gateway(driver)) for driver in drivers]
            settings.CUSTODY_SMS_GATEWAYS = [
                server.settings(name) for server, name in zip(servers, ("first", "second"), strict=False)
            ]
            return servers

        yield start


def send(name="first"):
    return sms.gateway(name).send(REFERENCE, TO, TEXT)


def letter():
    content = render(Notice(reference="7K2QXDM", level=1, count=1, language="en", code="7F3K9Q"))
    return Letter(reference=REFERENCE, address=TO, content=content)


# --- what is asked --------------------------------------------------------------------------------------


def test_a_text_is_asked_for_in_the_words_of_kannel(at):
    [server] = at("kannel")

    said = send()

    assert (said.outcome, said.ref) == (Outcome.ACCEPTED, str(REFERENCE))
    key = addresses.report_key(REFERENCE)
    assert server.messages == [{
        "username": "custody", "password": "pass word&", "to": TO, "text": TEXT, "charset": "UTF-8", "coding": "0",
        "dlr-mask": "31", "dlr-url": f"http://localhost:8000/sms/receipts/{REFERENCE}/{key}/%d/?via=first",
        "from": "COC",
    }]  # fmt: skip


def test_a_text_is_asked_for_in_the_words_of_a_modem(at):
    [server] = at("smseagle")

    said = send()

    assert (said.outcome, said.ref) == (Outcome.ACCEPTED, "297")
    key = addresses.report_key(REFERENCE)
    assert server.messages == [{
        "login": "custody", "pass": "pass word&", "to": TO, "message": TEXT, "unicode": "0", "highpriority": "1",
        "oid": str(REFERENCE), "callback": f"http://localhost:8000/sms/receipts/{REFERENCE}/{key}/?via=first",
    }]  # fmt: skip


def test_a_text_is_asked_for_in_the_words_of_a_service(at):
    [server] = at("generic")

    said = send()

    assert (said.outcome, said.ref) == (Outcome.ACCEPTED, "SM1f2e")
    key = addresses.report_key(REFERENCE)
    assert server.messages == [{
        "To": TO, "From": "COC", "Body": TEXT, "Reference": str(REFERENCE),
        "StatusCallback": f"http://localhost:8000/sms/receipts/{REFERENCE}/{key}/?via=first",
        "authorization": "Basic " + b64encode(b"custody:pass word&").decode(),
    }]  # fmt: skip


def test_without_a_user_the_password_is_a_token(at, settings):
    modem, service = at("smseagle", "generic")
    settings.CUSTODY_SMS_GATEWAYS = [{**each, "user": ""} for each in settings.CUSTODY_SMS_GATEWAYS]

    send("first")
    send("second")

    assert modem.messages[0]["access_token"] == "pass word&"
    assert "login" not in modem.messages[0]
    assert service.messages[0]["authorization"] == "Bearer pass word&"


# --- what is answered -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("driver", "answer", "outcome"),
    [
        ("kannel", (202, "3: Queued for later delivery"), Outcome.RETRYABLE),
        ("kannel", (503, "Temporal failure, try again later."), Outcome.RETRYABLE),
        ("kannel", (403, "Authorization failed for sendsms"), Outcome.RETRYABLE),
        ("kannel", (400, "Invalid receiver"), Outcome.PERMANENT),
        ("kannel", (200, "0: Accepted for delivery"), Outcome.RETRYABLE),
        ("kannel", (202, "hang"), Outcome.UNKNOWN),
        ("kannel", (202, "drop"), Outcome.UNKNOWN),
        ("smseagle", (200, "Invalid login or password"), Outcome.RETRYABLE),
        ("smseagle", (200, "Wrong number format"), Outcome.PERMANENT),
        ("smseagle", (500, "OK; ID=1"), Outcome.RETRYABLE),
        ("smseagle", (200, "hang"), Outcome.UNKNOWN),
        ("generic", (429, '{"code": 20429}'), Outcome.RETRYABLE),
        ("generic", (400, '{"code": 21211}'), Outcome.PERMANENT),
        ("generic", (201, '{"status": "failed"}'), Outcome.RETRYABLE),
        ("generic", (500, "not JSON"), Outcome.RETRYABLE),
        ("generic", (500, "[1]"), Outcome.RETRYABLE),
        ("generic", (201, "drop"), Outcome.UNKNOWN),
    ],
)
def test_only_accepted_is_accepted(at, monkeypatch, driver, answer, outcome):
    monkeypatch.setattr(wire, "TIMEOUT_SECONDS", 0.5)
    [server] = at(driver)
    server.says = [answer]

    said = send()

    assert said.outcome is outcome
    assert "4417" not in said.detail


def test_a_service_that_was_told_to_stop_says_so(at):
    [server] = at("generic")
    server.says = [(400, '{"code": 21610}')]

    assert (send().outcome, send("first").outcome) == (Outcome.PERMANENT, Outcome.ACCEPTED)
    server.says = [(400, '{"code": 21610}')]
    assert send().detail == "opted out"


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_gateway_that_is_away_certainly_took_nothing(settings, driver):
    settings.CUSTODY_SMS_GATEWAYS = [
        {"name": "first", "driver": driver, "url": f"http://127.0.0.1:{free_port()}/cgi-bin/sendsms"}
    ]

    assert send().outcome is Outcome.RETRYABLE


# --- one after the other, or all at once ------------------------------------------------------------------


def test_the_next_gateway_is_asked_only_when_the_first_certainly_did_not_take_it(at):
    first, second = at("kannel", "generic")
    route = list(sms.gateways().values())

    first.says = [(503, "no")]
    assert [(name, said.outcome) for name, said in sms.send(letter(), route)] == [
        ("first", Outcome.RETRYABLE), ("second", Outcome.ACCEPTED),
    ]  # fmt: skip
    first.says = [(202, "drop")]
    assert [said.outcome for _, said in sms.send(letter(), route)] == [Outcome.UNKNOWN]
    assert [said.outcome for _, said in sms.send(letter(), route)] == [Outcome.ACCEPTED]

    assert (len(first.messages), len(second.messages)) == (2, 1)


def test_all_gateways_are_asked_at_once_for_danger(at):
    first, second = at("kannel", "smseagle")
    first.says = [(503, "no")]

    answers = sms.send(letter(), list(sms.gateways().values()), at_once=True)

    assert [(name, said.outcome) for name, said in answers] == [
        ("first", Outcome.RETRYABLE), ("second", Outcome.ACCEPTED),
    ]  # fmt: skip
    assert (len(first.messages), len(second.messages)) == (0, 1)


def test_a_driver_that_breaks_may_have_sent_it(at, monkeypatch, caplog):
    at("kannel")
    monkeypatch.setattr("custody.alerts.channels.kannel.ask", lambda *args, **more: 1 / 0)

    [(_, said)] = sms.send(letter(), list(sms.gateways().values()))

    assert said.outcome is Outcome.UNKNOWN
    assert "broke" in caplog.text


# --- reports and texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("driver", "said", "outcome"),
    [
        ("kannel", {"kind": "1"}, "delivered"),
        ("kannel", {"kind": "2"}, "undelivered"),
        ("kannel", {"kind": "4"}, "on_its_way"),
        ("kannel", {"kind": "8"}, "on_its_way"),
        ("kannel", {"kind": "16"}, "undelivered"),
        ("kannel", {"kind": "3"}, None),
        ("kannel", {}, None),
        ("smseagle", {"status": "DeliveryOK"}, "delivered"),
        ("smseagle", {"status": "DeliveryFailed"}, "undelivered"),
        ("smseagle", {"status": "DeliveryPending"}, "on_its_way"),
        ("smseagle", {"status": "?"}, None),
        ("generic", {"MessageStatus": "delivered"}, "delivered"),
        ("generic", {"MessageStatus": "undelivered"}, "undelivered"),
        ("generic", {"status": "sent"}, "on_its_way"),
        ("generic", {}, None),
    ],
)
def test_each_driver_reads_the_reports_of_its_kind(at, driver, said, outcome):
    at(driver)

    assert sms.gateway("first").parse_report(said) == outcome


@pytest.mark.parametrize(
    ("driver", "said"),
    [
        ("kannel", {"from": TO, "text": "7F3K9Q", "id": "m1"}),
        ("smseagle", {"sender": TO, "text": "7F3K9Q", "msgid": "m1"}),
        ("generic", {"From": TO, "Body": "7F3K9Q", "MessageSid": "m1"}),
    ],
)
def test_each_driver_reads_the_texts_of_its_kind(at, driver, said):
    at(driver)

    assert sms.gateway("first").parse_inbound(said) == Incoming(sender=TO, text="7F3K9Q", ref="m1")
    assert sms.gateway("first").parse_inbound({}) is None


def test_the_key_of_a_report_fits_one_message_only(settings):
    settings.CUSTODY_SMS_INBOUND_SECRET = ""

    assert addresses.is_report_key(REFERENCE, addresses.report_key(REFERENCE))
    assert not addresses.is_report_key(UUID(int=1), addresses.report_key(REFERENCE))
    assert not addresses.is_report_key(REFERENCE, "é")
    assert not addresses.is_inbound_secret("")
    settings.CUSTODY_SMS_INBOUND_SECRET = "s3cret"
    assert addresses.is_inbound_secret("s3cret")
    assert not addresses.is_inbound_secret("é")
    with pytest.raises(NotFound):
        sms.gateway("third")
