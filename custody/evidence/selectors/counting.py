"""Reads of inventories and audits. Who counts sees nothing of the books while the count is open (C25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, OuterRef, Q, Subquery

from custody.core.errors import NotFound, NotPermitted
from custody.core.inventories import PERIODS
from custody.core.lifecycle import SearchState
from custody.evidence.lists import OF_A_SEARCH
from custody.evidence.models import Audit, Discrepancy, HandlingUnit, Inventory, InventoryLine, Placement, TransferLine
from custody.evidence.placing import place_token
from custody.evidence.selectors import facts
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from custody.organisation.models import Officer, Place

Row = TypeVar("Row", bound=Model)
COUNTERS = (Role.CHECKER, Role.AUDITOR, Role.INTERNAL_AFFAIRS, Role.WITNESS)
"""Who may count: people who are not there every day."""
CONNECTED = (Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.SAMPLER, Role.SUPERVISOR)
"""Who is routinely connected with evidence, and therefore never counts it (R21)."""
PLANS = (Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS, Role.REGIONAL_HEAD, Role.DIRECTOR)
"""Who asks for an inventory or an audit."""
SEES_UNANNOUNCED = (*COUNTERS, Role.REGIONAL_HEAD, Role.DIRECTOR)
"""Who knows of what is not announced before it is opened."""
_READERS = (*PLANS, *COUNTERS, Role.STOREKEEPER, Role.DUTY_OFFICER)
BLIND = "inventory.blind"
"""The code of the refusal of what shows sums to who counts."""
LEFT_AFTER = timedelta(hours=24)
"""After so long others may go on with a count: it takes hours, and a place is not counted twice at a time."""

ALONE_AFTER = timedelta(hours=1)
"""After so long without a thing written down a supervisor may break a count off."""


@dataclass(frozen=True, slots=True)
class NextCount:
    """Between which moments the next inventory of a place (its code word) is asked for."""

    place: str
    earliest: datetime
    latest: datetime


def is_outside(officer: Officer) -> bool:
    """Say whether the officer is one who counts and audits: in service, outside, and not routinely connected."""
    return officer.is_active and officer.has_role(*COUNTERS) and not officer.has_role(*CONNECTED)


def knows_unannounced(officer: Officer) -> bool:
    """Say whether the officer may know of an inventory or an audit that is not announced."""
    return officer.has_role(*SEES_UNANNOUNCED) and not officer.has_role(*CONNECTED)


def visible_inventories(officer: Officer) -> QuerySet[Inventory]:
    """Return the inventories an officer may know of. One that is not announced is hidden from custodians until it is
    opened."""
    rows = Inventory.objects.select_related("place", "counter", "second", "asked_by")
    if not officer.is_active or not officer.has_role(*_READERS):
        return rows.none()
    return rows if knows_unannounced(officer) else rows.filter(Q(announced=True) | Q(opened_at__isnull=False))


def inventory_for(officer: Officer, *, inventory_id: UUID) -> Inventory:
    """Return an inventory; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_inventories(officer).filter(pk=inventory_id).first()
    if found is None:
        raise NotFound
    return found


def visible_audits(officer: Officer) -> QuerySet[Audit]:
    """Return the audits an officer may know of, by the same rule."""
    rows = Audit.objects.select_related("place", "auditor", "planned_by")
    if not officer.is_active or not officer.has_role(*_READERS):
        return rows.none()
    return rows if knows_unannounced(officer) else rows.filter(Q(announced=True) | Q(opened_at__isnull=False))


def audit_for(officer: Officer, *, audit_id: UUID) -> Audit:
    """Return an audit; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_audits(officer).filter(pk=audit_id).first()
    if found is None:
        raise NotFound
    return found


def counts_now(officer: Officer) -> Inventory | None:
    """Return an inventory that the officer is counting, with its place, or ``None``; asked once for each request."""
    return next(iter(_open_counts(officer)), None)


def _open_counts(officer: Officer) -> list[Inventory]:
    if not is_outside(officer):
        return []
    kept: list[Inventory] | None = officer.__dict__.get("_open_counts")
    if kept is None:
        rows = Inventory.objects.filter(state__in=["open", "counted"]).select_related("place")
        kept = list(rows.filter(Q(counter=officer) | Q(second=officer)).order_by("opened_at", "id"))
        officer.__dict__["_open_counts"] = kept
    return kept


_LYING = (
    "WITH RECURSIVE lying (id) AS ("
    " SELECT unit_id FROM custody_placement WHERE place_token = ANY (%s) AND until_at IS NULL"
    " UNION SELECT u.id FROM custody_handlingunit u JOIN lying l ON u.parent_id = l.id)"
    " SELECT u.id, u.seizure_id FROM custody_handlingunit u JOIN lying USING (id)"
)


def hidden_ids(officer: Officer) -> Mapping[UUID, UUID | None]:
    """Return the units that the officer must not know of now, each with its seizure: what lies, with all that is inside
    it, in a place that they are counting (C25). One query in a request, and none for who counts nothing.

    Every access function leaves out what touches one of these, by ``without_counted``; no page checks for itself.
    """
    counts = _open_counts(officer)
    if not counts:
        return {}
    kept: dict[UUID, UUID | None] | None = officer.__dict__.get("_hidden_ids")
    if kept is None:
        with connection.cursor() as cursor:
            cursor.execute(_LYING, [[place_token(each.place_id) for each in counts]])
            kept = officer.__dict__["_hidden_ids"] = dict(cursor.fetchall())
    return kept


def hidden_seizures(officer: Officer) -> set[UUID]:
    """Return the seizures of what is hidden from the officer now: the page of one tells what there is of it."""
    return {each for each in hidden_ids(officer).values() if each is not None}


def without_counted(
    officer: Officer, rows: QuerySet[Row], *, units: Sequence[str] = (), seizures: Sequence[str] = ()
) -> QuerySet[Row]:
    """Return the rows without those that lead, by the named relations, to what is hidden from the officer now.

    What has no unit or no seizure stays: ``exclude`` asks for NULL by itself.
    """
    hidden = hidden_ids(officer)
    if hidden:
        for path in units:
            rows = rows.exclude(**{f"{path}__in": list(hidden)})
        for path in seizures:
            rows = rows.exclude(**{f"{path}__in": hidden_seizures(officer)})
    return rows


def check_shows_no_sum(officer: Officer) -> None:
    """Return for who counts nothing now; raise ``NotPermitted`` for who does: sums would tell what to find (C25)."""
    if counts_now(officer) is not None:
        raise NotPermitted(
            BLIND, "You are counting a place blind. This page opens when your count is closed"
        )


def was_left(inventory: Inventory, *, at: datetime) -> bool:
    """Say whether an inventory was begun and left half: one of the two serves no more, or a day has passed."""
    if inventory.opened_at is None or inventory.state not in ("open", "counted"):
        return False
    pair = (inventory.counter, inventory.second)
    return at - inventory.opened_at >= LEFT_AFTER or not all(each is not None and each.is_active for each in pair)


def sees_outcome(officer: Officer, inventory: Inventory) -> bool:
    """Say whether the officer sees what came of an inventory: who plans, once it is signed, and never who counted it,
    or counts the same place again now."""
    counted = officer.id in {inventory.counter_id, inventory.second_id}
    if inventory.state != "signed" or counted or not officer.has_role(*PLANS):
        return False
    return not _counts_again(officer, inventory)


def _counts_again(officer: Officer, inventory: Inventory) -> bool:
    """Say whether the officer is counting the place of an inventory in another one now."""
    return any(
        each.place_id == inventory.place_id and each.id != inventory.id for each in _open_counts(officer)
    )


def lines_of(inventory: Inventory) -> QuerySet[InventoryLine]:
    """Return what the two found who count now, or who signed: what others found before them counts for nothing."""
    if inventory.opened_at is None:
        return inventory.lines.none()
    return inventory.lines.filter(found_at__gte=inventory.opened_at)


def searched_for(inventory: Inventory) -> list[InventoryLine]:
    """Return the lines of what somebody searches for and the two who count read where it lies by the books, since the
    search began: what was seen there before finds nothing."""
    asked = Discrepancy.objects.filter(unit=OuterRef("unit"), discrepancy_kind__in=OF_A_SEARCH, resolved_at=None)
    began = Subquery(asked.order_by("-opened_at").values("opened_at")[:1])
    rows = lines_of(inventory).filter(outcome__in=["agrees", "differs"], unit__isnull=False, found_at__gt=began)
    return list(rows.exclude(unit__search_state=SearchState.LOCATED).select_related("found_by", "unit")
                .order_by("found_at"))  # fmt: skip


def last_at(inventory: Inventory) -> datetime | None:
    """Return when the two who count wrote something down last, or began; ``None`` before they began."""
    newest = lines_of(inventory).order_by("-found_at").values_list("found_at", flat=True).first()
    return newest or inventory.opened_at


def keepers_of(place: Place) -> set[UUID]:
    """Return everybody who has something in custody that lies in a place now."""
    rows = Placement.objects.filter(place_token=place_token(place.id), until_at__isnull=True)
    held = HandlingUnit.objects.filter(pk__in=rows.values("unit_id")).values_list("custodian_id", "co_custodian_id")
    people: set[UUID | None] = {each for row in held.distinct() for each in row}
    return {each for each in people if each is not None}


def lines_for(officer: Officer, inventory: Inventory) -> list[InventoryLine]:
    """Return what was found, for the two who count what they found themselves; for who sees the outcome, once it is
    signed, also what two found before them who left it half."""
    counts = officer.id in {inventory.counter_id, inventory.second_id} and not _counts_again(officer, inventory)
    if not counts and not sees_outcome(officer, inventory):
        return []
    lines = lines_of(inventory) if counts else inventory.lines.all()
    return list(lines.select_related("found_by").order_by("-found_at", "label"))


def lying_in_place(place: Place, *, since_before: datetime | None = None) -> list[HandlingUnit]:
    """Return the outermost units that lie in a place now, by label; only those that lay there at a moment already when
    one is given."""
    rows = Placement.objects.filter(place_token=place_token(place.id), until_at__isnull=True)
    if since_before is not None:
        rows = rows.filter(since_at__lte=since_before)
    return list(HandlingUnit.objects.filter(pk__in=rows.values("unit_id")).order_by("label"))


def not_found_yet(units: Sequence[HandlingUnit], *, elsewhere_than: Place) -> list[HandlingUnit]:
    """Return those of the units that lie in another place which is being counted, and were not found there."""
    rows = Inventory.objects.filter(state__in=["open", "counted"])
    under_way = rows.exclude(place=elsewhere_than).values_list("id", "place_id")
    counted = {bytes(place_token(place_id)): inventory_id for inventory_id, place_id in under_way}
    if not counted:
        return []
    lying = Placement.objects.filter(unit__in=units, until_at__isnull=True).values_list("unit_id", "place_token")
    here = {unit_id: counted[bytes(token)] for unit_id, token in lying if bytes(token) in counted}
    if not here:
        return []
    lines = InventoryLine.objects.filter(inventory__in=set(here.values()), unit__in=here)
    found = set(lines.values_list("unit_id", flat=True))
    return [unit for unit in units if unit.id in here and unit.id not in found]


def chain_of_place(place: Place) -> set[UUID]:
    """Return everybody who ever had something in custody that lies in a place now: who seized it, gave it, received
    it, has it. Who had what is inside, or what it was made or taken out of, had it too."""
    rows = Placement.objects.filter(place_token=place_token(place.id), until_at__isnull=True)
    outermost = list(rows.values_list("unit_id", flat=True))
    lying = set().union(*facts.made_out_of([*outermost, *facts.contents_of(outermost)]).values())
    units = HandlingUnit.objects.filter(pk__in=lying)
    held = units.values_list(
        "custodian_id", "co_custodian_id", "seizure__seizing_officer_id", "seizure__second_officer_id"
    )
    handed = TransferLine.objects.filter(unit__in=lying, state="accepted").values_list(
        "transfer__giver_id", "transfer__receiver_id", "transfer__receiver_second_id"
    )
    people: set[UUID | None] = {each for row in (*held.distinct(), *handed.distinct()) for each in row}
    return {each for each in people if each is not None}


def places_held_by(officer: Officer) -> Collection[Placement]:
    """Return one placement for each place where something lies that the officer has in custody."""
    mine = HandlingUnit.objects.filter(Q(custodian=officer) | Q(co_custodian=officer))
    return places_with(mine.values_list("id", flat=True))


def last_kept(unit: HandlingUnit) -> list[list[UUID]]:
    """Return who answers for a unit that lies nowhere by the books, the likeliest first: who has it, who had it last,
    who gave it to them."""
    outermost = facts.outermost_of(unit)
    line = TransferLine.objects.filter(unit=outermost, state="accepted").select_related("transfer")
    last = line.order_by("-transfer__closed_at").first()
    groups: list[list[UUID | None]] = [[outermost.custodian_id, outermost.co_custodian_id]]
    if last is not None:
        groups.append([last.transfer.receiver_id, last.transfer.receiver_second_id])
        groups.append([last.transfer.giver_id])
    known = [[each for each in group if each is not None] for group in groups]
    return [group for group in known if group]


def places_held_by_any(officer_ids: Iterable[UUID]) -> Collection[Placement]:
    """Return one placement for each place where something lies that one of the officers has in custody."""
    ids = list(officer_ids)
    held = HandlingUnit.objects.filter(Q(custodian__in=ids) | Q(co_custodian__in=ids))
    return places_with(held.values_list("id", flat=True))


def places_with(unit_ids: Iterable[UUID]) -> Collection[Placement]:
    """Return one placement for each place where one of the units lies; one query, however many there are."""
    rows = Placement.objects.filter(unit__in=list(unit_ids), until_at__isnull=True).order_by("place_token", "id")
    return list(rows.distinct("place_token"))


def newest_of(place: Place, *, kind: str) -> Inventory | None:
    """Return the newest inventory of a kind in a place, or ``None``."""
    return Inventory.objects.filter(place=place, kind=kind).order_by("-asked_at").first()


def next_counts(officer: Officer, *, at: datetime) -> list[NextCount]:
    """Return the places where the officer knows of no inventory that waits, each with the days between which the next
    one that comes round is asked for, by code word: a range, for nobody may foretell the day (C25).

    It counts from the last one of its kind that was begun: one that is asked for and hidden changes nothing here. A
    place that was never counted is left out: when it is due would tell since when goods lie there.
    """
    waits = visible_inventories(officer).exclude(state="signed").values("place_id")
    begun = Inventory.objects.filter(kind__in=[each.kind for each in PERIODS], opened_at__isnull=False)
    rows = begun.exclude(place__in=waits).order_by("place", "kind", "-asked_at").distinct("place", "kind")
    first: dict[UUID, NextCount] = {}
    for row in rows.select_related("place"):
        period = next(each for each in PERIODS if each.kind == row.kind)
        found = NextCount(row.place.code_word, row.asked_at + period.every, row.asked_at + period.every + period.drift)
        known = first.get(row.place_id)
        if found.latest > at and (known is None or found.earliest < known.earliest):
            first[row.place_id] = found
    return sorted(first.values(), key=lambda each: each.place)


def lain_since(place: Place) -> datetime | None:
    """Return since when something has lain in the place without a break of ours: the oldest placement that goes on."""
    rows = Placement.objects.filter(place_token=place_token(place.id), until_at__isnull=True)
    return rows.order_by("since_at").values_list("since_at", flat=True).first()
