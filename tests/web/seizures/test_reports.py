"""Official reports on the page of a seizure: recorded, shown, and put right by two."""

from __future__ import annotations

from django.urls import reverse

from custody.evidence.models import OfficialReport
from custody.evidence.selectors.access import seizure_for
from tests import packs, stories
from tests.core.test_report_numbers import said
from tests.destruction.stories import local_day
from tests.evidence.test_reports import asked_to_correct, recorded
from tests.organisation.test_packs import adopted
from tests.stories import now
from tests.web.desk import MOST_QUERIES, errors_in, page_of, queries_of, send, text_of


def answers(**changes):
    return {"service": "customs", "report_kind": "seizure", "number": "B 1/2026",
            "drawn_on": local_day(now()).isoformat(), "labels": ""} | changes  # fmt: skip


def seen(cast, seizure):
    return seizure_for(cast.officer, seizure_id=seizure.id)


def test_a_report_is_recorded_and_stands_on_the_page_of_its_seizure(cast):
    [unit] = stories.seized(cast)
    seizure = unit.seizure
    adopted(cast, packs.nowhere(jurisdiction="BE", more=said(service="customs")))
    path, page = (reverse(name, args=[seizure.id]) for name in ("reports:record", "seizure:seizure"))

    assert "Customs: like B 7/2026" in text_of(cast.officer, path)
    wrong = send(cast.officer, path, answers(number="7", labels=unit.label), seen=seen(cast, seizure))
    assert (wrong.status_code, errors_in(wrong)) == (422, ["A number of this service looks like B 7/2026"])
    right = answers(number=f"b 7/{now().year}", labels=unit.label, later="on")
    assert send(cast.officer, path, right, seen=seen(cast, seizure)).status_code == 302

    text = text_of(cast.officer, page)
    assert f"B 7/{now().year} · The seizure · Customs" in text
    assert "Initial" not in text
    assert "No official report" not in text
    assert OfficialReport.objects.get().labels == [unit.label]
    page_of(cast.crew, path, status=403)


def test_the_second_person_sees_what_is_asked_and_puts_it_right(cast):
    report = recorded(cast, stories.opened_seizure(cast))
    page, correct, decide = (
        reverse("seizure:seizure", args=[report.seizure_id]), reverse("reports:correct", args=[report.id]),
        reverse("reports:decide", args=[report.id]),
    )  # fmt: skip
    page_of(cast.case_officer, decide, status=404)
    told = answers(number="B 2/2026", reason="a slip", is_initial="")
    assert send(cast.officer, correct, told, seen=seen(cast, report.seizure)).status_code == 302

    assert "Decide it" not in text_of(cast.officer, page)
    withdraw = reverse("reports:withdraw", args=[report.id])
    assert "Take it back" in text_of(cast.officer, page)
    assert send(cast.case_officer, withdraw, {}, seen=seen(cast, report.seizure)).status_code == 403
    assert send(cast.officer, withdraw, {}, seen=seen(cast, report.seizure)).status_code == 302
    page_of(cast.officer, withdraw, status=409)
    assert send(cast.officer, correct, told, seen=seen(cast, report.seizure)).status_code == 302

    assert "Decide it" in text_of(cast.case_officer, page)
    shown = text_of(cast.case_officer, decide)
    assert "B 1/2026 → B 2/2026" in shown
    assert "Yes → No" in shown
    own = send(cast.officer, decide, {"answer": "yes"}, seen=seen(cast, report.seizure))
    assert own.status_code == 403
    assert send(cast.case_officer, decide, {"answer": "yes"}, seen=seen(cast, report.seizure)).status_code == 302
    assert "B 2/2026" in text_of(cast.officer, page)
    assert not OfficialReport.objects.get().initial


def test_the_number_stands_in_the_question_to_a_magistrate(cast):
    report = recorded(cast, stories.opened_seizure(cast))

    field = page_of(cast.case_officer, reverse("magistrate:ask", args=[report.seizure_id]))
    assert [each.get("value") for each in field.iter("input") if each.get("name") == "reference"] == ["B 1/2026"]


def test_many_reports_cost_no_more_questions_than_one(cast):
    seizure = stories.opened_seizure(cast)
    page = reverse("seizure:seizure", args=[seizure.id])
    asked_to_correct(cast, recorded(cast, seizure))
    few = queries_of(cast.officer, page)
    for number in range(2, 6):
        recorded(cast, seizure, number=f"B {number}/2026")

    assert queries_of(cast.officer, page) == few <= MOST_QUERIES
