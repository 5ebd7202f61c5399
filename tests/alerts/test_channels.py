"""The channels speak their real protocols and say plainly what came of it."""

from __future__ import annotations

import socket
from uuid import UUID

import pytest

from custody.alerts.channels import email, sms
from custody.alerts.channels.base import Letter
from custody.alerts.rendering import Notice, render
from custody.core.errors import DeliveryFailed
from tests.alerts.servers import mail_server, sms_gateway

REFERENCE = UUID("6f6d3f0a-3a6e-4c39-9d5b-0a8b1f2c3d4e")


def letter(address):
    content = render(Notice(reference="7K2QXDM", level=1, count=1, language="en"))
    return Letter(reference=REFERENCE, address=address, content=content)


@pytest.fixture
def mail(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def gateway(settings):
    with sms_gateway() as server:
        settings.CUSTODY_SMS_URL = server.address
        settings.CUSTODY_SMS_USER, settings.CUSTODY_SMS_PASSWORD = "custody", "pass word&"
        yield server


def test_a_mail_carries_its_reference_as_message_id_each_time_it_is_sent(mail):
    assert email.send(letter("4417@custody.invalid")) == f"<{REFERENCE}@custody.invalid>"
    email.send(letter("4417@custody.invalid"))

    first, second = mail.messages
    assert first["Message-ID"] == second["Message-ID"] == f"<{REFERENCE}@custody.invalid>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Subject"] == "COC 7K2QXDM"
    assert "level 1" in first.get_content()


@pytest.mark.parametrize(
    ("answer", "permanent", "detail"),
    [
        ("451 later", False, "answer 451"),
        ("554 never", True, "answer 554"),
        ("rcpt 550 nobody here", True, "recipient refused"),
        ("rcpt 450 greylisted", False, "recipient refused"),
        ("mail 553 not from you", False, "answer 553"),
        ("drop", False, "SMTPServerDisconnected"),
    ],
)
def test_what_a_mail_server_says_is_permanent_or_not(mail, answer, permanent, detail):
    mail.says = [answer]

    with pytest.raises(DeliveryFailed) as failed:
        email.send(letter("4417@custody.invalid"))

    assert failed.value.permanent is permanent
    assert failed.value.params["detail"] == detail
    assert "4417" not in str(failed.value)


def test_a_mail_server_that_hangs_is_left_after_the_time_out(mail, monkeypatch):
    monkeypatch.setattr(email, "TIMEOUT_SECONDS", 0.3)
    mail.says = ["hang 1.5"]

    with pytest.raises(DeliveryFailed) as failed:
        email.send(letter("4417@custody.invalid"))

    assert failed.value.permanent is False


def test_a_relay_that_does_not_know_us_kills_no_message(mail, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "custody", "wrong"

    with pytest.raises(DeliveryFailed) as failed:
        email.send(letter("4417@custody.invalid"))

    assert failed.value.permanent is False


def test_a_mail_server_that_is_away_is_tried_again(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taken.getsockname()[1]

        with pytest.raises(DeliveryFailed) as failed:
            email.send(letter("4417@custody.invalid"))

    assert failed.value.permanent is False


def test_a_text_message_is_asked_for_in_the_words_of_kannel(gateway):
    assert sms.send(letter("+32470004417")) == str(REFERENCE)

    [query] = gateway.messages
    assert query["username"] == "custody"
    assert query["password"] == "pass word&"
    assert query["to"] == "+32470004417"
    assert query["text"] == "COC 7K2QXDM: level 1. Open the system."
    assert query["dlr-mask"] == "31"
    assert query["dlr-url"] == f"http://localhost:8000/sms/receipts/{REFERENCE}/{sms.report_key(REFERENCE)}/%d/"


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        ((202, "3: Queued for later delivery"), False),
        ((503, "Temporal failure, try again later."), False),
        ((403, "Authorization failed for sendsms"), False),
        ((400, "Invalid receiver"), True),
        ((200, "0: Accepted for delivery"), False),
        ((202, "hang"), False),
    ],
)
def test_only_accepted_is_accepted(gateway, answer, permanent, monkeypatch):
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 0.5)
    gateway.says = [answer]

    with pytest.raises(DeliveryFailed) as failed:
        sms.send(letter("+32470004417"))

    assert failed.value.permanent is permanent
    assert "4417" not in str(failed.value)


def test_a_gateway_that_is_away_is_tried_again(settings):
    settings.CUSTODY_SMS_URL = "http://127.0.0.1:9/cgi-bin/sendsms"

    with pytest.raises(DeliveryFailed) as failed:
        sms.send(letter("+32470004417"))

    assert failed.value.permanent is False


def test_the_key_of_a_report_fits_one_message_only():
    assert sms.is_report_key(REFERENCE, sms.report_key(REFERENCE))
    assert not sms.is_report_key(UUID(int=1), sms.report_key(REFERENCE))
    assert not sms.is_report_key(REFERENCE, "é")
