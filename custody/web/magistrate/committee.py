"""A member of a committee signs the minutes behind its order, with nobody else's badge (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from custody.destruction.actions import committee as actions
from custody.destruction.selectors import orders
from custody.destruction.selectors.committee import committee_order_for
from custody.organisation.roles import Role
from custody.reports.words import AUTHORITIES
from custody.web.magistrate.forms import MinutesForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.parts import SummaryRow
from custody.web.shared.repeats import first_answer
from custody.web.shared.times import day_shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
@requires_role(Role.COMMITTEE)
def sign(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Show what was ordered in the name of the committee, and take one member's signature."""
    found = committee_order_for(signed_in(request), order_id=order_id)
    form = MinutesForm(request.POST or None)
    if first_answer(request, form, again="order"):
        return redirect("magistrate:mine")
    if form.is_valid():
        with attempt(form, again="order") as done:
            actions.sign_minutes(
                act=act_for(request, form), order_id=found.id, minutes=form.cleaned_data["minutes"]
            )
            done.ref = found.id
        if done.ref:
            return redirect("magistrate:mine")
    labels = [unit.label for unit in orders.units_of_order(found)]
    rows = [
        SummaryRow(label=_("Number"), value=orders.order_number(found), is_code=True),
        SummaryRow(label=_("Given by"), value=AUTHORITIES[found.authority]),
        SummaryRow(label=_("Date on the order"), value=day_shown(found.issued_on)),
        SummaryRow(label=_("Reasons"), value=orders.order_reasons(found) or "–"),
        SummaryRow(label=_("Units"), value=", ".join(labels), is_code=True),
        SummaryRow(label=_("Recorded by badge"), value=found.recorded_by.badge),
    ]
    return show_form(request, "custody/magistrate/minutes.html", form=form, rows=rows)
