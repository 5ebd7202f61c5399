"""Refusals about what one asks for and another decides, and about what becomes of units at the bench."""

from __future__ import annotations

from custody.core.lifecycle import Family
from custody.evidence.actions import (
    dividing,
    exceptions,
    laboratory,
    operation,
    unpacking,
)
from custody.evidence.entries import Reading
from tests import stories
from tests.api.doors import Door, Row
from tests.api.lifecycle.ground import part, part_said, parts_form
from tests.evidence.exceptional import ASKED
from tests.stories import act_of

C, G = Family.CONVEYANCE, Family.GOODS

ASKED_BY = {"release": "officer", "stolen": "supervisor", "lost": "supervisor", "destroyed_by_event": "duty_officer"}
ENDS = {"unit.disposed/1": "disposal",
        "unit.returned/1": "return", "unit.handed_over/1": "hand_out", "cargo.released/1": "cargo_release",
        "loan.began/1": "loan", "operation.began/1": "operation", "unit.stolen/1": "stolen", "unit.lost/1": "lost",
        "unit.destroyed_by_event/1": "destroyed_by_event"}  # fmt: skip
BOTH = ("unit.handed_over/1", "operation.began/1", "unit.stolen/1", "unit.lost/1", "unit.destroyed_by_event/1")


def asked(at, unit, exception):
    """Return how an exception on a unit is asked for."""
    who = ASKED_BY.get(exception, "case_officer")
    said = ASKED | ({"party": "4420"} if exception == "loan" else {})
    form = said | ({"borrower": "4420"} if exception == "loan" else {})
    return Row(
        who, Door(f"/units/{unit.id}/exceptions/{exception}/", form),
        Door(f"units/{unit.id}/exceptions/", said | {"exception": exception}),
        lambda: exceptions.propose_exception(act=act_of(getattr(at.cast, who)), unit_id=unit.id, exception=exception,
                                             **said), ("unit.gone",))  # fmt: skip


def split(at):
    """Return how the unit that is ash is split."""
    ash = at.ash
    said = {"parts": [part_said(12_000_000), part_said(12_000_000)], "witness_badge": "4602", "reason": "x"}
    return Row(
        "storekeeper", Door(f"/units/{ash.id}/bench/split/", parts_form("12", "12")),
        Door(f"units/{ash.id}/parts/", said),
        lambda: dividing.split_unit(act=act_of(at.cast.storekeeper), unit_id=ash.id, witness_badge="4602", reason="x",
                                    parts=[part(12_000_000), part(12_000_000)]),
        ("lifecycle.custody", "record.not_found"))  # fmt: skip


def rows(at):
    """Return a row for each event of an exception."""
    cast, ash = at.cast, at.ash
    found = {(G, code): asked(at, ash, exception) for code, exception in ENDS.items()}
    found |= {(C, code): asked(at, at.free, ENDS[code]) for code in BOTH}
    found[C, "unit.released/1"] = asked(at, at.free, "release")
    gone = ("lifecycle.custody", "unit.gone", "custody.not_yours", "record.not_found")
    for family, unit, place in ((C, at.free, "HERON"), (G, ash, "BITTERN")):
        back = {"witness_badge": "4602", "place": place, "remark": "x"}
        found[family, "operation.ended/1"] = Row(
            "supervisor", Door(f"/units/{unit.id}/bench/operation/", back),
            Door(f"units/{unit.id}/operation/end/", back),
            lambda unit=unit, back=back: operation.end_operation(act=act_of(cast.supervisor), unit_id=unit.id, **back),
            gone)  # fmt: skip
    found[G, "loan.ended/1"] = Row(
        "storekeeper", Door(f"/units/{ash.id}/bench/loan/", {"gross": "0,005", "scale": "S-BENCH", "place": "BITTERN"}),
        Door(f"units/{ash.id}/loan/end/", {"reading": {"gross_mg": 5_000, "scale": "S-BENCH"}, "place": "BITTERN"}),
        lambda: operation.end_loan(act=act_of(cast.storekeeper), unit_id=ash.id, place="BITTERN",
                                   reading=Reading(gross_mg=5_000, scale_code="S-BENCH")), gone)  # fmt: skip
    paper = {"outcome": "positive", "substance": "cocaine", "laboratory": "NICC", "reference": "L 7", "used_up": True}
    found[G, "unit.consumed/1"] = Row(
        "case_officer", Door(f"/units/{ash.id}/bench/result/", paper | {"used_up": "on"}),
        Door(f"units/{ash.id}/results/", paper),
        lambda: laboratory.report_result(act=act_of(cast.case_officer), unit_id=ash.id, **paper),
        ("result.no_sample",))  # fmt: skip
    found[G, "unit.superseded/1"] = split(at)
    out = {"gross": "1", "scale": "S-FLOOR", "reason": "x", "witness_badge": "4602", "left_count": "1"}
    found[G, "unit.taken_out/1"] = Row(
        "storekeeper", Door(f"/units/{ash.id}/bench/take_out/", out),
        Door(f"units/{ash.id}/taking-out/", {"reading": {"gross_mg": 1_000_000, "scale": "S-FLOOR"}, "reason": "x",
                                             "witness_badge": "4602"}),
        lambda: unpacking.take_out(act=act_of(cast.storekeeper), unit_id=ash.id, witness_badge="4602", reason="x",
                                   reading=stories.reading(1_000_000)), ("takeout.alone", "record.not_found"))
    found[G, "unit.exchanged/1"] = Row(
        "storekeeper", Door(f"/units/{ash.id}/bench/exchange/", parts_form("25", "24") | {"reference": "KP 9"}),
        Door(f"units/{ash.id}/exchange/", {"originals": [part_said(25_000_000)], "dummies": [part_said(24_000_000)],
                                           "witness_badge": "4602", "reference": "KP 9"}),
        lambda: operation.exchange_unit(act=act_of(cast.storekeeper), unit_id=ash.id, witness_badge="4602",
                                        reference="KP 9", originals=[part(25_000_000)], dummies=[part(24_000_000)]),
        gone)  # fmt: skip
    return found
