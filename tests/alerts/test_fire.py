"""A stage that is reached makes exactly one alert, and rows for everybody who must know."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from custody.alerts import findings, raising
from custody.alerts.models import Alert, Delivery
from custody.alerts.passes.fire import fire
from custody.core.events import FieldClass
from custody.deadlines.models import Clock
from custody.ledger.selectors import told
from tests import stories
from tests.alerts.conftest import let_pass, reach

COMMAND = {"4901", "4902", "4903"}
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_nothing_fires_before_its_time(cast):
    stories.stored(cast)

    assert fire(engine="test") == 0
    assert not Alert.objects.exists()


def test_a_clock_that_is_due_raises_one_alert_and_is_armed_for_the_next_stage(cast):
    [unit] = stories.stored(cast)
    clock = let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)

    assert fire(engine="test") == 1
    assert fire(engine="test") == 0

    alert = Alert.objects.get()
    assert (alert.stage, alert.level, alert.rule, alert.engine) == ("due", 1, "AL1", "test")
    assert alert.fired_for == clock.due_at
    assert alert.collapsed_stages == ["50%", "75%", "90%"]
    clock.refresh_from_db()
    assert (clock.fired_stage, clock.next_stage, clock.next_fire_at) == ("due", "+6h", clock.due_at + 6 * HOUR)


def test_the_alert_is_told_in_the_ledger_with_its_rule_sealed(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)

    fire(engine="test")

    alert = Alert.objects.get()
    [line] = told([alert.stream_id])
    assert line.type.code == "alert.raised/2"
    assert line.values["public_ref"] == alert.public_ref
    assert {"rule", "stage", "subject_id"}.isdisjoint(line.values)
    [whole] = told([alert.stream_id], classes=frozenset(FieldClass))
    assert whole.values["rule"] == "AL1"


def test_the_keeper_the_duty_officer_and_the_supervisor_get_mail_and_sms(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)

    fire(engine="test")

    rows = set(Delivery.objects.values_list("officer__badge", "channel"))
    people = (cast.storekeeper, cast.duty_officer, cast.supervisor, cast.second_supervisor)
    assert rows == {(person.badge, channel) for person in people for channel in ("email", "sms")}


def test_a_crew_of_two_is_told_both(cast):
    reach(cast, cast.second_officer)
    unit = stories.contained(cast)
    let_pass(unit, "GUARD_COVER", past_due=MINUTE)

    fire(engine="test")

    assert {"4417", "4418"} <= set(Delivery.objects.values_list("officer__badge", flat=True))


def test_all_parties_of_an_unanswered_hand_over_are_told(cast):
    offer = stories.offered(cast, stories.seized(cast), receiver=cast.storekeeper)
    let_pass(offer, "ACCEPTANCE", past_due=MINUTE)

    fire(engine="test")

    assert Alert.objects.get().subject_kind == "transfer"
    assert set(Delivery.objects.values_list("officer__badge", flat=True)) == {"4417", "4601", *COMMAND}


def test_the_first_stages_go_by_mail_to_the_keeper_then_to_the_supervisors_too(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=-24 * HOUR)  # 50 %
    fire(engine="test")
    early = Alert.objects.get()
    assert (early.stage, early.level) == ("50%", 4)
    assert set(early.deliveries.values_list("officer__badge", "channel")) == {("4601", "email")}

    let_pass(unit, "TARGET_DESTRUCTION", past_due=-11 * HOUR)  # 75 %
    fire(engine="test")

    later = Alert.objects.get(state="open")
    assert (later.stage, later.level) == ("75%", 3)
    assert set(later.deliveries.values_list("officer__badge", "channel")) == {
        ("4601", "email"), ("4901", "email"), ("4902", "email"),
    }  # fmt: skip


def test_an_early_stage_of_another_clock_raises_nothing(cast):
    unit = stories.contained(cast)
    clock = let_pass(unit, "STRIP", past_due=-HOUR)
    Clock.objects.filter(pk=clock.pk).update(started_at=stories.now() - 9 * HOUR, next_fire_at=stories.now() - HOUR)
    Clock.objects.filter(subject_id=unit.id).exclude(pk=clock.pk).update(next_fire_at=stories.now() + HOUR)

    assert fire(engine="test") == 1

    assert not Alert.objects.exists()
    assert Clock.objects.get(pk=clock.pk).fired_stage == "90%"


def test_a_burn_that_is_booked_in_time_spares_the_warning_and_no_other_stage(cast, monkeypatch):
    [unit] = stories.stored(cast)
    monkeypatch.setattr(findings, "_is_booked", lambda clock: clock.subject_id == unit.id)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=-11 * HOUR)  # 75 %
    fire(engine="test")
    assert not Alert.objects.exists()

    let_pass(unit, "TARGET_DESTRUCTION", past_due=-4 * HOUR)  # 90 %
    fire(engine="test")

    assert (Alert.objects.get().stage, Alert.objects.get().level) == ("90%", 2)


def test_a_higher_stage_takes_the_place_of_the_lower(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")

    let_pass(unit, "TARGET_DESTRUCTION", past_due=6 * HOUR)
    fire(engine="test")

    lower, higher = Alert.objects.order_by("fired_for")
    assert (lower.state, higher.state, higher.stage) == ("resolved", "open", "+6h")
    assert set(Delivery.objects.filter(alert=lower).values_list("state", flat=True)) == {"superseded"}
    assert told([lower.stream_id])[0].type.code == "alert.resolved/2"


def test_after_an_outage_a_clock_fires_once_for_the_highest_stage(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=50 * HOUR)

    fire(engine="test")

    alert = Alert.objects.get()
    assert alert.stage == "+48h"
    assert alert.collapsed_stages == ["50%", "75%", "90%", "due", "+6h", "+24h"]


def test_a_clock_that_was_set_back_does_not_raise_its_alert_twice(cast):
    [unit] = stories.stored(cast)
    clock = let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")

    Clock.objects.filter(pk=clock.pk).update(fired_stage=None, next_stage="due", next_fire_at=clock.due_at)

    assert fire(engine="test") == 1
    assert Alert.objects.count() == 1
    clock.refresh_from_db()
    assert clock.next_stage == "+6h"


def test_the_database_refuses_a_second_alert_of_a_stage_and_a_second_open_one(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    alert = Alert.objects.get()

    def copied(**changes):
        copy = Alert.objects.get(pk=alert.pk)
        vars(copy).update({"id": uuid4(), "public_ref": "COPY"} | changes)
        return copy

    with pytest.raises(IntegrityError, match="alert_once_per_stage"), transaction.atomic():
        copied(dedupe_key="another").save(force_insert=True)
    with pytest.raises(IntegrityError, match="alert_one_open"), transaction.atomic():
        copied(stage="+6h").save(force_insert=True)
    with pytest.raises(IntegrityError, match="alert_open_has_next_step"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(next_escalation_at=None)


def test_a_clock_that_cannot_be_judged_stops_nobody_else(cast, caplog):
    bad, good = stories.stored(cast, count=2)
    poison = let_pass(bad, "TARGET_DESTRUCTION", past_due=2 * MINUTE)
    Clock.objects.filter(pk=poison.pk).update(fired_stage="nonsense")
    let_pass(good, "TARGET_DESTRUCTION", past_due=MINUTE)

    fire(engine="test")

    assert [alert.subject_id for alert in Alert.objects.all()] == [good.id]
    poison.refresh_from_db()
    assert poison.eval_errors == 1
    assert timedelta(seconds=50) < poison.next_fire_at - stories.now() < timedelta(seconds=70)
    assert "cannot be judged" in caplog.text


def test_a_clock_that_breaks_a_rule_of_the_database_stops_nobody_else(cast, monkeypatch, caplog):
    bad, good = stories.stored(cast, count=2)
    let_pass(bad, "TARGET_DESTRUCTION", past_due=2 * MINUTE)
    let_pass(good, "TARGET_DESTRUCTION", past_due=MINUTE)
    made = raising._alert_of

    def broken(record, finding, ref, engine):
        alert = made(record, finding, ref, engine)
        alert.level = 9 if finding.subject_id == bad.id else alert.level
        alert.next_escalation_at = None if alert.level == 9 else alert.next_escalation_at
        return alert

    monkeypatch.setattr(raising, "_alert_of", broken)
    monkeypatch.setattr(raising, "tell", lambda alerts, at: 0)

    fire(engine="test")

    assert [alert.subject_id for alert in Alert.objects.all()] == [good.id]
    assert Clock.objects.get(subject_id=bad.id, clock_type="TARGET_DESTRUCTION").eval_errors == 1
    assert "one by one" in caplog.text


def test_a_replayed_fact_fires_when_the_replay_is_over(cast):
    from custody.core.act import Basis, Door
    from custody.deadlines.clocks import wake_replayed

    long_ago = stories.now() - 400 * HOUR
    unit = stories.contained(
        cast,
        act=stories.act_of(cast.officer, basis=Basis.SCENARIO, door=Door.SCENARIO, occurred_at=long_ago),
    )
    clock = Clock.objects.get(subject_id=unit.id, clock_type="STRIP")
    assert clock.started_at == long_ago
    assert fire(engine="test") == 0

    assert wake_replayed(at=stories.now()) == 2
    assert fire(engine="test") == 2

    assert Alert.objects.get(clock=clock).stage == "+360h"


def test_a_clock_that_was_woken_too_early_is_armed_for_its_own_time(cast):
    [unit] = stories.stored(cast)
    clock = Clock.objects.get(subject_id=unit.id, clock_type="TARGET_DESTRUCTION")
    Clock.objects.filter(pk=clock.pk).update(next_fire_at=stories.now() - MINUTE)

    assert fire(engine="test") == 1

    assert not Alert.objects.exists()
    again = Clock.objects.get(pk=clock.pk)
    assert (again.fired_stage, again.next_stage, again.next_fire_at) == (None, "50%", clock.next_fire_at)


def test_only_what_can_be_reached_gets_a_row(cast):
    reach(cast, cast.storekeeper, cast.second_supervisor, cast.duty_officer, verified=False)
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)

    fire(engine="test")

    assert set(Delivery.objects.values_list("officer__badge", flat=True)) == {cast.supervisor.badge}
