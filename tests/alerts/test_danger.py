"""A report of danger is an alert of level 0 in its transaction; the ladder walks by the minute; its end cures it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts import answering
from custody.alerts.actions.acknowledge import acknowledge
from custody.alerts.models import Alert, Delivery
from custody.alerts.passes.dispatch import dispatch
from custody.alerts.passes.escalate import escalate
from custody.core.errors import NotPermitted
from custody.evidence.actions.incident import end_incident
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests.alerts.leaks import leaks_in, secrets_of
from tests.alerts.servers import mail_server, sms_gateway
from tests.danger import a_site, present, reported
from tests.stories import act_of, now

MINUTE = timedelta(minutes=1)


def told_of(alert, *, step=0):
    return {each.officer.badge for each in Delivery.objects.filter(alert=alert, step=step).select_related("officer")}


def test_a_report_raises_an_alert_of_level_0_at_once(cast):
    site = a_site(cast)
    present(cast.officer, site)

    made = reported(cast.officer, kind="drone")

    alert = Alert.objects.get()
    assert (alert.rule, alert.level, alert.subject_kind, alert.subject_id) == ("DANGER", 0, "incident", made.id)
    assert (alert.site, alert.dedupe_key) == (site, f"danger:{made.id}")
    assert alert.next_escalation_at - alert.raised_at <= MINUTE
    assert {each.channel for each in Delivery.objects.filter(alert=alert)} == {"sms", "email"}
    assert answering.alert_about(made.id) == alert
    assert [officer.badge for officer in answering.people_told(alert)] == sorted(told_of(alert))
    assert told([alert.stream_id], limit=5)[-1].type.code == "alert.raised/2"


def test_two_reports_are_two_dangers(cast):
    first, second = reported(cast.officer), reported(cast.officer)

    assert {alert.subject_id for alert in Alert.objects.all()} == {first.id, second.id}


@pytest.mark.parametrize("silent", [False, True])
def test_who_reports_is_never_told_and_never_takes_it(cast, silent):
    for name in ("supervisor", "duty_officer", "officer"):
        officer = getattr(cast, name)
        made = reported(officer, silent=silent)
        alert = Alert.objects.get(subject_id=made.id)

        assert alert.about == [officer.id]
        assert officer.badge not in told_of(alert)
        assert told_of(alert)
        with pytest.raises(NotPermitted):
            acknowledge(act=act_of(officer), alert_id=alert.id)


def test_nobody_acknowledges_and_the_ladder_walks_by_the_minute_and_does_not_end(cast):
    made = reported(cast.officer)
    alert = Alert.objects.get()
    people = [told_of(alert)]

    for step in range(1, 9):
        Alert.objects.filter(pk=alert.pk).update(next_escalation_at=now() - timedelta(seconds=1))
        assert escalate(engine="test") == 1
        alert.refresh_from_db()
        assert alert.step == step
        assert timedelta(seconds=50) < alert.next_escalation_at - now() <= MINUTE
        assert told_of(alert, step=step)
        people.append(told_of(alert, step=step))

    assert "4417" not in set().union(*people)
    assert made.ended_at is None


def test_who_answers_holds_the_ladder_and_the_end_of_the_danger_cures_the_alert(cast):
    made = reported(cast.officer)
    alert = Alert.objects.get()
    acknowledge(act=act_of(cast.duty_officer), alert_id=alert.id)
    assert answering.alert_about(made.id).acknowledged_by == cast.duty_officer

    end_incident(act=act_of(cast.duty_officer), incident_id=made.id, finding="Two fishermen")

    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("resolved", "cured")
    assert not Delivery.objects.filter(alert=alert, state="pending").exists()
    assert escalate(engine="test") == 0


def test_a_message_says_that_there_is_danger_and_nothing_else(house_cast, settings):
    site = a_site(house_cast)
    with mail_server() as mail, sms_gateway() as first, sms_gateway() as second:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
        settings.CUSTODY_SMS_GATEWAYS = [first.settings("first"), second.settings("second")]
        reported(house_cast.officer, kind="break_in", site_id=site.id, silent=True, remark="a white van at the gate")
        dispatch(engine="test")

    said = {"gannet", "break", "break-in", "silent", "white", "van", "gate", "threat"}
    secrets = secrets_of(people=[house_cast.officer]) | said
    texts = [each["text"] for each in (*first.messages, *second.messages)]
    bodies = [f"{each['Subject']} {each.get_body().get_content()}" for each in mail.messages]
    assert len(first.messages) == len(second.messages) == len(mail.messages) == 3
    for text in (*texts, *bodies):
        assert Alert.objects.get().public_ref in text
        assert leaks_in(text, secrets) == set()


def test_a_report_without_an_alert_has_none(cast):
    assert answering.alert_about(cast.officer.id) is None


def test_a_replay_ends_in_the_same_state(cast):
    made = reported(cast.officer, silent=True)
    acknowledge(act=act_of(cast.duty_officer), alert_id=Alert.objects.get().id)
    end_incident(act=act_of(cast.supervisor), incident_id=made.id, finding="Over")

    assert replay_state().findings == []
