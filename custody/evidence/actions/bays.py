"""The bays of a store: laid out once, and told with the goods that are put into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.bays import clean_bay, clean_grid
from custody.core.events import PLACE_BAYS_LAID_OUT, UNIT_SHELVED
from custody.evidence import entries, permissions_of_bays
from custody.evidence.actions.consult import consulted
from custody.evidence.locking import lock_officer, lock_place, lock_units
from custody.evidence.models import BayLayout, Shelving
from custody.evidence.selectors import bays
from custody.ledger.recording import recording
from custody.organisation.selectors import place_by_id

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Consultation


def lay_out_bays(*, act: Act, place_id: UUID, rows: int, columns: int) -> BayLayout:
    """Record how the bays of a store are laid out, and return the layout: from now on it holds. What stood in a bay
    that is no more stands in none.

    Who: a storekeeper or an administrator. When: the place is a store. Appends ``place.bays_laid_out/1``.
    """
    grid = clean_grid(rows=rows, columns=columns)
    with recording(act) as record:
        place = lock_place(place_by_id(place_id=place_id))
        permissions_of_bays.check_can_lay_out(act.actor, place)
        layout = BayLayout(
            place=place, stream_id=place.stream_id, bay_rows=grid.rows, bay_columns=grid.columns,
            laid_out_by=act.actor, laid_out_at=record.at,
        )  # fmt: skip
        layout.save(force_insert=True)
        record.append(
            PLACE_BAYS_LAID_OUT, on=place, rows=[layout], layout_id=layout.id, laid_out_at=record.at,
            bay_rows=grid.rows, bay_columns=grid.columns, laid_out_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"layout": str(layout.id)}
    return layout


def shelve_units(*, act: Act, unit_ids: Sequence[UUID], bay: str) -> list[Shelving]:
    """Record into which bay of its store each unit was put, and return the rows. It holds until the unit is put into
    another bay, or leaves the store.

    Who: who has the units. When: they are in store, where bays were laid out. Appends ``unit.shelved/1`` for each.
    """
    said = clean_bay(bay)
    with recording(act) as record:
        units = lock_units(unit_ids)
        lots = bays.lots_of(units)
        permissions_of_bays.check_can_shelve(act.actor, units, grids=bays.grids_of(lots), bay=said)
        made = []
        for unit, lot in zip(units, lots, strict=True):
            row = Shelving(
                unit=unit, stream_id=unit.stream_id, placement=lot, bay=said, shelved_by=act.actor,
                shelved_at=record.at,
            )  # fmt: skip
            row.save(force_insert=True)
            record.append(
                UNIT_SHELVED, on=unit, rows=[row], shelving_id=row.id, placement_id=row.placement_id,
                shelved_at=record.at, bay=said, shelved_by=act.actor.pseudonym,
            )  # fmt: skip
            made.append(row)
        record.result = {"units": [str(unit.id) for unit in units]}
    return made


def reveal_plan(*, act: Act, place_id: UUID, reason: str) -> Consultation:
    """Record that somebody reads what stands in which bay of a store, and why, and return the row: the page shows it to
    them while that runs.

    Who: a supervisor, a duty officer, an auditor, internal affairs, and a storekeeper who keeps something there. When:
    the place is a store. Appends ``place.revealed/1`` on the officer's stream.
    """
    why = entries.clean_reason(reason, most=500)
    place = place_by_id(place_id=place_id)
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        permissions_of_bays.check_can_reveal_plan(officer, place, keepers=bays.keepers_at(place))
        consultation = consulted(
            record, officer, subject_kind="place", subject_id=place.id, field_group="plan", reason=why
        )
        record.result = {"consultation": str(consultation.id), "place": str(place.id)}
    return consultation
