"""The due sheet: what must be done today, on paper, without a place; who reads it is recorded first."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from custody.core.errors import NotPermitted
from custody.deadlines.models import Clock
from custody.deadlines.types import ClockType
from custody.evidence.actions.consult import read_due_sheet
from custody.evidence.models import Consultation
from custody.organisation.selectors import site_by_code_word
from custody.reports import duesheet
from tests import stories
from tests.alerts.conftest import let_pass
from tests.destruction import stories as burns
from tests.destruction.test_holds import placed, verified
from tests.stories import act_of, now
from tests.web.desk import browser_of, errors_in, send, text_of
from tests.web.shared.pages import read, words

SHEET = reverse("duesheet:sheet")
HOUR = timedelta(hours=1)


def shown(officer, **answers):
    response = send(officer, SHEET, {"site": "all", "hours": "24"} | answers)
    assert response.status_code == 200
    return words(read(response.content.decode()).find("body"))


def test_every_clock_says_what_must_be_done():
    assert set(duesheet.TO_DO) == set(ClockType)


def test_what_falls_due_is_listed_with_local_time_and_offset_and_no_place(cast):
    late, soon, far = stories.stored(cast, count=3)
    let_pass(late, "TARGET_DESTRUCTION", past_due=HOUR)
    clock = let_pass(soon, "TARGET_DESTRUCTION", past_due=-3 * HOUR)

    text = shown(cast.duty_officer)

    assert late.label in text
    assert soon.label in text
    assert far.label not in text
    assert late.seizure.code_word in text
    assert "Past" in text
    assert "Book the next burn" in text
    assert "+0100" in text or "+0200" in text
    assert "BITTERN" not in text
    assert clock.due_at > now()


def test_that_it_was_read_is_recorded_first_with_who_and_for_which_site(cast):
    site = site_by_code_word(code_word="BIRCH")
    shown(cast.supervisor, site="BIRCH", hours="12")
    shown(cast.supervisor)

    of_site, of_all = Consultation.objects.order_by("seen_at")
    assert (of_site.officer, of_site.subject_kind, of_site.subject_id) == (cast.supervisor, "site", site.id)
    assert (of_all.subject_kind, of_all.field_group) == ("house", "due_sheet")
    assert "12 hours" in of_site.reason


def test_a_look_at_the_question_records_nothing_and_shows_nothing(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=HOUR)

    assert unit.label not in text_of(cast.supervisor, SHEET)
    assert not Consultation.objects.exists()


def test_one_site_is_one_pile(cast):
    [here] = stories.stored(cast, place="BITTERN")
    [there] = stories.stored(cast, place="DUNLIN")
    for unit in (here, there):
        let_pass(unit, "TARGET_DESTRUCTION", past_due=HOUR)
    Clock.objects.filter(subject_id=there.id).update(site=site_by_code_word(code_word="ALDER"))

    sheets, _ = duesheet.due_sheets(at=now(), hours=24, site=site_by_code_word(code_word="ALDER"))

    assert {sheet.site for sheet in sheets} == {"ALDER"}
    lines = {line.reference for sheet in sheets for line in sheet.lines}
    assert there.label in lines
    assert here.label not in lines


def test_a_long_list_is_many_sheets_and_says_what_does_not_fit(cast, monkeypatch):
    for unit in stories.stored(cast, count=7):
        let_pass(unit, "TARGET_DESTRUCTION", past_due=HOUR)
    monkeypatch.setattr(duesheet, "LINES", 3)

    sheets, left_out = duesheet.due_sheets(at=now(), hours=1)
    assert [(sheet.number, sheet.of, len(sheet.lines)) for sheet in sheets] == [(1, 3, 3), (2, 3, 3), (3, 3, 1)]
    assert not left_out
    monkeypatch.setattr(duesheet, "MOST", 5)
    assert "There is more than fits" in shown(cast.supervisor)


def test_a_hold_asks_for_its_review_and_its_clock_is_not_due(cast):
    [unit] = burns.kept(cast)
    verified(cast, placed(cast, [unit], review_at=now() + 5 * HOUR))
    Clock.objects.filter(subject_id=unit.id, clock_type="TARGET_DESTRUCTION", closed_at__isnull=True).update(
        due_at=now() - HOUR
    )

    sheets, _ = duesheet.due_sheets(at=now(), hours=24)
    lines = [line for sheet in sheets for line in sheet.lines if line.reference == unit.label]
    assert [line.to_do for line in lines] == [duesheet.REVIEW]
    assert not lines[0].is_past_due


def test_orders_burns_and_hand_overs_have_their_names(cast):
    session = burns.planned(cast)
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    sheets, _ = duesheet.due_sheets(at=now(), hours=24)
    lines = {(line.code_word, line.to_do) for sheet in sheets for line in sheet.lines}
    assert (session.code_word, duesheet.TO_DO["FASTLANE"]) in lines
    assert (unit.seizure.code_word, duesheet.TO_DO["ORDER_LATENCY"]) in lines
    assert any(line.reference == str(offer.id)[:8] for sheet in sheets for line in sheet.lines)


def test_an_empty_sheet_says_so(cast):
    assert "Nothing falls due" in shown(cast.supervisor)


@pytest.mark.parametrize("hours", ["0", "200", "many", ""])
def test_how_far_ahead_is_a_week_at_most(cast, hours):
    answer = send(cast.supervisor, SHEET, {"site": "all", "hours": hours})

    assert errors_in(answer)
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("role", ["officer", "storekeeper", "case_officer", "administrator", "auditor", "nobody"])
def test_only_who_commands_reads_it(cast, role):
    assert browser_of(getattr(cast, role)).get(SHEET).status_code == 403
    with pytest.raises(NotPermitted):
        read_due_sheet(act=act_of(getattr(cast, role)), site_id=None, hours=24)


def test_the_command_prints_it_and_is_recorded(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=HOUR)
    out = StringIO()

    call_command("due_sheet", hours=24, stdout=out)

    assert unit.label in out.getvalue()
    assert "PAST DUE" in out.getvalue()
    assert "BITTERN" not in out.getvalue()
    assert Consultation.objects.get().officer.badge == "ENGINE"


def test_the_command_takes_a_site_it_knows(cast):
    out = StringIO()
    call_command("due_sheet", site="BIRCH", stdout=out)
    assert "Nothing." in out.getvalue()
    with pytest.raises(CommandError):
        call_command("due_sheet", site="NOWHERE", stdout=out)
    with pytest.raises(CommandError):
        call_command("due_sheet", hours=0, stdout=out)


def test_the_command_says_when_there_is_more(cast, monkeypatch):
    for unit in stories.stored(cast, count=2):
        let_pass(unit, "TARGET_DESTRUCTION", past_due=HOUR)
    monkeypatch.setattr(duesheet, "MOST", 1)
    out = StringIO()
    call_command("due_sheet", stdout=out)
    assert "There is more than fits" in out.getvalue()


@pytest.mark.parametrize("role", ["regional_head", "director"])
def test_whoever_answers_for_the_house_reads_it_too(cast, role):
    officer = getattr(cast, role)
    assert SHEET in {each.get("href") for each in read(browser_of(officer).get("/").content.decode()).iter("a")}

    shown(officer)

    assert Consultation.objects.get().officer == officer
