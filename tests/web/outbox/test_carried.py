"""A call for help that the session of another brings: one report, which names who carried it beside who is said to
have called."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from custody.alerts.models import Alert, Delivery
from custody.core.events import FieldClass
from custody.evidence.models import Consultation, HeldReport, Incident
from custody.ledger.models import Event
from custody.ledger.replay import replay_state
from custody.ledger.selectors import begun_with, told
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from custody.web.outbox import replay
from tests.danger import a_site, present
from tests.stories import act_of, now
from tests.web.desk import browser_of, send, text_of
from tests.web.outbox.test_outbox import HOUR_MS, item_of, sent

THREAT = [("kind", "threat")]


def call(*, key, author="4418", answers=THREAT):
    return item_of(key=key, badge=author, path="/danger/", answers=answers)


def carried(carrier, *, author="4418", key=None, answers=THREAT, age=0):
    """Send the call of one badge in the session of another officer; return the answer."""
    key = key or uuid4()
    client = Client()
    client.force_login(carrier)
    return sent(client, key, call(key=key, author=author, answers=answers), author=author, looked=None, age=age)


def line_of(made):
    return told([made.stream_id], classes=frozenset(FieldClass), limit=5)[-1]


def test_a_call_that_another_carries_is_the_act_of_who_carries_it(cast):
    site = a_site(cast)
    present(cast.second_officer, site)

    answer = carried(cast.officer)

    assert (answer.status_code, answer.json()) == (201, {"next": "", "reasons": []})
    made = Incident.objects.get()
    assert (made.reported_by, made.carried_by, made.site) == (cast.second_officer, cast.officer, site)
    line = line_of(made)
    assert (line.type.code, line.actor) == ("incident.reported/2", cast.officer.pseudonym)
    assert line.values["reported_by"] == cast.second_officer.pseudonym
    assert line.values["carried_by"] == cast.officer.pseudonym
    assert replay_state().findings == []


def test_who_calls_in_their_own_session_carries_nothing(cast):
    assert carried(cast.officer, author="4417").status_code == 201

    made = Incident.objects.get()
    assert (made.reported_by, made.carried_by) == (cast.officer, None)
    assert line_of(made).values["carried_by"] is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.update(carried_by=cast.officer)


def test_a_forged_call_of_a_commander_names_who_forged_it_wherever_it_is_read(cast):
    present(cast.supervisor, a_site(cast, places=["HERON"]))
    carried(cast.officer, author="4901", answers=[*THREAT, ("remark", "come to quay 9")])
    made, alert = Incident.objects.get(), Alert.objects.get()

    page = text_of(cast.duty_officer, reverse("danger:incident", args=[made.id]))
    assert "said to be by badge 4901, carried by badge 4417" in page
    assert "That it is of badge 4901 is not certain" in page
    assert "By this call alone no place there counts as in danger" in page
    assert "Said to be by badge 4901, carried by badge 4417" in text_of(
        cast.duty_officer, f"{reverse('alerts:alert', args=[alert.id])}?full=1")
    assert "carried by badge 4417" in text_of(cast.supervisor, reverse("danger:sent", args=[made.id]))


@pytest.mark.parametrize("pressed", ["kind", "silent"])
def test_neither_who_is_named_nor_who_carried_it_is_told_or_takes_it(cast, pressed):
    carried(cast.supervisor, author="4902", answers=[(pressed, "threat")])

    made, alert = Incident.objects.get(), Alert.objects.get()
    assert (made.silent, made.reported_by) == (pressed == "silent", cast.second_supervisor)
    assert set(alert.about) == {cast.supervisor.id, cast.second_supervisor.id}
    assert not Delivery.objects.filter(officer__in=alert.about, alert=alert).exists()
    assert Delivery.objects.filter(officer=cast.duty_officer, alert=alert).exists()


def test_who_carries_reads_no_place(cast):
    site = a_site(cast)
    present(cast.second_officer, site)
    carried(cast.supervisor)
    made = Incident.objects.get()

    for path in (reverse("danger:incident", args=[made.id]), reverse("danger:sent", args=[made.id]),
                 reverse("danger:end", args=[made.id])):
        answer = browser_of(cast.supervisor).get(path)
        assert answer.status_code in (403, 404)
        assert site.code_word not in answer.content.decode()
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("first", ["carrier", "author"])
def test_a_call_is_one_report_whosever_session_brings_it(cast, first):
    key = uuid4()
    sessions = [cast.officer, cast.second_officer, cast.crew]
    if first == "author":
        sessions = [cast.second_officer, cast.officer, cast.crew]

    assert [carried(each, key=key).status_code for each in [*sessions, *sessions]] == [201, 200, 200, 200, 200, 200]
    made = Incident.objects.get()
    assert made.reported_by == cast.second_officer
    assert made.carried_by == (cast.officer if first == "carrier" else None)
    assert not HeldReport.objects.exists()
    assert set(Alert.objects.values_list("rule", flat=True)) == {"DANGER"}


@pytest.mark.parametrize("second", ["second_officer", "crew"])
def test_two_sessions_that_bring_it_at_the_same_moment_make_one_report(cast, monkeypatch, second):
    key = uuid4()
    assert carried(cast.officer, key=key).status_code == 201
    monkeypatch.setattr(replay, "answered", lambda _act: None)  # it looked before the other had committed

    assert carried(getattr(cast, second), key=key).status_code == 200
    assert Incident.objects.count() == 1
    assert not HeldReport.objects.exists()


def test_a_call_that_was_carried_and_then_comes_from_its_own_page_is_one_report(cast):
    key = uuid4()
    assert carried(cast.officer, key=key).status_code == 201

    answer = send(cast.second_officer, reverse("danger:report"), {"kind": "threat"}, key=key)

    made = Incident.objects.get()
    assert answer["Location"] == reverse("danger:sent", args=[made.id])


def test_another_call_under_the_same_key_is_a_report_of_its_own_once(cast):
    key, other = uuid4(), [("kind", "drone")]
    carried(cast.officer, key=key)

    assert [carried(each, key=key, answers=other).status_code
            for each in (cast.officer, cast.officer, cast.crew, cast.second_officer)] == [201, 200, 200, 200]
    assert sorted(Incident.objects.values_list("kind", "carried_by__badge")) == [("drone", "4417"), ("threat", "4417")]
    assert not HeldReport.objects.exists()


@pytest.mark.parametrize(("hours", "counts_from"), [(23, 23), (25, 0), (500, 0)])
def test_an_age_of_more_than_a_day_is_not_believed_of_who_brings_it(cast, hours, counts_from):
    carried(cast.officer, age=hours * HOUR_MS)

    made = Incident.objects.get()
    assert abs(now() - made.reported_at - timedelta(hours=counts_from)) < timedelta(minutes=1)
    said = begun_with([made.stream_id], names=["basis", "device_at"])[made.stream_id]
    assert said["basis"] == "late"
    assert said["device_at"].startswith("2020-01-01T02:41")


def test_a_call_of_one_who_has_left_the_service_is_told_all_the_same(cast):
    change_officer(act=act_of(cast.administrator), officer=cast.second_officer, roles=[Role.OFFICER], clearance=1,
                   is_active=False)  # fmt: skip

    assert carried(cast.officer).status_code == 201
    assert Incident.objects.get().carried_by == cast.officer


def test_nothing_of_a_call_that_names_nobody_is_recorded(cast):
    before = Event.objects.count()

    assert carried(cast.officer, author="0000").status_code == 403
    assert Event.objects.count() == before
