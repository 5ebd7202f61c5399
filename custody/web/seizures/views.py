"""Every seizure in one list; and its end: the mass adds up, it is closed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.clocks import instant_of
from custody.destruction.actions import reconcile as destruction
from custody.destruction.selectors.gates import units_to_close
from custody.evidence.selectors import access
from custody.evidence.selectors.totals import with_unit_counts
from custody.organisation.roles import Role
from custody.web.seizures.forms import CloseForm, ReconcileForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.local import YEARS
from custody.web.shared.paging import listing
from custody.web.shared.receipts import receipt_on
from custody.web.shared.reconciled import reconciled_words
from custody.web.shared.repeats import first_answer
from custody.web.shared.tabs import chosen, tabs

STATES = {"all": _("All"), "open": _("Open"), "closed": _("Closed")}
SOURCES = {"any": _("Any source"), "published": _("Published"), "synthetic": _("Synthetic"), "own": _("Recorded here")}
_SOURCE_IS = {
    "any": Q(),
    "published": Q(published_event__isnull=False),
    "synthetic": Q(synthetic=True),
    "own": Q(synthetic=False, published_event__isnull=True),
}
_COLUMNS = {
    "word": _("Code word"),
    "seized": _("Seized"),
    "units": _("Units"),
    "state": _("State"),
    "source": _("Source"),
}
_SORTABLE = {"word": "code_word", "seized": "seized_at, code_word", "units": "unit_count, code_word"}


@require_GET
@requires_role(*access.OPERATIVE)
def overview(request: HttpRequest) -> HttpResponse:
    """List the seizures, the newest first, by state and by where they come from."""
    state, source = chosen(request, STATES, by="state"), chosen(request, SOURCES, by="source")
    rows = access.visible_seizures(signed_in(request)).filter(_SOURCE_IS[source])
    if state != "all":
        rows = rows.filter(state=state)
    day = _day(request)
    if day is not None:
        begin, end = (
            instant_of(datetime.combine(each, time.min), zone=settings.CUSTODY_SITE_TIME_ZONE)
            for each in (day, day + timedelta(days=1))
        )
        rows = rows.filter(seized_at__gte=begin, seized_at__lt=end)
    kept = "" if day is None else f"&day={day}"
    counted = with_unit_counts(rows, reader=signed_in(request)).order_by("-seized_at", "code_word")
    page = listing(request, counted, columns=_COLUMNS, sortable=_SORTABLE, numeric=("units",), default_sort="-seized")
    return TemplateResponse(
        request,
        "custody/seizures/list.html",
        {
            "listing": page,
            "states": tabs(STATES, current=state, by="state", keep=f"source={source}{kept}"),
            "day": day,
            "sources": tabs(SOURCES, current=source, by="source", keep=f"state={state}{kept}"),
        },
    )


def _day(request: HttpRequest) -> date | None:
    """Return the day that ``?day=`` asks for, ``None`` for none and for nonsense."""
    try:
        found = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return found if found.year in YEARS else None


@require_http_methods(["GET", "POST"])
@requires_role(Role.AUDITOR)
def reconcile(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Reconcile what of the seizure has burnt, in one act."""
    officer = signed_in(request)
    seizure = access.seizure_for(officer, seizure_id=seizure_id)
    destroyed = [unit for unit in units_to_close(seizure) if unit.custody_state == "destroyed"]
    form = ReconcileForm(request.POST or None)
    form.fields["units"].offer(destroyed, ticked=True)  # type: ignore[attr-defined]
    if first_answer(request, form, again="reconciled") != "":
        return redirect("seizures:close", seizure.id)
    if form.is_valid():
        with attempt(form, again="reconciled"):
            answer = destruction.reconcile_units(act=act_for(request, form), unit_ids=form.cleaned_data["units"])
            messages.success(request, reconciled_words(answer))
        if not form.errors:
            return redirect("seizures:close", seizure.id)
    return show_form(request, "custody/seizures/reconcile.html", form=form, seizure=seizure, destroyed=bool(destroyed))


@require_http_methods(["GET", "POST"])
@requires_role(Role.AUDITOR)
def close(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Close a seizure whose units have all come to their end, or show which have not."""
    seizure = access.seizure_for(signed_in(request), seizure_id=seizure_id)
    form = CloseForm(request.POST or None, seen=seizure.last_seq)
    if ref := first_answer(request, form, again="seizure"):
        return redirect("seizures:close", ref)
    if form.is_valid():
        with attempt(form, again="seizure") as done:
            destruction.close_seizure(
                act=act_for(request, form), seizure_id=seizure.id, expected_seq=form.cleaned_data["expected_seq"]
            )
            done.ref = seizure.id
        if done.ref:
            return redirect("seizures:close", seizure.id)
    if seizure.state == "closed":
        return TemplateResponse(
            request, "custody/seizures/closed.html", {"seizure": seizure, "receipt": receipt_on(seizure.stream_id)}
        )
    units = units_to_close(seizure)
    return show_form(
        request,
        "custody/seizures/close.html",
        form=form,
        seizure=seizure,
        destroyed=sum(unit.custody_state == "destroyed" for unit in units),
        unfinished=[unit for unit in units if not unit.is_gone],
        count=len(units),
    )
