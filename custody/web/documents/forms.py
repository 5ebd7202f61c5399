"""Reading a document."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import ChoiceField, CustodyForm, RemarkField


class ReadForm(CustodyForm):
    """Why somebody reads or prints a document."""

    reason = RemarkField(label=_("What do you need it for?"), required=True)


class CertificateForm(CustodyForm):
    """In which language a certificate is made once more."""

    language = ChoiceField(
        label=_("Language"),
        choices=[("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English")],
    )
