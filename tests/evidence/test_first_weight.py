"""The first weight of goods that left the quay without one: two people answer for it."""

from __future__ import annotations

import pytest

from custody.core.act import Basis
from custody.evidence.actions import moving, signatures
from custody.evidence.actions.weigh import record_weighing
from custody.evidence.models import Countersignature
from custody.ledger.replay import replay_state
from tests import stories
from tests.destruction import stories as burning
from tests.stories import act_of, fresh


def owed():
    return Countersignature.objects.filter(about="unit.booked/1", signed_at__isnull=True)


def unweighed(cast, *, count=1):
    return stories.stored(cast, count=count, reading=None)


def weighed(cast, unit, *, act=None, **changes):
    return record_weighing(act=act or act_of(cast.storekeeper), unit_id=unit.id, reading=stories.reading(), **changes)


def test_whoever_commands_signs_for_a_first_weight_that_one_person_took(cast, refused):
    [unit] = unweighed(cast)
    weighed(cast, unit)

    [row] = owed()
    assert (row.matter, row.unit, row.wanted, row.owed_by) == ("second", unit, None, cast.storekeeper)
    assert not fresh([unit])[0].signature_owed
    with refused("role.missing"):
        signatures.sign(act=act_of(cast.storekeeper), signature_ids=[row.id])
    signatures.sign(act=act_of(cast.supervisor), signature_ids=[row.id])
    assert not owed().exists()
    assert replay_state().findings == []


def test_no_order_counts_before_that(cast, refused):
    units = unweighed(cast)
    weighed(cast, units[0])
    order = burning.recorded(cast, burning.kept(cast, units=fresh(units)))

    with refused("seizure.second_unsigned"):
        burning.verified(cast, order)
    signatures.sign(act=act_of(cast.supervisor), signature_ids=[owed().get().id])
    burning.verified(cast, order)


def test_the_witness_who_was_named_signs_and_nobody_else(cast, refused):
    [unit] = unweighed(cast)
    weighed(cast, unit, witness_badge=cast.second_storekeeper.badge)

    row = owed().get()
    assert row.wanted == cast.second_storekeeper
    with refused("signature.not_named"):
        signatures.sign(act=act_of(cast.supervisor), signature_ids=[row.id])
    signatures.sign(act=act_of(cast.second_storekeeper), signature_ids=[row.id])


def test_one_signature_is_given_for_all_first_weights_of_a_seizure_that_stand_there(cast):
    first, second, third = unweighed(cast, count=3)
    weighed(cast, first)
    weighed(cast, second)
    assert owed().get().unit == first
    signatures.sign(act=act_of(cast.supervisor), signature_ids=[owed().get().id])

    weighed(cast, third)
    assert owed().get().unit == third
    assert weighed(cast, third)
    assert owed().count() == 1


@pytest.mark.parametrize("at_the_quay", [True, False])
def test_what_is_weighed_at_the_quay_or_again_or_replayed_is_signed_by_nobody_more(cast, at_the_quay):
    if at_the_quay:
        [unit] = stories.seized(cast, reading=None)
        weighed(cast, unit, act=act_of(cast.officer))
    else:
        [unit] = unweighed(cast)
        weighed(cast, unit, act=act_of(cast.storekeeper, basis=Basis.SCENARIO, occurred_at=stories.now()))
    assert fresh([unit])[0].gross_mg is not None
    weighed(cast, unit)
    assert not owed().exists()


def test_what_one_officer_carried_from_the_quay_into_a_store_is_weighed_for_two(cast):
    [unit] = stories.seized(cast, reading=None)
    moving.move_units(act=act_of(cast.officer), unit_ids=[unit.id], place="BITTERN")
    assert fresh([unit])[0].custody_state == "seized"

    weighed(cast, unit, act=act_of(cast.officer))
    assert owed().get().unit == unit
