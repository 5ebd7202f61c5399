"""What was stolen, lost, destroyed by an event or given away, and comes back as a unit of its own. See ADR 0014."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core import mass
from custody.core.errors import InvalidInput
from custody.core.events import SEAL_CARRIED, UNIT_CAME_BACK, UNIT_RECOVERED_2
from custody.core.exceptional import NO_SEAL, RECOVERED, SAME_SEAL, SEALS_SEEN
from custody.core.postings import gone_to
from custody.evidence import entries, policies
from custody.evidence.actions import dividing, moving, registering, seal_steps, signatures, steps
from custody.evidence.exceptions import permissions
from custody.evidence.locking import lock_place, lock_units_with_contents
from custody.evidence.models.unit import GOODS_KINDS, NOT_DRUGS
from custody.evidence.permissions import check_witness
from custody.evidence.selectors import facts
from custody.evidence.selectors.recovered import still_gone
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge, place_by_code_word

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.entries import Reading, SealEntry
    from custody.evidence.models import HandlingUnit, Seal
    from custody.evidence.selectors.recovered import StillGone
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer

FOUND_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Comeback:
    """How goods came back: where and by whom they were found, when (``None``: now), what was seen of our seal, and the
    number that stands on them, where it is another. ``kind`` is what they are now, where that changed, ``label`` the
    one that was put on them, where it is not drawn by the house."""

    found_where: str
    seal_seen: str
    found_at: datetime | None = None
    number_read: str | None = None
    kind: str | None = None
    label: str | None = None
    remark: str | None = None


def recover_unit(
    *,
    act: Act,
    unit_id: UUID,
    witness_badge: str,
    comeback: Comeback,
    reading: Reading,
    place: str | None = None,
    new_seal: SealEntry | None = None,
    inside: Sequence[UUID] = (),
    expected_seq: int | None = None,
) -> HandlingUnit:
    """Record that goods came back that were gone, and return the unit that they are from now on.

    The unit that was written off stays so; the new one is made of it, belongs to the same seizure, and stands under the
    same order or hold. It is frozen until a supervisor who never had either has explained where they were, and is swept
    before it goes on. What it weighs is lost no more; the rest stays lost, and more may come back another time. More
    than was lost is a variance. What had been given away comes out of the account of what was. A sample is still the
    sample of what it was taken from: what a laboratory finds in it speaks of that. ``inside`` names the
    units that lay in it and came back in it. A seal that is as it was stays on it, under its number; ``new_seal`` is
    put on in its place.

    Who: whoever may handle goods, and has them from now on, with a witness, who signs later by their own
    authentication: until then they do not leave. When: the unit was stolen, lost or destroyed by an event, or was given
    back, handed over or went to waste, and lies in no other. Appends
    ``unit.registered/1``, ``unit.derived/2``, ``unit.recovered/2``, ``discrepancy.opened/1``,
    ``seal.carried/1``, ``sample.carried/1``, ``unit.regrouped/1`` for each unit inside, ``unit.placed/1`` and
    ``signature.owed/1`` for the new unit, ``unit.came_back/1`` and ``seal.removed/1`` for the old one.
    """
    said = _cleaned(comeback)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    where = None if place is None else place_by_code_word(code_word=place)
    with steps.clashes_explained(), recording(act) as record:
        [gone], contents = lock_units_with_contents([unit_id])
        policies.check_version(gone, expected_seq)
        permissions.check_can_recover(act.actor, gone)
        check_witness(act.actor, witness)
        back = _among(contents, inside)
        if said.found_at is not None and said.found_at > record.now:
            raise InvalidInput("occurred_at.future", "What has not happened yet cannot be recorded", field="found_at")
        lost = still_gone(gone)
        unit = _registered(record, gone, said, reading, new_seal, witness=witness)
        dividing.derive(record, [unit], [gone], how=RECOVERED)
        dividing.regroup(record, [unit], [back])
        old = facts.seal_on(gone)
        seal_steps.take_off_any_seal(record, gone, reason=RECOVERED, by=act.actor, witness=witness)
        if old is not None and said.seal_seen == SAME_SEAL and new_seal is None:
            _carry(record, unit, old, witness=witness)
        _tell(record, unit, gone, said, reading, lost=lost, place_id=None if where is None else where.id,
              witness=witness)  # fmt: skip
        if where is not None:
            policies.check_place_kind(where, policies.kinds_to_move_to(unit))
            moving.put_by_kind(record, [unit], lock_place(where), code="unit.placed/1")
        signatures.owe(record, [unit], matter="witness", about=UNIT_RECOVERED_2.code, wanted=witness)
        record.result = {"unit": str(unit.id), "source": str(gone.id)}
    return unit


def _cleaned(said: Comeback) -> Comeback:
    """Return what was said, in one spelling; raise ``InvalidInput`` for what makes no sense."""
    number = entries.clean_text(said.number_read, field="number_read", most=64)
    return Comeback(
        found_where=entries.clean_reason(said.found_where, field="found_where", most=FOUND_MOST),
        seal_seen=entries.chosen(said.seal_seen, SEALS_SEEN, field="seal_seen"),
        found_at=said.found_at,
        number_read=None if said.seal_seen in {SAME_SEAL, NO_SEAL} else number,
        kind=said.kind,
        label=said.label,
        remark=entries.clean_text(said.remark, field="remark", most=500),
    )


def _among(contents: Sequence[HandlingUnit], named: Sequence[UUID]) -> list[HandlingUnit]:
    """Return those of the units that lay in it that came back in it."""
    lay = {unit.id: unit for unit in contents}
    wanted = list(dict.fromkeys(named))
    if any(each not in lay for each in wanted):
        raise InvalidInput("recovery.not_inside", "One of these units did not lie in it. Choose among those that did",
                           field="inside")  # fmt: skip
    return [lay[each] for each in wanted]


def _registered(
    record: Record, gone: HandlingUnit, said: Comeback, reading: Reading, seal: SealEntry | None, *, witness: Officer
) -> HandlingUnit:
    """Seize anew what came back: in the hands of who records it, unswept, for nobody knows where it was."""
    others = () if gone.kind in {*NOT_DRUGS, "sample"} else tuple(kind for kind in GOODS_KINDS if kind != "sample")
    draft = registering.draft(
        record, kind=entries.chosen(said.kind or gone.kind, (gone.kind, *others), field="kind"),
        label=said.label, seizure=facts.seizure_of(gone), exhibit_id=gone.exhibit_id, parent=None,
        reading=reading, package_count=reading.package_count, seal=seal, weighed_by=record.act.actor, witness=witness,
        unswept=gone.kind not in NOT_DRUGS,
    )  # fmt: skip
    [unit] = registering.write(record, [draft], custodian=record.act.actor, second=None)
    return unit


def _carry(record: Record, unit: HandlingUnit, old: Seal, *, witness: Officer) -> None:
    """Write that the seal is still on it that was on it before. Appends ``seal.carried/1``."""
    new = seal_steps.new_seal(
        record, unit, number=old.number, seal_class=old.seal_class, barrel_number=old.barrel_number
    )
    new.carried_from = old
    new.save(force_insert=True)
    unit.seal = new.number
    unit.save(update_fields=["seal"])
    record.append(
        SEAL_CARRIED, on=unit, rows=[new], seal_id=new.id, carried_from_id=old.id, seal_class=new.seal_class,
        seal=new.number, barrel_number=new.barrel_number, seen_by=record.act.actor.pseudonym, witness=witness.pseudonym,
    )  # fmt: skip


def _tell(
    record: Record, unit: HandlingUnit, gone: HandlingUnit, said: Comeback, reading: Reading, *, lost: StillGone,
    place_id: UUID | None, witness: Officer,
) -> None:
    """Tell it on both units, and freeze the new one. Appends ``unit.recovered/2``, ``unit.came_back/1`` and
    ``discrepancy.opened/1``."""
    actor, weighs = record.act.actor, unit.gross_mg or 0
    from_lost = min(weighs, lost.mg)
    is_variance = lost.was_weighed and reading.method == "weighed"
    record.append(
        UNIT_RECOVERED_2, on=unit, source_id=gone.id, found_at=said.found_at or record.at, seal_seen=said.seal_seen,
        is_variance=is_variance, gross_mg=weighs, gone_mg=lost.mg, from_lost_mg=from_lost,
        more_mg=weighs - from_lost, package_count=unit.package_count, number_read=said.number_read, place_id=place_id,
        from_account=gone_to(gone.custody_state).value,
        found_where=said.found_where, recovered_by=actor.pseudonym, witness=witness.pseudonym, remark=said.remark,
    )  # fmt: skip
    record.append(
        UNIT_CAME_BACK, on=gone, became_id=unit.id, label=unit.label, came_back_at=record.at,
        is_whole=from_lost == lost.mg, recovered_by=actor.pseudonym, witness=witness.pseudonym,
    )  # fmt: skip
    steps.open_discrepancy(
        record, unit, kind=RECOVERED, by=actor, expected=mass.in_words(lost.mg), found=mass.in_words(weighs),
        difference_mg=weighs - lost.mg,
    )  # fmt: skip
    if is_variance and weighs > from_lost:
        steps.open_discrepancy(
            record, unit, kind="weight", by=actor, expected=mass.in_words(from_lost), found=mass.in_words(weighs),
            difference_mg=weighs - from_lost,
        )  # fmt: skip
