"""What the house holds for correction: who signed it puts it right, who commands hands it back or has it set aside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.errors import CustodyError, IntegrityBroken, LockTimeout, NotFound
from custody.core.verdicts import verdict
from custody.deadlines.selectors import database_now
from custody.evidence import permissions_of_held as permissions
from custody.evidence.actions import held as actions
from custody.evidence.selectors.held import held_for, sealed_contents, visible_held
from custody.ledger.receipts import answer_kept
from custody.web.outbox.elsewhere import recorded_elsewhere
from custody.web.outbox.forms import DecideForm, HandBackForm, SetAsideForm
from custody.web.outbox.holding import settle
from custody.web.outbox.replay import NOT_SURE, read_back, shown
from custody.web.outbox.words import FORMS, STATES
from custody.web.outbox.wrong import in_words_without_answers
from custody.web.shared.errors import in_words
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.local import day_and_time
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.sealed_item import opened
from custody.web.shared.sending import ANOTHER, Sent

if TYPE_CHECKING:
    from datetime import datetime

    from custody.evidence.models import HeldReport
    from custody.organisation.models import Officer
    from custody.web.shared.sealed_item import Item


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """List what is held, what waits longest in front: to who commands or audits all of it, to others their own."""
    page = listing(request, visible_held(signed_in(request)))
    rows = [(each, FORMS[each.form], STATES[each.state]) for each in page.rows]
    return TemplateResponse(request, "custody/outbox/held.html", {"listing": page, "rows": rows})


@require_GET
def one(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """Show what is wrong with a held form, without what stands in it."""
    officer = signed_in(request)
    found = held_for(officer, held_id=held_id)
    is_unsure = NOT_SURE in found.reasons and officer.id == found.author_id
    rows, why_not = _read(request, found) if is_unsure else ([], "")
    return TemplateResponse(request, "custody/outbox/one.html", {
        **_about(found),
        "put_right": OneButton() if not why_not and _may_put_right(officer, found) else None,
        "may_hand_back": verdict(lambda: permissions.check_can_hand_back(officer, found)).ok,
        "may_ask": verdict(lambda: permissions.check_can_ask_set_aside(officer, found)).ok,
        "may_decide": verdict(lambda: permissions.check_can_decide_set_aside(officer, found)).ok,
        "is_mine": officer.id == found.author_id,
        "is_unsure": is_unsure,
        "unsure": rows,
        "why_not": why_not,
        "elsewhere": recorded_elsewhere(officer, found),
        "receipt": receipt_on(found.stream_id),
    })  # fmt: skip


@require_POST
def put_right(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """Show a held form on its own page, filled in, so that who signed it puts it right there. When that page cannot be
    opened, the held form says so."""
    officer = signed_in(request)
    found = held_for(officer, held_id=held_id)
    permissions.check_can_put_right(officer, found)
    if answer_kept(author_id=officer.id, key=found.goes_on_as) is not None:
        settle(officer, found)
        return redirect("outbox:held_one", found.id)
    try:
        item, sent = _opened(found)
        if ANOTHER in request.GET:
            item = replace(item, path=f"{item.path}{'&' if '?' in item.path else '?'}{ANOTHER}")
        answer = shown(request, item, goes_on_as=found.goes_on_as, sent=sent)
    except (Http404, CustodyError) as error:
        why_not = _("What it is about cannot be opened any more: %(why_not)s") % {"why_not": _why_not(error)}
        messages.error(request, why_not)
        return redirect("outbox:held_one", found.id)
    if answer_kept(author_id=officer.id, key=found.goes_on_as) is not None:
        settle(officer, found)
    if isinstance(answer, TemplateResponse) and answer.context_data is not None:
        # Where a seizure is open already, the page asks whether it is another find: that answer comes back here.
        answer.context_data["held_another"] = f"{reverse('outbox:put_right', args=[found.id])}?{ANOTHER}"
        answer.context_data["held_link"] = reverse("outbox:held_one", args=[found.id])
    return answer


@require_http_methods(["GET", "POST"])
def hand_back(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """Hand a held form back to who signed it, with what to do about it."""
    found = held_for(signed_in(request), held_id=held_id)
    form = HandBackForm(request.POST or None)
    if first_answer(request, form, again="held"):
        return redirect("outbox:held_one", found.id)
    if form.is_valid():
        with attempt(form, again="held") as done:
            actions.hand_back(act=act_for(request, form), held_id=found.id, note=form.cleaned_data["note"])
            done.ref = found.id
        if done.ref:
            return redirect("outbox:held_one", found.id)
    return show_form(request, "custody/outbox/hand_back.html", form=form, **_about(found))


@require_http_methods(["GET", "POST"])
def set_aside(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """Ask to set a held form aside; once somebody asked, another person decides it here."""
    found = held_for(signed_in(request), held_id=held_id)
    asks = {"reason": recorded_elsewhere(signed_in(request), found)}
    is_asked = found.state == "asked"
    form = DecideForm(request.POST or None) if is_asked else SetAsideForm(request.POST or None, initial=asks)
    if first_answer(request, form, again="held"):
        return redirect("outbox:held_one", found.id)
    if form.is_valid():
        with attempt(form, again="held") as done:
            if isinstance(form, DecideForm):
                actions.decide_set_aside(act=act_for(request, form), held_id=found.id,
                                         approve=form.cleaned_data["answer"] == "yes")
            else:
                actions.ask_set_aside(act=act_for(request, form), held_id=found.id,
                                      reason=form.cleaned_data["reason"])
            done.ref = found.id
        if done.ref:
            return redirect("outbox:held_one", found.id)
    return show_form(request, "custody/outbox/set_aside.html", form=form, **_about(found))


def _read(request: HttpRequest, found: HeldReport) -> tuple[list[tuple[str, str, list[str]]], str]:
    """Return what stands in a form that its officer wants to look at before it counts, and why it is not to be read."""
    try:
        item, sent = _opened(found)
        rows = read_back(request, item, sent=sent)
    except (Http404, CustodyError) as error:
        return [], _why_not(error)
    return rows, ""


def _why_not(error: Http404 | CustodyError) -> str:
    """Return in words why the page of a held form cannot be opened; raise what is worth another try."""
    if isinstance(error, (LockTimeout, IntegrityBroken)):
        raise error
    return in_words(error if isinstance(error, CustodyError) else NotFound())


def _may_put_right(officer: Officer, found: HeldReport) -> bool:
    return verdict(lambda: permissions.check_can_put_right(officer, found)).ok


def _opened(found: HeldReport) -> tuple[Item, Sent]:
    item = opened(sealed_contents(found), key=found.sent_as, badge=found.author.badge)
    sent = Sent(signed_at=found.signed_at, device_at=item.device_at, received_at=database_now(),
                body_hash=item.body_hash())  # fmt: skip
    return item, sent


def _about(found: HeldReport) -> dict[str, object]:
    rows = [
        SummaryRow(label=_("Form"), value=FORMS[found.form]),
        SummaryRow(label=_("Signed by badge"), value=found.author.badge),
        SummaryRow(label=_("Signed at"), value=_shown(found.signed_at)),
        SummaryRow(label=_("Came in at"), value=_shown(found.held_at)),
    ]
    if found.handed_back_by is not None:
        rows += [SummaryRow(label=_("Handed back by badge"), value=found.handed_back_by.badge),
                 SummaryRow(label=_("What must be put right?"), value=found.note)]
    if found.asked_by is not None:
        rows += [SummaryRow(label=_("To be set aside, asked by badge"), value=found.asked_by.badge),
                 SummaryRow(label=_("Why"), value=found.reason)]
    if found.closed_by is not None:
        rows.append(SummaryRow(label=_("Closed by badge"), value=found.closed_by.badge))
    wrong = [in_words_without_answers(*each) for each in zip(found.labels, found.reasons, strict=True)]
    return {"held": found, "facts": rows, "wrong": wrong, "state": STATES[found.state]}


def _shown(at: datetime) -> str:
    """Return a moment as the reader writes it."""
    local = localtime(at)
    return date_format(local, day_and_time(local))
