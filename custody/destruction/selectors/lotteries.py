"""Lotteries before a fire: what was drawn, what is still to be tested, and what is owed from an earlier burn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from custody.destruction.models import BurnSession, Lottery, LotteryTicket, ManifestLine
from custody.evidence.selectors.facts import made_out_of
from custody.ledger.sealing import unseal

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit


def lottery_of(session: BurnSession) -> Lottery | None:
    """Return the lottery of a burn, or ``None`` while its list is not locked."""
    return Lottery.objects.filter(session=session).select_related("drawn_by").first()


def tickets_of(lottery: Lottery | None) -> list[LotteryTicket]:
    """Return what was drawn, by label, with the units and who tested them; ``left_out`` says of each whether it left
    the burn."""
    if lottery is None:
        return []
    stays = ManifestLine.objects.filter(session=lottery.session_id, unit=OuterRef("unit"), live=True)
    rows = LotteryTicket.objects.filter(lottery=lottery).annotate(stays=Exists(stays))
    found = list(rows.select_related("unit", "tested_by", "witness").order_by("unit__label"))
    for ticket in found:
        ticket.left_out = not ticket.stays
    return list(found)


def waiting_tickets(session: BurnSession) -> dict[UUID, LotteryTicket]:
    """Return, by unit, what was drawn for a burn and is not tested yet."""
    rows = LotteryTicket.objects.raw(
        "SELECT t.* FROM custody_lotteryticket t JOIN custody_lottery l ON l.id = t.lottery_id"
        " WHERE l.session_id = %s AND t.result IS NULL ORDER BY t.id",
        [session.pk],
    )
    return {ticket.unit_id: ticket for ticket in rows}


def still_to_test(session: BurnSession) -> bool:
    """Say whether something that was drawn for a burn is in it, has not burnt, and is not tested yet."""
    waiting = LotteryTicket.objects.filter(lottery__session=session, result__isnull=True).values("unit")
    return ManifestLine.objects.filter(
        session=session, unit__in=waiting, live=True, destroyed_at__isnull=True
    ).exists()


def tested_in(session: BurnSession) -> set[UUID]:
    """Return the units that were opened and found to be what they are said to be."""
    rows = LotteryTicket.objects.filter(lottery__session=session, result="positive")
    return set(rows.values_list("unit_id", flat=True))


def hands_of(session: BurnSession) -> set[UUID]:
    """Return who checked and staged the loads of a burn, and who calls or counts what goes into its fire."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT checker_id FROM custody_manifestline WHERE session_id = %s AND checker_id IS NOT NULL"
            " UNION SELECT loaded_by_id FROM custody_loaded WHERE session_id = %s",
            [session.pk, session.pk],
        )
        return {officer_id for (officer_id,) in cursor.fetchall()}


def testers_of(session: BurnSession) -> set[UUID]:
    """Return who tested what was drawn for a burn, and before whom."""
    rows = LotteryTicket.objects.filter(lottery__session=session, result__isnull=False)
    return {each for pair in rows.values_list("tested_by_id", "witness_id") for each in pair}


def owed_among(units: Iterable[HandlingUnit]) -> set[UUID]:
    """Return those of the units that were once drawn and not found right since: their burn was put off, they left it,
    or their test was negative.

    Whoever could call off a burn would else draw again until the lot falls on other units; and what was once talc is
    tested before it burns, whatever a paper says of it. What was packed anew owes what it was made of owed, until it
    is tested itself.
    """
    ids = [unit.id for unit in units]
    lines = made_out_of(ids)
    waits: dict[UUID, bool] = {}
    rows = LotteryTicket.objects.filter(unit__in=set().union(*lines.values())).order_by("lottery__drawn_at", "pk")
    for unit_id, result in rows.values_list("unit_id", "result"):
        waits[unit_id] = result != "positive"
    return {
        unit_id
        for unit_id in ids
        if waits.get(unit_id, any(waits.get(source, False) for source in lines[unit_id]))
    }


def ticket_owed(unit_id: UUID) -> LotteryTicket | None:
    """Return the draw by which a unit still owes a test: the newest one of its own, or of what it was made of where it
    has none; ``None`` where that was tested, or nothing was drawn."""
    rows = LotteryTicket.objects.select_related("lottery__session").order_by("-lottery__drawn_at", "-pk")
    found = rows.filter(unit=unit_id).first()
    if found is None:
        newest: dict[UUID, LotteryTicket] = {}
        for ticket in rows.filter(unit__in=made_out_of([unit_id])[unit_id]):
            newest.setdefault(ticket.unit_id, ticket)
        return next((ticket for ticket in newest.values() if ticket.result is None), None)
    return found if found.result is None else None


def drawn_untested(session_ids: Iterable[UUID]) -> set[UUID]:
    """Return the units that were drawn for some burns and not tested."""
    rows = LotteryTicket.objects.filter(lottery__session__in=set(session_ids), result__isnull=True)
    return set(rows.values_list("unit_id", flat=True))


def seed_of(lottery: Lottery) -> bytes:
    """Return the seed; raise ``IntegrityBroken`` when it does not open. For publishing it, and for nobody's eyes."""
    return bytes.fromhex(unseal(lottery.seed_sealed, bound_to=f"lottery-seed:{lottery.id}".encode()).decode())
