"""Over a whole scenario the books of mass are right to the milligram, and the ledger tells the same."""

from __future__ import annotations

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Sum

from custody.core.lifecycle import GONE
from custody.core.postings import Account
from custody.destruction.models import BurnSession, ManifestLine
from custody.destruction.selectors import books
from custody.evidence.models import HandlingUnit, OfficialReport, Posting, Sample, Seizure, Weighing
from custody.ledger.replay import replay_state
from custody.scenario.report import as_json
from tests.stories import now

A = Account


def told(**options):
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("mass_balance", stdout=out, **options)
    return ended.value.code, out.getvalue()


def test_every_milligram_of_a_scenario_is_held_sampled_or_burnt(loaded_three):
    sheet = books.port_sheet()
    assert sheet.booked_mg == as_json(loaded_three)["rows_mg"] == 49_840_000 + 732_200_000 + 8_064_000_000
    first = Weighing.objects.filter(occasion="seizure", unit__parent=None).exclude(unit__kind="sample")
    assert sheet.booked_mg == first.aggregate(mg=Sum("gross_mg"))["mg"]
    assert sheet.mg[A.DESTROYED] == (ManifestLine.objects.aggregate(mg=Sum("burnt_mg"))["mg"] or 0)
    assert sheet.mg[A.SAMPLE] == Sample.objects.aggregate(mg=Sum("gross_mg"))["mg"]
    lying = HandlingUnit.objects.filter(parent=None).exclude(custody_state__in=[state.value for state in GONE])
    assert sheet.mg[A.CUSTODY] == (lying.exclude(kind="sample").aggregate(mg=Sum("gross_mg"))["mg"] or 0)
    assert (sheet.mg[A.VARIANCE], sheet.mg[A.BETWEEN], sheet.sum_mg) == (0, 0, 0)
    assert sheet.is_even
    for seizure in Seizure.objects.all():
        of_it = books.sheet_of_seizure(seizure)
        assert of_it.is_even
        assert seizure.state != "closed" or of_it.mg[A.CUSTODY] == 0
    for each in books.sheets_by_substance():
        assert each.sheet.is_even
    assert all(each.agrees for each in books.cross_checks())
    assert [str(each) for each in replay_state().findings] == []
    code, text = told()
    assert (code, text.splitlines()[-1]) == (0, "The books close.")
    print(text)


def test_books_that_were_cooked_are_found_by_the_replay_and_by_the_command(load_three, as_role):
    load_three(limit=1)
    posting = Posting.objects.filter(from_account=A.SEIZED).order_by("mg").first()

    with as_role("postgres"):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE custody.custody_posting DISABLE TRIGGER guard_event")
            cursor.execute("UPDATE custody.custody_posting SET mg = mg - 1 WHERE id = %s", [posting.id])

    assert [each.column for each in replay_state().findings] == ["mg"]
    code, text = told(json=True)
    said = json.loads(text)
    assert (code, said["ok"]) == (1, False)
    assert {each["name"]: each["booked_mg"] - each["counted_mg"] for each in said["checks"]} == {
        "custody": -1, "sample": 0, "destroyed": 0}  # fmt: skip
    assert "DO NOT" in told()[1]


def test_every_seizure_of_a_scenario_has_the_official_report_that_its_fire_asks_for(loaded_three):
    reported = dict(OfficialReport.objects.values_list("seizure_id", "number"))

    assert set(reported) == set(Seizure.objects.values_list("id", flat=True))
    assert all(re.fullmatch(r"DA \d{6}/\d{4}", number) for number in reported.values())
    assert not BurnSession.objects.filter(state="approved", starts_at__lt=now()).exists(), "each burn took place"
