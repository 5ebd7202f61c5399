"""One load that goes wrong is one line of the inbox, with its alerts below; the worst load stands first."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from custody.alerts import selectors
from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.alerts.selectors import lots
from custody.deadlines.models import Clock
from custody.web.alerts import views
from tests import stories
from tests.web.desk import MOST_QUERIES, browser_of, queries_of

INBOX = reverse("alerts:inbox")


def late(units):
    """Let the clocks of some units run out."""
    past = stories.now() - timedelta(minutes=1)
    Clock.objects.filter(subject_id__in=[unit.id for unit in units], clock_type="TARGET_DESTRUCTION").update(
        due_at=past, next_fire_at=past, next_stage="due")
    fire(engine="test")


@pytest.fixture
def two(cast):
    """Return two seizures with late units, two of the first and one of the second, whose alert is the worse one."""
    many, one = stories.seized(cast, count=2), stories.seized(cast)
    late(many)
    late(one)
    Alert.objects.filter(subject_id=one[0].id).update(level=0)
    Alert.objects.exclude(subject_id__in=[each.id for each in (*many, *one)]).update(state="resolved")
    Alert.objects.exclude(subject_id=one[0].id).update(level=2)
    return many[0].seizure, one[0].seizure


def html(officer, path):
    return browser_of(officer).get(path).content.decode()


def lot_rows(officer):
    return list(lots.lots(officer, selectors.tab(officer, name="untaken")))


def test_a_load_is_one_line_and_the_worst_stands_first(cast, two):
    many, one = two
    open_now = selectors.tab(cast.supervisor, name="untaken")
    found = lot_rows(cast.supervisor)

    assert [each["lot"] for each in found] == [one.id, many.id]
    assert sum(each["count"] for each in found) == open_now.count()
    assert found[1]["count"] >= 2
    page = html(cast.supervisor, INBOX)
    assert page.index(one.code_word) < page.index(many.code_word)
    assert page.count("c-inbox__lot") == 2
    assert page.count("<tr data-row") == open_now.count()
    assert "Each alert by itself" in page
    assert "c-inbox__lot" not in html(cast.supervisor, f"{INBOX}?by=alert")


def test_how_it_is_brought_together_holds_for_the_session_and_no_longer(cast, two):
    here = browser_of(cast.supervisor)

    def lots_shown(query="", **headers):
        return here.get(f"{INBOX}{query}", headers=headers).content.decode().count("c-inbox__lot")

    assert lots_shown() == 2
    # The list that looks anew in a window says how that window looks, and changes no other.
    assert (lots_shown("?by=alert", HX_Request="true"), lots_shown()) == (0, 2)
    assert lots_shown("?by=nonsense") == 2
    assert (lots_shown("?by=alert"), lots_shown(), lots_shown("?tab=untaken&level=2")) == (0, 0, 0)
    assert browser_of(cast.supervisor).get(INBOX).content.decode().count("c-inbox__lot") == 2
    assert (lots_shown("?by=seizure"), lots_shown()) == (2, 2)


def test_a_page_holds_whole_loads_and_every_load_is_on_one_page(cast, two, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 1)
    words = [seizure.code_word for seizure in two]
    pages = [html(cast.supervisor, f"{INBOX}?page={n}") for n in (1, 2)]

    assert [[word for word in words if word in page] for page in pages] == [[words[1]], [words[0]]]
    assert "by=seizure" in pages[0]


def test_what_the_reader_may_not_know_of_is_not_brought_together(cast, two):
    alerts = Alert.objects.filter(state="open")

    assert {each["lot"] for each in lots.lots(cast.administrator, alerts)} == {each.id for each in alerts}


def test_a_load_with_very_many_says_how_many_more_there_are(cast, two, monkeypatch):
    monkeypatch.setattr(lots, "MOST_OF_A_LOT", 1)
    many, one = two
    all_of_many = lots.of_lot(cast.supervisor, selectors.tab(cast.supervisor, name="untaken"), lot=many.id).count()

    page = html(cast.supervisor, INBOX)

    assert all_of_many >= 2
    assert page.count("<tr data-row") == 2
    assert f"{all_of_many - 1} more alert" in page
    assert f"lot={many.id}" in page
    whole = html(cast.supervisor, f"{INBOX}?lot={many.id}")
    assert whole.count("<tr data-row") == all_of_many
    assert f"Only what is about {many.code_word}" in whole
    assert one.code_word not in whole


def test_a_load_that_the_reader_may_not_know_of_is_no_filter(cast, two):
    for asked in (uuid4(), "nonsense", ""):
        assert html(cast.supervisor, f"{INBOX}?lot={asked}").count("c-inbox__lot") == 2


def test_it_costs_no_more_for_more_loads(cast, two):
    assert queries_of(cast.supervisor, INBOX) <= MOST_QUERIES
