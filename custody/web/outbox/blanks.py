"""The forms that a device keeps blank: no badge, no place, no token, nothing that belongs to anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from custody.web.danger.forms import ReportForm
from custody.web.danger.words import KINDS
from custody.web.photo.forms import PhotoForm
from custody.web.seizure.forms import QuickForm
from custody.web.shared.forms import KEY, CustodyForm, RemarkField, ScanField
from custody.web.shared.place_choice import OTHER, Near, PlaceChoiceField
from custody.web.shared.units import UnitsField
from custody.web.stop.forms import StopForm
from custody.web.sweep.forms import SweepForm
from custody.web.transfer.ticket_form import TicketForm
from custody.web.weighing.forms import WeighForm


@dataclass(frozen=True, slots=True)
class Blank:
    """A form and the template of its page; ``shown`` gives what the template asks for beside the form."""

    form: type[CustodyForm]
    template: str
    shown: Callable[[], Mapping[str, Any]] = dict

    def unwritten(self) -> CustodyForm:
        """Return the form as nobody would see it: what the house would list is written or scanned instead."""
        form = self.form()
        # The device draws the key when the form is signed; without one the page is the same at every look.
        form.initial[KEY] = ""
        for name, each in form.fields.items():
            if isinstance(each, PlaceChoiceField):
                each.offer(Near(places=[], every=[], chosen=OTHER))
            elif isinstance(each, UnitsField):
                form.fields[name] = RemarkField(label=each.label, help_text=_("The label of each unit, one on a line"))
        form.fields.pop("looked_again", None)
        form.fields.pop("bag", None)  # it names one of a list, and no list is kept
        if "scale" in form.fields:
            form.fields["scale"] = ScanField(label=form.fields["scale"].label, help_text=_("The code on the scale"))
        return form


def _danger() -> Mapping[str, Any]:
    """Return every kind in its usual order, and the number that is the same everywhere."""
    kinds = [(code, word, icon) for code, (word, icon) in KINDS.items()]
    return {"kinds": kinds, "emergency": settings.CUSTODY_EMERGENCY_NUMBER}


BLANKS = {
    "danger/": Blank(ReportForm, "custody/danger/report.html", _danger),
    "seizures/open/": Blank(QuickForm, "custody/seizure/open.html", lambda: {"more": True}),
    "stop/": Blank(StopForm, "custody/stop/begin.html", lambda: {"more": True, "found": False}),
    "sweep/": Blank(SweepForm, "custody/sweep/record.html", lambda: {"any_units": True}),
    "units/*/weigh/": Blank(WeighForm, "custody/weighing/record.html"),
    "units/*/photo/": Blank(PhotoForm, "custody/photo/attach_unit.html"),
    "seizures/*/photo/": Blank(PhotoForm, "custody/photo/attach_seizure.html"),
    "transfers/receive/": Blank(TicketForm, "custody/transfer/by_ticket.html"),
}
"""By the path of the page. A star stands for the record that it is about: nothing of it is in the form."""
