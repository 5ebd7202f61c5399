"""What who commands says of a held form: handed back with a note, or set aside with a reason and by another person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import ChoiceField, CustodyForm, TextField


class HandBackForm(CustodyForm):
    """What to do about it."""

    note = TextField(label=_("What must be put right?"))


class SetAsideForm(CustodyForm):
    """Why it is not to be recorded."""

    reason = TextField(label=_("Why is it not to be recorded?"))


class DecideForm(CustodyForm):
    """The second person's answer."""

    answer = ChoiceField(
        label=_("Set it aside?"), choices=[("yes", _("Yes, it is not recorded")), ("no", _("No, it waits on"))]
    )
