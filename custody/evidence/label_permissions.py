"""Who prints, withdraws and prints again labels, and who reads documents. Each check returns, or raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.evidence import policies
from custody.evidence.permissions_of_danger import check_can_report
from custody.evidence.selectors.access import ANSWERS_DANGER, is_custodian
from custody.evidence.selectors.found_labels import MOST_WITHIN_THE_HOUR
from custody.evidence.selectors.labels import PRINTERS
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import FoundLabel, HandlingUnit, LabelRoll, SealBatch
    from custody.organisation.models import Officer


def check_can_print(officer: Officer) -> None:
    """Return when the officer may print blank labels or paper sheets."""
    check_holds_role(officer, *PRINTERS)


def check_can_void(officer: Officer, roll: LabelRoll) -> None:
    """Return when the officer may withdraw the roll, and nobody has yet."""
    check_holds_role(officer, *PRINTERS)
    if roll.voided_at is not None:
        raise NotAllowedNow("roll.voided", "Roll {code_word} is withdrawn already", code_word=roll.code_word)


def check_can_void_seals(officer: Officer, batch: SealBatch) -> None:
    """Return when the officer may withdraw the delivery of seals, and nobody has yet."""
    check_holds_role(officer, *PRINTERS)
    if batch.voided_at is not None:
        raise NotAllowedNow("seals.voided", "These seals are withdrawn already")


def check_can_reprint(officer: Officer, unit: HandlingUnit, outermost: HandlingUnit) -> None:
    """Return when the officer may print the label of a unit again: who has it in custody, while it is live."""
    policies.check_live(outermost)
    if not officer.is_active or not is_custodian(officer, outermost):
        raise NotPermitted("label.not_yours", "The label of {label} is printed by who has it", label=unit.label)


def check_can_report_found(officer: Officer, *, lately: int) -> None:
    """Return when the officer may report a label that lay somewhere: everybody who is signed in, on duty or not, so
    many times within an hour. ``lately`` is how many there were."""
    check_can_report(officer)
    if lately >= MOST_WITHIN_THE_HOUR:
        raise NotAllowedNow(
            "label.reported_often",
            "You reported {most} labels within the hour. Tell who commands where the others lie",
            most=MOST_WITHIN_THE_HOUR,
        )


def check_can_photograph_found(officer: Officer, report: FoundLabel) -> None:
    """Return when the officer may add a photo to what was reported of a label: who reported it, and who commands.
    Settled or not: a photo is a fact."""
    check_can_report(officer)
    if officer.id != report.reported_by_id:
        check_holds_role(officer, *ANSWERS_DANGER)


def check_can_settle_found(officer: Officer, report: FoundLabel) -> None:
    """Return when the officer may say what became of a label that was found: who commands, and did not report it."""
    check_holds_role(officer, *ANSWERS_DANGER)
    if officer.id == report.reported_by_id:
        raise NotPermitted("label.own_report", "You reported this label. Another commander settles it")
    if report.settled_at is not None:
        raise NotAllowedNow("label.settled", "What was reported of this label is settled already")


def check_is_engine(officer: Officer) -> None:
    """Return for the house's own workers: nobody else hands in the file of a document."""
    check_holds_role(officer, Role.ENGINE)
