"""Opening a seizure and registering what was found."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from custody.reports.words import GOODS_KINDS, SUBSTANCES
from custody.web.shared.bricks import are_bricks, asked_of_bricks, sure_field
from custody.web.shared.divisions import as_shown_field, ask_of_scale
from custody.web.shared.errors import in_words
from custody.web.shared.fields import asked
from custody.web.shared.forms import (
    BadgeField,
    ChoiceField,
    CountField,
    CustodyForm,
    LabelField,
    PlaceField,
    SealField,
    SealsField,
    TextField,
    WeightField,
    Words,
)
from custody.web.shared.place_choice import PlaceChoiceField
from custody.web.shared.sealing import LOOKS_AGAIN, barrel_field, class_field, looked_again_field
from custody.web.shared.words import CONCEALMENTS, FIELD_TESTS, FORMS, HOLDER_WORDS, choices

if TYPE_CHECKING:
    from django.forms import BoundField

    from custody.core.errors import CustodyError
    from custody.evidence.models import Exhibit

MOST_AT_ONCE, MOST_ON_A_PALLET = 200, 1900
"""A load is handed over by the 200; a pallet and what is on it are one act, which takes 2,000 units."""


class QuickForm(CustodyForm):
    """What was found, and who is with the officer. A seizure exists after these answers; the rest is told later."""

    substance = ChoiceField(
        label=_("What is it, as far as you know?"), missing=_("Choose what you found, as far as you know"),
        choices=choices(SUBSTANCES, ("cocaine", "heroin", "cannabis_herb", "cannabis_resin", "mdma", "amphetamine",
                                     "precursor", "other", "unknown")),
    )
    second_badge = BadgeField(
        label=_("Second officer"),
        missing=_("Choose the second officer, or scan another badge"),
        help_text=_("The colleague who is with you signs later"),
    )
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
    test_kit = TextField(label=_("Kit of the field test"), max_length=60, required=False,
                         help_text=_("Name and lot, as printed on it"))
    concealment = FindForm.base_fields["concealment"]
    holder = ChoiceField(
        label=_("Did somebody have it with them?"), choices=choices(HOLDER_WORDS), required=False,
        help_text=_("A driver, a passenger, somebody on the spot. To refuse to sign is an answer too"),
    )

    KEPT: ClassVar[frozenset[str]] = frozenset(CustodyForm.base_fields)

    def __init__(self, *args: Any, asks: Collection[str], **kwargs: Any) -> None:
        """Ask only for what nobody said yet."""
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(asks) - self.KEPT:
            del self.fields[name]


class OpenForm(FindForm):
    """All that may be known of a find in a conveyance."""

    ends_extraction = ChoiceField(
        label=_("Is it empty now?"),
        required=False,
        choices=lambda: [  # made for each reader: a line below another is no lazy word
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


REGISTERED_KINDS = ("pallet", "bag", "drum", "box", "brick", "liquid", "plants")
HOLD_BRICKS = ("pallet", "bag", "drum", "box")
"""Of what holds bricks they are counted; of the others the page has no such line."""


class UnitForm(CustodyForm):
    """One unit: what it is, how much is in it, what it weighs, which seal it bears."""

    place = PlaceChoiceField(
        label=_("Where does it lie?"),
        help_text=_("Each place goes by a code word: its name is secret"),
    )
    kind = ChoiceField(
        label=_("What kind of unit is it?"), missing=_("Choose what kind of unit it is"),
        choices=choices(GOODS_KINDS, REGISTERED_KINDS),
    )
    how_many = asked(CountField(
        label=_("How many of them"),
        help_text=_("Several of this kind are registered in one go, 200 at most, each with a label of its own. For "
                    "more, save these and enter the rest next. Leave empty for one that you weigh and seal now"),
        least=1, most=MOST_AT_ONCE, required=False,
    ))
    inner_count = asked(CountField(
        label=_("Bags on the pallet"),
        help_text=_("Each bag gets a label of its own, 1,900 at most. 0 when there is none"),
        most=MOST_ON_A_PALLET, required=False,
    ))
    package_count = asked(CountField(
        label=_("Bricks counted"), help_text=_("Count together, two of you. Leave empty when they are counted later"),
        least=1, required=False,
    ))
    volume_ml = asked(CountField(
        label=_("Volume in millilitres"), help_text=_("Of the liquid, when it is known"), least=1, most=1_000_000_000,
        required=False,
    ))
    gross = asked(WeightField(
        label=_("Gross weight"),
        help_text=_("As shown on the scale. Leave it and the scale empty when it must go now: it is owed at the store"),
        required=False,
    ))
    scale = asked(ChoiceField(
        label=_("Scale"), help_text=_("Only with a weight: which scale showed it"), choices=[], required=False,
    ))
    seal_number = asked(
        SealField(label=_("Seal number"), help_text=_("As printed on the seal or the bag"), required=False)
    )
    seal_class = asked(class_field())
    barrel_number = asked(barrel_field())
    label = LabelField(
        label=_("Label"), help_text=_("Scan it when one is stuck on already; else a new one is given"), required=False
    )
    seal_numbers = asked(SealsField(
        label=_("Seal numbers"),
        help_text=_("One on each line. A row of seals as first..last, for example A1001..A1064. What has no seal yet "
                    "is left out: its seal is owed, and waits among your tasks"),
        required=False,
    ))
    first_label = LabelField(
        label=_("First label of the roll"),
        help_text=_("When labels of one roll are stuck on already, in a row. Leave both empty for new ones"),
        required=False,
    )
    last_label = LabelField(label=_("Last label of the roll"), required=False)
    sure = sure_field()
    as_shown = as_shown_field()
    looked_again = looked_again_field()
    looks_again: ClassVar[dict[str, str]] = LOOKS_AGAIN
    also_called = {"gross_mg": "gross", "scale_code": "scale"}

    def __init__(
        self, *args: Any, asks_place: bool, is_first: bool, exhibit: Exhibit | None = None, **kwargs: Any
    ) -> None:
        """Ask where the unit lies, unless it lies where the conveyance stands. Only of the first it must be said."""
        super().__init__(*args, **kwargs)
        self._exhibit = exhibit
        if not self.is_bound:
            # Asked only of who wrote what cannot well be.
            del self.fields["sure"], self.fields["as_shown"]
        # What the style sheet looks at: a line with nothing in it shows its placeholder.
        self.fields["how_many"].widget.attrs["placeholder"] = " "
        sent = str(self["how_many"].value() or "").strip() if self.is_bound else ""
        self.fields["seal_numbers"].wanted = int(sent) if sent.isdecimal() and int(sent) > 1 else None  # type: ignore[attr-defined]
        if not asks_place:
            del self.fields["place"]
        elif not is_first:
            self.fields["place"] = PlaceField(
                label=_("Where does it lie?"), help_text=_("Leave empty when it lies with the unit before it"),
                required=False,
            )  # fmt: skip

    def _is_stale(self) -> bool:
        """Never by itself: what was sent before is known by its seals, and without any by the action."""
        return False

    def clean(self) -> dict[str, Any]:
        """Ask for what the kind needs, and refuse what belongs to another kind: nothing is guessed."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("gross") is not None and not answers.get("scale") and "scale" not in self.errors:
            self.add_error("scale", _("Choose the scale it was weighed on"))
        kind, bags, several = answers.get("kind"), answers.get("inner_count"), answers.get("how_many")
        if "inner_count" not in self.errors:
            if kind == "pallet" and bags is None:
                self.add_error("inner_count", _("Enter how many bags are on the pallet; 0 when there is none"))
            elif kind and kind != "pallet" and bags is not None:
                self.add_error("inner_count", _("Choose pallet, or leave the number of bags on it empty"))
        if kind == "pallet" and several is not None:
            self.add_error("how_many", _("Each pallet is registered by itself: leave this empty"))
        elif "how_many" not in self.errors:
            self._clean_seals(answers, several or 1)
        self._clean_hidden(answers)
        self._clean_bricks(answers)
        ask_of_scale(self, answers)
        return answers

    def _clean_hidden(self, answers: dict[str, Any]) -> None:
        """Refuse what was written before another answer took its line away: nobody sees it any more."""
        kind, bricks = answers.get("kind"), answers.get("package_count")
        if kind and kind not in HOLD_BRICKS and bricks is not None:
            self.add_error("package_count", _("Choose what holds the bricks, or leave their number empty"))
        if answers.get("how_many") is None and "how_many" not in self.errors:
            for name in ("seal_numbers", "first_label", "last_label"):
                if (self[name].data or "").strip() and name not in self.errors:
                    self.add_error(name, _("This is asked of several: enter how many there are, or leave it empty"))
        elif answers.get("how_many") == 1 and answers.get("seal_number") and self["seal_numbers"].data:
            self.add_error("seal_number", self.ONE_BY_ONE["seal_number"])

    def _clean_bricks(self, answers: dict[str, Any]) -> None:
        """Ask once where no brick weighs what each would weigh; whoever is sure is believed."""
        bricks = answers.get("package_count")
        question = asked_of_bricks(gross_mg=answers.get("gross"), bricks=bricks) if are_bricks(self._exhibit) else ""
        if question and not answers.get("sure"):
            self.add_error("package_count", question)
        elif not question:
            self.fields.pop("sure", None)

    def _clean_seals(self, answers: dict[str, Any], several: int) -> None:
        """Ask one unit for its seal, and several for no more seals than there are units, and for no weight."""
        seals = answers.get("seal_numbers") or []
        if several == 1 and "seal_numbers" not in self.errors:
            answers["seal_numbers"] = seals = seals or [each for each in (answers.get("seal_number"),) if each]
            if not seals and "seal_number" not in self.errors:
                name = "seal_number" if answers.get("how_many") is None else "seal_numbers"
                self.add_error(name, SealField.default_error_messages["required"])
        if len(seals) > several:
            said = {"count": several, "seals": len(seals)}
            self.add_error("seal_numbers", _("There are %(count)d, but %(seals)d seal numbers. Check both") % said)
        if several > 1:
            for name, sentence in self.ONE_BY_ONE.items():
                if answers.get(name):
                    self.add_error(name, sentence)

    def refuse(self, error: CustodyError) -> None:
        """Put what is wrong with one seal of several at the field where the officer wrote them."""
        if getattr(error, "field", None) == "seal_number" and self.cleaned_data.get("how_many"):
            self.status = 422
            self.refused.add(error.code)
            self.add_error("seal_numbers", in_words(error))
        else:
            super().refuse(error)

    #: What is said of one unit only; where several are registered in one go it would be said of each of them.
    ONE_BY_ONE: ClassVar[dict[str, Any]] = {
        "gross": _("Several are weighed one by one: leave the weight empty here, it is owed at the store"),
        "volume_ml": _("The volume of several is measured one by one: leave this empty here"),
        "package_count": _("The bricks of several are counted one by one: leave this empty here"),
        "seal_number": _("Enter the seals of several under the seal numbers, one on each line"),
        "barrel_number": _("The barrels of several are read one by one: leave this empty here"),
        "label": _("Each of several has a label of its own: name the first and the last, or leave this empty"),
    }

    #: The fields in the order of the page, each with the answers it belongs to (see ``forms.css``).
    SHOWN: ClassVar[dict[str, str]] = {
        "place": "", "kind": "", "how_many": "c-of-several", "inner_count": "c-of-pallet",
        "seal_numbers": "c-of-many", "first_label": "c-of-many", "last_label": "c-of-many",
        "package_count": "c-of-one c-of-bricks",
        "volume_ml": "c-of-one c-of-liquid", "gross": "c-of-one", "as_shown": "c-of-one", "sure": "c-of-one",
        "scale": "c-of-one",
        "seal_number": "c-of-one", "label": "c-of-one", "looked_again": "", "seal_class": "",
        "barrel_number": "c-of-one",
    }  # fmt: skip

    def shown(self) -> list[tuple[str, BoundField]]:
        """Return every field with the class that hides it where the kind that was chosen has no such thing."""
        return [(when, self[name]) for name, when in self.SHOWN.items() if name in self.fields]
