"""The pages of a label that lies somewhere: one answer, whatever the label is of and whoever reports it."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from custody.evidence.models import FoundLabel, Photo
from tests import stories
from tests.evidence.test_found_labels import blank, found
from tests.targeting import png
from tests.web.desk import MOST_QUERIES, browser_of, page_of, queries_of, send, text_of

LIST, REPORT = reverse("labels:found"), reverse("labels:report_found")
NOBODY_BEARS_IT = "7KQ4-M2XD-J"


def one(report, page="found_one"):
    return reverse(f"labels:{page}", args=[report.id])


def said(cast, who, code):
    """Return what the page of a report says, without what differs between any two: the code, the time, the receipt."""
    assert send(who, REPORT, {"code": code, "found_where": "behind the door", "remark": ""}).status_code == 302
    report = FoundLabel.objects.latest("reported_at")
    text = text_of(who, one(report)).replace(report.code, "CODE")
    return re.sub(r"\d\d:\d\d|[0-9a-f]{8}|\d+", "N", text)


@pytest.mark.parametrize("who", ["third_officer", "crew", "planner", "supervisor"])
def test_the_answer_is_the_same_for_every_label_and_for_what_is_none(cast, who):
    officer = getattr(cast, who)
    [bag] = stories.stored(cast)

    answers = {said(cast, officer, code) for code in (bag.label, blank(cast), NOBODY_BEARS_IT, "a torn scrap")}

    assert len(answers) == 1
    [answer] = answers
    assert "Who commands was told" in answer


def test_a_code_that_is_not_found_leads_to_the_report_and_keeps_what_was_read(cast):
    crew = browser_of(cast.crew)
    missed = crew.get(reverse("home:scan"), {"code": NOBODY_BEARS_IT}).content.decode()
    [link] = re.findall(rf'href="({REPORT}[^"]+)"', missed)
    assert NOBODY_BEARS_IT not in link

    assert f'value="{NOBODY_BEARS_IT}"' in crew.get(link).content.decode()
    assert f'value="{NOBODY_BEARS_IT}"' not in browser_of(cast.storekeeper).get(link).content.decode()
    assert send(cast.crew, REPORT, {"code": "", "found_where": ""}).status_code == 422


def test_who_commands_sees_of_what_it_is_and_settles_it_from_the_alert(cast):
    [bag] = stories.stored(cast)
    report = found(cast, bag.label)
    assert one(report) in browser_of(cast.supervisor).get(reverse("alerts:inbox")).content.decode()
    shown = browser_of(cast.supervisor).get(one(report)).content.decode()
    assert reverse("units:unit", args=[bag.id]) in shown
    assert one(report, "settle_found") in shown
    assert reverse("units:unit", args=[bag.id]) not in browser_of(cast.crew).get(one(report)).content.decode()
    page_of(cast.planner, one(report), status=404)
    assert send(cast.crew, one(report, "settle_found"), {"outcome": "blank", "finding": "x"}).status_code == 403

    answers = {"outcome": "put_back", "finding": "the bag stood beside it, its seal whole"}
    assert send(cast.supervisor, one(report, "settle_found"), answers).status_code == 302

    assert "its seal whole" in text_of(cast.crew, one(report))
    assert "Settled" in text_of(cast.supervisor, LIST)
    assert send(cast.duty_officer, one(report, "settle_found"), answers).status_code == 409
    assert queries_of(cast.supervisor, LIST) <= MOST_QUERIES


def test_the_label_is_photographed_where_it_lies_and_who_handles_the_report_sees_it(cast):
    report = found(cast)
    page = reverse("photo:attach_found_label", args=[report.id])
    assert page in browser_of(cast.crew).get(one(report)).content.decode()

    sent = send(cast.crew, page, {"slot": "label", "photo": SimpleUploadedFile("x.png", png())})

    assert (sent.status_code, sent["Location"]) == (302, one(report))
    look = reverse("photo:look", args=[Photo.objects.get().id])
    assert look in browser_of(cast.supervisor).get(one(report)).content.decode()
    assert send(cast.supervisor, look, {"reason": "whose is it?"}).content == png()
    page_of(cast.planner, look, status=404)
    page_of(cast.planner, page, status=404)
    assert send(cast.auditor, page, {"slot": "label", "photo": SimpleUploadedFile("x.png", png())}).status_code == 403
