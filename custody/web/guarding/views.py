"""Who guards what, what stands without a guard, and taking a post over."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_POST

from custody.alerts.passes.guards import unguarded_sites
from custody.deadlines.selectors import database_now
from custody.evidence.actions.guarding import take_over_guard
from custody.evidence.selectors import access
from custody.evidence.selectors.clearance import emptied_conveyances
from custody.evidence.selectors.guarding import unguarded_conveyances, visible_posts
from custody.organisation.roles import Role
from custody.organisation.selectors import people_on_each, sites
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing

GUARDS = (Role.OFFICER, Role.CREW)
READERS = (*GUARDS, Role.STOREKEEPER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
SEES_SITES = (Role.SUPERVISOR, Role.DUTY_OFFICER)
MOST = 100


class TakeOverForm(CustodyForm):
    """A one-button act."""


@require_GET
@requires_role(*READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the posts that last; to who commands also the sites and what nobody guards."""
    officer = signed_in(request)
    page = listing(request, visible_posts(officer))
    may_stand = officer.has_role(*GUARDS)
    context: dict[str, object] = {
        "listing": page,
        "posts": [(post, TakeOverForm() if may_stand and post.guard_id != officer.id else None) for post in page.rows],
        "emptied": emptied_conveyances(officer, most=MOST),
        "alone": list(unguarded_conveyances(officer)[:MOST]),
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
