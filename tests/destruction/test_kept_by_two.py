"""Two answer for goods from their check until they burn; what is given to one alone, the other of them says (R24)."""

from __future__ import annotations

import pytest

from custody.deadlines.models import Clock
from custody.destruction.models import BurnTold
from custody.evidence.models import Countersignature
from custody.ledger.replay import replay_state
from custody.organisation.actions.register import change_officer
from tests import stories as goods
from tests.destruction import stories
from tests.destruction.test_burnt_all_the_same import tell
from tests.evidence import exceptional
from tests.stories import act_of, fresh


def handed(cast, units, *, by, to, second=None, **changes):
    """Let one of the crew give the units to another, or to two."""
    offer = goods.offered(cast, units, giver=by, receiver=to, second=second, **changes)
    return goods.accepted(offer, by=to, place="CURLEW" if changes.get("purpose") == "arrival" else None)


def owed(units):
    """Return who owes a signature that bars the units, to whom."""
    rows = Countersignature.objects.filter(unit__in=units, signed_at=None, matter="witness")
    return {(row.wanted.badge, row.owed_by.badge) for row in rows}


def test_the_other_of_a_crew_says_that_one_alone_has_it_now_and_two_have_it_before_it_burns(cast, refused):
    session = stories.at_furnace(cast)
    units = stories.units_of(session)

    handed(cast, units, by=cast.crew, to=cast.third_officer)

    assert [(unit.custodian, unit.co_custodian) for unit in fresh(units)] == [(cast.third_officer, None)]
    assert owed(units) == {(cast.second_crew.badge, cast.crew.badge)}
    assert Clock.objects.filter(clock_type="SIGNATURE_OWED", subject_id=units[0].id, closed_at=None).exists()
    session = stories.attested(cast, session, tally=False)
    with refused("unit.unsigned"):
        stories.burn(cast, session, act=act_of(cast.third_officer))

    exceptional.signed_by_each(units)
    with refused("burn.one_keeper", f"One person alone has {units[0].label} at the furnace. Hand it over to two before "
                                    "it burns"):  # fmt: skip
        stories.burn(cast, session, act=act_of(cast.third_officer))

    handed(cast, fresh(units), by=cast.third_officer, to=cast.third_crew, second=cast.second_crew)
    assert owed(units) == {(cast.second_crew.badge, cast.third_crew.badge)}, "a badge somebody typed is no word"
    with refused("unit.unsigned"):
        stories.burn(cast, session, act=act_of(cast.third_crew))
    exceptional.signed_by_each(units)
    assert stories.burn(cast, session, act=act_of(cast.third_crew), without_tally="they went").state == "burnt"
    assert replay_state().findings == []


def test_that_it_burnt_with_one_all_the_same_is_told(cast):
    session = stories.at_furnace(cast)
    units = stories.units_of(session)
    handed(cast, units, by=cast.second_crew, to=cast.third_officer)
    assert owed(units) == {(cast.crew.badge, cast.second_crew.badge)}
    exceptional.signed_by_each(units)

    tell(cast, stories.attested(cast, session, tally=False), act=act_of(cast.third_officer))

    assert BurnTold.objects.get().lacks == "burn.one_keeper"


def test_who_keeps_the_furnace_takes_a_load_over_there_by_the_word_of_both_too(cast):
    units = goods.on_the_road(cast, units=goods.stored(cast), giver=cast.storekeeper, destination="CURLEW")

    handed(cast, units, by=cast.crew, to=cast.storekeeper, purpose="arrival")

    assert owed(units) == {(cast.second_crew.badge, cast.crew.badge)}


def test_what_one_person_keeps_in_a_store_is_handed_on_as_ever(cast):
    session = stories.staged(cast)
    units = stories.units_of(session)

    handed(cast, units, by=cast.storekeeper, to=cast.second_storekeeper)

    assert owed(units) == set()


def test_a_badge_that_somebody_typed_for_the_road_is_no_second_keeper_at_the_fire(cast, refused):
    session = stories.driven_unsigned(cast, stories.lots_tested(cast))
    units = stories.units_of(session)
    session = stories.attested(cast, session, tally=False)

    with refused("burn.second_unsigned", f"Badge 4502 is named as one of two who have {units[0].label}, and has not "
                                         "signed for it. First they sign"):  # fmt: skip
        stories.burn(cast, session)

    goods.countersigned(cast.second_crew)
    assert stories.burn(cast, session, without_tally="they went").state == "burnt"


@pytest.mark.parametrize("of", ["crew", "second_crew"])
def test_who_is_of_the_house_no_more_is_no_second_keeper_at_the_fire(cast, refused, of):
    session = stories.attested(cast)
    [unit] = stories.units_of(session)
    gone, left = getattr(cast, of), cast.second_crew if of == "crew" else cast.crew
    change_officer(act=act_of(cast.administrator), officer=gone, roles=[], clearance=1, is_active=False)

    with refused("burn.one_keeper", f"One person alone has {unit.label} at the furnace. Hand it over to two before it "
                                    "burns"):  # fmt: skip
        stories.burn(cast, session, act=act_of(left))

    tell(cast, session, act=act_of(left))
    assert BurnTold.objects.get().lacks == "burn.one_keeper"
