"""What was left of a burn: weighed once it is cool, and where it went."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from custody.core.mass import in_words
from custody.destruction.actions import residues
from custody.destruction.lists import REASON_MOST, REFERENCE_MOST
from custody.destruction.residue_permissions import DISPOSERS, WEIGHERS
from custody.destruction.selectors.access import session_for
from custody.destruction.selectors.residues import residues_of
from custody.web.shared.forms import (
    ChoiceField,
    CustodyForm,
    TextField,
    WeightField,
    Words,
    act_for,
    attempt,
    show_form,
)
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.repeats import first_answer
from custody.web.shared.scales import scale_choices
from custody.web.shared.words import DISPOSALS, RESIDUE_KINDS, choices


class ResidueForm(CustodyForm):
    """What was left, as the scale shows it."""

    residue_kind = ChoiceField(label=_("What is left?"), choices=choices(RESIDUE_KINDS))
    gross = WeightField(label=_("Weight"), help_text=_("Once it is cool, without the vessel it lies in"))
    scale = ChoiceField(label=_("Scale"), choices=[])
    also_called = {"gross_mg": "gross"}


class DisposalForm(CustodyForm):
    """Where it went."""

    residue = ChoiceField(label=_("What went?"), choices=[])
    disposal = ChoiceField(label=_("Where did it go?"), choices=choices(DISPOSALS))
    party = TextField(label=_("Which waste processor received it?"), required=False)
    reference = TextField(label=_("Reference of the receipt"), max_length=REFERENCE_MOST, required=False)
    again = TextField(
        label=_("In which burn did it burn again?"), help_text=_("The code word of the burn"), required=False
    )
    also_called = {"residue_id": "residue"}


class NothingLeftForm(CustodyForm):
    """Why nothing can be weighed."""

    reason = TextField(
        label=_("Why can nothing be weighed?"),
        help_text=_("For example: its ash lies with that of other waste"),
        max_length=REASON_MOST,
    )


@require_http_methods(["GET", "POST"])
@requires_role(*WEIGHERS)
def weigh(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Weigh what was left of a burn."""
    found = session_for(signed_in(request), session_id=session_id)
    form = ResidueForm(request.POST or None)
    form.fields["scale"].choices = scale_choices()  # type: ignore[attr-defined]
    if first_answer(request, form, again="session"):
        return redirect("sessions:session", found.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="session") as done:
            residues.weigh_residue(
                act=act_for(request, form), session_id=found.id, residue_kind=answers["residue_kind"],
                gross_mg=answers["gross"], scale=answers["scale"],
            )  # fmt: skip
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    title = _("Weigh what is left of the burn")
    return show_form(request, "custody/sessions/residue.html", form=form, session=found, title=title)


@require_http_methods(["GET", "POST"])
@requires_role(*DISPOSERS)
def dispose(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Record where what was left of a burn went."""
    found = session_for(signed_in(request), session_id=session_id)
    form = DisposalForm(request.POST or None)
    form.fields["residue"].choices = [  # type: ignore[attr-defined]
        (str(each.id), Words(RESIDUE_KINDS[each.residue_kind], in_words(each.gross_mg)))
        for each in residues_of(found)
        if each.disposal is None
    ]
    if first_answer(request, form, again="session"):
        return redirect("sessions:session", found.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="session") as done:
            residues.dispose_of_residue(
                act=act_for(request, form), session_id=found.id, residue_id=UUID(answers["residue"]),
                disposal=answers["disposal"], party=answers["party"], reference=answers["reference"],
                again=answers["again"],
            )  # fmt: skip
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    return show_form(
        request, "custody/sessions/residue.html", form=form, session=found, title=_("Where what was left went"),
        nothing_left=not form.fields["residue"].choices,  # type: ignore[attr-defined]
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*DISPOSERS)
def none(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Record that nothing of a burn is left to be weighed."""
    found = session_for(signed_in(request), session_id=session_id)
    form = NothingLeftForm(request.POST or None)
    if first_answer(request, form, again="session"):
        return redirect("sessions:session", found.id)
    if form.is_valid():
        with attempt(form, again="session") as done:
            residues.say_nothing_left(
                act=act_for(request, form), session_id=found.id, reason=form.cleaned_data["reason"]
            )
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    title = _("Nothing is left to be weighed")
    return show_form(request, "custody/sessions/residue.html", form=form, session=found, title=title)
