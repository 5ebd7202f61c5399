"""On the road with one's own load, and putting it down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from custody.evidence.selectors.facts import frozen_units
from custody.evidence.selectors.vehicles import vehicle_seals
from custody.web.shared.fields import ChoiceField, TextField, asked
from custody.web.shared.forms import BadgeField, CustodyForm, PlaceField, RemarkField, SealField
from custody.web.shared.leaving import LeavingForm
from custody.web.shared.place_choice import PlaceChoiceField
from custody.web.shared.taken_over import TakenOverField
from custody.web.shared.times import OccurredAtField
from custody.web.shared.units import ManyField
from custody.web.shared.words import GONE_BECAUSE, choices

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from custody.core.errors import CustodyError
    from custody.evidence.models import HandlingUnit
    from custody.evidence.selectors.colleagues import Colleague
    from custody.organisation.models import Officer


class DepartForm(LeavingForm):
    """Leaving with a load that is in the custody of the two who go."""

    units = ManyField(label=_("What do you take along?"))
    alone_reason = asked(
        RemarkField(
            label=_("Only when one person drives off with it: why?"),
            help_text=_("Two go with a load. It is recorded as it was and frozen; a supervisor is told, and another "
                        "person must sign for it."),
            required=False,
        )
    )
    frozen_reason = asked(
        RemarkField(
            label=_("Only when something frozen left all the same: why?"),
            help_text=_("It stays frozen. Who commands is told at once."),
            required=False,
        )
    )
    field_order = ("units",)

    def ask_about(self, units: Sequence[HandlingUnit]) -> None:
        """Ask why one person goes only where somebody has a load alone, and why what is frozen left where some is."""
        if not frozen_units(units):
            del self.fields["frozen_reason"]
        if all(unit.co_custodian_id is not None for unit in units):
            del self.fields["alone_reason"]

    def clean(self) -> dict[str, Any]:
        """Say everything that the departure lacks, at once."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        self.clean_leaving(answers)
        return answers


class LeaveCrewForm(CustodyForm):
    """Which of the two is with a load no more, why, and where."""

    occurred_at = OccurredAtField()
    leaver = ChoiceField(label=_("Who is with the load no more?"))
    why = ChoiceField(label=_("Why?"), choices=choices(GONE_BECAUSE))
    where = asked(
        TextField(
            label=_("Where did it happen?"), max_length=200, required=False,
            help_text=_("A road and a kilometre, or a car park. Leave it empty only when you cannot say"),
        )
    )  # fmt: skip
    remark = asked(
        RemarkField(
            label=_("Only when you say it of the other: what happened?"),
            help_text=_("They cannot sign. Somebody who commands signs for it, before anything of it burns"),
            required=False,
        )
    )

    def offer_people(self, officer: Officer, units: Sequence[HandlingUnit], *, rode: Sequence[str] = ()) -> None:
        """Ask of the officer, and of each who has something on the way with them; once it is over, of whom they rode
        with, and when it was."""
        two = [each for unit in units for each in (unit.custodian, unit.co_custodian) if each is not None]
        others = sorted({each.badge for each in two} - {officer.badge}) if units else rode
        if units or not rode:
            del self.fields["occurred_at"]
        self.fields["leaver"].choices = [  # type: ignore[attr-defined]
            (officer.badge, _("I leave it")),
            *((badge, _("Badge %(badge)s, who cannot say so") % {"badge": badge}) for badge in others),
        ]


class PutForm(CustodyForm):
    """Where units lie from now on."""

    units = TakenOverField(label=_("Which units?"))
    place: forms.Field = PlaceField(label=_("Place"), help_text=_("Scan the place, or type its code word"))
    over_limit_reason = asked(
        RemarkField(
            label=_("Only when it lies there already, over the limit of the place: why?"),
            help_text=_("It is recorded, and a waiver is owed for it. A supervisor is told."),
            required=False,
        )
    )


class InStoreForm(PutForm):
    """Where units lie from now on, which may be a vault: the last place named and those of the site to tap."""

    place = PlaceChoiceField(
        label=_("Where do they lie from now on?"), error_messages={"required": _("Choose the place, or scan its label")}
    )
    second_badge = asked(
        BadgeField(
            label=_("Only in or out of a vault: who goes with you?"),
            help_text=_("Two go in and out of a vault. Who goes with you signs for it"),
            required=False,
        )
    )
    alone_reason = asked(
        RemarkField(
            label=_("Only when one person went in or out of a vault: why?"),
            help_text=_("It is recorded as it was, and another person must sign for it."),
            required=False,
        )
    )
    knows_it_freezes = forms.BooleanField(
        label=_("They came here without a journey all the same: record it, and freeze them"), required=False
    )
    field_order = ("units", "place", "knows_it_freezes", "second_badge", "alone_reason", "over_limit_reason")

    def ask_of_journey(self, *, count: int) -> None:
        """Say before it happens what storing goods of another site means, and ask for a word on it."""
        self.status = 422
        self.add_error("knows_it_freezes", ngettext_lazy(
            "%(count)d of them lies at another site, and no journey brought it here. If you drove it, go back and "
            "record that you leave with the load, and your arrival. Otherwise it is frozen, and who commands signs "
            "for it",
            "%(count)d of them lie at another site, and no journey brought them here. If you drove them, go back and "
            "record that you leave with the load, and your arrival. Otherwise they are frozen, and who commands signs "
            "for them", count,
        ) % {"count": count})  # fmt: skip

    def drop_journey_unless_asked(self) -> None:
        """Show no question of a journey where nobody had to ask it."""
        if "knows_it_freezes" not in self.errors and not self.data.get("knows_it_freezes"):
            del self.fields["knows_it_freezes"]

    def drop_unless_vault(self, *, concerned: bool) -> None:
        """Ask who goes along only where a vault is concerned."""
        if not concerned:
            del self.fields["second_badge"], self.fields["alone_reason"]

    def suggest_second(self, people: Iterable[Colleague]) -> None:
        """Show the likely, where anybody is asked for."""
        if "second_badge" in self.fields:
            self.suggest("second_badge", people)


class ArriveForm(PutForm):
    """Where a load has arrived, and what is on its vehicle."""

    vehicle_seal = asked(
        SealField(
            label=_("Seal of the vehicle"),
            help_text=_("Read it off the vehicle before you open it. Leave it empty only when there is none to read"),
            required=False,
        )
    )
    field_order = ("units", "place", "vehicle_seal", "over_limit_reason")
    #: After a refusal: the seal of the vehicle differs, and must be read again.
    to_read_again = False
    #: The names of the lines for the seals, one for each vehicle.
    seals: tuple[str, ...] = ("vehicle_seal",)

    def ask_of_vehicles(self, units: Sequence[HandlingUnit]) -> None:
        """Ask for as many seals as the vehicles bear that the units ride in: what nobody reads beside another counts as
        missing."""
        vehicles = len(set(vehicle_seals(units).values()))
        self.seals = ("vehicle_seal", *(f"vehicle_seal_{number}" for number in range(1, vehicles)))
        for name in self.seals[1:]:
            self.fields[name] = asked(
                SealField(
                    label=_("Seal of another vehicle"), required=False,
                    help_text=_("Read it off that one before you open it, when something of it is among these units"),
                )
            )  # fmt: skip
        if vehicles > 1:
            self.fields["vehicle_seal"].label = _("Seal of one of the vehicles")
            self.order_fields(("units", "place", *self.seals, "over_limit_reason"))

    def vehicle_seals(self) -> list[str]:
        """Return what was read off the vehicles."""
        return [self.cleaned_data[name] for name in self.seals if self.cleaned_data.get(name)]

    def refuse(self, error: CustodyError) -> None:
        """Remember that the seal of the vehicle is what differs."""
        super().refuse(error)
        self.to_read_again = error.code == "vehicle_seal.read_again"
