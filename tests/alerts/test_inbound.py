"""Texts that come in: the right code from the right number acts, once; everything else does nothing, and says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from custody.alerts.actions import inbound
from custody.alerts.actions.inbound import take_text
from custody.alerts.channels.base import Incoming
from custody.alerts.models import Alert, Delivery, InboundMessage, ReplyCode
from custody.alerts.passes.dispatch import dispatch
from custody.alerts.telling import Audience
from custody.core.events import FieldClass
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import duty
from custody.organisation.models import Contact
from custody.organisation.roles import Role
from tests import stories
from tests.alerts.conftest import put_away, raised, reach

MINUTE = timedelta(minutes=1)
NUMBER, OTHER, STRANGER = "+32470004901", "+32470004903", "+32470009999"


def text(words, sender=NUMBER, ref=""):
    return take_text(provider="first", incoming=Incoming(sender=sender, text=words, ref=ref))


def fresh(row):
    row.refresh_from_db()
    return row


def answers(gateway):
    """Return the words of the answers that left."""
    before = len(gateway.messages)
    dispatch(engine="test")
    return [query["text"].split(": ", 1)[1] for query in gateway.messages[before:]]


# --- the right code -------------------------------------------------------------------------------------


def test_the_right_code_from_the_right_number_takes_an_alert_of_level_2(cast, gateway, asked):
    alert, code = asked(2)

    assert text(code) == "acknowledged"

    fresh(alert)
    assert (alert.state, alert.acknowledged_by) == ("acknowledged", cast.supervisor)
    assert ReplyCode.objects.get(code=code).used_at is not None
    assert answers(gateway) == ["noted."]
    lines = told([alert.stream_id], classes=frozenset(FieldClass))
    [line] = [each for each in lines if each.type.code == "alert.acknowledged/1"]
    assert line.values["acknowledged_by"] == cast.supervisor.pseudonym
    assert replay_state().findings == []


@pytest.mark.parametrize("level", [0, 1])
def test_of_an_urgent_alert_it_says_seen_and_delays_the_next_step_once(cast, gateway, asked, level):
    alert, code = asked(level)
    soon = stories.now() + timedelta(seconds=20)
    Alert.objects.filter(pk=alert.pk).update(next_escalation_at=soon)
    Delivery.objects.create(alert=alert, officer=cast.supervisor, channel="sms", step=1,
                            next_attempt_at=stories.now() + MINUTE)  # fmt: skip

    assert text(code) == "seen"

    fresh(alert)
    assert (alert.state, alert.acknowledged_by) == ("open", None)
    delayed = alert.next_escalation_at - stories.now()
    assert timedelta(seconds=50 if level == 0 else 290) < delayed <= timedelta(seconds=60 if level == 0 else 300)
    assert Delivery.objects.get(alert=alert, step=1).state == "superseded"
    [line] = [each for each in told([alert.stream_id], classes=frozenset(FieldClass))
              if each.type.code == "alert.seen/1"]  # fmt: skip
    assert line.values["seen_by"] == cast.supervisor.pseudonym

    Alert.objects.filter(pk=alert.pk).update(next_escalation_at=soon)
    Delivery.objects.create(alert=alert, officer=cast.duty_officer, channel="sms", step=2,
                            next_attempt_at=stories.now() - MINUTE)  # fmt: skip
    dispatch(engine="test")
    again = ReplyCode.objects.get(alert=alert, officer=cast.duty_officer).code
    assert text(again, sender=OTHER) == "seen"
    assert fresh(alert).next_escalation_at == soon, "only the first answer delays"
    assert replay_state().findings == []


@pytest.mark.parametrize("written", ["reply {}", "{}.", "  {}  ", "Hello, {} thanks", "{lower}"])
@pytest.mark.parametrize("sender", [NUMBER, "32470004901", "0032 470 00 49 01"])
def test_it_is_found_however_it_is_written(cast, gateway, asked, written, sender):
    _, code = asked(2)

    assert text(written.format(code, lower=code.lower()), sender=sender) == "acknowledged"


def test_letters_that_look_like_figures_are_taken_for_them(cast, gateway, asked):
    alert, code = asked(2)
    ReplyCode.objects.filter(code=code).update(code="7F011Q")

    assert text("7foIlq") == "acknowledged"
    assert fresh(alert).state == "acknowledged"


# --- everything else ------------------------------------------------------------------------------------


def nothing_happened(alert):
    fresh(alert)
    return (alert.state, ReplyCode.objects.filter(used_at__isnull=False).exists()) == ("open", False)


@pytest.mark.parametrize("sender", [OTHER, STRANGER, "", "COC", "+1"])
def test_a_code_from_another_number_does_nothing(cast, gateway, asked, sender):
    alert, code = asked(2)

    assert text(code, sender=sender) == "wrong_number"

    assert nothing_happened(alert)
    assert answers(gateway) == (["not understood. Open the system."] if sender == OTHER else [])


def test_an_old_code_does_nothing(cast, gateway, asked):
    alert, code = asked(2)
    ReplyCode.objects.update(expires_at=stories.now())

    assert text(code) == "expired"
    assert nothing_happened(alert)


def test_a_used_code_does_nothing(cast, gateway, asked):
    alert, code = asked(1)
    text(code)
    before = fresh(alert).last_seq

    assert text(code) == "used"

    assert fresh(alert).last_seq == before


def test_a_code_for_an_alert_that_is_over_or_taken_does_nothing(cast, gateway, asked):
    from custody.alerts.actions.acknowledge import acknowledge

    alert, code = asked(2)
    acknowledge(act=stories.act_of(cast.duty_officer), alert_id=alert.id)

    assert text(code) == "unknown"
    assert fresh(alert).acknowledged_by == cast.duty_officer


def test_garbage_is_answered_five_times_and_then_no_more(cast, gateway, asked):
    alert, _ = asked(2)
    garbage = ["", "hello", "AAAAAA", "7F3K9", "\x00\u202e" * 400, "' OR 1=1 --", "x" * 100_000]

    assert {text(words) for words in garbage} == {"unknown"}

    assert nothing_happened(alert)
    assert answers(gateway) == ["not understood. Open the system."] * 5
    assert text("hello") == "unknown"
    assert answers(gateway) == []


def test_a_stranger_is_never_answered(cast, gateway, asked):
    asked(2)

    assert text("hello", sender=STRANGER) == "unknown"
    assert answers(gateway) == []


def test_a_text_that_the_gateway_brings_twice_counts_once(cast, gateway, asked):
    _, code = asked(2)

    assert text(code, ref="m1") == "acknowledged"
    assert text(code, ref="m1") == "duplicate"

    assert InboundMessage.objects.count() == 1
    assert answers(gateway) == ["noted."]


def test_neither_the_text_nor_the_number_is_kept(cast, gateway, asked):
    asked(2)
    text("a secret word", ref="m1")

    [row] = InboundMessage.objects.all()
    kept = " ".join(str(value) for value in vars(row).values()) + bytes(row.sender_token).decode("latin-1")
    assert "secret" not in kept
    assert "4901" not in kept


def test_a_number_that_two_officers_share_speaks_for_neither(cast, gateway, asked):
    from custody.organisation.actions import register

    alert, code = asked(2)
    register.record_contact(act=stories.act_of(cast.administrator), officer=cast.witness,
                            email="w@custody.invalid", phone=NUMBER, verified_at=stories.now())  # fmt: skip

    assert text(code) == "wrong_number"
    assert nothing_happened(alert)


# --- STOP -----------------------------------------------------------------------------------------------


def crew(cast):
    """Return somebody who stands on no ladder, with a number."""
    reach(cast, cast.crew)
    return cast.crew, Contact.objects.get(officer=cast.crew).phone


def stop_alert(officer):
    return Alert.objects.filter(dedupe_key=f"stop:{officer.id}")


@pytest.mark.parametrize("word", ["STOP", "stop", " Stopall. ", "unsubscribe"])
def test_stop_never_silences_whoever_stands_on_a_ladder_but_calls_others(cast, gateway, word):
    assert text(word) == "stop"
    assert text(word) == "stop"

    assert Contact.objects.get(officer=cast.supervisor).opted_out_at is None
    [reach_alert] = stop_alert(cast.supervisor)
    assert (reach_alert.rule, reach_alert.level, reach_alert.stage) == ("AL16", 1, "opted_out")
    assert reach_alert.about == [cast.supervisor.id]
    assert not reach_alert.deliveries.filter(officer=cast.supervisor).exists()
    assert not Delivery.objects.filter(officer=cast.supervisor, kind__in=["noted", "unknown"]).exists()
    assert Audience([], at=stories.now()).channels(cast.supervisor, level=2) == ("email", "sms")
    assert replay_state().findings == []


def test_whoever_is_on_duty_stays_reachable_whatever_the_roles(cast, gateway, monkeypatch):
    monkeypatch.setattr(inbound, "ON_A_LADDER", ())
    duty.roster_duty(
        act=stories.act_of(cast.second_supervisor), badge=cast.supervisor.badge, role=Role.SUPERVISOR.value,
        site_id=None, begins_at=stories.now() - MINUTE, ends_at=stories.now() + timedelta(hours=8),
    )  # fmt: skip

    assert text("STOP") == "stop"

    assert stop_alert(cast.supervisor).exists()
    assert Contact.objects.get(officer=cast.supervisor).opted_out_at is None


def test_stop_of_anybody_else_ends_texts_of_levels_2_to_4_only(cast, gateway):
    officer, number = crew(cast)

    assert text("STOP", sender=number) == "stop"

    assert not Alert.objects.filter(rule="AL16").exists()
    assert Contact.objects.get(officer=officer).opted_out_at is not None
    audience = Audience([], at=stories.now())
    assert [audience.channels(officer, level=level) for level in range(5)] == [
        ("sms", "email"), ("email", "sms"), ("email",), ("email",), ("email",),
    ]  # fmt: skip
    alert = raised(level=0, key="sys:danger")
    put_away(alert)
    Delivery.objects.create(alert=alert, officer=officer, channel="sms", level=0, next_attempt_at=stories.now())
    dispatch(engine="test")
    assert [query["to"] for query in gateway.messages] == [number]
    assert replay_state().findings == []


@pytest.mark.parametrize("words", ["stop please", "END", "quit", "Cancel", "end of shift", "Stopp"])
def test_no_other_words_stop_anything(cast, gateway, words):
    officer, number = crew(cast)

    assert text(words, sender=number) == "unknown"
    assert Contact.objects.get(officer=officer).opted_out_at is None


def test_a_stranger_stops_nothing(cast, gateway):
    assert text("STOP", sender=STRANGER) == "unknown"
    assert not Contact.objects.filter(opted_out_at__isnull=False).exists()


# --- the address ------------------------------------------------------------------------------------------


@pytest.fixture
def phone(settings):
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    return Client(enforce_csrf_checks=True)


def test_each_kind_of_gateway_brings_texts_to_its_address(cast, gateway, asked, phone, settings):
    settings.CUSTODY_SMS_GATEWAYS = [
        gateway.settings("first"), {"name": "modem", "driver": "smseagle", "url": "http://m"},
        {"name": "service", "driver": "generic", "url": "http://s"},
    ]  # fmt: skip

    def address(name):
        return reverse("sms-inbound", args=[name, "s3cret"])

    _, code = asked(2)
    kannel = phone.get(address("first"), {"from": NUMBER, "text": code, "id": "k1"})
    assert (kannel.status_code, kannel.content) == (204, b"")
    assert phone.get(address("modem"), {"sender": NUMBER, "text": "hello", "msgid": "7"}).status_code == 204
    assert phone.post(address("service"), {"From": NUMBER, "Body": "hi", "MessageSid": "SM1"}).status_code == 204

    kept = InboundMessage.objects.order_by("id").values_list("provider", "outcome", "provider_ref")
    assert list(kept) == [
        ("first", "acknowledged", "k1"), ("modem", "unknown", "7"), ("service", "unknown", "SM1"),
    ]  # fmt: skip


def test_without_the_secret_there_is_no_such_address(cast, gateway, asked, phone, settings):
    alert, code = asked(2)
    said = {"from": NUMBER, "text": code}

    for name, secret in (("first", "wrong"), ("third", "s3cret")):
        assert phone.get(reverse("sms-inbound", args=[name, secret]), said).status_code == 404
    assert phone.get(reverse("sms-inbound", args=["first", "s3cret"]), {"text": code}).status_code == 404
    assert phone.put(reverse("sms-inbound", args=["first", "s3cret"])).status_code == 405
    settings.CUSTODY_SMS_INBOUND_SECRET = ""
    assert phone.get(reverse("sms-inbound", args=["first", "-"]), said).status_code == 404

    assert nothing_happened(alert)
