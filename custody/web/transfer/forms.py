"""Handing over and receiving."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from custody.core.errors import InvalidInput
from custody.evidence.entries import Reported
from custody.organisation.selectors import officer_by_badge
from custody.web.shared.errors import in_words
from custody.web.shared.fields import asked
from custody.web.shared.forms import (
    BadgeField,
    CheckField,
    ChoiceField,
    CountField,
    CustodyForm,
    PlaceField,
    RemarkField,
    SealField,
)
from custody.web.shared.leaving import LeavingForm
from custody.web.shared.units import MovedField
from custody.web.shared.words import PURPOSES, REPORTED, choices

if TYPE_CHECKING:
    from django.forms import BoundField

    from custody.core.errors import CustodyError
    from custody.evidence.models import HandlingUnit


READ_AGAIN = "seal.read_again"
VEHICLE_AGAIN = "vehicle_seal.read_again"


class OfferForm(LeavingForm):
    """What is handed over, to whom, and how it travels when it leaves."""

    units = MovedField(label=_("What do you hand over?"))
    purpose = ChoiceField(label=_("How?"), choices=choices(PURPOSES), initial="departure")
    receiver_badge = BadgeField(
        label=_("Who receives it?"), help_text=_("Another person than you: scan or type the badge")
    )
    second_badge = asked(
        BadgeField(
            label=_("Second of the crew"),
            help_text=_("Two must go with a load that leaves: the badge of who rides along"),
            required=False,
        )
    )
    field_order = ("units", "purpose", "receiver_badge", "second_badge")

    def clean(self) -> dict[str, Any]:
        """Say everything that a departure lacks, at once."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        leaves = answers.get("purpose") == "departure"
        if leaves:
            if not answers.get("second_badge") and "second_badge" not in self.errors:
                self.add_error("second_badge", _("Two must go with a load: name the second of the crew"))
            self.clean_leaving(answers)
        else:
            # What a departure alone has is not asked then, and what is wrong with it does not matter.
            for name in ("vehicle_seal", "destination"):
                self.errors.pop(name, None)
        for name, known in self.KNOWN.items():
            # Only a departure has a second: what stands there otherwise is for the action to refuse.
            if answers.get(name) and (leaves or name == "receiver_badge"):
                try:
                    known(answers[name])
                except InvalidInput as unknown:
                    self.add_error(name, in_words(unknown))
        return answers

    #: Who must be somebody that is known; everybody who is not is said at once.
    KNOWN: ClassVar[dict[str, Callable[[str], object]]] = {
        "receiver_badge": lambda badge: officer_by_badge(badge=badge),
        "second_badge": lambda badge: officer_by_badge(badge=badge),
    }

    def always(self) -> list[BoundField]:
        """Return the fields of every hand-over."""
        return [self[name] for name in ("units", "purpose", "receiver_badge")]

    def leaving(self) -> list[BoundField]:
        """Return the fields of a departure."""
        return [self[name] for name in ("second_badge", *LeavingForm.base_fields)
                if name in self.fields and not self[name].is_hidden]  # fmt: skip


class ReceiveForm(CustodyForm):
    """What the receiver reads off every unit: the number of its seal, or that no whole seal is on it."""

    place = PlaceField(label=_("Where do you put it?"), required=False)
    over_limit_reason = asked(
        RemarkField(
            label=_("Only when it lies there already, over the limit of the place: why?"),
            help_text=_("It is recorded, and a waiver is owed for it. A supervisor is told."),
            required=False,
        )
    )

    def __init__(
        self,
        *args: Any,
        units: Iterable[HandlingUnit],
        needs_place: bool,
        vehicles: int = 0,
        counts_all: bool = False,
        **kwargs: Any,
    ) -> None:
        """Ask for the seal of each of ``units`` and of so many ``vehicles``; with ``counts_all`` also whether what
        bears none is there."""
        super().__init__(*args, **kwargs)
        #: After a refusal: the seal of the vehicle must be read again.
        self.vehicle_to_read_again = False
        self.listed_units = list(units)
        self.sealed_units = [unit for unit in self.listed_units if unit.seal]
        if needs_place:
            self.fields["place"].required = True
        else:
            del self.fields["place"], self.fields["over_limit_reason"]
        self.vehicles = vehicles
        for number in range(vehicles):
            self.fields[vehicle_name(number)] = asked(
                SealField(
                    label=_("Seal of the vehicle") if vehicles == 1 else _("Seal of one of the vehicles"),
                    help_text=_("Read it off the vehicle before anything is taken out"),
                    required=False,
                )
            )
            self.fields[bare_vehicle_name(number)] = CheckField(
                label=_("No whole seal is on the vehicle: it is missing or damaged")
            )
        for unit in self.sealed_units:
            words = {"label": unit.label}
            self.fields[seal_name(unit.id)] = asked(
                SealField(label=gettext("Seal on %(label)s") % words, required=False)
            )
            self.fields[bare_name(unit.id)] = CheckField(
                label=gettext("The seal on %(label)s is missing or damaged") % words
            )
        #: What bears no seal and is to be counted all the same: the giver is absent.
        self.counted_units = [unit for unit in self.listed_units if counts_all and not unit.seal]
        for unit in self.counted_units:
            self.fields[here_name(unit.id)] = CheckField(
                label=gettext("%(label)s is here before me") % {"label": unit.label}
            )
        for unit in self.listed_units:
            self.fields[left_name(unit.id)] = asked(
                forms.ChoiceField(
                    label=gettext("Do you take %(label)s?") % {"label": unit.label},
                    required=False,
                    choices=[("", _("Yes, I take it")), *choices(REPORTED)],
                )
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the seal of every unit, or for the word that none is whole."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(self.vehicles):
            name = vehicle_name(number)
            if not answers.get(name) and not answers.get(bare_vehicle_name(number)) and name not in self.errors:
                self.add_error(name, _("Enter the seal number, or tick that no whole seal is on it"))
        for unit in self.sealed_units:
            name = seal_name(unit.id)
            if answers.get(left_name(unit.id)):
                continue
            if not answers.get(name) and not answers.get(bare_name(unit.id)) and name not in self.errors:
                self.add_error(name, _("Enter the seal number, or tick that no whole seal is on it"))
        for unit in self.counted_units:
            if not answers.get(left_name(unit.id)) and not answers.get(here_name(unit.id)):
                self.add_error(here_name(unit.id), _("Tick that it is here, or say that it is not"))
        return answers

    def seals(self) -> dict[UUID, str | None]:
        """Return what was read off every unit; ``None`` for a seal that is missing or damaged."""
        return {
            unit.id: None if self.cleaned_data[bare_name(unit.id)] else self.cleaned_data[seal_name(unit.id)] or None
            for unit in self.sealed_units
        } | {unit.id: None for unit in self.counted_units if self.cleaned_data[here_name(unit.id)]}

    def vehicle_seals(self) -> list[str | None]:
        """Return what was read off every vehicle; ``None`` for a seal that is missing or damaged."""
        return [
            None
            if self.cleaned_data[bare_vehicle_name(number)]
            else self.cleaned_data[vehicle_name(number)] or None
            for number in range(self.vehicles)
        ]

    def of_the_vehicle(self) -> list[BoundField]:
        """Return the lines of the form that are about the vehicle."""
        return [self[name(number)] for number in range(self.vehicles) for name in (vehicle_name, bare_vehicle_name)]

    def reported(self) -> dict[UUID, Reported]:
        """Return what is not taken, each with the reason and the seal that was read off it."""
        seals = self.seals()
        kinds = {unit.id: self.cleaned_data[left_name(unit.id)] for unit in self.listed_units}
        return {
            unit_id: Reported(kind=kind, seal_seen=None if kind == "missing" else seals.get(unit_id))
            for unit_id, kind in kinds.items()
            if kind
        }

    def lines(self) -> list[tuple[HandlingUnit, list[BoundField]]]:
        """Return every unit of the list with its lines of the form."""
        made = (seal_name, bare_name, here_name, left_name)
        return [
            (unit, [self[name(unit.id)] for name in made if name(unit.id) in self.fields])
            for unit in self.listed_units
        ]

    def refuse(self, error: CustodyError) -> None:
        """Put "read it again" at each seal it is about."""
        if error.code == VEHICLE_AGAIN and self.vehicles:
            self.status, self.vehicle_to_read_again = 422, True
            self.add_error(
                vehicle_name(0),
                _("This is not the seal we know. Read it again; if it still differs, send what you read"),
            )
            return
        if error.code != READ_AGAIN:
            super().refuse(error)
            return
        self.status = 422
        for unit_id in error.params["units"]:
            self.add_error(
                seal_name(unit_id),
                _("This is not the seal we know. Read it again; if it still differs, send what you read"),
            )


def vehicle_name(number: int) -> str:
    """Return the name of the line for the seal of one vehicle."""
    return f"vehicle_seal_{number}"


def bare_vehicle_name(number: int) -> str:
    """Return the name of the box that says that a vehicle bears no whole seal."""
    return f"vehicle_bare_{number}"


def seal_name(unit_id: UUID) -> str:
    """Return the name of the line for one unit's seal."""
    return f"seal_{unit_id.hex}"


def bare_name(unit_id: UUID) -> str:
    """Return the name of the box that says that a unit bears no whole seal."""
    return f"bare_{unit_id.hex}"


def here_name(unit_id: UUID) -> str:
    """Return the name of the box that says that a unit without a seal is there."""
    return f"here_{unit_id.hex}"


def left_name(unit_id: UUID) -> str:
    """Return the name of the answer whether one unit is taken."""
    return f"left_{unit_id.hex}"


class CommandForm(CustodyForm):
    """Who is absent, who takes over, and why."""

    absent_badge = BadgeField(label=_("Who is absent?"))
    absent_hours = CountField(label=_("For how many hours has nobody answered for it?"), least=0, most=2160)
    receiver_badge = BadgeField(label=_("Who takes it over?"), help_text=_("They count and sign with their own badge"))
    second_badge = BadgeField(label=_("Who counts with them?"))
    reason = RemarkField(label=_("Why?"), required=True)


class RefuseForm(CustodyForm):
    """Why it is refused or withdrawn."""

    reason = RemarkField(label=_("Why?"), required=True)
