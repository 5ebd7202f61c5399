"""Goods go in and out of a vault by two: who goes alone is recorded so, and another signs for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.act import Basis
from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.events import VAULT_ALONE
from custody.evidence import entries, permissions
from custody.evidence.actions import signatures
from custody.evidence.lists import VAULT
from custody.evidence.selectors.places import lying_in_kind
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer, Place


def second_in_vault(badge: str | None) -> Officer | None:
    """Return who is said to go along, ``None`` where nobody is named; read before anything is locked. Raises
    ``InvalidInput`` for a badge that nobody bears."""
    said = entries.clean_text(badge, field="second_badge", most=40)
    return None if said is None else officer_by_badge(badge=said, field="second_badge")


def by_two(
    record: Record,
    units: Sequence[HandlingUnit],
    place: Place,
    *,
    about: str,
    second: Officer | None,
    alone_reason: str | None,
) -> list[HandlingUnit]:
    """Write who else was there where units come into a vault, leave one, or change its shelves, and return those. A
    step, called with the units locked and before they are put.

    ``about`` is the code of the act. The second was only named, and signs on a device of their own. Where one person
    went alone, that is a fact: another person signs for it within the clock of that. Nothing is written where no vault
    is concerned.
    Appends ``signature.owed/1``, and ``vault.alone/1`` for each unit that one person moved.

    Raises ``InvalidInput`` when somebody both had a second and went alone, ``NotAllowedNow`` when neither is said.
    """
    alone = entries.clean_text(alone_reason, field="alone_reason", most=entries.REMARK_MOST)
    of_vault = _of_vault(units, place)
    if not of_vault:
        return []
    if second is not None and alone is not None:
        raise InvalidInput(
            "vault.both", "Name who went with you, or say why you went alone: not both", field="alone_reason"
        )
    if second is not None:
        permissions.check_witness(record.act.actor, second)
        # A typed badge must not weigh less than the truth of who went alone: nothing leaves before it is signed.
        signatures.owe(record, of_vault, matter="witness", about=about, wanted=second)
    elif alone is None:
        raise NotAllowedNow(
            "vault.two", "Two people go in and out of a vault. Name who goes with you, or say why you went alone",
            field="second_badge",
        )  # fmt: skip
    else:
        for unit in of_vault:
            record.append(
                VAULT_ALONE, on=unit, missed_at=record.at, moved_by=record.act.actor.pseudonym, reason=alone
            )
        signatures.owe(record, of_vault, matter="witness", about=VAULT_ALONE.code, wanted=None)
    return of_vault


def owe_passage(
    record: Record,
    units: Sequence[HandlingUnit],
    place: Place | None,
    *,
    about: str,
    second: Officer | None,
    owed_by: Officer | None = None,
) -> None:
    """Write that another person has yet to sign for units that come into a vault, or leave one, by an act that asks
    nobody who goes along: ``place`` is where they come, ``None`` where they only leave. A step, called with the units
    locked and before they are put.

    ``second`` is whom the act names beside who did it; who commands signs where it names nobody else. What was there
    before our record began, or is replayed, is asked of nobody. Appends ``signature.owed/1`` for each unit.
    """
    of_vault = [] if record.act.basis in (Basis.SCENARIO, Basis.OPENING) else _of_vault(units, place)
    doer = owed_by or record.act.actor
    wanted = None if second is None or second.id == doer.id else second
    signatures.owe(record, of_vault, matter="witness", about=about, wanted=wanted, owed_by=owed_by)


def owe_crew_passage(record: Record, units: Sequence[HandlingUnit], place: Place | None, *, about: str) -> None:
    """Write that the other of a crew has yet to sign for what the crew brings into a vault, or takes out of one; a step
    as ``owe_passage``."""
    actor = record.act.actor
    beside: dict[UUID | None, tuple[Officer | None, list[HandlingUnit]]] = {}
    for unit in units:
        other = next((each for each in (unit.custodian, unit.co_custodian) if each and each.id != actor.id), None)
        beside.setdefault(None if other is None else other.id, (other, []))[1].append(unit)
    for other, theirs in beside.values():
        owe_passage(record, theirs, place, about=about, second=other)


def _of_vault(units: Sequence[HandlingUnit], place: Place | None) -> list[HandlingUnit]:
    """Return the units that a vault loses or gets: all where they come into one."""
    if place is not None and place.kind == VAULT:
        return list(units)
    within: set[UUID] = lying_in_kind(units, kind=VAULT)
    return [unit for unit in units if unit.id in within]
