"""How a load leaves: its vehicle, its escort, and where it goes. Asked alike of who gives it away and of who drives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from custody.evidence.entries import Route
from custody.web.shared.fields import asked
from custody.web.shared.forms import CheckField, CustodyForm, RemarkField, SealField, TextField
from custody.web.shared.place_choice import LAST_DESTINATION, PlaceChoiceField, onward

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from custody.organisation.models import Place

NEEDED = {
    "vehicle": _("Enter the vehicle"),
    "vehicle_seal": _("Enter the seal number of the vehicle"),
    "escort": _("Enter the escort, or tick that none goes along"),
    "destination": _("Choose the destination"),
}
"""What a load that leaves needs, and what is said where it lacks."""


class LeavingForm(CustodyForm):
    """The part of a form about the journey. Whether it is needed, the form itself says in its ``clean``."""

    vehicle = asked(
        TextField(
            label=_("Vehicle"), help_text=_("Its number plate, or the name it goes by"), max_length=40, required=False
        )
    )
    vehicle_seal = asked(
        SealField(
            label=_("Seal of the vehicle"), help_text=_("The number on the seal that closes its doors"), required=False
        )
    )
    escort = asked(
        TextField(
            label=_("Escort"),
            help_text=_("Who protects it on the way: the call sign of the car, or the service and a badge"),
            max_length=40,
            required=False,
        )
    )
    no_escort = CheckField(label=_("No escort goes along. It is recorded as that"))
    destination = asked(
        PlaceChoiceField(
            label=_("Destination"), help_text=_("Each place goes by a code word: its name is secret"), required=False
        )
    )
    sure_here = CheckField(label=_("It really goes to a place of the site where we are now"))
    unswept_reason = asked(
        RemarkField(
            label=_("Only when it must move before the sweep: why?"),
            help_text=_("It goes to a quarantine bay, and the sweep is owed there. A supervisor is told."),
            required=False,
        )
    )

    def offer_destinations(self, request: HttpRequest, *, bound_for: Iterable[Place] = ()) -> None:
        """Show where the load may go: on top where it is bound for and the last one, any other by its code word."""
        found = onward(request, bound_for=bound_for)
        self.fields["destination"].offer(found)  # type: ignore[attr-defined]
        self._here = found.here
        if not self._names_here():
            # Asked only of who sends a load that leaves to where it is.
            del self.fields["sure_here"]

    def _names_here(self) -> bool:
        named = (self.data.get(name) or "" for name in ("destination", "destination_near"))
        return any(word.strip().upper().removeprefix("P1:") in self._here for word in named)

    def clean_leaving(self, answers: dict[str, Any]) -> None:
        """Say everything that a departure lacks, at once; ask back where it would go nowhere."""
        for name, sentence in NEEDED.items():
            if not answers.get(name) and name not in self.errors and not (name == "escort" and answers["no_escort"]):
                self.add_error(name, sentence)
        if answers.get("escort") and answers["no_escort"]:
            self.add_error("escort", _("Enter the escort, or tick that none goes along: not both"))
        if answers.get("destination") in self._here and not answers.get("sure_here"):
            here = _("%(place)s is at the site where you are, and this load leaves. Choose another place, or tick that "
                     "it goes there")  # fmt: skip
            self.add_error("destination", here % {"place": answers["destination"]})

    def route(self, request: HttpRequest) -> Route:
        """Return the journey as the rooms take it, and keep its end on top for the next load. Only after
        ``is_valid()``."""
        answers = self.cleaned_data
        request.session[LAST_DESTINATION] = answers["destination"]
        return Route(
            vehicle=answers["vehicle"],
            vehicle_seal=answers["vehicle_seal"],
            escort=answers["escort"] or None,
            destination=answers["destination"],
        )
