"""Who scans what is not theirs gets the answer of what is absent, and it is recorded that they read it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from custody.alerts.passes.readings import unusual_today
from custody.core.identifiers import new_label
from custody.deadlines.selectors import database_now
from custody.evidence.models import Consultation
from custody.ledger.replay import replay_state
from tests import stories


@pytest.fixture
def looks(cast, client):
    """Return a scan by an administrator, who has no part in the work, and what is recorded of it."""

    def ask(code):
        client.force_login(cast.administrator)
        answer = client.get(reverse("home:scan"), {"code": code})
        return answer, Consultation.objects.filter(officer=cast.administrator, field_group="code_try")

    return ask


def said(answer):
    """Return the page without what differs at each moment: the token of its forms, the word that stands for what was
    typed, and the time of the server."""
    passing = r'csrfmiddlewaretoken" value="[^"]+"|typed=[^"]+|<a href="/time/">.*?</a>|data-now="[^"]+"'
    return re.sub(passing, "", answer.content.decode())


def test_a_label_of_others_and_one_of_nobody_are_answered_and_recorded_alike(cast, looks):
    [unit] = stories.seized(cast, count=1)
    free = new_label(bytes(range(9)))

    theirs, rows = looks(unit.label)
    assert (theirs.status_code, rows.count()) == (404, 1)
    absent, rows = looks(free)
    assert (absent.status_code, rows.count()) == (404, 2)
    assert said(theirs).replace(unit.label, "") == said(absent).replace(free, "")
    assert "It is recorded that you read it" in theirs.content.decode()
    assert not [row for row in rows if unit.label in str(row.__dict__)]
    assert replay_state().findings == []


def test_the_same_code_is_recorded_once_within_an_hour_and_a_slip_never(cast, looks):
    looks("CSQU3054383")
    looks("CSQU3054383")
    answer, rows = looks("hello")
    assert rows.count() == 1
    assert "recorded" not in answer.content.decode()


def test_what_is_found_is_no_look_at_others(cast, client):
    [unit] = stories.seized(cast, count=1)
    client.force_login(cast.officer)
    assert client.get(reverse("home:scan"), {"code": unit.label}).status_code == 302
    client.post(reverse("home:tray"), {"codes": f"{unit.label}\nKESTREL-99"}, follow=True)
    assert Consultation.objects.filter(field_group="code_try").count() == 1


def test_who_goes_through_codes_is_told_to_internal_affairs(cast, looks):
    for number in range(10, 21):
        looks(f"KESTREL-{number}")
    [found] = unusual_today(database_now())
    assert (found.officer, found.reasons) == (cast.administrator.id, ("many",))
