"""A seizure has any number of official reports; each number is used once, and two people put an entry right."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from custody.core.errors import NotFound
from custody.destruction.selectors import law
from custody.destruction.selectors.exposure import exposure
from custody.evidence.actions import reports
from custody.evidence.models import OfficialReport, ReportCorrection
from custody.evidence.selectors.reports import numbers_of, visible_reports
from custody.ledger.replay import replay_state
from custody.organisation.selectors.requirements import number_format_of
from tests import packs, stories
from tests.core.test_report_numbers import said
from tests.destruction.stories import local_day
from tests.organisation.test_packs import adopted
from tests.stories import act_of, now


def head(**changes):
    drawn = {"report_kind": "seizure", "service": "customs", "number": "B 1/2026", "drawn_on": local_day(now())}
    return reports.Report(**(drawn | changes))


def recorded(cast, seizure, *, by=None, labels=(), initial=None, **changes):
    return reports.record_report(act=act_of(by or cast.officer), seizure_id=seizure.id, head=head(**changes),
                                 labels=labels, initial=initial)  # fmt: skip


def asked_to_correct(cast, report, *, by=None, reason="a slip of the pen", labels=None, initial=None, **changes):
    return reports.ask_report_correction(
        act=act_of(by or cast.officer), report_id=report.id, reason=reason, labels=labels, initial=initial,
        head=head(**({"number": "B 9/2026"} | changes)),
    )  # fmt: skip


def test_what_it_covers_and_whether_it_is_the_initial_one_are_put_right_by_two(cast, refused):
    one, other = stories.seized(cast, count=2)
    [stranger] = stories.stored(cast)
    first = recorded(cast, one.seizure, labels=[one.label])
    second = recorded(cast, one.seizure, number="B 2/2026")
    with refused("report.initial"):
        asked_to_correct(cast, second, number="B 2/2026", initial=True)
    with refused("report.not_in_it"):
        asked_to_correct(cast, first, labels=[stranger.label])
    with refused("report.same"):
        asked_to_correct(cast, first, number="B 1/2026", labels=[one.label], initial=True)
    asked_to_correct(cast, first, number="B 1/2026", labels=[other.label], initial=False)
    decided(cast, first)
    asked_to_correct(cast, second, number="B 2/2026", labels=[], initial=True)
    asked_to_correct(cast, first, number="B 1/2026", labels=[], initial=True)
    decided(cast, second)
    with refused("report.initial"):
        decided(cast, first)
    decided(cast, first, approve=False)

    rows = OfficialReport.objects.order_by("number").values_list("number", "whole", "labels", "initial")
    assert list(rows) == [("B 1/2026", False, [other.label], False), ("B 2/2026", True, [], True)]
    asked_to_correct(cast, second, number="B 3/2026")
    assert decided(cast, second).initial, "what is left out stays"
    assert not replay_state().findings


def decided(cast, report, *, by=None, approve=True):
    return reports.decide_report_correction(act=act_of(by or cast.case_officer), report_id=report.id, approve=approve)


def test_several_reports_stand_side_by_side_with_one_initial(cast, refused):
    one, other = stories.seized(cast, count=2)
    seizure = one.seizure
    first = recorded(cast, seizure, number=" b  1/2026 ")
    second = recorded(cast, seizure, by=cast.case_officer, number="B 2/2026", report_kind="sampling",
                      labels=[other.label])  # fmt: skip

    assert (first.number, first.initial, first.whole, first.labels) == ("B 1/2026", True, True, [])
    assert (second.initial, second.whole, second.labels) == (False, False, [other.label])
    assert numbers_of([seizure.id]) == {seizure.id: ["B 1/2026", "B 2/2026"]}
    assert law.reports_of([seizure.id]) == ["B 1/2026", "B 2/2026"]
    assert visible_reports(cast.administrator).count() == 0
    with refused("report.initial"):
        recorded(cast, seizure, number="B 3/2026", initial=True)
    assert not replay_state().findings


def test_the_initial_one_may_come_after_another(cast):
    seizure = stories.opened_seizure(cast)
    recorded(cast, seizure, number="B 5/2026", initial=False)
    recorded(cast, seizure, number="B 6/2026")

    assert numbers_of([seizure.id])[seizure.id] == ["B 6/2026", "B 5/2026"]


def test_what_makes_no_sense_is_refused(cast, refused):
    seizure = stories.opened_seizure(cast)
    [unit] = stories.stored(cast)
    for code, changes in (
        ("report.no_number", {"number": "  "}),
        ("text.too_long", {"number": "ß" * 64}),
        ("choice.unknown", {"service": "navy"}),
        ("choice.unknown", {"report_kind": "poem"}),
        ("report.to_come", {"drawn_on": local_day(now()) + timedelta(days=2)}),
        ("report.not_in_it", {"labels": [unit.label]}),
        ("role.missing", {"by": cast.crew}),
    ):
        with refused(code):
            recorded(cast, seizure, **changes)
    with pytest.raises(NotFound):
        recorded(cast, type(seizure)(id=uuid4()))
    with pytest.raises(NotFound):
        asked_to_correct(cast, OfficialReport(id=uuid4()))
    assert not OfficialReport.objects.exists()


def test_a_number_is_used_once_by_a_service_in_a_year(cast, refused):
    recorded(cast, stories.opened_seizure(cast))
    other = stories.opened_seizure(cast)

    with refused("report.taken"):
        recorded(cast, other, number="b 1/2026")
    older = recorded(cast, other, drawn_on=date(now().year - 1, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialReport.objects.filter(pk=older.pk).update(year=now().year)


def test_the_number_is_checked_against_the_picture_of_its_pack_and_the_error_says_the_example(cast, refused):
    seizure = stories.opened_seizure(cast)
    adopted(cast, packs.nowhere(jurisdiction="BE", more=said(service="customs")))

    with refused("report.format") as refusal:
        recorded(cast, seizure, number="0007")
    assert "looks like B 7/2026" in refusal.error.sentence()
    recorded(cast, seizure, number=f"B 12/{now().year}")


def test_a_report_of_another_day_is_held_against_the_pack_of_that_day(cast):
    adopted(cast, packs.nowhere(more=said()))
    adopted(cast, packs.nowhere(version=2, more=said(picture="#", example="7")))
    asks = {"jurisdiction": "XX", "service": "police", "site": None}

    assert number_format_of(**asks, on=local_day(now())).picture == "#"
    assert number_format_of(**asks, on=date(2001, 1, 1)).picture == "B #+/YYYY"
    assert number_format_of(jurisdiction="ZZ", service="police", site=None, on=local_day(now())) is None


def test_what_was_drawn_before_the_seizure_does_not_make_it_in_law(cast, refused):
    seizure = stories.opened_seizure(cast)
    before = local_day(now()) - timedelta(days=2)
    with refused("report.before_seizure"):
        recorded(cast, seizure, drawn_on=before, initial=True)
    with refused("report.too_old"):
        recorded(cast, seizure, drawn_on=date(1, 1, 2))
    assert not recorded(cast, seizure, drawn_on=before).initial
    first = recorded(cast, seizure, number="B 2/2026")
    assert first.initial
    with refused("report.before_seizure"):
        asked_to_correct(cast, first, drawn_on=before)


def test_an_entry_is_put_right_by_two(cast, refused):
    report = recorded(cast, stories.opened_seizure(cast), initial=False)
    with refused("report.same"):
        asked_to_correct(cast, report, number="B 1/2026")
    with refused("text.empty"):
        asked_to_correct(cast, report, reason=" ")
    asked_to_correct(cast, report, drawn_on=date(now().year - 1, 12, 31))

    with refused("report.correction_waits"):
        asked_to_correct(cast, report, by=cast.supervisor)
    with refused("report.own"):
        decided(cast, report, by=cast.officer)
    with refused("role.missing"):
        decided(cast, report, by=cast.crew)
    assert numbers_of([report.seizure_id])[report.seizure_id] == ["B 1/2026"]
    after = decided(cast, report, by=cast.second_officer)

    assert (after.number, after.year) == ("B 9/2026", now().year - 1)
    with refused("report.decided"):
        decided(cast, report)
    asked_to_correct(cast, report, number="B 10/2026")
    assert decided(cast, report, approve=False).number == "B 9/2026"
    assert not replay_state().findings


def test_a_number_that_was_taken_meanwhile_is_not_taken_twice(cast, refused):
    seizure = stories.opened_seizure(cast)
    report = recorded(cast, seizure)
    asked_to_correct(cast, report)
    recorded(cast, seizure, number="B 9/2026")

    with refused("report.taken"):
        decided(cast, report)
    assert decided(cast, report, approve=False).number == "B 1/2026"


def test_a_correction_is_decided_once_and_by_two_for_the_database_too(cast, refused):
    report = recorded(cast, stories.opened_seizure(cast))
    row = asked_to_correct(cast, report)
    decided(cast, report)
    row.refresh_from_db()

    with refused("report.decided"):
        decided(cast, report)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportCorrection.objects.filter(pk=row.pk).update(decided_by=cast.officer)


def test_the_wait_for_the_report_ends_with_the_first_one(cast):
    [unit] = stories.stored(cast)
    since = unit.seized_at

    def stages():
        [found] = exposure([(since, now())], seizure_id=unit.seizure_id)
        return found.by_stage

    assert (stages()["report"] > 0, stages()["order"]) == (True, 0)
    recorded(cast, unit.seizure)
    report = stages()["report"]
    recorded(cast, unit.seizure, number="B 2/2026")
    assert (stages()["report"], stages()["order"] > 0) == (report, True)


def test_a_service_that_only_the_pack_names_may_have_drawn_it(cast, refused):
    seizure = stories.opened_seizure(cast)
    with refused("choice.unknown"):
        recorded(cast, seizure, service="police")
    adopted(cast, packs.nowhere(jurisdiction="BE", more=said(service="police")))

    assert recorded(cast, seizure, service="police", number=f"B 7/{now().year}").service == "police"


def test_who_asked_for_a_correction_takes_it_back_and_the_entry_stays(cast, refused):
    report = recorded(cast, stories.opened_seizure(cast), initial=False)
    asked_to_correct(cast, report)
    with refused("report.not_asked"):
        reports.withdraw_report_correction(act=act_of(cast.case_officer), report_id=report.id)

    reports.withdraw_report_correction(act=act_of(cast.officer), report_id=report.id)

    assert report.corrections.get().state == "withdrawn"
    assert OfficialReport.objects.get(pk=report.pk).number == "B 1/2026"
    with refused("report.decided"):
        reports.withdraw_report_correction(act=act_of(cast.officer), report_id=report.id)
    asked_to_correct(cast, report)
    assert not replay_state().findings
