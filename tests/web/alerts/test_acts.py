"""What can be done with an alert on its page: each act once, by who may, never by looking."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from custody.alerts.models import Alert, AlertNote, Silence
from custody.alerts.passes.fire import fire
from custody.deadlines.models import Clock
from custody.organisation.actions.duty import roster_duty
from tests import stories
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of
from tests.web.shared.pages import read

ACTS = ("take", "extend", "pass_on", "note", "close", "confirm", "noise", "silence")


@pytest.fixture
def urgent(cast):
    """Return an alert of level 2: a conveyance that is not stripped in time."""
    unit = stories.opened(cast)
    late = stories.now() - timedelta(minutes=1)
    Clock.objects.filter(subject_id=unit.id, clock_type="STRIP").update(
        due_at=late, next_fire_at=late, next_stage="due"
    )
    fire(engine="test")
    return Alert.objects.get(subject_id=unit.id, state="open")


def at(act, alert):
    return reverse(f"alerts:{act}", args=[alert.id])


def page(alert):
    return reverse("alerts:alert", args=[alert.id])


def acts_on(officer, alert):
    """Return the names of the acts that the page offers to an officer."""
    return {each.get("data-act") for each in page_of(officer, page(alert)).iter("details") if each.get("data-act")}


def taken(cast, alert, by=None):
    send(by or cast.duty_officer, at("take", alert), {})
    alert.refresh_from_db()
    return alert


def systemic(alert, rule="AL14"):
    """Turn an alert into one of a rule that people close."""
    Alert.objects.filter(pk=alert.pk).update(rule=rule, clock=None)
    return alert


def test_each_reader_is_offered_what_they_may_do(cast, urgent):
    assert acts_on(cast.duty_officer, urgent) == {"note", "silence"}
    assert acts_on(cast.auditor, urgent) == {"note"}
    taken(cast, urgent)
    assert acts_on(cast.duty_officer, urgent) == {"extend", "pass_on", "note", "silence"}
    systemic(urgent, "AL13")
    assert acts_on(cast.supervisor, urgent) == {"note", "close", "noise"}


def test_more_time_is_taken_once(cast, urgent):
    alert = taken(cast, urgent)
    key = uuid4()

    answers = [send(cast.duty_officer, at("extend", alert), {}, key=key) for _ in range(2)]

    assert [each["Location"] for each in answers] == [page(alert)] * 2
    assert "more time was taken" in text_of(cast.duty_officer, page(alert))
    assert "extend" not in acts_on(cast.duty_officer, alert)
    again = send(cast.duty_officer, at("extend", alert), {})
    assert again.status_code == 409
    assert errors_in(again) == ["More time was taken already. Do it now, or pass it on"]


def test_it_is_passed_on_to_a_badge_who_has_it_from_then_on(cast, urgent):
    alert = taken(cast, urgent)

    answer = send(cast.duty_officer, at("pass_on", alert), {"badge": "4901"})

    assert answer["Location"] == page(alert)
    alert.refresh_from_db()
    assert alert.acknowledged_by == cast.supervisor
    assert "You have it." in text_of(cast.supervisor, page(alert))
    assert "badge 4901" in text_of(cast.supervisor, page(alert))


@pytest.mark.parametrize(
    ("badge", "status", "line"),
    [
        ("", 422, "To whom: scan or type the badge"),
        ("0000", 422, "No badge 0000 is known. Read it again"),
        ("4961", 403, "This officer cannot take this alert. Choose another person"),
    ],
)
def test_it_is_passed_on_to_nobody_who_cannot_take_it_and_what_was_typed_stays(cast, urgent, badge, status, line):
    alert = taken(cast, urgent)

    answer = send(cast.duty_officer, at("pass_on", alert), {"badge": badge})

    assert answer.status_code == status
    assert errors_in(answer) == [line]
    tree = read(answer.content.decode())
    assert [each.get("data-act") for each in tree.iter("details") if "open" in each.attrib] == ["pass_on"]
    assert badge in {each.get("value") or "" for each in tree.iter("input") if each.get("name") == "badge"}


def test_notes_are_kept_in_order_and_written_once(cast, urgent):
    key = uuid4()
    for _ in range(2):
        send(cast.auditor, at("note", urgent), {"text": "Called the quay"}, key=key)
    send(cast.duty_officer, at("note", urgent), {"text": "<b>On its way</b>"})

    assert AlertNote.objects.count() == 2
    text = text_of(cast.supervisor, page(urgent))
    assert text.index("<b>On its way</b>") < text.index("Called the quay")
    assert errors_in(send(cast.auditor, at("note", urgent), {"text": ""})) == ["Note: fill this in"]


def test_what_custody_cures_nobody_closes_and_the_page_says_what_ends_it(cast, urgent):
    assert "Ends when Two people record that it is empty." in text_of(cast.supervisor, page(urgent)).replace(
        "Ends whenTwo", "Ends when Two")
    answer = send(cast.supervisor, at("close", urgent), {"reason": "Done with it"})

    assert answer.status_code in (403, 409)
    urgent.refresh_from_db()
    assert urgent.state == "open"


def proposal_on(officer, alert):
    """Return which finding the page lets an officer confirm."""
    inputs = page_of(officer, page(alert)).iter("input")
    return next((each.get("value") for each in inputs if each.get("name") == "proposal_id"), None)


def test_two_people_close_with_a_finding(cast, urgent):
    alert = systemic(urgent)
    assert acts_on(cast.second_supervisor, alert) == {"note", "close", "silence"}
    assert send(cast.supervisor, at("close", alert), {"reason": "The same squad"}).status_code == 302
    alert.refresh_from_db()
    assert alert.state == "open"
    assert "Badge 4901 wrote what was found" in text_of(cast.second_supervisor, page(alert))
    assert "confirm" not in acts_on(cast.supervisor, alert)
    [first] = AlertNote.objects.all()
    own = send(cast.supervisor, at("confirm", alert), {"reason": "So it is", "proposal_id": first.id})
    assert own.status_code == 403
    assert {"confirm", "noise"} <= acts_on(cast.second_supervisor, alert)
    assert proposal_on(cast.second_supervisor, alert) == str(first.id)

    key, said = uuid4(), {"reason": "I read the reports too", "proposal_id": first.id}
    answers = [send(cast.second_supervisor, at("confirm", alert), said, key=key) for _ in range(2)]

    assert [each.status_code for each in answers] == [302, 302]
    alert.refresh_from_db()
    assert (alert.state, alert.outcome, alert.resolved_by) == ("resolved", "closed", cast.second_supervisor)
    text = text_of(cast.supervisor, page(alert))
    assert "Closed by hand" in text
    assert "The same squad" in text
    assert "I read the reports too" in text


def test_nobody_confirms_a_finding_that_was_not_on_the_page(cast, urgent):
    alert = systemic(urgent)
    for reason in ("The same squad", "No: the same shift"):
        send(cast.supervisor, at("close", alert), {"reason": reason})
    newer, older = AlertNote.objects.order_by("-written_at")

    answer = send(cast.second_supervisor, at("confirm", alert), {"reason": "So it is", "proposal_id": older.id})

    assert answer.status_code == 409
    alert.refresh_from_db()
    assert alert.state == "open"
    page_again = read(answer.content.decode())
    given = [each.get("value") for each in page_again.iter("input") if each.get("name") == "proposal_id"]
    assert given == [str(newer.id)]
    assert "So it is" in answer.content.decode()


def test_a_false_alarm_is_closed_where_the_rule_allows_it(cast, urgent):
    assert send(cast.supervisor, at("noise", urgent), {"reason": "Nothing"}).status_code == 409
    alert = systemic(urgent, "AL13")

    send(cast.supervisor, at("noise", alert), {"reason": "The probe was pulled"})

    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("resolved", "noise")
    assert "Was noise" in text_of(cast.supervisor, page(alert))


def test_a_silence_takes_two_people_and_ends_by_hand(cast, urgent):
    said = {"hours": "4", "reason": "The crane is broken"}
    send(cast.duty_officer, at("silence", urgent), said)
    silence = Silence.objects.get()
    approve, end = (reverse(f"alerts:{act}_silence", args=[silence.id]) for act in ("approve", "end"))

    assert "silence asked for" in text_of(cast.supervisor, reverse("alerts:inbox"))
    assert "a second person must approve it" in text_of(cast.supervisor, page(urgent))
    assert acts_on(cast.supervisor, urgent) >= {"approve", "end_silence"}
    assert acts_on(cast.duty_officer, urgent) >= {"end_silence"}
    assert send(cast.duty_officer, approve, {}).status_code == 403
    key = uuid4()
    assert [send(cast.supervisor, approve, {}, key=key).status_code for _ in range(2)] == [302, 302]
    silence.refresh_from_db()
    assert silence.approved_by == cast.supervisor
    assert "silenced until" in text_of(cast.supervisor, f"{reverse('alerts:inbox')}?tab=waiting")
    assert "approved by badge 4901" in text_of(cast.supervisor, page(urgent))
    assert send(cast.duty_officer, end, {}).status_code == 302
    silence.refresh_from_db()
    assert silence.ended_at is not None
    assert send(cast.duty_officer, end, {}).status_code == 409


def test_what_is_too_loud_is_not_silenced(cast, urgent):
    Alert.objects.filter(pk=urgent.pk).update(level=1)

    answer = send(cast.supervisor, at("silence", urgent), {"hours": "4", "reason": "Too much"})

    assert answer.status_code == 409
    assert not Silence.objects.exists()
    assert errors_in(send(cast.supervisor, at("silence", urgent), {})) == [
        "How long may its messages wait: choose an answer", "Why: fill this in"]


def test_a_silence_of_what_one_may_not_see_is_not_there(cast, urgent):
    send(cast.duty_officer, at("silence", urgent), {"hours": "1", "reason": "Why", "whole_group": "on"})
    silence = Silence.objects.get()
    assert (silence.alert, silence.group_key) == (None, urgent.group_key)

    for act in ("approve_silence", "end_silence"):
        assert send(cast.crew, reverse(f"alerts:{act}", args=[silence.id]), {}).status_code == 404
        assert send(cast.supervisor, reverse(f"alerts:{act}", args=[uuid4()]), {}).status_code == 404
        assert browser_of(cast.supervisor).get(reverse(f"alerts:{act}", args=[silence.id])).status_code == 405


def test_no_act_is_done_by_looking_or_by_somebody_who_may_not_see_the_alert(cast, urgent):
    before = urgent.last_seq
    for act in ACTS:
        assert browser_of(cast.duty_officer).get(at(act, urgent)).status_code == 405
        assert send(cast.crew, at(act, urgent), {"badge": "4901", "text": "x", "reason": "x"}).status_code == 404
        assert send(cast.device, at(act, urgent), {}).status_code == 403
    page_of(cast.duty_officer, page(urgent))
    urgent.refresh_from_db()
    assert urgent.last_seq == before


def test_nobody_acts_on_an_alert_about_themselves(cast, urgent):
    Alert.objects.filter(pk=urgent.pk).update(about=[cast.supervisor.id])

    for act in ACTS:
        assert send(cast.supervisor, at(act, urgent), {"text": "x", "reason": "x"}).status_code == 404


def test_the_page_with_every_act_asks_little(cast, urgent):
    taken(cast, urgent)
    for number in range(3):
        send(cast.duty_officer, at("note", urgent), {"text": f"Note {number}"})

    assert queries_of(cast.duty_officer, page(urgent)) <= MOST_QUERIES


def test_who_takes_it_chooses_until_when_and_never_longer_than_the_level_gives(cast, urgent):
    asked = [each.get("value") for each in page_of(cast.supervisor, page(urgent)).iter("input")
             if each.get("name") == "within_minutes"]  # fmt: skip
    assert asked == ["30", "60", "120"]
    assert send(cast.supervisor, at("take", urgent), {"within_minutes": "480"}).status_code == 422

    assert send(cast.supervisor, at("take", urgent), {"within_minutes": "30"}).status_code == 302

    urgent.refresh_from_db()
    assert urgent.acknowledged_by == cast.supervisor
    assert urgent.ack_expires_at - urgent.acknowledged_at <= timedelta(minutes=30)


@pytest.mark.parametrize(("minutes", "offered"), [(100, True), (3, False), (200, False)])
def test_who_takes_it_may_promise_until_their_duty_ends_where_the_level_gives_so_much(cast, urgent, minutes, offered):
    ends_at = stories.now() + timedelta(minutes=minutes)
    roster_duty(act=stories.act_of(cast.administrator), badge=cast.supervisor.badge, role="supervisor", site_id=None,
                begins_at=stories.now() - timedelta(seconds=5), ends_at=ends_at)  # fmt: skip
    asked = [each.get("value") for each in page_of(cast.supervisor, page(urgent)).iter("input")
             if each.get("name") == "within_minutes"]  # fmt: skip

    answer = send(cast.supervisor, at("take", urgent), {"within_minutes": "shift"})

    urgent.refresh_from_db()
    assert ("shift" in asked) is offered
    assert answer.status_code == (302 if offered else 422)
    if offered:
        assert abs(urgent.ack_expires_at - ends_at) <= timedelta(minutes=1)
