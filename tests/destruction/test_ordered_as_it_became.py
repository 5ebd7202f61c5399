"""A magistrate orders what he was shown as it is by now: packed anew it is the same goods, gone it is named (C16)."""

from __future__ import annotations

from custody.destruction.selectors.asked_goods import left_out
from custody.destruction.selectors.orders import units_of_order
from custody.evidence.actions import dividing
from custody.ledger.replay import replay_state
from tests import stories as evidence
from tests.destruction import stories
from tests.destruction.asking import answered, made, opened
from tests.evidence import exceptional
from tests.stories import act_of, fresh


def repacked(cast, unit, *, count=1):
    parts = dividing.split_unit(
        act=act_of(cast.storekeeper), unit_id=unit.id, how="repack" if count == 1 else "split", reason="burst",
        witness_badge=cast.second_storekeeper.badge,
        parts=[evidence.new_bag(unit.gross_mg // count, package_count=25 // count) for _ in range(count)],
    )  # fmt: skip
    exceptional.signed_by_each(parts)
    return parts


def test_the_order_covers_what_a_burst_bag_was_packed_into_and_names_what_is_gone(cast):
    burst, whole, stolen = stories.kept(cast, count=3)
    request = opened(cast, made(cast, [burst, whole, stolen]))
    [bag] = repacked(cast, fresh([burst])[0])
    exceptional.written_off(cast, stolen)

    order = answered(cast, request, "order").order

    request.refresh_from_db()
    assert {unit.id for unit in units_of_order(order)} == {bag.id, whole.id}
    assert left_out(request) == [stolen.label]
    stories.verified(cast, order)
    assert {unit.authority_state for unit in fresh([bag, whole])} == {"ordered"}
    assert replay_state().findings == []


def test_a_bag_that_was_merged_with_one_nobody_asked_about_is_left_out(cast):
    units = stories.kept(cast, count=2)
    request = opened(cast, made(cast, units))
    other = evidence.stored(cast, of=units[0].seizure)[0]
    merged = dividing.merge_units(
        act=act_of(cast.storekeeper), unit_ids=[units[0].id, other.id], reason="one box",
        witness_badge=cast.second_storekeeper.badge,
        part=evidence.new_bag(fresh(units)[0].gross_mg + other.gross_mg, package_count=50),
    )  # fmt: skip
    exceptional.signed_by_each([merged])

    order = answered(cast, request, "order").order

    request.refresh_from_db()
    assert units_of_order(order) == [units[1]]
    assert left_out(request) == [units[0].label]


def test_where_nothing_is_left_to_order_the_magistrate_is_told(cast, refused):
    [unit] = stories.kept(cast)
    request = opened(cast, made(cast, [unit]))
    exceptional.written_off(cast, unit)

    with refused("unit.gone"):
        answered(cast, request, "order")
