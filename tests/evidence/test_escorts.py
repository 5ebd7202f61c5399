"""What was made unusable needs no escort where its law says so, until something else rides along (C23)."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.core.authority_rules import ESCORT_NEUTRALISED, number_of
from custody.evidence.actions import mission as missions
from custody.evidence.selectors.escorts import need_escort
from custody.ledger.replay import replay_state
from custody.organisation.actions import register
from tests import stories
from tests.evidence.test_mission import answered, owed, planned, say
from tests.evidence.test_retesting import retested
from tests.evidence.test_retesting import treated as treated
from tests.stories import act_of, fresh, now


def lets_go(cast, word="not_needed"):
    """Let the rule of the house say whether what is unusable needs an escort."""
    register.set_policy(
        act=act_of(cast.administrator), approver=cast.second_administrator, key=ESCORT_NEUTRALISED, jurisdiction="BE",
        value=number_of(ESCORT_NEUTRALISED, word), measure="choice", valid_from=now(), source="tests",
    )  # fmt: skip


def rides(cast, units):
    """Let a crew leave the store with units, and return them."""
    return stories.on_the_road(cast, units=units, giver=cast.storekeeper, destination="CURLEW")


def begun(cast):
    return say(missions.begin_mission, cast.crew, planned(cast))


@pytest.mark.parametrize("word", [None, "needed", "not_needed"])
def test_a_transport_of_unusable_goods_leaves_without_an_escort_where_the_law_lets_it(cast, treated, word):
    if word is not None:
        lets_go(cast, word)
    rides(cast, [treated])

    mission = begun(cast)

    assert owed(mission).exists() is (word != "not_needed")
    assert replay_state().findings == []


def test_one_load_that_can_be_used_needs_an_escort_for_all(cast, treated):
    lets_go(cast)
    rides(cast, [treated, *stories.stored(cast)])
    assert owed(begun(cast)).count() == 1


def test_an_empty_vehicle_owes_what_it_owed(cast):
    lets_go(cast)
    assert owed(begun(cast)).count() == 1


def test_what_comes_aboard_later_is_looked_at_again(cast, treated):
    lets_go(cast)
    rides(cast, [treated])
    mission = begun(cast)

    rides(cast, stories.stored(cast))

    assert owed(mission).count() == 1
    assert Alert.objects.get(rule="AL4", stage="unescorted").subject_id == mission.id
    answered(cast.crew, mission)
    rides(cast, stories.stored(cast))
    assert not owed(mission).exists(), "it was answered for, once"
    assert replay_state().findings == []


def test_what_can_be_used_after_all_needs_an_escort_from_that_minute(cast, treated):
    lets_go(cast)
    rides(cast, [treated])
    mission = begun(cast)

    retested(cast, treated, "failed", by=cast.crew, witness_badge=cast.second_storekeeper.badge)

    assert owed(mission).count() == 1
    assert replay_state().findings == []


def test_goods_whose_treatment_is_not_signed_for_need_an_escort(cast, treated):
    lets_go(cast)
    [other] = stories.stored(cast)
    assert not need_escort(fresh([treated]), at=now())
    assert need_escort(fresh([treated, other]), at=now())
    assert need_escort([], at=now())
