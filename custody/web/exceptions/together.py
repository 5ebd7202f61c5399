"""Signing for several acts on one load: each is said in full and ticked by itself, and all that is ticked is signed at
once. A second officer who was there all night reads one page, not one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from custody.evidence.actions import signatures as signing
from custody.evidence.selectors.signed_acts import act_signed_for, is_given_by, owed_for
from custody.web.exceptions.said import said_in_full
from custody.web.exceptions.signing import (
    acts_beside,
    conveyance_of,
    in_short,
    sentences_of,
    subject_of,
    when_it_was,
)
from custody.web.shared.fields import Words
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.evidence.models import Countersignature
    from custody.organisation.models import Officer


class TogetherForm(CustodyForm):
    """Which acts are signed for. None is ticked beforehand."""

    acts = forms.TypedMultipleChoiceField(
        label=_("For which of these do you sign?"), coerce=UUID,
        widget=forms.CheckboxSelectMultiple(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Tick what you sign for"),
                        "invalid_choice": _("One of these waits for your signature no more. Look at the list again")},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def together(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    """Show every act on one load that waits for the officer as its second, and sign those that are ticked."""
    officer = signed_in(request)
    form = TogetherForm(request.POST or None)
    if first_answer(request, form, again="signatures") or is_given_by(officer, signature_id=signature_id):
        return redirect("exceptions:signatures")
    row = owed_for(officer, signature_id=signature_id)[0]
    acts = {rows[0].id: owed_for(officer, signature_id=rows[0].id) for rows in acts_beside(officer, row)}
    if not acts:
        # What is signed as a witness, or for who commands, is looked at by itself.
        return redirect("exceptions:sign", row.id)
    form.fields["acts"].choices = [(str(key), _in_full(officer, rows)) for key, rows in acts.items()]  # type: ignore[attr-defined]
    if form.is_valid():
        ticked = form.cleaned_data["acts"]
        with attempt(form, again="signatures") as done:
            chosen = [each.id for key in ticked for each in acts[key]]
            done.ref = signing.sign(act=act_for(request, form), signature_ids=chosen[: signing.MOST])
        if done.ref:
            messages.success(request, ngettext("Signed: %(count)d act", "Signed: %(count)d acts", len(ticked))
                             % {"count": len(ticked)})  # fmt: skip
            return redirect("exceptions:signatures")
    return show_form(
        request, "custody/exceptions/together.html", form=form, subject=subject_of(officer, row),
        acts=[(rows[0], in_short(rows[0])) for rows in acts.values()],
    )  # fmt: skip


def _in_full(officer: Officer, rows: Sequence[Countersignature]) -> Words:
    """Return an act as it is ticked: what, by whom and when, and below it the sentence that is signed."""
    row = rows[0]
    act = act_signed_for(officer, row)
    said = said_in_full(row, act, conveyance=conveyance_of(row)) or " ".join(sentences_of(act))
    return Words(f"{in_short(row)} · {row.owed_by.badge} · {when_it_was(row)}", said)
