"""Planning, approving and changing a burn; what is signed at the fire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from custody.destruction.entries import StageCheck
from custody.evidence.entries import Reading
from custody.reports.words import METHODS, STATEMENTS
from custody.web.sessions.words import CANCEL_REASONS, LEAVE_REASONS
from custody.web.shared.fields import asked
from custody.web.shared.folding import Asked, Group, in_groups_to_fill
from custody.web.shared.forms import (
    BadgeField,
    CheckField,
    ChoiceField,
    CountField,
    CustodyForm,
    OccurredAtField,
    RemarkField,
    SealField,
    TextField,
    WeightField,
)
from custody.web.shared.naming import say_of_which
from custody.web.shared.times import moment_on
from custody.web.shared.units import UnitsField
from custody.web.shared.words import choices

if TYPE_CHECKING:
    from custody.destruction.models import ManifestLine
    from custody.destruction.selectors.tallies import Mouth
    from custody.evidence.models import HandlingUnit


class PlanForm(CustodyForm):
    """Which furnace, when, and with what."""

    facility = ChoiceField(label=_("Furnace"), choices=[])
    starts_on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day of the burn"), "invalid": _("Enter the day of the burn")},
    )
    starts_clock = TextField(
        label=_("Time it starts"), help_text=_("Hours and minutes, for example 06:30"), max_length=8
    )
    units = UnitsField(
        label=_("Ordered units"), help_text=_("The oldest deadlines are ticked, up to what the furnace takes")
    )
    also_called = {"starts_at": "starts_clock", "unit_ids": "units"}

    def clean(self) -> dict[str, Any]:
        """Put day and time together as ``starts_at``, in the time of the site."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        day, text = answers.get("starts_on"), answers.get("starts_clock")
        if day and text:
            try:
                answers["starts_at"] = moment_on(day, text)
            except ValidationError as refused:
                self.add_error("starts_clock", refused)
        return answers


class ApproveForm(CustodyForm):
    """Who will stand by the fire."""

    witness_a = BadgeField(label=_("First witness"), help_text=_("One of the two must be a supervisor"))
    witness_b = BadgeField(label=_("Second witness"), help_text=_("Not the pair of the burn before or after"))
    also_called = {"witness_a_badge": "witness_a", "witness_b_badge": "witness_b"}


class DesignateForm(CustodyForm):
    """Who may watch this burn besides supervisors."""

    witness = BadgeField(label=_("Who is designated?"), help_text=_("A witness who is no supervisor"))
    also_called = {"badge": "witness"}


class LeaveOutForm(CustodyForm):
    """Units that do not burn this time."""

    units = UnitsField(label=_("Units to take out"))
    reason = ChoiceField(label=_("Why?"), choices=choices(LEAVE_REASONS))
    also_called = {"unit_ids": "units"}


class CancelForm(CustodyForm):
    """The whole burn does not take place."""

    reason = ChoiceField(label=_("Why?"), choices=choices(CANCEL_REASONS))


class AttestForm(CustodyForm):
    """What a witness signs, each on their own sign-in."""

    statement = ChoiceField(label=_("What did you see?"), choices=choices(STATEMENTS))


def offer_beginning(form: CustodyForm, mouth: Mouth) -> None:
    """Let a fire have begun when the first load was seen going in, unless another time is said: who signed what they
    saw signed after that."""
    began = form.fields["started_at"]
    if mouth.began_at is not None and isinstance(began, OccurredAtField):
        began.know(mouth.began_at, gettext("When the first went in, {clock}"))


class BurnForm(CustodyForm):
    """What burnt, when, and what was unusual."""

    started_at = OccurredAtField(
        label=_("When did the fire begin?"), help_text=_("Before the witnesses and the two of the tally signed")
    )
    ended_at = OccurredAtField(label=_("When was all of it destroyed?"))
    method = ChoiceField(label=_("How?"), choices=choices(METHODS), initial="incineration")
    unusual_events = RemarkField(
        label=_("Unusual events"), help_text=_("Write “none” if there were none"), required=True
    )
    left_out = UnitsField(
        label=_("Units that did not burn"), help_text=_("Tick none if everything burnt"), required=False
    )
    without_tally = asked(
        RemarkField(
            label=_("Why did two people not sign what went in?"),
            help_text=_("The burn is recorded; the tally or a waiver is owed for it"),
            required=False,
        )
    )
    all_the_same = RemarkField(
        label=_("It burnt, and something is missing: what happened?"),
        help_text=_(
            "Only when the burn cannot be recorded. It is written down that it burnt, a supervisor and internal "
            "affairs are told, and what is missing is owed"
        ),
        required=False,
    )


class ReconcileForm(CustodyForm):
    """Which destroyed units are held against their papers."""

    units = UnitsField(label=_("Destroyed units"), help_text=_("Untick what you did not look at"))
    also_called = {"unit_ids": "units"}


class StageForm(CustodyForm):
    """One scale, and for every unit what its checker reads off it. A unit without a weight is not checked now.

    What is expected is not shown: a number one knows is a number one reads.
    """

    scale = ChoiceField(label=_("Scale"), choices=[])
    also_called = {"scale_code": "scale"}

    def __init__(self, *args: Any, lines: Sequence[ManifestLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units: list[HandlingUnit] = [line.unit for line in lines]
        for place, unit in enumerate(self.units):
            self.fields[f"seal_{place}"] = asked(SealField(label=_("Seal you see"), required=False))
            self.fields[f"no_seal_{place}"] = CheckField(label=_("No whole seal is on it"))
            self.fields[f"gross_{place}"] = asked(WeightField(label=_("Gross weight"), required=False))
            if unit.package_count is not None:
                self.fields[f"count_{place}"] = asked(
                    CountField(label=_("Packages counted"), least=0, required=False)
                )

    def rows(self) -> list[Asked]:
        """Return the label of each unit with its fields, in the order of the page."""
        names = ("seal", "no_seal", "gross", "count")
        return [
            (unit.label, [self[f"{name}_{place}"] for name in names if f"{name}_{place}" in self.fields])
            for place, unit in enumerate(self.units)
        ]

    def groups(self) -> list[Group[Asked]]:
        """Return the rows as the page folds them."""
        return in_groups_to_fill(self.rows())

    def clean(self) -> dict[str, Any]:
        """Return the answers with ``checks``: what was read, by unit."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        answers["checks"] = [
            check for place, unit in enumerate(self.units) if (check := self._check(place, unit.id, answers))
        ]
        if not answers["checks"] and not self.errors:
            self.add_error(None, _("Enter the seal and the weight of at least one unit"))
        return answers

    def full_clean(self) -> None:
        """Say of which unit each error is, once all were found."""
        super().full_clean()
        say_of_which(self, self.rows())

    def _check(self, place: int, unit_id: UUID, answers: dict[str, Any]) -> StageCheck | None:
        gross, seal = answers.get(f"gross_{place}"), answers.get(f"seal_{place}")
        has_none = answers.get(f"no_seal_{place}", False)
        if gross is None:
            if (seal or has_none) and f"gross_{place}" not in self.errors:
                self.add_error(f"gross_{place}", _("Enter the gross weight, in kg"))
            return None
        if not seal and not has_none and f"seal_{place}" not in self.errors:
            self.add_error(f"seal_{place}", _("Enter the seal number, or tick that no whole seal is on it"))
        reading = Reading(gross_mg=gross, scale_code=answers.get("scale"), package_count=answers.get(f"count_{place}"))
        return StageCheck(unit_id=unit_id, reading=reading, seal_seen=None if has_none else seal)
