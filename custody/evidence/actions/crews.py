"""One of two who have a load on the way falls ill, or is gone otherwise: that is a fact, and from then on one has it.

Another comes beside that one by a hand-over with the purpose ``second`` (``transfer``), by the own sign-in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.act import Basis
from custody.core.events import MISSION_CREW_CHANGED, SECOND_LEFT
from custody.core.exceptional import OUSTED
from custody.evidence import crew_permissions, entries, lists
from custody.evidence.actions import expiring, in_order, irregular, receiving, signatures
from custody.evidence.actions.relieving import WHERE_MOST
from custody.evidence.locking import lock_mission, lock_offers_by, lock_units
from custody.evidence.models import HandlingUnit, TransferLine
from custody.evidence.selectors.crews import ON_THE_WAY, together_on_the_way, together_then
from custody.evidence.selectors.gaps import SECOND_GONE
from custody.evidence.selectors.missions import open_loads
from custody.ledger.recording import recording
from custody.organisation.selectors import anybody_by_badge

if TYPE_CHECKING:
    from datetime import datetime

    from custody.core.act import Act
    from custody.evidence.models import Transfer
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer


def leave_crew(
    *, act: Act, why: str, where: str | None = None, leaver_badge: str | None = None, remark: str | None = None
) -> list[HandlingUnit]:
    """Say that one of two who have a load on the way is with it no more, and return its units.

    Nobody chooses which: it is all that the two have on the way, on the road or at the furnace, in dispute or not.
    ``leaver_badge``: the other of the two, who cannot say so any more; ``None``: who acts leaves, by the own sign-in.
    Of another it is told with a ``remark``, and who commands signs for it, from outside, before anything of it burns;
    that one is told to sign in, hears of it, and may object.
    ``where`` says in words where it happened. Who stays has it alone from then on, with a gap, until another comes
    beside (``offer_transfer`` with the purpose ``second``), or takes over.

    What who leaves had offered of it is withdrawn: it is theirs to give no more. Told afterwards, of a load that is
    with others or in store by now, it moves nothing: it is the fact that one person drove on alone, with the gap from
    then until it was handed on or put away, and the load is frozen until somebody outside has explained it.

    Who: one of the two. When: they have something on the way together, or had at the time that is told. Appends
    ``crew.second_left/1`` for each, ``transfer.cancelled/1`` for what was offered, and ``signature.owed/1`` where the
    other tells it; afterwards ``crew.missed/1``, ``custody.gap_found/1``, ``discrepancy.opened/1``,
    ``signature.owed/1``.
    """
    entries.chosen(why, lists.GONE_BECAUSE, field="why")
    place = entries.clean_text(where, field="where", most=WHERE_MOST)
    leaver = act.actor if leaver_badge is None else anybody_by_badge(badge=leaver_badge, field="leaver_badge")
    in_person = leaver.id == act.actor.id
    said = (
        entries.clean_text(remark, field="remark", most=entries.REMARK_MOST)
        if in_person else entries.clean_reason(remark or "", field="remark")
    )  # fmt: skip
    with recording(act) as record:
        offers, beside, units = _locked(act.actor, leaver)
        if not units and act.basis is not Basis.LIVE:
            past = _told_afterwards(record, leaver, reason="; ".join(filter(None, (why, place, said))))
            record.result = {"units": [str(unit.id) for unit in past]}
            return past
        crew_permissions.check_can_leave_crew(act.actor, leaver, units)
        in_order.settle_time(record, units)
        expiring.end_offers_of_gone(record, offers, [*beside, *units])
        HandlingUnit.objects.bulk_update(units, ["custodian", "co_custodian"])
        for unit in units:
            assert unit.custodian is not None  # noqa: S101 - two had it
            record.append(
                SECOND_LEFT,
                on=unit,
                left_at=record.at,
                why=why,
                in_person=in_person,
                where=place,
                left=leaver.pseudonym,
                custodian=unit.custodian.pseudonym,
                told_by=act.actor.pseudonym,
                remark=said,
            )
        if not in_person:
            signatures.owe(record, units, matter="witness", about=SECOND_LEFT.code, wanted=None)
            # Of all of it: who was there all the time objects, and that freezes whatever the other has alone.
            signatures.owe(record, units, matter=OUSTED, about=SECOND_LEFT.code, wanted=leaver)
        record.result = {"units": [str(unit.id) for unit in units]}
    return units


def _told_afterwards(record: Record, leaver: Officer, *, reason: str) -> list[HandlingUnit]:
    """Write that one of two was gone from what they had on the way at the time of the act, and return its units."""
    then = together_then(record.act.actor, leaver, at=record.at)
    units = lock_units(sorted(then))
    crew_permissions.check_can_leave_crew(record.act.actor, leaver, units)
    for unit in units:
        stayed, until = then[unit.id].stayed, then[unit.id].until
        irregular.miss_second(record, [unit], reason=reason, driven_by=stayed)
        receiving.show_gaps(record, [unit], gap=SECOND_GONE, since=record.at, until=until, transfer=None)
    return units


def show_alone(
    record: Record, units: Sequence[HandlingUnit], since: Mapping[UUID, datetime], *, transfer: Transfer | None
) -> None:
    """Say on each unit that one person alone had it until now, where the other of two was gone ``since``. A step.
    Appends ``custody.gap_found/1``."""
    for began in sorted({since[unit.id] for unit in units if unit.id in since}):
        those = [unit for unit in units if since.get(unit.id) == began]
        receiving.show_gaps(record, those, gap=SECOND_GONE, since=began, transfer=transfer)


def take_seat(record: Record, transfer: Transfer, units: Sequence[HandlingUnit]) -> None:
    """Let who came beside one person be of the crew of the transport that they ride with, in place of who is gone: they
    are heard, and say where it stands. A step of every hand-over that is accepted. Appends ``mission.crew_changed/1``.
    """
    if transfer.purpose != lists.SECOND:
        return
    rides = {load.mission_id for load in open_loads(units).values() if load.state == "carried"}
    for mission_id in sorted(rides):
        mission, comes = lock_mission(mission_id), record.act.actor
        crew = {mission.driver_id, mission.second_id}
        if transfer.giver_id not in crew or comes.id in crew:
            continue
        seat = "second" if mission.driver_id == transfer.giver_id else "driver"
        setattr(mission, seat, comes)
        mission.save(update_fields=[seat])
        record.append(
            MISSION_CREW_CHANGED, on=mission, changed_at=record.at, driver=mission.driver.pseudonym,
            second=mission.second.pseudonym,
        )  # fmt: skip


def _locked(actor: Officer, leaver: Officer) -> tuple[list[Transfer], list[HandlingUnit], list[HandlingUnit]]:
    """Return what who leaves has offered, what else stands in those offers, and what the two have on the way, all
    locked, each of the last in the hands of who stays; of who leaves by the own sign-in all that they have with
    anybody."""
    named = {unit.id: unit for unit in together_on_the_way(leaver)}
    theirs = [each.id for each in named.values() if {actor.id, leaver.id} <= {each.custodian_id, each.co_custodian_id}]
    offers = lock_offers_by(leaver, theirs)
    offered = TransferLine.objects.filter(transfer__in=offers).order_by("unit_id").values_list("unit_id", flat=True)
    people = {each.id: each for unit in named.values() for each in (unit.custodian, unit.co_custodian) if each}
    beside, units = [], []
    for unit in lock_units([*named, *offered]):
        two = {each for each in (unit.custodian_id, unit.co_custodian_id) if each is not None}
        if unit.id in named and {actor.id, leaver.id} <= two and len(two) > 1 and unit.custody_state in ON_THE_WAY:
            unit.custodian, unit.co_custodian = people[(two - {leaver.id}).pop()], None
            units.append(unit)
        else:
            beside.append(unit)
    return offers, beside, units
