"""A label of the house that lies somewhere: anybody reports it, somebody in command says what became of it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotFound
from custody.core.events import LABEL_REPORT_SETTLED, LABEL_REPORTED
from custody.core.identifiers import parse_label
from custody.evidence import entries, label_permissions, lists
from custody.evidence.locking import lock_officer
from custody.evidence.models import FoundLabel
from custody.evidence.selectors.found_labels import reported_lately
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act

CODE_MOST, WHERE_MOST, MOST = 80, 200, 500


def report_found_label(*, act: Act, code: str, found_where: str, remark: str | None = None) -> FoundLabel:
    """Record that a label lay somewhere, of a roll or off a bag, and return the report.

    ``code`` is what can be read; what is torn is no label any more and is reported all the same. Nothing of the answer,
    nor of the time it takes, tells whether there is such a label, or of what: who commands learns that.

    Who: everybody, on duty or not. When: always, twenty times within an hour. Appends ``label.reported/1`` on the
    stream of who found it.
    """
    read = entries.clean_reason(code, field="code", most=CODE_MOST)
    with suppress(InvalidInput):
        read = parse_label(read)
    where = entries.clean_reason(found_where, field="found_where", most=WHERE_MOST)
    said = entries.clean_text(remark, field="remark", most=MOST)
    with recording(act) as record:
        officer = lock_officer(act.actor)
        label_permissions.check_can_report_found(officer, lately=reported_lately(officer, at=record.now))
        report = FoundLabel(
            stream_id=officer.stream_id, code=read, found_where=where, remark=said, reported_by=officer,
            reported_at=record.at,
        )  # fmt: skip
        report.save(force_insert=True)
        record.append(
            LABEL_REPORTED, on=officer, rows=[report], report_id=report.id, reported_at=report.reported_at, code=read,
            found_where=where, remark=said,
        )  # fmt: skip
        record.result = {"report": str(report.id)}
    return report


def settle_found_label(*, act: Act, report_id: UUID, outcome: str, finding: str) -> FoundLabel:
    """Say what became of a label that was found, and return the report.

    ``outcome`` is one of ``lists.FOUND_LABEL_OUTCOMES``. Nothing else follows from it: a unit that is not where it
    should be is reported so, goods that came to light are seized.

    Who: a supervisor, a duty officer, a regional head or a director; never who reported it. When: once. Appends
    ``label.report_settled/1`` on the stream of who found it.
    """
    became = entries.chosen(outcome, lists.FOUND_LABEL_OUTCOMES, field="outcome")
    said = entries.clean_reason(finding, field="finding", most=MOST)
    with recording(act, authorises=True) as record:
        found = FoundLabel.objects.filter(pk=report_id).select_related("reported_by").first()
        if found is None:
            raise NotFound
        finder = lock_officer(found.reported_by)
        report = FoundLabel.objects.select_for_update().get(pk=report_id)
        label_permissions.check_can_settle_found(act.actor, report)
        report.settled_by, report.settled_at, report.outcome, report.finding = act.actor, record.at, became, said
        report.save(update_fields=["settled_by", "settled_at", "outcome", "finding"])
        record.append(
            LABEL_REPORT_SETTLED, on=finder, rows=[report], report_id=report.id, settled_at=report.settled_at,
            outcome=became, finding=said, settled_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"report": str(report.id)}
    return report
