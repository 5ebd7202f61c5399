"""What is asked at the lottery, at a burn that is broken off, and in the fast lane."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.forms.forms import DeclarativeFieldsMetaclass
from django.utils.translation import gettext_lazy as _

from custody.destruction.entries import LeftOver, Load, UnitTest
from custody.evidence.entries import Reading
from custody.reports.words import ABORT_REASONS, FINDINGS
from custody.web.sessions.words import PARTS
from custody.web.shared.exceptional import LOT_TESTS
from custody.web.shared.fields import asked
from custody.web.shared.folding import Asked, Group, in_groups_to_fill
from custody.web.shared.forms import (
    BadgeField,
    CheckField,
    ChoiceField,
    CountField,
    CustodyForm,
    LabelField,
    OccurredAtField,
    RemarkField,
    SealField,
    WeightField,
)
from custody.web.shared.naming import say_of_which
from custody.web.shared.sealing import barrel_field, class_by_register, new_seal_by_register
from custody.web.shared.words import choices

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit


class _AbstractForm(ABCMeta, DeclarativeFieldsMetaclass):
    """The kind of a form that leaves something for its heirs to say."""


class _OfUnits(CustodyForm, metaclass=_AbstractForm):
    """A form with the same few fields for each of some units."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, units: Sequence[HandlingUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = list(units)
        for place, unit in enumerate(self.units):
            for name, field in self.fields_of(unit).items():
                self.fields[f"{name}_{place}"] = field

    @abstractmethod
    def fields_of(self, unit: HandlingUnit) -> dict[str, Any]:
        """Return the fields of one unit."""

    def rows(self) -> list[Asked]:
        """Return the label of each unit with its fields, in the order of the page."""
        return [
            (unit.label, [self[f"{name}_{place}"] for name in self.names if f"{name}_{place}" in self.fields])
            for place, unit in enumerate(self.units)
        ]

    def groups(self) -> list[Group[Asked]]:
        """Return the rows as the page folds them."""
        return in_groups_to_fill(self.rows())

    def full_clean(self) -> None:
        """Say of which unit each error is, once all were found."""
        super().full_clean()
        say_of_which(self, self.rows())


class LotsForm(_OfUnits):
    """What the reagent showed of each unit that was drawn, and its new seal. One without a result is tested later."""

    names = ("result", "seal", "barrel")
    witness = BadgeField(label=_("Who stood by?"), help_text=_("Another person, who signs that they saw it"))
    seal_class = class_by_register()
    also_called = {"witness_badge": "witness"}

    def fields_of(self, unit: HandlingUnit) -> dict[str, Any]:
        """Return result and new seal."""
        return {
            "result": asked(ChoiceField(label=_("What did the test show?"), choices=choices(LOT_TESTS),
                                        required=False)),
            "seal": asked(SealField(label=_("New seal"), required=False)),
            "barrel": barrel_field(),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Return the answers with ``tests``."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        answers["tests"] = []
        for place, unit in enumerate(self.units):
            result, seal = answers.get(f"result_{place}"), answers.get(f"seal_{place}")
            if not result:
                continue
            if not seal:
                if f"seal_{place}" not in self.errors:
                    self.add_error(f"seal_{place}", _("Enter the number of the new seal"))
                continue
            answers["tests"].append(
                UnitTest(
                    unit_id=unit.id, result=result,
                    new_seal=new_seal_by_register(answers, f"seal_{place}", barrel=f"barrel_{place}"),
                )
            )
        if not answers["tests"] and not self.errors:
            self.add_error(None, _("Enter the result of at least one unit"))
        return answers


class UnfreezeForm(CustodyForm):
    """Why the burn may go on."""

    reason = RemarkField(label=_("What was found, and why may it go on?"), required=True)


class RefuseForm(CustodyForm):
    """Which unit a witness refuses, and for what."""

    unit = ChoiceField(label=_("Which unit?"), choices=[])
    finding = ChoiceField(label=_("What is wrong with it?"), choices=choices(FINDINGS))
    remark = RemarkField(label=_("What did you see?"), required=False)
    also_called = {"unit_id": "unit"}


class AbortForm(_OfUnits):
    """When and why a burn was broken off, and of each unit whether it burnt."""

    names = ("left", "seal", "barrel", "gross", "count")
    started_at = OccurredAtField(label=_("When did the fire begin?"))
    ended_at = OccurredAtField(label=_("When was it broken off?"))
    reason = ChoiceField(label=_("Why?"), choices=choices(ABORT_REASONS))
    unusual_events = RemarkField(label=_("What happened?"), required=True)
    scale = ChoiceField(label=_("Scale"), choices=[])
    seal_class = class_by_register()
    also_called = {"scale_code": "scale"}

    def fields_of(self, unit: HandlingUnit) -> dict[str, Any]:
        """Return whether it is left, and its new seal, weight and count."""
        fields: dict[str, Any] = {
            "left": CheckField(label=_("It did not burn")),
            "seal": asked(SealField(label=_("New seal"), required=False)),
            "barrel": barrel_field(),
            "gross": asked(WeightField(label=_("Gross weight"), required=False)),
        }
        if unit.package_count is not None:
            fields["count"] = asked(CountField(label=_("Packages counted"), least=0, required=False))
        return fields

    def clean(self) -> dict[str, Any]:
        """Return the answers with ``left``: what did not burn."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        answers["left"] = []
        for place, unit in enumerate(self.units):
            if not answers.get(f"left_{place}"):
                continue
            seal, gross = answers.get(f"seal_{place}"), answers.get(f"gross_{place}")
            if not seal and f"seal_{place}" not in self.errors:
                self.add_error(f"seal_{place}", _("Enter the number of the new seal"))
            if gross is None and f"gross_{place}" not in self.errors:
                self.add_error(f"gross_{place}", _("Enter the gross weight, in kg"))
            if seal and gross is not None:
                reading = Reading(
                    gross_mg=gross, scale_code=answers.get("scale"), package_count=answers.get(f"count_{place}")
                )
                answers["left"].append(
                    LeftOver(
                        unit_id=unit.id, reading=reading,
                        new_seal=new_seal_by_register(answers, f"seal_{place}", barrel=f"barrel_{place}"),
                    )
                )
        return answers


class FastLaneForm(_OfUnits):
    """The seal of the vehicle and of each unit, as they are read at the furnace."""

    names = ("seal", "no_seal")
    vehicle_seal = SealField(label=_("Seal you see on the vehicle"))

    def fields_of(self, unit: HandlingUnit) -> dict[str, Any]:
        """Return the seal that is seen."""
        return {
            "seal": asked(SealField(label=_("Seal you see"), required=False)),
            "no_seal": CheckField(label=_("No whole seal is on it")),
        }

    def clean(self) -> dict[str, Any]:
        """Return the answers with ``seals``, by unit."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        answers["seals"] = {}
        for place, unit in enumerate(self.units):
            seal, none = answers.get(f"seal_{place}"), answers.get(f"no_seal_{place}")
            if not seal and not none and f"seal_{place}" not in self.errors:
                self.add_error(f"seal_{place}", _("Enter the seal number, or tick that no whole seal is on it"))
            answers["seals"][unit.id] = None if none else seal
        return answers


class LoadingForm(_OfUnits):
    """What the officer sees go into the fire: a tick for each unit, the seal that is on it, and its packages where they
    can be counted. A seal that was scanned says that the unit went in; its number is read, never shown."""

    names = ("fed", "seal", "no_seal", "count")
    part = ChoiceField(label=_("What do you do at this fire?"), choices=choices(PARTS))
    other = LabelField(
        label=_("Another unit that went in"),
        help_text=_("One that is not on the list. It is written down, and looked into"),
        required=False,
    )
    looked_again = CheckField(
        label=_("I looked again: it really went into the fire"),
        help_text=_("It is frozen, and a supervisor who had nothing to do with it looks into it"),
    )
    also_called = {"units": "other", "unit_ids": "other"}
    looks_again: ClassVar[dict[str, str]] = {"tally.not_listed": "looked_again"}

    def __init__(self, *args: Any, part: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settled = part
        if part is not None:
            del self.fields["part"]

    def fields_of(self, unit: HandlingUnit) -> dict[str, Any]:
        """Return whether it went in, and how many packages."""
        fields: dict[str, Any] = {
            "fed": CheckField(label=_("It went into the fire")),
            "seal": asked(SealField(label=_("Seal you see"), required=False)),
            "no_seal": CheckField(label=_("No whole seal is on it")),
        }
        if unit.package_count is not None:
            fields["count"] = CountField(label=_("Packages counted"), least=0, required=False)
        return fields

    def clean(self) -> dict[str, Any]:
        """Return the answers with ``loads``, and ``part`` where it is settled already."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        answers["part"] = self.settled or answers.get("part")
        answers["loads"] = [
            Load(unit_id=unit.id, package_count=answers.get(f"count_{place}"),
                 seal_seen=answers.get(f"seal_{place}") or None, seal_broken=bool(answers.get(f"no_seal_{place}")))
            for place, unit in enumerate(self.units)
            if any(answers.get(f"{name}_{place}") for name in ("fed", "seal", "no_seal"))
        ]  # fmt: skip
        if not answers["loads"] and not answers.get("other") and not self.errors:
            self.add_error(None, _("Tick at least one unit, or name one that is not on the list"))
        return answers
