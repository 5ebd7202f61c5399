"""Court packets of a seizure: list them, ask for one, decide about it, take its file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.verdicts import verdict
from custody.evidence import packet_permissions as permissions
from custody.evidence.actions import packets as actions
from custody.evidence.lists import PACKET_LEVELS
from custody.evidence.selectors import access
from custody.evidence.selectors.packets import house_policy, outline, packet_for, visible_packets, waiting_packet
from custody.organisation.selectors.sessions import database_now
from custody.web.packets.forms import AskForm, DecideForm, TakeForm, WithdrawForm
from custody.web.packets.reading_copy import reading_copy
from custody.web.packets.words import LANGUAGES, LEVELS, PURPOSES, STATES
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.repeats import first_answer
from custody.web.shared.taking_out import given_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from custody.core.act import Act
    from custody.evidence.models import CourtPacket
    from custody.organisation.models import Officer

COMMAND = "python3 verify.py PACKET.zip --policy FILE"
"""What a court types; it is the same in every language."""


@require_GET
@requires_role(*permissions.READERS)
def packets(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """List the court packets of a seizure, and say how a court checks one alone."""
    officer = signed_in(request)
    found = access.seizure_for(officer, seizure_id=seizure_id)
    rows = [(row, PURPOSES[row.purpose], *STATES[row.state]) for row in visible_packets(officer).filter(seizure=found)]
    policy = verdict(house_policy)
    return TemplateResponse(request, "custody/packets/list.html", {
        "seizure": found, "packets": rows, "may_ask": bool(_levels(officer)) and waiting_packet(found) is None,
        "policy": house_policy() if policy.ok else "", "command": COMMAND.split(),
    })  # fmt: skip


@require_GET
@requires_role(*permissions.READERS)
def every(request: HttpRequest) -> HttpResponse:
    """List the court packets of every seizure, the newest first, those that wait for a second person marked."""
    page = listing(request, visible_packets(signed_in(request)))
    rows = [(row, PURPOSES[row.purpose], *STATES[row.state]) for row in page.rows]
    return TemplateResponse(request, "custody/packets/every.html", {"listing": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@requires_role(*permissions.READERS)
def ask(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Ask for a court packet; another person decides."""
    officer = signed_in(request)
    found = access.seizure_for(officer, seizure_id=seizure_id)
    levels = _levels(officer)
    form = AskForm(request.POST or None, seen=found.last_seq, levels=levels)
    first = first_answer(request, form, again="packet")
    if first:
        return redirect("packets:packet", first)
    if form.is_valid():
        with attempt(form, again="packet") as done:
            said = form.cleaned_data
            done.ref = actions.ask_packet(
                act=act_for(request, form), seizure_id=found.id, purpose=said["purpose"], recipient=said["recipient"],
                language=said["language"], level=said["level"], expected_seq=said["expected_seq"],
            ).id  # fmt: skip
        if done.ref:
            return redirect("packets:packet", done.ref)
    rows = [SummaryRow(label=LEVELS[level], value=_held(outline(found, level=level))) for level in levels]
    return show_form(request, "custody/packets/ask.html", form=form, seizure=found, rows=rows)


@require_GET
def packet(request: HttpRequest, packet_id: UUID) -> HttpResponse:
    """Show a packet: what was asked for, what it holds or would hold, and what may be done with it."""
    officer = signed_in(request)
    found = packet_for(officer, packet_id=packet_id)
    word, tone = STATES[found.state]
    return TemplateResponse(request, "custody/packets/packet.html", {
        "packet": found, "seizure": found.seizure, "rows": _facts(found), "word": word, "tone": tone,
        "may_decide": verdict(lambda: permissions.check_can_decide_packet(officer, found)).ok,
        "may_withdraw": verdict(lambda: permissions.check_can_withdraw_packet(officer, found)).ok,
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, packet_id: UUID) -> HttpResponse:
    """Issue the packet that somebody else asked for, or do not."""
    found = packet_for(signed_in(request), packet_id=packet_id)
    form = DecideForm(request.POST or None, seen=found.seizure.last_seq)

    def does(act: Act) -> object:
        does_it = actions.issue_packet if form.cleaned_data["answer"] == "yes" else actions.refuse_packet
        return does_it(act=act, packet_id=found.id, expected_seq=form.cleaned_data["expected_seq"])

    return _question(request, found, form, "custody/packets/decide.html", does,
                     may=lambda officer: permissions.check_can_decide_packet(officer, found))  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, packet_id: UUID) -> HttpResponse:
    """Take back that one asked for a packet."""
    found = packet_for(signed_in(request), packet_id=packet_id)
    form = WithdrawForm(request.POST or None, seen=found.seizure.last_seq)
    return _question(
        request, found, form, "custody/packets/withdraw.html",
        lambda act: actions.withdraw_packet(act=act, packet_id=found.id,
                                            expected_seq=form.cleaned_data["expected_seq"]),
        may=lambda officer: permissions.check_can_withdraw_packet(officer, found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, packet_id: UUID) -> HttpResponse:
    """Hand out the file of an issued packet for a reason."""
    officer = signed_in(request)
    found = packet_for(officer, packet_id=packet_id)
    permissions.check_can_read_packet(officer, found)
    form = TakeForm(request.POST or None)

    def take_it() -> HttpResponse:
        seen = actions.read_packet(act=act_for(request, form), packet_id=found.id, reason=form.cleaned_data["reason"])
        content, kind, name = seen.content, seen.media_type, seen.name
        if form.cleaned_data["taken"] == "copy":
            content = reading_copy(found, content, taken_by=officer.pseudonym, at=database_now())
            kind, name = "application/pdf", name.replace(".custody.zip", ".pdf")
        answer = HttpResponse(content, content_type=kind)
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    given = given_once(form, take_it) if form.is_valid() else None
    if given is not None:
        return given
    return show_form(request, "custody/packets/take.html", form=form, packet=found, seizure=found.seizure)


def _question(
    request: HttpRequest, found: CourtPacket, form: CustodyForm, template: str, does: Callable[[Act], object],
    *, may: Callable[[Officer], None],
) -> HttpResponse:  # fmt: skip
    if first_answer(request, form, again="packet"):
        return redirect("packets:packet", found.id)
    may(signed_in(request))
    if form.is_valid():
        with attempt(form, again="packet") as done:
            does(act_for(request, form))
            done.ref = found.id
        if done.ref:
            return redirect("packets:packet", found.id)
    return show_form(request, template, form=form, packet=found, seizure=found.seizure, rows=_facts(found))


def _levels(officer: Officer) -> list[str]:
    """Return the levels of packets that the officer may ask for."""
    check = permissions.check_can_have_packet
    return [level for level in PACKET_LEVELS if verdict(partial(check, officer, level=level)).ok]


def _facts(found: CourtPacket) -> list[SummaryRow]:
    rows = [
        SummaryRow(label=_("What for"), value=PURPOSES[found.purpose]),
        SummaryRow(label=_("Who gets it"), value=found.recipient),
        SummaryRow(label=_("Language of the proceedings"), value=dict(LANGUAGES)[found.language]),
        SummaryRow(label=_("How much it shows"), value=LEVELS[found.level]),
        SummaryRow(label=_("Asked by badge"), value=found.asked_by.badge, is_code=True),
    ]
    if found.decided_by is not None:
        rows.append(SummaryRow(label=_("Decided by badge"), value=found.decided_by.badge, is_code=True))
    if found.state == "asked":
        rows.append(SummaryRow(label=_("It would hold"), value=_held(outline(found.seizure, level=found.level))))
    if found.state == "issued":
        rows += [
            SummaryRow(label=_("It holds the events of the seizure up to number"), value=found.events),
            SummaryRow(label=_("SHA-256 of the file, as it was recorded:"), value=found.sha256, is_code=True),
        ]
    return rows


def _held(held: Any) -> str:
    """Return in words how much a packet holds."""
    events = ngettext("%(n)d event", "%(n)d events", held.events) % {"n": held.events}
    shown = ngettext("%(n)d value shown", "%(n)d values shown", held.shown) % {"n": held.shown}
    withheld = ngettext("%(n)d withheld or erased", "%(n)d withheld or erased", held.withheld) % {"n": held.withheld}
    return f"{events} · {shown} · {withheld}"
