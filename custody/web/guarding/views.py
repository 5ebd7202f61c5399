"""Who guards what, what stands without a guard, and taking a post over."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_POST

from custody.alerts.passes.guards import unguarded_sites
from custody.core.conveyance_risk import Risk
from custody.deadlines.board import conveyances_on_board
from custody.deadlines.selectors import database_now
from custody.evidence.actions.guarding import take_over_guard
from custody.evidence.clearance_permissions import READS_BOARD
from custody.evidence.selectors import access
from custody.evidence.selectors.guarding import visible_posts
from custody.organisation.roles import Role
from custody.organisation.selectors import people_on_each, sites
from custody.web.shared.folding import in_groups
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.words import HELD_FOR, RISK_REASONS, RISKS, state_word

if TYPE_CHECKING:
    from custody.organisation.models import Officer

GUARDS = (Role.OFFICER, Role.CREW)
SEES_SITES = (Role.SUPERVISOR, Role.DUTY_OFFICER)
AT_ONCE = 8
_TONES = {Risk.HIGH: "danger", Risk.RAISED: "warning", Risk.LOW: "success"}


class TakeOverForm(CustodyForm):
    """A one-button act."""


@require_GET
@requires_role(*READS_BOARD)
def overview(request: HttpRequest) -> HttpResponse:
    """List the posts that last; to who commands also the sites and what nobody guards."""
    officer = signed_in(request)
    page = listing(request, visible_posts(officer))
    may_stand = officer.has_role(*GUARDS)
    context: dict[str, object] = {
        "listing": page,
        "posts": [(post, TakeOverForm() if may_stand and post.guard_id != officer.id else None) for post in page.rows],
        # Those most at risk stand in front, and lie open.
        "stopped": in_groups(_board(officer), named=lambda row: str(row["label"]), size=AT_ONCE, begins_open=True),
    }
    if officer.has_role(*SEES_SITES):
        places, hot = sites(), {each.site.id: each.since for each in unguarded_sites(database_now())}
        there = people_on_each(places)
        context["sites"] = [
            (
                site.code_word,
                ", ".join(each.officer.badge for each in there[site.id] if each.on_guard),
                hot.get(site.id),
            )
            for site in places
        ]
    return TemplateResponse(request, "custody/guarding/list.html", context)


def _board(officer: Officer) -> list[dict[str, object]]:
    """Return every conveyance in custody as the page shows it, those most at risk in front."""
    return [
        {
            "row": row,
            "label": row.stopped.unit.label,
            "unit": row.stopped.unit,
            "state": state_word(row.stopped.unit.custody_state),
            "held": HELD_FOR.get(row.stopped.held_for or "", ""),
            "risk": RISKS[row.risk],
            "tone": _TONES[row.risk],
            "reason": RISK_REASONS[row.reason],
            "guards": ", ".join(row.stopped.guards),
        }
        for row in conveyances_on_board(officer)
    ]


@require_POST
@requires_role(*GUARDS)
def take_over(request: HttpRequest, guard_id: UUID) -> HttpResponse:
    """Take over the post of another guard."""
    post = access.guard_post_for(signed_in(request), guard_id=guard_id)
    form = TakeOverForm(request.POST)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            take_over_guard(act=act_for(request, form), guard_id=post.id)
            done.ref = post.unit_id
        if done.ref:
            return redirect("guarding:list")
    return show_form(request, "custody/guarding/take_over.html", form=form, post=post)
