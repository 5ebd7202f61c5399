"""Sites: which there are, their clock, their police, and which places stand on each."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.errors import NotFound
from custody.deadlines.selectors import database_now
from custody.organisation import selectors
from custody.organisation.actions import site as actions
from custody.organisation.roles import Role
from custody.organisation.selectors.places import SITE_READERS
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.local import offset_of, zone_now
from custody.web.shared.paging import listing
from custody.web.shared.repeats import first_answer
from custody.web.sites.forms import ChangeForm, PlaceForm, RegisterForm, TakeOffForm

if TYPE_CHECKING:
    from custody.organisation.models import Site


@require_GET
@requires_role(*SITE_READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the sites with the time on their clocks and the number of their police."""
    at, page = database_now(), listing(request, selectors.sites())
    rows = []
    for site in page.rows:
        local = zone_now(at, zone=site.zone)
        rows.append((site, f"{local:%H:%M} ({offset_of(local)})"))
    return TemplateResponse(
        request,
        "custody/sites/list.html",
        {"listing": page, "rows": rows, "may_change": signed_in(request).has_role(Role.ADMINISTRATOR)},
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
    """Change the clock and the telephone of a site; below, the places that stand on it."""
    site = selectors.site_by_id(site_id=site_id)
    form = ChangeForm(
        request.POST or None, seen=site.last_seq, initial={"zone": site.zone, "police_phone": site.police_phone}
    )
    if first_answer(request, form, again="site"):
        return redirect("sites:change", site.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="site") as done:
            actions.change_site(
                act=act_for(request, form),
                site_id=site.id,
                zone=answers["zone"],
                police_phone=answers["police_phone"] or None,
                expected_seq=answers["expected_seq"],
            )
            done.ref = site.id
            messages.success(request, translate("{site} is changed").format(site=site.code_word))
        if done.ref:
            return redirect("sites:change", site.id)
    return _page(request, site, form=form)


@require_POST
@requires_role(Role.ADMINISTRATOR)
def add_place(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """Say that a place stands on this site."""
    site = selectors.site_by_id(site_id=site_id)
    form = PlaceForm(request.POST)
    form.offer("place", [(each.code_word, each.code_word) for each in selectors.places()])
    if form.is_valid():
        with attempt(form, again="place") as done:
            actions.site_place(act=act_for(request, form), place=form.cleaned_data["place"], site_id=site.id)
            done.ref = site.id
        if done.ref:
            return redirect("sites:change", site.id)
    return _page(request, site, places=form)


@require_POST
@requires_role(Role.ADMINISTRATOR)
def take_off(request: HttpRequest, site_id: UUID, place_id: UUID) -> HttpResponse:
    """Say that a place stands on this site no more."""
    site, place = selectors.site_by_id(site_id=site_id), selectors.place_by_id(place_id=place_id)
    form = TakeOffForm(request.POST)
    if first_answer(request, form, again="place"):
        return redirect("sites:change", site.id)
    if place.site_id != site.id:
        raise NotFound
    if form.is_valid():
        with attempt(form, again="place") as done:
            actions.site_place(act=act_for(request, form), place=place.code_word, site_id=None)
            done.ref = site.id
        if done.ref:
            return redirect("sites:change", site.id)
    return _page(request, site, refused=form)


def _page(
    request: HttpRequest,
    site: Site,
    *,
    form: ChangeForm | None = None,
    places: PlaceForm | None = None,
    refused: TakeOffForm | None = None,
) -> HttpResponse:
    """Show the site with its two forms; of the three, the one that was refused gives the page its status."""
    every = selectors.places()
    changing = form or ChangeForm(seen=site.last_seq, initial={"zone": site.zone, "police_phone": site.police_phone})
    adding = places or PlaceForm(auto_id="place_%s")
    adding.offer("place", [(each.code_word, each.code_word) for each in every if each.site_id != site.id])
    return show_form(
        request,
        "custody/sites/change.html",
        form=refused or places or changing,
        site=site,
        changing=changing,
        adding=adding,
        standing=[(each, TakeOffForm(auto_id=f"off_{each.code_word}_%s")) for each in every if each.site_id == site.id],
    )
