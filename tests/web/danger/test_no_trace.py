"""A silent report changes nothing on any screen of who made it: every page and every noun reads as before."""

from __future__ import annotations

import re
from itertools import islice

import pytest
from django.urls import get_resolver, reverse

from custody.alerts.models import Alert, Delivery
from custody.evidence.models import Incident
from custody.web.shared import receipts
from tests.danger import a_site, present, reported
from tests.destruction.test_figures import seized_ago
from tests.web.crawling import api_paths, body_of, crawl
from tests.web.desk import browser_of, send, text_of

UNLIKE = (
    re.compile(r'name="(?:csrfmiddlewaretoken|idempotency_key)" value="[^"]*"'),
    re.compile(r'value="[^"]*" name="(?:csrfmiddlewaretoken|idempotency_key)"'),
    re.compile(r"<time[^>]*>[^<]*</time>"),
    re.compile(r"\d{1,2}:\d{2}(?::\d{2})?"),
    re.compile(r"\d+ (?:s|min) ago"),
    re.compile(r'data-now="[\d.]+"'),
    # Whoever sets up an app for codes gets a new secret at every look.
    re.compile(r'src="data:image/svg[^"]*"|>[A-Z2-7]{32}<'),
    re.compile(r'"(?:now|at|age|seconds)[^"]*": *[0-9.]+'),
    # A sheet says of which moment it is.
    re.compile(r'"at": *"[^"]*"'),
)
SEEDS = [
    "/", "/mine/", "/alerts/", "/alerts/?tab=mine", "/alerts/?tab=taken", "/alerts/?tab=resolved", "/overview/",
    "/danger/", "/presence/", "/time/", "/alarm/", "/alarm/load/",
]  # fmt: skip
HALF_A_DAY_AND_A_BIT = 12.5
"""Old enough, in hours, that no share and no whole hour on a page is another one a few seconds later."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Let no page wait: nothing seals here."""
    monkeypatch.setattr(receipts, "wait_for_seal", lambda *_args, **_more: None)


def seeds():
    """Return where to begin: pages of the alarm, and every page and noun that has an address of its own."""
    pages = [
        f"/{template}"
        for name, patterns in get_resolver("custody.web.urls").reverse_dict.lists()
        for possibilities, *_rest in patterns
        for template, parameters in possibilities
        if isinstance(name, str) and not parameters
    ]
    # The same bytes for everybody, and many of them.
    nouns = set(api_paths({})) - {reverse("api:schema"), reverse("api:docs")}
    return [*SEEDS, *pages, *sorted(nouns)]


def everything_read_by(officer, *, most=None):
    """Return what every page says that the seeds lead to, one of each kind, without what is another at every look."""
    client = browser_of(officer)
    client.raise_request_exception = False
    said = {}
    for path, answer in islice(crawl(client, seeds(), most=1), most):
        if answer.status_code != 405 and answer.get("Content-Type", "").startswith(("text/html", "application/json")):
            text = body_of(answer)
            for pattern in UNLIKE:
                text = pattern.sub("", text)
            said[path] = (answer.status_code, text)
    return said


def difference(before, after):
    """Return the lines of a page that were not there before, for who reads a failure."""
    return "no page" if after is None else [line for line in after[1].splitlines() if line not in before[1]]


@pytest.mark.parametrize("name", [
    "officer", "duty_officer",
    *(pytest.param(each, marks=pytest.mark.nightly)
      for each in ("supervisor", "auditor", "internal_affairs", "director")),
])  # fmt: skip
def test_a_silent_report_leaves_no_trace_for_who_made_it(cast, name):
    officer = getattr(cast, name)
    seized_ago(cast, HALF_A_DAY_AND_A_BIT)
    present(officer, a_site(cast, places=["BITTERN", "HERON"]))
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


def test_a_silent_report_leaves_no_trace_for_who_carried_it(cast):
    seized_ago(cast, HALF_A_DAY_AND_A_BIT)
    present(cast.officer, a_site(cast, places=["BITTERN", "HERON"]))
    before = everything_read_by(cast.duty_officer)

    made = reported(cast.duty_officer, said_by=cast.officer, silent=True)

    after = everything_read_by(cast.duty_officer)
    changed = [difference(said, after.get(path)) for path, said in before.items() if after.get(path) != said]
    assert changed == []
    assert not any(str(made.id) in text for _, text in after.values())


def test_others_do_see_it(cast):
    reported(cast.supervisor, silent=True)

    assert "danger" in text_of(cast.duty_officer, "/alerts/").casefold()
    before = everything_read_by(cast.second_supervisor, most=len(SEEDS))
    reported(cast.supervisor, silent=True)
    assert everything_read_by(cast.second_supervisor, most=len(SEEDS)) != before
