"""Who is named by hand to watch a burn stands as far from its goods as who is drawn by lot (C13)."""

from __future__ import annotations

from custody.core.waivable import WITNESS_IN_CHAIN
from custody.destruction.selectors import waivers
from custody.destruction.selectors.witnesses import eligible_pairs
from custody.evidence.actions import reseal
from custody.organisation.actions import waiver
from custody.organisation.roles import Role
from tests import stories as goods
from tests.destruction import stories
from tests.destruction.test_burning import let_through
from tests.destruction.test_who_had_it_open import also
from tests.evidence import exceptional
from tests.stories import act_of, fresh


def test_who_seized_the_goods_is_no_witness_of_their_burn_unless_two_levels_up_waive_it(cast, refused):
    session = stories.planned(cast)
    [unit] = stories.units_of(session)
    seizer = also(cast, cast.officer, Role.WITNESS)
    assert unit.custodian_id != seizer.id
    pair = (cast.second_supervisor, seizer)
    said = (f"Badge {seizer.badge} had {unit.label} in custody or open before and cannot watch its burn. Name "
            "another person, or have two levels up waive it for this burn")  # fmt: skip

    with refused("witness.in_chain", said):
        stories.approved(cast, session, pair=pair)
    let_through(cast, WITNESS_IN_CHAIN, session.id)

    assert stories.approved(cast, session, pair=pair).witness_b == seizer
    assert [row.rule for row in waivers.granted_for(session, [unit.id])] == [WITNESS_IN_CHAIN]


def test_who_never_had_the_goods_watches_without_a_waiver(cast):
    assert stories.approved(cast).witness_b == cast.witness


def test_a_waiver_that_is_over_lets_no_witness_sign(cast, refused):
    session = stories.planned(cast)
    seizer = also(cast, cast.officer, Role.WITNESS)
    granted = let_through(cast, WITNESS_IN_CHAIN, session.id)
    session = stories.approved(cast, session, pair=(cast.second_supervisor, seizer))
    session = stories.at_furnace(cast, stories.staged(cast, session))

    waiver.end_waiver(act=act_of(cast.storekeeper), waiver_id=granted.id)

    with refused("witness.in_chain"):
        stories.attested(cast, session)


def test_who_stood_beside_when_a_bag_was_opened_does_not_watch_its_fire_nor_is_drawn_for_it(cast, refused):
    units = stories.kept(cast)
    reseal.replace_seal(act=act_of(cast.storekeeper), unit_id=units[0].id, new_seal=goods.new_seal(), reason="torn",
                        witness_badge=cast.second_supervisor.badge)  # fmt: skip
    exceptional.signed_by_each(units)
    session = stories.planned(cast, stories.ordered(cast, units=fresh(units)))

    with refused("witness.in_chain"):
        stories.approved(cast, session, pair=(cast.second_supervisor, cast.witness))
    pairs = eligible_pairs(session, fresh(units), drawn_by=cast.checker, reach=1)
    assert pairs
    assert cast.second_supervisor not in {person for pair in pairs for person in pair}
