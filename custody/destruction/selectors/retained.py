"""What is retained of a seizure, by exhibit, and which goods have to wait because too little is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from custody.core.exceptional import RETAINED
from custody.core.lifecycle import COMES_BACK, CustodyState, SearchState
from custody.destruction import retention_policies
from custody.destruction.selectors.law import retentions_of, seizures_of
from custody.evidence.models import Derivation, Exhibit, HandlingUnit, Hold, Sample
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.contents import exhibits_inside
from custody.evidence.selectors.exceptions import BY_LABORATORY
from custody.evidence.selectors.facts import contents_of

_RETAINED_NO_MORE = (*COMES_BACK, CustodyState.SUPERSEDED, CustodyState.DESTROYED, CustodyState.RECONCILED)
Kept = Mapping[UUID | None, int]
"""A mass by exhibit; by ``None`` what belongs to none."""


def short_of_retained(units: Sequence[HandlingUnit]) -> set[UUID]:
    """Return those of the units that have to wait: of their exhibits, or of their substances, less is retained than was
    granted (R7)."""
    granted = {
        seizure_id: those
        for seizure_id, rows in retentions_of(seizures_of(units)).items()
        if (those := [each for each in rows if each.state == "granted"])
    }
    if not granted:
        return set()
    kept, inside = retained_mg(granted), exhibits_inside(units)
    substances: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for exhibit_id, seizure_id, substance in Exhibit.objects.filter(seizure__in=granted).values_list(
        "id", "seizure_id", "substance"
    ):
        substances[seizure_id][exhibit_id] = substance
    return {
        unit.id
        for unit in units
        if unit.seizure_id in granted
        and retention_policies.lacks_retained(
            granted[unit.seizure_id],
            inside=[] if unit.kind in NOT_DRUGS else [each.id for each in inside[unit.id]],
            kept=kept.get(unit.seizure_id, {}),
            substances=substances[unit.seizure_id],
        )
    }


def retained_mg(seizure_ids: Iterable[UUID]) -> dict[UUID, Kept]:
    """Return the mass that is retained of some seizures, by seizure and exhibit: in samples for it, and in goods that
    an authority holds back.

    A part that was split off to be held counts also once its authority let it go: until then it was retained. A whole
    unit counts while it is held; of one in which several exhibits lie, what lies in it counts, each for its own. What
    was lost, stolen or destroyed by an event is retained no more, nor what is searched for or burnt; what was handed
    to whom it was kept for is, until it comes back: then what came back is.
    """
    ids = list(seizure_ids)
    out: dict[UUID, dict[UUID | None, int]] = defaultdict(lambda: defaultdict(int))
    rows = list(
        Sample.objects.filter(unit__seizure__in=ids, sample_kind="retained")
        .exclude(sample_unit__custody_state__in=_RETAINED_NO_MORE)
        .filter(sample_unit__search_state=SearchState.LOCATED)
        .values_list("sample_unit", "unit__seizure", "unit__exhibit", "gross_mg")
    )
    became = _became_others([row[0] for row in rows])
    for sample_unit_id, seizure_id, exhibit_id, gross_mg in rows:
        if sample_unit_id not in became:
            out[seizure_id][exhibit_id] += gross_mg
    for unit in _counting(_held(ids)):
        if unit.seizure_id is not None:
            out[unit.seizure_id][unit.exhibit_id] += unit.gross_mg or 0
    return {seizure_id: dict(found) for seizure_id, found in out.items()}


def _became_others(unit_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of some units of which others were made: what was handed out and came back counts as what it is."""
    names = [str(each) for each in unit_ids]
    rows = Derivation.objects.filter(sources__has_any_keys=names).values_list("sources", flat=True) if names else ()
    return {UUID(source) for sources in rows for source in sources}.intersection(unit_ids)


def _held(seizure_ids: Sequence[UUID]) -> list[HandlingUnit]:
    """Return the units of some seizures that an authority keeps from the fire, each once."""
    holds = Hold.objects.filter(unit__seizure__in=seizure_ids, verified_at__isnull=False)
    parts = Derivation.objects.filter(unit=OuterRef("unit"), how=RETAINED)
    holds = holds.exclude(authority=BY_LABORATORY).filter(Q(lifted_at__isnull=True) | Exists(parts))
    # A sample counts as one, held or not.
    holds = holds.exclude(unit__kind="sample").exclude(unit__custody_state__in=(*COMES_BACK, CustodyState.SUPERSEDED))
    return list(HandlingUnit.objects.filter(pk__in=holds.values("unit"), search_state=SearchState.LOCATED))


def _counting(held: Sequence[HandlingUnit]) -> list[HandlingUnit]:
    """Return what is counted of some held units: each, with the exhibit that is in it; where several are, the innermost
    units that lie in it."""
    exhibits = exhibits_inside(held)
    mixed = [unit.id for unit in held if len(exhibits[unit.id]) > 1]
    out = [unit for unit in held if unit.id not in mixed]
    for unit in out:
        unit.exhibit_id = next((each.id for each in exhibits[unit.id]), None)
    inner = list(HandlingUnit.objects.filter(pk__in=contents_of(mixed))) if mixed else []
    around = {unit.parent_id for unit in inner}
    return out + [unit for unit in inner if unit.id not in around]
