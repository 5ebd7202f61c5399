"""The inbox of alerts: looking takes nothing, taking ends nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from custody.alerts import selectors
from custody.alerts.models import Alert, Delivery, DeliveryAttempt
from custody.alerts.passes.fire import fire
from custody.deadlines.models import Clock
from custody.evidence.actions import extraction
from custody.organisation.actions.duty import roster_duty
from custody.organisation.selectors import site_by_code_word
from tests import stories
from tests.danger import reported
from tests.web.desk import MOST_QUERIES, browser_of, page_of, queries_of, send, text_of
from tests.web.shared.pages import read, words

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
        reverse("alerts:take", args=[alert.id]), reverse("alerts:take_many"),
    ]
    text = text_of(cast.duty_officer, INBOX)
    assert "Past its destruction deadline" in text
    assert unit.label in text


def test_the_first_page_of_who_commands_says_what_burns_first(cast, raised):
    raised()

    assert "First: past its destruction deadline, since" in text_of(cast.duty_officer, reverse("home:home"))


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


@pytest.mark.parametrize("tab", ["untaken", "mine", "taken", "waiting", "resolved", "nonsense"])
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


def test_alerts_are_not_for_a_machine(cast):
    page_of(cast.device, INBOX, status=403)
    page_of(cast.administrator, INBOX)


@pytest.mark.parametrize("who", ["regional_head", "director", "administrator", "internal_affairs", "storekeeper"])
def test_whoever_stands_on_a_ladder_finds_the_inbox_in_the_menu(cast, who):
    assert INBOX in {link.get("href") for link in page_of(getattr(cast, who), reverse("quiet:hours")).iter("a")}


def test_the_menu_counts_the_alerts_that_nobody_has(cast, raised):
    raised()

    tree = page_of(cast.supervisor, INBOX)

    counts = {each.text for each in tree.iter("span") if each.get("class") == "c-count"}
    assert counts == {str(Alert.objects.filter(state="open").count())}


def many(*alerts, **changes):
    return {"alerts": [str(alert.id) for alert in alerts]} | changes


def test_several_are_taken_at_once_and_what_somebody_else_has_stops_no_other(cast, raised):
    (first, _), (second, _), (third, _) = raised(), raised(), raised()
    send(cast.supervisor, reverse("alerts:take", args=[second.id]), {})
    key, path = uuid4(), reverse("alerts:take_many")

    answers = [send(cast.duty_officer, path, many(first, second, third), key=key) for _ in range(2)]

    assert [each["Location"] for each in answers] == [f"{INBOX}?tab=mine"] * 2
    held = {each.id: each.acknowledged_by for each in Alert.objects.filter(id__in=[first.id, second.id, third.id])}
    assert held == {first.id: cast.duty_officer, second.id: cast.supervisor, third.id: cast.duty_officer}
    client = browser_of(cast.supervisor)
    text = client.post(path, {"idempotency_key": str(uuid4()), **many(first)}, follow=True).content.decode()
    assert "1 alert was not yours to take, or somebody has it by now" in text


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({}, "Tick the alerts you take"),
        ({"alerts": ["nonsense"]}, "One of these alerts is not there any more"),
        ({"alerts": [str(uuid4()) for _ in range(51)]}, "Take 50 at most at once"),
    ],
)
def test_ticks_that_make_no_sense_take_nothing(cast, raised, said, line):
    raised()
    answer = browser_of(cast.duty_officer).post(
        reverse("alerts:take_many"), {"idempotency_key": str(uuid4()), **said}, follow=True)

    assert line in answer.content.decode()
    assert not Alert.objects.filter(state="acknowledged").exists()


def test_taking_several_needs_a_post_and_what_one_may_not_see_is_not_taken(cast, raised):
    alert, _ = raised()

    assert browser_of(cast.duty_officer).get(reverse("alerts:take_many")).status_code == 405
    send(cast.crew, reverse("alerts:take_many"), many(alert))

    alert.refresh_from_db()
    assert alert.state == "open"


def test_the_list_is_filtered_by_level_subject_and_the_sites_one_is_on_duty_at(cast, raised):
    _, unit = raised()
    _, other = raised(stories.opened(cast), "STRIP")

    def shown(query):
        text = text_of(cast.supervisor, f"{INBOX}?{query}")
        return [unit.label in text, other.label in text]

    assert shown("") == shown("level=9&rule=nothing&site=NOWHERE") == [True, True]
    assert shown("level=1") == [True, False]
    assert shown("rule=AL3") == [False, True]
    assert "No alert of this tab matches" in text_of(cast.supervisor, f"{INBOX}?level=4")
    assert "filter_site" not in browser_of(cast.supervisor).get(INBOX).content.decode()
    on_duty(cast, "4901", "supervisor")
    assert "filter_site" in browser_of(cast.supervisor).get(INBOX).content.decode()


def test_the_site_of_an_alert_is_told_to_who_is_on_duty_there_alone(cast, raised):
    alert, _ = raised()
    birch = site_by_code_word(code_word="BIRCH")
    Alert.objects.filter(pk=alert.pk).update(site=birch)
    pages = [INBOX, reverse("alerts:alert", args=[alert.id])]

    assert not any("BIRCH" in text_of(cast.supervisor, page) for page in pages)
    on_duty(cast, "4901", "supervisor", site=birch)
    assert all("BIRCH" in text_of(cast.supervisor, page) for page in pages)
    assert alert.public_ref in text_of(cast.supervisor, f"{INBOX}?site=BIRCH")
    assert not any("BIRCH" in text_of(cast.second_supervisor, page) for page in pages)
    assert alert.public_ref in text_of(cast.second_supervisor, f"{INBOX}?site=BIRCH")
    assert all("BIRCH" in text_of(cast.regional_head, page) for page in pages)


def test_danger_stands_on_top_with_its_own_look(cast, raised):
    raised()
    reported(cast.officer, kind="watched")

    rows = [row for row in page_of(cast.duty_officer, INBOX).iter("tr") if "data-row" in row.attrib]

    assert rows[0].get("class") == "is-danger"
    assert "Danger: level 0" in words(rows[0])
    assert [row.get("class") for row in rows[1:]] == [None] * (len(rows) - 1)
    assert "is-danger" not in browser_of(cast.officer).get(INBOX).content.decode()


def test_what_concerns_the_conduct_of_people_is_for_internal_affairs_alone(cast, raised):
    alert, _ = raised()
    Alert.objects.filter(pk=alert.pk).update(rule="AL10", clock=None, subject_kind="officer")
    page = reverse("alerts:alert", args=[alert.id])

    for who in (cast.duty_officer, cast.supervisor, cast.director, cast.auditor, cast.regional_head):
        page_of(who, page, status=404)
        assert alert.public_ref not in text_of(who, INBOX)
        assert "Unusual reading" not in browser_of(who).get(INBOX).content.decode()
        assert send(who, reverse("alerts:take", args=[alert.id]), {}).status_code == 404
    assert selectors.untaken().count == 0 == selectors.untaken_count(cast.supervisor)
    assert "Unusual looks at places or containers" in text_of(cast.internal_affairs, INBOX)
    page_of(cast.internal_affairs, page)


def test_an_alert_about_somebody_is_never_theirs_to_see(cast, raised):
    alert, _ = raised()
    Alert.objects.filter(pk=alert.pk).update(about=[cast.supervisor.id])

    page_of(cast.supervisor, reverse("alerts:alert", args=[alert.id]), status=404)
    assert send(cast.supervisor, reverse("alerts:take", args=[alert.id]), {}).status_code == 404
    page_of(cast.second_supervisor, reverse("alerts:alert", args=[alert.id]))


def test_the_history_says_who_was_told_by_which_gateway_and_why_a_message_waits(cast, raised):
    alert, _ = raised()
    told, waits = Delivery.objects.filter(alert=alert).order_by("id")[:2]
    DeliveryAttempt.objects.create(delivery=told, outcome="accepted", detail="202 queued", engine="test",
                                   provider="operator-b")
    Delivery.objects.filter(pk=waits.pk).update(waits_for="quiet")

    text = text_of(cast.supervisor, reverse("alerts:alert", args=[alert.id]))

    assert "operator-b" in text
    assert "The channel took it: 202 queued" in text
    assert "waiting: quiet hours" in text
    assert f"Alert {alert.public_ref} raised, level {alert.level}" in text
    assert alert.public_ref in text_of(cast.supervisor, f"{INBOX}?tab=waiting")
    assert "waiting: quiet hours" in text_of(cast.supervisor, INBOX)


def test_the_list_alone_is_given_to_who_looks_anew(cast, raised):
    alert, _ = raised()

    answer = browser_of(cast.supervisor).get(f"{INBOX}?tab=untaken&page=1", headers={"HX-Request": "true"})

    tree = read(answer.content.decode())
    assert alert.public_ref in words(tree)
    assert "<html" not in answer.content.decode()
    assert next(each for each in tree.iter("div") if each.get("id") == "inbox").get("data-untaken") == "1"


def test_an_alert_page_asks_little(cast, raised):
    alert, _ = raised()

    assert queries_of(cast.supervisor, reverse("alerts:alert", args=[alert.id])) <= MOST_QUERIES
    assert queries_of(cast.crew, INBOX) <= MOST_QUERIES


def on_duty(cast, badge, role, *, site=None):
    """Put an officer on duty from now on."""
    at = stories.now()
    return roster_duty(act=stories.act_of(cast.administrator), badge=badge, role=role,
                       site_id=None if site is None else site.id, begins_at=at, ends_at=at + timedelta(hours=8))


def test_the_inbox_asks_as_much_for_many_as_for_one(cast, raised):
    raised()
    few = queries_of(cast.supervisor, INBOX)
    for _ in range(3):
        raised()

    assert queries_of(cast.supervisor, INBOX) == few <= MOST_QUERIES
