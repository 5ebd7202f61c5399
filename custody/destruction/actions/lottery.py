"""The lottery before the fire: the list is locked, lots are drawn, what was drawn is opened and tested (C12)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core import lottery as lots
from custody.core.events import (
    LOTTERY_DRAWN,
    LOTTERY_PUBLISHED,
    SESSION_FROZEN,
    SESSION_UNFROZEN,
    UNIT_DRAWN,
    UNIT_TESTED,
)
from custody.destruction import lists, permissions
from custody.destruction import lottery_policies as policies
from custody.destruction import policies as fire
from custody.destruction.actions import manifest
from custody.destruction.entries import Tested, UnitTest
from custody.destruction.locking import lock_session
from custody.destruction.models import BurnSession, Lottery, LotteryTicket
from custody.destruction.selectors import gates, law, lotteries
from custody.evidence import entries
from custody.evidence.actions import seal_steps, signatures, steps
from custody.evidence.locking import lock_units
from custody.evidence.policies import check_version
from custody.evidence.selectors.swaps import NEGATIVE_TEST, POSITIVE_TEST
from custody.ledger.recording import recording
from custody.ledger.sealing import seal
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Entry, Record
    from custody.organisation.models import Officer

NEGATIVE = "negative"


def draw_lottery(*, act: Act, session_id: UUID, expected_seq: int | None = None) -> Lottery:
    """Lock the list of labels and seals of a burn, draw which units are tested, and return the lottery.

    The house draws the seed in this moment and tells only its hash. What was drawn for an earlier burn and never
    tested is drawn again, beside the lot.

    Who: a checker who never had any of the units in custody, nor planned, approved or watches the burn. When: the burn
    is approved, all that is in it was checked and not opened since, and nothing was drawn yet. Appends
    ``lottery.drawn/1``, and ``unit.drawn/1`` for each unit drawn.
    """
    with recording(act, authorises=True) as record:
        session = lock_session(session_id)
        check_version(session, expected_seq)
        lines = manifest.locked_lines(session)
        units = [line.unit for line in lines]
        permissions.check_can_draw(act.actor, session, units, gates.handled_by(units))
        policies.check_not_drawn(lotteries.lottery_of(session))
        policies.check_all_checked(lines)
        fire.check_sealed_since(lines, gates.unsealed_since_check(lines))
        seals = {unit.label: unit.seal for unit in units}
        seed, size = secrets.token_bytes(lots.SEED_BYTES), _size_for(units)
        chosen = set(lots.drawn(seals, seed=seed, size=size))
        made = Lottery(
            session=session,
            stream_id=session.stream_id,
            drawn_by=act.actor,
            drawn_at=record.at,
            unit_count=len(units),
            draw_size=size,
            list_sha256=lots.list_hash(seals),
            seed_sha256=lots.commitment_to(seed),
        )
        made.seed_sealed = seal(seed.hex().encode(), bound_to=f"lottery-seed:{made.id}".encode())
        made.save(force_insert=True)
        record.append(
            LOTTERY_DRAWN,
            on=session,
            rows=[made],
            lottery_id=made.id,
            drawn_at=record.at,
            unit_count=made.unit_count,
            draw_size=size,
            seed_sha256=made.seed_sha256,
            list_sha256=made.list_sha256,
            seed=seed.hex(),
            drawn_by=act.actor.pseudonym,
        )
        owed = lotteries.owed_among(units)
        hand_out(record, made, [unit for unit in units if unit.label in chosen], why="lot")
        hand_out(record, made, [unit for unit in units if unit.id in owed and unit.label not in chosen], why="owed")
        record.result = {"session": str(session.id), "lottery": str(made.id)}
    return made


def _size_for(units: Sequence[HandlingUnit]) -> int:
    """Return how many of the units are drawn: as the strictest asks for of the jurisdictions and substances in them."""
    asked = [each for found in law.asked_of(units).values() for each in found]
    return max(
        lots.draw_size(len(units), share=share, confidence=confidence)
        for share, confidence in {(each.lottery_share, each.lottery_confidence) for each in asked}
    )


def record_tests(*, act: Act, session_id: UUID, witness_badge: str, tests: Sequence[UnitTest]) -> Tested:
    """Record that drawn units were opened, tested and sealed anew; return which were positive and which were not.

    One that is negative may have been swapped: it gets a discrepancy and is out of the burn, the burn is frozen, and
    all that is left in it is drawn too. When all lots are tested that are left in it the seed is published.

    Who: a checker with a witness, two people who never had any of the units in custody, and neither staged nor load the
    burn. The witness signs by their own authentication before the units leave or burn. When: the burn is approved, the
    units were drawn and not tested yet, and they are staged or at the furnace. Appends ``seal.removed/1``,
    ``seal.applied/1``, ``unit.tested/1`` and ``signature.owed/1`` for each; ``discrepancy.opened/1`` and
    ``session.frozen/1`` when one was negative; ``lottery.published/1`` after the last.
    """
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    policies.check_tested_once(tests)
    by_unit = {test.unit_id: test for test in tests}
    with steps.clashes_explained(), recording(act) as record:
        session = lock_session(session_id)
        units = lock_units(by_unit)
        permissions.check_can_test(
            act.actor, witness, session, units, gates.handled_by(units), lotteries.hands_of(session)
        )
        waiting = lotteries.waiting_tickets(session)
        policies.check_drawn(units, waiting)
        answer = Tested()
        write_tests(record, {unit: (by_unit[unit.id], waiting.pop(unit.id)) for unit in units}, witness=witness)
        for unit in units:
            (answer.negative if by_unit[unit.id].result == NEGATIVE else answer.positive).append(unit)
        signatures.owe(record, units, matter="witness", about=UNIT_TESTED.code, wanted=witness)
        if answer.negative:
            freeze(record, session, answer.negative)
        _publish(record, session)
        record.result = {
            "session": str(session.id),
            "positive": [str(unit.id) for unit in answer.positive],
            "negative": [str(unit.id) for unit in answer.negative],
        }
    return answer


def unfreeze_session(*, act: Act, session_id: UUID, reason: str, expected_seq: int | None = None) -> BurnSession:
    """Let a frozen burn go on with what was tested and is what it is said to be; return it.

    Who: a supervisor who neither planned nor approved it. When: it is frozen, and every unit left in it was tested
    and has no open discrepancy. Appends ``session.unfrozen/1``.
    """
    why = entries.clean_reason(reason, most=lists.REASON_MOST)
    with recording(act, authorises=True) as record:
        session = lock_session(session_id)
        check_version(session, expected_seq)
        permissions.check_can_unfreeze(act.actor, session)
        lines = manifest.locked_lines(session)
        policies.check_every_one_tested(lines, lotteries.tested_in(session))
        session.frozen_at = None
        session.save(update_fields=["frozen_at"])
        record.append(
            SESSION_UNFROZEN, on=session, unfrozen_at=record.at, unfrozen_by=act.actor.pseudonym, reason=why
        )
        record.result = {"session": str(session.id)}
    return session


def hand_out(
    record: Record, lottery: Lottery, units: Iterable[HandlingUnit], *, why: str
) -> list[LotteryTicket]:
    """Write that the units are to be tested, and return a ticket for each. A step; appends ``unit.drawn/1``."""
    tickets = [LotteryTicket(lottery=lottery, unit=unit, stream_id=unit.stream_id, why=why) for unit in units]
    LotteryTicket.objects.bulk_create(tickets)
    for ticket in tickets:
        record.append(
            UNIT_DRAWN, on=ticket.unit, rows=[ticket], ticket_id=ticket.id, lottery_id=lottery.id, why=why
        )
    return tickets


def write_tests(
    record: Record, tests: Mapping[HandlingUnit, tuple[UnitTest, LotteryTicket]], *, witness: Officer
) -> None:
    """Write the tests: the seal comes off, a new one goes on, and what the reagent showed. Many cost as one. A step."""
    by = record.act.actor
    seal_steps.take_off_any_seals(record, list(tests), reason="lottery", by=by, witness=witness)
    seal_steps.put_seals(record, {unit: test.new_seal for unit, (test, _) in tests.items()}, by=by, second=witness)
    for unit, (test, ticket) in tests.items():
        ticket.result = entries.chosen(test.result, lists.TEST_RESULTS, field="result")
        ticket.tested_at, ticket.tested_by, ticket.witness = record.at, by, witness
        record.append(
            UNIT_TESTED,
            on=unit,
            rows=[ticket],
            ticket_id=ticket.id,
            result=ticket.result,
            tested_at=record.at,
            tested_by=by.pseudonym,
            witness=witness.pseudonym,
        )
    tickets = [ticket for _, ticket in tests.values()]
    LotteryTicket.objects.bulk_update(tickets, ["result", "tested_at", "tested_by", "witness"])


def freeze(record: Record, session: BurnSession, negative: Sequence[HandlingUnit]) -> None:
    """Freeze the swapped units and, until it has burnt, their burn: they are taken out of it, and all that is left is
    drawn: where one is talc, more may be. A step."""
    for unit in negative:
        steps.open_discrepancy(
            record, unit, kind="identity", by=record.act.actor, expected=POSITIVE_TEST, found=NEGATIVE_TEST
        )
    if session.state != "approved":
        return
    lines = {line.unit_id: line for line in gates.live_lines(session)}
    gone = manifest.with_units((lines[unit.id] for unit in negative if unit.id in lines), negative)
    manifest.take_out(record, gone, reason="test_negative")
    if session.frozen_at is None:
        session.frozen_at = record.at
        session.save(update_fields=["frozen_at"])
        record.append(SESSION_FROZEN, on=session, frozen_at=record.at, reason="negative_test")
    drawn = {ticket.unit_id for ticket in lotteries.tickets_of(session.lottery)}
    left = lock_units(unit_id for unit_id, line in lines.items() if line not in gone and unit_id not in drawn)
    hand_out(record, session.lottery, left, why="after_negative")


def publish_where_over(record: Record, entries: list[Entry]) -> None:
    """Publish the seed of a burn once what was not tested yet has left it or burnt. A step; run as a reaction."""
    burns = {UUID(str(entry.fields["session_id"])) for entry in entries if "session_id" in entry.fields}
    burns |= {entry.on.id for entry in entries if isinstance(entry.on, BurnSession)}
    for session in BurnSession.objects.filter(pk__in=burns, lottery__published_at__isnull=True).order_by("pk"):
        _publish(record, session)


def _publish(record: Record, session: BurnSession) -> None:
    """Publish the seed once everything that the lot fell on is tested, or has left the burn: what left owes its test
    to the next one, and the draw can be repeated all the same."""
    lottery = Lottery.objects.select_for_update().filter(session=session, published_at__isnull=True).first()
    if lottery is None or lotteries.still_to_test(session):
        return
    lottery.seed, lottery.published_at = lotteries.seed_of(lottery).hex(), record.at
    lottery.save(update_fields=["seed", "published_at"])
    record.append(
        LOTTERY_PUBLISHED, on=session, rows=[lottery], lottery_id=lottery.id, seed=lottery.seed, published_at=record.at
    )
