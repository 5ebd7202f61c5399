"""Official reports: any number for a seizure, and a second person for every correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from custody.core.errors import InvalidInput, NotFound
from custody.core.events import OFFICIAL_REPORT_RECORDED, REPORT_CORRECTION_ASKED_2, REPORT_CORRECTION_DECIDED_2
from custody.core.identifiers import parse_label
from custody.core.report_numbers import NUMBER_MOST, clean_number
from custody.evidence import entries, lists
from custody.evidence import report_permissions as permissions
from custody.evidence.locking import lock_seizure
from custody.evidence.models import HandlingUnit, OfficialReport, ReportCorrection
from custody.evidence.policies import check_version
from custody.evidence.selectors.reports import correction_of, site_of_reports, waiting_correction
from custody.ledger.recording import recording
from custody.organisation.selectors.requirements import number_format_of, reporting_services

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Seizure
    from custody.ledger.recording import Record

REASON_MOST = 500
OLDEST = timedelta(days=3653)
"""An inquiry may have begun long before its seizure; a year that nobody lived in is a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What stands on the head of an official report."""

    report_kind: str
    service: str
    number: str
    drawn_on: date


def record_report(
    *,
    act: Act,
    seizure_id: UUID,
    head: Report,
    labels: Sequence[str] = (),
    initial: bool | None = None,
    expected_seq: int | None = None,
) -> OfficialReport:
    """Record that an official report of a seizure was drawn, and return it. Without labels it covers the whole seizure.

    The first one that is not older than the seizure is the initial one, which makes the seizure in law, unless
    ``initial`` says otherwise.

    Who: one of the two officers of the seizure, a case officer, a supervisor. When: always; the number is one that its
    service writes and did not use that year. Appends ``report.recorded/1``.
    """
    said = _clean(head)
    with recording(act) as record:
        seizure = lock_seizure(seizure_id)
        check_version(seizure, expected_seq)
        permissions.check_can_record_report(act.actor, seizure)
        _check_number(seizure, said, today=_today(record))
        covered = _units(seizure, labels)
        if initial:
            _check_may_be_initial(seizure, said, field="initial")
        before = said.drawn_on < _day(seizure.seized_at)
        report = OfficialReport(
            seizure=seizure, stream_id=seizure.stream_id, jurisdiction=seizure.jurisdiction,
            report_kind=said.report_kind, service=said.service, number=said.number, drawn_on=said.drawn_on,
            year=said.drawn_on.year, whole=not covered, labels=covered,
            initial=not (_initial_of(seizure) or before) if initial is None else initial, recorded_by=act.actor,
            recorded_at=record.at,
        )  # fmt: skip
        report.save(force_insert=True)
        record.append(
            OFFICIAL_REPORT_RECORDED, on=seizure, rows=[report], report_id=report.id, jurisdiction=report.jurisdiction,
            service=report.service, report_kind=report.report_kind, year=report.year, drawn_on=report.drawn_on,
            whole=report.whole, labels=covered, initial=report.initial, recorded_at=record.at, number=report.number,
            recorded_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"seizure": str(seizure.id), "report": str(report.id)}
    return report


def ask_report_correction(
    *,
    act: Act,
    report_id: UUID,
    head: Report,
    reason: str,
    labels: Sequence[str] | None = None,
    initial: bool | None = None,
    expected_seq: int | None = None,
) -> ReportCorrection:
    """Ask that the entry of a report says ``head`` from now on, and return the question.

    ``labels`` are those it really covers, none for the whole seizure; ``initial`` is whether it is the initial one.
    Left out, they stay.

    Who: who may record one. When: no correction of it waits; the number is one that its service writes and did not use
    that year; no other report of the seizure is the initial one. Appends ``report.correction_asked/2``.
    """
    said, why = _clean(head), entries.clean_reason(reason, most=REASON_MOST)
    with recording(act, authorises=True) as record:
        report, seizure = _locked(report_id)
        check_version(seizure, expected_seq)
        permissions.check_can_record_report(act.actor, seizure)
        permissions.check_no_correction(correction_of(report))
        covered = None if labels is None else _units(seizure, labels)
        if said == _head(report) and covered in (None, report.labels) and initial in (None, report.initial):
            raise InvalidInput("report.same", "Nothing of it is changed", field="number")
        _check_number(seizure, said, today=_today(record), but=report.id)
        if report.initial if initial is None else initial:
            _check_may_be_initial(seizure, said, field="initial" if initial else "drawn_on", but=report.id)
        row = ReportCorrection(
            report=report, seizure=seizure, stream_id=seizure.stream_id, report_kind=said.report_kind,
            service=said.service, number=said.number, drawn_on=said.drawn_on, labels=covered, initial=initial,
            reason=why, asked_by=act.actor, asked_at=record.at,
        )  # fmt: skip
        row.save(force_insert=True)
        record.append(
            REPORT_CORRECTION_ASKED_2, on=seizure, rows=[row], correction_id=row.id, report_id=report.id,
            service=row.service, report_kind=row.report_kind, drawn_on=row.drawn_on, labels=covered, initial=initial,
            asked_at=record.at, number=row.number, reason=why, asked_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"seizure": str(seizure.id), "report": str(report.id)}
    return row


def decide_report_correction(
    *, act: Act, report_id: UUID, approve: bool, expected_seq: int | None = None
) -> OfficialReport:
    """Put the entry of a report right as was asked, or leave it, and return it.

    Who: who may record one, and did not ask. When: a correction of it waits. Appends
    ``report.correction_decided/2``.
    """
    with recording(act, authorises=True) as record:
        report, seizure = _locked(report_id)
        check_version(seizure, expected_seq)
        row = waiting_correction(report)
        permissions.check_can_decide_correction(act.actor, seizure, row)
        row.state, row.decided_by, row.decided_at = "approved" if approve else "refused", act.actor, record.at
        row.save(update_fields=["state", "decided_by", "decided_at"])
        if approve:
            # Somebody may have recorded that number since it was asked for.
            _check_number(seizure, _head(row), today=_today(record), but=report.id)
            report.report_kind, report.service, report.number = row.report_kind, row.service, row.number
            report.drawn_on, report.year = row.drawn_on, row.drawn_on.year
            if row.labels is not None:
                report.whole, report.labels = not row.labels, row.labels
            if row.initial is not None:
                report.initial = row.initial
            if report.initial:
                _check_may_be_initial(seizure, _head(row), field="answer", but=report.id)
        report.save(
            update_fields=["report_kind", "service", "number", "drawn_on", "year", "whole", "labels", "initial"]
        )
        _tell_decided(record, seizure, report, row)
        record.result = {"seizure": str(seizure.id), "report": str(report.id)}
    return report


def withdraw_report_correction(*, act: Act, report_id: UUID, expected_seq: int | None = None) -> OfficialReport:
    """Take back what was asked about the entry of a report, which stays as it is, and return it.

    Who: who asked for it. When: a correction of it waits. Appends ``report.correction_decided/2``.
    """
    with recording(act, authorises=True) as record:
        report, seizure = _locked(report_id)
        check_version(seizure, expected_seq)
        row = waiting_correction(report)
        permissions.check_can_withdraw_correction(act.actor, row)
        row.state, row.decided_by, row.decided_at = "withdrawn", act.actor, record.at
        row.save(update_fields=["state", "decided_by", "decided_at"])
        _tell_decided(record, seizure, report, row)
        record.result = {"seizure": str(seizure.id), "report": str(report.id)}
    return report


def _tell_decided(record: Record, seizure: Seizure, report: OfficialReport, row: ReportCorrection) -> None:
    record.append(
        REPORT_CORRECTION_DECIDED_2, on=seizure, rows=[report, row], correction_id=row.id, report_id=report.id,
        outcome=row.state, service=report.service, report_kind=report.report_kind, year=report.year,
        drawn_on=report.drawn_on, whole=report.whole, labels=report.labels, initial=report.initial,
        decided_at=record.at, number=report.number,
        decided_by=record.act.actor.pseudonym,
    )  # fmt: skip


def _locked(report_id: UUID) -> tuple[OfficialReport, Seizure]:
    found = OfficialReport.objects.filter(pk=report_id).values_list("seizure_id", flat=True).first()
    if found is None:
        raise NotFound
    seizure = lock_seizure(found)
    return OfficialReport.objects.get(pk=report_id), seizure


def _head(row: OfficialReport | ReportCorrection) -> Report:
    return Report(report_kind=row.report_kind, service=row.service, number=row.number, drawn_on=row.drawn_on)


def _clean(head: Report) -> Report:
    # Measured as it is kept: a capital may be longer than the small letter.
    number = entries.clean_text(clean_number(head.number), field="number", most=NUMBER_MOST)
    if not number:
        raise InvalidInput("report.no_number", "Enter the number of the report", field="number")
    entries.chosen(head.report_kind, lists.REPORT_KINDS, field="report_kind")
    return Report(report_kind=head.report_kind, service=head.service, number=number, drawn_on=head.drawn_on)


def _today(record: Record) -> date:
    """Return the day it is on the site: after midnight a report of today is not of tomorrow."""
    return _day(record.now)


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)).date()


def _initial_of(seizure: Seizure) -> UUID | None:
    """Return the report that made the seizure in law."""
    return OfficialReport.objects.filter(seizure=seizure, initial=True).values_list("id", flat=True).first()


def _check_may_be_initial(seizure: Seizure, head: Report, *, field: str, but: UUID | None = None) -> None:
    """Return when no other report is the initial one, and this one is not older than the seizure."""
    if _initial_of(seizure) not in (None, but):
        raise InvalidInput("report.initial", "This seizure has its initial report already", field=field)
    if head.drawn_on < _day(seizure.seized_at):
        raise InvalidInput(
            "report.before_seizure", "The initial report makes the seizure in law: it is not older than the seizure",
            field=field,
        )  # fmt: skip


def _check_number(seizure: Seizure, head: Report, *, today: date, but: UUID | None = None) -> None:
    """Return when the service is known, writes such numbers, did not use this one that year, and the day has come."""
    entries.chosen(head.service, tuple(reporting_services(jurisdiction=seizure.jurisdiction)), field="service")
    if head.drawn_on > today:
        raise InvalidInput("report.to_come", "This day is still to come", field="drawn_on")
    if head.drawn_on < _day(seizure.seized_at) - OLDEST:
        raise InvalidInput("report.too_old", "This day is more than ten years before the seizure. Read it again",
                           field="drawn_on")  # fmt: skip
    asked = number_format_of(
        jurisdiction=seizure.jurisdiction, service=head.service, site=site_of_reports(seizure), on=head.drawn_on
    )
    if asked is not None and not asked.fits(head.number, year=head.drawn_on.year):
        raise InvalidInput("report.format", "A number of this service looks like {example}", field="number",
                           example=asked.example)  # fmt: skip
    taken = OfficialReport.objects.filter(
        jurisdiction=seizure.jurisdiction, service=head.service, year=head.drawn_on.year, number=head.number
    )
    if any(each != but for each in taken.values_list("id", flat=True)):
        raise InvalidInput(
            "report.taken", "This number was recorded already for a report of that year. Read it again",
            field="number",
        )  # fmt: skip


def _units(seizure: Seizure, labels: Sequence[str]) -> list[str]:
    """Return the labels of the units that a report names, sorted; raise ``InvalidInput`` for one of another seizure."""
    wanted = {parse_label(each) for each in labels}
    found = set(HandlingUnit.objects.filter(seizure=seizure, label__in=wanted).values_list("label", flat=True))
    for label in sorted(wanted - found):
        raise InvalidInput("report.not_in_it", "{label} is not in this seizure. "
                                               "Read it again", field="labels", label=label)
    return sorted(found)
