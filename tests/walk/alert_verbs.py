"""Every verb on alerts, on rows that a walk chooses: they are raised by the acts beside them, and never by the dice."""

from __future__ import annotations

from custody.alerts.actions import acknowledge as taking
from custody.alerts.actions import close, pass_on, silence
from custody.alerts.models import Alert, AlertNote, Silence
from tests.walk.choosing import COMMAND, by, row, verbs_of

MANY = (*COMMAND, "officer", "storekeeper", "auditor", "internal_affairs", "case_officer", "planner")


def _alert(world, **where):
    return row(world, Alert, resolved_at__isnull=True, **where)


def _who_has(world, alert):
    return by(world, alert.acknowledged_by.badge if alert.acknowledged_by and world.dice.randrange(6) else "supervisor")


def take_alert(world):
    found, act = _alert(world, acknowledged_by__isnull=True), by(world, *MANY)
    return lambda: taking.acknowledge(act=act, alert_id=found.id)


def take_alerts(world):
    ids, act = [_alert(world).id, _alert(world).id], by(world, *COMMAND)
    return lambda: taking.acknowledge_many(act=act, alert_ids=ids)


def extend_alert(world):
    found = _alert(world, acknowledged_by__isnull=False)
    act = _who_has(world, found)
    return lambda: taking.extend(act=act, alert_id=found.id)


def close_alert(world):
    found, act = _alert(world), by(world, *MANY)
    said = world.one_of([None, *AlertNote.objects.filter(alert=found).order_by("written_at")])
    return lambda: close.close(act=act, alert_id=found.id, reason="It was the wind", proposal_id=said and said.id)


def call_it_noise(world):
    found, act = _alert(world), by(world, *COMMAND, "internal_affairs", "auditor")
    return lambda: close.report_noise(act=act, alert_id=found.id, reason="A faulty sensor")


def note_on_alert(world):
    found, act = _alert(world), by(world, *MANY, "nobody")
    return lambda: pass_on.note(act=act, alert_id=found.id, text="I am on my way")


def pass_alert_on(world):
    found = _alert(world, acknowledged_by__isnull=False)
    act, badge = _who_has(world, found), world.dice.choice(["4902", "4903", "4905", "4999"])
    return lambda: pass_on.pass_on(act=act, alert_id=found.id, badge=badge)


def ask_silence(world):
    found, act, whole = _alert(world), by(world, *COMMAND), world.dice.choice([True, False])
    hours = world.dice.choice([1, 4, 400])
    return lambda: silence.ask_silence(act=act, alert_id=found.id, hours=hours, reason="x", whole_group=whole)


def approve_silence(world):
    found, act = row(world, Silence, approved_by__isnull=True, ended_at__isnull=True), by(world, *COMMAND)
    return lambda: silence.approve_silence(act=act, silence_id=found.id)


def end_silence(world):
    found, act = row(world, Silence, ended_at__isnull=True), by(world, *COMMAND)
    return lambda: silence.end_silence(act=act, silence_id=found.id)


ALERT_VERBS = verbs_of(take_alert, take_alerts, extend_alert, close_alert, call_it_noise, note_on_alert, pass_alert_on,
                       ask_silence, approve_silence, end_silence)  # fmt: skip
