"""Reading a document."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.destruction.lists import REFERENCE_MOST
from custody.web.shared.decisions import DayField
from custody.web.shared.forms import ChoiceField, CustodyForm, RemarkField, TextField
from custody.web.shared.words import SEND_WAYS


class ReadForm(CustodyForm):
    """Why somebody reads or prints a document."""

    reason = RemarkField(label=_("What do you need it for?"), required=True)


class CertificateForm(CustodyForm):
    """In which language a certificate is made once more."""

    language = ChoiceField(
        label=_("Language"),
        choices=[("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English")],
    )


class CopyForm(CustodyForm):
    """To whom a copy of the certificate went, and how."""

    sent_to = TextField(
        label=_("To whom was it sent?"), help_text=_("The office of the authority that gave the order"),
        max_length=REFERENCE_MOST,
    )
    way = ChoiceField(label=_("How?"), choices=list(SEND_WAYS.items()))
    sent_on = DayField(label=_("When was it sent?"))
