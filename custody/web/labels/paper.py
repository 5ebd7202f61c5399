"""Entering a paper sheet: its number first, then what stands on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from custody.core.act import Basis
from custody.evidence.actions import papersheet
from custody.evidence.entries import NewExhibit
from custody.evidence.lists import STOP_KINDS, STORE_KINDS
from custody.evidence.selectors import labels as selectors
from custody.evidence.selectors.colleagues import likely_beside
from custody.organisation.roles import Role
from custody.organisation.selectors import places, scales
from custody.web.labels.paper_forms import FindSheetForm, SheetForm
from custody.web.shared.forms import Words, act_for, attempt, readable, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.repeats import first_answer


@require_http_methods(["GET", "POST"])
@requires_role(Role.OFFICER)
def find(request: HttpRequest) -> HttpResponse:
    """Ask which sheet is entered."""
    form = FindSheetForm(request.POST or None)
    if form.is_valid():
        found = selectors.sheet_of(form.cleaned_data["sheet"])
        if found is not None:
            return redirect(f"{reverse('labels:enter')}?sheet={found[0].code_word}/{found[1]}")
        form.add_error("sheet", _("No sheet of this house has this number. Read it again"))
    return show_form(request, "custody/labels/find_sheet.html", form=form)


@require_http_methods(["GET", "POST"])
@requires_role(Role.OFFICER)
def enter(request: HttpRequest) -> HttpResponse:
    """Enter what stands on the sheet."""
    found = selectors.sheet_of(readable(request.GET).get("sheet", ""))
    if found is None:
        return redirect("labels:find_sheet")
    roll, number = found
    form = SheetForm(request.POST or None, labels=selectors.codes_on_sheet(roll, number))
    form.offer("place", ((each.code_word, each.code_word) for each in places(kinds=(*STOP_KINDS, *STORE_KINDS))))
    form.fields["scale"].choices = [(each.code, Words(each.code)) for each in scales()]  # type: ignore[attr-defined]
    form.suggest("second", likely_beside(signed_in(request)))
    if ref := first_answer(request, form, again="seizure"):
        return redirect("seizure:opened", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="seizure") as done:
            done.ref = papersheet.enter_sheet(
                act=act_for(request, form, basis=Basis.PAPER),
                sheet=f"{roll.code_word}/{number}",
                second_badge=answers["second"],
                exhibits=[NewExhibit(substance=answers["substance"], form=answers["form_of_it"])],
                units=answers["units"],
                place=answers["place"],
                looked_again=bool(answers.get("looked_again")),
            ).id
        if done.ref:
            return redirect("seizure:opened", done.ref)
    return show_form(
        request, "custody/labels/enter.html", form=form, sheet=f"{roll.code_word}/{number}"
    )
