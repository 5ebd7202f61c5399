"""The figures of a year, as a file with a watermark, and what is told the public."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.utils.formats import date_format

from custody.core.errors import CustodyError, InvalidInput
from custody.evidence.actions.consult import take_out_figures
from custody.evidence.models import Consultation
from custody.evidence.models.seizure import Seizure
from custody.reports.exporting import Sheet, Watermark, as_file
from custody.reports.figures import HEAD, slot_table, table, year_figures
from custody.reports.planning import outlook
from custody.reports.release import NON_NOMINAL_HEAD, hundredths, non_nominal, release_text
from tests.destruction import plan_stories, stories
from tests.destruction.test_exposure import decide
from tests.destruction.test_figures import seized_ago
from tests.stories import BAG_MG, act_of, now

MARK = Watermark(badge="4901", at=datetime(2026, 11, 2, 6, tzinfo=UTC), reason="=the & quarter",
                 consultation=UUID(int=7))  # fmt: skip
SHEET = Sheet(name="Figures", head=("month", "kg"), rows=[("2026-10", Decimal("12.500")), ("=1+1", 3), (None, None)])


def test_the_months_add_up_to_the_year(cast):
    stories.burnt(cast, units=seized_ago(cast, 30))
    seized_ago(cast, 5)
    at = now()

    found = year_figures(year=at.year, at=at, jurisdiction="BE")

    rows = [dict(zip(HEAD, row, strict=True)) for row in table(found)]
    assert len(rows) == len(found.months) + 1 <= 13
    assert sum(row["seizures"] for row in rows[:-1]) == rows[-1]["seizures"]
    assert sum(each.exposure.total for each in found.months) == found.whole.exposure.total > 0
    assert sum(sum(each.exposure.weighted.values()) for each in found.months) == sum(
        found.whole.exposure.weighted.values()
    )
    assert float(rows[-1]["weighted_tonne_hours_total"]) > 0
    assert rows[-1]["stretch"] == str(at.year)
    assert dict(slot_table(found)) == {"filled": 0, "total": 0}


def test_a_year_to_come_is_empty_and_a_slip_is_refused(cast):
    assert year_figures(year=now().year + 1, at=now()).months == ()
    with pytest.raises(InvalidInput):
        year_figures(year=20226, at=now())


def test_the_commands_say_the_same_as_values(cast):
    stories.ordered(cast)
    plan_stories.crews(cast)
    plan_stories.slot(cast)
    plan_stories.slot(cast)
    out = io.StringIO()

    call_command("plan_destruction", "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert len(told["sessions"]) == 1
    assert told["unfilled_by_reason"] == {"no_load": 1}
    assert told["lots"][0]["code"] == "planned.first"
    assert told["time_to_zero"] == told["sessions"][0]["starts_at"]
    out = io.StringIO()
    call_command("plan_destruction", stdout=out)
    assert "1 sessions filled, 1 slots empty" in out.getvalue()
    out = io.StringIO()
    call_command("burn_figures", "--json", stdout=out)
    assert json.loads(out.getvalue())["rows"][-1]["seizures"] == 1
    out = io.StringIO()
    call_command("burn_figures", stdout=out)
    assert "1 seizures" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("burn_figures", "--year", "3000")
    with pytest.raises(CommandError):
        call_command("plan_destruction", "--another-kg", "-1")


def test_another_eight_tonnes_tonight_are_planned_without_being_booked(cast):
    plan_stories.crews(cast)
    plan_stories.slot(cast, hours=100)

    found = outlook(at=now(), jurisdiction="BE", another_mg=8_000_000_000)

    assert found.plan.time_to_zero is None
    assert sum(each.mg for each in found.plan.bookings) == stories.LIMIT_MG
    assert found.as_json()["lots"][0]["code"] == "partly"
    assert outlook(at=now(), jurisdiction="BE").risk_hours == 0


# --- files --------------------------------------------------------------------------------------------------


def test_a_csv_says_who_took_it_out_and_holds_no_formula():
    rows = list(csv.reader(io.StringIO(as_file([SHEET], form="csv", watermark=MARK).decode("utf-8-sig"))))

    assert rows[0] == ["Taken out by badge 4901 on 2026-11-02 06:00 UTC, record "
                       "00000000-0000-0000-0000-000000000007, for: =the & quarter"]  # fmt: skip
    assert rows[2:] == [["Figures"], ["month", "kg"], ["2026-10", "12.500"], ["'=1+1", "3"], ["", ""]]


def test_a_spreadsheet_opens_says_who_took_it_out_and_holds_no_formula():
    data = as_file([SHEET, SHEET_TWO], form="xlsx", watermark=MARK)

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert parts.testzip() is None
        texts = [node.text for node in ElementTree.fromstring(parts.read("xl/sharedStrings.xml")).iter()
                 if node.tag.endswith("}t")]  # fmt: skip
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "xl/worksheets/sheet2.xml" in parts.namelist()
    assert MARK.line() in texts
    assert {"2026-10", "=1+1"} <= set(texts)
    assert "<v>12.5</v>" in sheet, "a mass is a number: a sum of the column is one"
    assert "<f>" not in sheet
    assert "<v>3</v>" in sheet
    assert "&amp;R4901" in sheet
    assert data == as_file([SHEET, SHEET_TWO], form="xlsx", watermark=MARK), "the same bytes again"


SHEET_TWO = Sheet(name="Slots", head=("reason", "slots"), rows=[("total", 0)])


@pytest.mark.parametrize("who", ["supervisor", "auditor", "director", "regional_head", "planner", "officer", "nobody"])
def test_what_is_taken_out_is_recorded_with_its_reason_first(cast, refused_out, who):
    act = act_of(getattr(cast, who))
    if who in {"planner", "officer", "nobody"}:
        refused_out(act, "role.missing")
        assert Consultation.objects.count() == 0
    else:
        taken = take_out_figures(act=act, what="figures", reason="the annual report")
        assert (taken.field_group, taken.reason) == ("figures", "the annual report")


def test_nothing_is_taken_out_without_a_reason(cast, refused_out):
    refused_out(act_of(cast.supervisor), "text.empty", reason=" ")
    refused_out(act_of(cast.supervisor), "choice.unknown", what="everything")


@pytest.fixture
def refused_out():
    """Return a function that expects a refusal of taking figures out."""

    def attempt(act, code, *, what="figures", reason="a reason"):
        with pytest.raises(CustodyError) as refusal:
            take_out_figures(act=act, what=what, reason=reason)
        assert refusal.value.code == code

    return attempt


# --- the public ---------------------------------------------------------------------------------------------


def test_a_release_tells_day_mass_origin_and_cover_load_and_no_place(cast):
    [unit] = stories.kept(cast)
    assert release_text(unit.seizure, at=now()) is None
    assert list(non_nominal(year=now().year, at=now())) == []
    stories.burnt(cast, units=[unit])
    seizure = Seizure.objects.get(pk=unit.seizure_id)

    text = release_text(seizure, at=now())

    day = stories.local_day(seizure.seized_at)
    hidden = f" They were hidden in a load of {seizure.cover_load}." if seizure.cover_load else ""
    origin = f" They came from {seizure.origin_country}." if seizure.origin_country else ""
    assert text.body == (f"On {date_format(day)}, customs seized {hundredths(BAG_MG)} kg of drugs.{hidden}{origin} "
                         "All of it has been destroyed.")  # fmt: skip
    for word in (seizure.code_word, unit.label, "HERON", "quay"):
        assert word not in text.body + text.headline
    [row] = non_nominal(year=now().year, at=now())
    assert len(row) == len(NON_NOMINAL_HEAD)
    assert row[0] == day.isoformat()
    assert row[-1] == "yes"


def test_a_release_before_the_fire_says_only_what_was_decided(cast):
    [unit] = stories.kept(cast)
    decide(cast, unit.seizure, fields=["origin"], publishable_at=now() - timedelta(minutes=1))

    text = release_text(Seizure.objects.get(pk=unit.seizure_id), at=now())

    assert text.headline == "Customs intercepts drugs"
    assert text.body.startswith("Customs seized drugs")
    assert "destroyed" not in text.body
    assert next(iter(non_nominal(year=now().year, at=now())))[1] is None


@pytest.mark.parametrize(("mg", "text"), [(54_469_999, "54.46"), (1_468_000_000, "1 468.00"), (0, "0.00")])
def test_kilograms_are_cut_off_at_two_decimals(mg, text):
    assert hundredths(mg) == text
