"""From the planned burn to the closed seizure: the acts of one session, through the real actions."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from custody.core.events import UNIT_STAGED, UNIT_TESTED
from custody.destruction.actions.burning import attest_burn, record_burn
from custody.destruction.actions.copies import send_certificate
from custody.destruction.actions.lottery import draw_lottery, record_tests
from custody.destruction.actions.reconcile import close_seizure, reconcile_units
from custody.destruction.actions.residues import say_nothing_left
from custody.destruction.actions.sessions import approve_session, plan_session
from custody.destruction.actions.staging import stage_units
from custody.destruction.actions.tally import record_loading, sign_tally
from custody.destruction.entries import Load, StageCheck, UnitTest
from custody.destruction.models import BurnSession
from custody.destruction.selectors.lotteries import waiting_tickets
from custody.destruction.selectors.sessions import neighbouring_pairs
from custody.evidence.actions.moving import arrive
from custody.evidence.actions.signatures import sign
from custody.evidence.entries import Route, SealEntry
from custody.evidence.models import Countersignature, HandlingUnit
from custody.organisation.roles import Role
from custody.scenario.generated import goods_of, reading_of, seal_number
from custody.scenario.intake import hand_over, ids_of
from custody.scenario.performing import Clerk, reference
from custody.scenario.timetable import HOUR, MINUTE

if TYPE_CHECKING:
    from custody.organisation.models import Officer
    from custody.scenario.cases import Case
    from custody.scenario.house import House, Site
    from custody.scenario.timetable import Burn


def replay_burn(clerk: Clerk, house: House, site: Site, burn: Burn, cases: Mapping[str, Case], *, turn: int) -> None:
    """Perform the acts of a burn up to this moment. Raises ``LaterError`` where the time to come begins.

    ``cases`` holds the cases whose units can go in; a case that got stuck before is left out. ``turn`` counts the burns
    of the furnace: pairs of witnesses take turns (R11).
    """
    labels = [label for case_id, label in burn.units if case_id in cases]
    if not labels:
        return
    wanted = set(labels)
    loads = [
        load
        for case_id in dict.fromkeys(case_id for case_id, _ in burn.units if case_id in cases)
        for load in goods_of(clerk.scenario, cases[case_id]).loads(clerk.scenario)
        if load.label in wanted
    ]
    ids = ids_of(labels)
    unit_ids = [ids[load.label] for load in loads]
    planner = house.one(Role.PLANNER)
    driver, second = house.one(Role.CREW), house.one(Role.CREW, 1)

    session = reference(
        clerk.do("plan", plan_session, by=planner, on=burn.planned, facility=burn.furnace,
                 starts_at=clerk.at(burn.starts), unit_ids=unit_ids),
        "session",
    )  # fmt: skip
    witnesses = _witnesses(house, session, begins_at=clerk.at(burn.starts), turn=turn)
    supervisor = next(each for each in house.people[Role.SUPERVISOR] if each not in witnesses)
    clerk.do("approve", approve_session, by=supervisor, on=burn.planned + 90 * MINUTE, session_id=session,
             witness_a_badge=witnesses[0].badge, witness_b_badge=witnesses[1].badge)  # fmt: skip
    checks = [
        StageCheck(unit_id=ids[load.label], seal_seen=load.seal,
                   reading=reading_of(house, gross_mg=load.gross_mg, packages=load.packages))
        for load in loads
    ]  # fmt: skip
    clerk.do("stage", stage_units, by=house.one(Role.CHECKER), on=burn.starts - 150 * MINUTE, session_id=session,
             checks=checks)  # fmt: skip
    _presented(clerk, burn, session)
    _lots(clerk, house, burn, session, watching=witnesses)
    sealed = HandlingUnit.objects.filter(pk__in=unit_ids, seal__isnull=False)
    seals = {unit.id: unit.seal or "" for unit in sealed}
    route = Route(vehicle="DEMO lorry", vehicle_seal=seal_number(clerk.scenario, f"{burn.id} lorry"),
                  escort="DEMO escort", destination=site.furnace_place)  # fmt: skip
    hand_over(
        clerk, "load", giver=house.one(Role.STOREKEEPER), receiver=driver, second=second, purpose="departure",
        route=route, unit_ids=unit_ids, seals=seals, vehicle_seal=route.vehicle_seal,
        times=(burn.starts - 2 * HOUR, burn.starts - 110 * MINUTE),
    )  # fmt: skip
    clerk.do("arrive", arrive, by=driver, on=burn.starts - 30 * MINUTE, unit_ids=unit_ids, place=site.furnace_place,
             vehicle_seals=[route.vehicle_seal])  # fmt: skip
    fed = [
        Load(unit_id=ids[load.label], package_count=load.packages, seal_seen=seals.get(ids[load.label]))
        for load in loads
    ]
    for part, officer in (("calls", driver), ("counts", house.one(Role.CHECKER))):
        clerk.do(part, record_loading, by=officer, on=burn.starts + 20 * MINUTE, session_id=session, part=part,
                 loads=fed)  # fmt: skip
        clerk.do(f"{part} signed", sign_tally, by=officer, on=burn.starts + 25 * MINUTE, session_id=session)
    for number, witness in enumerate(witnesses, start=1):
        clerk.do(f"attest {number}", attest_burn, by=witness,
                 on=burn.ended + 5 * number * MINUTE, session_id=session, statement="saw_all")  # fmt: skip
    clerk.do("burn", record_burn, by=driver, on=burn.ended + 15 * MINUTE, session_id=session,
             started_at=clerk.at(burn.starts), ended_at=clerk.at(burn.ended), unusual_events="none")  # fmt: skip
    _left(clerk, house, session, on=burn.ended + 2 * HOUR)
    auditor = house.one(Role.AUDITOR)
    clerk.do("reconcile", reconcile_units, by=auditor, on=burn.ended + 3 * HOUR, unit_ids=unit_ids)
    for case_id in burn.finishes:
        if case_id not in cases:
            continue
        unit = HandlingUnit.objects.get(label=goods_of(clerk.scenario, cases[case_id]).units[0][1])
        clerk.do(f"close {case_id}", close_seizure, by=auditor, on=burn.ended + 200 * MINUTE,
                 seizure_id=unit.seizure_id)  # fmt: skip
    sent = burn.ended + 210 * MINUTE
    zone = ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)
    clerk.do("copy", send_certificate, by=house.one(Role.CASE_OFFICER), on=sent, session_id=session,
             sent_to="DEMO prosecutor", way="court_system", sent_on=clerk.at(sent).astimezone(zone).date())  # fmt: skip


def _left(clerk: Clerk, house: House, session: UUID, *, on: datetime) -> None:
    """Say of a burn that nothing of it can be weighed: its ash lies with that of other waste of the demo furnace."""
    clerk.do("left", say_nothing_left, by=house.one(Role.CHECKER), on=on, session_id=session,
             reason="demo: the ash lies with that of other waste")  # fmt: skip


def _presented(clerk: Clerk, burn: Burn, session_id: UUID) -> None:
    """Let who keeps the goods of the burn sign for what was read off them; nobody else can give it."""
    owed = Countersignature.objects.filter(
        about=UNIT_STAGED.code, owed_at=clerk.at(burn.starts - 150 * MINUTE),
        unit__manifest_lines__session=session_id, unit__manifest_lines__live=True,
    ).select_related("wanted").order_by("unit__label")  # fmt: skip
    keepers = {row.wanted.badge: row.wanted for row in owed if row.wanted is not None}
    for badge, keeper in sorted(keepers.items()):
        clerk.do(f"check signed {badge}", sign, by=keeper, on=burn.starts - 148 * MINUTE,
                 signature_ids=[row.id for row in owed if row.wanted_id == keeper.id])  # fmt: skip


def _lots(clerk: Clerk, house: House, burn: Burn, session_id: UUID, *, watching: Collection[Officer]) -> None:
    """Draw lots for the burn and test what they fell on; every unit of a scenario is what it is said to be.

    Who tests did not stage, and before somebody who does not watch the fire; each signs.
    """
    checker = house.one(Role.CHECKER, 1)
    witness = next(each for pair in house.pairs for each in pair if each not in watching)
    clerk.do("lots", draw_lottery, by=checker, on=burn.starts - 145 * MINUTE, session_id=session_id)
    session = BurnSession.objects.get(pk=session_id)
    drawn = HandlingUnit.objects.filter(pk__in=waiting_tickets(session)).order_by("label")
    tests = [
        UnitTest(unit_id=unit.id, result="positive", new_seal=SealEntry(
            number=seal_number(clerk.scenario, f"{burn.id} {unit.label} lot"), seal_class="bag"))
        for unit in drawn
    ]  # fmt: skip
    clerk.do("tests", record_tests, by=checker, on=burn.starts - 130 * MINUTE, session_id=session_id,
             witness_badge=witness.badge, tests=tests)  # fmt: skip
    owed = Countersignature.objects.filter(
        about=UNIT_TESTED.code, wanted=witness, owed_at=clerk.at(burn.starts - 130 * MINUTE),
        unit__tickets__lottery__session=session_id,
    )  # fmt: skip
    clerk.do("tests signed", sign, by=witness, on=burn.starts - 125 * MINUTE,
             signature_ids=list(owed.order_by("unit__label").values_list("id", flat=True)))  # fmt: skip


def _witnesses(house: House, session_id: UUID, *, begins_at: datetime, turn: int) -> tuple[Officer, Officer]:
    """Return the pair that watches a burn: those named already, else the first pair in turn that watched
    neither the burn before nor the one after (R11). Another scenario may have burnt at the same furnace."""
    session = BurnSession.objects.select_related("facility__place", "witness_a", "witness_b").get(pk=session_id)
    if session.witness_a is not None and session.witness_b is not None:
        return session.witness_a, session.witness_b
    barred = neighbouring_pairs(session, begins_at=begins_at, reach=1)
    count = len(house.pairs)
    in_turn = [house.pairs[(turn + step) % count] for step in range(count)]
    free = [pair for pair in in_turn if frozenset(witness.id for witness in pair) not in barred]
    return (free or in_turn)[0]


def body_of(burn: Burn) -> bytes:
    """Return a hash of what goes into a burn."""
    return hashlib.sha256(repr((burn.starts, burn.units)).encode()).digest()
