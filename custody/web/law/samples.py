"""The sampling assistant, and the samples that the registry of the court should have."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.evidence.actions.planning import plan_sampling
from custody.evidence.selectors.sampling import (
    SEES_PLANS,
    claim_of,
    exhibit_for,
    owed_to_registry,
    packages_of,
    plan_for,
)
from custody.organisation.roles import Role
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.rules import CHOICE_WORDS
from custody.web.shared.words import SAMPLE_KINDS, claimed


@require_http_methods(["GET", "POST"])
@requires_role(Role.SAMPLER, Role.CASE_OFFICER)
def draw(request: HttpRequest, exhibit_id: UUID) -> HttpResponse:
    """Draw which packages of an exhibit are sampled."""
    exhibit = exhibit_for(signed_in(request), exhibit_id=exhibit_id)
    form = OneButton(request.POST or None)
    if ref := first_answer(request, form, again="sampling_plan"):
        return redirect("law:plan", ref)
    if form.is_valid():
        with attempt(form, again="sampling_plan") as done:
            done.ref = plan_sampling(act=act_for(request, form), exhibit_id=exhibit.id).id
        if done.ref:
            return redirect("law:plan", done.ref)
    context = {"exhibit": exhibit, "packages": len(packages_of(exhibit))}
    return show_form(request, "custody/law/draw.html", form=form, **context)


@require_GET
@requires_role(*SEES_PLANS)
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show which packages were drawn, what that proves, and the seed by which anybody repeats it."""
    found = plan_for(signed_in(request), plan_id=plan_id)
    return TemplateResponse(
        request,
        "custody/law/plan.html",
        {
            "plan": found,
            "statement": claimed(claim_of(found)),
            "chosen": found.chosen,
            "rows": [
                SummaryRow(label=_("Method"), value=CHOICE_WORDS[found.method]),
                SummaryRow(label=_("Packages in custody"), value=str(found.packages)),
                SummaryRow(label=_("Packages to sample"), value=str(found.size)),
                SummaryRow(label=_("Seed"), value=found.seed, is_code=True),
                SummaryRow(label=_("Drawn by badge"), value=found.planned_by.badge),
            ],
            "receipt": receipt_on(found.stream_id),
        },
    )


@require_GET
@requires_role(*SEES_PLANS)
def registry(request: HttpRequest) -> HttpResponse:
    """List the samples kept for a second analysis that lie in no registry of a court."""
    page = listing(request, owed_to_registry())
    rows = [(sample, SAMPLE_KINDS[sample.sample_kind]) for sample in page.rows]
    return TemplateResponse(request, "custody/law/registry.html", {"listing": page, "rows": rows})
