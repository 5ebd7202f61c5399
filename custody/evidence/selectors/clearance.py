"""Who stripped a conveyance, what the searches after that said, and what is owed for what they found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import EXTRACTION_RESUMED, EXTRACTION_STARTED, FieldClass
from custody.core.exceptional import UNPACKED
from custody.core.lifecycle import Family
from custody.evidence.models import Clearance, Conveyance, HandlingUnit
from custody.evidence.models.unit import HIDES_DRUGS
from custody.ledger.once import once_seen
from custody.ledger.selectors import recorded_at, told

if TYPE_CHECKING:
    from datetime import datetime

_WHOLE_LIFE = 10_000


def stripped_by(unit: HandlingUnit) -> frozenset[str]:
    """Return the pseudonyms of everybody who led a stripping of the conveyance or stood by, every time it was open."""
    lines = told([unit.stream_id], classes=frozenset({FieldClass.PERSONAL}), limit=_WHOLE_LIFE)
    starts = [line for line in lines if line.type is EXTRACTION_STARTED or line.type is EXTRACTION_RESUMED]
    return frozenset(str(person) for line in starts for person in (line.actor, *line.values.values()))


def took_part_in(unit: HandlingUnit) -> frozenset[str]:
    """Return the pseudonyms of everybody whose word is no second look at what may still hide drugs: who stripped a
    conveyance, and of a seized vehicle or a cover load who seized it, or stripped what it came out of."""
    seizure = unit.seizure if unit.kind in HIDES_DRUGS else None
    if seizure is None:
        return stripped_by(unit)
    seized = {str(each.pseudonym) for each in (seizure.seizing_officer, seizure.second_officer)}
    return frozenset(seized) if seizure.conveyance is None else stripped_by(seizure.conveyance) | seized


def held_for(unit: HandlingUnit) -> str | None:
    """Return who else keeps a conveyance here, ``None`` when nobody does, and of what is no conveyance."""
    if unit.family is not Family.CONVEYANCE:
        return None
    rows = Conveyance.objects.filter(unit=unit).values_list("held_for", flat=True)
    return once_seen(("held for", unit.id), rows.first)


@dataclass(frozen=True, slots=True)
class Searched:
    """What the searches of a conveyance say: the ``newest`` since it was emptied, and the newest of which the find is
    still ``owed``: neither seized nor searched for by others in vain."""

    newest: Clearance | None
    owed: Clearance | None

    @property
    def is_clear(self) -> bool:
        """It may go as far as the searches are concerned."""
        found = self.newest
        return self.owed is None and found is not None and found.result == "clear" and _is_signed(found)


def searched(units: Iterable[HandlingUnit]) -> dict[UUID, Searched]:
    """Return, by conveyance, what its searches say; one that was never searched is left out.

    What a search found is owed over every later stripping. It is settled by a clear search that both signed, when
    something was registered as seized out of the conveyance between the two, or when neither of the later pair was in
    the pair that found it and they say why it is clear.
    """
    by_id = {unit.id: unit for unit in units}
    rows: dict[UUID, list[Clearance]] = defaultdict(list)
    found = Clearance.objects.filter(unit__in=by_id).select_related("signature")
    for row in found.order_by("searched_at", "id"):
        rows[row.unit_id].append(row)
    seized = _seized_out_of([key for key, those in rows.items() if any(each.result == "residue" for each in those)])
    out = {}
    for key, those in rows.items():
        # Goods lie in store and travel after their search as they did before it: nothing opens them in between.
        since = None if by_id[key].kind in HIDES_DRUGS else by_id[key].state_since
        newest = those[-1] if since is None or those[-1].searched_at >= since else None
        out[key] = Searched(newest, next(reversed(_owed(those, seized)), None))
    return out


def cleared_among(units: Iterable[HandlingUnit]) -> set[UUID]:
    """Return those of some emptied conveyances of which the searches say that they may go."""
    return {unit_id for unit_id, said in searched(units).items() if said.is_clear}


def _owed(rows: Sequence[Clearance], seized: _Seized) -> list[Clearance]:
    """Return the searches of one conveyance, in order, whose find is not settled."""
    owed: list[Clearance] = []
    for row in rows:
        if row.result == "residue":
            owed.append(row)
        elif _is_signed(row):
            owed = [each for each in owed if not (seized.between(each, row) or _is_second_opinion(row, of=each))]
    return owed


def _is_signed(row: Clearance) -> bool:
    """Say whether both answer for a search; a replay asks nobody for a signature."""
    return row.signature is None or row.signature.signed_at is not None


def _is_second_opinion(row: Clearance, *, of: Clearance) -> bool:
    """Say whether a clear search was done by others than one that found something, and says why it is clear."""
    signed_by = None if row.signature is None else row.signature.signed_by_id
    return row.remark is not None and not {of.searched_by_id, of.second_id} & {
        row.searched_by_id, row.second_id, signed_by
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Seized:
    """When the ledger recorded the searches of some conveyances, and what was registered as seized out of them.

    What the present act does has no time yet: it comes after everything else."""

    searches: dict[UUID, datetime]
    units: dict[UUID, list[datetime]]

    def between(self, found: Clearance, clear: Clearance) -> bool:
        begin, end = self.searches.get(found.id), self.searches.get(clear.id)
        return begin is not None and any(begin < at and (end is None or at < end) for at in self.units[found.unit_id])


def _seized_out_of(conveyance_ids: Sequence[UUID]) -> _Seized:
    """Return what was registered out of some conveyances; neither samples nor what was made of other units."""
    if not conveyance_ids:
        return _Seized({}, {})
    rows = list(Clearance.objects.filter(unit__in=conveyance_ids).values_list("id", "stream_id", "last_seq"))
    goods = HandlingUnit.objects.filter(seizure__conveyance__in=conveyance_ids).exclude(kind="sample")
    made = goods.filter(derivation__isnull=False).exclude(derivation__how=UNPACKED)
    whole = list(goods.exclude(pk__in=made.values("pk")).values_list("seizure__conveyance_id", "stream_id"))
    when = recorded_at([*((stream, seq) for _, stream, seq in rows), *((stream, 1) for _, stream in whole)])
    units: dict[UUID, list[datetime]] = defaultdict(list)
    for conveyance_id, stream in whole:
        if (stream, 1) in when:
            units[conveyance_id].append(when[stream, 1])
    return _Seized({row_id: when[stream, seq] for row_id, stream, seq in rows if (stream, seq) in when}, units)
