"""The channels speak their real protocols and say plainly what came of it."""

from __future__ import annotations

import re
import socket
from dataclasses import replace
from uuid import UUID

import pytest

from custody.alerts.channels import email
from custody.alerts.channels.base import Letter
from custody.alerts.rendering import Notice, render
from custody.core.errors import DeliveryFailed
from tests.alerts.servers import mail_server, text_of

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


def test_a_mail_carries_its_reference_as_message_id_each_time_it_is_sent(mail):
    assert email.send(letter("4417@custody.invalid")) == f"<{REFERENCE}@custody.invalid>"
    email.send(letter("4417@custody.invalid"))

    first, second = mail.messages
    assert first["Message-ID"] == second["Message-ID"] == f"<{REFERENCE}@custody.invalid>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Subject"] == "COC 7K2QXDM"
    assert "level 1" in text_of(first)


def test_a_mail_says_the_same_in_plain_words_and_in_html_and_loads_nothing(mail):
    email.send(letter("4417@custody.invalid"))

    [message] = mail.messages
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    html = message.get_body(("html",)).get_content()
    assert "COC 7K2QXDM: level 1. Open the system." in html
    assert re.findall(r'(?:src|href)="([^"]*)"', html) == ["http://localhost:8000/"]
    assert not re.search(r"<(img|link|script|style|iframe)|url\(|style=", html)


def test_the_mails_of_one_group_stand_in_one_thread(mail):
    for thread in ("5f3a", "5f3a", ""):
        email.send(replace(letter("4417@custody.invalid"), thread=thread))

    first, second, alone = mail.messages
    assert first["References"] == second["References"] == first["In-Reply-To"] == "<5f3a@custody.invalid>"
    assert alone["References"] is None


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
