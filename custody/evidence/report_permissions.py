"""Who: official reports, and who puts their entries right. Each check returns, or raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotFound, NotPermitted
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import ReportCorrection, Seizure
    from custody.organisation.models import Officer

CLERKS = (Role.CASE_OFFICER, Role.SUPERVISOR)
"""Who keeps the papers of a seizure beside its two officers."""


def check_can_record_report(officer: Officer, seizure: Seizure) -> None:
    """Return when the officer may record a report of the seizure, or ask that one is put right: one of its two
    officers, a case officer or a supervisor. Also of a closed one: reports go on being drawn."""
    if officer.is_active and officer.id in {seizure.seizing_officer_id, seizure.second_officer_id}:
        return
    check_holds_role(officer, *CLERKS)


def check_no_correction(found: ReportCorrection | None) -> None:
    """Return when no correction of the report waits."""
    if found is not None:
        raise NotAllowedNow("report.correction_waits", "A correction of this report waits already")


def check_waits(found: ReportCorrection | None, *, was_asked: bool) -> ReportCorrection:
    """Return the correction that waits. ``was_asked`` says that there was one: who comes second learns that it was
    decided or taken back; where nobody ever asked, ``NotFound`` is raised."""
    if found is not None:
        return found
    if was_asked:
        raise NotAllowedNow("report.decided", "This correction was decided or taken back already. Read what the report "
                            "says now")
    raise NotFound


def check_can_withdraw_correction(officer: Officer, correction: ReportCorrection) -> None:
    """Return when the officer may take a correction back: who asked for it."""
    if not officer.is_active or officer.id != correction.asked_by_id:
        raise NotPermitted("report.not_asked", "Only who asked for this correction takes it back")


def check_can_decide_correction(officer: Officer, seizure: Seizure, correction: ReportCorrection) -> None:
    """Return when the officer may decide a correction: who may ask for one, and did not ask for this one."""
    check_can_record_report(officer, seizure)
    if officer.id == correction.asked_by_id:
        raise NotPermitted("report.own", "Another person must decide the correction that you asked for")
