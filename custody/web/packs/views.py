"""Jurisdiction packs: which hold, proposing one, seeing what it would do, deciding it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.packs import Pack, PackRule, read_pack
from custody.deadlines.pack_effect import foresee
from custody.deadlines.selectors import database_now
from custody.organisation.actions import packs as actions
from custody.organisation.permissions import check_can_decide_pack, check_can_withdraw_pack
from custody.organisation.roles import Role
from custody.organisation.selectors.policies import ANY, READERS
from custody.organisation.selectors.requirements import pack_for, visible_packs
from custody.organisation.shipped import shipped_packs
from custody.reports.certificate_law import field_word
from custody.reports.words import service_word
from custody.web.packs.forms import ProposeForm
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.proposals import TwoPeople
from custody.web.shared.rules import by_sort, length_words, rule_words, scope_words

if TYPE_CHECKING:
    from custody.deadlines.recompute import Effect
    from custody.organisation.models import JurisdictionPack, Officer
    from custody.web.shared.parts import Text

PROPOSERS = (Role.ADMINISTRATOR, Role.SUPERVISOR)
STATES = {
    "open": (_("To be decided"), "warning"),
    "approved": (_("Approved"), "success"),
    "rejected": (_("Rejected"), "neutral"),
    "withdrawn": (_("Withdrawn"), "neutral"),
}


@require_GET
@requires_role(*READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the packs that were proposed, the newest first."""
    officer = signed_in(request)
    page = listing(request, visible_packs(officer).order_by("-proposed_at", "id"))
    rows = [(row, *STATES[row.state]) for row in page.rows]
    return TemplateResponse(
        request,
        "custody/packs/list.html",
        {"listing": page, "rows": rows, "may_propose": officer.has_role(*PROPOSERS)},
    )


@require_http_methods(["GET", "POST"])
@requires_role(*PROPOSERS)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a pack, once it was shown what it would do."""
    form = ProposeForm(request.POST or None, shipped=shipped_packs())
    return TWO_PEOPLE.propose(
        request, form,
        foresee=lambda said: {"rows": _foreseen(actions.drafted_pack(
            proposer=signed_in(request), now=database_now(), document=said["document"]))},
        do=lambda act, said: actions.propose_pack(act=act, document=said["document"]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*READERS)
def pack(request: HttpRequest, pack_id: UUID) -> HttpResponse:
    """Show what a pack says, each rule with its source, and while it is open what it would do; let another decide."""
    found = pack_for(signed_in(request), pack_id=pack_id)
    return TWO_PEOPLE.proposal(request, found, decide=actions.decide_pack)


@require_POST
@requires_role(*PROPOSERS)
def withdraw(request: HttpRequest, pack_id: UUID) -> HttpResponse:
    """Take a proposed pack back."""
    found = pack_for(signed_in(request), pack_id=pack_id)
    return TWO_PEOPLE.take_back(request, found, withdraw=actions.withdraw_pack)


def _shows(officer: Officer, found: JurisdictionPack) -> dict[str, object]:
    is_open = found.state == "open"
    read = read_pack(found.document, adopted=not is_open)
    words, tone = STATES[found.state]
    context: dict[str, object] = {
        "pack": found,
        "state": words,
        "tone": tone,
        "is_own": found.proposed_by_id == officer.id,
        "is_open": is_open,
        "facts": _facts(found, read),
        "rules": [(words, [_rule(rule) for rule in rules])
                  for words, rules in by_sort(read.rules, key=lambda rule: rule.key)],
        "fields": [(field_word(each.name), each) for each in read.fields],
        "lacks": [(rule_words(each.name), each) for each in read.lacks],
        "keepers": [(service_word(each.service), each) for each in read.keepers],
        "numbers": [(service_word(each.service), each) for each in read.numbers],
        "order_text": read.text("order", (get_language() or "en")[:2]),
    }
    if is_open:
        context["foreseen"] = _foreseen(read)
    return context


def _foreseen(read: Pack) -> list[tuple[Text, list[tuple[dict[str, object], str, Effect]]]]:
    """Return by sort of rule what approving a pack now would change: the rule, its value until then, and its clocks."""
    return [
        (words, [(_rule(each.change.rule),
                  _before(each.change.rule, each.change.before, each.change.before_measure), each.effect)
                 for each in rows])
        for words, rows in by_sort(foresee(read, at=database_now()), key=lambda each: each.change.rule.key)
    ]  # fmt: skip


def _facts(found: JurisdictionPack, read: Pack) -> list[SummaryRow]:
    return [
        SummaryRow(label=_("Jurisdiction"), value=f"{found.jurisdiction} · {found.title}"),
        SummaryRow(label=_("Version"), value=str(found.version)),
        SummaryRow(label=_("Told from memory, to be checked"), value=str(read.unverified())),
        SummaryRow(label=_("SHA-256 of the text"), value=found.digest, is_code=True),
        SummaryRow(label=_("Proposed by badge"), value=found.proposed_by.badge),
        SummaryRow(label=_("Decided by badge"), value=found.decided_by.badge if found.decided_by else "–"),
    ]


def _rule(rule: PackRule) -> dict[str, object]:
    return {
        "title": rule_words(rule.key),
        "value": length_words(rule),
        "scope": scope_words(rule),
        "source": rule.source,
        "is_read": rule.status == "read",
    }


def _before(rule: PackRule, value: int | None, measure: str | None) -> str:
    if value is None or measure is None:
        return "–"
    return length_words(PackRule(rule.key, value, measure, "", "", ANY))


TWO_PEOPLE = TwoPeople(
    pages="packs",
    again="pack",
    may_decide=check_can_decide_pack,
    may_withdraw=check_can_withdraw_pack,
    shows=_shows,
    names="pack_id",
    page="pack",
)
