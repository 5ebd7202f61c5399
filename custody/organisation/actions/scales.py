"""Scales: who says that one weighs right, who confirms it, and who takes one out of use.

It takes two to trust a scale, and one to distrust it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow, NotFound
from custody.core.events import CALIBRATION_DECIDED, CALIBRATION_REPORTED, SCALE_WITHDRAWN
from custody.core.tolerance import Accuracy
from custody.ledger.recording import recording
from custody.organisation.models import Calibration, Scale
from custody.organisation.permissions import (
    check_can_decide_calibration,
    check_can_report_calibration,
    check_can_withdraw_scale,
)
from custody.organisation.policies import check_version

if TYPE_CHECKING:
    from custody.core.act import Act

AS_FOUND = ("within", "outside", "unknown")
LONGEST = timedelta(days=1_096)
"""How long a calibration may be good for: a later day is a slip of the year."""
CERTIFICATE_MOST = 60
REASON_MOST = 200


def report_calibration(
    *,
    act: Act,
    scale_id: UUID,
    calibrated_on: date,
    valid_until: date,
    certificate: str,
    accuracy_class: str | None = None,
    as_found: str = "unknown",
    expected_seq: int | None = None,
) -> Calibration:
    """Report that a scale was calibrated and return the report. Nothing changes until another person approves it.

    ``certificate`` is the number on the paper, ``as_found`` whether the scale weighed right before it was adjusted.
    ``accuracy_class`` is that on its plate; without one it stays as it was.

    Who: an administrator or a supervisor. When: no other report of this scale is open, and the days can be right.
    Appends ``calibration.reported/1``.
    """
    check_can_report_calibration(act.actor)
    paper = " ".join(certificate.split())
    if not 0 < len(paper) <= CERTIFICATE_MOST:
        raise InvalidInput("calibration.certificate", "Write the number of the certificate", field="certificate")
    if as_found not in AS_FOUND:
        raise InvalidInput("choice.unknown", "Choose one of the list", field="as_found")
    if accuracy_class is not None and accuracy_class not in list(Accuracy):
        raise InvalidInput("scale.class", "Choose the class on the plate of the scale", field="accuracy_class")
    if not calibrated_on < valid_until <= calibrated_on + LONGEST:
        raise InvalidInput(
            "calibration.days", "It must end after the calibration, within three years. Check both days",
            field="valid_until",
        )  # fmt: skip
    with recording(act) as record:
        scale = _locked(scale_id)
        check_version(scale, expected_seq)
        if calibrated_on > record.at.date() + timedelta(days=1):
            raise InvalidInput(
                "calibration.future", "The day lies in the time to come. Check it", field="calibrated_on"
            )
        if scale.calibrations.filter(state="reported").exists():
            raise NotAllowedNow("calibration.open", "A calibration of this scale waits already. Decide that one first")
        report = Calibration(
            scale=scale, stream_id=scale.stream_id, calibrated_on=calibrated_on, valid_until=valid_until,
            accuracy_class=accuracy_class or scale.accuracy_class, certificate=paper, as_found=as_found,
            reported_by=act.actor, reported_at=record.at,
        )  # fmt: skip
        report.save(force_insert=True)
        record.append(
            CALIBRATION_REPORTED,
            on=scale,
            rows=[report],
            calibration_id=report.id,
            calibrated_on=calibrated_on,
            valid_until=valid_until,
            accuracy_class=report.accuracy_class,
            certificate=paper,
            as_found=as_found,
            reported_at=record.at,
            reported_by=act.actor.pseudonym,
        )
        record.result = {"calibration": str(report.id), "scale": str(scale.id)}
    return report


def decide_calibration(*, act: Act, calibration_id: UUID, approve: bool) -> Calibration:
    """Approve or reject a report and return it. With the approval the scale is good until its day, withdrawn or not.

    Who: an administrator or a supervisor who did not report it and has the certificate before them. When: it is open.
    Appends ``calibration.decided/1``.
    """
    with recording(act, authorises=True) as record:
        known = Calibration.objects.filter(pk=calibration_id).values_list("scale", flat=True).first()
        if known is None:
            raise NotFound
        scale = _locked(known)
        report = Calibration.objects.get(pk=calibration_id)
        check_can_decide_calibration(act.actor, report)
        report.state, report.decided_by, report.decided_at = (
            "approved" if approve else "rejected", act.actor, record.at,
        )  # fmt: skip
        report.save(update_fields=["state", "decided_by", "decided_at"])
        if approve:
            scale.calibrated_until, scale.accuracy_class = report.valid_until, report.accuracy_class
            scale.withdrawn_at = None
            scale.save(update_fields=["calibrated_until", "accuracy_class", "withdrawn_at"])
        record.append(
            CALIBRATION_DECIDED,
            on=scale,
            rows=[report],
            calibration_id=report.id,
            outcome=report.state,
            decided_at=record.at,
            calibrated_until=scale.calibrated_until,
            accuracy_class=scale.accuracy_class,
            decided_by=act.actor.pseudonym,
        )
        record.result = {"calibration": str(report.id), "scale": str(scale.id)}
    return report


def withdraw_scale(*, act: Act, scale_id: UUID, reason: str, expected_seq: int | None = None) -> Scale:
    """Take a scale out of use and return it: what is weighed on it is marked until its next calibration.

    Who: whoever weighs or answers for weights; it makes nothing easier for anybody. When: it is in use. Appends
    ``scale.withdrawn/1``.
    """
    check_can_withdraw_scale(act.actor)
    why = " ".join(reason.split())
    if not 0 < len(why) <= REASON_MOST:
        raise InvalidInput("text.empty", "Write the reason", field="reason")
    with recording(act) as record:
        scale = _locked(scale_id)
        check_version(scale, expected_seq)
        if scale.withdrawn_at is not None:
            raise NotAllowedNow("scale.withdrawn", "This scale is out of use already")
        scale.withdrawn_at = record.at
        scale.save(update_fields=["withdrawn_at"])
        record.append(SCALE_WITHDRAWN, on=scale, withdrawn_at=record.at, reason=why, withdrawn_by=act.actor.pseudonym)
        record.result = {"scale": str(scale.id)}
    return scale


def _locked(scale_id: UUID) -> Scale:
    found = Scale.objects.select_for_update(of=("self",)).filter(pk=scale_id).first()
    if found is None:
        raise NotFound
    return found
