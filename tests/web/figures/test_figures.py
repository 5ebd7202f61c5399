"""The figures of a year on the page and as a file, and what is told the public."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from custody.evidence.models import Consultation
from tests.destruction import stories
from tests.destruction.test_figures import seized_ago
from tests.stories import now
from tests.web.desk import browser_of, errors_in, queries_of, send, text_of

YEAR, FILE = reverse("figures:year"), reverse("figures:file")


def test_the_page_says_how_fast_it_burns_and_what_it_waited_for(cast):
    stories.burnt(cast, units=seized_ago(cast, 60))

    text = text_of(cast.supervisor, YEAR)

    assert "Hours to ash" in text
    assert "Extraction" in text
    assert "Slots used" in text
    year = localtime(now()).year
    assert f"{year}-" in text
    assert "BITTERN" not in text
    assert "Figures of 2020" in text_of(cast.supervisor, YEAR + "?year=2020")
    assert browser_of(cast.supervisor).get(YEAR + "?year=99999").status_code == 404
    assert browser_of(cast.supervisor).get(YEAR + "?year=" + "9" * 5000).status_code == 200
    assert queries_of(cast.supervisor, YEAR) <= 14


@pytest.mark.parametrize(("form", "kind"), [("csv", "text/csv"), ("xlsx", "application/vnd.openxmlformats")])
def test_a_file_is_given_after_it_was_recorded_who_takes_it_and_why(cast, form, kind):
    stories.ordered(cast)
    asked = {"what": "figures", "year": str(now().year), "form_of_file": form, "reason": "the annual report"}

    answer = send(cast.auditor, FILE, asked)

    taken = Consultation.objects.get(field_group="figures")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
    assert f'filename="figures-{now().year}.{form}"' in answer["Content-Disposition"]
    assert (taken.officer, taken.reason) == (cast.auditor, "the annual report")
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert str(taken.id) in rows[0][0]
        assert "badge 4931" in rows[0][0]
        assert rows[-1][0] == "median_minutes_to_answer"


def test_nothing_is_given_without_a_reason(cast):
    answer = send(cast.supervisor, FILE, {"what": "figures", "year": "2026", "form_of_file": "csv", "reason": " "})
    assert errors_in(answer) != []
    assert Consultation.objects.count() == 0


def test_the_file_for_other_services_names_nobody_and_nothing_that_is_not_told_yet(cast):
    [burnt] = stories.kept(cast)
    stories.burnt(cast, units=[burnt])
    [waiting] = stories.ordered(cast)
    asked = {"what": "non_nominal", "year": str(now().year), "form_of_file": "csv", "reason": "the network"}

    text = send(cast.supervisor, FILE, asked).content.decode("utf-8-sig")

    assert text.count("yes") == 1
    for word in (burnt.label, burnt.seizure.code_word, waiting.label, waiting.seizure.code_word, "4417"):
        assert word not in text.split("\r\n", 1)[1]


def test_what_is_told_is_shown_after_the_fire_or_a_decision(cast):
    [unit] = stories.ordered(cast)
    page = reverse("figures:release", args=[unit.seizure_id])
    decide = reverse("figures:decide", args=[unit.seizure_id])
    assert "Nothing may be told yet" in text_of(cast.supervisor, page)
    assert "Extraction" in text_of(cast.supervisor, page)
    assert page in browser_of(cast.supervisor).get(reverse("seizure:seizure", args=[unit.seizure_id])).content.decode()
    assert browser_of(cast.supervisor).get(decide).status_code == 403
    at = (now() - timedelta(hours=1)).astimezone(ZoneInfo("Europe/Brussels")).strftime("%Y-%m-%dT%H:%M")
    said = {"fields_told": ["date", "mass"], "publishable_at": at, "reason": "the minister asks"}
    assert send(cast.director, decide, {**said, "reason": ""}).status_code == 422

    assert send(cast.director, decide, said).url == page

    text = text_of(cast.supervisor, page)
    assert "customs seized" in text
    assert "The day, The mass" in text
    assert send(cast.director, decide, {"reason": "not yet"}).url == page
    assert "Nothing may be told yet" in text_of(cast.supervisor, page)


@pytest.mark.parametrize(("who", "status"), [
    ("supervisor", 200), ("auditor", 200), ("director", 200), ("regional_head", 200), ("planner", 403),
    ("officer", 403), ("nobody", 403),
])  # fmt: skip
def test_figures_are_for_who_commands_leads_and_audits(cast, who, status):
    for path in (YEAR, FILE):
        assert browser_of(getattr(cast, who)).get(path).status_code == status


def test_whoever_sees_no_masses_does_not_see_that_of_the_only_seizure_of_a_month(cast):
    stories.kept(cast)
    this_month = f"{localtime(now()):%Y-%m}"

    def row(officer):
        answer = send(officer, FILE, {"what": "figures", "year": str(localtime(now()).year), "form_of_file": "csv",
                                      "reason": "the annual report"})  # fmt: skip
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        mass = next(row for row in rows if "kg_seized" in row).index("kg_seized")
        return {each[0]: each[mass] for each in rows if each and each[0][:4] == this_month[:4]}

    seen = row(cast.director)
    assert {stretch for stretch, mass in seen.items() if mass == ""} == {this_month, this_month[:4]}
    assert row(cast.auditor)[this_month] not in ("", "0.000")
    assert "Two dots stand where" in text_of(cast.director, YEAR)
    assert "Two dots stand where" not in text_of(cast.auditor, YEAR)


def test_what_is_burnt_or_one_of_many_is_told_to_everybody(cast):
    stories.burnt(cast, units=seized_ago(cast, 1))
    assert "Two dots stand where" not in text_of(cast.director, YEAR)
    stories.ordered(cast)
    assert "Two dots stand where" not in text_of(cast.director, YEAR)
