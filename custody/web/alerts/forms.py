"""Taking an alert."""

from __future__ import annotations

from custody.web.shared.forms import CustodyForm


class TakeForm(CustodyForm):
    """A one-button act: I have it."""
