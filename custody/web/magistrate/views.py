"""The magistrate's side: a link that is good once, the authenticator's code, one page, one answer (C16)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.deadlines.selectors import database_now
from custody.destruction.actions import requests as actions
from custody.destruction.link_policies import check_opened, note_opened
from custody.destruction.selectors.asked_goods import left_out
from custody.destruction.selectors.committee import minutes_to_sign
from custody.destruction.selectors.papers import (
    asked_of_me,
    photos_of,
    proposed_text,
    request_asked_of,
    units_asked,
)
from custody.evidence.selectors.sampling import Borne, borne_out, newest_plans, samples_of
from custody.organisation.roles import Role
from custody.reports.words import AUTHORITIES, SUBSTANCES
from custody.web.magistrate.forms import AnswerForm, OpenForm
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.repeats import first_answer
from custody.web.shared.words import FORMS, HOLDER_WORDS, PHOTO_SLOTS, SAMPLE_KINDS, claimed

if TYPE_CHECKING:
    from custody.destruction.models import OrderRequest

MAGISTRATES = (Role.PROSECUTOR, Role.JUDGE, Role.COMMITTEE)
MOST_PHOTOS = 24


@require_GET
@requires_role(*MAGISTRATES)
def mine(request: HttpRequest) -> HttpResponse:
    """List what waits for this magistrate, and nothing else. The link comes from the case officer."""
    officer = signed_in(request)
    rows = [(each, AUTHORITIES[each.authority]) for each in asked_of_me(officer)]
    minutes = [(each, AUTHORITIES[each.authority]) for each in minutes_to_sign(officer)]
    return TemplateResponse(request, "custody/magistrate/mine.html", {"rows": rows, "minutes": minutes})


@require_http_methods(["GET", "POST"])
@requires_role(*MAGISTRATES)
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for the authenticator's code and use the link up. Looking at this page uses nothing up."""
    officer = signed_in(request)
    form = OpenForm(request.POST or None, officer=officer)
    if ref := first_answer(request, form, again="request"):
        return redirect("magistrate:page", ref)
    if form.is_valid():
        with attempt(form, again="request") as done:
            done.ref = actions.open_request(act=act_for(request, form), secret=secret).id
        if done.ref:
            note_opened(request.session, request_id=done.ref, at=database_now())
            return redirect("magistrate:page", done.ref)
    return show_form(request, "custody/magistrate/open.html", form=form)


@require_http_methods(["GET", "POST"])
@requires_role(*MAGISTRATES)
def page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show all of it on one page, and take the answer."""
    found = request_asked_of(signed_in(request), request_id=request_id)
    if found.state != "open":
        return TemplateResponse(request, "custody/magistrate/answered.html",
                                {"asked": found, "gone": left_out(found)})  # fmt: skip
    _check_opened(request, found)
    form = AnswerForm(request.POST or None, seen=found.last_seq)
    if first_answer(request, form, again="request"):
        return redirect("magistrate:page", found.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="request") as done:
            actions.answer_request(
                act=act_for(request, form), request_id=found.id, answer=answers["answer"],
                words=answers["words"] or None, number=answers["number"] or None, expected_seq=answers["expected_seq"],
            )  # fmt: skip
            done.ref = found.id
        if done.ref:
            return redirect("magistrate:page", found.id)
    return show_form(request, "custody/magistrate/page.html", form=form, **_facts(found))


@require_POST
@requires_role(*MAGISTRATES)
def photo(request: HttpRequest, request_id: UUID, photo_id: UUID) -> HttpResponse:
    """Show one photo or paper after it was recorded that the magistrate looks."""
    found = request_asked_of(signed_in(request), request_id=request_id)
    _check_opened(request, found)
    form = OneButton(request.POST)
    if form.is_valid():
        with attempt(form, again="photo"):
            seen = actions.show_photo(act=act_for(request, form), request_id=found.id, photo_id=photo_id)
            answer = HttpResponse(seen.content, content_type=seen.media_type)
            answer["Content-Disposition"] = "inline"
            return answer
    return redirect("magistrate:page", found.id)


def _check_opened(request: HttpRequest, found: OrderRequest) -> None:
    check_opened(request.session, request=found, at=database_now())


def _facts(found: OrderRequest) -> dict[str, object]:
    units = units_asked(found)
    exhibits = list(found.seizure.exhibits.order_by("number"))
    borne = borne_out(newest_plans(each.id for each in exhibits).values())
    return {
        "asked": found,
        "authority": AUTHORITIES[found.authority],
        "text": proposed_text(found),
        "units": units,
        "holder": HOLDER_WORDS.get(found.seizure.holder or "", ""),
        "gross_mg": sum(unit.gross_mg or 0 for unit in units),
        "packages": sum(unit.package_count or 0 for unit in units),
        "exhibits": [
            (each.number, SUBSTANCES.get(each.substance, each.substance), FORMS.get(each.form, each.form),
             _sampled_how(borne.get(each.id)))
            for each in exhibits
        ],
        "samples": [
            (sample.sample_unit.label, SAMPLE_KINDS[sample.sample_kind], sample.taken_at)
            for sample in samples_of(each.id for each in exhibits)
        ],
        "photos": [
            (each, PHOTO_SLOTS.get(each.slot, each.slot), OneButton()) for each in photos_of(found)[:MOST_PHOTOS]
        ],
    }  # fmt: skip


def _sampled_how(borne: Borne | None) -> list[str]:
    """Return the sentences of how an exhibit was sampled, and what that shows: never more than was analysed."""
    if borne is None:
        return [str(_("No draw by lot is on record"))]
    said = [
        _("Drawn by lot: {drawn} of {packages} packages. Of these sampled: {taken}. With a verified result of the "
          "laboratory: {analysed}, positive: {positive}.").format(
            drawn=borne.plan.size, packages=borne.plan.packages, taken=borne.taken, analysed=borne.analysed,
            positive=borne.positive)
    ]  # fmt: skip
    if borne.beside:
        said.append(_("Sampled beside the draw, and not counted for it: {count}").format(count=borne.beside))
    if borne.shows:
        said.append(_("That shows: {statement}").format(statement=claimed(borne.shows)))
    if borne.will_show:
        said.append(_("If all that were sampled are positive, it will show: {statement}").format(
            statement=claimed(borne.will_show)))  # fmt: skip
    if not borne.all_positive:
        said.append(str(_("They are not all positive for one substance: nothing is concluded for the other packages.")))
    if not borne.shows and borne.all_positive:
        said.append(str(_("So far nothing is shown for the other packages.")))
    return said
