"""At the mouth of the furnace: one calls what goes in, another counts it, and each signs their own list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import BURN_UNTALLIED, TALLY_SETTLED, TALLY_SIGNED, UNIT_LOADED_2
from custody.core.identifiers import shortened
from custody.core.texts import kept
from custody.destruction import lists, tally_permissions, tally_policies
from custody.destruction.actions import contradicting
from custody.destruction.actions.contradicting import FED
from custody.destruction.locking import lock_session
from custody.destruction.models import BurnSession, Loaded, Tally, TallyOwed
from custody.destruction.selectors import gates, lotteries, tallies
from custody.evidence import entries
from custody.evidence.actions import receiving, signatures
from custody.evidence.locking import lock_units
from custody.evidence.policies import seal_reads_as
from custody.evidence.selectors.facts import UNREAD
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.entries import Load
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record

NOT_FED, NOT_HERE = kept("not on the tally"), kept("not in this burn")
READ_OUTSIDE, READ_BY_NOBODY = kept("seal read by somebody from outside"), kept("read by nobody from outside")
"""As a discrepancy tells them."""
SAME, OTHER, BROKEN = "same", "other", "broken"
NO_SEAL, NONE_WHOLE = "none", "none or damaged"


def record_loading(*, act: Act, session_id: UUID, part: str, loads: Sequence[Load]) -> BurnSession:
    """Write down units that the officer saw go into the fire, and return the burn.

    ``part`` is ``calls`` or ``counts``: two people write down the same fire, each on a device of their own, and neither
    sees the list of the other. A unit that is not in the burn is asked about once (``looked_again``). It is written
    down all the same, as is one that holds another number of packages than it should: it gets a discrepancy and is
    frozen. So is one that bears another seal than it should, or no whole one; a seal that was not read is looked at
    when both have signed.

    Who: whoever brings goods to the fire, checks them or commands; never a witness of the burn nor who tested for it,
    and one person for each part; where that badge was taken away another goes on from there. When: the burn is
    approved, or its tally is owed, and the list is not signed. Appends ``unit.loaded/2`` for every unit, and
    ``discrepancy.opened/1``.
    """
    what = entries.chosen(part, lists.PARTS, field="part")
    tally_policies.check_loads(loads)
    counted = {load.unit_id: entries.clean_count(load.package_count) for load in loads}
    seen = {load.unit_id: load for load in loads}
    with recording(act) as record:
        session = lock_session(session_id)
        units = lock_units(counted)
        mouth = tallies.written_at(session)
        tally_permissions.check_can_record_loading(
            act.actor, session, mouth, what, units, lotteries.testers_of(session)
        )
        here = {line.unit_id for line in gates.live_lines(session)}
        tally_policies.check_listed(here, units, loads)
        rows = [
            Loaded(
                session=session, unit=unit, stream_id=unit.stream_id, part=what, package_count=counted[unit.id],
                loaded_by=act.actor, loaded_at=record.at, seal_read=_read(unit, seen[unit.id]),
            )
            for unit in units
        ]  # fmt: skip
        Loaded.objects.bulk_create(rows)
        for row, unit in zip(rows, units, strict=True):
            record.append(
                UNIT_LOADED_2,
                on=unit,
                rows=[row],
                loaded_id=row.id,
                session_id=session.id,
                part=what,
                loaded_at=record.at,
                package_count=row.package_count,
                seal_read=row.seal_read,
                seal_seen=_seen(seen[unit.id]),
                loaded_by=act.actor.pseudonym,
            )
            if row.seal_read in {OTHER, BROKEN}:
                contradicting.differs(record, unit, kind="seal", expected=unit.seal or NO_SEAL,
                                      found=_seen(seen[unit.id]) or NONE_WHOLE)  # fmt: skip
            if unit.id not in here:
                contradicting.differs(record, unit, expected=NOT_HERE, found=FED)
            elif None not in (row.package_count, unit.package_count) and row.package_count != unit.package_count:
                contradicting.differs(record, unit, expected=str(unit.package_count), found=str(row.package_count))
        record.result = {"session": str(session.id)}
    return session


def sign_tally(*, act: Act, session_id: UUID) -> Tally:
    """Sign the own list of what went into the fire, and return the signature.

    With the second signature both lists are held against each other and against the burn: what one of the two did not
    see go in, or counted otherwise, gets a discrepancy and is frozen; what somebody wrote down whose badge was taken
    away before they signed was seen by nobody. So does what bears a seal that nobody from
    outside its chain read; where both are of the chain, a commander from outside has yet to sign for all of it.

    Who: who called, or who counted. When: the burn is approved, or its tally is owed, and the list is not signed.
    Appends ``tally.signed/1``, ``discrepancy.opened/1`` for what differs, ``signature.owed/1`` where both are of the
    chain, and ``burn.tally_settled/1`` where it was owed.
    """
    with recording(act) as record:
        session = lock_session(session_id)
        mouth = tallies.written_at(session)
        part = tally_permissions.check_can_sign_tally(act.actor, session, mouth)
        own = mouth.list_of(act.actor)
        counts = [each.package_count for each in own if each.package_count is not None]
        signed = Tally(
            session=session, stream_id=session.stream_id, part=part, unit_count=len(own),
            package_count=sum(counts) if counts else None, signed_by=act.actor, signed_at=record.at,
        )  # fmt: skip
        signed.save(force_insert=True)
        record.append(
            TALLY_SIGNED,
            on=session,
            rows=[signed],
            tally_id=signed.id,
            part=part,
            unit_count=signed.unit_count,
            signed_at=record.at,
            package_count=signed.package_count,
            signed_by=act.actor.pseudonym,
        )
        if mouth.signed:
            both = {each.part: each.signed_by_id for each in (*mouth.signed, signed)}
            _compare(record, session, mouth, signed_by=both)
            _ask_outside(record, mouth, signers={act.actor.id, *(each.signed_by_id for each in mouth.signed)})
            settle(record, mouth.owed, outcome="signed")
        record.result = {"session": str(session.id), "tally": str(signed.id)}
    return signed


def owe(record: Record, session: BurnSession, mouth: tallies.Mouth, *, reason: str | None) -> None:
    """Write that a burn was recorded before two people had signed what went into it, where that is so. A step.

    Appends ``burn.untallied/1``, and ``burn.tally_settled/1`` where a waiver lets it go.
    """
    if mouth.is_signed:
        return
    owed = TallyOwed(
        session=session, stream_id=session.stream_id, reason=reason, owed_by=record.act.actor, owed_at=record.at
    )
    owed.save(force_insert=True)
    record.append(
        BURN_UNTALLIED,
        on=session,
        rows=[owed],
        owed_id=owed.id,
        owed_at=record.at,
        owed_by=record.act.actor.pseudonym,
        reason=reason,
    )
    if tallies.is_waived(session, at=record.now):
        settle(record, owed, outcome="waived")


def settle(record: Record, owed: TallyOwed | None, *, outcome: str) -> None:
    """End what is owed for a burn: it is ``signed`` by both, or ``waived``. Appends ``burn.tally_settled/1``."""
    if owed is None or owed.ended_at is not None:
        return
    owed.outcome, owed.ended_at = outcome, record.at
    owed.save(update_fields=["outcome", "ended_at"])
    record.append(
        TALLY_SETTLED, on=owed.session, rows=[owed], owed_id=owed.id, outcome=outcome, ended_at=record.at
    )


def _compare(record: Record, session: BurnSession, mouth: tallies.Mouth, *, signed_by: Mapping[str, UUID]) -> None:
    """Hold the two lists against each other and against what is in the burn. What was written down by somebody who
    left before they signed is on no list."""
    called, counted = (
        {each.unit_id: each for each in mouth.of_part(part) if each.loaded_by_id == signed_by[part]}
        for part in lists.PARTS
    )
    on_list = [line.unit_id for line in gates.live_lines(session)]
    for unit in lock_units([*on_list, *called, *counted]):
        one, other = called.get(unit.id), counted.get(unit.id)
        if one is None or other is None:
            contradicting.differs(record, unit, expected=FED, found=NOT_FED)
        elif None not in (one.package_count, other.package_count) and one.package_count != other.package_count:
            contradicting.differs(record, unit, expected=str(one.package_count), found=str(other.package_count))


def _ask_outside(record: Record, mouth: tallies.Mouth, *, signers: set[UUID]) -> None:
    """Open a discrepancy on what bears a seal that nobody from outside its chain read as it went in; where both who
    signed are of the chain, let somebody from outside owe a signature. Whoever could swap a load on the road would else
    be the last to look at it (R12)."""
    units = lock_units({each.unit_id for each in mouth.loaded})
    chain = gates.chain_of(units)
    by_unit: dict[UUID, list[Loaded]] = {unit.id: [] for unit in units}
    for each in mouth.loaded:
        by_unit[each.unit_id].append(each)
    unread = [
        unit
        for unit in units
        if unit.seal is not None
        and all(each.seal_read is None or each.loaded_by_id in chain[unit.id] for each in by_unit[unit.id])
    ]
    receiving.open_discrepancies(
        record,
        [receiving.Difference(unit=unit, kind=UNREAD, expected=READ_OUTSIDE, found=READ_BY_NOBODY) for unit in unread],
    )
    inside = [unit for unit in units if signers <= chain[unit.id]]
    signatures.owe(record, inside, matter="witness", about=TALLY_SIGNED.code, wanted=None)


def _seen(load: Load) -> str | None:
    return None if load.seal_broken or not load.seal_seen else shortened(load.seal_seen.strip(), most=64)


def _read(unit: HandlingUnit, load: Load) -> str | None:
    """Return what the seal that was read says of the unit; ``None``: none was read."""
    if load.seal_broken:
        return BROKEN
    seen = _seen(load)
    return None if seen is None else SAME if seal_reads_as(unit, seen) else OTHER
