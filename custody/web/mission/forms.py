"""Planning a transport, and what its crew says on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from custody.evidence.selectors.borne import in_seal_order, seals_borne
from custody.web.shared.fields import CheckField, Words, asked
from custody.web.shared.forms import BadgeField, CountField, CustodyForm, RemarkField, SealField, TextField
from custody.web.shared.units import UnitsField, in_a_list

if TYPE_CHECKING:
    from custody.core.errors import CustodyError
    from custody.evidence.models import HandlingUnit, Transfer
    from custody.organisation.models import Officer


class PlanForm(CustodyForm):
    """Who drives, in what, and how long it takes."""

    driver_badge = BadgeField(label=_("Who drives?"))
    second_badge = BadgeField(label=_("Second of the crew"), help_text=_("Two must go with a load that leaves"))
    vehicle = TextField(label=_("Vehicle"), max_length=40)
    escort = TextField(label=_("Escort"), max_length=40)
    planned_minutes = CountField(label=_("Minutes on the road"), least=1, most=1440)


class ReasonForm(CustodyForm):
    """Why it stands still, or is called off."""

    reason = RemarkField(label=_("Why?"), required=True)


class EscortAnswerForm(ReasonForm):
    """Who let it go without its escort, and why."""

    decided_badge = BadgeField(label=_("Who decided that it goes without?"))

    field_order = ("idempotency_key", "decided_badge", "reason")


class StopForm(CustodyForm):
    """Why it stands still; a stop without a reason is recorded all the same."""

    reason = RemarkField(
        label=_("Why?"),
        required=False,
        help_text=_("Leave it empty when there is no time: the stop is recorded, those who command are told, and you "
                    "say why afterwards"),
    )  # fmt: skip


class GoOnForm(CustodyForm):
    """What is on the vehicle before it drives on. A crew that must be off at once leaves it empty."""

    #: After a refusal: the seal of the vehicle differs, and must be read again.
    to_read_again = False
    also_called = {"vehicle_seal": "vehicle_seal_0"}

    def __init__(self, *args: Any, vehicles: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vehicles = vehicles
        for number in range(vehicles):
            self.fields[vehicle_name(number)] = asked(
                SealField(
                    label=_("Seal of the vehicle") if vehicles == 1 else _("Seal of one of the vehicles"),
                    help_text=_("Read it off the closed doors before you drive on. Leave it empty only when you must "
                                "be off at once"),
                    required=False,
                )
            )  # fmt: skip
            self.fields[bare_vehicle_name(number)] = CheckField(
                label=_("No whole seal is on the vehicle: it is missing or damaged")
            )

    def vehicle_seals(self) -> list[str | None] | None:
        """Return what was read off each vehicle, ``None`` for a seal that is missing or damaged; nothing at all where
        nobody looked."""
        said = [(self.cleaned_data[vehicle_name(number)], self.cleaned_data[bare_vehicle_name(number)])
                for number in range(self.vehicles)]
        return [None if bare else read or None for read, bare in said if read or bare] or None

    def refuse(self, error: CustodyError) -> None:
        """Remember that the seal of the vehicle is what differs."""
        super().refuse(error)
        self.to_read_again = error.code == "vehicle_seal.read_again"


class LoadForm(CustodyForm):
    """What goes with it: units of one's own, or all units of a hand-over."""

    units = UnitsField(label=_("Which units go with it?"), required=False)
    transfers = forms.TypedMultipleChoiceField(
        label=_("Which hand-overs go with it?"), required=False, coerce=UUID,
        widget=forms.CheckboxSelectMultiple(attrs={"autocomplete": "off"}),
    )

    def offer_load(
        self, units: Iterable[HandlingUnit], transfers: Iterable[Transfer], *, reader: Officer
    ) -> None:
        """Take what may be chosen; what there is nothing of is not asked."""
        self.fields["units"].offer(units, reader=reader)  # type: ignore[attr-defined]
        self.fields["transfers"].choices = [(str(each.id), _hand_over(each)) for each in transfers]  # type: ignore[attr-defined]
        for name in ("units", "transfers"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if not answers.get("units") and not answers.get("transfers") and not self.errors:
            self.add_error(None, _("Choose at least one unit"))
        return answers


def _hand_over(transfer: Transfer) -> Words:
    count = ngettext("%(count)d unit", "%(count)d units", transfer.unit_count) % {"count": transfer.unit_count}
    crew = ", ".join(each.badge for each in (transfer.receiver, transfer.receiver_second) if each is not None)
    return Words(count, _("From badge %(giver)s to %(crew)s") % {"giver": transfer.giver.badge, "crew": crew})


class ArriveForm(CustodyForm):
    """What of the load is not here."""

    missing = forms.TypedMultipleChoiceField(
        label=_("Tick only what is NOT here"), required=False, coerce=UUID,
        widget=forms.CheckboxSelectMultiple(attrs={"autocomplete": "off"}),
        help_text=_("It is frozen and searched for from this moment. With your name you say that all the rest is here"),
    )  # fmt: skip
    remark = RemarkField(label=_("What do you know of it?"), required=False)

    def offer_load(self, units: Sequence[HandlingUnit], *, reader: Officer) -> None:
        """Take the units that ride along; without any nothing is asked."""
        seals = seals_borne(reader, units)
        row = in_seal_order(reader, units)
        choices = [(str(unit.id), in_a_list(unit, seal=seals.get(unit.id))) for unit in row]
        self.fields["missing"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["missing"], self.fields["remark"]

    def lost(self) -> dict[UUID, str | None]:
        """Return what is not here, each with what is known of it."""
        remark = self.cleaned_data.get("remark") or None
        return dict.fromkeys(self.cleaned_data.get("missing", ()), remark)


def vehicle_name(number: int) -> str:
    """Return the name of the line for the seal of one vehicle."""
    return f"vehicle_seal_{number}"


def bare_vehicle_name(number: int) -> str:
    """Return the name of the box that says that a vehicle bears no whole seal."""
    return f"vehicle_bare_{number}"
