"""Blank seals are taken in by their maker and their numbers, and a seal is known by the delivery it is from (R31)."""

from __future__ import annotations

import pytest

from custody.core.errors import NotFound
from custody.core.verdicts import verdict
from custody.evidence import label_permissions
from custody.evidence.actions import seal_register as actions
from custody.evidence.actions import seals
from custody.evidence.entries import SealEntry
from custody.evidence.models import Seal
from custody.evidence.selectors.seal_register import batch_for, batch_of, batches_of, visible_batches
from custody.ledger.replay import replay_state
from tests import stories
from tests.stories import act_of


def received(cast, *, by=None, **changes):
    return actions.receive_seals(
        **({"act": act_of(by or cast.storekeeper), "maker": "Zegelfabriek", "seal_class": "h", "first": "ZF 0101",
            "last": "ZF 0150"} | changes)
    )  # fmt: skip


def put_on(cast, unit, number, **more):
    return seals.apply_seal(act=act_of(cast.officer), unit_id=unit.id, seal=SealEntry(number=number, **more),
                            second_badge="4418")  # fmt: skip


def test_a_seal_is_known_by_its_maker_and_its_kind_where_nobody_says_it(cast):
    batch = received(cast)
    one, two, other = stories.seized(cast, count=3, seal=None)

    put_on(cast, one, "ZF0101", seal_class=None)
    put_on(cast, two, "ZF0102", seal_class="S")
    put_on(cast, other, "ZF0151", seal_class=None)

    assert [Seal.objects.get(number=each).seal_class for each in ("ZF0101", "ZF0102", "ZF0151")] == ["H", "S", "bag"]
    assert (batch_of("ZF0150"), batch_of("ZF151"), batch_of("ZF0151"), batch_of("ZFX"), batch_of(None)) == (
        batch, None, None, None, None,
    )  # fmt: skip
    assert (batch.number_count, batch.first_number, batch.last_number) == (50, "ZF0101", "ZF0150")
    assert batches_of(["ZF0101", "ZF0149", "AB1234"]) == {"ZF0101": batch, "ZF0149": batch}
    assert replay_state().findings == []


def test_seals_written_in_many_ways_are_looked_up_at_once(cast, django_assert_num_queries):
    batch, other = received(cast), received(cast, first="QX001", last="QX009")

    with django_assert_num_queries(1):
        found = batches_of(["ZF0149", "QX002", "QX02", "K1", "L22", "ZFX"])
    with django_assert_num_queries(0):
        assert batches_of(["ZFX"]) == batches_of([]) == {}

    assert found == {"ZF0149": batch, "QX002": other}


def test_a_seal_of_a_delivery_that_was_withdrawn_goes_on_nothing(cast, refused):
    batch = received(cast)
    [unit] = stories.seized(cast, seal=None)
    put_on(cast, unit, "ZF0101")
    actions.void_seals(act=act_of(cast.supervisor), batch_id=batch.id, reason="stolen")

    [bare] = stories.seized(cast, seal=None)
    with refused("seal.withdrawn"):
        put_on(cast, bare, "ZF0102")
    with refused("seal.withdrawn"):
        stories.seized(cast, seal=SealEntry(number="ZF0103"))
    # What a bag bears all the same is a fact: it is worth no seal, and its bag is frozen.
    assert put_on(cast, bare, "ZF0102", looked_again=True) is None
    [found] = stories.seized(cast, seal=SealEntry(number="ZF0103", looked_again=True))
    for each, number in ((bare, "ZF0102"), (found, "ZF0103")):
        each.refresh_from_db()
        assert each.seal is None
        assert each.discrepancy_open
        assert [(row.discrepancy_kind, row.found) for row in each.discrepancies.all()] == [("seal", number)]
    with refused("seals.voided"):
        actions.void_seals(act=act_of(cast.supervisor), batch_id=batch.id, reason="lost")
    with pytest.raises(NotFound):
        actions.void_seals(act=act_of(cast.supervisor), batch_id=unit.id, reason="lost")
    assert replay_state().findings == []


@pytest.mark.parametrize(("changes", "code"), [
    ({"maker": " "}, "text.empty"), ({"seal_class": "X"}, "seal.class"), ({"first": "ZFA?"}, "seal.malformed"),
    ({"first": "ZF1A"}, "seals.running"), ({"last": "ZG0150"}, "seals.range"), ({"last": "ZF150"}, "seals.range"),
    ({"last": "ZF0100"}, "seals.range"), ({"reason": "x"}, "choice"),
])  # fmt: skip
def test_a_delivery_that_cannot_be_right_is_refused(cast, refused, changes, code):
    if code == "choice":
        batch = received(cast)
        with refused("choice.unknown"):
            actions.void_seals(act=act_of(cast.supervisor), batch_id=batch.id, **changes)
        return
    with refused(code):
        received(cast, **changes)


def test_numbers_are_delivered_once_and_who_prints_labels_keeps_the_register(cast, refused):
    batch = received(cast)
    with refused("seals.known"):
        received(cast, first="ZF0150", last="ZF0160")
    with refused("role.missing"):
        received(cast, by=cast.officer, first="ZF0200", last="ZF0201")
    assert verdict(lambda: label_permissions.check_can_void_seals(cast.officer, batch)).ok is False
    assert list(visible_batches(cast.auditor)) == [batch]
    assert batch_for(cast.auditor, batch_id=batch.id) == batch
    with pytest.raises(NotFound):
        batch_for(cast.officer, batch_id=batch.id)
