"""What was checked is what burns: a bag that somebody opened after its check burns after another check only."""

from __future__ import annotations

import pytest

from custody.destruction.models import BurnTold
from custody.destruction.selectors import gates
from custody.evidence.actions import reseal, seals
from tests import stories as goods
from tests.destruction import stories
from tests.destruction.test_burnt_all_the_same import tell
from tests.evidence import exceptional
from tests.stories import act_of, fresh


def torn(cast, unit, *, by, beside):
    """Let who keeps a unit change its torn seal, with somebody beside who signs."""
    reseal.replace_seal(act=act_of(by), unit_id=unit.id, new_seal=goods.new_seal(), reason="torn",
                        witness_badge=beside.badge)  # fmt: skip
    exceptional.signed_by_each([unit])


def test_a_seal_that_its_crew_changed_at_the_furnace_keeps_the_bag_from_the_fire(cast, refused):
    session = stories.at_furnace(cast, stories.staged(cast, stories.approved(cast, stories.planned(
        cast, stories.ordered(cast, count=2)))))  # fmt: skip
    first, second = stories.units_of(session)

    torn(cast, first, by=cast.crew, beside=cast.second_crew)
    session = stories.attested(cast, session)

    with refused("burn.opened", f"The seal of {first.label} came off after its check. Take it out of this burn and "
                                "have it checked anew"):  # fmt: skip
        stories.burn(cast, session)
    assert stories.burn(cast, session, left_out=[first.id]).state == "burnt"
    assert [unit.custody_state for unit in fresh([first, second])] == ["at_furnace", "destroyed"]


def test_so_does_one_that_came_off_and_another_put_on(cast, refused):
    session = stories.at_furnace(cast)
    [unit] = stories.units_of(session)
    seals.remove_seal(act=act_of(cast.crew), unit_id=unit.id, reason="look", witness_badge=cast.second_crew.badge)
    seals.apply_seal(act=act_of(cast.crew), unit_id=unit.id, seal=goods.new_seal(),
                     second_badge=cast.second_crew.badge)  # fmt: skip
    session = stories.attested(cast, session)

    with refused("unit.unsigned"):
        stories.burn(cast, session)
    exceptional.signed_by_each([unit])
    with refused("burn.opened"):
        stories.burn(cast, session)


def test_no_lots_are_drawn_over_a_bag_that_was_opened_since(cast, refused):
    session = stories.staged(cast)
    [unit] = stories.units_of(session)
    torn(cast, unit, by=cast.storekeeper, beside=cast.second_storekeeper)

    with refused("burn.opened"):
        stories.drawn(cast, session)


def test_that_it_burnt_all_the_same_is_told(cast):
    session = stories.at_furnace(cast)
    [unit] = stories.units_of(session)
    torn(cast, unit, by=cast.crew, beside=cast.second_crew)

    tell(cast, stories.attested(cast, session))

    assert BurnTold.objects.get().lacks == "burn.opened"


@pytest.mark.parametrize("at", ["staged", "furnace"])
def test_who_tests_it_for_the_lots_and_seals_it_anew_voids_no_check(cast, at):
    session = stories.lots_tested(cast)
    if at == "furnace":
        session = stories.at_furnace(cast, session)

    assert any(seal.removed_at for unit in stories.units_of(session) for seal in unit.seals.all())
    assert gates.unsealed_since_check(gates.live_lines(session)) == set()
