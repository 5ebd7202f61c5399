"""The page of a unit: who has it, what it is, what happened to it, and what can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.act import Basis
from custody.core.clock_kinds import ClockType
from custody.core.events import CUSTODY_GAP, UNIT_CORRECTED
from custody.core.exceptional import RECOVERED
from custody.core.lifecycle import RETURNS, Family, SearchState
from custody.core.postings import NO_DRUGS
from custody.deadlines.selectors import gaps_by, is_counted_blind, open_clocks
from custody.destruction.permissions import HOLDERS
from custody.destruction.selectors.access import SEES_ORDERS
from custody.destruction.selectors.alike import Alike
from custody.destruction.selectors.holds import holds_on, may_be_held
from custody.evidence.actions.consult import reveal_place
from custody.evidence.clearance_permissions import READS_BOARD
from custody.evidence.selectors import access
from custody.evidence.selectors.bays import bay_of
from custody.evidence.selectors.borne import seals_borne
from custody.evidence.selectors.clearance import held_for
from custody.evidence.selectors.counting import counts_now
from custody.evidence.selectors.doors import fails_its_check, owes_doors
from custody.evidence.selectors.exceptions import made_of, sources_of
from custody.evidence.selectors.facts import ancestors_of, open_guards, seal_chain
from custody.evidence.selectors.gaps import SILENT
from custody.evidence.selectors.having import Had, had_by
from custody.evidence.selectors.holding import units_inside
from custody.evidence.selectors.masses import masses_of
from custody.evidence.selectors.missions import newest_load, open_stop, visible_missions
from custody.evidence.selectors.places import looks_at_unit, place_seen
from custody.evidence.selectors.sampling import bound_for
from custody.evidence.selectors.seal_register import batch_of
from custody.evidence.selectors.targets import SEES_LOOKS, targets_of_unit
from custody.evidence.selectors.timeline import is_gap_of_mission, people_in, timeline
from custody.evidence.selectors.treatment import unsigned_among
from custody.ledger.once import looking
from custody.ledger.selectors import Told
from custody.reports.words import SAID_SUBSTANCES
from custody.web.shared.blocking import tasks_of
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.local import with_offset
from custody.web.shared.parts import Entry, Task
from custody.web.shared.sealing import SEAL_CLASSES
from custody.web.shared.showing import shown_until
from custody.web.shared.telling import house_words, sentence_of
from custody.web.shared.turning import leaf_of
from custody.web.shared.words import HELD_FOR, LOAD_STATES, SAMPLE_DESTINATIONS
from custody.web.units.forms import RevealForm
from custody.web.units.steps import steps_for

if TYPE_CHECKING:
    from custody.deadlines.models import Clock
    from custody.evidence.models import HandlingUnit
    from custody.evidence.selectors.gaps import OpenGap
    from custody.organisation.models import Officer

TIMELINE, INSIDE_AT_ONCE = 100, 60


BURNS = (ClockType.TARGET_DESTRUCTION, ClockType.FASTLANE)


@dataclass(frozen=True, slots=True)
class Running:
    """A clock, and how much of its time has gone by, in percent."""

    clock: Clock
    percent: int


def lapsed(clock: Clock, *, at: datetime) -> int:
    """Return how much of a clock's time has gone by, from 0 to 100; a paused one stands where it was paused."""
    whole = (clock.due_at - clock.started_at).total_seconds()
    gone = ((clock.paused_at or at) - clock.started_at).total_seconds()
    return 100 if whole <= 0 else min(max(round(100 * gone / whole), 0), 100)


@require_GET
@looking()
def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Show a unit. Its place is masked unless a reveal to this officer lasts."""
    officer = signed_in(request)
    found = access.unit_for(officer, unit_id=unit_id)
    around = ancestors_of(found)
    outermost = [found, *around][-1]
    had = had_by(found, around)
    now = had.at
    began = targets_of_unit(officer, found.id) if found.family is Family.CONVEYANCE else []
    lines = timeline(found, limit=TIMELINE, began_with=[target.stream_id for target in began], had=had)
    clocks = open_clocks({found.id, outermost.id, *had.carried_by})
    gaps = gaps_by(outermost, had=had, clocks=clocks)
    place = place_seen(officer, found)
    # Nothing else is done with what is not there: neither is it burnt or weighed, nor does it move.
    is_lost = found.search_state != SearchState.LOCATED and not found.is_gone
    # What is frozen is not burnt, however long it lies: whoever has it can keep no such deadline.
    is_frozen = outermost.discrepancy_open and not outermost.is_gone
    known = list(found.discrepancies.all()) if had.discrepancies else []
    differing = [row for row in known if row.resolved_at is None]
    is_mine = access.is_custodian(officer, outermost) and not found.is_gone
    seals = seal_chain(found) if is_mine else []
    return TemplateResponse(
        request,
        "custody/units/unit.html",
        {
            "unit": found,
            "outermost": outermost,
            "is_inside": outermost.id != found.id,
            "number_fails": fails_its_check(found),
            "owes_doors": owes_doors(found),
            "is_mine": is_mine,
            "steps": steps_for(officer, found),
            "bars": _bars(officer, outermost, at=now),
            "holds": holds_on([outermost.id])[outermost.id] if had.holds else [],
            "sees_hold": officer.has_role(*SEES_ORDERS),
            "may_hold": officer.has_role(*HOLDERS) and may_be_held(outermost),
            "clocks": [Running(each, lapsed(each, at=now))
                       for each in clocks.get(outermost.id, [])
                       if not (is_lost and each.clock_type != ClockType.SEARCH)
                       and not (is_frozen and each.clock_type in BURNS)],
            "is_frozen": is_frozen,
            "is_lost": is_lost,
            "now": now,
            "treated": bool(unsigned_among([found])),
            "place": place,
            "bay": "" if place is None else bay_of(outermost),
            "shown": shown_until(place, at=now),
            "at_hand": _at_hand(officer, outermost) if place is None else None,
            "guards": open_guards(found) if had.guards else [],
            "seals": seals,
            "seal_kind": next((SEAL_CLASSES.get(seal.seal_class, "") for seal in reversed(seals)
                               if seal.removed_at is None), ""),
            "seal_batch": batch_of(found.seal) if is_mine else None,
            "ride": _ride(officer, outermost, had, gaps) if had.rides else None,
            "targets": began,
            "held": HELD_FOR.get(held_for(found) or "", "") if officer.has_role(*READS_BOARD) else "",
            "bound_for": SAMPLE_DESTINATIONS.get(bound_for(found) or "", ""),
            "laboratory": SAID_SUBSTANCES.get(found.substance_found or "", ""),
            "is_blind": is_counted_blind(officer, clocks.get(found.id, [])),
            **(_inside(request, found) if had.contents else {}),
            "back_as": made_of(found) if found.custody_state in RETURNS else [],
            "back_from": sources_of(found) if any(row.discrepancy_kind == RECOVERED for row in known) else [],
            "masses": masses_of(found) if access.sees_mass(officer) and found.family is Family.GOODS else None,
            "photos": _photos(found) if had.photos else [],
            "discrepancies": differing,
            "looks": looks_at_unit(found, has_photos=had.photos) if officer.has_role(*SEES_LOOKS) else None,
            "look_words": LOOKS,
            # Whoever took it over with another seal does not learn here which one it should be.
            "seal_differs": any(row.discrepancy_kind == "seal" for row in differing),
            "seal_read": seals_borne(officer, [found]).get(found.id, ""),
            "entries": [*lasting(gaps, at=now), *in_gaps(entries_of(lines), gaps)],
            "gaps": gaps,
        },
    )


@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Show where a unit lies, after it was recorded who asks and why."""
    found = access.unit_for(signed_in(request), unit_id=unit_id)
    form = RevealForm(request.POST or None)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            reveal_place(act=act_for(request, form), unit_id=found.id, reason=form.cleaned_data["reason"])
            done.ref = found.id
        if done.ref:
            return redirect("units:unit", found.id)
    return show_form(request, "custody/units/reveal.html", form=form, unit=found)


def _at_hand(officer: Officer, outermost: HandlingUnit) -> RevealForm | None:
    """Return the reveal whose reason is the task that is open anyhow: who has it must find it, and says so by one tap.
    Everybody else writes why."""
    if outermost.is_gone or not access.is_custodian(officer, outermost):
        return None
    form = RevealForm(initial={"reason": _("It is in my custody")}, auto_id="at_hand_%s")
    form.fields["reason"].widget = HiddenInput()
    return form


def entries_of(lines: list[Told]) -> list[Entry]:
    """Return events as a timeline shows them: a sentence, a time, a badge, and a mark when they are not live.

    What was put right since is struck through; what was entered late shows both times.
    """
    badges = people_in(lines)
    wrong = {(line.stream_id, line.values.get("event_seq")) for line in lines if line.type is UNIT_CORRECTED}
    return [
        Entry(
            sentence=sentence_of(line),
            at=line.values.get("effective_at", line.recorded_at),
            badge=badges.get(line.actor, ""),
            mark=_mark(line),
            tone="danger" if line.type is CUSTODY_GAP or is_gap_of_mission(line) else "neutral",
            is_gap=line.type is CUSTODY_GAP,
            is_struck=(line.stream_id, line.seq) in wrong,
            details=[_entered(line)] if line.values.get("basis") == Basis.LATE.value else [],
            receipt=line.leaf_hash[:8],
        )
        for line in lines
    ]


def _mark(line: Told) -> str | Promise:
    if line.type is CUSTODY_GAP:
        return _GAP
    if line.values.get("explained") is False:
        return _UNEXPLAINED
    return _MARKS.get(line.values.get("basis", ""), "")


def lasting(gaps: Sequence[OpenGap], *, at: datetime) -> list[Entry]:
    """Return the gaps that last as the newest entries of a timeline: from when they began until now."""
    return [
        Entry(
            sentence=_("Custody is not shown until now: %(gap)s") % {"gap": house_words(each.gap)},
            at=each.since,
            mark=_OPEN_GAP,
            tone="danger",
            is_gap=True,
            details=[_minutes(each, at=at)],
        )
        for each in gaps
    ]


def _minutes(gap: OpenGap, *, at: datetime) -> str:
    count = max(1, round((at - gap.since).total_seconds() / 60))
    return ngettext("For %(count)d minute so far", "For %(count)d minutes so far", count) % {"count": count}


def in_gaps(entries: list[Entry], gaps: Sequence[OpenGap]) -> list[Entry]:
    """Return the entries, those within a gap that lasts drawn as part of it: the red line goes on until now."""
    since = min((each.since for each in gaps), default=None)
    return [replace(each, is_gap=each.is_gap or (since is not None and each.at >= since)) for each in entries]


def _ride(officer: Officer, outermost: HandlingUnit, had: Had, gaps: Sequence[OpenGap]) -> dict[str, object] | None:
    """Return the transport that a unit is named for, rides with or rode with last, as the page shows it."""
    load = newest_load(outermost)
    if load is None:
        return None
    mission = load.mission
    late = [gap.since for gap in gaps if gap.gap == SILENT]
    return {
        "load": load,
        "word": LOAD_STATES[load.state],
        "mission": mission,
        "may_see": visible_missions(officer).filter(pk=mission.id).exists(),
        "silent_since": min(late, default=None) if load.state == "carried" else None,
        "stop": open_stop(mission) if load.state == "carried" and had.stands_still else None,
    }


def _bars(officer: Officer, outermost: HandlingUnit, *, at: datetime) -> list[Task]:
    """Return what keeps drugs from the fire, to anybody but who has them: they read what to do with them."""
    is_drugs = outermost.family is Family.GOODS and outermost.kind != "sample" and outermost.kind not in NO_DRUGS
    if not is_drugs or outermost.is_gone or access.is_custodian(officer, outermost) or counts_now(officer):
        return []
    return tasks_of(officer, [Alike(outermost)], at=at)


def _entered(line: Told) -> str:
    return _("Entered %(at)s") % {"at": with_offset(line.recorded_at, zone=settings.CUSTODY_SITE_TIME_ZONE)}


LOOKS = {
    "place": gettext_lazy("the place"), "plan": gettext_lazy("what stands in its store"),
    "media": gettext_lazy("a photo"),
}  # fmt: skip
_GAP = gettext_lazy("gap in custody")
_UNEXPLAINED = gettext_lazy("no reason given")
_OPEN_GAP = gettext_lazy("gap in custody, open")
_MARKS = {
    Basis.LATE.value: gettext_lazy("late"),
    Basis.PAPER.value: gettext_lazy("from paper"),
    Basis.SCENARIO.value: gettext_lazy("scenario"),
    Basis.OPENING.value: gettext_lazy("before this record"),
}


def _inside(request: HttpRequest, found: HandlingUnit) -> dict[str, Any]:
    """Return what lies directly inside a unit: of a pallet with hundreds of bags a part, with how many there are."""
    rows = units_inside(found)
    first = list(rows[: INSIDE_AT_ONCE + 1])
    if len(first) <= INSIDE_AT_ONCE:
        return {"inside": first}
    leaf = leaf_of(request, rows.count(), where="inside", size=INSIDE_AT_ONCE)
    return {"inside": first[:-1] if leaf is None else rows[leaf.begins : leaf.ends], "inside_leaf": leaf}


def _photos(found: HandlingUnit) -> list[object]:
    return list(found.photos.filter(proposal=None, lab_result=None).order_by("taken_at")[:50])
