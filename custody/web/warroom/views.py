"""The war room: every hot seizure with its lines, who has them and how long there is; taking and doing a line."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.hot import BY_WHAT
from custody.core.waivable import HOT_GATE
from custody.deadlines.selectors import database_now
from custody.evidence.actions import checklist as actions
from custody.evidence.selectors import checklists
from custody.organisation.roles import Role
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.hot import HOW, LINE_WORDS, ROLES, OneTap, lists_of
from custody.web.shared.paging import listing
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.warroom.forms import AsideForm, DoneForm

if TYPE_CHECKING:
    from custody.evidence.models import ChecklistLine

READERS = tuple(sorted({*checklists.READERS, *ROLES}))
CLOSED_SHOWN = 5


@require_GET
@requires_role(*READERS)
def board(request: HttpRequest) -> HttpResponse:
    """Show the open lists with their lines, or the inside alone when htmx asks for it; below, the newest closed."""
    officer, at = signed_in(request), database_now()
    visible = checklists.visible_checklists(officer)
    page = listing(request, visible.filter(closed_at__isnull=True))
    template = "lists" if request.headers.get("HX-Request") else "board"
    return TemplateResponse(
        request,
        f"custody/warroom/{template}.html",
        {
            "at": at,
            "listing": page,
            "lists": lists_of(officer, page.rows, at=at),
            "closed": lists_of(officer, visible.filter(closed_at__isnull=False)[:CLOSED_SHOWN], at=at),
        },
    )


@require_GET
@requires_role(*READERS)
def checklist(request: HttpRequest, checklist_id: UUID) -> HttpResponse:
    """Show one list."""
    return _page(request, checklist_id, None)


@require_POST
@requires_role(*READERS)
def take_mine(request: HttpRequest, checklist_id: UUID) -> HttpResponse:
    """Take every line that is the officer's and that nobody has."""
    officer = signed_in(request)
    found = checklists.checklist_for(officer, checklist_id=checklist_id)
    [row] = lists_of(officer, [found], at=database_now())
    form = OneTap(request.POST)
    if form.is_valid():
        with attempt(form, again="checklist") as done:
            mine = [each.line.id for each in row.lines if each.is_mine and each.line.state == "open"]
            actions.take_lines(act=act_for(request, form), line_ids=mine)
            done.ref = found.id
        if done.ref:
            return redirect("warroom:list", found.id)
    return _page(request, found.id, form)


@require_POST
@requires_role(*READERS)
def take(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Take one line."""
    line, form = _line(request, line_id), OneTap(request.POST)
    if form.is_valid():
        with attempt(form, again="checklist") as done:
            actions.take_lines(act=act_for(request, form), line_ids=[line.id])
            done.ref = line.checklist_id
        if done.ref:
            return redirect("warroom:list", line.checklist_id)
    return _page(request, line.checklist_id, form)


@require_http_methods(["GET", "POST"])
@requires_role(*READERS)
def done(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Say that a line is done: with one tap, or with a remark."""
    line = _line(request, line_id)
    form = DoneForm(request.POST or None)
    if first_answer(request, form, again="checklist"):
        return redirect("warroom:list", line.checklist_id)
    if form.is_valid():
        with attempt(form, again="checklist") as finished:
            actions.finish_lines(
                act=act_for(request, form), line_ids=[line.id], remark=form.cleaned_data["remark"] or None
            )
            finished.ref = line.checklist_id
        if finished.ref:
            return redirect("warroom:list", line.checklist_id)
    return show_form(request, "custody/warroom/done.html", form=form, **_about(line))


@require_http_methods(["GET", "POST"])
@requires_role(Role.SUPERVISOR, Role.DUTY_OFFICER)
def aside(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Set a line aside."""
    line = _line(request, line_id)
    form = AsideForm(request.POST or None)
    if first_answer(request, form, again="checklist"):
        return redirect("warroom:list", line.checklist_id)
    if form.is_valid():
        with attempt(form, again="checklist") as finished:
            actions.set_line_aside(act=act_for(request, form), line_id=line.id, reason=form.cleaned_data["reason"])
            finished.ref = line.checklist_id
        if finished.ref:
            return redirect("warroom:list", line.checklist_id)
    return show_form(request, "custody/warroom/aside.html", form=form, gate=HOT_GATE, **_about(line))


def _line(request: HttpRequest, line_id: UUID) -> ChecklistLine:
    return checklists.line_for(signed_in(request), line_id=line_id)


def _about(line: ChecklistLine) -> dict[str, object]:
    return {
        "line": line, "seizure": line.checklist.seizure, "words": LINE_WORDS[line.what], "how": HOW[line.what],
        "needs_waiver": BY_WHAT[line.what].gate, "about": f"{line.checklist.seizure.code_word}/{line.number}",
    }  # fmt: skip


def _page(request: HttpRequest, checklist_id: UUID, form: CustodyForm | None) -> HttpResponse:
    """Return the page of one list; ``form`` is one whose act was refused."""
    officer, at = signed_in(request), database_now()
    found = checklists.checklist_for(officer, checklist_id=checklist_id)
    [row] = lists_of(officer, [found], at=at)
    several = sum(each.is_mine and each.line.state == "open" for each in row.lines) > 1
    context: dict[str, object] = {
        "at": at, "row": row, "take_mine": OneTap(auto_id="take_mine_%s") if several else None,
        "receipt": receipt_on(found.stream_id),
    }  # fmt: skip
    if form is None:
        return TemplateResponse(request, "custody/warroom/list.html", context)
    return show_form(request, "custody/warroom/list.html", form=form, **context)
