"""Who may do what is proposed by an administrator and decided by another person, who is not meant."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.core.errors import CustodyError, NotFound
from custody.core.verdicts import verdict
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation import staffing_permissions as permissions
from custody.organisation.actions import staffing as actions
from custody.organisation.actions.register import register_officer
from custody.organisation.models import Officer, OfficerProposal
from custody.organisation.roles import Role
from custody.organisation.selectors.staffing import (
    officer_proposal_for,
    visible_officer_proposals,
    visible_officers,
)
from tests.stories import act_of


def proposed(cast, *, by=None, **changes):
    said = {"badge": cast.officer.badge, "roles": ["officer", "sampler"], "clearance": 1, "reason": "takes samples"}
    return actions.propose_officer(act=act_of(by or cast.administrator), **(said | changes))


def decided(officer, proposal, *, approve=True):
    return actions.decide_officer(act=act_of(officer), proposal_id=proposal.id, approve=approve)


def test_nothing_holds_before_another_person_has_decided_and_then_at_once(cast):
    proposal = proposed(cast)
    assert Officer.objects.get(pk=cast.officer.pk).roles == ["officer"]

    decided(cast.supervisor, proposal)

    assert Officer.objects.get(pk=cast.officer.pk).roles == ["officer", "sampler"]
    assert told([cast.officer.stream_id], limit=1)[0].type.code == "officer.changed/1"
    assert replay_state().findings == []


def test_a_new_badge_becomes_an_officer_who_cannot_sign_in_before_somebody_sets_a_password(cast):
    proposal = decided(cast.supervisor, proposed(cast, badge=" 4499 "))

    made = Officer.objects.get(badge="4499")
    assert (proposal.officer, made.roles, made.is_active, made.has_usable_password()) == (
        made, ["officer", "sampler"], True, False,
    )  # fmt: skip
    assert replay_state().findings == []


def test_what_is_rejected_or_taken_back_changes_nothing(cast):
    decided(cast.supervisor, proposed(cast, is_active=False), approve=False)
    back = proposed(cast)
    actions.withdraw_officer(act=act_of(cast.administrator), proposal_id=back.id)

    assert sorted(OfficerProposal.objects.values_list("state", flat=True)) == ["rejected", "withdrawn"]
    assert Officer.objects.get(pk=cast.officer.pk).is_active
    assert replay_state().findings == []


@pytest.mark.parametrize(("changes", "code"), [
    ({"badge": "4?"}, "officer.badge"), ({"roles": []}, "officer.roles"), ({"roles": ["engine"]}, "officer.roles"),
    ({"clearance": 9}, "officer.clearance"), ({"reason": " "}, "text.empty"), ({"roles": ["officer"]}, "officer.same"),
    ({"badge": "4499", "is_active": False}, "officer.unknown"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(cast, changes, code):
    with pytest.raises(CustodyError) as refusal:
        proposed(cast, **changes)
    assert refusal.value.code == code


def test_nobody_says_what_they_may_do_themselves_and_nobody_decides_alone(cast):
    refusals = [
        (lambda: proposed(cast, badge=f" {cast.administrator.badge} "), "officer.own"),
        (lambda: proposed(cast, by=cast.supervisor), "role.missing"),
    ]
    meant = proposed(cast, badge=cast.supervisor.badge)
    new = proposed(cast, badge="4499")
    refusals += [
        (lambda: decided(cast.supervisor, meant), "officer.own"),
        (lambda: decided(cast.administrator, meant), "policy.own"),
        (lambda: decided(cast.officer, meant), "role.missing"),
        (lambda: proposed(cast, badge="4499"), "officer.proposed"),
        (lambda: actions.withdraw_officer(act=act_of(cast.supervisor), proposal_id=meant.id), "policy.not_yours"),
    ]
    for act, code in refusals:
        with pytest.raises(CustodyError) as refusal:
            act()
        assert refusal.value.code == code
    done = decided(cast.supervisor, new)
    for check in (permissions.check_can_decide_officer, permissions.check_can_withdraw_officer):
        who = cast.supervisor if check is permissions.check_can_decide_officer else cast.administrator
        assert verdict(lambda check=check, who=who: check(who, done)).refusal.code == "policy.decided"
    with pytest.raises(NotFound):
        actions.decide_officer(act=act_of(cast.supervisor), proposal_id=uuid4(), approve=True)


def test_a_badge_that_somebody_got_meanwhile_is_not_given_twice(cast):
    proposal = proposed(cast, badge="4499")
    register_officer(act=act_of(cast.administrator), badge="4499", roles=[Role.CREW])
    with pytest.raises(CustodyError) as refusal:
        decided(cast.supervisor, proposal)
    assert refusal.value.code == "officer.badge_taken"


def test_who_may_do_what_is_read_by_who_answers_for_it(cast):
    proposal = proposed(cast)
    assert not visible_officers(cast.officer).exists()
    assert visible_officers(cast.auditor).filter(badge="4417").exists()
    assert list(visible_officer_proposals(cast.auditor)) == [proposal]
    assert officer_proposal_for(cast.auditor, proposal_id=proposal.id) == proposal
    with pytest.raises(NotFound):
        officer_proposal_for(cast.officer, proposal_id=proposal.id)
