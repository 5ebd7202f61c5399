"""What a second person signs for, in one sentence: who looked at 64 bags knows them by that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.core.events import SEAL_APPLIED, SEIZURE_OPENED, SWEEP_RECORDED, UNIT_CONTAINED, UNIT_REGISTERED
from custody.core.identifiers import parse_container_number
from custody.evidence.selectors.borne import as_counted
from custody.reports.words import SUBSTANCES
from custody.web.shared.local import day_and_time
from custody.web.shared.units import number_on
from custody.web.shared.words import CONVEYANCE_KINDS, SWEEP_METHODS, SWEEP_RESULTS, UNIT_KINDS

if TYPE_CHECKING:
    from custody.evidence.models import Countersignature, HandlingUnit
    from custody.evidence.selectors.signed_acts import Line, SignedAct

_FOUND = frozenset({SEIZURE_OPENED.code, UNIT_REGISTERED.code})
FEW = 4
"""So many seals a sentence names one by one."""


def goods_of(lines: Sequence[Line]) -> list[Line]:
    """Return what was found, in the order of its seals, without what it was found in."""
    goods = [line for line in lines if line.unit.kind not in CONVEYANCE_KINDS]
    return sorted(goods, key=lambda line: (line.seal is None, as_counted(line.seal or ""), line.unit.label))


def said_in_full(row: Countersignature, act: SignedAct, *, conveyance: HandlingUnit | None) -> str:
    """Return what somebody signs for who signs this act; "" for an act that its page says in its own words."""
    goods = goods_of(act.lines)
    if row.about == UNIT_CONTAINED.code:
        return _stopped(row, conveyance)
    if row.about == SWEEP_RECORDED.code:
        return _swept(row, act, goods)
    if row.about == SEAL_APPLIED.code and goods:
        sealed = [_kinds(goods), *_seals(goods)]
        return _("You sign: the two of you put a seal on %(what)s.") % {"what": ", ".join(sealed)}
    if row.about not in _FOUND or not goods:
        return ""
    what = [_kinds(goods), *_substances(goods), *_seals(goods), *_in(conveyance)]
    return _("You sign: the two of you found %(what)s.") % {"what": ", ".join(what)}


def _stopped(row: Countersignature, conveyance: HandlingUnit | None) -> str:
    if conveyance is None:
        return ""
    kind = str(CONVEYANCE_KINDS.get(conveyance.kind, conveyance.kind))
    return _("You sign: %(what)s was stopped and kept by badge %(badge)s on %(at)s.") % {
        "what": f"{kind} {number_on(conveyance) or conveyance.label}", "badge": row.owed_by.badge,
        "at": date_format(localtime(row.owed_at), day_and_time(localtime(row.owed_at))),
    }  # fmt: skip


def _swept(row: Countersignature, act: SignedAct, goods: Sequence[Line]) -> str:
    swept = next((each.values for each in act.told if each.type is SWEEP_RECORDED), None)
    if swept is None or not goods:
        return ""
    minutes = int((swept["ended_at"] - swept["started_at"]).total_seconds() // 60)
    how = [str(SWEEP_METHODS.get(each, each)) for each in swept["methods"]]
    how.append(ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes})
    return _("You sign: badge %(badge)s looked for trackers in %(what)s (%(how)s). Result: %(result)s.") % {
        "badge": row.owed_by.badge, "what": ", ".join([_kinds(goods), *_seals(goods)]), "how": ", ".join(how),
        "result": SWEEP_RESULTS.get(swept["result"], swept["result"]),
    }  # fmt: skip


def _kinds(goods: Sequence[Line]) -> str:
    counted = Counter(str(UNIT_KINDS.get(line.unit.kind, line.unit.kind)) for line in goods)
    return ", ".join(f"{count} × {kind}" for kind, count in counted.items())


def _substances(goods: Sequence[Line]) -> list[str]:
    found = dict.fromkeys(line.unit.exhibit.substance for line in goods if line.unit.exhibit is not None)
    found.pop("unknown", None)  # what nobody knows is presumed by nobody
    return [_("presumed %(substance)s") % {"substance": SUBSTANCES.get(each, each)} for each in found]


def _seals(goods: Sequence[Line]) -> list[str]:
    seals = [line.seal for line in goods if line.seal]
    if not seals:
        return []
    counted = [as_counted(seal) for seal in seals]
    if len(seals) > FEW and all(_follows(one, next_) for one, next_ in pairwise(counted)):
        return [_("seals %(first)s to %(last)s") % {"first": seals[0], "last": seals[-1]}]
    named = ", ".join(seals[:FEW]) + (" …" if len(seals) > FEW else "")
    words = ngettext("seal %(named)s", "%(count)d seals: %(named)s", len(seals))
    return [words % {"count": len(seals), "named": named}]


def _follows(one: list[str | int], next_: list[str | int]) -> bool:
    # A number that ends in figures has an empty text behind them.
    ends = len(one) > 2 and len(one) == len(next_) and one[-1] == next_[-1] == ""
    return ends and one[:-2] == next_[:-2] and int(one[-2]) + 1 == int(next_[-2])


def _in(conveyance: HandlingUnit | None) -> list[str]:
    stopped = None if conveyance is None else getattr(conveyance, "conveyance", None)
    if stopped is None or stopped.container_number is None:
        return []
    return [_("in container %(number)s") % {"number": parse_container_number(stopped.container_number).display}]
