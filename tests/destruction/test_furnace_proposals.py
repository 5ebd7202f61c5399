"""A furnace, and how it works, is proposed by an administrator and decided by another person."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.core.clocks import instant_of
from custody.core.errors import CustodyError, NotFound, StaleVersion
from custody.destruction.actions import facilities as actions
from custody.destruction.models import Facility
from custody.destruction.plan_models import FacilityProposal
from custody.destruction.selectors import book
from custody.destruction.selectors.furnaces import (
    effect_of_furnace,
    facility_proposal_for,
    furnace_for,
    visible_facility_proposals,
)
from custody.ledger.replay import replay_state
from tests.destruction import plan_stories, stories
from tests.stories import act_of, now

NEW = {"code_word": " anvil ", "place": "CURLEW", "session_limit_mg": 10**9, "opens_minute": 360,
       "closes_minute": 1320, "residue": " slag  to the landfill ", "reason": "a second furnace"}  # fmt: skip


def proposed(cast, *, by=None, **changes):
    return actions.propose_facility(act=act_of(by or cast.administrator), **(NEW | changes))


def change(cast, furnace, **changes):
    return actions.propose_facility(
        **{"act": act_of(cast.administrator), "facility_id": furnace.id, "reason": "their new permit",
           "session_limit_mg": furnace.session_limit_mg} | changes
    )  # fmt: skip


def decided(officer, proposal, *, approve=True):
    return actions.decide_facility(act=act_of(officer), proposal_id=proposal.id, approve=approve)


def code_of(act):
    with pytest.raises(CustodyError) as refusal:
        act()
    return refusal.value.code


def closed_at(moment):
    """Return hours that begin an hour after a moment and end before it comes again."""
    local = moment.astimezone(stories.ZoneInfo("Europe/Brussels"))
    minute = local.hour * 60 + local.minute
    return {"opens_minute": (minute + 60) % 1440, "closes_minute": (minute - 60) % 1440}


def test_a_new_furnace_is_there_once_another_person_has_decided(cast):
    proposal = proposed(cast)
    assert not Facility.objects.filter(code_word="ANVIL").exists()

    made = decided(cast.supervisor, proposal).facility

    assert (made.code_word, made.place.code_word, made.session_limit_mg, made.opens_minute, made.residue) == (
        "ANVIL", "CURLEW", 10**9, 360, "slag to the landfill",
    )  # fmt: skip
    plain = decided(cast.supervisor, proposed(cast, code_word="KILN", opens_minute=None, closes_minute=None,
                                              residue="")).facility  # fmt: skip
    assert plain.opens_minute is None
    assert code_of(lambda: change(cast, plain)) == "facility.same"
    assert code_of(lambda: proposed(cast)) == "facility.taken"
    assert replay_state().findings == []


@pytest.mark.parametrize(("changes", "code"), [
    ({"opens_minute": None}, "facility.hours"), ({"closes_minute": 360}, "facility.hours"),
    ({"closes_minute": 1440}, "facility.hours"), ({"session_limit_mg": 0}, "facility.limit"),
    ({"place": "HERON"}, "place.wrong_kind"), ({"code_word": "?"}, "code_word.shape"), ({"reason": ""}, "text.empty"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(cast, changes, code):
    assert code_of(lambda: proposed(cast, **changes)) == code


def test_nobody_decides_alone_and_what_is_refused_or_taken_back_changes_nothing(cast):
    assert code_of(lambda: proposed(cast, by=cast.supervisor)) == "role.missing"
    made = proposed(cast)
    for act, code in (
        (lambda: proposed(cast), "facility.proposed"),
        (lambda: decided(cast.administrator, made), "policy.own"),
        (lambda: actions.withdraw_facility(act=act_of(cast.supervisor), proposal_id=made.id), "policy.not_yours"),
    ):
        assert code_of(act) == code
    decided(cast.supervisor, made, approve=False)
    again = proposed(cast)
    actions.withdraw_facility(act=act_of(cast.administrator), proposal_id=again.id)
    assert code_of(lambda: decided(cast.supervisor, again)) == "policy.decided"
    furnace = stories.furnace(cast)
    with pytest.raises(NotFound):
        actions.propose_facility(act=act_of(cast.administrator), facility_id=uuid4(), reason="x", session_limit_mg=1)
    with pytest.raises(StaleVersion):
        change(cast, furnace, session_limit_mg=1, expected_seq=-1)
    assert sorted(FacilityProposal.objects.values_list("state", flat=True)) == ["rejected", "withdrawn"]
    assert not Facility.objects.filter(code_word="ANVIL").exists()
    assert list(visible_facility_proposals(cast.auditor).values_list("state", flat=True).order_by("state")) == [
        "rejected", "withdrawn",
    ]  # fmt: skip
    for look in (lambda: facility_proposal_for(cast.officer, proposal_id=made.id),
                 lambda: furnace_for(cast.officer, facility_id=furnace.id)):  # fmt: skip
        with pytest.raises(NotFound):
            look()


def test_the_effect_names_the_burns_that_no_longer_fit_and_none_of_them_is_approved(cast):
    session = stories.planned(cast)
    furnace = session.facility
    free = plan_stories.slot(cast, hours=30)  # at another time of the day than the burn, which begins in an hour
    lighter = actions.drafted_facility(facility=furnace, session_limit_mg=1)
    effect = effect_of_furnace(lighter, at=now())
    assert (effect.too_heavy, effect.out_of_hours, effect.told) == (
        (session.code_word,), (), (cast.planner.badge,),
    )  # fmt: skip
    hours = closed_at(session.starts_at)
    closed = effect_of_furnace(actions.drafted_facility(facility=furnace, session_limit_mg=10**12, **hours), at=now())
    assert (closed.too_heavy, closed.out_of_hours) == ((), (session.code_word,))
    assert effect_of_furnace(actions.drafted_facility(**{k: v for k, v in NEW.items() if k != "reason"}), at=now()) == (
        type(effect)()
    )

    decided(cast.supervisor, change(cast, furnace, session_limit_mg=1))
    assert code_of(lambda: stories.approved(cast, session)) == "session.over_limit"
    furnace.refresh_from_db()
    decided(cast.supervisor, change(cast, furnace, session_limit_mg=10**12, **hours))
    assert code_of(lambda: stories.approved(cast, session)) == "facility.closed"
    assert code_of(lambda: stories.planned(cast, starts_at=session.starts_at + timedelta(seconds=1))) == (
        "facility.closed"
    )
    furnace.refresh_from_db()
    decided(cast.supervisor, change(cast, furnace, session_limit_mg=10**12, **closed_at(free.starts_at)))
    assert code_of(lambda: plan_stories.slot(cast, starts_at=[free.starts_at + timedelta(minutes=1)])) == (
        "facility.closed"
    )
    furnace.refresh_from_db()
    again = actions.drafted_facility(facility=furnace, session_limit_mg=10**12, **closed_at(free.starts_at))
    assert effect_of_furnace(again, at=now()).slots_out_of_hours == 1
    end = instant_of((free.starts_at + timedelta(days=2)).replace(tzinfo=None), zone="UTC")
    slots = book._slots(at=now(), end=end, jurisdiction="BE")
    assert str(free.id) not in {slot.key for slot in slots}
    assert replay_state().findings == []
