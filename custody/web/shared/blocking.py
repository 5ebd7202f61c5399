"""What keeps goods from the fire, in words: the page of a seizure, the page of a unit and the rows of the overview say
the same, each with who settles it and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from custody.core.lifecycle import GONE, CustodyState
from custody.core.postings import NO_DRUGS
from custody.core.verdicts import verdict
from custody.deadlines.selectors import next_due
from custody.deadlines.types import STORAGE, ClockType
from custody.destruction.selectors.access import SEES_ORDERS, SEES_SESSIONS
from custody.destruction.selectors.alike import Alike, alike
from custody.destruction.selectors.blocking import Bar, Barred, what_bars
from custody.evidence import report_permissions
from custody.evidence.selectors.access import is_custodian
from custody.evidence.selectors.counting import counts_now
from custody.organisation.roles import Role
from custody.reports.words import SAID_SUBSTANCES, SUBSTANCES
from custody.web.shared.exceptional import DONE
from custody.web.shared.parts import Task, Text
from custody.web.shared.words import CLOCKS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import Exhibit, HandlingUnit
    from custody.organisation.models import Officer

PAIRS_NAMED = 4
"""So many pairs of badges are named; of more it says how many there are."""
NAMED: Mapping[Bar, Text] = {
    Bar.LOST: gettext_lazy("Not where it should be"),
    Bar.DISCREPANCY: gettext_lazy("Discrepancy"),
    Bar.HOLD: gettext_lazy("On hold"),
    Bar.IN_TRANSIT: gettext_lazy("In transit"),
    Bar.SWEEP: gettext_lazy("Sweep missing"),
    Bar.REPORT: gettext_lazy("Official report missing"),
    Bar.SAMPLE: gettext_lazy("Sample missing"),
    Bar.PHOTO: gettext_lazy("Photo missing"),
    Bar.WEIGHT: gettext_lazy("Weight missing"),
    Bar.SEAL: gettext_lazy("Seal missing"),
    Bar.NO_ORDER: gettext_lazy("No order"),
    Bar.TO_VERIFY: gettext_lazy("Order to be verified"),
    Bar.NO_BURN: gettext_lazy("No burn booked"),
}
_OF_ALL = (Bar.SIGNATURE, Bar.REPORT, Bar.PHOTO)
"""These are of the seizure: how many units wait for them tells nobody anything."""
_BY_WHO_HAS_IT = (Bar.SWEEP, Bar.SAMPLE, Bar.PHOTO, Bar.WEIGHT, Bar.SEAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One clock in words, when it runs out, and how long that is."""

    words: Text
    at: datetime
    left: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What goods are, who has them, until when, and what keeps them from the fire."""

    what: list[str]
    held_by: list[str]
    due: list[Due]
    bars: list[Task]
    is_over: bool


def words_left(due_at: datetime, *, at: datetime) -> tuple[str, str]:
    """Return how long a deadline is past or still runs, in whole hours, and the tone of it."""
    hours = int(abs((due_at - at).total_seconds()) // 3600)
    if due_at <= at:
        return ngettext("%(hours)d h over", "%(hours)d h over", hours) % {"hours": hours}, "danger"
    return ngettext("%(hours)d h left", "%(hours)d h left", hours) % {"hours": hours}, "warning"


def bars_in_words(officer: Officer, bars: Sequence[Barred], *, of: int) -> list[str]:
    """Return what keeps some goods from the fire, each in a few words; of so many units it says how many where that is
    not all of them."""
    return [_named(officer, each, len(each.unit_ids), of=of) for each in bars]


def standing_of(
    officer: Officer, units: QuerySet[HandlingUnit], exhibits: Sequence[Exhibit], *, at: datetime
) -> Standing | None:
    """Return how the goods of a seizure stand, by those of its outermost units that the officer may know of; nothing to
    who counts in a store now: it would tell what to find. Thousands of units cost as much as a few."""
    if counts_now(officer) is not None:
        return None
    drugs = units.exclude(kind="sample").exclude(kind__in=NO_DRUGS)
    goods = alike(drugs)
    here = [lot for lot in goods if not lot.unit.is_gone]
    return Standing(
        what=_what(goods, exhibits),
        held_by=_held_by(here),
        due=_due(drugs.exclude(custody_state__in=GONE), at=at) if here else [],
        bars=tasks_of(officer, here, at=at) if goods else [Task(label=_("No unit is registered yet"))],
        is_over=bool(goods) and not here,
    )


def tasks_of(officer: Officer, lots: Sequence[Alike], *, at: datetime) -> list[Task]:
    """Return what keeps some goods from the fire, in order, each with who settles it, and where if the reader may."""
    known = {lot.unit.id: lot for lot in lots}
    return [_task(officer, each, known) for each in what_bars([lot.unit for lot in lots], at=at)]


def _named(officer: Officer, barred: Barred, count: int, *, of: int) -> str:
    if barred.bar is Bar.SIGNATURE:
        if not barred.badge:
            return _("Signature of whoever commands missing")
        if barred.badge == officer.badge:
            return _("Your signature missing")
        return _("Signature of badge %(badge)s missing") % {"badge": barred.badge}
    if barred.bar in _OF_ALL or count == of:
        return str(NAMED[barred.bar])
    return f"{NAMED[barred.bar]}: " + ngettext("%(count)d unit", "%(count)d units", count) % {"count": count}


def _task(officer: Officer, barred: Barred, known: Mapping[UUID, Alike]) -> Task:
    lots = [known[unit_id] for unit_id in barred.unit_ids]
    link, hint = _where(officer, barred, lots)
    return Task(label=_named(officer, barred, _counted(lots), of=_counted(known.values())), link=link, hint=hint)


def _counted(lots: Iterable[Alike]) -> int:
    return sum(lot.count for lot in lots)


def _where(officer: Officer, barred: Barred, lots: Sequence[Alike]) -> tuple[str, str]:
    """Return where a thing is settled ("" = not by this reader), and who does it."""
    first, bar = lots[0].unit, barred.bar
    seizure = f"?seizure={first.seizure_id}"
    page = reverse("units:unit", args=[first.id])
    if bar is Bar.DISCREPANCY:
        return page, _("A supervisor who never had it in custody and did not find the difference can lift it, by"
                       " explaining it.")  # fmt: skip
    if bar is Bar.SIGNATURE:
        commands = officer.has_role(Role.SUPERVISOR, Role.DUTY_OFFICER)
        signs = barred.badge == officer.badge or (commands and not barred.badge)
        acts = ", ".join(str(DONE.get(act, act)) for act in barred.acts)
        return reverse("exceptions:signatures") if signs else "", acts
    if bar in _BY_WHO_HAS_IT:
        mine = [lot.unit for lot in lots if is_custodian(officer, lot.unit)]
        return (_hands_on(bar, mine[0]), "") if mine else ("", _by_who_has(lots))
    if bar is Bar.REPORT and first.seizure is not None:
        seized = first.seizure
        may = verdict(lambda: report_permissions.check_can_record_report(officer, seized)).ok
        link = reverse("reports:record", args=[seized.id]) if may else ""
        return link, _("By who seized it, a case officer or a supervisor")
    if bar is Bar.NO_ORDER:
        if officer.has_role(Role.CASE_OFFICER):
            return reverse("orders:record") + seizure, ""
        link = reverse("law:seizure", args=[first.seizure_id]) if officer.has_role(*SEES_ORDERS) else ""
        return link, _("A case officer records it")
    if bar is Bar.TO_VERIFY:
        link = reverse("orders:list") if officer.has_role(*SEES_ORDERS) else ""
        return link, _("Another person verifies it than who recorded it")
    if bar is Bar.NO_BURN:
        if officer.has_role(Role.PLANNER):
            return reverse("sessions:plan") + seizure, ""
        return reverse("sessions:list") if officer.has_role(*SEES_SESSIONS) else "", _("A planner books one")
    return page, ""


def _hands_on(bar: Bar, unit: HandlingUnit) -> str:
    if bar is Bar.SWEEP:
        return f"{reverse('sweep:record')}?seizure={unit.seizure_id}"
    if bar is Bar.PHOTO:
        return f"{reverse('photo:attach_seizure', args=[unit.seizure_id])}?slot=total"
    if bar is Bar.SEAL and unit.custody_state == CustodyState.SEIZED:
        return reverse("weighing:seals", args=[unit.seizure_id])
    names = {Bar.SAMPLE: "sampling:take", Bar.WEIGHT: "weighing:record", Bar.SEAL: "weighing:seal"}
    return reverse(names[bar], args=[unit.id])


def _by_who_has(lots: Sequence[Alike]) -> str:
    named = _held_by(lots)
    return _("By who has it: %(badges)s") % {"badges": "; ".join(named)} if named else ""


def _held_by(lots: Sequence[Alike]) -> list[str]:
    """Return the badges that have some units, most of them first, with how many where it is not all."""
    counted: dict[tuple[str, ...], int] = {}
    for lot in lots:
        pair = tuple(each.badge for each in (lot.unit.custodian, lot.unit.co_custodian) if each is not None)
        if pair:
            counted[pair] = counted.get(pair, 0) + lot.count
    ranked = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    out = [", ".join(pair) + ("" if len(ranked) == 1 else f" ({count})") for pair, count in ranked[:PAIRS_NAMED]]
    if rest := len(ranked) - PAIRS_NAMED:
        out += [ngettext("%(count)d more", "%(count)d more", rest) % {"count": rest}] if rest > 0 else []
    return out


def _what(goods: Sequence[Alike], exhibits: Sequence[Exhibit]) -> list[str]:
    """Return what the goods are: as the laboratory says, else as they were booked, and that this is presumed."""
    said: dict[UUID | None, dict[str, None]] = {}
    for unit in [lot.unit for lot in goods]:
        if unit.substance_found:
            said.setdefault(unit.exhibit_id, {})[unit.substance_found] = None
    out = []
    for each in exhibits:
        if each.id in said:
            found = ", ".join(str(SAID_SUBSTANCES.get(code, code)) for code in said[each.id])
            out.append(_("%(what)s, the laboratory says") % {"what": found})
        elif each.substance in ("", "unknown"):
            out.append(str(SUBSTANCES["unknown"]))
        else:
            out.append(_("%(what)s, presumed") % {"what": SUBSTANCES.get(each.substance, each.substance)})
    return list(dict.fromkeys(out))


def _due(here: QuerySet[HandlingUnit], *, at: datetime) -> list[Due]:
    """Return by when the goods must be gone, and the clock that runs out before that."""
    clocks = next_due(here)
    gone = [name for name in clocks if name in (ClockType.TARGET_DESTRUCTION, *STORAGE)][:1]
    first = [name for name in list(clocks)[:1] if name not in gone]
    out = []
    for name in [*gone, *first]:
        left, tone = words_left(clocks[name], at=at)
        out.append(Due(words=CLOCKS.get(name, name), at=clocks[name], left=left, tone=tone))
    return out
