"""The inbox of alerts: looking takes nothing, taking ends nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.deadlines.models import Clock
from custody.evidence.actions import extraction
from tests import stories
from tests.web.desk import MOST_QUERIES, browser_of, page_of, queries_of, send, text_of

INBOX = reverse("alerts:inbox")


@pytest.fixture
def raised(cast):
    """Return a maker of alerts: something whose clock ran out, by default a seized bag, and the alert about it."""

    def make(unit=None, clock_type="TARGET_DESTRUCTION"):
        unit = unit or stories.seized(cast)[0]
        late = stories.now() - timedelta(minutes=1)
        Clock.objects.filter(subject_id=unit.id, clock_type=clock_type).update(
            due_at=late, next_fire_at=late, next_stage="due"
        )
        fire(engine="test")
        return Alert.objects.filter(subject_id=unit.id, state="open").first(), unit

    return make


def test_the_inbox_shows_what_nobody_has_and_how_to_take_it(cast, raised):
    alert, unit = raised()

    tree = page_of(cast.duty_officer, INBOX)

    assert [form.get("action") for form in tree.iter("form") if "take" in (form.get("action") or "")] == [
        reverse("alerts:take", args=[alert.id])
    ]
    text = text_of(cast.duty_officer, INBOX)
    assert "Past its destruction deadline" in text
    assert unit.label in text


def test_looking_at_an_alert_takes_nothing(cast, raised):
    alert, _ = raised()
    page_of(cast.duty_officer, reverse("alerts:alert", args=[alert.id]))

    assert browser_of(cast.duty_officer).get(reverse("alerts:take", args=[alert.id])).status_code == 405

    alert.refresh_from_db()
    assert alert.state == "open"


def test_taking_moves_it_to_mine_and_for_others_to_taken(cast, raised):
    alert, unit = raised()

    answer = send(cast.duty_officer, reverse("alerts:take", args=[alert.id]), {})

    assert answer["Location"] == reverse("alerts:alert", args=[alert.id])
    assert "Taking it ends nothing" in text_of(cast.duty_officer, answer["Location"])
    assert unit.label in text_of(cast.duty_officer, f"{INBOX}?tab=mine")
    assert unit.label in text_of(cast.supervisor, f"{INBOX}?tab=taken")
    assert unit.label not in text_of(cast.supervisor, INBOX)


def test_an_alert_that_somebody_has_is_not_taken_again(cast, raised):
    alert, _ = raised()
    send(cast.duty_officer, reverse("alerts:take", args=[alert.id]), {})

    answer = send(cast.supervisor, reverse("alerts:take", args=[alert.id]), {})

    assert answer.status_code == 409
    assert "Somebody else has this alert" in answer.content.decode()


def test_the_page_says_what_must_be_done_and_who_was_told(cast, raised):
    alert, _ = raised()

    text = text_of(cast.supervisor, reverse("alerts:alert", args=[alert.id]))

    assert "Book the next burn for this unit, or get the order that is missing." in text
    assert "Who was told" in text


def test_an_alert_that_is_over_stands_in_its_own_list(cast, raised):
    alert, unit = raised(stories.opened(cast), "STRIP")
    assert unit.label not in text_of(cast.supervisor, f"{INBOX}?tab=resolved")

    extraction.end_extraction(act=stories.act_of(cast.officer), unit_id=unit.id)

    assert unit.label in text_of(cast.supervisor, f"{INBOX}?tab=resolved")
    assert "Take it" not in text_of(cast.supervisor, reverse("alerts:alert", args=[alert.id]))


@pytest.mark.parametrize("tab", ["untaken", "mine", "taken", "resolved", "nonsense"])
def test_an_empty_tab_says_what_would_appear(cast, tab):
    assert "No alert" in text_of(cast.officer, f"{INBOX}?tab={tab}")


def test_an_alert_is_taken_by_command_or_by_who_has_it_in_custody(cast, raised):
    alert, _ = raised()
    page, take = reverse("alerts:alert", args=[alert.id]), reverse("alerts:take", args=[alert.id])

    assert "Take it" in text_of(cast.officer, page)
    assert "Take it" not in text_of(cast.auditor, page)
    assert send(cast.auditor, take, {}).status_code == 403


def test_an_alert_that_is_not_yours_is_not_there(cast, raised):
    alert, _ = raised()

    for path in ("alerts:alert", "alerts:take"):
        assert send(cast.crew, reverse(path, args=[alert.id]), {}).status_code in (404, 405)
    page_of(cast.crew, reverse("alerts:alert", args=[alert.id]), status=404)


def test_alerts_are_not_for_an_administrator(cast):
    page_of(cast.administrator, INBOX, status=403)


def test_the_menu_counts_the_alerts_that_nobody_has(cast, raised):
    raised()

    tree = page_of(cast.supervisor, INBOX)

    counts = {each.text for each in tree.iter("span") if each.get("class") == "c-count"}
    assert counts == {str(Alert.objects.filter(state="open").count())}


def test_the_inbox_asks_as_much_for_many_as_for_one(cast, raised):
    raised()
    few = queries_of(cast.supervisor, INBOX)
    for _ in range(3):
        raised()

    assert queries_of(cast.supervisor, INBOX) == few <= MOST_QUERIES
