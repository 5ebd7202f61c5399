"""What a badge can see now: its roles, what the access functions would show it, and what it has opened with a reason.

It answers the question after a leak, and before a duty is given. Nothing is shown of the things themselves, and no more
is counted than the reader may know of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from custody.alerts.selectors import sites_known_to, visible_alerts
from custody.core.lifecycle import GONE
from custody.deadlines.selectors import database_now
from custody.destruction.selectors.access import visible_orders, visible_sessions
from custody.destruction.selectors.holds import visible_holds
from custody.evidence.selectors.access import sees_mass, visible_seizures, visible_transfers, visible_units
from custody.evidence.selectors.looks import open_looks
from custody.evidence.selectors.missions import visible_missions
from custody.evidence.selectors.targets import visible_targets
from custody.organisation.roles import ROLE_WORDS, Role
from custody.organisation.selectors.staffing import officer_for
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.parts import SummaryRow, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from custody.organisation.models import Officer

OVERSEES = (Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
READS_WHY = (Role.AUDITOR, Role.INTERNAL_AFFAIRS)
"""Who also reads why somebody looked: it may name what their inquiry is about."""
KINDS: tuple[tuple[Text, Callable[[Officer], QuerySet]], ...] = (  # type: ignore[type-arg]
    (_("Seizures"), visible_seizures), (_("Units not yet gone"), lambda officer: _there(officer)),
    (_("Hand-overs"), visible_transfers), (_("Transports"), visible_missions), (_("Orders"), visible_orders),
    (_("Holds"), visible_holds), (_("Burns"), visible_sessions), (_("Targets"), visible_targets),
    (_("Alerts"), visible_alerts),
)  # fmt: skip
"""What is counted, by the access function of its room."""
GROUPS: dict[str, Text] = {
    "place": _("Where a unit lies"), "target": _("What is looked for"), "source": _("Who gave a tip"),
    "media": _("A photo"),
}  # fmt: skip


@require_GET
@requires_role(*OVERSEES)
def sees(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """Show what a badge can see now."""
    reader = signed_in(request)
    found = officer_for(reader, officer_id=officer_id)
    facts = [
        SummaryRow(label=_("Roles"), value=", ".join(translate(ROLE_WORDS[Role(each)]) for each in found.roles) or "–"),
        SummaryRow(label=_("Clearance"), value=found.clearance),
        SummaryRow(label=_("Has in custody"), value=_there(found).filter(_has(found)).count()),
        SummaryRow(label=_("Masses"), value=_("As numbers") if sees_mass(found) else _("As a band, or not at all")),
        SummaryRow(label=_("Tells alerts apart by site"),
                   value=", ".join(site.code_word for site in sites_known_to(found)) or _("At no site")),
    ]  # fmt: skip
    return TemplateResponse(request, "custody/officers/sees.html", {
        "found": found, "facts": facts, "kinds": [(words, _both(reader, found, rows)) for words, rows in KINDS],
        "looks": [(GROUPS[look.field_group], look) for look in open_looks(reader, of=found)],
        "at": database_now(), "reads_why": reader.has_role(*READS_WHY),
    })  # fmt: skip


def _there(officer: Officer) -> QuerySet:  # type: ignore[type-arg]
    return visible_units(officer).exclude(custody_state__in=sorted(GONE))


def _has(officer: Officer) -> Q:
    return Q(custodian=officer) | Q(co_custodian=officer)


def _both(reader: Officer, found: Officer, rows: Callable[[Officer], QuerySet]) -> int:  # type: ignore[type-arg]
    """Return how many rows of a kind both may know of: the page tells its reader of nothing new."""
    return rows(found).filter(pk__in=rows(reader).order_by().values("pk")).count()
