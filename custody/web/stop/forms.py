"""What was stopped, and who guards it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from custody.web.shared.fields import asked
from custody.web.shared.forms import (
    BadgeField,
    CheckField,
    ChoiceField,
    ContainerField,
    CustodyForm,
    OccurredAtField,
    RemarkField,
    SealField,
    TextField,
)
from custody.web.shared.place_choice import PlaceChoiceField
from custody.web.shared.words import (
    CLEARANCE_METHODS,
    CLEARANCE_RESULTS,
    CONVEYANCE_KINDS,
    DETECTIONS,
    HELD_FOR,
    choices,
)

if TYPE_CHECKING:
    from uuid import UUID

    from custody.core.errors import CustodyError

IN_CUSTODY = "stop.in_custody"


class _Stopped(CustodyForm):
    """What both forms of the stop ask back."""

    #: The stop of this container that is recorded already, where the officer may see it.
    first_stop: UUID | None = None
    looks_again: ClassVar[dict[str, str]] = {IN_CUSTODY: "number_on_another"}

    def refuse(self, error: CustodyError) -> None:
        """Remember which stop came first: the page leads there."""
        super().refuse(error)
        if error.code == IN_CUSTODY:
            self.first_stop = error.params.get("unit_id")

    def clean(self) -> dict[str, Any]:
        """Ask for the number of a container: a form sent empty by a slip of the thumb would record one too."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        missing = answers.get("container_number") is None and "container_number" not in self.errors
        if answers.get("kind") == "container" and missing:
            self.add_error("container_number", _("Enter the number on the door. When none can be read, choose "
                                                 "“Something else” and say so"))  # fmt: skip
        return answers


class StopForm(_Stopped):
    """Four answers open the custody of a conveyance; the rest can wait."""

    kind = ChoiceField(
        label=_("What did you stop?"),
        missing=_("Choose what you stopped"),
        choices=choices(CONVEYANCE_KINDS), initial="container",
    )
    container_number = asked(ContainerField(
        label=_("Container number"),
        help_text=_("From the door, for example MSCU 613204 2"),
        required=False,
    ))
    number_on_another = CheckField(
        label=_("It is another container, with the same number on its door"),
        help_text=_("One of the two shows a false number. It is frozen until a supervisor has explained it"),
    )
    place = PlaceChoiceField(
        label=_("Where does it stand?"),
        help_text=_("Each place goes by a code word: its name is secret. The word stands on the label of the place: "
                    "check that it is the one where you are"),
        not_known=_("I do not know, or it has no code word"),
    )
    cover_load = TextField(label=_("Cover load, if you know it"),
                           help_text=_("What the papers say it carries: bananas"),
                           max_length=80, required=False)
    second_badge = BadgeField(
        label=_("Second officer"),
        missing=_("Choose the second officer, or scan another badge"),
        help_text=_("The colleague who is with you signs later"),
    )


class DetailsForm(_Stopped):
    """What else is known at the stop. Everything here may stay empty."""

    kind = StopForm.base_fields["kind"]
    container_number = StopForm.base_fields["container_number"]
    number_on_another = StopForm.base_fields["number_on_another"]
    place = StopForm.base_fields["place"]
    second_badge = StopForm.base_fields["second_badge"]
    seal = SealField(label=_("Seal found on it"), required=False)
    detection = ChoiceField(label=_("How was it found?"), choices=choices(DETECTIONS), required=False)
    cover_load = StopForm.base_fields["cover_load"]
    hs_code = TextField(label=_("Tariff code (HS)"), max_length=10, required=False)
    vessel = TextField(label=_("Ship"), max_length=80, required=False)
    imo_number = TextField(label=_("IMO number of the ship"), max_length=10, required=False)
    origin_country = TextField(label=_("Country of origin"), max_length=60, required=False)
    origin_locode = TextField(label=_("Port of origin (UN/LOCODE)"), max_length=6, required=False)
    remark = RemarkField(label=_("Remark"), required=False)
    occurred_at = OccurredAtField(label=_("When was it stopped?"))


class GuardForm(CustodyForm):
    """Who stands guard."""

    guard_badge = BadgeField(
        label=_("Badge of the guard"), missing=_("Choose who stands guard, or scan another badge"),
        help_text=_("The guard says on a device of their own that they stand there, within minutes"),
    )


class RelieveForm(CustodyForm):
    """A one-button act: the guard goes."""


class ClearanceForm(CustodyForm):
    """The search of a conveyance that others have emptied."""

    method = ChoiceField(
        label=_("How did you search it?"),
        missing=_("Choose how you searched it"),
        choices=choices(CLEARANCE_METHODS),
    )
    result = ChoiceField(
        label=_("What did you find?"),
        missing=_("Choose what you found"),
        choices=choices(CLEARANCE_RESULTS),
    )
    second_badge = BadgeField(
        label=_("Who searched it with you?"), missing=_("Choose who searched it with you, or scan another badge"),
        help_text=_("Neither of you helped to empty it. Your colleague signs on a device of their own"),
    )
    remark = RemarkField(
        label=_("Remark"),
        required=False,
        help_text=_("When others found something that was not seized: why it is clear now"),
    )


class HeldForm(CustodyForm):
    """Who else keeps it where it stands."""

    held_for = ChoiceField(label=_("Who else keeps it here?"), required=False,
                           choices=[("", _("Nobody else")), *choices(HELD_FOR)])
