"""Weighing a unit again, and the seals that are owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from custody.evidence.entries import SealEntry
from custody.evidence.other_weights import UNLIKE
from custody.evidence.selectors.masses import is_pressed
from custody.web.shared.bricks import asked_of_bricks, sure_field
from custody.web.shared.divisions import as_shown_field, ask_of_scale
from custody.web.shared.fields import ScanField, ScanInput, asked
from custody.web.shared.folding import Group, in_groups
from custody.web.shared.forms import (
    BadgeField,
    CheckField,
    CountField,
    CustodyForm,
    SealField,
    WeightField,
)
from custody.web.shared.scales import ScaleField
from custody.web.shared.sealing import LOOKS_AGAIN, barrel_field, class_field, looked_again_field
from custody.web.shared.units import unit_read

if TYPE_CHECKING:
    from django.forms import BoundField

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


class SealForm(CustodyForm):
    """The seal that is put on a unit that bears none."""

    seal_number = SealField(label=_("Seal number"), help_text=_("As printed on the seal or the bag"))
    looked_again = looked_again_field()
    looks_again: ClassVar[dict[str, str]] = LOOKS_AGAIN
    seal_class = class_field()
    barrel_number = barrel_field()
    second_badge = BadgeField(
        label=_("Second officer"), help_text=_("Who sees the seal closed, and signs later")
    )
    also_called = {"seal": "seal_number"}


class SealsForm(CustodyForm):
    """The seals that are put on several units, each on its own line. What is left empty stays owed."""

    looked_again = looked_again_field()
    looks_again: ClassVar[dict[str, str]] = LOOKS_AGAIN
    seal_class = class_field()
    second_badge = BadgeField(
        label=_("Second officer"), help_text=_("Who sees the seals closed, and signs once for all of them")
    )

    def __init__(self, *args: Any, units: Iterable[HandlingUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bare = list(units)
        for unit in self.bare:
            self.fields[seal_name(unit.id)] = asked(
                SealField(label=translate("Seal on %(label)s") % {"label": unit.label}, required=False)
            )

    def clean(self) -> dict[str, Any]:
        """Ask for one seal at least, and for no number twice."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        first: dict[str, str] = {}
        for unit in self.bare:
            number = answers.get(seal_name(unit.id))
            if number and first.setdefault(number, unit.label) != unit.label:
                self.add_error(
                    seal_name(unit.id),
                    translate("This number stands at %(label)s already. Read both again") % {"label": first[number]},
                )
        if not first and not self.errors:
            self.add_error(None, _("Scan the label of a unit, then the seal on it"))
        return answers

    def seals(self) -> dict[UUID, SealEntry]:
        """Return what was read, by unit. Only after ``is_valid()``."""
        read = {unit.id: self.cleaned_data[seal_name(unit.id)] for unit in self.bare}
        kind, again = self.cleaned_data.get("seal_class") or "bag", bool(self.cleaned_data.get("looked_again"))
        return {unit_id: SealEntry(number=number, seal_class=kind, looked_again=again)
                for unit_id, number in read.items() if number}

    def groups(self) -> list[Group[tuple[HandlingUnit, BoundField]]]:
        """Return every unit with its line, folded in groups that stand open: each is to be filled."""
        rows = [(unit, self[seal_name(unit.id)]) for unit in self.bare]
        return in_groups(rows, named=lambda row: row[0].label, opened=lambda _row: True)

    def others(self) -> list[BoundField]:
        """Return the fields that hold for all of them."""
        return [self[name] for name in ("looked_again", "seal_class", "second_badge") if name in self.fields]


def seal_name(unit_id: UUID) -> str:
    """Return the name of the line for one unit's seal."""
    return f"seal_{unit_id.hex}"


class WeighForm(CustodyForm):
    """What the scale shows now. What was booked is shown afterwards, so that nobody reads it off the page."""

    bag = ScanField(
        label=_("What is on the scale?"), help_text=_("Scan or type its seal or its label. Any whose weight is owed"),
        widget=ScanInput({"data-scan": "C"}),
        error_messages={"required": _("Scan or type the seal or the label of what is on the scale"),
                        "strange": _("%(read)s is none of those whose weight you owe. Read it again")},
    )
    gross = WeightField(label=_("Gross weight"), help_text=_("Packaging and drug together, as shown on the scale"))
    as_shown = as_shown_field()
    looked_again = CheckField(label=_("I looked again: the scale really shows this"))
    looks_again: ClassVar[dict[str, str]] = {UNLIKE: "looked_again"}
    scale = ScaleField(label=_("Scale"), choices=[])
    package_count = CountField(label=_("Bricks counted"), required=False)
    witness_badge = BadgeField(
        label=_("Witness"),
        help_text=_("Who stood by and read the scale too. Without one, whoever commands signs for a first weight at "
                    "the store"),
        required=False,
    )
    sure = sure_field()
    also_called = {"gross_mg": "gross", "scale_code": "scale"}

    def __init__(
        self, *args: Any, unit: HandlingUnit | None = None, owed: Sequence[HandlingUnit] = (),
        reader: Officer | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        #: What is weighed: what the page is about, or another whose weight is owed and which was read off the scale.
        self.weighed = unit
        self._owed, self._reader = owed, reader
        # What a device sends of a page that it kept blank is about the unit it was opened for. What was read is never
        # passed over, also where somebody weighed that unit meanwhile.
        is_one_of_several = len(owed) > 1 and unit in owed
        if not (self.add_prefix("bag") in self.data if self.is_bound else is_one_of_several):
            del self.fields["bag"]
        if not self.is_bound:
            # Asked only of who typed what cannot well be.
            del self.fields["sure"], self.fields["as_shown"]

    def clean_bag(self) -> str:
        """Return what was read, and weigh that."""
        read: str = self.cleaned_data["bag"]
        known = [*self._owed, *([self.weighed] if self.weighed else [])]
        found = None if self._reader is None else unit_read(read, units=known, reader=self._reader)
        if found is None:
            raise ValidationError(self.fields["bag"].error_messages["strange"], code="strange", params={"read": read})
        self.weighed = found
        return read

    def clean(self) -> dict[str, Any]:
        """Ask once where no pressed brick weighs what each would weigh, and where the scale shows no such weight;
        whoever is sure is believed."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        ask_of_scale(self, answers)
        gross, bricks = answers.get("gross"), answers.get("package_count")
        if self.weighed is not None and is_pressed(self.weighed) and not answers.get("sure"):
            question = asked_of_bricks(gross_mg=gross, tare_mg=self.weighed.tare_mg, bricks=bricks)
            if question:
                self.add_error("package_count", question)
        return answers
