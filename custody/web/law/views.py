"""The papers around an order: what the law asks for, and what of it is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.destruction.actions import notices, papers, revoking, whose_law
from custody.destruction.decision_permissions import RECORDERS
from custody.destruction.permissions import VERIFIERS
from custody.destruction.selectors import law, orders
from custody.destruction.selectors import papers as selectors
from custody.destruction.selectors.access import SEES_ORDERS, order_for
from custody.destruction.selectors.whose_law import elsewhere_in
from custody.evidence.selectors.access import seizure_for
from custody.evidence.selectors.sampling import claim_of, newest_plans
from custody.organisation.roles import Role
from custody.reports.words import AUTHORITIES, SUBSTANCES
from custody.web.law import forms
from custody.web.shared.decisions import DecisionForm, show_decision_form
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.parts import SummaryRow
from custody.web.shared.repeats import first_answer
from custody.web.shared.rules import CHOICE_WORDS, rule_words
from custody.web.shared.words import NOTICE_KINDS, NOTICE_STATES, RETENTION_STATES, claimed

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.models import DestructionOrder, Notice
    from custody.organisation.selectors.requirements import Requirements
    from custody.web.shared.parts import Text


@require_GET
@requires_role(*SEES_ORDERS)
def overview(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Show what the law asks for before the goods of a seizure may burn, and what of it is there."""
    officer = signed_in(request)
    seizure = seizure_for(officer, seizure_id=seizure_id)
    exhibits = list(seizure.exhibits.order_by("number"))
    plans = newest_plans(each.id for each in exhibits)
    return TemplateResponse(
        request,
        "custody/law/seizure.html",
        {
            "seizure": seizure,
            "asked": [_asked(each) for each in law.asked_of_seizure(seizure)],
            "is_elsewhere": bool(elsewhere_in(seizure)),
            "instruction": selectors.open_instruction(seizure.id),
            "notices": [
                (row, NOTICE_KINDS[row.notice_kind], NOTICE_STATES[row.state])
                for row in selectors.visible_notices(officer).filter(seizure=seizure).order_by("-served_at")
            ],
            "retentions": [
                (row, RETENTION_STATES[row.state])
                for row in selectors.visible_retentions(officer).filter(seizure=seizure).order_by("-asked_at")
            ],
            "requests": list(selectors.visible_requests(officer).filter(seizure=seizure).order_by("-asked_at")),
            "exhibits": [
                (each, SUBSTANCES.get(each.substance, each.substance), plans.get(each.id),
                 claimed(claim_of(plans[each.id])) if each.id in plans else "")
                for each in exhibits
            ],
            "may_record": officer.has_role(Role.CASE_OFFICER),
            "may_verify": officer.has_role(*VERIFIERS),
            "may_decide": officer.has_role(*RECORDERS),
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def instruct(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Record that an investigating judge has the case."""
    return _of_seizure(
        request, seizure_id, forms.InstructionForm, _("An investigating judge has the case"),
        lambda act, answers: papers.open_instruction(act=act, seizure_id=seizure_id, reference=answers["reference"]),
        again="seizure",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*VERIFIERS)
def release(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Record that no investigating judge has the case any more."""
    seizure = seizure_for(signed_in(request), seizure_id=seizure_id)
    return show_decision_form(
        request, DecisionForm(request.POST or None, request.FILES or None), "custody/law/paper.html",
        lambda act, paper, answers: papers.close_instruction(act=act, seizure_id=seizure.id, paper=paper),
        title=_("No investigating judge has the case any more"), seizure_id=seizure.id,
        about=seizure.code_word,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*VERIFIERS)
def whose(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Record who decides on goods that lie in another country, under the law they are written under."""
    seizure = seizure_for(signed_in(request), seizure_id=seizure_id)
    return show_decision_form(
        request, forms.LawForm(request.POST or None, request.FILES or None), "custody/law/paper.html",
        lambda act, paper, answers: whose_law.confirm_law(
            act=act, seizure_id=seizure.id, authority=answers["authority"], paper=paper
        ),
        title=_("It is under the law of %(law)s") % {"law": seizure.jurisdiction}, seizure_id=seizure.id,
        about=seizure.code_word,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def serve_notice(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Record that notice of the destruction was served."""
    return _of_seizure(
        request, seizure_id, forms.ServeForm, _("Notice of the destruction was served"),
        lambda act, answers: notices.serve_notice(
            act=act, seizure_id=seizure_id, addressee=answers["addressee"], reference=answers["reference"]
        ),
        again="notice",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def retain(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Record that a quantity is to be kept from the fire."""
    seizure = seizure_for(signed_in(request), seizure_id=seizure_id)
    form = forms.RetainForm(request.POST or None)
    drugs = seizure.exhibits.filter(exhibit_kind="drugs").order_by("number")
    form.of_exhibits((each.number, SUBSTANCES.get(each.substance, each.substance)) for each in drugs)
    return _paper(
        request, form, _("Part of it is to be retained"),
        lambda act, answers: notices.ask_retention(
            act=act, seizure_id=seizure.id, authority=answers["authority"], retain_mg=answers["retain"],
            reason=answers["reason"], exhibit_number=int(answers.get("exhibit") or 0) or None,
        ),
        again="retention", seizure_id=seizure.id, about=seizure.code_word,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def oral(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Record an order that was given by word of mouth."""
    officer = signed_in(request)
    seizure = seizure_for(officer, seizure_id=seizure_id)
    form = forms.OralForm(request.POST or None)
    units = [unit for unit in orders.units_without_order(officer) if unit.seizure_id == seizure.id]
    form.fields["units"].offer(units, ticked=True)  # type: ignore[attr-defined]
    if ref := first_answer(request, form, again="order"):
        return redirect("orders:order", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="order") as done:
            made = papers.record_oral_order(
                act=act_for(request, form), unit_ids=answers["units"], authority=answers["authority"],
                spoken_by=answers["spoken_by"], listener_badge=answers["listener"], reasons=answers["reasons"],
            )  # fmt: skip
            done.ref = made.id
        if done.ref:
            return redirect("orders:order", done.ref)
    title = _("An order was given by word of mouth")
    return show_form(request, "custody/law/paper.html", form=form, title=title, seizure_id=seizure.id,
                     about=seizure.code_word)


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def objection(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Record that somebody objected or appealed."""
    found = selectors.notice_for(signed_in(request), notice_id=notice_id)
    return _paper(
        request, forms.ObjectionForm(request.POST or None, seen=found.last_seq), _("An objection or appeal came in"),
        lambda act, answers: notices.record_objection(
            act=act, notice_id=found.id, grounds=answers["grounds"], expected_seq=answers["expected_seq"]
        ),
        again="notice", **_about(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*VERIFIERS)
def settle(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Record that the time of a notice ran out in silence."""
    found = selectors.notice_for(signed_in(request), notice_id=notice_id)
    return _paper(
        request, CustodyForm(request.POST or None, seen=found.last_seq), _("The time ran out and nobody answered"),
        lambda act, answers: notices.settle_notice(
            act=act, notice_id=found.id, expected_seq=answers["expected_seq"]
        ),
        again="notice", **_about(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*RECORDERS)
def prove_service(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Record the proof of the day on which a notice was served."""
    found = selectors.notice_for(signed_in(request), notice_id=notice_id)
    return show_decision_form(
        request, forms.ServiceForm(request.POST or None, request.FILES or None, seen=found.last_seq),
        "custody/law/paper.html",
        lambda act, paper, answers: notices.prove_service(
            act=act, notice_id=found.id, paper=paper, expected_seq=answers["expected_seq"]
        ),
        title=_("Proof of the day of service"), **_about(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*RECORDERS)
def decide_objection(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Record what was decided on an objection or an appeal."""
    found = selectors.notice_for(signed_in(request), notice_id=notice_id)
    return show_decision_form(
        request, forms.ObjectionDecidedForm(request.POST or None, request.FILES or None, seen=found.last_seq),
        "custody/law/paper.html",
        lambda act, paper, answers: notices.decide_objection(
            act=act, notice_id=found.id, outcome=answers["outcome"], authority=answers["authority"], paper=paper,
            expected_seq=answers["expected_seq"],
        ),
        title=_("The objection was decided"), **_about(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*RECORDERS)
def decide_retention(request: HttpRequest, retention_id: UUID) -> HttpResponse:
    """Record the answer to a request to retain."""
    found = selectors.retention_for(signed_in(request), retention_id=retention_id)
    return show_decision_form(
        request, forms.DecideForm(request.POST or None, request.FILES or None, seen=found.last_seq),
        "custody/law/paper.html",
        lambda act, paper, answers: notices.decide_retention(
            act=act, retention_id=found.id, outcome=answers["outcome"], reason=answers["reason"], paper=paper,
            retain_mg=answers["retain"], expected_seq=answers["expected_seq"],
        ),
        title=_("What is retained was decided"), seizure_id=found.seizure_id,
        about=found.seizure.code_word,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def appeal_retention(request: HttpRequest, retention_id: UUID) -> HttpResponse:
    """Record that a denial was appealed."""
    found = selectors.retention_for(signed_in(request), retention_id=retention_id)
    return _paper(
        request, forms.AppealForm(request.POST or None, seen=found.last_seq), _("The denial is appealed"),
        lambda act, answers: notices.appeal_retention(
            act=act, retention_id=found.id, grounds=answers["grounds"], expected_seq=answers["expected_seq"]
        ),
        again="retention", seizure_id=found.seizure_id, about=found.seizure.code_word,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def authorise(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Record that a judge authorised an order."""
    found = order_for(signed_in(request), order_id=order_id)
    return show_decision_form(
        request, forms.AuthoriseForm(request.POST or None, request.FILES or None), "custody/law/paper.html",
        lambda act, paper, answers: papers.authorise_order(
            act=act, order_id=found.id, authority=answers["authority"], paper=paper
        ),
        title=_("A judge authorised the order"), order_id=found.id, about=_order_words(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*RECORDERS)
def revoke(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Record that its authority revoked an order."""
    found = order_for(signed_in(request), order_id=order_id)
    return show_decision_form(
        request, forms.RevokeForm(request.POST or None, request.FILES or None, seen=found.last_seq),
        "custody/law/paper.html",
        lambda act, paper, answers: revoking.revoke_order(
            act=act, order_id=found.id, paper=paper, reason=answers["reason"], expected_seq=answers["expected_seq"]
        ),
        title=_("The order is revoked"), order_id=found.id, about=_order_words(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*VERIFIERS)
def confirm(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Record the paper of an oral order."""
    found = order_for(signed_in(request), order_id=order_id)
    return _paper(
        request, forms.ConfirmForm(request.POST or None, request.FILES or None), _("The paper of the oral order"),
        lambda act, answers: papers.confirm_oral_order(
            act=act, order_id=found.id, number=answers["number"], confirmed_on=answers["confirmed_on"],
            document=answers["document"].read(),
        ),
        again="order", order_id=found.id, about=_order_words(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def serve_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Record that an order was served on somebody who may appeal it."""
    found = order_for(signed_in(request), order_id=order_id)
    return _paper(
        request, forms.ServeForm(request.POST or None), _("The order was served"),
        lambda act, answers: notices.serve_order(
            act=act, order_id=found.id, addressee=answers["addressee"], reference=answers["reference"]
        ),
        again="notice", order_id=found.id, about=_order_words(found),
    )  # fmt: skip


def _of_seizure(
    request: HttpRequest, seizure_id: UUID, form_class: type[CustodyForm], title: Text,
    do: Callable[[Act, dict[str, Any]], object], *, again: str,
) -> HttpResponse:
    seizure = seizure_for(signed_in(request), seizure_id=seizure_id)
    words = law.notice_texts(seizure, language=(get_language() or "en")[:2]) if again == "notice" else []
    return _paper(request, form_class(request.POST or None), title, do, again=again, seizure_id=seizure.id,
                  about=seizure.code_word, words=words)  # fmt: skip


def _paper(
    request: HttpRequest, form: CustodyForm, title: Text, do: Callable[[Act, dict[str, Any]], object], *, again: str,
    about: str | None, seizure_id: UUID | None = None, order_id: UUID | None = None,
    words: Sequence[str] = (),
) -> HttpResponse:
    """Show the form of one paper, with the ``words`` that the law has for it, and record it; afterwards show what it
    belongs to."""
    after = redirect("law:seizure", seizure_id) if seizure_id else redirect("orders:order", order_id)
    if first_answer(request, form, again=again):
        return after
    if form.is_valid():
        with attempt(form, again=again) as done:
            do(act_for(request, form), form.cleaned_data)
            done.ref = True
        if done.ref:
            return after
    return show_form(
        request, "custody/law/paper.html", form=form, title=title, seizure_id=seizure_id, order_id=order_id,
        words=words, about=about,
    )  # fmt: skip


def _order_words(order: DestructionOrder) -> str:
    """Return by whom an order is and of which day: its number is sealed."""
    return f"{AUTHORITIES.get(order.authority, order.authority)} · {date_format(order.issued_on)}"


def _about(notice: Notice) -> dict[str, Any]:
    """Return what a notice belongs to, and the words above its pages."""
    about = notice.seizure.code_word if notice.seizure is not None else notice.order and _order_words(notice.order)
    return {"seizure_id": notice.seizure_id, "order_id": notice.order_id, "about": about}


def _asked(asked: Requirements) -> list[SummaryRow]:
    """Return what the law asks for, in words."""
    kept = "" if not asked.kept_samples else f" / {asked.kept_samples}"
    return [
        SummaryRow(label=_("Law of"), value=asked.jurisdiction if asked.pack is None else
                   f"{asked.jurisdiction}, {asked.pack.title} v{asked.pack.version}"),
        SummaryRow(label=rule_words("order.authority"), value=AUTHORITIES[asked.authority]),
        SummaryRow(label=rule_words("order.procedure"), value=CHOICE_WORDS[asked.procedure]),
        SummaryRow(label=rule_words("order.judge"), value=CHOICE_WORDS[asked.judge]),
        SummaryRow(label=rule_words("order.appeal"), value=CHOICE_WORDS[asked.appeal]),
        SummaryRow(label=rule_words("order.oral"), value=CHOICE_WORDS[asked.oral]),
        *([SummaryRow(label=rule_words("order.members"), value=str(asked.members))] if asked.members else []),
        SummaryRow(label=rule_words("order.report"), value=CHOICE_WORDS[asked.report]),
        SummaryRow(label=rule_words("sample.least"), value=f"{asked.samples}{kept}"),
        SummaryRow(label=rule_words("witness.agencies"), value=str(asked.agencies)),
        SummaryRow(label=rule_words("witness.supervisors"), value=str(asked.supervisors)),
        SummaryRow(label=rule_words("witness.distance"), value=CHOICE_WORDS[asked.distance]),
        SummaryRow(label=rule_words("witness.designation"), value=CHOICE_WORDS[asked.designation]),
        SummaryRow(label=rule_words("witness.rotation"), value=str(asked.rotation)),
    ]  # fmt: skip
