"""Facts about units that decide whether something may happen: what is inside, what is open, what is
expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from custody.core.errors import NotFound
from custody.core.lifecycle import CustodyState
from custody.core.texts import kept
from custody.core.tolerance import Accuracy, Load, PerBrick, per_brick
from custody.evidence.models import (
    Discrepancy,
    GuardPost,
    HandlingUnit,
    Placement,
    Sample,
    Seal,
    Seizure,
    TransferLine,
    Weighing,
)
from custody.ledger.once import once_seen

if TYPE_CHECKING:
    from custody.organisation.models import Scale


VEHICLE = "vehicle"
"""The kind of a discrepancy that another seal on a vehicle opens on everything that rode in it."""


UNSWEPT = "unswept"
"""The kind of a discrepancy that goods open which come without a sweep to where only swept goods lie."""


UNLISTED = "unlisted"
"""The kind of a discrepancy of what lay in a store when the record began and stood on no list."""
STRAYED = "label"
"""The kind of the discrepancy of goods that bear a label of another sheet than the one they were written on."""

OBJECTION = "objection"
"""The kind of a discrepancy of what a keeper objects to who was ousted: one objection, on all that it covers."""

BRICKS = "bricks"
"""The kind of a discrepancy of pressed bricks that weigh what no such brick weighs."""

ESTIMATE = "estimate"
"""The kind of a discrepancy of what its first scale shows to be far from what it was estimated or declared to weigh."""

NO_ACT = "no_act"
"""The kind of a discrepancy of goods that were let go without the act of an authority."""

NO_LABORATORY = "no_lab"
"""The kind of a discrepancy of a sample that is said to be used up and never was in a laboratory (R25)."""

SUBSTANCE = "substance"
"""The kind of a discrepancy of goods that a laboratory found to be another substance than they were booked as."""

LOOKALIKE = "lookalike"
"""The kind of a discrepancy of a seal whose number looks like one that was used: O for a zero, I for a one (R31)."""

TREATED = "treated"
"""The kind of a discrepancy of goods that were made unusable although something spoke against it (C23)."""

ALONE = "alone"
"""The kind of a discrepancy of a load that one person drove off alone (R9)."""
NO_JOURNEY = kept("at another site without a journey")
"""What is found of goods that somebody carried over to another site: of the same kind."""

TAKEN = "taken"
"""The kind of a discrepancy of goods that left although something about them was in dispute."""

UNREAD = "unread"
"""The kind of a discrepancy of goods whose seal nobody from outside read when they went into the fire (R12)."""

AT_ONCE = frozenset({VEHICLE, OBJECTION, ALONE, TAKEN, UNREAD})
"""One cause on many units: one alert for all, and what explains it for one explains it for all."""


_INNER_UNITS = (
    "WITH RECURSIVE inner_units (id, around) AS ("
    " SELECT u.id, u.parent_id FROM custody_handlingunit u WHERE u.parent_id = ANY (%s::uuid[])"
    " UNION ALL"
    " SELECT u.id, i.around FROM custody_handlingunit u JOIN inner_units i ON u.parent_id = i.id)"
)


def contents_of(unit_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the units that lie inside some units, at any depth: inner unit -> the one of ``unit_ids`` around
    it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_INNER_UNITS} SELECT id, around FROM inner_units",  # noqa: S608
            [list(unit_ids)],
        )
        return dict(cursor.fetchall())


def made_out_of(unit_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Return, by unit, everything it ever was: itself, what it was made or taken out of, and what that was made of.

    One query, however many units there are. Who had any of these in custody had the unit.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE line (of_unit, source) AS ("
            " SELECT u, u FROM unnest(%s::uuid[]) u"
            " UNION"
            " SELECT line.of_unit, before.source FROM line CROSS JOIN LATERAL ("
            "  SELECT jsonb_array_elements_text(d.sources)::uuid AS source FROM custody_derivation d"
            "   WHERE d.unit_id = line.source"
            "  UNION ALL SELECT r.unit_id FROM custody_removal r WHERE r.inner_id = line.source"
            " ) before) SELECT of_unit, source FROM line",
            [list(unit_ids)],
        )
        found: dict[UUID, set[UUID]] = {}
        for of_unit, source in cursor.fetchall():
            found.setdefault(of_unit, set()).add(source)
        return found


def what_became_of(unit_ids: Iterable[UUID]) -> set[UUID]:
    """Return some units and everything they were made into since, or that was taken out of them, and what that became.
    One query, however many units there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE line (id) AS ("
            " SELECT u FROM unnest(%s::uuid[]) u"
            " UNION"
            " SELECT after.id FROM line CROSS JOIN LATERAL ("
            "  SELECT d.unit_id AS id FROM custody_derivation d WHERE d.sources @> jsonb_build_array(line.id::text)"
            "  UNION ALL SELECT r.inner_id FROM custody_removal r WHERE r.unit_id = line.id"
            " ) after) SELECT id FROM line",
            [list(unit_ids)],
        )
        return {found for (found,) in cursor.fetchall()}


def ancestors_of(unit: HandlingUnit) -> list[HandlingUnit]:
    """Return the units around a unit, the innermost first; empty for an outermost unit."""
    around: list[HandlingUnit] = []
    parent_id = unit.parent_id
    while parent_id is not None:
        around.append(once_seen(("unit", parent_id), partial(_with_custodians, parent_id)))
        parent_id = around[-1].parent_id
    return around


def _with_custodians(unit_id: UUID) -> HandlingUnit:
    return HandlingUnit.objects.select_related("custodian", "co_custodian", "seizure", "exhibit").get(pk=unit_id)


def outermost_of(unit: HandlingUnit) -> HandlingUnit:
    """Return the outermost unit around a unit: itself when it lies in none."""
    return [unit, *ancestors_of(unit)][-1]


def frozen_among(units: Sequence[HandlingUnit]) -> HandlingUnit | None:
    """Return a unit that is frozen by a discrepancy, among these and all that lies inside them."""
    for unit in units:
        if unit.discrepancy_open:
            return unit
    inside = _frozen_inside(unit.id for unit in units)
    return HandlingUnit.objects.filter(pk__in=inside).order_by("label").first() if inside else None


def frozen_units(units: Sequence[HandlingUnit]) -> set[UUID]:
    """Return the ids of those of the units that are frozen, by a discrepancy of their own or of what lies inside.

    One query, however many units there are.
    """
    frozen = {unit.id for unit in units if unit.discrepancy_open}
    return frozen | set(_frozen_inside(unit.id for unit in units).values())


def _frozen_inside(unit_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the frozen units inside some units: inner unit -> the one of ``unit_ids`` around it."""
    ids = tuple(unit_ids)
    return once_seen(("frozen inside", ids), partial(_look_for_frozen, ids))


def _look_for_frozen(unit_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_INNER_UNITS} SELECT i.id, i.around FROM inner_units i JOIN custody_handlingunit u ON u.id = i.id "  # noqa: S608
            "WHERE u.discrepancy_open",
            [list(unit_ids)],
        )
        return dict(cursor.fetchall())


def offered_among(units: Sequence[HandlingUnit]) -> TransferLine | None:
    """Return a line of a hand-over that is still open for one of the units."""
    if not units:
        return None
    # Nearly never: whether there is one is asked of the table alone, and what it says only then.
    ids = tuple(unit.id for unit in units)
    offered = once_seen(("offered", ids), lambda: list(
        TransferLine.objects.raw(
            "SELECT * FROM custody_transferline WHERE unit_id = ANY (%s::uuid[]) AND state = 'offered'", [list(ids)]
        )
    ))  # fmt: skip
    labels = {unit.id: unit.label for unit in units}
    return min(offered, key=lambda line: labels[line.unit_id], default=None)


def seals_in_use(numbers: Iterable[str]) -> set[str]:
    """Return those of the seal numbers that were ever applied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM custody_seal WHERE number = ANY (%s)", [list(set(numbers))])
        return {number for (number,) in cursor.fetchall()}


def labels_in_use(labels: Iterable[str]) -> set[str]:
    """Return those of the labels that a unit carries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT label FROM custody_handlingunit WHERE label = ANY (%s)", [list(set(labels))])
        return {label for (label,) in cursor.fetchall()}


def unsealed_among(units: Sequence[HandlingUnit]) -> set[UUID]:
    """Return those of the units that nothing of ours closes: no seal on them, nor on everything that lies in them."""
    bare = {unit.id for unit in units if unit.seal is None}
    inside = list(HandlingUnit.objects.filter(parent__in=bare).values_list("parent_id", "seal"))
    held = {parent for parent, _ in inside}
    return {each for each in bare if each not in held or (each, None) in inside}


def seal_on(unit: HandlingUnit) -> Seal | None:
    """Return the seal of ours that is on the unit now, or ``None``; a seal found on it at the stop is not
    ours."""
    return seals_on([unit]).get(unit.id)


def seal_chain(unit: HandlingUnit) -> list[Seal]:
    """Return every seal of ours that was ever on the unit, the first one first."""
    return list(Seal.objects.filter(unit=unit).order_by("applied_at", "id"))


def seals_on(units: Iterable[HandlingUnit]) -> dict[UUID, Seal]:
    """Return the seals of ours that are on some units now, by unit; those that bear none are left out."""
    rows = Seal.objects.raw(
        "SELECT * FROM custody_seal WHERE unit_id = ANY (%s::uuid[]) AND removed_at IS NULL ORDER BY applied_at",
        [[unit.id for unit in units]],
    )
    return {seal.unit_id: seal for seal in rows}


def open_guards(unit: HandlingUnit) -> list[GuardPost]:
    """Return the posts of the guards who stand at the unit now."""
    posts = GuardPost.objects.filter(unit=unit, relieved_at__isnull=True)
    return list(posts.select_related("guard").order_by("posted_at", "id"))


def guard_post(guard_id: UUID) -> GuardPost:
    """Return a guard's post; raise ``NotFound`` when there is none."""
    found = GuardPost.objects.filter(pk=guard_id).first()
    if found is None:
        raise NotFound
    return found


def placement_of(unit: HandlingUnit) -> Placement | None:
    """Return where the unit lies now, sealed; ``None`` while it is on the road or gone."""
    rows = Placement.objects.raw(
        "SELECT * FROM custody_placement WHERE unit_id = %s AND until_at IS NULL ORDER BY id LIMIT 1", [unit.id]
    )
    return next(iter(rows), None)


def mass_mg(unit: HandlingUnit) -> int | None:
    """Return the booked gross mass of a unit with all that is in it, or ``None`` when nothing was ever
    weighed.

    An outermost unit without a weighing of its own was booked with the sum of what is in it.
    """
    if unit.gross_mg is not None:
        return unit.gross_mg
    inside = HandlingUnit.objects.filter(pk__in=contents_of([unit.id])).only("id", "parent_id", "gross_mg")
    by_parent: dict[UUID | None, list[HandlingUnit]] = {}
    for each in inside:
        by_parent.setdefault(each.parent_id, []).append(each)
    return _sum_of(by_parent, unit.id)


def _sum_of(by_parent: dict[UUID | None, list[HandlingUnit]], parent_id: UUID) -> int | None:
    known = [
        each.gross_mg if each.gross_mg is not None else _sum_of(by_parent, each.id)
        for each in by_parent.get(parent_id, [])
    ]
    weighed = [mg for mg in known if mg is not None]
    return sum(weighed) if weighed else None


def odd_bricks(unit: HandlingUnit, weighing: Weighing) -> PerBrick | None:
    """Return what each counted brick would weigh where no pressed brick weighs that; ``None`` where all is as it should
    be, where nothing was counted or only units that lie inside, and where somebody explained it before."""
    if unit.exhibit is None or unit.exhibit.form != "pressed_brick" or weighing.method != "weighed":
        return None
    found = per_brick(gross_mg=weighing.gross_mg, tare_mg=weighing.tare_mg, bricks=weighing.package_count)
    if found is None or found.is_plausible or HandlingUnit.objects.filter(parent=unit).exists():
        return None
    # What a treatment added lies on the scale with them.
    if Weighing.objects.filter(unit=unit, occasion="treatment").exists():
        return None
    return None if Discrepancy.objects.filter(unit=unit, discrepancy_kind=BRICKS).exists() else found


def load_of(mg: int, scale: Scale | None) -> Load | None:
    """Return a weight as the tolerance sees it: on which kind of scale it was read; ``None`` where nobody knows."""
    return None if scale is None else Load(mg, scale.division_mg, Accuracy(scale.accuracy_class))


def discrepancy(discrepancy_id: UUID) -> Discrepancy:
    """Return a discrepancy; raise ``NotFound`` when there is none."""
    found = Discrepancy.objects.filter(pk=discrepancy_id).first()
    if found is None:
        raise NotFound
    return found


def found_at_once(discrepancy: Discrepancy) -> list[Discrepancy]:
    """Return what one look at a vehicle or one objection found, the discrepancy itself among it; it alone for another
    kind."""
    if discrepancy.discrepancy_kind not in AT_ONCE:
        return [discrepancy]
    rows = Discrepancy.objects.filter(
        discrepancy_kind=discrepancy.discrepancy_kind, opened_at=discrepancy.opened_at,
        opened_by=discrepancy.opened_by,
    )  # fmt: skip
    return list(rows.select_related("unit").order_by("unit_id"))


def known_unswept(units: Iterable[HandlingUnit]) -> set[UUID]:
    """Return those of the units of which it is open already why they lie somewhere without a sweep."""
    rows = Discrepancy.objects.filter(
        unit__in=[unit.id for unit in units], discrepancy_kind=UNSWEPT, resolved_at__isnull=True
    )
    return set(rows.values_list("unit_id", flat=True))


def has_open_discrepancy(unit: HandlingUnit) -> bool:
    """Say whether a discrepancy of the unit is still open."""
    return Discrepancy.objects.filter(unit=unit, resolved_at__isnull=True).exists()


def sampled_mg(unit: HandlingUnit) -> int:
    """Return the mass that was ever taken out of a unit as samples."""
    return int(Sample.objects.filter(unit=unit, carried_from=None).aggregate(mg=Sum("gross_mg"))["mg"] or 0)


def packages_of(unit: HandlingUnit, outer: HandlingUnit) -> int:
    """Return how many of the packages that are counted in a unit leave with one that lies directly in it.

    Where what is counted are the units inside themselves, it is one of them; else it is what was counted in it.
    """
    directly = HandlingUnit.objects.filter(parent=outer).count()
    return 1 if outer.package_count == directly else unit.package_count or 1


def seizure_of(unit: HandlingUnit) -> Seizure:
    """Return the seizure that goods belong to."""
    return Seizure.objects.get(units=unit)


def seizure_out_of(conveyance: HandlingUnit) -> UUID | None:
    """Return the newest seizure that was opened out of a conveyance, or ``None``."""
    found = Seizure.objects.filter(conveyance=conveyance).order_by("-seized_at").values_list("id", flat=True)
    return found.first()


def strippers_of(seizure: Seizure) -> set[UUID]:
    """Return who has the conveyance that a seizure was made out of, while it is open."""
    unit = seizure.conveyance
    if unit is None or unit.custody_state != CustodyState.EXTRACTION:
        return set()
    return {each for each in (unit.custodian_id, unit.co_custodian_id) if each is not None}


def exhibits_of(seizure: Seizure) -> dict[int, UUID]:
    """Return the exhibits of a seizure: number -> id."""
    return dict(seizure.exhibits.values_list("number", "id"))
