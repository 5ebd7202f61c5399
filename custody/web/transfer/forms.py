"""Handing over and receiving."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from custody.core.errors import InvalidInput
from custody.core.lifecycle import CustodyState
from custody.evidence.entries import Reported
from custody.evidence.lists import SECOND
from custody.evidence.selectors.crews import lacks_second
from custody.organisation.selectors import officer_by_badge
from custody.web.shared.errors import in_words
from custody.web.shared.fields import asked
from custody.web.shared.folding import Group, in_groups
from custody.web.shared.forms import (
    BadgeField,
    CheckField,
    ChoiceField,
    CustodyForm,
    PlaceField,
    RemarkField,
    SealField,
)
from custody.web.shared.interrupting import type_again
from custody.web.shared.leaving import LeavingForm
from custody.web.shared.units import MovedField
from custody.web.shared.words import PURPOSES, REPORTED, choices
from custody.web.transfer.both import BothForm
from custody.web.transfer.names import (
    bare_name,
    bare_vehicle_name,
    here_name,
    left_name,
    seal_name,
    vehicle_name,
    which_name,
)
from custody.web.transfer.reads import Line, Reads, ReadsField, sorted_reads

if TYPE_CHECKING:
    from django.forms import BoundField

    from custody.core.errors import CustodyError
    from custody.evidence.models import HandlingUnit


READ_AGAIN = "seal.read_again"
FEW = 5
"""So many labels a sentence names; the list shows the rest."""
MOST_ASIDE = 100_000
"""Characters: what lies beside a load may be as many bags as the load."""
VEHICLE_AGAIN = "vehicle_seal.read_again"
NOT_READ = ("seal.not_read", "count.not_whole")
NOT_THE_SEAL = _("This is not the seal we know. Read it again; if it still differs, send what you read")
NOT_ITS_SEAL = _("%(label)s, read as %(seal)s. This is not the seal we know. Read it again; if it still differs, send "
                 "what you read")  # fmt: skip


class OfferForm(LeavingForm):
    """What is handed over, to whom, and how it travels when it leaves."""

    units = MovedField(label=_("What do you hand over?"))
    purpose = ChoiceField(
        label=_("How?"),
        missing=_("Choose how you hand it over"),
        choices=choices(PURPOSES),
    )
    receiver_badge = BadgeField(
        label=_("Who receives it?"),
        missing=_("Choose who receives it, or scan another badge"),
        help_text=_("Another person than you")
    )
    second_badge = asked(
        BadgeField(
            label=_("Second of the crew"),
            help_text=_("Two must go with a load that leaves: the badge of who rides along"),
            required=False,
        )
    )
    field_order = ("units", "purpose", "receiver_badge", "second_badge")
    on_the_road = False

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
        if answers.get("purpose") in {"arrival", SECOND}:
            # The page asks for no second then; what stands there was typed for another answer.
            answers["second_badge"] = ""
            self.errors.pop("second_badge", None)
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

    def drop_ways(self, units: Iterable[HandlingUnit]) -> None:
        """Offer only the ways of which one can work: only a load that is on the road is given to who keeps the place
        it was driven to, or to a crew that relieves another there, of which a second is asked for too; and another
        comes beside only where one person has some alone on the way."""
        listed = list(units)
        driven = {unit.custody_state == CustodyState.IN_TRANSIT for unit in listed}
        self.on_the_road = True in driven
        sent = self["purpose"].value() if self.is_bound else None
        possible = {"handover", sent}
        possible |= {"departure"} if not driven or False in driven else set()
        possible |= {"arrival"} if not driven or True in driven else set()
        possible |= {SECOND} if any(lacks_second(unit) for unit in listed) else set()
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            (way, words) for way, words in choices(PURPOSES) if way in possible
        ]

    def always(self) -> list[BoundField]:
        """Return the fields of every hand-over."""
        return [self[name] for name in ("units", "purpose", "receiver_badge")]

    def relieving(self) -> list[BoundField]:
        """Return the field of a crew that takes over on the road: nobody else who takes a load has a second."""
        return [self["second_badge"]] if self.on_the_road else []

    def leaving(self) -> list[BoundField]:
        """Return the fields of a departure."""
        second = [] if self.on_the_road else ["second_badge"]
        return [self[name] for name in (*second, *LeavingForm.base_fields)
                if name in self.fields and not self[name].is_hidden]  # fmt: skip


class ReceiveForm(BothForm):
    """What the receiver read off the load. Every unit is answered for: by a code that was read, or by what is wrong
    with it. Nothing is answered beforehand."""

    place = PlaceField(label=_("Where do you put it?"), required=False)
    over_limit_reason = asked(
        RemarkField(
            label=_("Only when it lies there already, over the limit of the place: why?"),
            help_text=_("It is recorded, and a waiver is owed for it. A supervisor is told."),
            required=False,
        )
    )
    reads = asked(
        ReadsField(
            label=_("Scan or type a code"),
            help_text=_("The seal of each unit; the label where there is no seal. One code after the other: a row of "
                        "seals is not taken, each is read off its own unit."),
            required=False,
        )
    )
    #: What lies here and nobody can tell which of the load it is: numbers with blanks between (``batch.js``).
    aside = forms.CharField(
        label=_("What lay beside the load"), required=False, max_length=MOST_ASIDE,
        widget=forms.HiddenInput({"data-aside": True, "autocomplete": "off"}),
        error_messages={"max_length": _("More was put aside than one form keeps. Take the load over, and report the "
                                        "rest on its own")},
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        units: Iterable[HandlingUnit],
        needs_place: bool,
        vehicles: int = 0,
        strange_left: int = 0,
        **kwargs: Any,
    ) -> None:
        """Ask for each of ``units`` and for the seals of so many ``vehicles``. Once ``strange_left`` codes of no unit
        were read, a seal is read after the label of its unit."""
        super().__init__(*args, **kwargs)
        #: After a refusal: the seal of the vehicle must be read again.
        self.vehicle_to_read_again = False
        #: After a refusal: the units that nothing is said of yet.
        self.unread: list[HandlingUnit] = []
        self.strange_left = strange_left
        self.found = Reads()
        self.listed_units = list(units)
        self.fields["reads"].widget.attrs["data-reads"] = True
        if needs_place:
            self.fields["place"].required = True
        else:
            del self.fields["place"], self.fields["over_limit_reason"]
        self.vehicles = vehicles
        for number in range(vehicles):
            self.fields[vehicle_name(number)] = asked(
                SealField(
                    label=_("Seal of the vehicle") if vehicles == 1 else _("Seal of one of the vehicles"),
                    help_text=_("Read it off the doors before you open them") if needs_place
                    else _("Read it off the closed doors before you leave"),
                    required=False,
                )
            )  # fmt: skip
            self.fields[bare_vehicle_name(number)] = CheckField(
                label=_("No whole seal is on the vehicle: it is missing or damaged")
            )
        for unit in self.listed_units:
            words = {"label": unit.label}
            if unit.seal:
                self.fields[seal_name(unit.id)] = asked(
                    SealField(label=gettext("Seal on %(label)s") % words, required=False)
                )
                self.fields[bare_name(unit.id)] = CheckField(
                    label=gettext("The seal on %(label)s is missing or damaged") % words
                )
                self.make_which(unit)
            else:
                self.fields[here_name(unit.id)] = CheckField(label=gettext("%(label)s is here before me") % words)
            self.fields[left_name(unit.id)] = asked(
                forms.ChoiceField(
                    label=gettext("You do not take %(label)s: why?") % words,
                    required=False,
                    choices=[("", "–"), *choices(REPORTED)],
                )
            )

    def clean(self) -> dict[str, Any]:
        """Sort what was read, and ask for what nothing is said of."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(self.vehicles):
            name = vehicle_name(number)
            if not answers.get(name) and not answers.get(bare_vehicle_name(number)) and name not in self.errors:
                self.add_error(name, _("Enter the seal number, or tick that no whole seal is on it"))
        self.found = sorted_reads(answers.get("reads") or (), self.listed_units, strange_left=self.strange_left)
        for code in self.found.strange:
            self.add_error("reads", ReadsField.default_error_messages["strange"] % {"read": code})
        for code in self.found.rows:
            self.add_error("reads", ReadsField.default_error_messages["row"] % {"read": code})
        for unit in self.listed_units:
            if answers.get(left_name(unit.id)) == "missing" and self._was_seen(unit):
                self.add_error(left_name(unit.id), _("You read it, and it is not there: take one of the two back"))
        self.ask_which(self.listed_units, self.found.seals)
        self.unread = [unit for unit in self.listed_units if not self._is_answered(unit)]
        answered = self.data.get("rest") == str(len(self.unread)) and not self.put_aside
        if self.unread and not self.found.rows and not answered:
            few = ", ".join(unit.label for unit in self.unread[:FEW])
            self.add_error("reads", ngettext(
                "%(count)d unit is not read yet: the one with label %(few)s. Scan its seal, or say there what is wrong",
                "%(count)d units are not read yet, first those with the labels %(few)s. Scan the seal of each, or say "
                "at each what is wrong",
                len(self.unread),
            ) % {"count": len(self.unread), "few": few})  # fmt: skip
        return answers

    @property
    def lacks_reads(self) -> bool:
        """Whether the act refuses it for a seal that is not read, when what was read is judged in the same round. What
        else is wrong with the form has no clean answer then: an answer is asked for, never counted on."""
        lacking = not self.is_valid() and any(unit.seal for unit in self.unread)
        return lacking and not self.found.rows and not self.non_field_errors()

    @property
    def put_aside(self) -> list[str]:
        """The numbers of what was put aside, in the order in which it was."""
        return list(dict.fromkeys(str(self["aside"].value() or "").upper().split()))

    @property
    def has_seals(self) -> bool:
        """Whether any unit bears a seal."""
        return any(unit.seal for unit in self.listed_units)

    @property
    def taken(self) -> int:
        """How many units are taken when what nothing is said of is not there."""
        return sum(
            unit not in self.unread and not self.cleaned_data.get(left_name(unit.id)) for unit in self.listed_units
        )

    def _is_answered(self, unit: HandlingUnit) -> bool:
        """Say whether anything is said of the unit, also where it is said wrongly."""
        said = self.cleaned_data.get(left_name(unit.id)) or left_name(unit.id) in self.errors
        return bool(said) or self._was_seen(unit)

    def _was_seen(self, unit: HandlingUnit) -> bool:
        """Say whether an answer says that the unit is there: a thumb slips to the row above."""
        names = (seal_name(unit.id), bare_name(unit.id), here_name(unit.id))
        said = any(self.cleaned_data.get(name) or name in self.errors for name in names)
        return said or unit.id in self.found.seals or unit.id in self.found.here

    def seals(self) -> dict[UUID, str | None]:
        """Return what was read off every unit that is there; ``None`` for a seal that is missing or damaged, and for a
        unit that bears none."""
        typed = {unit.id: self.cleaned_data.get(seal_name(unit.id)) for unit in self.listed_units}
        bare = {unit.id for unit in self.listed_units if self.has_none(unit)}
        return {
            unit.id: None if unit.id in bare else typed[unit.id] or self.found.seals.get(unit.id)
            for unit in self.listed_units
            if unit not in self.unread
        }

    def vehicle_seals(self) -> list[str | None]:
        """Return what was read off every vehicle; ``None`` for a seal that is missing or damaged."""
        return [
            None
            if self.cleaned_data.get(bare_vehicle_name(number))
            else self.cleaned_data.get(vehicle_name(number)) or None
            for number in range(self.vehicles)
        ]

    def of_the_vehicle(self) -> list[BoundField]:
        """Return the lines of the form that are about the vehicle."""
        return [self[name(number)] for number in range(self.vehicles) for name in (vehicle_name, bare_vehicle_name)]

    def reported(self) -> dict[UUID, Reported]:
        """Return what is not taken, each with the reason and the seal that was read off it; what nothing is said of
        is not there, when the receiver signs for that."""
        seals = self.seals()
        kinds = {unit.id: self.cleaned_data.get(left_name(unit.id)) for unit in self.listed_units}
        kinds |= {unit.id: "missing" for unit in self.unread if self.is_valid()}
        return {
            unit_id: Reported(kind=kind, seal_seen=None if kind == "missing" else seals.get(unit_id))
            for unit_id, kind in kinds.items()
            if kind
        }

    def groups(self) -> list[Group[Line]]:
        """Return every unit of the list with its lines of the form, folded in groups; open where something is asked."""
        unread = {unit.id for unit in self.unread} if self.is_bound else set()
        made = (seal_name, bare_name, which_name, here_name, left_name)
        few = unread if len(unread) <= FEW else set()
        lines = []
        for unit in self.listed_units:
            names = [name(unit.id) for name in made if name(unit.id) in self.fields]
            is_open = any(name in self.errors for name in names) or unit.id in few
            is_read = self.is_bound and unit.id not in unread and not is_open
            lines.append(Line(unit=unit, fields=[self[name] for name in names], is_open=is_open, is_read=is_read,
                              is_asked=unit.id in unread))  # fmt: skip
        # What is asked stands first: nobody looks for two rows among 64.
        lines.sort(key=lambda line: not line.is_open)
        return in_groups(lines, named=lambda line: line.unit.label, opened=lambda line: line.is_open)

    def read_once_more(self, *, count: int) -> None:
        """Ask for the seal of the vehicle once more, and say what happens when it differs again."""
        name = vehicle_name(0)
        self.errors.pop(name, None)
        self.add_error(name, type_again(count=count))

    def refuse(self, error: CustodyError) -> None:
        """Put "read it again" at each seal it is about."""
        if error.code in (READ_AGAIN, VEHICLE_AGAIN):
            self.read_anew()
        if error.code == VEHICLE_AGAIN and self.vehicles:
            self.status, self.vehicle_to_read_again = 422, True
            self.add_error(vehicle_name(0), NOT_THE_SEAL)
            return
        if error.code in NOT_READ and self.unread:
            return  # said already, with all of them
        if error.code != READ_AGAIN:
            super().refuse(error)
            return
        self.status = 422
        read, labels = self.seals(), {unit.id: unit.label for unit in self.listed_units}
        for unit_id in error.params["units"]:
            words = {"label": labels[unit_id], "seal": read[unit_id]}
            self.add_error(seal_name(unit_id), forms.ValidationError(NOT_ITS_SEAL, params=words))


class RefuseForm(CustodyForm):
    """Why it is refused or withdrawn."""

    reason = RemarkField(label=_("Why?"), required=True)
