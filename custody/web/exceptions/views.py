"""Exceptions: what waits for a second person, asking for one, and deciding it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.exceptional import NEEDS, Exceptional
from custody.core.lifecycle import CustodyState
from custody.core.mass import in_words
from custody.core.verdicts import verdict
from custody.evidence.actions import exceptions as actions
from custody.evidence.actions.giving import give_unit
from custody.evidence.actions.objecting import object_to_command
from custody.evidence.exceptions import permissions
from custody.evidence.exceptions.exchanging import is_done
from custody.evidence.giving_permissions import check_can_give
from custody.evidence.lists import HANDS
from custody.evidence.permissions import COMMAND
from custody.evidence.selectors import access
from custody.evidence.selectors import exceptions as selectors
from custody.evidence.selectors.colleagues import colleagues_of, likely_beside
from custody.evidence.selectors.inquiries import READERS as INQUIRY_READERS
from custody.evidence.selectors.objections import covered_by, takeover_for
from custody.evidence.selectors.targets import targets_of
from custody.evidence.selectors.timeline import timeline
from custody.organisation.roles import Role
from custody.reports.words import SUBSTANCES
from custody.web.exceptions.forms import ActForm, DecideForm, GiveForm, ObjectForm, ProposeForm
from custody.web.exceptions.signing import what_is_signed
from custody.web.shared.exceptional import EXCEPTIONS, STATES
from custody.web.shared.forms import OneButton, Words, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.local import with_offset
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.tabs import chosen, tabs
from custody.web.shared.telling import sentence_of
from custody.web.shared.words import TARGET_ORIGINS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from custody.evidence.models import HandlingUnit, Proposal
    from custody.organisation.models import Officer

SHOWN = 12
"""Labels of a seizure that are named before an objection; of the others how many."""
TABS = {"open": gettext_lazy("Waiting"), "decided": gettext_lazy("Decided")}


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """List the exceptions the officer may know of, those that wait in front."""
    officer, name = signed_in(request), chosen(request, TABS)
    rows = selectors.visible_proposals(officer)
    rows = rows.filter(state="open") if name == "open" else rows.exclude(state="open")
    return TemplateResponse(
        request,
        "custody/exceptions/list.html",
        {
            "tabs": tabs(TABS, current=name),
            "listing": listing(request, rows.order_by("-proposed_at", "id")),
            "owed": selectors.signatures_awaited(officer).count(),
            "may_merge": officer.has_role(Role.OFFICER, Role.STOREKEEPER),
            "sees_places": officer.has_role(*COMMAND),
            "sees_inquiries": officer.has_role(*INQUIRY_READERS),
        },
    )


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, unit_id: UUID, exception: str) -> HttpResponse:
    """Ask for an exception on a unit."""
    officer = signed_in(request)
    if exception not in EXCEPTIONS:
        raise Http404
    what = Exceptional(exception)
    unit = access.unit_for(officer, unit_id=unit_id)
    form = ProposeForm(request.POST or None, exception=what, seen=unit.last_seq)
    if what is Exceptional.CORRECTION:
        form.fields["event_seq"].choices = _entries(unit)  # type: ignore[attr-defined]
    if what is Exceptional.LOAN:
        form.offer("borrower", colleagues_of(officer, first=unit))
    if ref := first_answer(request, form, again="exception"):
        return redirect("exceptions:exception", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="exception") as done:
            made = actions.propose_exception(
                act=act_for(request, form),
                unit_id=unit.id,
                exception=what.value,
                reason=answers["reason"],
                reference=answers.get("reference") or None,
                spoken_by=answers.get("spoken_by") or None,
                listener_badge=answers.get("listener") or None,
                already=bool(answers.get("already")),
                party=answers.get("party") or answers.get("borrower"),
                correction=_correction(answers) if what is Exceptional.CORRECTION else None,
                expected_seq=answers["expected_seq"],
            )
            done.ref = made.id
        if done.ref:
            return redirect("exceptions:exception", done.ref)
    return show_form(
        request, "custody/exceptions/propose.html", form=form, unit=unit, heading=EXCEPTIONS[what.value]
    )


@require_GET
def exception(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show one exception, and what may be done with it."""
    found = selectors.proposal_for(signed_in(request), proposal_id=proposal_id)
    return TemplateResponse(
        request,
        "custody/exceptions/exception.html",
        {**_facts(signed_in(request), found), "receipt": receipt_on(found.stream_id)},
    )


@require_http_methods(["GET", "POST"])
@requires_role(*permissions.ALL_DECIDERS)
def decide(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Approve or refuse an exception; what is approved happens at once."""
    found = selectors.proposal_for(signed_in(request), proposal_id=proposal_id)
    form = DecideForm(request.POST or None, seen=found.last_seq)
    if first_answer(request, form, again="exception"):
        return redirect("exceptions:exception", found.id)
    if form.is_valid():
        with attempt(form, again="exception") as done:
            actions.decide_exception(
                act=act_for(request, form),
                proposal_id=found.id,
                approve=form.cleaned_data["decision"] == "approve",
                answer=form.cleaned_data["answer"],
                expected_seq=form.cleaned_data["expected_seq"],
            )
            done.ref = found.id
        if done.ref:
            return redirect("exceptions:exception", found.id)
    return show_form(request, "custody/exceptions/decide.html", form=form, **_facts(signed_in(request), found))


@require_http_methods(["GET", "POST"])
@requires_role(*permissions.ATTACHERS)
def attach(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Attach the paper that an exception rests on."""
    found = selectors.proposal_for(signed_in(request), proposal_id=proposal_id)
    form = ActForm(request.POST or None, request.FILES or None, seen=found.last_seq,
                   initial={"reference": found.reference or ""})  # fmt: skip
    if first_answer(request, form, again="exception"):
        return redirect("exceptions:exception", found.id)
    if form.is_valid():
        with attempt(form, again="exception") as done:
            actions.attach_act(
                act=act_for(request, form), proposal_id=found.id, reference=form.cleaned_data["reference"],
                document=form.cleaned_data["document"].read(), expected_seq=form.cleaned_data["expected_seq"],
            )  # fmt: skip
            done.ref = found.id
        if done.ref:
            return redirect("exceptions:exception", found.id)
    return show_form(request, "custody/exceptions/attach.html", form=form, **_facts(signed_in(request), found))


@require_http_methods(["GET", "POST"])
@requires_role(*HANDS)
def give(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Record that its keeper gave the unit to who receives it."""
    officer = signed_in(request)
    found = selectors.proposal_for(officer, proposal_id=proposal_id)
    form = GiveForm(request.POST or None, request.FILES or None, seen=found.last_seq)
    form.suggest("witness", likely_beside(officer, first=found.unit))
    if first_answer(request, form, again="exception"):
        return redirect("exceptions:exception", found.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="exception") as done:
            give_unit(
                act=act_for(request, form), proposal_id=found.id, witness_badge=answers["witness"],
                received_by=answers["received_by"], identity=answers["identity"],
                document=answers["document"].read(), expected_seq=answers["expected_seq"],
            )  # fmt: skip
            done.ref = found.id
        if done.ref:
            return redirect("exceptions:exception", found.id)
    return show_form(request, "custody/exceptions/give.html", form=form, **_facts(officer, found))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take back what was asked for."""
    found = selectors.proposal_for(signed_in(request), proposal_id=proposal_id)
    form = OneButton(request.POST or None, seen=found.last_seq)
    if first_answer(request, form, again="exception"):
        return redirect("exceptions:exception", found.id)
    if form.is_valid():
        with attempt(form, again="exception") as done:
            actions.withdraw_exception(
                act=act_for(request, form), proposal_id=found.id, expected_seq=form.cleaned_data["expected_seq"]
            )
            done.ref = found.id
        if done.ref:
            return redirect("exceptions:exception", found.id)
    return show_form(request, "custody/exceptions/withdraw.html", form=form, **_facts(signed_in(request), found))


@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    """Object to what others took over by command."""
    officer = signed_in(request)
    row = takeover_for(officer, signature_id=signature_id)
    form = ObjectForm(request.POST or None)
    if first_answer(request, form, again="signature"):
        return redirect("exceptions:signatures")
    if form.is_valid():
        with attempt(form, again="signature") as done:
            done.ref = object_to_command(
                act=act_for(request, form), signature_id=row.id, objection=form.cleaned_data["objection"]
            ).id
        if done.ref:
            return redirect("exceptions:signatures")
    return show_form(request, "custody/exceptions/object.html", form=form, what=what_is_signed(officer, row),
                     freezes=_by_seizure(covered_by(row)))  # fmt: skip


def _by_seizure(units: Sequence[HandlingUnit]) -> list[tuple[str, int, list[str]]]:
    """Return what an objection freezes: of each seizure its word, how many units, and their labels."""
    labels: dict[str, list[str]] = {}
    for unit in units:
        labels.setdefault(unit.label if unit.seizure is None else unit.seizure.code_word, []).append(unit.label)
    return [(word, len(those), those[:SHOWN]) for word, those in sorted(labels.items())]


def _correction(answers: dict[str, object]) -> actions.Corrected:
    return actions.Corrected(
        event_seq=int(str(answers["event_seq"])),
        gross_mg=answers["gross"],  # type: ignore[arg-type]
        tare_mg=answers["tare"],  # type: ignore[arg-type]
        package_count=answers["package_count"],  # type: ignore[arg-type]
        volume_ml=answers["volume_ml"],  # type: ignore[arg-type]
        substance=answers["substance"] or None,  # type: ignore[arg-type]
    )


def _entries(unit: HandlingUnit) -> list[tuple[str, Words]]:
    """Return the entries of the unit that can be wrong, the newest in front."""
    own = [line for line in timeline(unit, limit=60) if line.stream_id == unit.stream_id]
    return [
        (
            str(line.seq),
            Words(sentence_of(line), _local(line.recorded_at)),
        )
        for line in own
    ]  # fmt: skip


def _facts(officer: Officer, found: Proposal) -> dict[str, object]:
    """Return what a page about one exception shows."""
    is_own, is_here = found.proposed_by_id == officer.id, found.awaits_giving and not found.unit.is_gone
    may = verdict(lambda: permissions.check_can_decide(officer, found, former=set())).ok
    decided = f"{_local(found.decided_at)} · {found.decided_by.badge}" if found.decided_at and found.decided_by else ""
    optional = [
        (_("Entry"), found.event_seq),
        (_("Reference"), found.reference),
        (_("Its paper"), _paper_of(found)),
        (_("Given by word of mouth by"), found.spoken_by),
        (_("Heard by badge"), None if found.listener is None else found.listener.badge),
        (_("Received by"), found.party or found.party_badge),
        (_("Gross weight"), _mass(officer, found.gross_mg) if found.exception == "correction" else None),
        (_("Bricks counted"), found.package_count),
        (_("Volume in millilitres"), found.volume_ml if access.sees_mass(officer) else None),
        (_("The exhibit is"), None if found.substance is None else SUBSTANCES.get(found.substance, found.substance)),
        (_("Decided"), decided or None),
        (_("Answer"), found.answer),
        (_("Given to"), f"{found.received_by} · {found.received_identity}" if found.received_by else None),
        (_("Given by badge"), None if found.given_by is None else f"{found.given_by.badge} · {_given(found)}"),
    ]
    return {
        "proposal": found,
        "unit": found.unit,
        "heading": EXCEPTIONS[found.exception],
        "state": _("Approved: its keeper has yet to give it") if is_here else STATES[found.state],
        "is_open": found.state == "open",
        "documents": list(found.documents.all()),
        "may_attach": verdict(lambda: permissions.check_can_attach_act(officer, found)).ok,
        "may_decide": found.state == "open" and may,
        "may_give": is_here and verdict(lambda: check_can_give(officer, found)).ok,
        "may_withdraw": (found.state == "open" or is_here) and is_own and not is_done(found),
        "rows": [
            SummaryRow(label=_("Why"), value=found.reason),
            SummaryRow(label=_("Asked by badge"), value=found.proposed_by.badge),
            SummaryRow(label=_("Asked"), value=_local(found.proposed_at)),
            *_stopped_for(officer, found),
            *(SummaryRow(label=label, value=value) for label, value in optional if value is not None),
        ],
    }


def _stopped_for(officer: Officer, found: Proposal) -> list[SummaryRow]:
    """Return what a conveyance that is to be let go was looked for as, and whether anybody ever opened it."""
    if found.exception != Exceptional.RELEASE:
        return []
    looked_for = ", ".join(f"{each.reference} · {TARGET_ORIGINS.get(each.origin, each.origin)}"
                           for each in targets_of(officer, found.unit_id))  # fmt: skip
    rows = [SummaryRow(label=_("Looked for as"), value=looked_for or _("No target that you may know of"))]
    if found.unit.custody_state == CustodyState.CONTAINED:
        rows.append(SummaryRow(label=_("Opened"), value=_("Never: nobody saw its load")))
    return rows


def _paper_of(found: Proposal) -> str | None:
    """Return whether the paper of the act is there, for an exception that needs one."""
    if not NEEDS[Exceptional(found.exception)].paper:
        return None
    if found.act_at is not None and found.act_by is not None:
        return f"{_local(found.act_at)} · {found.act_by.badge}"
    return _("Owed: it happened already") if found.already else _("Missing")


def _given(found: Proposal) -> str:
    return "" if found.given_at is None else _local(found.given_at)


def _mass(officer: Officer, mg: int | None) -> str | None:
    return None if mg is None or not access.sees_mass(officer) else in_words(mg)


def _local(moment: datetime) -> str:
    return with_offset(moment, zone=settings.CUSTODY_SITE_TIME_ZONE)
