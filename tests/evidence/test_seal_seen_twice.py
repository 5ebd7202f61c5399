"""A seal number that stands on two seals is a fact: the goods are registered, frozen, and owed a seal of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from custody.evidence.actions import weigh
from custody.evidence.models import Discrepancy, HandlingUnit, Seal
from custody.evidence.selectors.facts import unsealed_among
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.evidence.test_registering import register
from tests.stories import act_of


def of_number(seal, **changes):
    """Return a bag whose seal shows the number of another when it is looked at again."""
    return stories.new_bag(seal=replace(stories.new_seal(), number=seal, looked_again=True), **changes)


@pytest.fixture
def sealed(cast):
    """A bag that bears a seal."""
    [unit] = stories.seized(cast)
    return unit


def test_goods_under_a_number_that_was_used_are_registered_and_frozen(cast, sealed):
    [fine, frozen] = register(cast, [stories.new_bag(), of_number(sealed.seal)], of=sealed.seizure)

    found = Discrepancy.objects.get()
    assert (found.unit_id, found.discrepancy_kind, found.found, found.expected) == (
        frozen.id, "seal", sealed.seal, None)  # fmt: skip
    assert (fine.discrepancy_open, frozen.discrepancy_open, frozen.gross_mg) == (False, True, stories.BAG_MG)
    assert told([frozen.stream_id], newest_first=False)[0].type.code == "unit.registered/1"
    assert replay_state().findings == []


def test_a_number_stays_the_seal_of_the_unit_that_bore_it_first_and_the_other_is_owed_one(cast, sealed):
    [frozen] = register(cast, [of_number(sealed.seal)], of=sealed.seizure)

    assert Seal.objects.get(number=sealed.seal).unit_id == sealed.id
    assert frozen.seal is None
    assert unsealed_among([sealed, frozen]) == {frozen.id}


def test_of_two_in_one_list_the_first_bears_the_number(cast, sealed):
    number = stories.new_seal().number

    one, other = register(cast, [of_number(number), of_number(number)], of=sealed.seizure)

    assert (one.seal, other.seal) == (number, None)
    assert (one.discrepancy_open, other.discrepancy_open) == (False, True)


def test_a_supervisor_explains_it(cast, sealed):
    [frozen] = register(cast, [of_number(sealed.seal)], of=sealed.seizure)
    found = Discrepancy.objects.get()

    weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=found.id, resolution="misprinted")

    assert not HandlingUnit.objects.get(pk=frozen.pk).discrepancy_open
