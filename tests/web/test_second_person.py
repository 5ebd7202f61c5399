"""What one person proposed for the house has a clock, an alert for who may decide it, and a line on their home page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.alerts.permissions import check_can_acknowledge
from custody.alerts.telling import ladder_of
from custody.core.errors import NotPermitted
from custody.deadlines.models import Clock
from custody.destruction.actions import facilities
from custody.destruction.selectors.proposals import known_proposals, proposals_to_decide
from custody.ledger.replay import replay_state
from custody.organisation.actions import packs, placing, policy, siting, staffing
from custody.organisation.roles import Role
from tests.alerts.conftest import let_pass
from tests.destruction import test_furnace_proposals as furnaces
from tests.organisation import test_packs as of_packs
from tests.organisation import test_place_proposals as places
from tests.organisation import test_policies as values
from tests.organisation import test_scales as scales
from tests.organisation import test_site_proposals as sites
from tests.organisation import test_staffing as officers
from tests.stories import act_of
from tests.web.desk import queries_of, text_of

PROPOSE = {
    "officer": (officers.proposed, staffing.decide_officer, staffing.withdraw_officer, "Badge"),
    "place": (places.proposed, placing.decide_place, placing.withdraw_place, "Place GREYLAG"),
    "site": (sites.proposed, siting.decide_site, siting.withdraw_site, "Site BIRCH"),
    "facility": (furnaces.proposed, facilities.decide_facility, facilities.withdraw_facility, "Furnace ANVIL"),
    "policy": (values.proposed, policy.decide_policy, policy.withdraw_policy, "Rule: "),
    "pack": (of_packs.proposed, packs.decide_pack, packs.withdraw_pack, "Rules of XX"),
}


def named(what, found):
    return {"pack_id" if what == "pack" else "proposal_id": found.id}


def waits(found):
    return Clock.objects.filter(subject_id=found.id, clock_type="SECOND_EYES", closed_at__isnull=True).exists()


@pytest.mark.parametrize("what", PROPOSE)
def test_a_proposal_waits_for_its_second_person_until_it_is_decided_or_taken_back(cast, what):
    propose, decide, withdraw, words = PROPOSE[what]
    found = propose(cast)
    assert waits(found)
    for decider in (cast.supervisor, cast.second_administrator):
        assert f"Decide: {words}" in text_of(decider, "/")
    assert "Decide: " not in text_of(cast.administrator, "/")
    assert "Decide: " not in text_of(cast.auditor, "/")

    withdraw(act=act_of(cast.administrator), **named(what, found))
    assert not waits(found)
    assert proposals_to_decide(cast.supervisor) == []

    found = propose(cast)
    let_pass(found, "SECOND_EYES", past_due=timedelta(minutes=1))
    fire(engine="test")
    alert = Alert.objects.get(subject_kind="proposal", subject_id=found.id)
    assert (alert.rule, alert.stage, alert.level) == ("AL1", "due", 3)
    assert {role for rung in ladder_of(alert) for role in rung.roles} == {Role.ADMINISTRATOR, Role.SUPERVISOR}
    assert words in text_of(cast.supervisor, "/alerts/")
    check_can_acknowledge(cast.second_administrator, alert)
    with pytest.raises(NotPermitted):
        check_can_acknowledge(cast.officer, alert)

    decide(act=act_of(cast.supervisor), approve=False, **named(what, found))
    assert not waits(found)
    alert.refresh_from_db()
    assert alert.resolved_at is not None


def test_a_calibration_that_one_reports_waits_like_a_proposal_under_a_clock_of_its_own(cast):
    scale = scales.new_scale(cast)
    first = scales.reported(cast, scale)
    assert waits(first)
    scales.decided(cast, first, approve=False)
    assert not waits(first)

    second = scales.reported(cast, scale)
    assert waits(second)
    assert "Decide: Calibration of scale S-NEW" in text_of(cast.supervisor, "/")
    assert "Decide: " not in text_of(cast.administrator, "/"), "who reported it is not asked"
    let_pass(second, "SECOND_EYES", past_due=timedelta(minutes=1))
    fire(engine="test")
    alert = Alert.objects.get(subject_kind="proposal", subject_id=second.id)
    assert {role for rung in ladder_of(alert) for role in rung.roles} == {Role.ADMINISTRATOR, Role.SUPERVISOR}
    assert "Calibration of scale S-NEW" in text_of(cast.supervisor, "/alerts/")

    scales.decided(cast, second)
    assert not waits(second)
    alert.refresh_from_db()
    assert alert.resolved_at is not None
    assert replay_state().findings == []


def test_nobody_is_asked_to_decide_what_is_about_them_or_what_they_may_not_know(cast):
    about = officers.proposed(cast, badge=cast.supervisor.badge, roles=["officer"])
    assert proposals_to_decide(cast.supervisor) == []
    assert [each.id for each in proposals_to_decide(cast.second_administrator)] == [about.id]
    assert known_proposals(cast.officer, proposal_ids=[about.id]) == []
    assert [each.which for each in known_proposals(cast.auditor, proposal_ids=[about.id])] == [cast.supervisor.badge]


def test_every_kind_of_proposal_is_read_in_one_query_the_oldest_first(cast):
    none = queries_of(cast.supervisor, "/")
    made = [propose(cast) for propose, *_ in PROPOSE.values()]

    assert queries_of(cast.supervisor, "/") == none
    assert [each.id for each in proposals_to_decide(cast.supervisor)] == [each.id for each in made]
