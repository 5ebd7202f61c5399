"""A silent report changes nothing on any screen of who made it: every page and every noun reads as before."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from custody.alerts.models import Alert, Delivery
from custody.evidence.models import Incident
from custody.web.shared import receipts
from tests import stories
from tests.danger import a_site, present, reported
from tests.web.crawling import body_of, crawl
from tests.web.desk import browser_of, send, text_of

UNLIKE = (
    re.compile(r'name="(?:csrfmiddlewaretoken|idempotency_key)" value="[^"]*"'),
    re.compile(r'value="[^"]*" name="(?:csrfmiddlewaretoken|idempotency_key)"'),
    re.compile(r"<time[^>]*>[^<]*</time>"),
    re.compile(r"\d{1,2}:\d{2}(?::\d{2})?"),
    re.compile(r"\d+ (?:s|min) ago"),
    re.compile(r'"(?:now|at|age|seconds)[^"]*": *[0-9.]+'),
)
SEEDS = [
    "/", "/mine/", "/alerts/", "/alerts/?tab=mine", "/alerts/?tab=taken", "/alerts/?tab=resolved", "/overview/",
    "/danger/", "/presence/", "/time/", "/alarm/", "/alarm/load/", "/api/v1/me/", "/api/v1/me/custody/",
    "/api/v1/alerts/", "/api/v1/incidents/", "/api/v1/presences/", "/api/v1/units/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Let no page wait: nothing seals here."""
    monkeypatch.setattr(receipts, "wait_for_seal", lambda *_args, **_more: None)


def everything_read_by(officer):
    """Return what every page says that leads from the seeds, without what is another at every look."""
    client = browser_of(officer)
    client.raise_request_exception = False
    said = {}
    for path, answer in crawl(client, SEEDS):
        if answer.status_code != 405 and answer.get("Content-Type", "").startswith(("text/html", "application/json")):
            text = body_of(answer)
            for pattern in UNLIKE:
                text = pattern.sub("", text)
            said[path] = (answer.status_code, text)
    return said


def difference(before, after):
    """Return the lines of a page that were not there before, for who reads a failure."""
    return "no page" if after is None else [line for line in after[1].splitlines() if line not in before[1]]


@pytest.mark.parametrize("name", ["officer", "supervisor", "duty_officer", "auditor", "internal_affairs", "director"])
def test_a_silent_report_leaves_no_trace_for_who_made_it(cast, name):
    officer = getattr(cast, name)
    stories.stored(cast)
    present(cast.officer, a_site(cast))
    before = everything_read_by(officer)
    assert len(before) >= 12

    answer = send(officer, reverse("danger:report"), {"silent": "threat"})

    assert answer["Location"] == "/"
    made = Incident.objects.get()
    after = everything_read_by(officer)
    changed = [difference(said, after.get(path)) for path, said in before.items() if after.get(path) != said]
    assert changed == []
    assert not any(str(made.id) in text for _, text in after.values())
    assert not Delivery.objects.filter(officer=officer, alert__level=0).exists()
    assert Delivery.objects.filter(alert=Alert.objects.get(subject_id=made.id)).exists()


def test_others_do_see_it(cast):
    reported(cast.supervisor, silent=True)

    assert "danger" in text_of(cast.duty_officer, "/alerts/").casefold()
    before = everything_read_by(cast.second_supervisor)
    reported(cast.supervisor, silent=True)
    assert everything_read_by(cast.second_supervisor) != before
