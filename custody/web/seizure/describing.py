"""Saying later what a find looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from custody.evidence.actions import describing
from custody.evidence.selectors import access
from custody.organisation.roles import Role
from custody.web.seizure.forms import DescribeForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from custody.evidence.models import Seizure


@require_http_methods(["GET", "POST"])
@requires_role(Role.OFFICER)
def describe(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Say what was found looks like, how it was tested, where it was hidden and who had it, as far as nobody did."""
    found = access.seizure_for(signed_in(request), seizure_id=seizure_id)
    asked = not_said(found)
    form = DescribeForm(request.POST or None, seen=found.last_seq, asks=asked)
    if ref := first_answer(request, form, again="seizure"):
        return redirect("seizure:seizure", ref)
    if form.is_valid():
        said = form.cleaned_data
        with attempt(form, again="seizure") as done:
            describing.describe_find(
                act=act_for(request, form),
                seizure_id=found.id,
                form=said.get("form") or None,
                field_test=said.get("field_test") or None,
                concealment=said.get("concealment") or None,
                holder=said.get("holder") or None,
                test_kit=said.get("test_kit") or None,
                expected_seq=said["expected_seq"],
            )
            done.ref = found.id
        if done.ref:
            return redirect("seizure:seizure", found.id)
    return show_form(request, "custody/seizure/describe.html", form=form, seizure=found, is_said=not asked)


def not_said(seizure: Seizure) -> list[str]:
    """Return what nobody said yet about the first exhibit of a seizure, by the name of its field."""
    exhibit = seizure.exhibits.order_by("number").first()
    said = {
        "form": exhibit is None or exhibit.form != describing.NOT_SAID,
        "field_test": exhibit is None or bool(exhibit.field_test),
        # Asked with the result of the test, and no more once that stands: whoever has put the kit away cannot tell.
        "test_kit": exhibit is None or bool(exhibit.test_kit or exhibit.field_test),
        "concealment": bool(seizure.concealment),
        "holder": bool(seizure.holder),
    }
    return [name for name, is_said in said.items() if not is_said]
