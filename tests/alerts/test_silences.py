"""A silence takes two people, a reason and a day at most; it keeps messages back, never alerts, and ends aloud."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts import permissions
from custody.alerts.actions.silence import approve_silence, ask_silence, end_silence
from custody.alerts.models import Alert, Delivery, Silence
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.fire import fire
from custody.core.errors import InvalidInput, NotAllowedNow, NotFound, NotPermitted
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.alerts.conftest import HOUR, let_pass
from tests.alerts.test_acting import EVERYBODY, act_of, raised

MINUTE = timedelta(minutes=1)


def late(cast, *, count=1):
    """Return alerts of level 2 about bags near their deadline."""
    for unit in stories.stored(cast, count=count):
        let_pass(unit, "TARGET_DESTRUCTION", past_due=-4 * HOUR)
    fire(engine="test")
    return list(Alert.objects.filter(level=2, rule="AL1").order_by("id"))


def asked(cast, alert, **changes):
    return ask_silence(
        **({"act": act_of(cast.duty_officer), "alert_id": alert.id, "hours": 3, "reason": "The furnace called"}
           | changes)
    )  # fmt: skip


def state_of(alert):
    return set(Delivery.objects.filter(alert=alert).values_list("state", "waits_for"))


def test_nothing_waits_before_a_second_person_approves(cast):
    [alert] = late(cast)
    silence = asked(cast, alert)
    assert state_of(alert) == {("pending", "")}

    approve_silence(act=act_of(cast.supervisor), silence_id=silence.id)

    silence.refresh_from_db()
    assert silence.ends_at - silence.begins_at == 3 * HOUR
    assert state_of(alert) == {("pending", "silence")}
    assert set(Delivery.objects.filter(alert=alert).values_list("next_attempt_at", flat=True)) == {silence.ends_at}
    alert.refresh_from_db()
    assert alert.state == "open"
    assert [line.type.code for line in told([silence.stream_id])] == ["silence.approved/1", "silence.asked/1"]


def test_a_silenced_alert_stays_on_its_rung(cast):
    [alert] = late(cast)
    silence = approve_silence(act=act_of(cast.supervisor), silence_id=asked(cast, alert).id)
    Alert.objects.filter(pk=alert.pk).update(next_escalation_at=stories.now() - MINUTE)

    assert escalate(engine="test") == 0

    alert.refresh_from_db()
    assert (alert.step, alert.next_escalation_at) == (0, silence.ends_at)


def test_a_silence_that_runs_out_lets_everybody_be_told_at_once(cast):
    first, second = late(cast, count=2)
    silence = approve_silence(act=act_of(cast.supervisor), silence_id=asked(cast, first, whole_group=True).id)
    Delivery.objects.filter(alert=second).update(state="delivered", next_attempt_at=None, waits_for="")
    back = stories.now() - 4 * HOUR
    Silence.objects.filter(pk=silence.pk).update(begins_at=back, ends_at=back + 3 * HOUR)
    before = Delivery.objects.filter(alert=second).count()

    escalate(engine="test")

    assert state_of(first) == {("pending", "")}
    assert not Delivery.objects.filter(alert=first, next_attempt_at__gt=stories.now()).exists()
    assert Delivery.objects.filter(alert=second).count() > before
    assert told([silence.stream_id])[0].type.code == "silence.ended/1"
    silence.refresh_from_db()
    assert silence.renotified_at is not None
    assert escalate(engine="test") == 0


def test_what_comes_into_a_silenced_group_waits_too_and_level_1_never(cast):
    [alert] = late(cast)
    approve_silence(act=act_of(cast.supervisor), silence_id=asked(cast, alert, whole_group=True).id)

    *_, newer = late(cast)
    [due] = stories.stored(cast)
    let_pass(due, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")

    loud = Alert.objects.get(subject_id=due.id)
    assert loud.group_key == newer.group_key == alert.group_key
    for one in Alert.objects.filter(level=2, rule="AL1"):
        assert state_of(one) == {("pending", "silence")}
    assert state_of(loud) == {("pending", "")}


def test_a_silence_of_one_alert_covers_no_other(cast):
    first, second = late(cast, count=2)

    approve_silence(act=act_of(cast.supervisor), silence_id=asked(cast, first).id)

    assert state_of(second) == {("pending", "")}


def test_whoever_ends_it_makes_it_noisy_again(cast):
    [alert] = late(cast)
    silence = approve_silence(act=act_of(cast.supervisor), silence_id=asked(cast, alert).id)

    end_silence(act=act_of(cast.director), silence_id=silence.id)

    assert state_of(alert) == {("pending", "")}
    with pytest.raises(NotAllowedNow, match="over"):
        end_silence(act=act_of(cast.director), silence_id=silence.id)
    with pytest.raises(NotAllowedNow, match="over"):
        approve_silence(act=act_of(cast.second_supervisor), silence_id=silence.id)


def test_a_silence_may_be_withdrawn_before_it_began(cast):
    [alert] = late(cast)
    silence = asked(cast, alert)

    ended = end_silence(act=act_of(cast.duty_officer), silence_id=silence.id)

    assert ended.begins_at is None
    assert state_of(alert) == {("pending", "")}


@pytest.mark.parametrize("hours", [0, 25, -1])
def test_a_silence_lasts_a_day_at_most(cast, hours):
    [alert] = late(cast)

    with pytest.raises(InvalidInput, match="24"):
        asked(cast, alert, hours=hours)


def test_a_silence_needs_a_reason_and_an_alert(cast):
    [alert] = late(cast)

    with pytest.raises(InvalidInput):
        asked(cast, alert, reason="  ")
    with pytest.raises(NotFound):
        ask_silence(act=act_of(cast.duty_officer), alert_id=cast.crew.id, hours=1, reason="None")
    with pytest.raises(NotFound):
        approve_silence(act=act_of(cast.supervisor), silence_id=cast.crew.id)


def test_danger_level_1_and_rules_that_forbid_it_are_never_silenced(cast):
    for alert in (raised("AL13"), raised("AL14", level=1), raised("AL17"), raised("DANGER")):
        with pytest.raises(NotAllowedNow, match="cannot be silenced"):
            asked(cast, alert)


def test_who_may_ask_approve_and_end(cast):
    [alert] = late(cast)
    heads = {"supervisor", "regional_head", "director"}
    silence = asked(cast, alert, act=act_of(cast.second_supervisor))

    def may(check, subject):
        out = set()
        for name in EVERYBODY:
            try:
                check(getattr(cast, name), subject)
            except NotPermitted:
                continue
            out.add(name)
        return out

    assert may(permissions.check_can_ask_silence, alert) == heads | {"duty_officer"}
    assert may(permissions.check_can_approve_silence, silence) == heads
    assert may(permissions.check_can_end_silence, silence) == heads | {"duty_officer"}
    with pytest.raises(NotPermitted, match="another person"):
        permissions.check_can_approve_silence(cast.second_supervisor, silence)
    permissions.check_can_end_silence(cast.second_supervisor, silence)


def test_nobody_silences_an_alert_about_themselves_and_a_group_has_nobody(cast):
    alert = raised("AL14", about=(cast.supervisor.id,))

    with pytest.raises(NotPermitted):
        asked(cast, alert, act=act_of(cast.supervisor))
    with pytest.raises(NotPermitted):
        approve_silence(act=act_of(cast.supervisor), silence_id=asked(cast, alert).id)
    approve_silence(act=act_of(cast.supervisor), silence_id=asked(cast, alert, whole_group=True).id)
    with pytest.raises(NotAllowedNow, match="approved already"):
        approve_silence(act=act_of(cast.director), silence_id=Silence.objects.get(alert=None).id)


def test_silences_are_folded_to_what_the_table_says(cast):
    first, second = late(cast, count=2)
    approve_silence(act=act_of(cast.supervisor), silence_id=asked(cast, first).id)
    end_silence(act=act_of(cast.duty_officer), silence_id=asked(cast, second, whole_group=True).id)

    assert replay_state().findings == []
