"""What a seizure still needs: what holds the load where it is, and what can be done beside that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from custody.core.lifecycle import CustodyState, SearchState
from custody.core.postings import NO_DRUGS
from custody.core.verdicts import verdict
from custody.deadlines.selectors import open_clocks
from custody.deadlines.types import ClockType
from custody.evidence.permissions import check_can_end_extraction
from custody.evidence.selectors.access import sees_mass_of
from custody.evidence.selectors.counting import counts_now
from custody.evidence.selectors.doors import DOORS, owes_doors
from custody.evidence.selectors.exceptions import seconds_owed
from custody.evidence.selectors.facts import offered_among
from custody.evidence.selectors.holding import discrepancies_on
from custody.evidence.selectors.photographed import is_photographed
from custody.evidence.selectors.totals import Totals
from custody.web.seizure.describing import not_said
from custody.web.seizure.handed import handed_over, named_by
from custody.web.shared.exceptional import DONE
from custody.web.shared.how_many import KINDS
from custody.web.shared.masks import mass_for
from custody.web.shared.parts import Task
from custody.web.shared.staying import lacking, signing, staying
from custody.web.shared.weights import shown
from custody.web.shared.words import DISCREPANCY_KINDS

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Seizure
    from custody.organisation.models import Officer


MOST_TASKS = 12
"""So many tasks of one kind are listed: a load of hundreds may be frozen, each unit for itself."""


@dataclass(slots=True)
class Left:
    """What is left to do about an open seizure."""

    missing: list[Task] = field(default_factory=list)
    """What must be done before the load may move; empty when it may."""
    may_move: bool = False
    owed: list[str] = field(default_factory=list)
    """What the load lacks though it may move, in words: whoever moves it knows what still has to be done."""
    to_sign: list[str] = field(default_factory=list)
    """Who has to sign as second officer, each in words."""
    unsigned: str = ""
    """The same in one sentence, beside the word that the load may move; empty when all have signed."""
    gone: str = ""
    """What was handed over, of how much, and what is amiss with it, in one sentence; empty when nothing was."""
    is_amiss: bool = False
    """Whether something is missing, or frozen where it is now."""
    tasks: list[Task] = field(default_factory=list)


def left_to_do(officer: Officer, seizure: Seizure, units: Sequence[HandlingUnit]) -> Left:
    """Return what is left to do with the outermost units of an open seizure."""
    goods = [unit for unit in units if unit.kind != "sample" and unit.kind not in NO_DRUGS]
    lying = [unit for unit in goods if unit.custody_state == CustodyState.SEIZED and _is_with_finders(seizure, unit)]
    here = [unit for unit in lying if unit.search_state == SearchState.LOCATED]
    lost = [unit for unit in goods if unit.search_state != SearchState.LOCATED and not unit.is_gone]
    left, held = Left(missing=_some(seizure, _missing(seizure, goods, here))), staying(here)
    barred = signing(officer, held)
    if barred and all(unit.signature_owed for unit in here):
        left.missing += barred
        barred, held = [], {}
    handed = handed_over(officer, seizure, goods, here=here, lost=lost)
    left.gone, left.is_amiss = handed.sentence, handed.is_amiss
    left.may_move = bool(here) and not left.missing
    left.owed = [*lacking(held), *_owed(seizure, here)]
    badges = _not_signed(seizure)
    if badges:
        left.unsigned = ngettext("Badge %(badges)s has not signed yet", "Badges %(badges)s have not signed yet",
                                 len(badges)) % {"badges": ", ".join(badges)}  # fmt: skip
    seconds = _to_sign(officer, seizure)
    left.to_sign = [str(task.label) for task in seconds]
    left.tasks = [
        *_some(seizure, _to_find(officer, lost)),
        *barred,
        *_tasks(seizure, goods, here, hand_over=_hand_over(seizure, goods, here, left, handed.takers)),
        *seconds,
        *_to_show(seizure),
        *_to_describe(seizure),
        *_still_open(officer, seizure),
    ]
    return left


def _some(seizure: Seizure, tasks: Sequence[Task]) -> list[Task]:
    """Return the first of many tasks, and how many more there are; all of them count, listed or not."""
    rest = len(tasks) - MOST_TASKS
    if rest <= 1:
        return list(tasks)
    more = ngettext("%(count)d more of these", "%(count)d more of these", rest) % {"count": rest}
    link = f"{reverse('seizure:seizure', args=[seizure.id])}#units"
    return [*tasks[:MOST_TASKS], Task(label=more, link=link, status=_("Open"), tone="danger")]


def _is_with_finders(seizure: Seizure, unit: HandlingUnit) -> bool:
    finders = {seizure.seizing_officer_id, seizure.second_officer_id}
    return not finders.isdisjoint({unit.custodian_id, unit.co_custodian_id})


def _to_find(officer: Officer, lost: Sequence[HandlingUnit]) -> list[Task]:
    """Return one task for each unit that is not where it should be: it is found before anything else is done to it."""
    named = named_by(officer, lost)
    return [
        Task(
            label=_("Find %(unit)s") % {"unit": named[unit.id]},
            link=reverse("units:unit", args=[unit.id]),
            hint=_("Say on its page when you have found it"),
            status=_("Missing"),
            tone="danger",
        )
        for unit in lost
    ]


def _owed(seizure: Seizure, here: Sequence[HandlingUnit]) -> list[str]:
    seals, weights = sum(unit.seal is None for unit in here), sum(unit.gross_mg is None for unit in here)
    out = []
    if seals:
        out.append(ngettext("%(count)d seal", "%(count)d seals", seals) % {"count": seals})
    if weights:
        out.append(ngettext("%(count)d weight", "%(count)d weights", weights) % {"count": weights})
    if not is_photographed(seizure):
        out.append(_("a photo of everything laid out"))
    if owes_doors(seizure.conveyance):
        out.append(_("a photo of the doors with the number"))
    return out


def _not_signed(seizure: Seizure) -> list[str]:
    return sorted({row.wanted.badge for row in seconds_owed([seizure.id]) if row.wanted is not None})


def _to_sign(officer: Officer, seizure: Seizure) -> list[Task]:
    """Return one task for each second officer who has not signed: nobody else can do it for them."""
    owed: dict[str, list[str]] = {}
    due: dict[str, datetime] = {}
    rows = list(seconds_owed([seizure.id]))
    clocks = open_clocks({row.unit_id for row in rows})
    for row in rows:
        badge = "" if row.wanted is None else row.wanted.badge
        owed.setdefault(badge, []).append(str(DONE.get(row.about, row.about)))
        for clock in clocks.get(row.unit_id, []):
            if clock.clock_type == ClockType.SECOND_SIGNATURE:
                due[badge] = min(due.get(badge, clock.due_at), clock.due_at)
    return [
        Task(
            label=_("Sign as second officer") if badge == officer.badge
            else _("Whoever commands signs") if not badge
            else _("Badge %(badge)s signs as second officer") % {"badge": badge},
            link=reverse("exceptions:signatures") if badge == officer.badge else "",
            hint=_("What is signed for: %(acts)s. Each signs on their own device. No order to destroy the load counts "
                   "before that") % {"acts": ", ".join(acts)},
            status=_("By %(at)s") % {"at": f"{localtime(due[badge]):%H:%M}"} if badge in due else _("Not signed"),
            tone="warning",
        )
        for badge, acts in sorted(owed.items())
    ]  # fmt: skip


def _to_show(seizure: Seizure) -> list[Task]:
    """Return the photo that is owed of doors whose number fails its own check: it shows that the number is so."""
    if not owes_doors(seizure.conveyance):
        return []
    return [
        Task(
            label=_("Take a photo of the doors with the number"),
            link=f"{reverse('photo:attach_seizure', args=[seizure.id])}?slot={DOORS}",
            hint=_("The number fails its own check: the photo shows that it stands there"),
            status=_("Photo still owed"),
            tone="warning",
        )
    ]


def _to_describe(seizure: Seizure) -> list[Task]:
    asked = not_said(seizure)
    if not asked:
        return []
    return [
        Task(
            label=_("Describe what you found"),
            link=reverse("seizure:describe", args=[seizure.id]),
            hint=", ".join(str(_OWED[name]) for name in asked if name in _OWED),
            status=_("Can wait"),
            tone="neutral",
        )
    ]


_OWED = {
    "form": gettext_lazy("its form"),
    "field_test": gettext_lazy("the field test"),
    "concealment": gettext_lazy("where it was hidden"),
    "holder": gettext_lazy("who had it"),
}


def _still_open(officer: Officer, seizure: Seizure) -> list[Task]:
    unit = seizure.conveyance
    if unit is None or not verdict(lambda: check_can_end_extraction(officer, unit)).ok:
        return []
    return [
        Task(
            label=_("Say when container %(number)s is empty") % {"number": unit.conveyance.container_number}
            if unit.conveyance.container_number
            else _("Say when %(label)s is empty") % {"label": unit.label},
            link=reverse("extraction:end", args=[unit.id]),
            hint=_("You can open another seizure out of it until then"),
            status=_("Open"),
            tone="neutral",
        )
    ]


def _missing(seizure: Seizure, goods: Sequence[HandlingUnit], here: Sequence[HandlingUnit]) -> list[Task]:
    if not goods:
        return [
            Task(
                label=_("Count, weigh and seal the units"),
                link=reverse("seizure:register", args=[seizure.id]),
                hint=_("No unit is registered yet"),
                status=_("Not started"),
                tone="warning",
            )
        ]
    out = []
    unswept = [unit for unit in here if unit.unswept]
    if unswept:
        count = ngettext("%(count)d unit is unswept", "%(count)d units are unswept", len(unswept))
        out.append(
            Task(
                label=_("Sweep for trackers"),
                link=reverse("sweep:record") + f"?seizure={seizure.id}",
                hint=count % {"count": len(unswept)},
                status=_("Sweep missing"),
                tone="warning",
            )
        )
    for unit, row in discrepancies_on(here):
        kind = DISCREPANCY_KINDS.get(row.discrepancy_kind, row.discrepancy_kind)
        out.append(
            Task(
                label=_("Have the discrepancy of %(label)s explained") % {"label": unit.label},
                link=reverse("discrepancy:resolve", args=[row.id]),
                hint=_("Missing. A supervisor who never had it and did not report it explains it")
                if row.discrepancy_kind == "missing"
                else _("%(kind)s differs. A supervisor who never had it and did not report it explains it")
                % {"kind": kind},
                status=_("Frozen"),
                tone="danger",
            )
        )
    line = offered_among(here) if here else None
    if line is not None:
        out.append(
            Task(
                label=_("Wait for the answer to the hand-over"),
                link=reverse("transfer:offered", args=[line.transfer_id]),
                hint=_("It is offered: withdraw the offer to give it to somebody else"),
                status=_("Offered"),
                tone="neutral",
            )
        )
    return out


def _tasks(
    seizure: Seizure, goods: Sequence[HandlingUnit], here: Sequence[HandlingUnit], *, hand_over: Task
) -> list[Task]:
    counted = ngettext("%(count)d unit so far", "%(count)d units so far", len(goods)) % {"count": len(goods)}
    photo = Task(
        label=_("Take a photo of everything laid out"),
        link=f"{reverse('photo:attach_seizure', args=[seizure.id])}?slot=total",
        hint=_("Nothing is burnt without one; the load may move before it"),
    )
    if is_photographed(seizure):
        photo = Task(label=photo.label, link=photo.link, status=_("Photo taken"), tone="success")
    if not goods:
        return [photo]
    if not here:
        # The load has left: nothing is weighed or sealed on the quay any more.
        if not is_photographed(seizure):
            photo = Task(
                label=photo.label, link=photo.link, status=_("Photo still owed"), tone="warning",
                hint=_("Nothing is burnt without one. Who has the load now takes it, or add one that was taken before"),
            )  # fmt: skip
        return [hand_over, photo]
    bare = [unit for unit in here if unit.seal is None]
    sealing = [
        Task(
            label=ngettext("Put %(count)d seal on", "Put %(count)d seals on", len(bare)) % {"count": len(bare)},
            link=reverse("weighing:seals", args=[seizure.id]),
            hint=ngettext("%(count)d unit bears no seal: it could be changed unseen",
                          "%(count)d units bear no seal: each could be changed unseen", len(bare))
            % {"count": len(bare)},
            status=_("Seal owed"),
            tone="warning",
        )
    ] if bare else []
    bare_of_weight = [unit for unit in here if unit.gross_mg is None]
    unweighed = sorted(bare_of_weight, key=lambda unit: (unit.seal or "~", unit.label))
    weighing = [
        Task(
            label=ngettext("Weigh %(count)d unit", "Weigh %(count)d units", len(unweighed)) % {"count": len(unweighed)},
            link=reverse("weighing:record", args=[unweighed[0].id]),
            hint=_("One after the other. What is not weighed here is weighed at the store"),
            status=_("Can wait"),
            tone="neutral",
        )
    ] if unweighed else []
    return [
        *sealing,
        *weighing,
        Task(
            label=_("Count, weigh and seal more units"),
            link=reverse("seizure:register", args=[seizure.id]),
            status=counted,
            tone="neutral",
        ),
        photo,
        hand_over,
    ]


def _hand_over(
    seizure: Seizure, goods: Sequence[HandlingUnit], here: Sequence[HandlingUnit], left: Left, takers: Sequence[str]
) -> Task:
    """Return the last task: open when the load may move; done when it has left, with who took it over and who has it by
    now; else with what it waits for."""
    label = _("Hand the load over")
    if left.may_move:
        link = reverse("transfer:offer") + f"?seizure={seizure.id}"
        return Task(label=label, link=link, status=_("Can be done now"), tone="info")
    finders = {seizure.seizing_officer_id, seizure.second_officer_id}
    if goods and not here:
        badges = sorted({unit.custodian.badge for unit in goods if unit.custodian and unit.custodian_id not in finders})
        said = _("Done: with badge %(badges)s") if badges else _("Done")
        if takers:
            said = (_("Done: badge %(takers)s took it over, badge %(badges)s has it now")
                    if badges and set(badges) != set(takers) else _("Done: badge %(takers)s took it over"))
        words = {"badges": ", ".join(badges), "takers": ", ".join(takers)}
        return Task(label=label, status=said % words, tone="success")
    return Task(label=label, status=_("Cannot start yet"), tone="neutral",
                hint=_("First: %(tasks)s") % {"tasks": "; ".join(str(task.label) for task in left.missing)})


def how_much(officer: Officer, seizure: Seizure, totals: Totals) -> list[str]:
    """Return how much was seized, in words: units by kind, bricks, and the mass as far as the officer sees it; nothing
    to who counts in a store now: it would tell what to find."""
    if counts_now(officer) is not None:
        return []
    out = [KINDS[kind](count) for kind, count in totals.by_kind.items()]
    if totals.bricks:
        out.append(
            ngettext("%(count)s brick", "%(count)s bricks", totals.bricks) % {"count": number_format(totals.bricks)}
        )
    if totals.gross_mg is not None:
        exact = sees_mass_of(officer, seizure)
        mass = shown(totals.gross_mg) if exact else mass_for(officer, totals.gross_mg)
        out.append(str(mass) if totals.weighed == totals.outermost else _so_far(totals, mass))
    elif totals.outermost:
        out.append(_("none weighed yet"))
    return out


def _so_far(totals: Totals, mass: object) -> str:
    """Return the mass of a part, said as that: a sum without the unweighed would read as the whole."""
    return _("%(weighed)d of %(count)d weighed: %(mass)s so far") % {
        "weighed": totals.weighed, "count": totals.outermost, "mass": mass,
    }  # fmt: skip
