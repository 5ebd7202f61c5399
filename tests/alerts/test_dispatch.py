"""Messages are claimed, sent outside any transaction, and finished by whoever still holds the claim."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from custody.alerts.broken import give_up
from custody.alerts.models import Alert, Delivery, DeliveryAttempt, ReplyCode
from custody.alerts.passes import dispatch as sending
from custody.alerts.passes.dispatch import dispatch
from custody.alerts.passes.fire import fire
from custody.alerts.raising import HOUSE_ID
from custody.alerts.selectors import visible_alerts
from custody.core.events import FieldClass
from custody.ledger.selectors import told
from custody.organisation.models import Contact
from tests import stories
from tests.alerts.conftest import HOUR, hurry, let_pass, reach
from tests.alerts.servers import mail_server, sms_gateway, text_of
from tests.alerts.test_acting import raised
from tests.danger import reported

MINUTE = timedelta(minutes=1)
TOLD = {"4601", "4901", "4902", "4903"}  # the keeper, two supervisors, the duty officer


@pytest.fixture
def mail(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def gateway(settings):
    with sms_gateway() as server:
        settings.CUSTODY_SMS_GATEWAYS = [server.settings()]
        yield server


def overdue(cast, count=1):
    units = stories.stored(cast, count=count)
    for unit in units:
        let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    return units


def only(officer, channel="email"):
    """Take everybody else's messages out of the tray, so that a test looks at one message."""
    rows = Delivery.objects.exclude(officer=officer, channel=channel)
    rows.filter(state="pending").update(state="superseded", next_attempt_at=None)


def test_everybody_gets_one_mail_and_one_text_message(cast, mail, gateway):
    overdue(cast)

    assert dispatch(engine="test") == 8

    ref = Alert.objects.get().public_ref
    assert {message["To"] for message in mail.messages} == {f"{badge}@custody.invalid" for badge in TOLD}
    assert {query["to"] for query in gateway.messages} == {f"+3247000{badge}" for badge in TOLD}
    codes = dict(ReplyCode.objects.values_list("officer__badge", "code"))
    assert {query["to"]: query["text"] for query in gateway.messages} == {
        f"+3247000{badge}": f"COC {ref}: level 1. Open the system. Reply {codes[badge]}" for badge in TOLD
    }
    assert set(Delivery.objects.values_list("state", "attempts")) == {("accepted", 1)}
    assert set(DeliveryAttempt.objects.values_list("outcome", "engine")) == {("accepted", "test")}


def test_the_ledger_tells_who_was_reached_by_what(cast, mail, gateway):
    overdue(cast)
    dispatch(engine="test")

    lines = told([Alert.objects.get().stream_id], classes=frozenset(FieldClass))
    closed = [line.values for line in lines if line.type.code == "message.closed/1"]
    assert len(closed) == 8
    people = {
        getattr(cast, name).pseudonym
        for name in ("storekeeper", "supervisor", "second_supervisor", "duty_officer")
    }
    assert {(each["channel"], each["recipient"]) for each in closed} == {
        (channel, person) for channel in ("email", "sms") for person in people
    }
    assert {each["outcome"] for each in closed} == {"accepted"}


def test_many_alerts_leave_as_one_message_and_none_is_lost(cast, mail, gateway):
    overdue(cast, count=12)

    dispatch(engine="test")

    assert (len(mail.messages), len(gateway.messages)) == (4, 4)
    assert all(": 12 need you, highest level 1." in query["text"] for query in gateway.messages)
    assert Delivery.objects.filter(state="accepted").count() == 12 * 8
    assert Delivery.objects.values("message").distinct().count() == 8


def test_a_refused_message_goes_again_under_its_reference_and_with_what_it_held(cast, mail):
    overdue(cast)
    only(cast.storekeeper)
    mail.says = ["451 later"]

    dispatch(engine="test")
    row = Delivery.objects.get(state="pending")
    assert (row.attempts, row.last_error) == (1, "answer 451")
    assert timedelta(seconds=9) < row.next_attempt_at - stories.now() < timedelta(seconds=12)
    overdue(cast)  # a second alert comes up in between
    only(cast.storekeeper)
    hurry()
    dispatch(engine="test")
    hurry()
    dispatch(engine="test")

    first, second = sorted(
        mail.messages, key=lambda message: message["Message-ID"] != f"<{row.message}@custody.invalid>"
    )
    assert first["Message-ID"] == f"<{row.message}@custody.invalid>"
    assert "2 need you" not in text_of(first) + text_of(second)
    assert set(Delivery.objects.exclude(state="superseded").values_list("state", flat=True)) == {"accepted"}


def test_a_relay_that_takes_a_mail_and_hangs_up_gets_it_again_under_the_same_message_id(cast, mail):
    overdue(cast)
    only(cast.storekeeper)
    mail.says = ["drop"]
    dispatch(engine="test")
    assert Delivery.objects.get(state="pending").last_error == "SMTPServerDisconnected"
    hurry()

    dispatch(engine="test")

    first, second = mail.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert text_of(first) == text_of(second)
    assert Delivery.objects.get(state="accepted").attempts == 2


def test_a_relay_that_hangs_holds_up_one_message_and_not_the_others(cast, mail, monkeypatch):
    from custody.alerts.channels import email

    monkeypatch.setattr(email, "TIMEOUT_SECONDS", 0.5)
    overdue(cast)
    Delivery.objects.filter(channel="sms").update(state="superseded", next_attempt_at=None)
    everybody = Delivery.objects.filter(state="pending").count()
    mail.says = ["hang 2"]

    dispatch(engine="test")

    assert Delivery.objects.filter(state="accepted").count() == everybody - 1
    assert Delivery.objects.filter(state="pending").count() == 1


def test_a_message_refused_for_good_is_closed_and_said_so(cast, mail):
    overdue(cast)
    only(cast.storekeeper)
    mail.says = ["rcpt 550 nobody"]

    dispatch(engine="test")

    row = Delivery.objects.get(state="failed")
    assert row.last_error == "recipient refused"
    [line] = [each for each in told([row.alert.stream_id]) if each.type.code == "message.closed/1"]
    assert line.values["outcome"] == "failed"


def test_a_mailbox_that_refuses_for_good_is_not_used_again_and_the_person_is_said_to_be_out_of_reach(cast, mail):
    overdue(cast)
    only(cast.storekeeper)
    mail.says = ["rcpt 550 nobody"]

    dispatch(engine="test")

    contact = Contact.objects.get(officer=cast.storekeeper)
    assert contact.email_broken_at is not None
    assert (contact.phone_broken_at, contact.opted_out_at) == (None, None)
    raised = Alert.objects.get(rule="AL16")
    assert (raised.level, raised.subject_id, raised.dedupe_key) == (
        1, cast.storekeeper.id, f"reach:{cast.storekeeper.id}",
    )  # fmt: skip
    assert raised.about == [cast.storekeeper.id]
    overdue(cast)
    fresh = Delivery.objects.filter(officer=cast.storekeeper, state="pending", alert__rule="AL1")
    assert set(fresh.values_list("channel", flat=True)) == {"sms"}


def test_a_text_the_relay_does_not_like_breaks_no_mailbox(cast, mail):
    overdue(cast)
    only(cast.storekeeper)
    mail.says = ["554 never"]

    dispatch(engine="test")

    assert Delivery.objects.filter(state="failed").count() == 1
    assert Contact.objects.get(officer=cast.storekeeper).email_broken_at is None


def test_a_message_is_given_up_after_a_day(cast, mail):
    overdue(cast)
    only(cast.storekeeper)
    Delivery.objects.filter(state="pending").update(created_at=stories.now() - 25 * HOUR)
    mail.says = ["451 later"]

    dispatch(engine="test")

    row = Delivery.objects.get(state="failed")
    assert row.last_error == "given up: answer 451"
    raised = Alert.objects.get(rule="AL13")
    assert (raised.level, raised.stage, raised.subject_id) == (1, "given_up", row.alert.subject_id)


@pytest.mark.parametrize("rule", ["DURESS", "AL10"])
def test_a_secret_message_that_is_given_up_is_told_to_the_same_few_and_names_nobody(cast, rule):
    about = cast.storekeeper
    alert = raised(rule, subject_kind="officer", subject_id=about.id, about=(about.id,))

    give_up(alert.id, engine="test")

    said = Alert.objects.get(stage="given_up")
    assert (said.rule, said.subject_kind, said.subject_id, said.about) == (rule, "house", HOUSE_ID, [about.id])
    assert str(about.id) not in said.group_key + said.dedupe_key
    assert said in visible_alerts(cast.internal_affairs)
    for name in ("storekeeper", "supervisor", "duty_officer", "administrator", "auditor"):
        assert said not in visible_alerts(getattr(cast, name))
    told_first = {each.officer_id for each in alert.deliveries.all()}
    assert cast.internal_affairs.id in told_first
    assert {each.officer_id for each in said.deliveries.all()} == told_first
    give_up(said.id, engine="test")
    assert Alert.objects.filter(stage="given_up").count() == 1


def test_danger_that_is_given_up_names_no_report(cast):
    made = reported(cast.officer, silent=True)

    give_up(Alert.objects.get(subject_id=made.id).id, engine="test")

    said = Alert.objects.get(stage="given_up")
    assert (said.rule, said.subject_kind, said.subject_id, said.about) == ("AL13", "house", HOUSE_ID, [cast.officer.id])


def test_a_person_who_can_no_longer_be_reached_costs_no_attempt_at_sending(cast, mail):
    overdue(cast)
    only(cast.storekeeper)
    reach(cast, cast.storekeeper, verified=False)

    dispatch(engine="test")

    assert mail.messages == []
    assert Delivery.objects.get(state="failed").last_error == "no verified contact"


def test_a_channel_that_breaks_loses_nothing(cast, monkeypatch, caplog):
    overdue(cast)
    only(cast.storekeeper)

    def broken(letter):
        raise ZeroDivisionError

    monkeypatch.setattr(sending, "MAIL", {"email": broken})
    dispatch(engine="test")

    assert Delivery.objects.get(state="pending").last_error == "ZeroDivisionError"
    assert "broke" in caplog.text


def test_what_a_dead_worker_had_claimed_is_sent_again_when_its_lease_ends(cast, mail):
    overdue(cast)
    only(cast.storekeeper)
    [claimed] = sending.claim(at_most=1)  # and dies

    assert dispatch(engine="other") == 0
    hurry()
    assert dispatch(engine="other") == 1

    [message] = mail.messages
    assert message["Message-ID"] == f"<{claimed.message}@custody.invalid>"
    assert Delivery.objects.get(state="accepted").attempts == 2


def test_a_worker_that_was_too_slow_writes_over_nobody(cast, mail, caplog):
    overdue(cast)
    only(cast.storekeeper)
    [slow] = sending.claim(at_most=1)
    hurry()
    dispatch(engine="quick")

    sending._finish(slow, sending.Answer("retry", "late"), engine="slow")

    assert Delivery.objects.get(state="accepted").last_error == ""
    assert set(DeliveryAttempt.objects.values_list("engine", flat=True)) == {"quick"}
    assert "longer than its lease" in caplog.text


def test_a_busy_alert_only_delays_what_is_written_about_its_message(house_cast, mail, caplog, house):
    overdue(house_cast)
    only(house_cast.storekeeper)
    [claimed] = sending.claim(at_most=1)
    held, over = threading.Event(), threading.Event()

    def hold():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM custody_alert FOR UPDATE")
            held.set()
            over.wait(10)
            cursor.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    sending._finish(claimed, sending.Answer("accepted", "ref"), engine="test")
    over.set()
    holder.join()

    assert Delivery.objects.get(message=claimed.message).state == "claimed"
    assert "busy" in caplog.text


def test_new_alerts_for_somebody_who_was_just_told_wait_and_leave_together(cast, mail):
    overdue(cast)
    only(cast.storekeeper)
    dispatch(engine="test")
    overdue(cast)
    overdue(cast)
    only(cast.storekeeper)
    told = Delivery.objects.filter(state="accepted")
    told.update(accepted_at=stories.now())  # however long the alerts took to come up

    assert dispatch(engine="test") == 0
    told.update(accepted_at=stories.now() - sending.APART)
    assert dispatch(engine="test") == 1

    assert "2 need you" in text_of(mail.messages[-1])


def test_two_engines_at_once_split_no_message_and_send_none_twice(house_cast, mail, gateway):
    overdue(house_cast, count=6)
    gate = threading.Barrier(4)

    def engine(name):
        gate.wait()
        dispatch(engine=name)
        connection.close()

    engines = [threading.Thread(target=engine, args=(f"e{number}",)) for number in range(4)]
    for each in engines:
        each.start()
    for each in engines:
        each.join()

    assert (len(mail.messages), len(gateway.messages)) == (4, 4)
    assert all(" 6 need you" in query["text"] for query in gateway.messages)
    assert Delivery.objects.filter(state="accepted").count() == 6 * 8


def test_a_message_about_something_cured_is_never_sent(cast, mail, gateway):
    unit = stories.contained(cast)
    let_pass(unit, "GUARD_COVER", past_due=MINUTE)
    fire(engine="test")

    from custody.evidence.actions import stop

    stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge=cast.third_officer.badge)
    dispatch(engine="test")

    assert (mail.messages, gateway.messages) == ([], [])
    assert set(Delivery.objects.values_list("state", flat=True)) == {"superseded"}
    assert Alert.objects.get().state == "resolved"


def test_a_pass_sends_no_more_than_it_is_asked_for(cast, mail, gateway):
    overdue(cast)

    assert dispatch(engine="test", limit=3) == 3
    assert len(mail.messages) + len(gateway.messages) == 3
    assert dispatch(engine="test") == 5


def test_nothing_to_send_is_a_sign_of_life_too(cast):
    from custody.alerts.models import Heartbeat

    assert dispatch(engine="test") == 0
    assert Heartbeat.objects.get(work="dispatch").done == 0
