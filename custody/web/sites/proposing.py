"""What the pages of a proposed site show: how it would be, beside how it is, and what that would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from custody.deadlines.selectors import database_now
from custody.deadlines.site_effect import effect_of_site
from custody.organisation.proposal_permissions import check_can_decide, check_can_withdraw
from custody.web.shared.parts import SummaryRow, Text
from custody.web.shared.proposals import TwoPeople

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custody.organisation.models import Officer, Site, SiteProposal


def site_rows(of: Site | SiteProposal) -> list[SummaryRow]:
    """Return the clock and the telephone of a site."""
    return [
        SummaryRow(label=_("Time zone"), value=of.zone),
        SummaryRow(label=_("Number of the police"), value=of.police_phone or _("No number")),
    ]


def effect_rows(draft: SiteProposal) -> list[SummaryRow]:
    """Return what a proposal would do now: to the clocks, to the roster, and to whoever is in danger there."""
    effect = effect_of_site(draft, at=database_now())
    rows = [SummaryRow(label=_("Places that stand here"), value=effect.places)]
    if draft.zone != draft.site.zone:
        rows += [
            SummaryRow(label=_("Duties to come that are shown at another hour"), value=effect.duties),
            SummaryRow(label=_("Deadlines that run and keep their day"), value=effect.clocks),
            SummaryRow(label=_("Deadlines to come"), value=_("End with the days of the new time zone")),
        ]
    calls: Text = effect.calls_then or _("Nobody: there would be no number")
    if effect.calls == effect.calls_then:
        calls = _("The same number as now")
    rows.append(SummaryRow(label=_("Whoever is in danger here would call"), value=calls))
    return rows


def _shows(officer: Officer, found: SiteProposal) -> Mapping[str, object]:
    facts = [
        *site_rows(found),
        SummaryRow(label=_("Why"), value=found.reason),
        SummaryRow(label=_("Proposed by badge"), value=found.proposed_by.badge),
    ]
    if found.decided_by is not None:
        facts.append(SummaryRow(label=_("Decided by badge"), value=found.decided_by.badge))
    is_open = found.state == "open"
    return {
        "facts": facts,
        "now": site_rows(found.site) if is_open else None,
        "effect": effect_rows(found) if is_open else None,
    }


TWO_PEOPLE = TwoPeople(
    pages="sites",
    again="site_proposal",
    may_decide=check_can_decide,
    may_withdraw=check_can_withdraw,
    shows=_shows,
)
