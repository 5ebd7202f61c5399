"""What a reader is shown. No place, ever; a mass only to those whose task it is."""

from __future__ import annotations

from typing import Any, cast

from rest_framework import serializers

from custody.api.v1.inputs import Instant
from custody.deadlines.selectors import counted_blind, database_now
from custody.destruction.selectors.access import SEES_SESSIONS, knows_witnesses
from custody.evidence.selectors.access import sees_mass


class Mass(serializers.IntegerField):
    """Whole milligrams; null when unknown, and null to a reader whose task it is not."""

    unit = "Whole milligrams"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            allow_null=True, help_text=f"{self.unit}; null when unknown or not for the reader's role.", **kwargs
        )

    def get_attribute(self, instance: Any) -> Any:
        """Return the mass, or ``None`` before it is looked at."""
        return super().get_attribute(instance) if sees_mass(self.context["officer"]) else None


class Volume(Mass):
    """Whole millilitres; null for what is no liquid, and null to a reader whose task it is not."""

    unit = "Whole millilitres"


class Blind(serializers.Field[Any, Any, Any, Any]):
    """What is kept from a reader who may be asked to count it."""

    def get_attribute(self, instance: Any) -> Any:
        """Return it, or ``None`` where a count is owed. What is owed is read once for a whole answer."""
        whole: dict[str, Any] = cast("dict[str, Any]", self.context)
        if "blind" not in whole:
            whole["blind"] = counted_blind(whole["officer"])
        return None if instance.id in whole["blind"] else super().get_attribute(instance)


class Packages(Blind, serializers.IntegerField):
    """How many packages were booked; null when unknown, and null to a reader who may be asked to count them blind."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            allow_null=True, help_text="Null when unknown, and while the reader may be asked to count them.", **kwargs
        )


class Currency(Blind, serializers.CharField):
    """The currency of cash by ISO 4217; null as ``Packages``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, help_text="Of cash: ISO 4217; null as `amount_minor`.", **kwargs)


def badge(source: str, *, nullable: bool = False) -> serializers.CharField:
    """Return a field with the badge of somebody, ``null`` where nobody is."""
    return serializers.CharField(source=f"{source}.badge", allow_null=nullable)


def moment(*, nullable: bool = False) -> Instant:
    """Return a field with a moment, ``null`` where nothing has happened yet."""
    return Instant(allow_null=nullable)


def seq() -> serializers.IntegerField:
    """Return the field that is sent back as ``expected_seq``."""
    return serializers.IntegerField(source="last_seq", help_text="Send it back as `expected_seq`.")


class Shown(serializers.Serializer[Any]):
    """A record as it is shown."""


class UnitOut(Shown):
    """A handling unit: a stopped conveyance, a bag, a pallet, a sample."""

    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField()
    jurisdiction = serializers.CharField()
    seizure_id = serializers.UUIDField(allow_null=True)
    seizure = serializers.CharField(source="seizure.code_word", allow_null=True)
    exhibit_number = serializers.IntegerField(source="exhibit.number", allow_null=True)
    parent_id = serializers.UUIDField(allow_null=True)
    custody_state = serializers.CharField()
    authority_state = serializers.CharField()
    custodian = badge("custodian", nullable=True)
    co_custodian = badge("co_custodian", nullable=True)
    held_since = moment(nullable=True)
    seized_at = moment(nullable=True)
    state_since = moment(nullable=True)
    substance_found = serializers.CharField(
        allow_null=True, help_text="What the laboratory says it is; `no_drugs` when it found none."
    )
    package_count = Packages()
    gross_mg = Mass()
    volume_ml = Volume()
    currency = Currency()
    amount_minor = Packages()
    amount_counted = serializers.BooleanField(help_text="Of cash: two counted this amount.")
    is_sealed = serializers.SerializerMethodField(help_text="A seal is on it. Its number is read off the seal.")
    discrepancy_open = serializers.BooleanField()
    incident_open = serializers.BooleanField()
    unswept = serializers.BooleanField()
    signature_owed = serializers.BooleanField()
    search_state = serializers.CharField()
    neutralised = serializers.BooleanField(help_text="Treated, tested, and signed for by both witnesses.")
    emergency_move = serializers.BooleanField()
    demo = serializers.BooleanField()
    version = seq()

    def get_is_sealed(self, unit: Any) -> bool:
        """Say whether a seal is on the unit."""
        return unit.seal is not None


class SeizureOut(Shown):
    """The legal act by which goods were taken into custody."""

    id = serializers.UUIDField()
    code_word = serializers.CharField()
    jurisdiction = serializers.CharField()
    conveyance_id = serializers.UUIDField(allow_null=True)
    seized_at = moment()
    seizing_officer = badge("seizing_officer")
    second_officer = badge("second_officer")
    state = serializers.CharField()
    published_event = serializers.CharField(allow_null=True)
    synthetic = serializers.BooleanField()
    demo = serializers.BooleanField()
    version = seq()


class ExhibitOut(Shown):
    """One substance, one form and one finding place."""

    number = serializers.IntegerField()
    substance = serializers.CharField()
    form = serializers.CharField()
    field_test = serializers.CharField(allow_null=True)


class TransferOut(Shown):
    """A hand-over. Its route is shown to nobody here."""

    id = serializers.UUIDField()
    purpose = serializers.CharField()
    state = serializers.CharField()
    giver = badge("giver")
    receiver = badge("receiver")
    receiver_second = badge("receiver_second", nullable=True)
    offered_at = moment()
    expires_at = moment()
    closed_at = moment(nullable=True)
    unit_count = serializers.IntegerField()
    version = seq()


class DiscrepancyOut(Shown):
    """A difference beyond tolerance. While it is open, the unit is frozen."""

    id = serializers.UUIDField()
    unit_id = serializers.UUIDField()
    unit = serializers.CharField(source="unit.label")
    discrepancy_kind = serializers.CharField()
    difference_mg = Mass()
    tolerance_mg = Mass()
    opened_by = badge("opened_by")
    opened_at = moment()
    resolved_by = badge("resolved_by", nullable=True)
    resolved_at = moment(nullable=True)
    unit_version = serializers.IntegerField(source="unit.last_seq", help_text="Send it back as `expected_seq`.")


class GuardOut(Shown):
    """A guard's post at a unit."""

    id = serializers.UUIDField()
    unit_id = serializers.UUIDField()
    guard = badge("guard")
    posted_at = moment()
    relieved_at = moment(nullable=True)


class OrderOut(Shown):
    """A written decision to destroy. Its number and its reasons are read off the document."""

    id = serializers.UUIDField()
    authority = serializers.CharField()
    jurisdiction = serializers.CharField()
    issued_on = serializers.DateField()
    state = serializers.CharField()
    recorded_by = badge("recorded_by")
    recorded_at = moment()
    verified_by = badge("verified_by", nullable=True)
    verified_at = moment(nullable=True)
    unit_count = serializers.IntegerField()
    version = seq()


class SessionOut(Shown):
    """A burn, for those who may know when it is. ``facility`` is the furnace's code word, not its place."""

    id = serializers.UUIDField()
    code_word = serializers.CharField()
    facility = serializers.CharField(source="facility.code_word")
    starts_at = moment()
    state = serializers.CharField()
    planner = badge("planner")
    approver = badge("approver", nullable=True)
    approved_at = moment(nullable=True)
    witness_a = badge("witness_a", nullable=True)
    witness_b = badge("witness_b", nullable=True)
    burn_started_at = moment(nullable=True)
    burnt_at = moment(nullable=True)
    burnt_mg = Mass()
    version = seq()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the burn; who watches it is null to those to whom it is announced later."""
        shown: dict[str, Any] = super().to_representation(instance)
        officer = self.context["officer"]
        if not officer.has_role(*SEES_SESSIONS):
            context: dict[str, Any] = self.context  # type: ignore[assignment]
            if "now" not in context:
                context["now"] = database_now()  # once for a whole list
            if not knows_witnesses(officer, instance, at=context["now"]):
                shown |= {"witness_a": None, "witness_b": None}
        return shown


class AlertOut(Shown):
    """An alert. It names neither mass nor substance nor place."""

    id = serializers.UUIDField()
    public_ref = serializers.CharField()
    rule = serializers.CharField()
    level = serializers.IntegerField()
    stage = serializers.CharField()
    subject_kind = serializers.CharField()
    subject_id = serializers.UUIDField()
    raised_at = moment()
    state = serializers.CharField()
    acknowledged_by = badge("acknowledged_by", nullable=True)
    acknowledged_at = moment(nullable=True)
    ack_expires_at = moment(nullable=True)
    resolved_at = moment(nullable=True)


class TellingOut(Shown):
    """One event of a story. Sealed fields (place, route, mass, seal) are never among the values."""

    code = serializers.CharField()
    seq = serializers.IntegerField()
    recorded_at = moment()
    op_id = serializers.UUIDField()
    leaf_hash = serializers.CharField()
    actor = serializers.CharField(help_text="Badge.")
    values = serializers.DictField()
    erased = serializers.ListField(child=serializers.CharField())


class OfficerOut(Shown):
    """The reader."""

    badge = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField()
    may_sign = serializers.BooleanField(help_text="False with a token: tokens read and propose.")


class ReceiptOut(serializers.Serializer[Any]):
    """Where the act stands in the ledger. ``sealed`` false: recorded, not yet signed by the log."""

    op_id = serializers.UUIDField()
    recorded_at = moment()
    index = serializers.IntegerField(allow_null=True)
    sealed = serializers.BooleanField(source="is_sealed")
