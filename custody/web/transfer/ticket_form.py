"""Receiving without a connection: the ticket on the giver's screen, and the load code by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from custody.web.shared.fields import asked
from custody.web.shared.forms import CustodyForm, ScanField, SealField
from custody.web.transfer.reads import ReadsField


class TicketForm(CustodyForm):
    """What a receiver reads who has no connection: the ticket on the giver's screen, and the load code by code.

    Its answers are those of ``ReceiveForm``, by the same names: the house knows the load, and asks for the rest.
    """

    ticket = ScanField(
        label=_("Ticket on the giver's screen"),
        missing=_("Scan the ticket on the giver's screen"),
        help_text=_("Scan the square code"),
    )
    vehicle_seal_0 = asked(
        SealField(
            label=_("Seal of the vehicle"), help_text=_("Only when the load leaves or arrives on one"), required=False
        )
    )
    reads = asked(
        ReadsField(
            label=_("Scan or type a code"),
            help_text=_("The seal of each unit; the label where there is no seal. A row of seals is not taken: "
                        "each is read off its own unit."),
            required=False,
        )
    )
    place = ScanField(label=_("Where do you put it?"), help_text=_("Only in a store: its label"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            # The ticket is the first thing to do: a scanner or a thumb needs no touch before it. After a refusal the
            # summary has the focus.
            self.fields["ticket"].widget.attrs["autofocus"] = True
