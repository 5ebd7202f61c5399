"""A place, and what it may hold, is proposed by an administrator and decided by another person."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.core.errors import CustodyError, NotFound, StaleVersion
from custody.core.mass import MG_PER_KG
from custody.evidence.actions.consult import reveal_proposed_name
from custody.evidence.models import Consultation
from custody.evidence.selectors.place_effects import effect_of_place, shown_name
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import placing as actions
from custody.organisation.actions.duty import roster_duty
from custody.organisation.models import Place, PlaceProposal
from custody.organisation.roles import Role
from custody.organisation.selectors import place_by_code_word, site_by_code_word
from custody.organisation.selectors.place_proposals import (
    place_proposal_for,
    visible_place_proposals,
    visible_places,
)
from tests import stories
from tests.stories import act_of, capped, now

KG = MG_PER_KG
NEW = {"code_word": " greylag ", "kind": "quay", "jurisdiction": "be", "name": " quay 1742 ", "cap_mg": 100 * KG,
       "cap_eur": 5, "site": "BIRCH", "reason": "a second quay"}  # fmt: skip


def proposed(cast, *, by=None, **changes):
    return actions.propose_place(act=act_of(by or cast.administrator), **(NEW | changes))


def change(cast, place, **changes):
    return actions.propose_place(act=act_of(cast.administrator), place_id=place.id, reason="as told", **changes)


def decided(officer, proposal, *, approve=True):
    return actions.decide_place(act=act_of(officer), proposal_id=proposal.id, approve=approve)


def code_of(act):
    with pytest.raises(CustodyError) as refusal:
        act()
    return refusal.value.code


def test_a_new_place_is_there_once_another_person_has_decided(cast):
    proposal = proposed(cast)
    assert not Place.objects.filter(code_word="GREYLAG").exists()

    place = decided(cast.supervisor, proposal).place

    assert (place.code_word, place.kind, place.jurisdiction, place.cap_mg, place.cap_eur, place.site.code_word) == (
        "GREYLAG", "quay", "BE", 100 * KG, 5, "BIRCH",
    )  # fmt: skip
    assert [event.type.code for event in told([place.stream_id], limit=9)] == [
        "place.sited/1", "place.capped/1", "place.registered/1",
    ]  # fmt: skip
    assert replay_state().findings == []


def test_a_limit_is_only_ever_lowered_and_only_by_two(cast):
    place = capped(cast, place_by_code_word(code_word="HERON"), cap_mg=50 * KG)
    assert capped(cast, place, cap_eur=10).cap_mg == 50 * KG
    for limits, code in (
        ({"cap_mg": 51 * KG}, "limit.raised"), ({"cap_eur": 11}, "limit.raised"), ({"cap_mg": 0}, "limit.zero"),
        ({}, "place.same"), ({"cap_eur": 10}, "place.same"), ({"site": "NOWHERE"}, "site.unknown"),
    ):  # fmt: skip
        assert code_of(lambda limits=limits: change(cast, place, **limits)) == code
    with pytest.raises(StaleVersion):
        change(cast, place, cap_mg=KG, expected_seq=-1)
    with pytest.raises(NotFound):
        actions.propose_place(act=act_of(cast.administrator), place_id=uuid4(), reason="x")
    assert decided(cast.supervisor, change(cast, place, site="ALDER")).place.site.code_word == "ALDER"
    assert replay_state().findings == []


@pytest.mark.parametrize(("changes", "code"), [
    ({"code_word": "G"}, "code_word.shape"), ({"jurisdiction": "Belgium"}, "place.country"),
    ({"kind": "attic"}, "place.kind"), ({"code_word": "heron"}, "place.taken"),
    ({"code_word": "osprey"}, "code_word.of_seizures"), ({"cap_mg": -1}, "limit.zero"),
    ({"reason": " "}, "text.empty"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(cast, changes, code):
    assert code_of(lambda: proposed(cast, **changes)) == code


def test_nobody_decides_alone_and_what_is_refused_or_taken_back_changes_nothing(cast):
    assert code_of(lambda: proposed(cast, by=cast.supervisor)) == "role.missing"
    made = proposed(cast)
    for act, code in (
        (lambda: proposed(cast), "place.proposed"),
        (lambda: decided(cast.administrator, made), "policy.own"),
        (lambda: decided(cast.officer, made), "role.missing"),
        (lambda: actions.withdraw_place(act=act_of(cast.supervisor), proposal_id=made.id), "policy.not_yours"),
    ):
        assert code_of(act) == code
    decided(cast.supervisor, made, approve=False)
    assert code_of(lambda: decided(cast.supervisor, made)) == "policy.decided"
    again = proposed(cast, name=None, site=None)
    actions.withdraw_place(act=act_of(cast.administrator), proposal_id=again.id)
    assert code_of(lambda: actions.withdraw_place(act=act_of(cast.administrator), proposal_id=again.id)) == (
        "policy.decided"
    )
    with pytest.raises(NotFound):
        actions.decide_place(act=act_of(cast.supervisor), proposal_id=uuid4(), approve=True)
    assert not Place.objects.filter(code_word="GREYLAG").exists()
    assert sorted(PlaceProposal.objects.values_list("state", flat=True)) == ["rejected", "withdrawn"]
    assert replay_state().findings == []


def test_the_name_is_read_by_who_decides_once_it_is_recorded_that_they_do(cast):
    made = proposed(cast)
    assert shown_name(cast.supervisor, made) == ""
    assert code_of(lambda: reveal_proposed_name(act=act_of(cast.administrator), proposal_id=made.id)) == "policy.own"
    with pytest.raises(NotFound):
        reveal_proposed_name(act=act_of(cast.officer), proposal_id=made.id)

    reveal_proposed_name(act=act_of(cast.supervisor), proposal_id=made.id)

    assert shown_name(cast.supervisor, made) == "quay 1742"
    assert shown_name(cast.auditor, made) == ""
    assert Consultation.objects.get(subject_kind="proposal").officer_id == cast.supervisor.id
    assert shown_name(cast.supervisor, proposed(cast, code_word="WREN", name="  ")) == ""


def test_the_effect_is_as_coarse_as_the_list_and_says_who_would_be_told(cast):
    place = place_by_code_word(code_word="DUNLIN")
    stories.stored(cast, count=2, place="DUNLIN")  # 50 kg
    at = now()

    def over(**limits):
        return effect_of_place(actions.drafted_place(place=place, **limits), at=at).over

    assert [over(cap_mg=kg * KG) for kg in (9, 10, 49, 51, 99, 100)] == [
        "yes", "perhaps", "perhaps", "perhaps", "perhaps", "no",
    ]  # fmt: skip
    assert [over(cap_eur=eur) for eur in (249_999, 250_000, 2_499_999, 2_500_000)] == [
        "yes", "perhaps", "perhaps", "no",
    ]  # fmt: skip
    assert effect_of_place(actions.drafted_place(place=place), at=at).holds == "10–100 kg"
    site = site_by_code_word(code_word="BIRCH")
    roster_duty(act=act_of(cast.administrator), badge=cast.duty_officer.badge, role=Role.DUTY_OFFICER, site_id=site.id,
                begins_at=at, ends_at=at + timedelta(hours=8))  # fmt: skip
    moved = effect_of_place(actions.drafted_place(place=place, site="BIRCH"), at=now())
    assert cast.duty_officer.badge in moved.told_then
    new = {name: NEW[name] for name in NEW if name != "reason"}
    assert effect_of_place(actions.drafted_place(**new), at=at).told == ()


def test_places_and_proposals_are_read_by_who_answers_for_them(cast):
    made = proposed(cast)
    assert not visible_places(cast.officer).exists()
    assert visible_places(cast.auditor).filter(code_word="HERON").exists()
    assert list(visible_place_proposals(cast.auditor)) == [made]
    with pytest.raises(NotFound):
        place_proposal_for(cast.officer, proposal_id=made.id)
