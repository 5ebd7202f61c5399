"""Destruction orders: which wait, which goods have none, recording one, verifying one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.destruction.actions import orders as destruction
from custody.destruction.decision_permissions import RECORDERS
from custody.destruction.permissions import VERIFIERS
from custody.destruction.sample_policies import SAMPLE
from custody.destruction.selectors import committee, gates, law
from custody.destruction.selectors import orders as selectors
from custody.destruction.selectors.access import SEES_ORDERS, order_for, visible_orders
from custody.destruction.selectors.committee import Standing
from custody.destruction.selectors.decisions import visible_decisions
from custody.organisation.roles import Role
from custody.reports.words import AUTHORITIES
from custody.web.orders.forms import PaperForm, RecordForm, VerifyForm
from custody.web.orders.words import STATES, lacking_words
from custody.web.shared.addresses import as_uuid
from custody.web.shared.folding import in_groups
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow, Text
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.tabs import chosen, tabs
from custody.web.shared.times import day_shown
from custody.web.shared.words import DECISIONS, NOTICE_STATES

if TYPE_CHECKING:
    from custody.destruction.models import DestructionOrder
    from custody.evidence.models import HandlingUnit

GROUPS = 15
"""Seizures on one page: each says all that it lacks, and a phone shows one below the other."""
TABS = {
    "verify": _("To be verified"),
    "without": _("Without an order"),
    "covered": _("Verified"),
    "refused": _("Refused"),
    "revoked": _("Revoked"),
}
_STATE_OF = {"verify": "recorded", "covered": "verified", "refused": "refused", "revoked": "revoked"}


@dataclass(slots=True)
class Uncovered:
    """The goods of one seizure that no order covers."""

    seizure_id: UUID
    word: str
    units: list[HandlingUnit] = field(default_factory=list)
    lacking: list[Text] = field(default_factory=list)

    @property
    def is_kept_samples(self) -> bool:
        """Whether nothing but kept samples is left of it: old, and no goods that somebody forgot."""
        return all(unit.kind == SAMPLE for unit in self.units)


@require_GET
@requires_role(*SEES_ORDERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List orders of one state, or the goods that have none, by seizure."""
    officer, name = signed_in(request), chosen(request, TABS)
    context: dict[str, object] = {
        "tabs": tabs(TABS, current=name),
        "current": name,
        "may_record": officer.has_role(Role.CASE_OFFICER),
    }
    if name == "without":
        groups = _by_seizure(selectors.units_without_order(officer))
        page = listing(request, groups, size=GROUPS)
        _find_lacking(page.rows)
    else:
        rows = visible_orders(officer).filter(state=_STATE_OF[name])
        first = "recorded_at" if name == "verify" else "-recorded_at"
        page = listing(request, rows.order_by(first, "id"))
        context["authorities"] = AUTHORITIES
    return TemplateResponse(request, "custody/orders/list.html", {"listing": page, "words": AUTHORITIES, **context})


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def record(request: HttpRequest) -> HttpResponse:
    """Record an order on units of the seizures that ``?seizure=`` names; without one, choose seizures first."""
    wanted = {as_uuid(text) for text in request.GET.getlist("seizure")}
    groups = _by_seizure(selectors.units_without_order(signed_in(request)))
    if not wanted:
        _find_lacking(groups)
        return TemplateResponse(request, "custody/orders/choose.html", {"groups": groups})
    units = [unit for group in groups if group.seizure_id in wanted for unit in group.units]
    # Samples go under an order of their own: they are offered where nothing else of the seizures waits for one.
    units = [unit for unit in units if unit.kind != SAMPLE] or units
    lacks = gates.lacks(units)
    form = RecordForm(request.POST or None, request.FILES or None)
    form.fields["units"].offer(units, ticked=not lacks)  # type: ignore[attr-defined]
    if ref := first_answer(request, form, again="order"):
        return redirect("orders:order", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="order") as done:
            made = destruction.record_order(
                act=act_for(request, form),
                unit_ids=answers["units"],
                authority=answers["authority"],
                number=answers["number"],
                issued_on=answers["issued_on"],
                reasons=answers["reasons"] or None,
                signed_by=answers["signed_by"],
                position=answers["position"],
                document=answers["document"].read() if answers["document"] else None,
            )
            done.ref = made.id
        if done.ref:
            return redirect("orders:order", done.ref)
    return show_form(request, "custody/orders/record.html", form=form, lacking=_lacking(units, lacks), count=len(units))


@require_GET
@requires_role(*SEES_ORDERS)
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Show one order and the units it covers."""
    found = order_for(signed_in(request), order_id=order_id)
    return TemplateResponse(
        request, "custody/orders/order.html", {**_facts(request, found), "receipt": receipt_on(found.stream_id)}
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def paper(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Attach the paper of an order that was recorded without it."""
    found = order_for(signed_in(request), order_id=order_id)
    form = PaperForm(request.POST or None, request.FILES or None)
    if ref := first_answer(request, form, again="order"):
        return redirect("orders:order", ref)
    if form.is_valid():
        with attempt(form, again="order") as done:
            content = form.cleaned_data["document"].read()
            destruction.attach_paper(act=act_for(request, form), order_id=found.id, document=content)
            done.ref = found.id
        if done.ref:
            return redirect("orders:order", found.id)
    return show_form(request, "custody/orders/paper.html", form=form, **_facts(request, found))


@require_http_methods(["GET", "POST"])
@requires_role(*VERIFIERS)
def verify(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Hold an order against its document: it stands, or it is refused."""
    found = order_for(signed_in(request), order_id=order_id)
    form = VerifyForm(request.POST or None, seen=found.last_seq)
    if ref := first_answer(request, form, again="order"):
        return redirect("orders:order", ref)
    if form.is_valid():
        answers = form.cleaned_data
        act, seen = act_for(request, form), answers["expected_seq"]
        with attempt(form, again="order") as done:
            if answers["answer"] == "yes":
                destruction.verify_order(act=act, order_id=found.id, expected_seq=seen)
            else:
                destruction.refuse_order(act=act, order_id=found.id, reason=answers["reason"], expected_seq=seen)
            done.ref = found.id
        if done.ref:
            return redirect("orders:order", found.id)
    facts = _facts(request, found)
    if not facts["may_verify"] and not form.is_bound:
        return redirect("orders:order", found.id)
    return show_form(request, "custody/orders/verify.html", form=form, **facts)


def _facts(request: HttpRequest, found: DestructionOrder) -> dict[str, object]:
    """Return what a page about one order shows."""
    officer = signed_in(request)
    units = selectors.units_of_order(found)
    words, tone = STATES[found.state]
    is_own = found.recorded_by_id == officer.id
    appeal, signed = law.appeals_of([found.id]).get(found.id), committee.standing_now(found)
    return {
        "order": found,
        "state": words,
        "tone": tone,
        "is_own": is_own,
        "may_attach": found.state == "recorded" and officer.has_role(Role.CASE_OFFICER) and not gates.has_paper(found),
        "may_verify": found.state == "recorded" and not is_own and officer.has_role(*VERIFIERS),
        "groups": in_groups(units, named=lambda unit: unit.label),
        "lacking": _lacking(units, gates.lacks(units)) if found.state in ("recorded", "verified") else [],
        "documents": list(found.documents.all()),
        "spoken": getattr(found, "spoken", None),
        "members": signed,
        "members_lack": found.state == "recorded" and signed.signed < signed.needed,
        "consent": getattr(found, "consent", None),
        "appeal": appeal,
        "appeal_state": NOTICE_STATES[appeal.state] if appeal else "",
        "may_record": officer.has_role(Role.CASE_OFFICER),
        "may_authorise": found.state in ("recorded", "verified") and officer.has_role(Role.CASE_OFFICER),
        "may_revoke": found.state == "verified" and officer.has_role(*RECORDERS),
        "decisions": [
            (each, DECISIONS[each.decision_kind])
            for each in visible_decisions(officer).filter(subject_id=found.id, state="recorded").order_by("recorded_at")
        ],
        "rows": [
            SummaryRow(label=_("Number"), value=selectors.order_number(found), is_code=True),
            SummaryRow(label=_("Given by"), value=AUTHORITIES[found.authority]),
            SummaryRow(label=_("Name, position"), value=_signatory(found)),
            SummaryRow(label=_("Date on the order"), value=day_shown(found.issued_on)),
            SummaryRow(label=_("Reasons"), value=selectors.order_reasons(found) or "–"),
            SummaryRow(label=_("Recorded by badge"), value=found.recorded_by.badge),
            *_members(found, signed),
            SummaryRow(label=_("Second pair of eyes"), value=found.verified_by.badge if found.verified_by else "–"),
        ],
    }


def _members(found: DestructionOrder, signed: Standing) -> list[SummaryRow]:
    """Return what the members of a committee signed; nothing for an order that none is behind."""
    if not signed.needed:
        return []
    badges = ", ".join(dict.fromkeys(each.member.badge for each in committee.signatures_of(found)))
    return [
        SummaryRow(label=_("Number of the minutes"), value=signed.minutes or "–", is_code=True),
        SummaryRow(label=_("Members who signed"), value=badges or "–"),
    ]


def _signatory(found: DestructionOrder) -> str:
    named = selectors.signatory_of(found)
    return "–" if named is None else f"{named[0]}, {AUTHORITIES.get(named[1], named[1])}"


def _by_seizure(units: Sequence[HandlingUnit]) -> list[Uncovered]:
    groups: dict[UUID, Uncovered] = {}
    for unit in units:
        if unit.seizure is not None:
            group = groups.setdefault(unit.seizure.id, Uncovered(unit.seizure.id, unit.seizure.code_word))
            group.units.append(unit)
    return list(groups.values())


def _find_lacking(groups: Sequence[Uncovered]) -> None:
    """Write on each seizure what its units lack, looked up for all of them at once."""
    lacks = gates.lacks([unit for group in groups for unit in group.units])
    for group in groups:
        group.lacking = lacking_words(sorted({what for unit in group.units for what in lacks.get(unit.id, ())}))


def _lacking(
    units: Sequence[HandlingUnit], lacks: dict[UUID, tuple[str, ...]]
) -> list[tuple[HandlingUnit, list[Text]]]:
    return [(unit, lacking_words(lacks[unit.id])) for unit in units if unit.id in lacks]
