"""Opening a seizure and registering what was found."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from custody.reports.words import GOODS_KINDS, SUBSTANCES
from custody.web.shared.fields import asked
from custody.web.shared.forms import (
    BadgeField,
    ChoiceField,
    CountField,
    CustodyForm,
    LabelField,
    PlaceField,
    SealField,
    WeightField,
    Words,
)
from custody.web.shared.place_choice import PlaceChoiceField
from custody.web.shared.words import CONCEALMENTS, FIELD_TESTS, FORMS, choices


class QuickForm(CustodyForm):
    """What was found, and who is with the officer. A seizure exists after these answers; the rest is told later."""

    substance = ChoiceField(
        label=_("What is it, as far as you know?"),
        choices=choices(SUBSTANCES, ("cocaine", "heroin", "cannabis_herb", "cannabis_resin", "mdma", "amphetamine",
                                     "precursor", "other", "unknown")),
    )
    second_badge = BadgeField(label=_("Second officer"), help_text=_("The colleague who is with you signs later"))
    also_called = {"exhibits": "substance"}


class FindForm(QuickForm):
    """All that may be known when a seizure is opened."""

    form = ChoiceField(label=_("In which form?"), choices=choices(FORMS), required=False)
    field_test = ChoiceField(label=_("Field test"), choices=choices(FIELD_TESTS), required=False)
    concealment = ChoiceField(label=_("Where was it hidden?"), choices=choices(CONCEALMENTS), required=False)


class DescribeForm(CustodyForm):
    """What nobody said yet about a find."""

    form = FindForm.base_fields["form"]
    field_test = FindForm.base_fields["field_test"]
    concealment = FindForm.base_fields["concealment"]

    def __init__(self, *args: Any, asks: Collection[str], **kwargs: Any) -> None:
        """Ask only for what nobody said yet."""
        super().__init__(*args, **kwargs)
        for name in {"form", "field_test", "concealment"} - set(asks):
            del self.fields[name]


class OpenForm(FindForm):
    """All that may be known of a find in a conveyance."""

    ends_extraction = ChoiceField(
        label=_("Is it empty now?"),
        required=False,
        choices=[
            ("no", Words(_("No, there may be more in it"), _("You can open another seizure later"))),
            ("yes", Words(_("Yes, everything is out of it"), _("It cannot be opened again"))),
        ],
    )

    def __init__(self, *args: Any, is_empty: bool, **kwargs: Any) -> None:
        """Ask whether it is empty, unless that is known."""
        super().__init__(*args, **kwargs)
        if is_empty:
            del self.fields["ends_extraction"]


class OutOfForm(QuickForm):
    """The one answer that is left when a conveyance was stopped by two: who is second officer was said then."""

    def __init__(self, *args: Any, second: str, **kwargs: Any) -> None:
        """Ask for the second officer only where nobody holds the conveyance with the first."""
        super().__init__(*args, **kwargs)
        if second:
            del self.fields["second_badge"]


class UnitForm(CustodyForm):
    """One unit: what it is, how much is in it, what it weighs, which seal it bears."""

    place = PlaceChoiceField(
        label=_("Where does it lie?"),
        help_text=_("Each place goes by a code word: its name is secret"),
    )
    kind = ChoiceField(
        label=_("What is it?"),
        choices=choices(GOODS_KINDS, ("pallet", "bag", "drum", "box", "brick", "liquid", "plants")),
    )
    inner_count = asked(CountField(
        label=_("Bags on it"),
        help_text=_("Only for a pallet: each bag gets a label of its own. 0 when there is none"),
        most=60,
        required=False,
    ))
    package_count = asked(CountField(
        label=_("Bricks counted"), help_text=_("Count together, two of you. Leave empty when they are counted later"),
        least=1, required=False,
    ))
    gross = asked(WeightField(
        label=_("Gross weight"),
        help_text=_("As shown on the scale. Leave empty when it must go now: it is owed at the store"),
        required=False,
    ))
    scale = asked(ChoiceField(label=_("Scale"), choices=[], required=False))
    seal_number = SealField(label=_("Seal number"), help_text=_("As printed on the seal or the bag"))
    label = LabelField(label=_("Label"), help_text=_("Leave empty and the house draws one"), required=False)
    also_called = {"gross_mg": "gross", "scale_code": "scale"}

    def __init__(self, *args: Any, asks_place: bool, is_first: bool, **kwargs: Any) -> None:
        """Ask where the unit lies, unless it lies where the conveyance stands. Only of the first it must be said."""
        super().__init__(*args, **kwargs)
        if not asks_place:
            del self.fields["place"]
        elif not is_first:
            self.fields["place"] = PlaceField(
                label=_("Where does it lie?"), help_text=_("Leave empty when it lies with the unit before it"),
                required=False,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for the bags of a pallet, and refuse bags on anything else: neither is guessed."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        kind, bags = answers.get("kind"), answers.get("inner_count")
        if answers.get("gross") is not None and not answers.get("scale") and "scale" not in self.errors:
            self.add_error("scale", _("Choose the scale it was weighed on"))
        if "inner_count" not in self.errors:
            if kind == "pallet" and bags is None:
                self.add_error("inner_count", _("Enter how many bags are on the pallet; 0 when there is none"))
            elif kind and kind != "pallet" and bags is not None:
                self.add_error("inner_count", _("Choose pallet, or leave the number of bags empty"))
        return answers
