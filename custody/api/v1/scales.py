"""The register of scales: read it, add to it, report and confirm a calibration, take a scale out of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Day, Flag, Strict, Text, Whole, codes, version
from custody.api.v1.outputs import Shown, badge, moment, seq
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.tolerance import Accuracy
from custody.deadlines.selectors import database_now
from custody.evidence.selectors.scale_effects import effect_of_scale
from custody.organisation.actions import register, scales
from custody.organisation.selectors import calibration as selectors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

CLASSES = tuple(each.value for each in Accuracy)


class ScaleOut(Shown):
    """A scale. `standing`: good, soon (its calibration ends within 30 days), expired, withdrawn."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    capacity_mg = serializers.IntegerField()
    division_mg = serializers.IntegerField()
    accuracy_class = serializers.CharField()
    calibrated_until = serializers.DateField(allow_null=True)
    withdrawn_at = moment(nullable=True)
    standing = serializers.SerializerMethodField()
    version = seq()

    def get_standing(self, scale: Any) -> str:
        """Return how the scale stands now."""
        return selectors.standing_of(scale, at=database_now())


class CalibrationOut(Shown):
    """A calibration that somebody reported. `state`: reported, approved, rejected."""

    id = serializers.UUIDField()
    scale_id = serializers.UUIDField()
    calibrated_on = serializers.DateField()
    valid_until = serializers.DateField()
    accuracy_class = serializers.CharField()
    certificate = serializers.CharField()
    as_found = serializers.CharField()
    reported_by = badge("reported_by")
    reported_at = moment()
    state = serializers.CharField()
    decided_by = badge("decided_by", nullable=True)
    decided_at = moment(nullable=True)


class ScaleEffectOut(Shown):
    """What hangs on a scale: units here that were weighed last on it, and the scales that are left without it."""

    units = serializers.IntegerField()
    since = serializers.IntegerField(help_text="Of these since it was calibrated last.")
    left = serializers.ListField(child=serializers.CharField(), help_text="Codes of other calibrated scales in use.")


class ScaleAnswer(Answer):
    """An act on a scale."""

    scale = ScaleOut(allow_null=True)


class CalibrationAnswer(Answer):
    """An act on a calibration."""

    calibration = CalibrationOut(allow_null=True)


class ScaleIn(Strict):
    """A scale, as its plate tells it. It is not calibrated before two people say so."""

    code = Text()
    capacity_mg = Whole()
    division_mg = Whole()
    accuracy_class = Text(help_text=codes(CLASSES))


class CalibrationIn(Strict):
    """What the certificate of a calibration says."""

    certificate = Text()
    calibrated_on = Day()
    valid_until = Day()
    accuracy_class = Text(required=False, help_text=codes(CLASSES))
    as_found = Text(required=False, help_text=codes(scales.AS_FOUND))
    expected_seq = version()


class CalibrationDecisionIn(Strict):
    """Another person's answer."""

    approve = Flag()


class WithdrawalIn(Strict):
    """Why a scale is out of use."""

    reason = Text()
    expected_seq = version()


@lists("list_scales", shows=ScaleOut, summary="List the scales by code", ordering=("code",))
@endpoint("register_scale", takes=ScaleIn, gives=ScaleAnswer)
class Scales(Listing, Acting):
    """Register a scale."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the scales."""
        return selectors.visible_scales(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Register the scale."""
        return register.register_scale(act=act, **said)


@reads("read_scale", shows=ScaleOut, summary="Read a scale")
class Scale(Single):
    """One scale."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the scale."""
        return selectors.scale_for(officer, **ids)


@lists(
    "list_calibrations", shows=CalibrationOut, summary="List the calibrations of a scale, the newest first",
    ordering=("-reported_at", "id"),
)  # fmt: skip
@endpoint("report_calibration", takes=CalibrationIn, gives=CalibrationAnswer)
class Calibrations(Listing, Acting):
    """Report that a scale was calibrated."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the calibrations of the scale."""
        return selectors.visible_calibrations(officer).filter(scale=selectors.scale_for(officer, **ids))

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Report the calibration."""
        return scales.report_calibration(act=act, scale_id=selectors.scale_for(act.actor, **ids).id, **said)


@endpoint("decide_calibration", takes=CalibrationDecisionIn, gives=CalibrationAnswer, signs=True)
class CalibrationDecision(Acting):
    """Confirm a calibration that somebody else reported, or not."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide the report."""
        found = selectors.calibration_for(act.actor, **ids)
        return scales.decide_calibration(act=act, calibration_id=found.id, **said)


@reads("preview_scale", shows=ScaleEffectOut, summary="See what hangs on a scale")
class ScalePreview(Single):
    """What hangs on it now."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the counts."""
        return effect_of_scale(selectors.scale_for(officer, **ids), at=database_now())


@endpoint("withdraw_scale", takes=WithdrawalIn, gives=ScaleAnswer)
class ScaleWithdrawal(Acting):
    """Take a scale out of use until its next calibration."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Withdraw the scale."""
        return scales.withdraw_scale(act=act, scale_id=selectors.scale_for(act.actor, **ids).id, **said)
