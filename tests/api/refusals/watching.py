"""Refusals about looking: inventories and audits, the stock of before, alerts, silences, and the hot list."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

from custody.alerts.actions import acknowledge, close, pass_on, silence
from custody.alerts.models import Alert
from custody.evidence.actions import audit, inventory, weigh
from custody.evidence.models import Discrepancy, Inventory
from tests import stories
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.evidence.test_audit import answer as answered
from tests.evidence.test_audit import planned
from tests.evidence.test_inventory import asked, found, opened
from tests.stories import act_of, now


def ground(cast):
    """Return a house with bags in store, and an alert about one that weighs less than it should."""
    bag, other = stories.stored(cast, count=2)
    weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=other.id, reading=stories.reading(20_000_000))
    alert = Alert.objects.filter(subject_id__in=[other.id, Discrepancy.objects.get(unit=other).id]).first()
    return SimpleNamespace(cast=cast, bag=bag, other=other, alert=alert)


# --- inventories ------------------------------------------------------------------------------------------------


def _ask(at, who=None, *, kind="scheduled", percent=100):
    said = {"place": "BITTERN", "kind": kind}
    return Three(who or at.cast.auditor, page("inventories/ask/", percent=str(percent), **said),
                 api("inventories/", percent=percent, **said))  # fmt: skip


WHOLE = {"packaging": "yes", "in_time": "yes"}


def _on(made, who, *doors, form=None, **said):
    return Three(who, page(f"inventories/{made.id}/{doors[0]}/", **(said if form is None else form)),
                 api(f"inventories/{made.id}/{doors[1]}/", **said))  # fmt: skip


def _begin(at, made=None, *, who=None, second="4912"):
    return _on(made or asked(at.cast), who or at.cast.checker, "begin", "opening", form={"second": second},
               second_badge=second)  # fmt: skip


def _count(at, made, *, who=None, **changes):
    form = {"label": at.bag.label, "seal": at.bag.seal, "packages": "25", **WHOLE} | changes
    said = {"label": at.bag.label, "seal_seen": at.bag.seal, "package_count": 25}
    return _on(made, who or at.cast.checker, "count", "lines", form=form, **said)


def _other_count(at):
    opened(at.cast)
    return _begin(at)


def _found_twice(at):
    made = opened(at.cast)
    found(at.cast, made, at.bag, package_count=25)
    return _count(at, made)


def _second_signs(at):
    made = opened(at.cast)
    inventory.finish_inventory(act=act_of(at.cast.checker), inventory_id=made.id)
    return _on(made, at.cast.checker, "sign", "signature")


def _keeper_breaks_off(at):
    keeper = with_roles(at.cast, at.cast.storekeeper, "storekeeper", "supervisor")
    return _on(opened(at.cast), keeper, "break-off", "breaking-off", reason="left")


def _finished_twice(at):
    made = opened(at.cast)
    inventory.finish_inventory(act=act_of(at.cast.checker), inventory_id=made.id)
    return _on(made, at.cast.checker, "finish", "end")


def _drawn(at):
    """After a move of much some of it is drawn, and what was drawn is looked into."""
    made = asked(at.cast)
    Inventory.objects.filter(pk=made.pk).update(cause="unit.placed/1")
    made = opened(at.cast, Inventory.objects.get(pk=made.pk))
    at = SimpleNamespace(cast=at.cast, bag=next(each for each in (at.bag, at.other) if each.label in made.drawn))
    form = {"label": at.bag.label, "seal": at.bag.seal, **WHOLE}
    return _on(made, at.cast.checker, "count", "lines", form=form, label=at.bag.label, seal_seen=at.bag.seal)


INVENTORIES = {
    "inventory.inside": _drawn,
    "inventory.kind": lambda at: _ask(at, kind="whim").refused_earlier("page"),
    "inventory.percent": lambda at: _ask(at, percent=3).refused_earlier("page"),
    "inventory.unannounced": lambda at: _ask(at, at.cast.supervisor, kind="unannounced"),
    "inventory.connected": lambda at: _begin(at, who=with_roles(at.cast, at.cast.checker, "checker", "crew")),
    "inventory.other": _other_count,
    "inventory.state": _finished_twice,
    "inventory.not_yours": lambda at: _count(at, opened(at.cast), who=at.cast.auditor),
    "inventory.first": lambda at: _on(opened(at.cast), at.cast.second_checker, "finish", "end"),
    "inventory.second": _second_signs,
    "inventory.twice": _found_twice,
    "inventory.runs": lambda at: _on(opened(at.cast), at.cast.supervisor, "break-off", "breaking-off", reason="left"),
    "inventory.own": _keeper_breaks_off,
}

# --- audits -----------------------------------------------------------------------------------------------------


def _audit(at, *, begun=True):
    made = planned(at.cast, announced=True)
    if begun:
        audit.open_audit(act=act_of(at.cast.auditor), audit_id=made.id)
    return made


def _answer(at, made, *, who=None, **changes):
    said = {"question": "seals", "verdict": "kept"} | changes
    return Three(who or at.cast.auditor, page(f"audits/{made.id}/", **said), api(f"audits/{made.id}/answers/", **said))


def _answered(at):
    made = _audit(at)
    answered(at.cast, made)
    return _answer(at, made).refused_earlier("page")


def _close(at):
    made = _audit(at)
    return Three(at.cast.auditor, None, api(f"audits/{made.id}/closure/", conclusion="done"))


AUDITS = {
    "audit.state": lambda at: Three(at.cast.auditor, page(f"audits/{(made := _audit(at)).id}/begin/"),
                                    api(f"audits/{made.id}/opening/")),
    "audit.not_yours": lambda at: Three(at.cast.internal_affairs, page(f"audits/{(made := _audit(at)).id}/begin/"),
                                        api(f"audits/{made.id}/opening/")),
    "audit.remark": lambda at: _answer(at, _audit(at), verdict="broken"),
    "audit.answered": _answered,
    "audit.question": lambda at: _answer(at, _audit(at), question="weather").refused_earlier("page"),
    "audit.verdict": lambda at: _answer(at, _audit(at), verdict="fine").refused_earlier("page"),
    "audit.open_questions": _close,
}  # fmt: skip

# --- alerts -----------------------------------------------------------------------------------------------------


def _taken(at, by=None):
    acknowledge.acknowledge(act=act_of(by or at.cast.supervisor), alert_id=at.alert.id)


def _alert(at, who, *doors, **said):
    return Three(who, page(f"alerts/{at.alert.id}/{doors[0]}/", **said),
                 api(f"alerts/{at.alert.id}/{doors[1]}/", **said))  # fmt: skip


def _after(act, row):
    def make(at):
        act(at)
        return row(at)

    return make


def _take(at, who):
    return _alert(at, who, "take", "acknowledgement")


def _promised(at, *, minutes):
    return Three(at.cast.supervisor, page(f"alerts/{at.alert.id}/take/", within_minutes=str(minutes)),
                 api(f"alerts/{at.alert.id}/acknowledgement/", within_minutes=minutes))  # fmt: skip


def _pass_on(at, who, badge):
    return _alert(at, who, "pass-on", "passing-on", badge=badge)


def _silence(at, *, hours=4, who=None):
    said = {"reason": "known"}
    return Three(who or at.cast.supervisor, page(f"alerts/{at.alert.id}/silence/", hours=str(hours), **said),
                 api(f"alerts/{at.alert.id}/silence/", hours=hours, **said))  # fmt: skip


def _more_time(at):
    _taken(at)
    acknowledge.extend(act=act_of(at.cast.supervisor), alert_id=at.alert.id)


def _two_close(at):
    """Two people close an alert of the third kind; one of them wrote what he found."""
    Alert.objects.filter(pk=at.alert.pk).update(rule="AL14", clock=None)
    close.close(act=act_of(at.cast.supervisor), alert_id=at.alert.id, reason="the same squad")


def _confirm(at):
    nobody_read = str(uuid4())
    return Three(at.cast.second_supervisor, page(f"alerts/{at.alert.id}/confirm/", reason="So it is",
                                               proposal_id=nobody_read),
                 api(f"alerts/{at.alert.id}/closure/", reason="So it is", proposal_id=nobody_read))  # fmt: skip


def _silence_over(at):
    Alert.objects.filter(pk=at.alert.pk).update(rule="AL3", level=2, clock=None)
    made = silence.ask_silence(act=act_of(at.cast.supervisor), alert_id=at.alert.id, hours=4, reason="known")
    silence.end_silence(act=act_of(at.cast.supervisor), silence_id=made.id)
    return Three(at.cast.supervisor, page(f"alerts/silences/{made.id}/end/"), api(f"silences/{made.id}/end/"))


def _over(at):
    Alert.objects.filter(pk=at.alert.pk).update(state="resolved", resolved_at=now(), outcome="cured")


def _danger(at):
    _taken(at)
    Alert.objects.filter(pk=at.alert.pk).update(level=0, clock=None)


def _passed_on_twice(at):
    """Two supervisors cannot hand it to each other for ever."""
    _taken(at)
    pass_on.pass_on(act=act_of(at.cast.supervisor), alert_id=at.alert.id, badge="4902")
    acknowledge.acknowledge(act=act_of(at.cast.second_supervisor), alert_id=at.alert.id)
    pass_on.pass_on(act=act_of(at.cast.second_supervisor), alert_id=at.alert.id, badge="4901")
    acknowledge.acknowledge(act=act_of(at.cast.supervisor), alert_id=at.alert.id)


def _nobody_wrote(at):
    Alert.objects.filter(pk=at.alert.pk).update(rule="AL14", clock=None)
    said = {"reason": "So it is"}
    return Three(at.cast.supervisor, page(f"alerts/{at.alert.id}/confirm/", proposal_id=str(uuid4()), **said),
                 api(f"alerts/{at.alert.id}/closure/", proposal_id=str(uuid4()), **said))  # fmt: skip


def _silenced(at):
    Alert.objects.filter(pk=at.alert.pk).update(rule="AL3", level=2, clock=None)
    made = silence.ask_silence(act=act_of(at.cast.supervisor), alert_id=at.alert.id, hours=4, reason="known")
    silence.approve_silence(act=act_of(at.cast.second_supervisor), silence_id=made.id)
    return Three(at.cast.second_supervisor, page(f"alerts/silences/{made.id}/approve/"),
                 api(f"silences/{made.id}/approval/"))  # fmt: skip


ALERTS = {
    "alert.resolved": _after(_over, lambda at: _take(at, at.cast.second_supervisor)),
    "alert.danger": _after(_danger, lambda at: _pass_on(at, at.cast.supervisor, "4902")),
    "alert.passed_before": _after(_passed_on_twice, lambda at: _pass_on(at, at.cast.supervisor, "4902")),
    "alert.not_proposed": _nobody_wrote,
    "silence.too_loud": _silence,
    "silence.approved": _silenced,
    "alert.extended": _after(_more_time, lambda at: _alert(at, at.cast.supervisor, "extend", "extension")),
    "alert.not_yours": lambda at: _take(at, at.cast.auditor),
    "alert.other_finding": _after(_two_close, _confirm),
    "silence.over": _silence_over,
    "alert.taken": _after(_taken, lambda at: _take(at, at.cast.second_supervisor)),
    "alert.yours": _after(_taken, lambda at: _take(at, at.cast.supervisor)),
    "alert.untaken": lambda at: _alert(at, at.cast.supervisor, "extend", "extension"),
    "alert.theirs": _after(_taken, lambda at: _pass_on(at, at.cast.supervisor, "4901")),
    "alert.not_theirs": _after(_taken, lambda at: _pass_on(at, at.cast.supervisor, "4961")),
    "alert.cured_by_events": lambda at: _alert(at, at.cast.supervisor, "close", "closure", reason="done"),
    "alert.no_noise": lambda at: _alert(at, at.cast.supervisor, "noise", "noise", reason="nothing"),
    "alert.promise": lambda at: _promised(at, minutes=9999).refused_earlier("page"),
    "silence.hours": lambda at: _silence(at, hours=400).refused_earlier("page"),
}

ROWS = INVENTORIES | AUDITS | ALERTS
