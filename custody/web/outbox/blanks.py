"""The forms that a device keeps blank: no badge, no place, no token, nothing that belongs to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from custody.web.seizure.forms import QuickForm
from custody.web.shared.forms import CustodyForm
from custody.web.shared.place_choice import OTHER, Near, PlaceChoiceField
from custody.web.stop.forms import StopForm


@dataclass(frozen=True, slots=True)
class Blank:
    """A form and the template of its page; ``shown`` is what the template asks for beside the form."""

    form: type[CustodyForm]
    template: str
    shown: Mapping[str, Any] = field(default_factory=dict)

    def unwritten(self) -> CustodyForm:
        """Return the form as nobody would see it: no place is offered, any may be written."""
        form = self.form()
        for each in form.fields.values():
            if isinstance(each, PlaceChoiceField):
                each.offer(Near(places=[], every=[], chosen=OTHER))
        return form


BLANKS = {
    "seizures/open/": Blank(QuickForm, "custody/seizure/open.html", {"more": True}),
    "stop/": Blank(StopForm, "custody/stop/begin.html", {"more": True, "found": False}),
}
"""By the path of the page: where a seizure begins. What is about a record that exists was open when the line went."""
