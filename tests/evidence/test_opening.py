"""Stock on the floor on the first day: the old list is read, the floor is counted blind, and then it is in custody."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.alerts.selectors.parties import parties_of
from custody.core.errors import InvalidInput, NotAllowedNow, NotFound, NotPermitted
from custody.core.identifiers import new_label
from custody.deadlines.models import Clock
from custody.evidence.actions import inventory as counting
from custody.evidence.actions import opening as actions
from custody.evidence.actions import seals, weigh
from custody.evidence.models import Discrepancy, HandlingUnit, Inventory, OpeningStock, Seizure
from custody.evidence.selectors.opening import (
    left_out_of,
    stock_for,
    unlisted_in,
    unsealed_of,
    unweighed_of,
    visible_stocks,
)
from custody.evidence.selectors.places import place_now
from custody.evidence.stocklist import COLUMNS
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.evidence.test_inventory import found, opened
from tests.stories import act_of

HEAD = ",".join(COLUMNS)


def row(**changes):
    cells = {
        "label": new_label(uuid4().bytes[:5]), "kind": "bag", "substance": "cocaine", "form": "pressed_brick",
        "packages": "25", "gross_kg": "25.000", "seal": stories.new_seal().number, "seized_on": "2024-05-06",
        "case_reference": "AN 1/2024",
    } | changes  # fmt: skip
    return ",".join(cells[name] for name in COLUMNS)


def imported(cast, *rows, by=None, place="BITTERN"):
    text = "\n".join([HEAD, *rows])
    return actions.import_opening(act=act_of(by or cast.storekeeper), place=place, text=text)


def counted(cast, stock, *lines):
    inventory = opened(cast, stock.inventory)
    for label, seal, more in lines:
        counting.record_found(act=act_of(cast.checker), inventory_id=inventory.id, label=label, seal_seen=seal, **more)
    counting.finish_inventory(act=act_of(cast.checker), inventory_id=inventory.id)
    return counting.sign_inventory(act=act_of(cast.second_checker), inventory_id=inventory.id)


def registered(cast, stock, by=None):
    return actions.register_opening(act=act_of(by or cast.supervisor), stock_id=stock.id)


def as_listed(stock):
    return [(line.label, line.seal, {"package_count": line.package_count}) for line in stock.lines.order_by("row")]


def test_stock_is_imported_counted_blind_and_in_custody_with_the_basis_opening(cast):
    stock = imported(cast, row(), row(substance="heroin"), row(case_reference="AN 2/2023", gross_kg="", packages=""))
    inventory = Inventory.objects.get()
    assert (inventory.kind, inventory.percent, inventory.state) == ("opening", 100, "asked")
    assert not HandlingUnit.objects.filter(label__in=stock.lines.values("label")).exists()

    inventory = counted(cast, stock, *as_listed(stock))
    assert (inventory.found, inventory.missing, inventory.differences) == (3, 0, 0)
    stock = registered(cast, stock)

    units = HandlingUnit.objects.filter(label__in=stock.lines.values("label"))
    assert {(unit.custody_state, unit.custodian, unit.discrepancy_open) for unit in units} == {
        ("stored", cast.storekeeper, False)
    }
    assert {place_now(unit).code_word for unit in units} == {"BITTERN"}
    assert {unit.seized_at.year for unit in units} == {2024}
    assert sorted(Seizure.objects.filter(basis="opening").values_list("state", flat=True)) == ["open", "open"]
    assert {each.values["basis"] for unit in units for each in told([unit.stream_id], limit=9)} == {"opening"}
    assert Clock.objects.filter(subject_id__in=units, clock_type="TARGET_DESTRUCTION", closed_at=None).count() == 3
    assert set(stock.lines.values_list("outcome", flat=True)) == {"agrees"}
    assert replay_state().findings == []


def test_what_differs_is_in_custody_and_frozen_and_what_was_not_found_is_missing(cast):
    stock = imported(cast, row(), row(), row(), row())
    seal, count, weight, _gone = as_listed(stock)
    inventory = counted(
        cast, stock, (seal[0], "ZZ123456", {}), (count[0], count[1], {"package_count": 24}),
        (weight[0], weight[1], {"gross_mg": 24_800_000}), (new_label(b"54321"), None, {}),
    )  # fmt: skip
    assert (inventory.found, inventory.missing, inventory.differences) == (4, 1, 5)
    assert Alert.objects.get(rule="AL11").stage == "difference"

    stock = registered(cast, stock)

    assert sorted(Discrepancy.objects.values_list("discrepancy_kind", flat=True)) == [
        "count", "missing", "seal", "unlisted", "weight",
    ]  # fmt: skip
    assert sorted(stock.lines.values_list("outcome", flat=True)) == ["differs", "differs", "differs", "not_found"]
    assert HandlingUnit.objects.filter(discrepancy_open=True).count() == 5
    assert replay_state().findings == []


def test_a_line_that_is_not_right_is_left_out_and_told_of_and_the_rest_goes_on(cast):
    [unit], same = stories.stored(cast), row()
    stock = imported(
        cast, row(packages="0"), row(seized_on="1900-01-01"), row(), same, same, row(label=unit.label),
        row(seal=unit.seal), "too,few",
    )  # fmt: skip

    assert stock.line_count == stock.lines.count() == 1
    left = [(each["row"], each["field"], each["said"]) for each in left_out_of(stock)]
    label = same.split(",")[0]
    assert left == [
        (2, "packages", "0"), (3, "seized_on", "1900-01-01"), (5, "label", label), (6, "label", label),
        (7, "label", unit.label), (8, "seal", unit.seal), (9, "", ""),
    ]  # fmt: skip
    assert replay_state().findings == []


def test_what_lies_there_and_stands_on_no_list_is_a_unit_too_frozen_and_told_of(cast):
    stock = imported(cast, row())
    [line] = as_listed(stock)
    own, copied = new_label(b"54321"), new_label(b"54322")
    seal = stories.new_seal().number
    counted(cast, stock, line, (own, seal, {"gross_mg": 2_000_000, "package_count": 2}), (copied, line[1], {}))
    assert unlisted_in(stock) == []

    stock = registered(cast, stock)

    found = {unit.label: unit for unit in unlisted_in(stock)}
    assert set(found) == {own, copied}
    unit = found[own]
    assert (unit.custodian, unit.custody_state, unit.discrepancy_open) == (cast.storekeeper, "stored", True)
    assert (unit.seal, unit.gross_mg, unit.package_count, unit.exhibit.substance) == (seal, 2_000_000, 2, "unknown")
    assert found[copied].seal is None
    rows = Discrepancy.objects.filter(discrepancy_kind="unlisted")
    assert {(each.unit, each.opened_by, each.found) for each in rows} == {
        (unit, cast.checker, seal), (found[copied], cast.checker, line[1]),
    }  # fmt: skip
    alerts = Alert.objects.filter(rule="AL5", subject_id__in=[each.id for each in found.values()])
    assert {tuple(each.about) for each in alerts} == {(cast.storekeeper.id,)}
    assert {each.values["basis"] for each in told([unit.stream_id], limit=9)} == {"opening"}
    assert replay_state().findings == []


def test_each_step_has_its_person_and_its_time(cast):
    with pytest.raises(NotPermitted):
        imported(cast, row(), by=cast.supervisor)
    stock = imported(cast, row())
    with pytest.raises(NotAllowedNow, match="waits already"):
        imported(cast, row())
    with pytest.raises(NotAllowedNow, match="has not begun"):
        registered(cast, stock)
    counted(cast, stock, *as_listed(stock))
    with pytest.raises(NotPermitted):
        registered(cast, stock, by=cast.storekeeper)
    registered(cast, stock)
    with pytest.raises(NotAllowedNow, match="in custody already"):
        registered(cast, stock, by=cast.second_supervisor)
    with pytest.raises(NotFound):
        registered(cast, OpeningStock(id=uuid4()))


def test_who_counts_does_not_see_the_list(cast):
    stock = imported(cast, row())
    assert stock_for(cast.auditor, stock_id=stock.id)
    assert not visible_stocks(cast.checker).exists()
    opened(cast, stock.inventory, by=cast.auditor)
    auditor = type(cast.auditor).objects.get(pk=cast.auditor.pk)
    with pytest.raises(NotFound):
        stock_for(auditor, stock_id=stock.id)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"label": "C1"}, "Line 2"), ({"kind": "dummy"}, "Choose one"), ({"packages": "many"}, "whole number"),
        ({"gross_kg": "1,5"}, "cells"), ({"gross_kg": "heavy"}, "decimal point"), ({"gross_kg": "0"}, "scale shows"),
        ({"packages": "0"}, "leave it empty"), ({"seized_on": "1900-01-01"}, "60 years back"),
        ({"seized_on": "6 May"}, "2026-03-01"), ({"seized_on": "2999-01-01"}, "future"),
        ({"case_reference": " "}, "Write the reason"), ({"seal": "?"}, "Line 2"),
        ({"packages": "9" * 5000}, "whole number"), ({"gross_kg": "1e999999"}, "decimal point"),
        ({"gross_kg": "9" * 5000}, "decimal point"), ({"gross_kg": "2000000"}, "scale shows"),
        ({"gross_kg": "0.0000001"}, "scale shows"), ({"case_reference": "x" * 140_000}, "too long to be read"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_right_is_named(cast, changes, words):
    with pytest.raises(InvalidInput) as refusal:
        imported(cast, row(**changes))
    assert refusal.value.field == "file"
    assert words in refusal.value.sentence()


def test_a_line_that_is_no_csv_costs_itself_and_no_other(cast):
    open_quote, long_cell = row(case_reference='"AN 1'), row(case_reference="x" * 140_000)
    stock = imported(cast, row(), open_quote, row(), long_cell, row(packages="9" * 5000), row())

    assert stock.lines.count() == 3
    assert [(each["row"], each["field"]) for each in left_out_of(stock)] == [(3, ""), (5, ""), (6, "packages")]


def test_a_list_that_is_no_list_is_refused(cast):
    [unit] = stories.stored(cast)
    same = row()
    for rows, code in (
        ([], "stock.empty"), ([same, same], "stock.line"), ([row(label=unit.label)], "stock.line"),
        ([row(seal=unit.seal)], "stock.line"), ([row()] * 2001, "stock.rows"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refusal:
            imported(cast, *rows)
        assert refusal.value.code == code
    with pytest.raises(InvalidInput, match="first line"):
        actions.import_opening(act=act_of(cast.storekeeper), place="BITTERN", text="a,b\n1,2")
    with pytest.raises(InvalidInput):
        imported(cast, row(), place="CURLEW")
    assert not OpeningStock.objects.exists()
    assert found


# --- what the old books do not prove ---------------------------------------------------------------------


def owed(stock):
    running = Clock.objects.filter(subject_id=stock.id, subject_kind="opening", closed_at__isnull=True)
    return set(running.values_list("clock_type", flat=True))


def weighed(cast, unit):
    weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=unit.id, reading=stories.reading(25_000_000))


def taken(cast, *rows):
    stock = imported(cast, *rows)
    counted(cast, stock, *as_listed(stock))
    return registered(cast, stock)


def test_stock_without_a_seal_or_a_weight_of_our_scales_owes_both_by_its_list(cast):
    stock = taken(cast, row(seal=""), row(seal="", gross_kg=""), row())
    units = {line.seal is None: line.unit for line in stock.lines.select_related("unit")}
    of_units = Clock.objects.filter(subject_id__in=stock.lines.values("unit"), closed_at__isnull=True)

    assert owed(stock) == {"OPENING_WEIGHTS", "OPENING_SEALS"}
    assert not of_units.filter(clock_type__in=["WEIGHT_OWED", "SEAL_OWED"]).exists(), "one for the list, not for each"
    assert len(unweighed_of(stock.id)) == 3
    assert len(unsealed_of(stock.id)) == 2
    first, *others = unweighed_of(stock.id)
    weighed(cast, first)
    assert owed(stock) == {"OPENING_WEIGHTS", "OPENING_SEALS"}
    for unit in others:
        weighed(cast, unit)
    assert owed(stock) == {"OPENING_SEALS"}
    seals.apply_seals(act=act_of(cast.storekeeper), second_badge=cast.second_storekeeper.badge,
                      seals={unit.id: stories.new_seal() for unit in unsealed_of(stock.id)})
    assert owed(stock) == set()
    assert units[False].seal is not None
    assert replay_state().findings == []


def test_a_list_that_grows_old_raises_one_alert_however_long_it_is(cast):
    stock = taken(cast, *(row(seal="") for _ in range(12)))
    past = stories.now() - timedelta(minutes=1)
    Clock.objects.filter(subject_id=stock.id).update(due_at=past, next_fire_at=past, next_stage="due")

    fire(engine="test")

    raised = Alert.objects.filter(subject_id=stock.id)
    assert sorted(raised.values_list("rule", "stage", "level")) == [("AL2", "due", 2), ("AL6", "due", 2)]
    assert parties_of(raised)[stock.id] == [cast.storekeeper]
    for unit in unweighed_of(stock.id):
        weighed(cast, unit)
    assert Alert.objects.get(subject_id=stock.id, rule="AL2").state == "resolved"
    assert Alert.objects.get(subject_id=stock.id, rule="AL6").state == "open"
