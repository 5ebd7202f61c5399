"""Sites: which there are, their clock, their police, and which places stand on each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.deadlines.selectors import database_now
from custody.organisation import selectors
from custody.organisation.actions import site as actions
from custody.organisation.actions import siting
from custody.organisation.actions.siting import drafted_site
from custody.organisation.roles import Role
from custody.organisation.selectors.places import SITE_READERS
from custody.organisation.selectors.site_proposals import site_proposal_for, visible_site_proposals
from custody.organisation.selectors.staffing import READERS
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.local import offset_of, zone_now
from custody.web.shared.paging import listing
from custody.web.shared.repeats import first_answer
from custody.web.sites.forms import ChangeForm, RegisterForm
from custody.web.sites.proposing import TWO_PEOPLE, effect_rows, site_rows


@require_GET
@requires_role(*SITE_READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the sites with the time on their clocks and the number of their police."""
    officer = signed_in(request)
    at, page = database_now(), listing(request, selectors.sites())
    rows = []
    for site in page.rows:
        local = zone_now(at, zone=site.zone)
        rows.append((site, f"{local:%H:%M} ({offset_of(local)})"))
    return TemplateResponse(
        request,
        "custody/sites/list.html",
        {"listing": page, "rows": rows, "may_change": officer.has_role(Role.ADMINISTRATOR),
         "waiting": list(visible_site_proposals(officer).filter(state="open").order_by("proposed_at"))},
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def register(request: HttpRequest) -> HttpResponse:
    """Register a site."""
    form = RegisterForm(request.POST or None)
    if ref := first_answer(request, form, again="site"):
        return redirect("sites:change", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="site") as done:
            made = actions.register_site(
                act=act_for(request, form),
                code_word=answers["code_word"],
                jurisdiction=answers["jurisdiction"].upper(),
                zone=answers["zone"],
                police_phone=answers["police_phone"] or None,
            )
            done.ref = made.id
        if done.ref:
            return redirect("sites:change", done.ref)
    return show_form(request, "custody/sites/register.html", form=form)


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def change(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """Propose another clock or telephone of a site, after the effect was shown; below, the places that stand on it."""
    site = selectors.site_by_id(site_id=site_id)
    now = {"zone": site.zone, "police_phone": site.police_phone}
    form = ChangeForm(request.POST or None, seen=site.last_seq, initial=now)
    return TWO_PEOPLE.propose(
        request,
        form,
        foresee=lambda said: effect_rows(drafted_site(site=site, **_would_be(said))),
        do=lambda act, said: siting.propose_site(
            act=act, site_id=site.id, reason=said["reason"], expected_seq=said["expected_seq"], **_would_be(said)
        ),
        site=site,
        now=site_rows(site),
        standing=[each for each in selectors.places() if each.site_id == site.id],
    )


@require_http_methods(["GET", "POST"])
@requires_role(*READERS)
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show what was proposed and what it would do, and let another person decide."""
    found = site_proposal_for(signed_in(request), proposal_id=proposal_id)
    return TWO_PEOPLE.proposal(request, found, decide=siting.decide_site)


@require_POST
@requires_role(Role.ADMINISTRATOR)
def withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take a proposal back."""
    found = site_proposal_for(signed_in(request), proposal_id=proposal_id)
    return TWO_PEOPLE.take_back(request, found, withdraw=siting.withdraw_site)


def _would_be(said: dict[str, Any]) -> dict[str, Any]:
    return {"zone": said["zone"], "police_phone": said["police_phone"] or None}
