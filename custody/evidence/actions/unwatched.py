"""A camera or an alarm is down: anybody says so, somebody else says that it works again. And drills of it.

A drill is one from its first moment, and is never mixed with what is true: another list, another rule of alerts, no
figure. What is true during a drill is reported like any other time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.core.events import PLACE_REPORT_ANSWERED, PLACE_REPORT_ENDED, PLACE_REPORTED
from custody.evidence import entries, lists, permissions_of_watch
from custody.evidence.locking import lock_place
from custody.evidence.models import WatchReport
from custody.evidence.permissions_of_danger import check_can_report
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import place_by_code_word

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.organisation.models import Place

MOST = 500


def report_outage(*, act: Act, place: str, what: str, remark: str | None = None) -> WatchReport:
    """Record that a camera or an alarm of a place (a code word) is down, and return the report.

    ``what`` is ``camera``, ``alarm`` or ``both``. Its restoration is owed from now on, and what lies there counts as
    more at risk until it works again.

    Who: everybody. When: always. Appends ``place.reported/1``.
    """
    entries.chosen(what, lists.UNWATCHED, field="what")
    said = entries.clean_text(remark, field="remark", most=MOST)
    where = place_by_code_word(code_word=place)
    check_can_report(act.actor)
    with recording(act) as record:
        return _report(record, lock_place(where), what=what, drill=False, remark=said)


def end_outage(*, act: Act, report_id: UUID, finding: str) -> WatchReport:
    """Say that all works again, and what it was; return the report.

    Who: a storekeeper, a supervisor or a duty officer; never who reported it. When: once. Appends
    ``place.report_ended/1``.
    """
    said = entries.clean_reason(finding, field="finding", most=MOST)
    with recording(act) as record:
        report = _locked(report_id, drill=False)
        permissions_of_watch.check_can_end_outage(act.actor, report)
        return _end(record, report, finding=said)


def order_drill(*, act: Act, place: str, what: str, reason: str) -> WatchReport:
    """Begin a drill at a place (a code word), and return it. Who answers danger is told at once, as if it were true.

    ``what`` it pretends is ``camera``, ``alarm``, ``both`` or ``fire``.

    Who: a supervisor, a regional head, a director, an auditor or internal affairs. When: no drill runs there, and
    nothing is really down. Appends ``place.reported/1``, which says that it is a drill.
    """
    entries.chosen(what, lists.DRILLS, field="what")
    why = entries.clean_reason(reason, most=MOST)
    where = place_by_code_word(code_word=place)
    with recording(act, authorises=True) as record:
        locked = lock_place(where)
        permissions_of_watch.check_can_order_drill(act.actor, locked)
        return _report(record, locked, what=what, drill=True, remark=why)


def answer_drill(*, act: Act, report_id: UUID) -> WatchReport:
    """Answer a drill, and return it: the time since it began is what is measured.

    Who: a duty officer, a supervisor, a regional head or a director; never who ordered it. When: it runs. Appends
    ``place.report_answered/1``.
    """
    with recording(act, authorises=True) as record:
        drill = _locked(report_id, drill=True)
        permissions_of_watch.check_can_answer_drill(act.actor, drill)
        drill.answered_by, drill.answered_at = act.actor, record.now
        drill.save(update_fields=["answered_by", "answered_at"])
        record.append(
            PLACE_REPORT_ANSWERED, on=drill.place, rows=[drill], report_id=drill.id, answered_at=record.now,
            answered_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"report": str(drill.id)}
    return drill


def stop_drill(*, act: Act, report_id: UUID, finding: str) -> WatchReport:
    """Call a drill off that nobody answered, and return it.

    Who: whoever may order one. When: it runs. Appends ``place.report_ended/1``.
    """
    said = entries.clean_reason(finding, field="finding", most=MOST)
    with recording(act, authorises=True) as record:
        drill = _locked(report_id, drill=True)
        permissions_of_watch.check_can_stop_drill(act.actor, drill)
        return _end(record, drill, finding=said)


def _locked(report_id: UUID, *, drill: bool) -> WatchReport:
    """Return a report with its place, both locked, the place first."""
    found = WatchReport.objects.filter(pk=report_id, drill=drill).select_related("place").first()
    if found is None:
        raise NotFound
    place = lock_place(found.place)
    report = WatchReport.objects.select_for_update().get(pk=report_id)
    report.place = place
    return report


def _report(record: Record, place: Place, *, what: str, drill: bool, remark: str | None) -> WatchReport:
    report = WatchReport(
        place=place, stream_id=place.stream_id, what=what, drill=drill, remark=remark,
        reported_by=record.act.actor, reported_at=record.at,
    )  # fmt: skip
    report.save(force_insert=True)
    record.append(
        PLACE_REPORTED, on=place, rows=[report], report_id=report.id, reported_at=report.reported_at, what=what,
        drill=drill, reported_by=record.act.actor.pseudonym, remark=remark,
    )  # fmt: skip
    record.result = {"report": str(report.id)}
    return report


def _end(record: Record, report: WatchReport, *, finding: str) -> WatchReport:
    report.ended_by, report.ended_at, report.finding = record.act.actor, record.at, finding
    report.save(update_fields=["ended_by", "ended_at", "finding"])
    record.append(
        PLACE_REPORT_ENDED, on=report.place, rows=[report], report_id=report.id, ended_at=report.ended_at,
        finding=finding, ended_by=record.act.actor.pseudonym,
    )  # fmt: skip
    record.result = {"report": str(report.id)}
    return report
