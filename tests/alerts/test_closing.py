"""Closing by hand: with a finding, by two people who both sign where the rule asks for it, or as a false alarm."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.alerts import permissions, selectors
from custody.alerts.actions.acknowledge import extend
from custody.alerts.actions.close import close, report_noise
from custody.alerts.actions.pass_on import pass_on
from custody.alerts.models import Alert, Delivery
from custody.alerts.rules import RULES_BY_CODE
from custody.core.errors import NotAllowedNow, NotPermitted
from custody.core.events import FieldClass
from custody.ledger.selectors import told
from tests.alerts.test_acting import EVERYBODY, act_of, newest, overdue, raised

__all__ = ["overdue"]


def test_what_custody_cures_is_closed_by_nobody(cast, overdue):
    with pytest.raises(NotAllowedNow, match="Destroyed before two witnesses"):
        close(act=act_of(cast.supervisor), alert_id=overdue.id, reason="It is fine")
    with pytest.raises(NotAllowedNow, match="false alarm"):
        report_noise(act=act_of(cast.supervisor), alert_id=overdue.id, reason="It is fine")


CLOSERS = {rule.code: rule.closed_by for rule in RULES_BY_CODE.values() if rule.closed_by and not rule.two_people}


@pytest.mark.parametrize("code", CLOSERS)
def test_only_the_roles_of_the_rule_close_it(cast, code):
    roles = {role.value for role in CLOSERS[code]}

    for name in EVERYBODY:
        officer = getattr(cast, name)
        alert = Alert.objects.exclude(state="resolved").filter(rule=code).first() or raised(code)
        if roles & set(officer.roles):
            closed = close(act=act_of(officer), alert_id=alert.id, reason="Looked at it")
            assert (closed.state, closed.outcome, closed.resolved_by) == ("resolved", "closed", officer)
            assert newest(alert) == "alert.closed/1"
        else:
            with pytest.raises(NotPermitted):
                close(act=act_of(officer), alert_id=alert.id, reason="Looked at it")


TOGETHER = [rule.code for rule in RULES_BY_CODE.values() if rule.two_people]


@pytest.mark.parametrize("code", TOGETHER)
@pytest.mark.parametrize("proposer", EVERYBODY)
def test_where_two_people_close_each_of_them_signs_and_has_a_role_of_the_rule(cast, code, proposer):
    first, alert = getattr(cast, proposer), raised(code)
    roles = {role.value for role in RULES_BY_CODE[code].closed_by}
    if not roles & set(first.roles):
        with pytest.raises(NotPermitted):
            close(act=act_of(first), alert_id=alert.id, reason="Looked at it")
        assert selectors.proposed_finding(alert) is None
        return

    close(act=act_of(first), alert_id=alert.id, reason="Looked at it")

    alert.refresh_from_db()
    assert (alert.state, newest(alert)) == ("open", "alert.close_proposed/1")
    finding = selectors.proposed_finding(alert)
    assert (finding.author, finding.text) == (first, "Looked at it")
    allowed = set()
    for name in EVERYBODY:
        officer = getattr(cast, name)
        try:
            permissions.check_can_close(officer, alert, proposal=finding, named=finding.id)
        except NotPermitted:
            continue
        allowed.add(name)
    assert allowed == {name for name in EVERYBODY if name != proposer and roles & set(getattr(cast, name).roles)}


def test_two_people_close_an_alert_and_the_ledger_names_both(cast):
    alert = raised("AL14")
    with pytest.raises(NotAllowedNow, match="One of them writes"):
        close(act=act_of(cast.supervisor), alert_id=alert.id, reason="Looked", proposal_id=uuid4())
    close(act=act_of(cast.supervisor), alert_id=alert.id, reason="Looked")
    finding = selectors.proposed_finding(alert)
    with pytest.raises(NotPermitted, match="another person"):
        close(act=act_of(cast.supervisor), alert_id=alert.id, reason="Again", proposal_id=finding.id)
    with pytest.raises(NotAllowedNow, match="Another finding"):
        close(act=act_of(cast.internal_affairs), alert_id=alert.id, reason="So it is", proposal_id=uuid4())

    close(act=act_of(cast.internal_affairs), alert_id=alert.id, reason="So it is", proposal_id=finding.id)

    [line, *_] = told([alert.stream_id], classes=frozenset({FieldClass.OPEN, FieldClass.PERSONAL}))
    assert line.values["outcome"] == "closed"
    assert line.values["resolved_by"] == cast.internal_affairs.pseudonym
    assert line.values["second"] == cast.supervisor.pseudonym
    assert set(Delivery.objects.values_list("state", flat=True)) == {"superseded"}


def test_who_wrote_the_finding_may_have_lost_the_role_and_a_newer_one_takes_its_place(cast):
    alert = raised("AL14")
    close(act=act_of(cast.supervisor), alert_id=alert.id, reason="Looked")
    old = selectors.proposed_finding(alert)
    close(act=act_of(cast.internal_affairs), alert_id=alert.id, reason="I see it otherwise")
    new = selectors.proposed_finding(alert)
    assert (new.author, new.id != old.id) == (cast.internal_affairs, True)
    with pytest.raises(NotAllowedNow, match="Another finding"):
        close(act=act_of(cast.second_supervisor), alert_id=alert.id, reason="So it is", proposal_id=old.id)

    new.author.is_active = False
    with pytest.raises(NotPermitted, match="taken by"):
        permissions.check_can_close(cast.supervisor, alert, proposal=new, named=new.id)


def test_one_person_does_not_end_by_calling_it_noise_what_takes_two(cast):
    alert = raised("AL14")
    with pytest.raises(NotAllowedNow, match="One of them writes"):
        report_noise(act=act_of(cast.supervisor), alert_id=alert.id, reason="Nothing")
    close(act=act_of(cast.supervisor), alert_id=alert.id, reason="A small squad")
    with pytest.raises(NotPermitted, match="another person"):
        report_noise(act=act_of(cast.supervisor), alert_id=alert.id, reason="Nothing")

    report_noise(act=act_of(cast.internal_affairs), alert_id=alert.id, reason="The rule is too narrow")

    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("resolved", "noise")


def test_a_false_alarm_is_kept_as_one(cast):
    alert = raised("AL13")

    gone = report_noise(act=act_of(cast.duty_officer), alert_id=alert.id, reason="The probe was wrong")

    assert (gone.state, gone.outcome, gone.next_escalation_at) == ("resolved", "noise", None)
    for again in (report_noise, close):
        with pytest.raises(NotAllowedNow, match="resolved"):
            again(act=act_of(cast.duty_officer), alert_id=alert.id, reason="Again")
    with pytest.raises(NotAllowedNow, match="resolved"):
        extend(act=act_of(cast.duty_officer), alert_id=alert.id)
    with pytest.raises(NotAllowedNow, match="resolved"):
        pass_on(act=act_of(cast.duty_officer), alert_id=alert.id, badge=cast.supervisor.badge)
