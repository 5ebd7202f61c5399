"""The pages of what is down, and of drills: two, and the one is never in the other."""

from __future__ import annotations

import re
from uuid import uuid4

from django.urls import reverse

from custody.evidence.models import WatchReport
from tests.evidence.test_unwatched import down, drilled, ended
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of

LIST, REPORT = reverse("unwatched:list"), reverse("unwatched:report")
DRILLS, ORDER = reverse("drills:list"), reverse("drills:order")


def one(report, page="one", of="unwatched"):
    return reverse(f"{of}:{page}", args=[report.id])


def test_anybody_reports_a_camera_down_and_somebody_else_says_that_it_works_again(cast):
    told = send(cast.crew, REPORT, {"place_near": "", "place": "", "what": "", "remark": "black"})
    assert told.status_code == 422
    assert len(errors_in(told)) == 2
    assert "black" in told.content.decode()

    key = uuid4()
    for _ in range(2):
        answers = {"place_near": "", "place": "HERON", "what": "camera", "remark": "The screen is black"}
        assert send(cast.crew, REPORT, answers, key=key).status_code == 302
    report = WatchReport.objects.get()

    assert "HERON" in text_of(cast.crew, one(report))
    assert one(report, "end") not in browser_of(cast.crew).get(one(report)).content.decode()
    page_of(cast.planner, one(report), status=404)
    for page in (reverse("places:list"), LIST):
        assert "Camera" in text_of(cast.storekeeper, page)
    assert "Camera or alarm down" in text_of(cast.supervisor, reverse("exceptions:places"))
    assert "HERON" not in text_of(cast.planner, LIST)
    assert one(report, "end") in browser_of(cast.storekeeper).get(one(report)).content.decode()

    refused = send(cast.crew, one(report, "end"), {"finding": "A fuse"})
    assert refused.status_code == 403
    assert "A fuse" in refused.content.decode()
    assert send(cast.storekeeper, one(report, "end"), {"finding": "A fuse"}).status_code == 302
    assert send(cast.duty_officer, one(report, "end"), {"finding": "A fuse"}).status_code == 409
    assert "A fuse" in text_of(cast.auditor, one(report))
    assert "Down:" not in text_of(cast.storekeeper, reverse("places:list"))


def test_a_drill_says_that_it_is_one_and_shows_how_long_its_answer_took(cast):
    for page in (DRILLS, ORDER):
        page_of(cast.storekeeper, page, status=403)
    page_of(cast.duty_officer, ORDER, status=403)
    answers = {"place_near": "", "place": "HERON", "what": "fire", "reason": "The yearly drill"}
    assert send(cast.auditor, ORDER, answers).status_code == 302
    drill = WatchReport.objects.get()

    assert "Answer a drill" in text_of(cast.duty_officer, reverse("home:home"))
    assert "This is a drill" in text_of(cast.duty_officer, one(drill, of="drills"))
    assert "HERON" not in text_of(cast.storekeeper, LIST), "a drill is in no list of what is true"
    assert send(cast.auditor, one(drill, "answer", "drills"), {}).status_code == 403
    assert send(cast.duty_officer, one(drill, "answer", "drills"), {}).status_code == 302
    assert re.search(r"answered after \d+ min \d+ s", text_of(cast.auditor, one(drill, of="drills")))
    assert send(cast.supervisor, one(drill, "answer", "drills"), {}).status_code == 409

    other = drilled(cast, "director", place="PLOVER")
    assert "Runs" in text_of(cast.internal_affairs, DRILLS)
    assert send(cast.director, one(other, "stop", "drills"), {"finding": ""}).status_code == 422
    assert send(cast.director, one(other, "stop", "drills"), {"finding": "Not now"}).status_code == 302
    assert "Not now" in text_of(cast.director, one(other, of="drills"))
    assert "Called off" in text_of(cast.director, DRILLS)


def test_the_alert_leads_to_the_page_and_the_pages_ask_little(cast):
    down(cast)
    drilled(cast, place="PLOVER")
    inbox = browser_of(cast.supervisor).get(reverse("alerts:inbox")).content.decode()
    assert "/unwatched/" in inbox
    assert reverse("drills:one", args=[WatchReport.objects.get(drill=True).id]) not in inbox
    assert queries_of(cast.supervisor, LIST) <= MOST_QUERIES
    assert queries_of(cast.supervisor, DRILLS) <= MOST_QUERIES
    few = queries_of(cast.supervisor, LIST)
    for place in ("BITTERN", "DUNLIN"):
        ended(cast, down(cast, place=place))
    assert queries_of(cast.supervisor, LIST) == few
