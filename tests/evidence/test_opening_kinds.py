"""Old stock of every kind: goods, what lay beside the drugs, samples; and what is found on no list is what it is."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.core.errors import InvalidInput, NotPermitted
from custody.core.identifiers import new_label
from custody.core.money import Money
from custody.core.postings import Account
from custody.destruction.selectors.books import sheet_of_seizure
from custody.evidence.actions import opening as actions
from custody.evidence.actions import signatures
from custody.evidence.actions.counting import record_count
from custody.evidence.models import Countersignature, Discrepancy, HandlingUnit
from custody.evidence.selectors.opening import left_out_of, unlisted_in
from custody.evidence.selectors.room import placed_eur
from custody.evidence.stocklist import COLUMNS, KINDS, MORE
from custody.ledger.replay import replay_state
from tests.evidence.test_opening import as_listed, counted, registered, row
from tests.stories import act_of

HEAD = ",".join([*COLUMNS, *MORE])
BESIDE = {"substance": "", "form": "", "packages": ""}


def line(**changes):
    more = {name: changes.pop(name, "") for name in MORE}
    return ",".join([row(**changes), *more.values()])


def imported(cast, *rows):
    return actions.import_opening(act=act_of(cast.storekeeper), place="BITTERN", text="\n".join([HEAD, *rows]))


def taken(cast, *rows):
    stock = imported(cast, *rows)
    counted(cast, stock, *as_listed(stock))
    return registered(cast, stock)


def test_everything_that_lies_in_a_store_is_taken_in_as_what_it_is(cast):
    """A pistol is no box of drugs, and no sample is bulk."""
    beside = ("seized_vehicle", "weapon", "cash", "device", "digital", "documents", "cover_load")
    rows = [
        line(kind="liquid", form="liquid", packages="", gross_kg="20.000", tare_kg="2.000", volume_ml="18000"),
        line(kind="plants", substance="cannabis_herb", form="plant", packages="40", gross_kg="12.000"),
        line(kind="sample", packages="", gross_kg="0.005"),
        line(net_kg="24.5", description="with a hole"),
        *(line(kind=kind, description=f"one {kind}", **BESIDE) for kind in beside),
    ]
    assert {"liquid", "plants", "sample", *beside} < set(KINDS)

    stock = taken(cast, *rows)

    units = {each.unit.kind: each.unit for each in stock.lines.select_related("unit__exhibit")}
    assert set(units) == {"liquid", "plants", "sample", "bag", *beside}
    assert {unit.custody_state for unit in units.values()} == {"stored"}
    liquid = units["liquid"]
    assert (liquid.volume_ml, liquid.tare_mg, liquid.net_mg) == (18_000, 2_000_000, 18_000_000)
    assert (units["bag"].tare_mg, units["bag"].net_mg) == (500_000, 24_500_000)
    weapon = units["weapon"].exhibit
    assert (weapon.exhibit_kind, weapon.substance, weapon.description) == ("weapon", "none", "one weapon")
    assert units["weapon"].unswept is False
    sheet = sheet_of_seizure(units["bag"].seizure)
    assert sheet.is_even
    assert sheet.mg[Account.SAMPLE] == 5_000
    assert sheet.mg[Account.CUSTODY] == 57_000_000
    assert replay_state().findings == []


def test_what_is_found_on_no_list_is_of_the_kind_that_was_seen(cast):
    stock = imported(cast, line())
    weapon, plants, sample, unsaid = (new_label(uuid4().bytes[:5]) for _ in range(4))
    counted(
        cast, stock, *as_listed(stock), (weapon, None, {"kind_seen": "weapon"}),
        (plants, None, {"kind_seen": "plants"}),
        (sample, None, {"kind_seen": "sample", "gross_mg": 5_000}), (unsaid, None, {}),
    )  # fmt: skip

    stock = registered(cast, stock)

    found = {unit.label: (unit.kind, unit.exhibit.exhibit_kind, unit.exhibit.substance) for unit in unlisted_in(stock)}
    assert found == {
        weapon: ("weapon", "weapon", "none"), plants: ("plants", "drugs", "unknown"),
        sample: ("sample", "drugs", "unknown"), unsaid: ("box", "drugs", "unknown"),
    }  # fmt: skip
    assert Discrepancy.objects.filter(discrepancy_kind="unlisted").count() == 4
    assert sheet_of_seizure(HandlingUnit.objects.get(label=sample).seizure).is_even
    assert replay_state().findings == []
    stock = imported(cast, line())
    with pytest.raises(InvalidInput, match="Choose one"):
        counted(cast, stock, (new_label(b"54321"), None, {"kind_seen": "sack"}))


def test_a_second_keeper_of_the_list_has_it_too_and_signs_by_their_own_hand(cast):
    second = cast.second_storekeeper
    stock = imported(
        cast, line(second_badge=second.badge), line(), line(second_badge="0000"),
        line(second_badge=cast.storekeeper.badge),
    )  # fmt: skip
    assert [(each["row"], each["field"]) for each in left_out_of(stock)] == [(4, "second_badge"), (5, "second_badge")]
    counted(cast, stock, *as_listed(stock))

    stock = registered(cast, stock)

    both, alone = (each.unit for each in stock.lines.select_related("unit").order_by("row"))
    assert (both.custodian, both.co_custodian) == (cast.storekeeper, second)
    assert (alone.custodian, alone.co_custodian) == (cast.storekeeper, None)
    [owed] = Countersignature.objects.filter(signed_at=None)
    assert (owed.unit, owed.wanted, owed.owed_by) == (both, second, cast.storekeeper)
    signatures.sign(act=act_of(second), signature_ids=[owed.id])
    assert replay_state().findings == []


def test_who_answers_for_part_of_a_list_does_not_take_it_into_custody(cast):
    stock = imported(cast, line(second_badge=cast.supervisor.badge))
    counted(cast, stock, *as_listed(stock))
    with pytest.raises(NotPermitted):
        registered(cast, stock)
    assert registered(cast, stock, by=cast.second_supervisor).registered_at


def test_an_order_of_the_old_books_is_told_and_lets_nothing_be_done(cast):
    stock = taken(cast, line(order_reference="OM 12/2023"))
    [old] = stock.lines.select_related("unit")
    assert old.order_reference == "OM 12/2023"
    assert old.unit.authority_state == "none"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"kind": "weapon", "substance": "cocaine"}, "substance"), ({"gross_kg": "", "tare_kg": "1"}, "tare_kg"),
        ({"net_kg": "26"}, "net_kg"), ({"tare_kg": "heavy"}, "tare_kg"), ({"volume_ml": "5"}, "volume_ml"),
        ({"kind": "liquid", "volume_ml": "1.5"}, "volume_ml"), ({"order_reference": "x" * 81}, "order_reference"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_right_costs_its_line(cast, changes, column):
    stock = imported(cast, line(), line(**changes))
    assert [each["field"] for each in left_out_of(stock)] == [column]


def test_cash_of_the_old_books_has_its_amount_and_is_worth_it_once_two_counted_it(cast):
    stock = taken(cast, line(kind="cash", currency="eur", amount="80 000", **BESIDE))

    [unit], [old] = HandlingUnit.objects.filter(kind="cash"), stock.lines.all()
    assert old.money == unit.money == Money("EUR", 8_000_000)
    assert (unit.amount_counted, placed_eur(stock.place)) == (False, 0)
    for who in (cast.second_storekeeper, cast.checker):
        record_count(act=act_of(who), unit_id=unit.id, package_count=1, currency="EUR", amount_minor=8_000_000)
    assert placed_eur(stock.place) == 80_000
    assert [str(each) for each in replay_state().findings] == []


@pytest.mark.parametrize(("changes", "column"), [
    ({"kind": "cash", "currency": "EUR", "amount": "1.250"}, "amount"),
    ({"kind": "cash", "currency": "EUR"}, "amount"),
    ({"kind": "cash", "currency": "Euro", "amount": "5"}, "currency"),
    ({"kind": "cash", "amount": "5"}, "currency"),
    ({"kind": "weapon", "currency": "EUR", "amount": "5"}, "amount"),
])  # fmt: skip
def test_an_amount_that_cannot_be_right_leaves_its_line_out(cast, changes, column):
    stock = imported(cast, line(), line(**(BESIDE | changes)))

    assert [(each["row"], each["field"]) for each in left_out_of(stock)] == [(3, column)]
