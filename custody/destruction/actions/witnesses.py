"""Witnesses by lot: whoever could choose them could choose friends. Who is designated, where the law asks for it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotAllowedNow
from custody.core.events import WITNESS_DESIGNATED, WITNESSES_DRAWN
from custody.core.sampling import choose
from custody.destruction import fire_policies, law_permissions, law_policies, permissions, policies
from custody.destruction.actions import manifest
from custody.destruction.locking import lock_facilities, lock_session
from custody.destruction.models import WitnessDesignation, WitnessDraw
from custody.destruction.selectors import gates, law, witnesses
from custody.ledger.recording import recording
from custody.ledger.sealing import seal
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act


def draw_witnesses(*, act: Act, session_id: UUID) -> WitnessDraw:
    """Draw two witnesses for a burn among all who may watch it, and return the draw. Who approves names them, or says
    by naming others that the lot was not followed; every draw stays on record.

    Who: a supervisor who did not plan it. When: it is planned, or approved and not burnt, and somebody may watch it.
    Appends ``witnesses.drawn/1`` with a commitment to the pairs that it was drawn from.
    """
    with recording(act, authorises=True) as record:
        lock_facilities()
        session = lock_session(session_id)
        permissions.check_can_draw_witnesses(act.actor, session)
        units = [line.unit for line in manifest.locked_lines(session)]
        asked = law.asked_of(units)
        designated = {each.witness_id for each in witnesses.designations_of(session)}
        pairs = [
            pair
            for pair in witnesses.eligible_pairs(session, units, drawn_by=act.actor, reach=law.rotation_of(asked))
            if law_permissions.may_watch(*pair, units, asked, designated=designated)
        ]
        if not pairs:
            raise NotAllowedNow(
                "witness.nobody", "Nobody is left who may watch this burn. Name two people, or move the burn"
            )
        names, seed = witnesses.names_of(pairs), secrets.token_bytes(32)
        [drawn] = choose(names, size=1, seed=seed)
        first, second = pairs[names.index(drawn)]
        draw = WitnessDraw(
            session=session,
            stream_id=session.stream_id,
            witness_a=first,
            witness_b=second,
            drawn_by=act.actor,
            drawn_at=record.at,
            pair_count=len(pairs),
            pairs_sha256=witnesses.pairs_hash(names),
        )
        draw.seed_sealed = seal(seed.hex().encode(), bound_to=f"witness-seed:{draw.id}".encode())
        draw.save(force_insert=True)
        record.append(
            WITNESSES_DRAWN,
            on=session,
            rows=[draw],
            draw_id=draw.id,
            drawn_at=record.at,
            pair_count=draw.pair_count,
            pairs_sha256=draw.pairs_sha256,
            seed=seed.hex(),
            witness_a=first.pseudonym,
            witness_b=second.pseudonym,
            drawn_by=act.actor.pseudonym,
        )
        record.result = {"session": str(session.id), "draw": str(draw.id)}
    return draw


def designate_witness(*, act: Act, session_id: UUID, badge: str) -> WitnessDesignation:
    """Designate an officer as a witness of one burn and return the row: where the law of a load asks for it, only who
    is a supervisor or designated for this burn may watch it (37 TAC 13.159).

    Who: a supervisor who neither planned nor approved it, never for themselves. When: the burn is planned, or approved
    and not burnt, nobody said that it burnt all the same, and they have not designated the same badge before. Appends
    ``witness.designated/1``.
    """
    witness = officer_by_badge(badge=badge, field="badge")
    with recording(act, authorises=True) as record:
        session = lock_session(session_id)
        policies.check_session(session, "planned", "approved")
        fire_policies.check_not_told(gates.told_of(session))
        units = [line.unit for line in manifest.locked_lines(session)]
        law_permissions.check_can_designate(act.actor, witness, session, law.asked_of(units))
        law_policies.check_not_designated(witnesses.designations_of(session), witness, by=act.actor)
        row = WitnessDesignation(
            session=session, stream_id=session.stream_id, witness=witness, designated_by=act.actor,
            designated_at=record.at,
        )  # fmt: skip
        row.save(force_insert=True)
        record.append(
            WITNESS_DESIGNATED, on=session, rows=[row], designation_id=row.id, designated_at=record.at,
            witness=witness.pseudonym, designated_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"session": str(session.id), "designation": str(row.id)}
    return row
