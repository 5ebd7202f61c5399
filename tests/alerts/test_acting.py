"""More time, passing on, notes, taking many: who may, when, and what the ledger says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts import permissions, policies, selectors
from custody.alerts.actions.acknowledge import acknowledge, acknowledge_many, extend
from custody.alerts.actions.close import close, report_noise
from custody.alerts.actions.pass_on import note, pass_on
from custody.alerts.models import Alert, AlertNote, Delivery
from custody.alerts.passes.engine import engine_act
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.fire import fire
from custody.alerts.raising import HOUSE_ID, Finding, raise_alert
from custody.alerts.rules import RULES_BY_CODE
from custody.core.errors import InvalidInput, NotAllowedNow, NotFound, NotPermitted
from custody.ledger.recording import recording
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.roles import Role
from tests import stories
from tests.alerts.conftest import HOUR, let_pass

MINUTE = timedelta(minutes=1)


def raised(rule="AL13", **changes):
    """Raise an alert that has no clock, about the house by default, and return it."""
    stage = RULES_BY_CODE[rule].stages[0]
    finding = Finding(
        **(
            {
                "rule": rule,
                "stage": stage.name,
                "level": stage.level,
                "subject_kind": "house",
                "subject_id": HOUSE_ID,
                "dedupe_key": f"{rule}:{changes.get('subject_id', HOUSE_ID)}",
                "fired_for": stories.now(),
            }
            | changes
        )
    )
    with recording(engine_act()) as record:
        return raise_alert(record, finding, engine="test")


@pytest.fixture
def overdue(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    return Alert.objects.get()


def act_of(officer):
    return stories.act_of(officer)


def newest(alert):
    return told([alert.stream_id])[0].type.code


# --- who may take what ------------------------------------------------------------------------------------

EVERYBODY = (
    "officer", "crew", "storekeeper", "second_storekeeper", "sampler", "case_officer", "planner", "supervisor",
    "duty_officer", "regional_head", "director", "checker", "witness", "auditor", "internal_affairs", "administrator",
    "device", "nobody",
)  # fmt: skip
MAY_TAKE = {
    "AL1": {"storekeeper", "supervisor", "duty_officer", "regional_head", "director"},
    "AL5": {"supervisor", "duty_officer", "director", "internal_affairs"},
    "TREND": {"supervisor", "duty_officer", "director", "internal_affairs"},
    "AL13": {"supervisor", "duty_officer", "regional_head", "director", "administrator"},
    "AL18": {"supervisor", "duty_officer", "regional_head", "director", "case_officer"},
    "AL10": {"internal_affairs"},
    "DURESS": {"regional_head", "director", "internal_affairs"},
    "DANGER": {"supervisor", "duty_officer", "regional_head", "director"},
}


@pytest.mark.parametrize("rule", MAY_TAKE)
def test_who_may_take_an_alert_is_who_stands_on_its_ladder(cast, overdue, rule):
    alert = overdue if rule == "AL1" else raised(rule)

    allowed = set()
    for name in EVERYBODY:
        try:
            permissions.check_can_acknowledge(getattr(cast, name), alert)
        except NotPermitted:
            continue
        allowed.add(name)

    assert allowed == MAY_TAKE[rule]


def test_nobody_takes_extends_closes_or_gets_an_alert_about_themselves(cast):
    alert = raised("AL13", about=(cast.duty_officer.id,))

    with pytest.raises(NotPermitted, match="taken by"):
        acknowledge(act=act_of(cast.duty_officer), alert_id=alert.id)
    with pytest.raises(NotPermitted, match="taken by"):
        close(act=act_of(cast.duty_officer), alert_id=alert.id, reason="It was nothing")
    with pytest.raises(NotPermitted, match="taken by"):
        report_noise(act=act_of(cast.duty_officer), alert_id=alert.id, reason="It was nothing")
    acknowledge(act=act_of(cast.supervisor), alert_id=alert.id)
    with pytest.raises(NotPermitted, match="cannot take"):
        pass_on(act=act_of(cast.supervisor), alert_id=alert.id, badge=cast.duty_officer.badge)
    Alert.objects.filter(pk=alert.pk).update(acknowledged_by=cast.duty_officer)
    with pytest.raises(NotPermitted, match="taken by"):
        pass_on(act=act_of(cast.duty_officer), alert_id=alert.id, badge=cast.planner.badge)


# --- more time --------------------------------------------------------------------------------------------


def test_more_time_is_given_once_and_to_whoever_has_it(cast, overdue):
    with pytest.raises(NotAllowedNow, match="Take it first"):
        extend(act=act_of(cast.supervisor), alert_id=overdue.id)
    acknowledge(act=act_of(cast.supervisor), alert_id=overdue.id)
    with pytest.raises(NotPermitted, match="Somebody else"):
        extend(act=act_of(cast.duty_officer), alert_id=overdue.id)
    Alert.objects.filter(pk=overdue.pk).update(ack_expires_at=stories.now() + MINUTE)

    longer = extend(act=act_of(cast.supervisor), alert_id=overdue.id)

    assert timedelta(minutes=29) < longer.ack_expires_at - stories.now() <= timedelta(minutes=30)
    assert longer.next_escalation_at == longer.ack_expires_at
    assert newest(overdue) == "alert.extended/1"
    with pytest.raises(NotAllowedNow, match="taken already"):
        extend(act=act_of(cast.supervisor), alert_id=overdue.id)


def test_what_was_extended_and_not_done_goes_past_whoever_had_it(cast, overdue):
    acknowledge(act=act_of(cast.regional_head), alert_id=overdue.id)
    extend(act=act_of(cast.regional_head), alert_id=overdue.id)
    Alert.objects.filter(pk=overdue.pk).update(next_escalation_at=stories.now() - MINUTE)

    escalate(engine="test")

    # The next rung is the regional head alone, who let it lapse: the director is told at once.
    overdue.refresh_from_db()
    assert (overdue.state, overdue.step) == ("open", 2)
    assert set(Delivery.objects.filter(step=2).values_list("officer__badge", flat=True)) == {cast.director.badge}


# --- passing on -------------------------------------------------------------------------------------------


def test_who_gets_an_alert_is_told_at_once_and_has_it_for_a_short_while(cast, overdue):
    acknowledge(act=act_of(cast.supervisor), alert_id=overdue.id)

    given = pass_on(act=act_of(cast.supervisor), alert_id=overdue.id, badge=cast.planner.badge.lower())

    assert (given.state, given.acknowledged_by) == ("acknowledged", cast.planner)
    assert timedelta(minutes=9) < given.ack_expires_at - stories.now() <= timedelta(minutes=10)
    assert newest(overdue) == "alert.passed_on/1"
    assert selectors.alert_for(cast.planner, alert_id=overdue.id) == overdue
    again = pass_on(act=act_of(cast.planner), alert_id=overdue.id, badge=cast.storekeeper.badge)
    assert again.acknowledged_by == cast.storekeeper
    rows = Delivery.objects.filter(state="pending", officer=cast.storekeeper)
    assert set(rows.values_list("channel", "step")) == {("email", -1), ("sms", -1)}
    pass_on(act=act_of(cast.storekeeper), alert_id=overdue.id, badge=cast.duty_officer.badge)
    pass_on(act=act_of(cast.duty_officer), alert_id=overdue.id, badge=cast.storekeeper.badge)
    assert set(Delivery.objects.filter(state="pending").values_list("officer__badge", "step")) == {("4601", -3)}


def test_passing_it_on_postpones_no_step_and_nobody_does_it_twice(cast, overdue):
    acknowledge(act=act_of(cast.supervisor), alert_id=overdue.id)
    soon = stories.now() + timedelta(minutes=3)
    Alert.objects.filter(pk=overdue.pk).update(next_escalation_at=soon)

    given = pass_on(act=act_of(cast.supervisor), alert_id=overdue.id, badge=cast.planner.badge)
    assert given.ack_expires_at == given.next_escalation_at == soon
    back = pass_on(act=act_of(cast.planner), alert_id=overdue.id, badge=cast.supervisor.badge)
    assert back.next_escalation_at == soon
    with pytest.raises(NotPermitted, match="passed this alert on before"):
        pass_on(act=act_of(cast.supervisor), alert_id=overdue.id, badge=cast.planner.badge)

    Alert.objects.filter(pk=overdue.pk).update(next_escalation_at=stories.now() - MINUTE)
    assert escalate(engine="test") == 1
    acknowledge(act=act_of(cast.supervisor), alert_id=overdue.id)
    with pytest.raises(NotPermitted, match="passed this alert on before"):
        pass_on(act=act_of(cast.supervisor), alert_id=overdue.id, badge=cast.duty_officer.badge)


def test_who_has_not_taken_it_cannot_pass_it_on(cast, overdue):
    with pytest.raises(NotAllowedNow, match="Take it first"):
        pass_on(act=act_of(cast.supervisor), alert_id=overdue.id, badge=cast.planner.badge)
    acknowledge(act=act_of(cast.duty_officer), alert_id=overdue.id)
    with pytest.raises(NotPermitted, match="Somebody else"):
        pass_on(act=act_of(cast.supervisor), alert_id=overdue.id, badge=cast.planner.badge)


def test_danger_is_taken_and_never_passed_on(cast):
    alert = raised("AL13", level=0)
    acknowledge(act=act_of(cast.supervisor), alert_id=alert.id)

    with pytest.raises(NotAllowedNow, match="not passed on"):
        pass_on(act=act_of(cast.supervisor), alert_id=alert.id, badge=cast.duty_officer.badge)


def test_who_got_it_takes_it_to_keep_it_even_after_all_the_time_was_taken(cast, overdue):
    acknowledge(act=act_of(cast.supervisor), alert_id=overdue.id)
    extend(act=act_of(cast.supervisor), alert_id=overdue.id)
    pass_on(act=act_of(cast.supervisor), alert_id=overdue.id, badge=cast.planner.badge)
    with pytest.raises(NotAllowedNow, match="Somebody else"):
        acknowledge(act=act_of(cast.supervisor), alert_id=overdue.id)

    kept = acknowledge(act=act_of(cast.planner), alert_id=overdue.id)

    assert timedelta(minutes=29) < kept.ack_expires_at - stories.now() <= timedelta(minutes=30)
    with pytest.raises(NotAllowedNow, match="already"):
        acknowledge(act=act_of(cast.planner), alert_id=overdue.id)
    kept.acknowledged_at = None
    assert not policies.is_unconfirmed(kept)


def test_an_alert_is_not_passed_to_a_machine_nor_to_who_has_it_nor_by_a_stranger(cast, overdue):
    acknowledge(act=act_of(cast.supervisor), alert_id=overdue.id)

    with pytest.raises(NotPermitted, match="already"):
        pass_on(act=act_of(cast.supervisor), alert_id=overdue.id, badge=cast.supervisor.badge)
    with pytest.raises(NotPermitted, match="cannot take"):
        pass_on(act=act_of(cast.supervisor), alert_id=overdue.id, badge=cast.device.badge)
    with pytest.raises(NotPermitted, match="taken by"):
        pass_on(act=act_of(cast.crew), alert_id=overdue.id, badge=cast.director.badge)
    with pytest.raises(InvalidInput):
        pass_on(act=act_of(cast.supervisor), alert_id=overdue.id, badge="0000")


def test_what_is_for_internal_affairs_stays_there(cast):
    alert = raised("AL10", about=(cast.storekeeper.id,))
    acknowledge(act=act_of(cast.internal_affairs), alert_id=alert.id)

    with pytest.raises(NotPermitted, match="cannot take"):
        pass_on(act=act_of(cast.internal_affairs), alert_id=alert.id, badge=cast.director.badge)


def test_a_call_under_duress_is_passed_on_among_those_who_may_know_of_it(cast):
    alert = raised("DURESS", about=(cast.storekeeper.id,))
    acknowledge(act=act_of(cast.internal_affairs), alert_id=alert.id)

    for name in ("supervisor", "duty_officer", "auditor"):
        with pytest.raises(NotPermitted, match="cannot take"):
            pass_on(act=act_of(cast.internal_affairs), alert_id=alert.id, badge=getattr(cast, name).badge)
    assert pass_on(
        act=act_of(cast.internal_affairs), alert_id=alert.id, badge=cast.director.badge
    ).acknowledged_by == cast.director


# --- notes ------------------------------------------------------------------------------------------------


def test_who_sees_an_alert_writes_on_it(cast, overdue):
    written = note(act=act_of(cast.auditor), alert_id=overdue.id, text="  Called the furnace  ")

    assert AlertNote.objects.get().text == written.text == "Called the furnace"
    assert newest(overdue) == "alert.noted/1"
    with pytest.raises(NotFound):
        note(act=act_of(cast.crew), alert_id=overdue.id, text="Me too")
    with pytest.raises(InvalidInput):
        note(act=act_of(cast.auditor), alert_id=overdue.id, text=" ")


# --- many -------------------------------------------------------------------------------------------------


def test_many_are_taken_at_once_and_what_cannot_be_is_left(cast):
    units = stories.stored(cast, count=3)
    for unit in units:
        let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    first, *others = Alert.objects.order_by("id")
    secret = raised("AL10")
    acknowledge(act=act_of(cast.duty_officer), alert_id=first.id)

    taken = acknowledge_many(
        act=act_of(cast.supervisor), alert_ids=[first.id, secret.id, cast.crew.id, *(each.id for each in others)]
    )

    assert taken == others
    assert Alert.objects.filter(acknowledged_by=cast.supervisor).count() == 2
    with pytest.raises(NotAllowedNow, match="already"):
        acknowledge_many(act=act_of(cast.supervisor), alert_ids=[each.id for each in others])
    with pytest.raises(NotFound):
        acknowledge_many(act=act_of(cast.supervisor), alert_ids=[cast.crew.id])


# --- the ledger -------------------------------------------------------------------------------------------


def test_every_act_is_folded_to_what_the_table_says(house_cast):
    cast = house_cast
    one, two, three = raised("AL13"), raised("AL14"), raised("AL16", subject_kind="site")
    acknowledge(act=act_of(cast.supervisor), alert_id=one.id)
    extend(act=act_of(cast.supervisor), alert_id=one.id)
    pass_on(act=act_of(cast.supervisor), alert_id=one.id, badge=cast.administrator.badge)
    note(act=act_of(cast.supervisor), alert_id=one.id, text="Looking")
    close(act=act_of(cast.supervisor), alert_id=two.id, reason="Looked")
    finding = selectors.proposed_finding(two)
    close(act=act_of(cast.internal_affairs), alert_id=two.id, reason="So it is", proposal_id=finding.id)
    acknowledge(act=act_of(cast.supervisor), alert_id=three.id)
    Alert.objects.filter(pk=three.pk).update(next_escalation_at=stories.now() - HOUR)
    escalate(engine="test")

    assert replay_state().findings == []


def test_a_machine_and_who_left_have_no_duress_code(cast):
    permissions.check_can_have_duress_code(cast.crew)
    cast.supervisor.is_active = False
    for officer in (cast.device, cast.supervisor):
        with pytest.raises(NotPermitted):
            permissions.check_can_have_duress_code(officer)
    assert Role.DEVICE not in permissions.READERS
