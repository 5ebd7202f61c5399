"""Differences beyond tolerance: the list of those that are open, and explaining one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.exceptional import RECOVERED
from custody.deadlines.selectors import open_clocks
from custody.deadlines.types import ClockType
from custody.evidence.actions import weigh
from custody.evidence.actions.remarking import remark_on_discrepancy
from custody.evidence.permissions_of_swaps import CONFIRM, may_explain, resolvers_of
from custody.evidence.selectors import access
from custody.evidence.selectors.disputes import remarks_on, same_question
from custody.evidence.selectors.exceptions import sources_of
from custody.evidence.selectors.holding import open_discrepancies
from custody.evidence.selectors.recovered import comeback_of
from custody.evidence.selectors.seal_register import bearers_of
from custody.evidence.selectors.searches import search_of
from custody.evidence.selectors.unprinted import unprinted_labels
from custody.web.discrepancy.forms import KnownForm, ResolveForm
from custody.web.shared.exceptional import SEALS_SEEN
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import Text
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from custody.evidence.models import Discrepancy
    from custody.organisation.models import Officer

READ_TWICE = frozenset({"seal", "identity"})
OF_A_SEAL = frozenset({"seal", "vehicle"})
MOST_UNPRINTED = 50
"""So many of the newest units with a label of no roll are shown: whoever types one label of their own types few."""
NONE_READ = frozenset({"none", "none or damaged"})
MEANINGS: dict[str, Text] = {
    "seal": _("It bears another seal than the one we know, or none that is whole: it may have been opened."),
    "vehicle": _("The vehicle came under another seal than it left under: it may have been opened on the way."),
    "missing": _("It was to be there and was not: nobody knows where it is."),
    "weight": _("It weighs more or less than it did, beyond what scales differ."),
    "count": _("There are more or fewer in it than there were."),
    "alone": _("One person alone had it on the way or let it go, where two have to be with it."),
    "unswept": _("It was brought in before anybody had searched it for a tracker."),
    "place": _("It was found in another place than the one it lies in by the books."),
    "taken": _("It was moved although it was frozen."),
}
"""What each kind means, in one sentence, where its name alone does not say it."""
SEARCHES: dict[str, Text] = {
    "unlocated": _("Being searched for"),
    "missing": _("Missing: the search has failed"),
    "found": _("Found again"),
    "stolen": _("Written off as stolen"),
    "lost": _("Written off as lost"),
    "destroyed_by_event": _("Destroyed by an event"),
}


@require_GET
def open_list(request: HttpRequest) -> HttpResponse:
    """List the discrepancies that nobody has explained, and goods whose label the house never printed."""
    officer = signed_in(request)
    page = listing(request, open_discrepancies(officer))
    unprinted = list(unprinted_labels(officer)[:MOST_UNPRINTED])
    return TemplateResponse(request, "custody/discrepancy/list.html", {"listing": page, "unprinted": unprinted})


@require_http_methods(["GET", "POST"])
def resolve(request: HttpRequest, discrepancy_id: UUID) -> HttpResponse:
    """Explain a discrepancy; whoever held the unit or found it cannot."""
    officer = signed_in(request)
    found = access.discrepancy_for(officer, discrepancy_id=discrepancy_id)
    together = same_question(found)
    roles = resolvers_of(together)
    form = ResolveForm(request.POST or None, seen=found.unit.last_seq)
    if first_answer(request, form, again="unit"):
        return redirect("units:unit", found.unit_id)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            weigh.resolve_discrepancy(act=act_for(request, form), discrepancy_id=found.id,
                                      resolution=form.cleaned_data["resolution"],
                                      expected_seq=form.cleaned_data["expected_seq"])
            done.ref = found.unit_id
        if done.ref:
            return redirect("units:unit", found.unit_id)
    may_resolve = may_explain(officer, found, roles=roles)
    return show_form(
        request, "custody/discrepancy/resolve.html", form=form, discrepancy=found, unit=found.unit,
        may_resolve=may_resolve, is_swap=roles == CONFIRM, meaning=MEANINGS.get(found.discrepancy_kind, ""),
        sealed=_seals(found, knows=may_resolve),
        is_missing=found.discrepancy_kind == "missing",
        remarks=remarks_on(together, reader=officer, explains=may_resolve),
        **_search(officer, found), **_read_twice(officer, found), **_came_back(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remark(request: HttpRequest, discrepancy_id: UUID) -> HttpResponse:
    """Say what one knows of a discrepancy, to who explains it."""
    found = access.discrepancy_for(signed_in(request), discrepancy_id=discrepancy_id)
    form = KnownForm(request.POST or None)
    if first_answer(request, form, again="discrepancy"):
        return redirect("discrepancy:resolve", found.id)
    if form.is_valid():
        with attempt(form, again="discrepancy") as done:
            remark_on_discrepancy(act=act_for(request, form), discrepancy_id=found.id,
                                  remark=form.cleaned_data["remark"])
            done.ref = found.id
        if done.ref:
            return redirect("discrepancy:resolve", found.id)
    return show_form(request, "custody/discrepancy/remark.html", form=form, discrepancy=found, unit=found.unit)


def _search(officer: Officer, found: Discrepancy) -> dict[str, object]:
    """Return the search a discrepancy is about, in words, and until when it must end; nothing for any other."""
    search = search_of(officer, found)
    if search is None:
        return {}
    due = [clock.due_at for clock in open_clocks([found.unit_id]).get(found.unit_id, [])
           if clock.clock_type == ClockType.SEARCH]  # fmt: skip
    return {"search": search, "search_state": SEARCHES[search.state], "due_at": due[0] if due else None}


def _came_back(found: Discrepancy) -> dict[str, object]:
    """Return how the unit came back, where the discrepancy says that it was gone; nothing for any other."""
    told = comeback_of(found.unit) if found.discrepancy_kind == RECOVERED else None
    if told is None:
        return {}
    return {"comeback": told.values, "seal_seen": SEALS_SEEN[told.values["seal_seen"]], "was": sources_of(found.unit)}


def _seals(found: Discrepancy, *, knows: bool) -> dict[str, Text | None]:
    """Return the seal that was read and, for who explains it, the one that was known: nobody else learns which number
    passes. Nothing for a difference that is of no seal."""
    if found.discrepancy_kind not in OF_A_SEAL or found.found is None or found.expected is None:
        return {}
    read = _("None, or none that is whole") if found.found in NONE_READ else found.found
    return {"read": read, "known": found.expected if knows else None}


def _read_twice(officer: Officer, found: Discrepancy) -> dict[str, object]:
    """Return the number that stands on two things, and what else bears or bore it; nothing for any other difference:
    what was expected there is for nobody to read off who has still to look."""
    if found.discrepancy_kind not in READ_TWICE or found.found is None or found.expected is not None:
        return {}
    others = [unit for unit in bearers_of(officer, found.found) if unit.id != found.unit_id]
    return {"read_twice": found.found, "others": others}
