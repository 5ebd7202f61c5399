"""What an act answers: its references looked up again with the reader's rights, and the receipt.

The answer is made of what was kept under the idempotency key, the first time and every other: the same key cannot get
two answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from rest_framework import serializers

from custody.alerts.selectors import alert_for, visible_alerts
from custody.api.v1 import outputs
from custody.core.errors import NotFound
from custody.destruction.selectors.access import order_for, session_for
from custody.destruction.selectors.decisions import decision_for
from custody.destruction.selectors.furnaces import facility_proposal_for
from custody.destruction.selectors.holds import visible_holds
from custody.destruction.selectors.papers import notice_for, request_for, retention_for
from custody.evidence.selectors import access
from custody.evidence.selectors.checklists import checklist_for
from custody.evidence.selectors.counting import audit_for, inventory_for
from custody.evidence.selectors.held import held_for
from custody.evidence.selectors.missions import mission_for
from custody.evidence.selectors.opening import stock_for
from custody.evidence.selectors.sampling import plan_for
from custody.evidence.selectors.targets import target_for, tip_for
from custody.organisation.selectors.calibration import calibration_for, scale_for
from custody.organisation.selectors.contacts import change_for
from custody.organisation.selectors.duty import duty_for
from custody.organisation.selectors.place_proposals import place_proposal_for
from custody.organisation.selectors.places import site_for
from custody.organisation.selectors.policies import proposal_for
from custody.organisation.selectors.presence import presence_for
from custody.organisation.selectors.requirements import pack_for
from custody.organisation.selectors.site_proposals import site_proposal_for
from custody.organisation.selectors.staffing import officer_proposal_for
from custody.organisation.selectors.waivers import waiver_for

if TYPE_CHECKING:
    from custody.organisation.models import Officer

Kept = Mapping[str, Any]
LookUp = Callable[["Officer", Kept], Any]


def _units(officer: Officer, named: list[str]) -> list[Any]:
    found = {str(unit.id): unit for unit in access.visible_units(officer).filter(pk__in=named)}
    return [found[name] for name in named if name in found]


_LOOK_UPS: dict[str, LookUp] = {
    "site_proposal": lambda officer, kept: site_proposal_for(officer, proposal_id=UUID(kept["site_proposal"])),
    "place_proposal": lambda officer, kept: place_proposal_for(officer, proposal_id=UUID(kept["place_proposal"])),
    "facility_proposal": lambda officer, kept: facility_proposal_for(
        officer, proposal_id=UUID(kept["facility_proposal"])
    ),
    "officer_proposal": lambda officer, kept: officer_proposal_for(
        officer, proposal_id=UUID(kept["officer_proposal"])
    ),
    "held": lambda officer, kept: held_for(officer, held_id=UUID(kept["held"])),
    "unit": lambda officer, kept: access.unit_for(officer, unit_id=UUID(kept["unit"])),
    "units": lambda officer, kept: _units(officer, kept["units"]),
    "sample_units": lambda officer, kept: _units(officer, kept["sample_units"]),
    "seizure": lambda officer, kept: access.seizure_for(officer, seizure_id=UUID(kept["seizure"])),
    "transfer": lambda officer, kept: access.transfer_for(officer, transfer_id=UUID(kept["transfer"])),
    "mission": lambda officer, kept: mission_for(officer, mission_id=UUID(kept["mission"])),
    "target": lambda officer, kept: target_for(officer, target_id=UUID(kept["target"])),
    "tip": lambda officer, kept: tip_for(officer, tip_id=UUID(kept["tip"])),
    "discrepancy": lambda officer, kept: access.discrepancy_for(officer, discrepancy_id=UUID(kept["discrepancy"])),
    "checklist": lambda officer, kept: checklist_for(officer, checklist_id=UUID(kept["checklist"])),
    "guard": lambda officer, kept: access.guard_post_for(officer, guard_id=UUID(kept["guard"])),
    "order": lambda officer, kept: order_for(officer, order_id=UUID(kept["order"])),
    "decision": lambda officer, kept: decision_for(officer, decision_id=UUID(kept["decision"])),
    "holds": lambda officer, kept: list(visible_holds(officer).filter(pk__in=kept["holds"]).order_by("unit__label")),
    "proposal": lambda officer, kept: proposal_for(officer, proposal_id=UUID(kept["proposal"])),
    "session": lambda officer, kept: session_for(officer, session_id=UUID(kept["session"])),
    "stock": lambda officer, kept: stock_for(officer, stock_id=UUID(kept["stock"])),
    "inventory": lambda officer, kept: inventory_for(officer, inventory_id=UUID(kept["inventory"])),
    "audit": lambda officer, kept: audit_for(officer, audit_id=UUID(kept["audit"])),
    "pack": lambda officer, kept: pack_for(officer, pack_id=UUID(kept["pack"])),
    "notice": lambda officer, kept: notice_for(officer, notice_id=UUID(kept["notice"])),
    "retention": lambda officer, kept: retention_for(officer, retention_id=UUID(kept["retention"])),
    "request": lambda officer, kept: request_for(officer, request_id=UUID(kept["request"])),
    "sampling_plan": lambda officer, kept: plan_for(officer, plan_id=UUID(kept["sampling_plan"])),
    "scale": lambda officer, kept: scale_for(officer, scale_id=UUID(kept["scale"])),
    "calibration": lambda officer, kept: calibration_for(officer, calibration_id=UUID(kept["calibration"])),
    "waiver": lambda officer, kept: waiver_for(officer, waiver_id=UUID(kept["waiver"])),
    "change": lambda officer, kept: change_for(officer, change_id=UUID(kept["change"])),
    "duty": lambda officer, kept: duty_for(officer, duty_id=UUID(kept["duty"])),
    "site": lambda officer, kept: site_for(officer, site_id=UUID(kept["site"])),
    "incident": lambda officer, kept: access.incident_for(officer, incident_id=UUID(kept["incident"])),
    "presence": lambda officer, kept: presence_for(officer, presence_id=UUID(kept["presence"])),
    "alerts": lambda officer, kept: list(
        visible_alerts(officer).filter(pk__in=kept["alerts"]).order_by("level", "raised_at", "id")),
    "alert": lambda officer, kept: alert_for(officer, alert_id=UUID(kept["alert"])),
}


class Answer(serializers.Serializer[Any]):
    """The answer of an act. What the reader may not see any more is null."""

    receipt = outputs.ReceiptOut()

    @classmethod
    def about(cls, officer: Officer, kept: Kept) -> dict[str, Any]:
        """Return what the fields are filled with."""
        return {name: _looked_up(officer, kept, name) for name in cls._declared_fields if name != "receipt"}


def _looked_up(officer: Officer, kept: Kept, name: str) -> Any:
    if name not in _LOOK_UPS:
        return kept[name]
    try:
        return _LOOK_UPS[name](officer, kept)
    except NotFound:
        return None


def _ids() -> serializers.ListField:
    return serializers.ListField(child=serializers.UUIDField())


class UnitAnswer(Answer):
    """An act on one unit."""

    unit = outputs.UnitOut(allow_null=True)


class UnitsAnswer(Answer):
    """An act on several units."""

    units = outputs.UnitOut(many=True)


class GuardAnswer(Answer):
    """A guard was posted or relieved."""

    guard = outputs.GuardOut(allow_null=True)


class SeizureAnswer(Answer):
    """An act on a seizure."""

    seizure = outputs.SeizureOut(allow_null=True)


class RegisteredAnswer(Answer):
    """Units were registered, in the order they were sent."""

    seizure = outputs.SeizureOut(allow_null=True)
    units = outputs.UnitOut(many=True)


class SealAnswer(Answer):
    """A seal was put on or taken off; ``seal`` is null where it is worth none."""

    seal = serializers.UUIDField(allow_null=True)
    unit = outputs.UnitOut(allow_null=True)


class SealsAnswer(Answer):
    """Seals were put on, in the order they were sent."""

    seals = _ids()


class SweepAnswer(Answer):
    """A sweep was recorded, one for each unit."""

    sweeps = _ids()


class WeighingAnswer(Answer):
    """A unit was weighed. A difference beyond tolerance opened a discrepancy."""

    weighing = serializers.UUIDField()
    unit = outputs.UnitOut(allow_null=True)
    discrepancies = _ids()


class DiscrepancyAnswer(Answer):
    """A discrepancy was resolved."""

    discrepancy = outputs.DiscrepancyOut(allow_null=True)
    unit = outputs.UnitOut(allow_null=True)


class SamplesAnswer(Answer):
    """Samples were taken; each is a unit of its own."""

    unit = outputs.UnitOut(allow_null=True)
    samples = _ids()
    sample_units = outputs.UnitOut(many=True)


class PhotoAnswer(Answer):
    """A photo was attached."""

    photo = serializers.UUIDField()


class TransferAnswer(Answer):
    """An act on a hand-over."""

    transfer = outputs.TransferOut(allow_null=True)


class AcceptedAnswer(Answer):
    """A hand-over was accepted. A wrong seal or weight opened a discrepancy."""

    transfer = outputs.TransferOut(allow_null=True)
    discrepancies = _ids()


class OrderAnswer(Answer):
    """An act on an order."""

    order = outputs.OrderOut(allow_null=True)


class SessionAnswer(Answer):
    """An act on a burn."""

    session = outputs.SessionOut(allow_null=True)


class StagedAnswer(Answer):
    """Which units were staged, and which were refused: those have a discrepancy and are out of the burn."""

    session = outputs.SessionOut(allow_null=True)
    staged = _ids()
    refused = _ids()


class AttestationAnswer(Answer):
    """A witness signed."""

    session = outputs.SessionOut(allow_null=True)
    attestation = serializers.UUIDField()


class TallyAnswer(Answer):
    """One of two people signed what they saw go into the fire."""

    session = outputs.SessionOut(allow_null=True)
    tally = serializers.UUIDField()


class ReconciledAnswer(Answer):
    """Which units were reconciled, and which do not add up: those have a discrepancy."""

    reconciled = _ids()
    refused = _ids()


class AlertAnswer(Answer):
    """An alert was taken."""

    alert = outputs.AlertOut(allow_null=True)
