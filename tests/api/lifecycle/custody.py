"""Refusals about goods on the road, in store, and looked for."""

from __future__ import annotations

from custody.core.lifecycle import Family
from custody.evidence.actions import (
    endangering,
    moving,
    searching,
    seizure,
)
from custody.evidence.entries import NewUnit
from tests import stories
from tests.api.doors import Door, Row
from tests.api.lifecycle.ground import fresh_seal, part, part_said
from tests.stories import act_of

C, G = Family.CONVEYANCE, Family.GOODS
ROUTE = {"vehicle": "T-4", "vehicle_seal": "VS770001", "escort": "E-2", "destination": "BITTERN"}


def _road(at):
    cast, found = at.cast, {}
    gone = ("custody.not_yours", "lifecycle.custody", "unit.gone", "units.none", "crew.two")
    for family, unit, who in ((C, at.free, "officer"), (G, at.ash, "crew")):
        act, ids, place = act_of(getattr(cast, who)), [unit.id], "HERON" if family is C else "CURLEW"
        said = {"unit_ids": [str(unit.id)]}
        form = {"units": [str(unit.id)]}
        found[family, "unit.departed/1"] = Row(
            who, Door("/road/depart/", form | ROUTE), Door("departures/", said | {"route": ROUTE}),
            lambda act=act, ids=ids: moving.depart(act=act, unit_ids=ids, route=stories.route()), gone)  # fmt: skip
        found[family, "unit.arrived/1"] = Row(
            who, Door("/road/arrive/", form | {"place": place}), Door("arrivals/", said | {"place": place}),
            lambda act=act, ids=ids, place=place: moving.arrive(act=act, unit_ids=ids, place=place), gone)
        found[family, "emergency.departed/1"] = Row(
            "duty_officer", Door("/bench/emergency/", form | {"destination": "DUNLIN", "reason": "x"}),
            Door("flights/", said | {"destination": "DUNLIN", "reason": "x"}),
            lambda ids=ids: endangering.move_in_emergency(act=act_of(cast.duty_officer), unit_ids=ids,
                                                          destination="DUNLIN", reason="x"), gone)  # fmt: skip
    said, form = {"unit_ids": [str(at.ash.id)], "place": "BITTERN"}, {"units": [str(at.ash.id)], "place": "BITTERN"}
    found[G, "unit.stored/1"] = Row(
        "storekeeper", Door("/store/put/", form), Door("storage/", said),
        lambda: moving.store_units(act=act_of(cast.storekeeper), unit_ids=[at.ash.id], place="BITTERN"), gone)
    brick = {"kind": "brick", "parent_label": at.ash.label}
    closed = f"seizures/{at.ash.seizure_id}/units/"
    found[G, "unit.registered/1"] = Row(
        "third_officer", Door("/" + closed, {"kind": "bag", "package_count": "12", "gross": "25", "scale": "S-FLOOR",
                                             "seal_number": fresh_seal()}),
        Door(closed, {"units": [part_said(25_000_000)]}),
        lambda: seizure.register_units(act=act_of(cast.third_officer), seizure_id=at.ash.seizure_id,
                                       units=[part(25_000_000)]),
        ("seizure.not_yours", "record.not_found"))  # fmt: skip
    found[G, "unit.enclosed/1"] = Row(
        "officer", Door("/" + closed, {"kind": "brick", "package_count": "1", "parent_label": at.ash.label}),
        Door(closed, {"units": [brick]}),
        lambda: seizure.register_units(act=act_of(cast.officer), seizure_id=at.ash.seizure_id,
                                       units=[NewUnit(**brick)]), ("*",))  # fmt: skip
    return found


def _search(at):
    cast, ash, stored = at.cast, at.ash, at.stored
    find = {"witness_badge": "4420", "remark": "x"}
    return {
        (None, "unit.unlocated/1"): Row(
            "auditor", Door(f"/units/{ash.id}/bench/unlocated/", {"remark": "x"}),
            Door(f"units/{ash.id}/search/", {"remark": "x"}),
            lambda: searching.report_unlocated(act=act_of(cast.auditor), unit_id=ash.id, remark="x"), ("unit.gone",)),
        (None, "unit.missing/1"): Row(
            "supervisor", Door(f"/units/{stored.id}/bench/missing/", {"remark": "x"}),
            Door(f"units/{stored.id}/search/failure/", {}),
            lambda: searching.declare_missing(act=act_of(cast.supervisor), unit_id=stored.id), ("lifecycle.search",),
            version="stored"),
        (None, "unit.found/1"): Row(
            "storekeeper", Door(f"/units/{stored.id}/bench/found/", find),
            Door(f"units/{stored.id}/search/find/", find),
            lambda: searching.record_found(act=act_of(cast.storekeeper), unit_id=stored.id, **find),
            ("lifecycle.search",), version="stored"),
    }  # fmt: skip


def rows(at):
    """Return a row for each event on the road, in store and of a search."""
    return _road(at) | _search(at)
