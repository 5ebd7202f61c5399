"""What one says of a fire against what others saw there: recorded all the same, and frozen. Steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Min

from custody.core.act import Basis
from custody.core.events import CONTENTS_GONE, CONTENTS_LOST
from custody.core.lifecycle import SearchState
from custody.core.texts import kept
from custody.destruction.models import Attestation, BurnTold, Loaded, LotteryTicket, Tally
from custody.destruction.selectors import licences, outages, sessions
from custody.evidence.actions import steps
from custody.evidence.models import Discrepancy, HandlingUnit
from custody.evidence.selectors.facts import contents_of
from custody.ledger.selectors import told

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from custody.destruction.models import BurnSession, ManifestLine
    from custody.ledger.recording import Record

FED, NOT_BURNT = kept("fed into the fire"), kept("not burnt")
SEEN_BURNING = kept("seen to burn by a witness")
TAKEN_OUT = kept("taken out of its burn")
SAID_TO_BURN = kept("said to have burnt by who brought it")
SIGNED_AFTER, SIGNED_BEFORE = kept("signed after the fire began"), kept("signed before the fire began")
SAW_IT_ALL, SAW_IT_BEFORE = kept("signed after all of it went in"), kept("signed before all of it went in")
CAME_BEFORE, CAME_AFTER = kept("at the furnace before the fire began"), kept("recorded there after the fire began")
SIGNED_FOR, REFUSED = kept("signed for by its witnesses"), kept("a witness refuses to sign")
REFUSED_AT_THE_FIRE = kept("refused by a witness")
ONE_BY_ONE, AT_ONCE = kept("one load of the furnace after another"), kept("burnt together, more than the furnace takes")
HOT, COLD = kept("burnt while the furnace was in service"), kept("burnt while the furnace was out of service")
AT_ITS_FURNACE, AT_ANOTHER = kept("burnt at the furnace of its burn"), kept("said to have burnt at another furnace")
LICENSED, UNLICENSED = kept("licensed for it on the day of the fire"), kept("burnt without a licence for it")
BURNT_WITH_ALL, NOT_ALL_THERE = kept("burnt with all that was in it"), kept("something of it was not there")
DRAWN, UNTESTED = kept("drawn for a test"), kept("left out untested")
"""As a discrepancy tells them."""
_EVERY_LOSS = 10_000


def differs(record: Record, unit: HandlingUnit, *, expected: str, found: str, kind: str = "count") -> None:
    """Open a discrepancy on the unit and freeze it, unless the same one is open: two people see one difference."""
    same = Discrepancy.objects.filter(
        unit=unit, discrepancy_kind=kind, expected=expected, found=found, resolved_at__isnull=True
    )
    if not same.exists():
        steps.open_discrepancy(record, unit, kind=kind, by=record.act.actor, expected=expected, found=found)


def not_burnt(record: Record, lines: Sequence[ManifestLine], *, told: bool) -> None:
    """Open a discrepancy on the unit of each line that leaves its burn though somebody saw it go into the fire, or a
    witness signed that all of it burnt; with ``told`` also where who brought it said that it burnt."""
    fed = set(
        Loaded.objects.filter(
            session__in={line.session_id for line in lines}, unit__in=[line.unit_id for line in lines]
        ).values_list("session_id", "unit_id")
    )
    seen = set(
        Attestation.objects.filter(
            session__in={line.session_id for line in lines}, statement="saw_all"
        ).values_list("session_id", flat=True)
    )
    said = set(
        BurnTold.objects.filter(
            session__in={line.session_id for line in lines}, ended_at__isnull=True
        ).values_list("session_id", flat=True)
    ) if told else set()
    for line in lines:
        if (line.session_id, line.unit_id) in fed:
            differs(record, line.unit, expected=FED, found=NOT_BURNT)
        elif line.session_id in seen:
            differs(record, line.unit, expected=SEEN_BURNING, found=NOT_BURNT)
        elif line.session_id in said:
            differs(record, line.unit, expected=SAID_TO_BURN, found=NOT_BURNT)


def not_tested(record: Record, lines: Sequence[ManifestLine]) -> None:
    """Open a discrepancy on the unit of each line that somebody takes out of its burn though the lot fell on it and it
    was not tested: nobody keeps a unit from its test by one act, and without a trace."""
    drawn = set(
        LotteryTicket.objects.filter(
            lottery__session__in={line.session_id for line in lines}, unit__in=[line.unit_id for line in lines],
            result__isnull=True,
        ).values_list("lottery__session_id", "unit_id")
    )  # fmt: skip
    for line in lines:
        if (line.session_id, line.unit_id) in drawn:
            differs(record, line.unit, expected=DRAWN, found=UNTESTED, kind="untested")


def signed_too_early(record: Record, session: BurnSession, units: Sequence[HandlingUnit]) -> None:
    """Open a discrepancy on the first unit of each seizure in a burn, when a witness or one of the two of the tally
    signed before the fire began, or a witness before the last of it was seen going in: nobody saw then what they
    signed. When the fire began is what its crew says; when a load was seen going in is what the house's clock says."""
    witnessed = Attestation.objects.filter(session=session, attested_at__lt=session.burn_started_at)
    tallied = Tally.objects.filter(session=session, signed_at__lt=session.burn_started_at)
    if witnessed.exists() or tallied.exists():
        for unit in first_of_each_seizure(units):
            differs(record, unit, expected=SIGNED_AFTER, found=SIGNED_BEFORE, kind="time")
        return
    first = Attestation.objects.filter(session=session).aggregate(at=Min("attested_at"))["at"]
    late = first is not None and Loaded.objects.filter(session=session, unit__in=units, loaded_at__gt=first).exists()
    for unit in first_of_each_seizure(units) if late else ():
        differs(record, unit, expected=SAW_IT_ALL, found=SAW_IT_BEFORE, kind="time")


def refused_to_sign(record: Record, units: Sequence[HandlingUnit]) -> None:
    """Open a discrepancy on the first unit of each seizure in a burn that a witness refuses to sign for (R5). Who did
    not see all of it opens none: that is what one signs of a fire that goes out, and what burnt is recorded then."""
    for unit in first_of_each_seizure(units):
        differs(record, unit, expected=SIGNED_FOR, found=REFUSED, kind="witness")


def came_too_late(
    record: Record, session: BurnSession, units: Sequence[HandlingUnit], *, arrivals: Mapping[UUID, datetime]
) -> None:
    """Open a discrepancy on the first unit of each seizure that, as the record has it, came to the furnace after the
    fire began: it burnt all the same, and somebody outside looks at why."""
    began = session.burn_started_at
    assert began is not None  # noqa: S101 - it burnt
    late = [unit for unit in units if began < arrivals[unit.id].replace(second=0, microsecond=0)]
    for unit in first_of_each_seizure(late):
        differs(record, unit, expected=CAME_BEFORE, found=CAME_AFTER, kind="time")


def burnt_at_once(record: Record, session: BurnSession, units: Sequence[HandlingUnit]) -> None:
    """Open a discrepancy on the first unit of each seizure in a burn that is said to have been on at the same time as
    others of its furnace, or nearly so, where together they are more than it takes in one burn: what it can take is
    what is known of it, and the second load cannot have gone in then. Less than that may have been one load."""
    beside = sessions.burnt_beside(session)
    together_mg = (session.burnt_mg or 0) + sum(each.burnt_mg or 0 for each in beside)
    if beside and together_mg > session.facility.session_limit_mg:
        for unit in first_of_each_seizure(units):
            differs(record, unit, expected=ONE_BY_ONE, found=AT_ONCE, kind="time")


def burnt_while_down(record: Record, session: BurnSession, units: Sequence[HandlingUnit]) -> None:
    """Open a discrepancy on the first unit of each seizure in a fire that is said to have begun while the furnace was
    out of service: one of the two entries is wrong, or the load did not burn there."""
    if outages.outages_during(session):
        for unit in first_of_each_seizure(units):
            differs(record, unit, expected=HOT, found=COLD, kind="time")


def burnt_elsewhere(record: Record, units: Sequence[HandlingUnit], *, here: Collection[UUID]) -> None:
    """Open a discrepancy on each unit that is said to have burnt, and as the record has it lies at another furnace than
    that of its burn, where ``here`` lie: which one is told by its place alone, to who may see that."""
    for unit in units:
        if unit.id not in here:
            differs(record, unit, expected=AT_ITS_FURNACE, found=AT_ANOTHER, kind="place")


def burnt_unlicensed(record: Record, session: BurnSession, units: Sequence[HandlingUnit]) -> None:
    """Open a discrepancy on the first unit of each seizure that burnt in a furnace without a licence for it on that
    day, where no waiver counted as the fire began: it burnt all the same. What a demo replays burnt."""
    began, furnace = session.burn_started_at, session.facility
    assert began is not None  # noqa: S101 - it burnt
    if record.act.basis is Basis.SCENARIO or licences.is_waived(furnace, at=began):
        return
    for unit in first_of_each_seizure(licences.forbidden_at(furnace, began, units)):
        differs(record, unit, expected=LICENSED, found=UNLICENSED, kind="licence")


def written_off_inside(record: Record, lines: Sequence[ManifestLine]) -> None:
    """Open a discrepancy on the unit of each line that something was written off out of after it was checked: it burnt
    with less in it than the check weighed, and the certificate states. A weight alone may hide how much less."""
    streams = {line.unit.stream_id: line for line in lines}
    for gone in told(streams, codes=(CONTENTS_GONE.code, CONTENTS_LOST.code), limit=_EVERY_LOSS):
        line = streams[gone.stream_id]
        at = gone.values.get("gone_at") or gone.values["removed_at"]
        if line.staged_at is None or at > line.staged_at:
            not_all_there(record, line.unit)


def missed_inside(record: Record, units: Sequence[HandlingUnit]) -> None:
    """Open a discrepancy on each unit that burnt while something in it was searched for: it may not have been there."""
    around = contents_of(unit.id for unit in units)
    sought = HandlingUnit.objects.filter(pk__in=around).exclude(search_state=SearchState.LOCATED)
    of = {around[inner] for inner in sought.values_list("pk", flat=True)}
    for unit in units:
        if unit.id in of:
            not_all_there(record, unit)


def not_all_there(record: Record, unit: HandlingUnit) -> None:
    """Open a discrepancy on a unit of which more is said to have burnt than was in it."""
    differs(record, unit, expected=BURNT_WITH_ALL, found=NOT_ALL_THERE)


def first_of_each_seizure(units: Sequence[HandlingUnit]) -> Iterable[HandlingUnit]:
    """Return one unit of each seizure, and each that belongs to none."""
    return {unit.seizure_id or unit.id: unit for unit in reversed(units)}.values()
