"""What is asked at the bench: parts with their weights and seals, seals, finds, and who stood by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from custody.destruction.lists import REFERENCE_MOST
from custody.reports.words import GOODS_KINDS, SUBSTANCES
from custody.web.shared.documents import DocumentField
from custody.web.shared.exceptional import (
    BESIDE,
    LOT_TESTS,
    OUTCOMES,
    POWERED,
    SEAL_FAULTS,
    SEALS_SEEN,
)
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
    TextField,
    WeightField,
)
from custody.web.shared.money import MoneyForm, amount_field, currency_field
from custody.web.shared.sealing import (
    LOOKS_AGAIN,
    barrel_field,
    class_by_register,
    class_field,
    looked_again_field,
)
from custody.web.shared.times import OccurredAtField
from custody.web.shared.units import UnitsField
from custody.web.shared.words import HOLD_AUTHORITIES, choices

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

PARTS = 3
"""So many parts fit on the form; the API takes more."""
_KINDS = ("bag", "drum", "box", "brick", "pallet", "liquid", "plants")


class WitnessedForm(CustodyForm):
    """Something that two people do; the second signs later by their own sign-in."""

    witness_badge = BadgeField(label=_("Who stood by?"), help_text=_("This person signs in later and signs"))


class PartsForm(WitnessedForm):
    """The parts that a unit becomes: each weighed and sealed."""

    also_called = {
        "seal_number": "seal_1", "gross_mg": "gross_1", "kind": "kind_1", "package_count": "count_1",
        "barrel_number": "barrel_1",
        "parts": "gross_2", "scale_code": "scale", "inside": "inside_1",
    }  # fmt: skip
    looks_again: ClassVar[dict[str, str]] = LOOKS_AGAIN
    least = 2
    asks_reason = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PARTS + 1):
            needed = number <= self.least
            self.fields[f"kind_{number}"] = ChoiceField(
                label=self.called(number, _("what is it?")), choices=choices(GOODS_KINDS, _KINDS), required=needed
            )
            self.fields[f"gross_{number}"] = WeightField(
                label=self.called(number, _("gross weight")), required=needed
            )
            self.fields[f"count_{number}"] = CountField(label=self.called(number, _("bricks counted")), required=False)
            self.fields[f"seal_{number}"] = SealField(label=self.called(number, _("seal")), required=needed)
            self.fields[f"barrel_{number}"] = barrel_field(label=self.called(number, _("number on the barrel")))
            self.fields[f"inside_{number}"] = asked(
                UnitsField(label=self.called(number, _("what lies in it?")), required=False)
            )
        self.fields["looked_again"] = looked_again_field()
        self.fields["seal_class"] = class_by_register()
        self.fields["scale"] = ChoiceField(label=_("Scale"), choices=[])
        if self.asks_reason:
            self.fields["reason"] = RemarkField(label=_("Why?"), required=True)
        self.fields["loss_reason"] = RemarkField(
            label=_("Where did the rest go?"), help_text=_("Needed when the parts weigh less together"), required=False
        )
        self.order_fields([*(name for name in self.fields if name != "witness_badge"), "witness_badge"])

    def called(self, number: int, what: Any) -> Any:
        """Return the label of a field of one part."""
        return _("Part %(number)s: %(what)s") % {"number": number, "what": what}


class RepackForm(PartsForm):
    """The same, where one part is enough."""

    least = 1


class RetainForm(PartsForm):
    """The first part is kept for the authority."""

    asks_reason = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"] = ChoiceField(label=_("Who wants it kept?"), choices=choices(HOLD_AUTHORITIES))
        self.fields["reference"] = TextField(label=_("Reference of the written act"), max_length=REFERENCE_MOST)

    def called(self, number: int, what: Any) -> Any:
        """Return the label of a field of one part: the first is kept."""
        if number == 1:
            return _("What is kept: %(what)s") % {"what": what}
        return _("What is left (%(number)s): %(what)s") % {"number": number - 1, "what": what}


class ExchangeForm(PartsForm):
    """The original that was taken out, and the dummy that travels in its place."""

    asks_reason = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if name.endswith("_3") or name.startswith("inside_")]:
            del self.fields[name]
        self.fields["reference"] = TextField(label=_("Reference of the written act"), max_length=64)

    def called(self, number: int, what: Any) -> Any:
        """Return the label of a field: original first, dummy second."""
        if number == 1:
            return _("Taken out: %(what)s") % {"what": what}
        return _("Put in its place: %(what)s") % {"what": what}


class TakeOutForm(WitnessedForm):
    """A unit that comes out of the one it lies in, and what is left there."""

    gross = WeightField(label=_("What it weighs"))
    scale = ChoiceField(label=_("Scale"), choices=[])
    seal = SealField(label=_("Its own seal"), help_text=_("Only where it carries none yet"), required=False)
    seal_class = class_by_register()
    barrel_number = barrel_field()
    outer_seal = asked(
        SealField(label=_("New seal of what it lay in"), help_text=_("The old one was broken"), required=False)
    )
    outer_class = class_by_register(label=_("Kind of the new seal"))
    outer_barrel = barrel_field(label=_("Number on the barrel of the new seal"))
    left_count = asked(
        CountField(
            label=_("How many are left in what it lay in?"), help_text=_("Count before you look at any number"),
            required=False,
        )
    )  # fmt: skip
    left_gross = WeightField(label=_("What the rest weighs"), help_text=_("Where you can weigh it"), required=False)
    left_scale = ChoiceField(label=_("Scale of the rest"), choices=[], required=False)
    reason = RemarkField(label=_("Why?"), required=True)
    field_order = (
        "gross", "scale", "seal", "seal_class", "barrel_number", "outer_seal", "outer_class", "outer_barrel",
        "left_count", "left_gross", "left_scale", "reason", "witness_badge",
    )  # fmt: skip
    also_called = {"gross_mg": "gross", "scale_code": "scale", "seal_number": "seal"}


def offer_contents(form: CustodyForm, unit: HandlingUnit, inside: list[HandlingUnit], *, reader: Officer) -> None:
    """Ask in which part each unit lies that lies in a whole; nothing where nothing does."""
    for name in [name for name in form.fields if name.startswith("inside_")]:
        if inside:
            form.fields[name].offer(inside, reader=reader)  # type: ignore[attr-defined]
        else:
            del form.fields[name]
    if "left_count" in form.fields and unit.seal is not None:
        del form.fields["seal"], form.fields["seal_class"], form.fields["barrel_number"]


class MergeForm(WitnessedForm):
    """Several units become one."""

    units = UnitsField(label=_("Units that become one"))
    kind = ChoiceField(label=_("What do they become?"), choices=choices(GOODS_KINDS, _KINDS))
    gross = WeightField(label=_("Gross weight"))
    scale = ChoiceField(label=_("Scale"), choices=[])
    package_count = CountField(label=_("Bricks counted"), required=False)
    seal = SealField(label=_("Seal"))
    looked_again = looked_again_field()
    looks_again: ClassVar[dict[str, str]] = LOOKS_AGAIN
    seal_class = class_by_register()
    barrel_number = barrel_field()
    reason = RemarkField(label=_("Why?"), required=True)
    loss_reason = RemarkField(label=_("Where did the rest go?"), required=False)
    also_called = {"gross_mg": "gross", "seal_number": "seal", "unit_ids": "units", "scale_code": "scale"}


class SealForm(WitnessedForm):
    """Another seal, and why."""

    seal = SealField(label=_("New seal"))
    looked_again = looked_again_field()
    looks_again: ClassVar[dict[str, str]] = LOOKS_AGAIN
    seal_class = class_field()
    barrel_number = barrel_field()
    reason = RemarkField(label=_("Why?"), required=True)
    also_called = {"seal_number": "seal"}


class SealFaultForm(CustodyForm):
    """What is seen of the seal, and what can still be read off it."""

    fault = ChoiceField(label=_("What do you see of the seal?"), choices=choices(SEAL_FAULTS))
    seal = TextField(
        label=_("What can you read off it?"), help_text=_("Leave it empty when nothing can be read"),
        max_length=64, required=False,
    )  # fmt: skip


class UnsealForm(WitnessedForm):
    """Why the seal comes off."""

    reason = RemarkField(label=_("Why?"), required=True)


class LotTestForm(WitnessedForm):
    """What the reagent showed of a unit that was drawn, and its new seal."""

    result = ChoiceField(label=_("What did the test show?"), choices=choices(LOT_TESTS))
    seal = SealField(label=_("New seal"))
    seal_class = class_by_register()
    barrel_number = barrel_field()


class RemarkForm(CustodyForm):
    """What is known."""

    remark = RemarkField(label=_("What is known?"), required=False)


class UnlocatedForm(CustodyForm):
    """What was seen, where it should be."""

    remark = RemarkField(label=_("Where did you look, and what did you see?"), required=True,
                         help_text=_("Name no place that is secret"))


class FoundForm(WitnessedForm):
    """Where it was."""

    remark = RemarkField(label=_("Where was it?"), help_text=_("Name no place that is secret"), required=True)
    place = PlaceField(label=_("Where does it lie now?"), required=False)


class RecoverForm(WitnessedForm):
    """Goods that were gone: where they were found, what is seen of the seal, and what they weigh now."""

    found_where = RemarkField(
        label=_("Where was it found, and by whom?"), help_text=_("Name no place that is secret"), required=True
    )
    found_at = OccurredAtField(label=_("When was it found?"))
    seal_seen = ChoiceField(label=_("What do you see of the seal?"), choices=choices(SEALS_SEEN))
    number_read = TextField(
        label=_("What can you read off it?"), help_text=_("Where it is another seal"), max_length=64, required=False
    )
    gross = WeightField(label=_("Gross weight"))
    scale = ChoiceField(label=_("Scale"), choices=[])
    package_count = CountField(label=_("Bricks counted"), required=False)
    inside_1 = UnitsField(label=_("What lay in it and came back in it?"), required=False)
    seal = SealField(label=_("New seal"), help_text=_("Only where you put one on"), required=False)
    looked_again = looked_again_field()
    looks_again: ClassVar[dict[str, str]] = LOOKS_AGAIN
    seal_class = class_by_register()
    barrel_number = barrel_field()
    place = PlaceField(label=_("Where does it lie now?"), required=False)
    remark = RemarkField(label=_("Remark"), required=False)
    field_order = (
        "found_where", "found_at", "seal_seen", "number_read", "gross", "scale", "package_count", "inside_1", "seal",
        "looked_again", "seal_class", "barrel_number", "place", "remark", "witness_badge",
    )  # fmt: skip
    also_called = {"gross_mg": "gross", "scale_code": "scale", "inside": "inside_1", "seal_number": "seal"}


class TrackerForm(WitnessedForm):
    """The tracker, and the shielded bag it lies in."""

    description = RemarkField(label=_("What stands on it?"), help_text=_("Make, IMEI, ICCID"), required=True)
    powered = ChoiceField(label=_("Is it switched on?"), choices=choices(POWERED))
    seal = SealField(label=_("Seal of the shielded bag"))
    seal_class = class_by_register()
    barrel_number = barrel_field()
    also_called = {"seal_number": "seal"}


class IncidentEndForm(CustodyForm):
    """What it was."""

    finding = TextField(label=_("What was it?"), max_length=500)


class BackForm(WitnessedForm):
    """Where it stands after the written act."""

    place = PlaceField(label=_("Where does it lie now?"))
    remark = RemarkField(label=_("How did it end?"), required=False)
    over_limit_reason = asked(
        RemarkField(
            label=_("Only when it lies there already, over the limit of the place: why?"),
            help_text=_("It is recorded, and a waiver is owed for it. A supervisor is told."),
            required=False,
        )
    )


class LoanEndForm(CustodyForm):
    """What it weighs when it comes back."""

    gross = WeightField(label=_("Gross weight"), plausible_mg=(100, 2_000_000))
    scale = ChoiceField(label=_("Scale"), choices=[])
    place = PlaceField(label=_("Where does it lie now?"))
    also_called = {"gross_mg": "gross", "scale_code": "scale"}


class ResultForm(CustodyForm):
    """What the paper of the laboratory says."""

    outcome = ChoiceField(label=_("What did the laboratory find?"), choices=choices(OUTCOMES))
    substance = ChoiceField(label=_("Which substance?"), choices=choices(SUBSTANCES), required=False)
    purity_permille = CountField(
        label=_("Purity, in parts of a thousand"), help_text=_("812 for 81.2 %"), most=1000, required=False
    )
    used_up = CheckField(label=_("Nothing of the sample is left"), required=False)
    laboratory = TextField(label=_("Laboratory"), max_length=80)
    reference = TextField(label=_("Reference of its paper"), max_length=64)


class PaperForm(CustodyForm):
    """The paper of the laboratory."""

    document = DocumentField(label=_("The paper of the laboratory, as PDF or photo"))
    also_called = {"photo": "document"}


class BesideForm(MoneyForm):
    """What was seized beside the drugs."""

    exhibit_kind = ChoiceField(label=_("What is it?"), choices=choices(BESIDE))
    description = RemarkField(label=_("Describe it"), required=True)
    package_count = CountField(label=_("How many?"), required=False)
    amount = amount_field()
    currency = currency_field()
    perishable = CheckField(label=_("It spoils (a cover load)"), required=False)
    seal = SealField(label=_("Seal"), required=False)
    seal_class = class_by_register()
    barrel_number = barrel_field()
    place = PlaceField(label=_("Where does it lie?"), help_text=_("Empty: where the conveyance stands"), required=False)
    also_called = {"seal_number": "seal", "amount_minor": "amount"}


class EmergencyForm(CustodyForm):
    """What flees, where to, and why."""

    units = UnitsField(label=_("Units that are moved"))
    destination = PlaceField(label=_("Where to?"))
    vehicle = TextField(label=_("Vehicle"), max_length=80, required=False)
    reason = RemarkField(label=_("Why?"), required=True)
    already = CheckField(
        label=_("They are on their way there already"),
        help_text=_("Others know that place. It is recorded all the same, and others hear of it at once"),
    )
    looks_again: ClassVar[dict[str, str]] = {"place.burnt": "already"}
    also_called = {"unit_ids": "units"}
