"""Builders of goods on their way to the fire, through the real actions. Every story takes the cast first."""

from __future__ import annotations

import itertools
import struct
import zlib
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from custody.core.act import Basis
from custody.destruction.actions import burning, facilities, lottery, orders, reconcile, sessions, staging, tally
from custody.destruction.actions.slots import license_facility
from custody.destruction.entries import Load, StageCheck, UnitTest
from custody.destruction.models import Facility
from custody.destruction.selectors import gates, lotteries
from custody.evidence.actions import moving, photo, signatures
from custody.evidence.models import Countersignature, HandlingUnit, Photo, Sample
from tests import stories
from tests.situations import standing
from tests.stories import act_of, fresh, now
from tests.template import LONG_AGO

LIMIT_MG = 1_500_000_000
FIRST_DAY = date(2020, 1, 1)
PAPER = b"%PDF-1.7 the order"
_numbers = itertools.count(1)


def png():
    """Return the smallest picture there is."""

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0\0\0\0"))
            + part(b"IEND", b""))


def local_day(moment):
    """Return the legal day of a moment."""
    return moment.astimezone(ZoneInfo("Europe/Brussels")).date()


def order_number():
    """Return a number that no order had."""
    return f"AN.{next(_numbers):05d}/2026"


def furnace(cast, *, code_word="FORGE", place="CURLEW", limit_mg=LIMIT_MG):
    """Return the furnace of a code word, registered when it is not yet."""
    known = Facility.objects.filter(code_word=code_word).first()
    if known is not None:
        return known
    found = facilities.register_facility(
        act=act_of(cast.administrator), code_word=code_word, place=place, session_limit_mg=limit_mg
    )
    # With the house: nobody is asked to read it.
    licensed(cast, facility=code_word, act=act_of(cast.administrator, basis=Basis.OPENING, occurred_at=LONG_AGO))
    return found


def licensed(
    cast, *, facility="FORGE", number="L-1", valid_from_on=FIRST_DAY, valid_until_on=None, substances=(), act=None
):
    """Return a licence of a furnace: for everything, without an end."""
    return license_facility(
        act=act or act_of(cast.administrator), facility=facility, number=number, valid_from_on=valid_from_on,
        valid_until_on=valid_until_on, substances=substances,
    )  # fmt: skip


def photographed(cast, units):
    """Attach a photo to the seizure of every unit that has none, and return the units."""
    for seizure_id in {unit.seizure_id for unit in units}:
        if not Photo.objects.filter(seizure_id=seizure_id).exists():
            photo.attach_photo(act=act_of(cast.officer), content=png(), slot="total", seizure_id=seizure_id)
    return fresh(units)


@standing
def kept(cast, *, count=1, units=None, **changes):
    """Return stored bags of which a sample was taken and a photo exists."""
    units = units or stories.stored(cast, count=count, **changes)
    for unit in units:
        if not Sample.objects.filter(unit__exhibit=unit.exhibit_id).exists():
            stories.sampled(cast, unit)
    return photographed(cast, units)


@standing
def recorded(cast, units=None, **changes):
    """Return an order that a case officer recorded, not verified yet."""
    units = units or kept(cast)
    return orders.record_order(
        **({"act": act_of(cast.case_officer), "unit_ids": [unit.id for unit in units], "authority": "prosecutor",
            "number": order_number(), "issued_on": local_day(units[0].seized_at or now()), "document": PAPER} | changes)
    )


def verified(cast, order, **changes):
    """Let another case officer verify the order and return it."""
    return orders.verify_order(**({"act": act_of(cast.second_case_officer), "order_id": order.id} | changes))


@standing
def ordered(cast, *, count=1, units=None, **changes):
    """Return bags that a verified order covers."""
    units = kept(cast, count=count, units=units, **changes)
    verified(cast, recorded(cast, units))
    return fresh(units)


@standing
def planned(cast, units=None, **changes):
    """Return a burn of ordered bags that a planner planned."""
    units = units or ordered(cast)
    furnace(cast)
    return sessions.plan_session(
        **({"act": act_of(cast.planner), "facility": "FORGE", "unit_ids": [unit.id for unit in units],
            "starts_at": now() + timedelta(hours=1, seconds=next(_numbers))} | changes)
    )


@standing
def approved(cast, session=None, *, pair=None, **changes):
    """Return a burn that a supervisor approved, with two witnesses."""
    session = session or planned(cast)
    first, second = pair or (cast.second_supervisor, cast.witness)
    approver = cast.second_supervisor if cast.supervisor in (first, second) else cast.supervisor
    return sessions.approve_session(
        **({"act": act_of(approver), "session_id": session.id, "witness_a_badge": first.badge,
            "witness_b_badge": second.badge} | changes)
    )


def units_of(session):
    """Return the units that are in a burn, by label."""
    return [line.unit for line in gates.lines_with_units(session)]


def check_of(unit, *, gross_mg=None, **changes):
    """Return what a checker reads off a unit that is as it should be."""
    return StageCheck(
        **({"unit_id": unit.id, "reading": stories.reading(gross_mg or unit.gross_mg, package_count=25),
            "seal_seen": unit.seal} | changes)
    )


def signed_by_those_named(about):
    """Let whoever was named in acts of one kind sign for them."""
    owed = Countersignature.objects.filter(about=about, signed_at__isnull=True).select_related("wanted")
    wanted = {row.wanted_id: row.wanted for row in owed}
    for officer in wanted.values():
        signatures.sign(act=act_of(officer), signature_ids=[row.id for row in owed if row.wanted_id == officer.id])


@standing
def staged(cast, session=None, *, checks=None, signed=True, **changes):
    """Return an approved burn whose units were checked and staged; who keeps them signed for what was read."""
    session = session or approved(cast)
    staging.stage_units(
        **({"act": act_of(cast.checker), "session_id": session.id,
            "checks": checks or [check_of(unit) for unit in units_of(session)]} | changes)
    )
    if signed:
        signed_by_those_named("unit.staged/1")
    return session


@standing
def drawn(cast, session=None, *, by=None):
    """Return a burn whose list a checker has locked: lots are drawn, nothing is tested yet."""
    session = session or staged(cast)
    lottery.draw_lottery(act=act_of(by or cast.checker), session_id=session.id)
    session.refresh_from_db()
    return session


def lot_of(unit, *, result="positive"):
    """Return what a checker saw of a drawn unit."""
    return UnitTest(unit_id=unit.id, result=result, new_seal=stories.new_seal())


def waiting_units(session):
    """Return the units that the lot fell on and that nobody has tested yet, by label."""
    waiting = lotteries.waiting_tickets(session)
    return list(HandlingUnit.objects.filter(pk__in=waiting).order_by("label"))


def tests_signed(cast):
    """Let whoever watched a test sign for it."""
    signed_by_those_named("unit.tested/1")


@standing
def lots_tested(cast, session=None, *, units=None, swapped=(), signed=True, **changes):
    """Return a burn of which the units that the lot fell on were tested, and signed for; those of ``swapped`` are talc.
    """
    session = session or drawn(cast)
    tests = [lot_of(unit, result="negative" if unit in swapped else "positive")
             for unit in units or waiting_units(session)]
    lottery.record_tests(**({"act": act_of(cast.second_checker), "session_id": session.id,
                             "witness_badge": cast.second_witness.badge, "tests": tests} | changes))
    if signed:
        tests_signed(cast)
    session.refresh_from_db()
    return session


@standing
def at_furnace(cast, session=None, *, units=None):
    """Return a burn whose loads a crew has brought to the furnace, after its lottery."""
    session = session or staged(cast)
    if units_of(session) and lotteries.lottery_of(session) is None and all_staged(session):
        lots_tested(cast, drawn(cast, session))
    units = units or units_of(session)
    stories.on_the_road(cast, units=units, giver=cast.storekeeper, destination="CURLEW")
    moving.arrive(act=act_of(cast.crew), unit_ids=[unit.id for unit in units], place="CURLEW")
    session.refresh_from_db()
    return session


def driven_unsigned(cast, session):
    """Return a tested burn whose loads came to the furnace with a crew of which the second never signed."""
    units = stories.fresh(units_of(session))
    offer = stories.offered(cast, units, giver=cast.storekeeper, receiver=cast.crew, second=cast.second_crew,
                            purpose="departure", route=stories.route("CURLEW"))
    stories.accepted(offer, by=cast.crew)
    moving.arrive(act=act_of(cast.crew), unit_ids=[unit.id for unit in units], place="CURLEW")
    session.refresh_from_db()
    return session


def kept_by(cast, units, *, to, second=None, by=None):
    """Let one of the crew give units at the furnace to one other, or to two, and each whose word is owed give it."""
    offer = stories.offered(cast, units, giver=by or cast.crew, receiver=to, second=second)
    stories.accepted(offer, by=to)
    signed_by_those_named("transfer.accepted/1")


def all_staged(session):
    """Say whether every unit of the burn was checked, so that lots can be drawn."""
    return all(line.staged_at is not None for line in gates.live_lines(session))


def loads_of(units):
    """Return what somebody sees go into the fire of units that are as they should be."""
    return [Load(unit_id=unit.id, package_count=unit.package_count, seal_seen=unit.seal) for unit in units]


def seen_going_in(cast, session, part, *, loads=None, by=None):
    """Let one of the two at the mouth of the furnace write down what went in: one of the crew, or the checker."""
    who = by or {"calls": cast.crew, "counts": cast.checker}[part]
    tally.record_loading(
        act=act_of(who), session_id=session.id, part=part, loads=loads or loads_of(units_of(session))
    )
    return who


def tallied(cast, session, **changes):
    """Return a burn of which two people wrote down and signed what went in."""
    for part in ("calls", "counts"):
        who = seen_going_in(cast, session, part, **changes)
        tally.sign_tally(act=act_of(who), session_id=session.id)
    session.refresh_from_db()
    return session


@standing
def attested(cast, session=None, *, tally=True, **changes):
    """Return a burn that both witnesses signed, and two others what went in."""
    session = session or at_furnace(cast)
    if tally and changes.get("statement", "saw_all") == "saw_all":
        tallied(cast, session)
    for witness in (session.witness_a, session.witness_b):
        burning.attest_burn(**({"act": act_of(witness), "session_id": session.id, "statement": "saw_all"} | changes))
    return session


def lit_at(session):
    """Return when the fire of a burn begins: just after its last load has come."""
    arrivals = gates.at_furnace_of(session, units_of(session)).values()
    return max(arrivals, default=now()) + timedelta(microseconds=1)


def burn(cast, session, **changes):
    """Record the burn and return it."""
    return burning.record_burn(
        **({"act": act_of(cast.crew), "session_id": session.id, "started_at": lit_at(session), "ended_at": now(),
            "unusual_events": "none"} | changes)
    )


@standing
def burnt(cast, *, count=1, units=None, pair=None):
    """Return a burn that took place, from goods in store to ash."""
    session = approved(cast, planned(cast, ordered(cast, count=count, units=units)), pair=pair)
    return burn(cast, attested(cast, at_furnace(cast, staged(cast, session))))


def burnt_units(session):
    """Return the units that a burn destroyed, by label."""
    return list(HandlingUnit.objects.filter(manifest_lines__session=session, manifest_lines__live=True)
                .order_by("label"))


@standing
def reconciled(cast, *, count=1, units=None):
    """Return units that an auditor reconciled."""
    units = burnt_units(burnt(cast, count=count, units=units))
    reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id for unit in units])
    return fresh(units)
