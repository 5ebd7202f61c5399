"""What a change of a contact would do, in rows, before anybody asks for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.organisation.selectors import contact_of, old_addresses
from custody.organisation.selectors.duty import duties
from custody.web.shared.local import with_offset
from custody.web.shared.parts import SummaryRow

if TYPE_CHECKING:
    from custody.organisation.models import ContactChange, Officer

AHEAD = timedelta(days=14)


def effect_rows(officer: Officer, draft: ContactChange) -> list[SummaryRow]:
    """Return where alerts go now and would go then, from when on, who is warned, and the duties it is about."""
    contact = contact_of(officer)
    before = None if contact is None else contact.phone if draft.phone else contact.email
    known = [address for _channel, address in old_addresses(officer)]
    ahead = duties(begins=draft.asked_at, ends=draft.asked_at + AHEAD).filter(officer=officer).count()
    begins = with_offset(draft.effective_at, zone=settings.CUSTODY_SITE_TIME_ZONE)
    return [
        SummaryRow(label=_("Mobile number") if draft.phone else _("Mailbox"), value=f"{before or _('None')} → "
                   f"{draft.phone or draft.email}"),
        SummaryRow(label=_("Takes effect"), value=_(
            "When you typed the code and a supervisor approved it; without approval on %(moment)s") % {
                "moment": begins}),
        SummaryRow(label=_("A warning goes to"), value=", ".join(known) or _("Nobody: there is no old address")),
        SummaryRow(label=_("Until then"), value=_("Alerts go where they go now") if known
                   else _("No alert reaches you")),
        SummaryRow(label=_("Your duties of the next 14 days"), value=ngettext(
            "%(count)d duty: its alerts go to the new address once it counts",
            "%(count)d duties: their alerts go to the new address once it counts", ahead) % {"count": ahead}),
    ]  # fmt: skip
