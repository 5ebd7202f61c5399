"""Targets: which are looked for, one of them with its images and its decision, and the look-up of a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.clocks import instant_of
from custody.core.verdicts import verdict
from custody.deadlines.selectors import database_now, open_clocks
from custody.evidence import target_permissions
from custody.evidence.actions import linking, lookups, scans
from custody.evidence.actions import targets as acts
from custody.evidence.selectors import targets as reads
from custody.evidence.selectors.colleagues import likely_beside
from custody.evidence.selectors.timeline import people_in
from custody.ledger.selectors import told
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import Entry
from custody.web.shared.repeats import first_answer
from custody.web.shared.showing import shown_until
from custody.web.shared.tabs import chosen, tabs
from custody.web.shared.taking_out import shown_once
from custody.web.shared.telling import sentence_of
from custody.web.targets import words
from custody.web.targets.forms import (
    ArrivalForm,
    FindForm,
    LetGoForm,
    LinkDecisionForm,
    LinkForm,
    LookForm,
    LookUpForm,
    OpenForm,
    ReadingForm,
    ScanForm,
    SearchForm,
    UnlinkForm,
)

if TYPE_CHECKING:
    from custody.evidence.models import Target
    from custody.organisation.models import Officer

TABS = {"waiting": _("Waiting for a decision"), "search": _("To be searched"), "found": _("Let go and found"),
        "all": _("All")}  # fmt: skip
_PENDING = (*reads.UNDECIDED, "search")
_STATES_OF = {"waiting": reads.UNDECIDED, "search": ("search",)}
_STORY = 100


@require_GET
def targets(request: HttpRequest) -> HttpResponse:
    """List the targets the officer may know of; what is looked for is on none of these lines."""
    officer = signed_in(request)
    every, tab = reads.visible_targets(officer), chosen(request, TABS)
    missed = reads.let_go_and_found(every)
    # What others found is decided no more: it is searched when it comes.
    waits = every.filter(state__in=_STATES_OF.get(tab, ()), **({"found_at": None} if tab == "waiting" else {}))
    rows = missed if tab == "found" else every if tab == "all" else waits
    number_missed = missed.count()
    return TemplateResponse(
        request,
        "custody/targets/list.html",
        {
            "listing": listing(request, rows.order_by("-expected_at", "pk")),
            "tabs": tabs(TABS, current=tab, counts={"found": number_missed} if number_missed else {}),
            "missed": number_missed,
            "words": words,
            "pending": _PENDING,
            "now": database_now(),
            "may": _may(officer, None),
        },
    )


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Open a target."""
    form = OpenForm(request.POST or None, initial={"tip_reference": request.GET.get("tip", "")[:12]})
    if form.is_valid():
        answers = form.cleaned_data
        names = ("origin", "grounds", "expected_at", "container_number", "imo_number", "vessel", "call", "authority",
                 "tip_reference")  # fmt: skip
        said = {name: answers[name] for name in names} | {"expected_at": _instant(answers["expected_at"])}
        with attempt(form, again="target") as done:
            done.ref = acts.open_target(act=act_for(request, form), **said).id
        if done.ref:
            return redirect("targets:target", done.ref)
    return show_form(request, "custody/targets/open.html", form=form)


@require_GET
def target(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Show a target: its decision and images; what is looked for and why is masked unless a reveal lasts."""
    officer = signed_in(request)
    found = reads.target_for(officer, target_id=target_id)
    sees_looks, seen = officer.has_role(*reads.SEES_LOOKS), reads.target_seen(officer, found)
    hits = reads.hits_of(found)
    why = reads.why_released(hit.unit_id for hit in hits)
    return TemplateResponse(request, "custody/targets/target.html", {
        "target": found,
        "words": words,
        "seen": seen,
        "shown": shown_until(seen, at=database_now()),
        "may": _may(officer, found),
        "images": reads.images_of(found),
        "hits": hits,
        "stopped": [(hit, why.get(hit.unit_id)) for hit in hits],
        "clocks": open_clocks([found.id]).get(found.id, []),
        "now": database_now(),
        "looks": reads.looks_at(found) if sees_looks else None,
        "entries": _entries(found),
    })  # fmt: skip


def _entries(found: Target) -> list[Entry]:
    """Return what happened to a target; its sentences say nothing of what was decided, the rows above do."""
    lines = told([found.stream_id], limit=_STORY)
    badges = people_in(lines)
    return [
        Entry(
            sentence=sentence_of(line),
            at=line.values.get("effective_at", line.recorded_at),
            badge=badges.get(line.actor, ""),
            receipt=line.leaf_hash[:8],
        )
        for line in lines
    ]


def _instant(local: datetime) -> datetime:
    """Return the instant of a time on the clock of the house."""
    return instant_of(local, zone=settings.CUSTODY_SITE_TIME_ZONE)


def _may(officer: Officer, found: Target | None) -> set[str]:
    """Return the names of the acts that the officer may do now, with a target or with none yet."""
    rules = target_permissions
    checks: dict[str, Callable[[], object]] = {
        "open": lambda: rules.check_can_target(officer),
        "look_up": lambda: rules.check_can_look_up(officer),
        "tips": lambda: rules.check_can_handle_sources(officer),
    }
    if found is not None:
        checks |= {
            "search": lambda: rules.check_can_decide_search(officer, found),
            "ask": lambda: rules.check_can_ask_let_go(officer, found),
            "decide": lambda: rules.check_can_let_go(officer, found),
            "reschedule": lambda: rules.check_can_reschedule(officer, found),
            "find": lambda: rules.check_can_tell_of_find(officer, found),
            "decide_link": lambda: rules.check_can_decide_link(officer, found, approve=False),
            "unlink": lambda: rules.check_can_unlink(officer),
        }
    return {name for name, check in checks.items() if verdict(check).ok}


@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Show what is looked for, after it was recorded who asks and why."""
    return _ask(request, target_id, LookForm, "reveal", lambda act, answers: lookups.reveal_target(
        act=act, target_id=target_id, reason=answers["reason"]))  # fmt: skip


@require_http_methods(["GET", "POST"])
def arrival(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Say that it is expected at another time."""
    return _ask(request, target_id, ArrivalForm, "arrival", lambda act, answers: acts.reschedule_target(
        act=act, target_id=target_id, expected_at=_instant(answers["expected_at"]), call=answers["call"],
        reason=answers["reason"]))  # fmt: skip


@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Add a scan image."""
    return _ask(request, target_id, ScanForm, "scan", lambda act, answers: scans.attach_scan(
        act=act, target_id=target_id, content=answers["photo"].read(), scanner=answers["scanner"],
        port=answers["port"]))  # fmt: skip


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Decide that it is searched."""
    return _ask(request, target_id, SearchForm, "search", lambda act, answers: acts.decide_search(
        act=act, target_id=target_id, searcher_badge=answers["searcher_badge"],
        expected_seq=answers["expected_seq"]), offers="searcher_badge", decides=True)  # fmt: skip


@require_http_methods(["GET", "POST"])
def let_go(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Ask that it is let go."""
    return _ask(request, target_id, LetGoForm, "let_go", lambda act, answers: acts.ask_let_go(
        act=act, target_id=target_id, reason_code=answers["reason_code"], reason=answers["reason"],
        expected_seq=answers["expected_seq"]), decides=True)  # fmt: skip


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Let it go, as the second of two."""
    return _ask(request, target_id, CustodyForm, "decide", lambda act, answers: acts.let_go(
        act=act, target_id=target_id, expected_seq=answers["expected_seq"]), decides=True)  # fmt: skip


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Say that a stopped conveyance belongs to it."""
    return _ask(request, target_id, LinkForm, "link", lambda act, answers: linking.link_conveyance(
        act=act, target_id=target_id, label=answers["label"]))  # fmt: skip


@require_http_methods(["GET", "POST"])
def decide_link(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Say as the second person whether a conveyance belongs to it."""
    return _ask(request, target_id, LinkDecisionForm, "decide_link", lambda act, answers: linking.decide_link(
        act=act, target_id=target_id, approve=answers["answer"] == "yes",
        expected_seq=answers["expected_seq"]), decides=True)  # fmt: skip


@require_http_methods(["GET", "POST"])
def unlink(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Say that a conveyance does not belong to it after all."""
    return _ask(request, target_id, UnlinkForm, "unlink", lambda act, answers: linking.unlink_conveyance(
        act=act, target_id=target_id, label=answers["label"], reason=answers["reason"]))  # fmt: skip


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Record that others found drugs in it."""
    return _ask(request, target_id, FindForm, "found", lambda act, answers: acts.tell_of_find(
        act=act, target_id=target_id, authority=answers["authority"], remark=answers["remark"]))  # fmt: skip


def _ask(
    request: HttpRequest,
    target_id: UUID,
    kind: type[CustodyForm],
    page: str,
    do: Callable[[Any, dict[str, Any]], object],
    *,
    offers: str = "",
    decides: bool = False,
) -> HttpResponse:
    """Show one form about a target, do one act with its answers, and go back to the target; a decision is refused
    when something happened since the page was shown."""
    officer = signed_in(request)
    about = reads.target_for(officer, target_id=target_id)
    form = kind(request.POST or None, request.FILES or None, seen=about.last_seq if decides else None,
                initial={"label": request.GET.get("label", "")[:32]})  # fmt: skip
    if offers:
        form.suggest(offers, likely_beside(officer))
    if first_answer(request, form, again="target"):
        return redirect("targets:target", about.id)
    if form.is_valid():
        with attempt(form, again="target") as done:
            do(act_for(request, form), form.cleaned_data)
            done.ref = about.id
        if done.ref:
            return redirect("targets:target", about.id)
    return show_form(request, f"custody/targets/{page}.html", form=form, target=about, words=words,
                     images=reads.images_of(about) if page == "decide" else ())


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, scan_id: UUID) -> HttpResponse:
    """Show a scan image after it was recorded who looks and why."""
    image = reads.image_for(signed_in(request), scan_id=scan_id)
    form = LookForm(request.POST or None)

    def see() -> tuple[bytes, str]:
        seen = scans.look_at_scan(act=act_for(request, form), scan_id=image.id, reason=form.cleaned_data["reason"])
        return seen.content, seen.media_type

    given = shown_once(form, see) if form.is_valid() else None
    if given is not None:
        return given
    return show_form(request, "custody/targets/look.html", form=form, scan=image)


@require_http_methods(["GET", "POST"])
def reading(request: HttpRequest, scan_id: UUID) -> HttpResponse:
    """Say what a scan image shows."""
    image = reads.image_for(signed_in(request), scan_id=scan_id)
    form = ReadingForm(request.POST or None)
    if first_answer(request, form, again="target"):
        return redirect("targets:target", image.target_id)
    if form.is_valid():
        with attempt(form, again="target") as done:
            scans.read_scan(act=act_for(request, form), scan_id=image.id, result=form.cleaned_data["result"],
                            remark=form.cleaned_data["remark"])  # fmt: skip
            done.ref = image.target_id
        if done.ref:
            return redirect("targets:target", image.target_id)
    return show_form(request, "custody/targets/reading.html", form=form, scan=image)


@require_http_methods(["GET", "POST"])
@requires_role(*target_permissions.LOOKS_UP)
def look_up(request: HttpRequest) -> HttpResponse:
    """Look up a container number, after it was recorded who asks and why."""
    officer, form = signed_in(request), LookUpForm(request.POST or None)
    answer = None
    if form.is_valid():
        with attempt(form, again="consultation"):
            answer = lookups.look_up_container(
                act=act_for(request, form), container_number=form.cleaned_data["container_number"].number,
                reason=form.cleaned_data["reason"])  # fmt: skip
    known = set() if answer is None else set(
        reads.visible_targets(officer).filter(pk__in=[each.id for each in answer.targets]).values_list("pk", flat=True))
    return show_form(request, "custody/targets/look_up.html", form=form, answer=answer, words=words, known=known)
