"""Official reports: record one, ask that its entry is put right, and decide that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from custody.evidence import report_permissions as permissions
from custody.evidence.actions import reports as actions
from custody.evidence.selectors import access
from custody.evidence.selectors.reports import report_for, visible_reports, waiting_correction
from custody.organisation.selectors.requirements import pack_in_force, reporting_services
from custody.reports.words import service_word
from custody.web.reports.forms import CorrectForm, DecideForm, RecordForm, WithdrawForm
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.parts import SummaryRow
from custody.web.shared.repeats import first_answer
from custody.web.shared.words import REPORT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from custody.core.act import Act
    from custody.evidence.models import OfficialReport, ReportCorrection, Seizure


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Record an official report of a seizure."""
    officer = signed_in(request)
    seizure = access.seizure_for(officer, seizure_id=seizure_id)
    permissions.check_can_record_report(officer, seizure)
    has_initial = visible_reports(officer).filter(seizure=seizure, initial=True).exists()
    form = RecordForm(request.POST or None, seen=seizure.last_seq, has_initial=has_initial,
                      **_told(seizure))  # fmt: skip
    return _ask(request, seizure, form, "custody/reports/record.html", lambda act: actions.record_report(
        act=act, seizure_id=seizure.id, head=_head(form), labels=form.cleaned_data["labels"].split(),
        initial=False if form.cleaned_data.get("later") else None, expected_seq=form.cleaned_data["expected_seq"],
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Ask that the entry of a report is put right; another person decides."""
    officer = signed_in(request)
    report = report_for(officer, report_id=report_id)
    permissions.check_can_record_report(officer, report.seizure)
    now = {"service": report.service, "report_kind": report.report_kind, "number": report.number,
           "drawn_on": report.drawn_on, "labels": " ".join(report.labels), "is_initial": report.initial}  # fmt: skip
    form = CorrectForm(request.POST or None, seen=report.seizure.last_seq, initial=now,
                       **_told(report.seizure))  # fmt: skip
    return _ask(request, report.seizure, form, "custody/reports/correct.html", lambda act: (
        actions.ask_report_correction(
            act=act, report_id=report.id, head=_head(form), reason=form.cleaned_data["reason"],
            labels=form.cleaned_data["labels"].split(), initial=form.cleaned_data["is_initial"],
            expected_seq=form.cleaned_data["expected_seq"],
        )
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Put the entry of a report right as somebody else asked, or leave it."""
    officer = signed_in(request)
    report = report_for(officer, report_id=report_id)
    form = DecideForm(request.POST or None, seen=report.seizure.last_seq)
    if first_answer(request, form, again="seizure"):
        return redirect("seizure:seizure", report.seizure_id)
    asked = waiting_correction(report)
    permissions.check_can_record_report(officer, report.seizure)
    return _ask(request, report.seizure, form, "custody/reports/decide.html", lambda act: (
        actions.decide_report_correction(
            act=act, report_id=report.id, approve=form.cleaned_data["answer"] == "yes",
            expected_seq=form.cleaned_data["expected_seq"],
        )
    ), rows=_compared(report, asked))  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Take back what one asked about the entry of a report."""
    report = report_for(signed_in(request), report_id=report_id)
    form = WithdrawForm(request.POST or None, seen=report.seizure.last_seq)
    if first_answer(request, form, again="seizure"):
        return redirect("seizure:seizure", report.seizure_id)
    asked = waiting_correction(report)
    return _ask(request, report.seizure, form, "custody/reports/withdraw.html", lambda act: (
        actions.withdraw_report_correction(
            act=act, report_id=report.id, expected_seq=form.cleaned_data["expected_seq"]
        )
    ), rows=_compared(report, asked))  # fmt: skip


def _ask(
    request: HttpRequest, seizure: Seizure, form: CustodyForm, template: str, does: Callable[[Act], object],
    **facts: Any,
) -> HttpResponse:
    if first_answer(request, form, again="seizure"):
        return redirect("seizure:seizure", seizure.id)
    if form.is_valid():
        with attempt(form, again="seizure") as done:
            does(act_for(request, form))
            done.ref = seizure.id
        if done.ref:
            return redirect("seizure:seizure", seizure.id)
    return show_form(request, template, form=form, seizure=seizure, **facts)


def _head(form: CustodyForm) -> actions.Report:
    said = form.cleaned_data
    return actions.Report(report_kind=said["report_kind"], service=said["service"], number=said["number"],
                          drawn_on=said["drawn_on"])  # fmt: skip


def _told(seizure: Seizure) -> dict[str, Any]:
    """Return what the questions of a report need to know: the services there are, and how their numbers look."""
    return {"services": reporting_services(jurisdiction=seizure.jurisdiction), "examples": _examples(seizure)}


def _examples(seizure: Seizure) -> str:
    """Return how the numbers look, by service, as far as the pack says it for everywhere."""
    pack = pack_in_force(jurisdiction=seizure.jurisdiction)
    found = [] if pack is None else [each for each in pack.numbers if each.site == "*"]
    return "; ".join(
        _("%(service)s: like %(example)s") % {"service": service_word(each.service), "example": each.example}
        for each in found
    )


def _compared(report: OfficialReport, asked: ReportCorrection) -> list[SummaryRow]:
    """Return what stands and what is asked for, side by side where they differ."""
    sides = [
        (_("Service"), service_word(report.service), service_word(asked.service)),
        (_("About"), REPORT_KINDS[report.report_kind], REPORT_KINDS[asked.report_kind]),
        (_("Number"), report.number, asked.number),
        (_("Date"), date_format(report.drawn_on), date_format(asked.drawn_on)),
        (_("Covers"), _units(report.labels), _units(report.labels if asked.labels is None else asked.labels)),
        (_("Initial"), _yes(report.initial), _yes(report.initial if asked.initial is None else asked.initial)),
    ]
    rows = [
        SummaryRow(label=label, value=now if now == then else _("%(now)s → %(then)s") % {"now": now, "then": then})
        for label, now, then in sides
    ]
    return [*rows, SummaryRow(label=_("Asked by badge"), value=asked.asked_by.badge, is_code=True),
            SummaryRow(label=_("Why"), value=asked.reason)]  # fmt: skip


def _units(labels: Sequence[str]) -> str:
    return " · ".join(labels) or _("Covers the whole seizure")


def _yes(answer: bool) -> str:
    return _("Yes") if answer else _("No")
