"""The official reports of a seizure, as its page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custody.core.verdicts import verdict
from custody.evidence import report_permissions as permissions
from custody.evidence.selectors.reports import visible_reports
from custody.reports.words import service_word
from custody.web.shared.words import REPORT_KINDS

if TYPE_CHECKING:
    from custody.evidence.models import Seizure
    from custody.organisation.models import Officer


def reports_on_page(officer: Officer, seizure: Seizure) -> dict[str, Any]:
    """Return what the page of a seizure shows of its official reports, and what the officer may do with them."""
    may = verdict(lambda: permissions.check_can_record_report(officer, seizure)).ok
    rows = list(visible_reports(officer).filter(seizure=seizure).prefetch_related("corrections__asked_by"))
    return {
        "may_report": may,
        "reports": [
            (row, REPORT_KINDS[row.report_kind], service_word(row.service),
             next((each for each in row.corrections.all() if each.state == "asked"), None))
            for row in rows
        ],
    }  # fmt: skip
