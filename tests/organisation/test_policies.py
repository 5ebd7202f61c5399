"""A value of a rule is proposed by one and decided by another; earlier values stay."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from custody.core.errors import InvalidInput, NotAllowedNow, NotFound, NotPermitted
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation import selectors
from custody.organisation.actions import policy as actions
from custody.organisation.models import Policy, PolicyProposal
from tests import stories
from tests.stories import act_of

HOUR = timedelta(hours=1)


def proposed(cast, by=None, **changes):
    answers = {
        "key": "clock.max_storage", "jurisdiction": "BE", "value": 48, "measure": "hours", "source": "Order 12",
    } | changes  # fmt: skip
    return actions.propose_policy(act=act_of(by or cast.administrator), **answers)


def decided(cast, proposal, *, by=None, approve=True):
    return actions.decide_policy(
        act=act_of(by or cast.second_administrator), proposal_id=proposal.id, approve=approve
    )


def value(**about):
    return selectors.policy_value(key="clock.max_storage", jurisdiction="BE", at=stories.now(), **about)


def test_a_value_counts_when_another_person_approved_it(cast):
    proposal = proposed(cast)
    assert value() == 72

    done = decided(cast, proposal)

    assert (done.state, done.decided_by) == ("approved", cast.second_administrator)
    assert value() == 48
    newest = selectors.policy_history(key="clock.max_storage", jurisdiction="BE")[0]
    assert (newest.proposed_by, newest.approved_by) == (cast.administrator, cast.second_administrator)
    assert newest.source == "Order 12"
    assert told([newest.stream_id], limit=1)[0].type.code == "policy.set/2"
    assert told([done.stream_id], limit=1)[0].values["outcome"] == "approved"


def test_a_value_may_be_for_one_substance_one_band_and_one_class_of_place(cast):
    decided(cast, proposed(cast, substance="heroin", mass_from_mg=10_000_000, place_class="vault", value=24))

    assert value() == 72
    assert value(substance="heroin", mass_mg=9_000_000, place_class="vault") == 72
    assert value(substance="heroin", mass_mg=10_000_000, place_class="vault") == 24


def test_a_value_to_come_waits_for_its_day(cast):
    decided(cast, proposed(cast, valid_from=stories.now() + 24 * HOUR))

    assert value() == 72
    later = stories.now() + 25 * HOUR
    assert selectors.policy_value(key="clock.max_storage", jurisdiction="BE", at=later) == 48


def test_what_was_proposed_for_yesterday_holds_from_the_decision_on(cast):
    proposal = proposed(cast)

    decided(cast, proposal)

    newest = selectors.policy_history(key="clock.max_storage")[0]
    assert newest.valid_from > proposal.valid_from


def test_a_rejected_or_withdrawn_value_never_counts(cast):
    rejected = decided(cast, proposed(cast), approve=False)
    withdrawn = proposed(cast)
    withdrawn = actions.withdraw_policy(act=act_of(cast.administrator), proposal_id=withdrawn.id)

    assert (rejected.state, withdrawn.state) == ("rejected", "withdrawn")
    assert value() == 72
    for done in (rejected, withdrawn):
        with pytest.raises(NotAllowedNow, match="decided already"):
            decided(cast, done)
    with pytest.raises(NotAllowedNow, match="decided already"):
        actions.withdraw_policy(act=act_of(cast.administrator), proposal_id=withdrawn.id)


def test_nobody_decides_what_he_proposed(cast):
    proposal = proposed(cast, by=cast.supervisor)

    with pytest.raises(NotPermitted, match="Another person"):
        decided(cast, proposal, by=cast.supervisor)
    with pytest.raises(NotPermitted, match="Only who proposed"):
        actions.withdraw_policy(act=act_of(cast.administrator), proposal_id=proposal.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyProposal.objects.filter(pk=proposal.pk).update(state="approved", decided_by=cast.supervisor)
    decided(cast, proposal, by=cast.second_supervisor)


@pytest.mark.parametrize("role", ["officer", "storekeeper", "case_officer", "duty_officer", "auditor", "nobody"])
def test_rules_are_made_by_administrators_and_supervisors(cast, role):
    with pytest.raises(NotPermitted):
        proposed(cast, by=getattr(cast, role))
    with pytest.raises(NotPermitted):
        decided(cast, proposed(cast), by=getattr(cast, role))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": 0}, "value"),
        ({"value": -1}, "value"),
        ({"value": 401, "measure": "days"}, "value"),
        ({"value": 10_000}, "value"),
        ({"measure": "mg"}, "measure"),
        ({"measure": "percent"}, "measure"),
        ({"key": "clock.of_the_king"}, "key"),
        ({"source": "  "}, "source"),
        ({"jurisdiction": " "}, "jurisdiction"),
        ({"mass_from_mg": -1}, "mass_from"),
        ({"key": "guard.hot_load", "value": 100}, "measure"),
        ({"key": "guard.hot_load", "value": 0, "measure": "kg"}, "value"),
        ({"key": "guard.hot_load", "measure": "kg", "substance": "heroin"}, "substance"),
        ({"key": "guard.hot_load", "measure": "kg", "mass_from_mg": 1}, "substance"),
        ({"key": "guard.hot_load", "measure": "kg", "place_class": "vault"}, "substance"),
    ],
)
def test_a_value_is_one_the_rule_may_have(cast, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        proposed(cast, **changes)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("key", "number", "measure"),
    [
        ("alert.large_seizure", 250, "kg"),
        ("guard.hot_load", 50, "kg"),
        ("guard.grace", 5, "minutes"),
        ("contact.change", 48, "hours"),
    ],
)
def test_a_rule_that_is_no_clocks_is_set_by_two_people_too(cast, key, number, measure):
    proposal = proposed(cast, key=key, value=number, measure=measure)
    with pytest.raises(NotPermitted, match="Another person"):
        decided(cast, proposal, by=cast.administrator)

    decided(cast, proposal)

    assert selectors.policy_value(key=key, jurisdiction="BE", at=stories.now()) == number
    assert replay_state().findings == []


def test_only_what_the_law_may_leave_out_can_be_nothing(cast):
    assert proposed(cast, key="clock.appeal_window", value=0).value == 0
    with pytest.raises(InvalidInput):
        proposed(cast, valid_from=stories.now() - HOUR)


def test_one_open_proposal_for_one_thing(cast):
    proposed(cast)

    with pytest.raises(NotAllowedNow, match="already"):
        proposed(cast, value=24)
    proposed(cast, value=24, substance="heroin")
    assert len(selectors.proposals()) == 2
    assert len(selectors.proposals(open_only=False)) == 2


def test_a_proposal_that_does_not_exist_is_not_decided(cast):
    with pytest.raises(NotFound):
        actions.decide_policy(act=act_of(cast.administrator), proposal_id=uuid4(), approve=True)
    with pytest.raises(NotFound):
        selectors.proposal_by_id(proposal_id=uuid4())
    assert selectors.proposal_by_id(proposal_id=proposed(cast).id).state == "open"


def test_two_values_of_one_moment_cannot_stand(cast):
    soon = stories.now() + HOUR
    decided(cast, proposed(cast, valid_from=soon))

    with pytest.raises(NotAllowedNow, match="same moment"):
        decided(cast, proposed(cast, valid_from=soon, value=24))


def test_the_rules_in_force_are_one_for_each_scope(cast):
    decided(cast, proposed(cast))
    decided(cast, proposed(cast, substance="heroin", value=24))

    rows = [row for row in selectors.policies_in_force(at=stories.now()) if row.key == "clock.max_storage"]

    assert [(row.substance, row.value) for row in rows] == [("*", 48), ("heroin", 24)]
    assert selectors.newest_policy_at(at=stories.now()) == max(row.valid_from for row in Policy.objects.all())


def test_values_and_proposals_are_folded_to_the_same_state(house_cast, seal_all):
    decided(house_cast, proposed(house_cast, substance="heroin", mass_from_mg=5))
    decided(house_cast, proposed(house_cast), approve=False)
    seal_all()

    assert replay_state().findings == []
