"""Refusals about slots, crews and plans, about official reports, and about what is looked for before it comes."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from custody.destruction.actions import plans, slots
from custody.evidence.actions import targets
from tests import stories, targeting
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.destruction import plan_stories
from tests.destruction import stories as burns
from tests.evidence.test_reports import asked_to_correct, recorded
from tests.stories import act_of, now

HOUR = timedelta(hours=1)
REASON = {"reason": "the image shows boxes"}


def ground(cast):
    """Return a house with a furnace, a bag at the officer, a target and a tip."""
    bag, other = stories.seized(cast, count=2)
    return SimpleNamespace(cast=cast, furnace=burns.furnace(cast), bag=bag, other=other,
                           target=targeting.targeted(cast), tip=targeting.tipped(cast),
                           today=burns.local_day(now()))  # fmt: skip


def _local(moment):
    return f"{moment.astimezone(burns.ZoneInfo('Europe/Brussels')):%Y-%m-%dT%H:%M}"


def _iso(moment):
    return f"{moment.replace(second=0, microsecond=0):%Y-%m-%dT%H:%M:%SZ}"


# --- slots, crews, plans ----------------------------------------------------------------------------------------


def _book(at, *, hours=200, escorts=1, before=False):
    begins = (now() + hours * HOUR).replace(second=0, microsecond=0)
    if before:
        plan_stories.slot(at.cast, starts_at=[begins])
    return Three(at.cast.planner, page("slots/book/", facility="FORGE", starts_at=_local(begins), weeks="1",
                                       escorts=str(escorts)),
                 api("slots/", facility="FORGE", starts_at=[_iso(begins)], escorts=escorts))  # fmt: skip


def _crews(at, *, begins=1, ends=9, crews=2, before=False):
    if before:
        plan_stories.crews(at.cast)
    first, last = now() + begins * HOUR, now() + ends * HOUR
    return Three(at.cast.planner, page("slots/crews/", begins_at=_local(first), ends_at=_local(last),
                                       crews=str(crews), escorts="1"),
                 api("crews/", begins_at=_iso(first), ends_at=_iso(last), crews=crews, escorts=1))  # fmt: skip


def _outage_over(at):
    made = plan_stories.outage(at.cast)
    slots.end_outage(act=act_of(at.cast.planner), outage_id=made.id)
    return Three(at.cast.planner, page(f"slots/outage/{made.id}/end/"), api(f"outages/{made.id}/end/"))


def _plan(at, who=None, *, refused=False, newer=False):
    made = plan_stories.plan(at.cast)
    if refused:
        plans.refuse_plan(act=act_of(at.cast.supervisor), plan_id=made.id, reason="crews")
    if newer:
        plan_stories.plan(at.cast)
    return Three(who or at.cast.supervisor, page(f"plans/{made.id}/approve/"), api(f"plans/{made.id}/approval/"))


PLANS = {
    "slot.time": lambda at: _book(at, hours=-30),
    "slot.taken": lambda at: _book(at, before=True),
    "stretch.order": lambda at: _crews(at, begins=9, ends=1),
    "stretch.past": lambda at: _crews(at, begins=-90, ends=-80),
    "stretch.long": lambda at: _crews(at, ends=24 * 500),
    "crews.number": lambda at: _crews(at, crews=900).refused_earlier("page"),
    "crews.overlap": lambda at: _crews(at, before=True),
    "outage.over": _outage_over,
    "plan.empty": _plan,
    "plan.decided": lambda at: _plan(at, refused=True),
    "plan.superseded": lambda at: _plan(at, newer=True),
}

# --- official reports -------------------------------------------------------------------------------------------


def _report(at, *, number="B 1/2026", days=0, labels="", who=None, initial=False, **changes):
    said = {"service": "customs", "report_kind": "seizure", "number": number,
            "drawn_on": str(at.today + timedelta(days=days))} | changes  # fmt: skip
    form = said | {"labels": labels} | ({} if initial else {"later": "on"})
    return Three(
        who or at.cast.officer, page(f"seizures/{at.bag.seizure_id}/reports/", **form),
        api(f"seizures/{at.bag.seizure_id}/reports/", initial=initial, labels=labels.split(), **said),
    )  # fmt: skip


def _taken(at):
    recorded(at.cast, at.bag.seizure)
    return _report(at)


def _correct(at, made, **changes):
    said = {"service": "customs", "report_kind": "seizure", "number": "B 9/2026", "drawn_on": str(at.today),
            "reason": "a slip"} | changes  # fmt: skip
    form = said | {"labels": "", "is_initial": "on"}
    return Three(at.cast.officer, page(f"reports/{made.id}/correct/", **form),
                 api(f"reports/{made.id}/corrections/", initial=True, labels=[], **said))  # fmt: skip


def _correction_waits(at):
    made = recorded(at.cast, at.bag.seizure)
    asked_to_correct(at.cast, made)
    return _correct(at, made)


def _decide(at, who):
    made = recorded(at.cast, at.bag.seizure)
    asked_to_correct(at.cast, made)
    return Three(who, page(f"reports/{made.id}/decide/", answer="yes"),
                 api(f"reports/{made.id}/decision/", approve=True))  # fmt: skip


REPORTS = {
    "report.taken": _taken,
    "report.to_come": lambda at: _report(at, days=3),
    "report.too_old": lambda at: _report(at, days=-5_000),
    "report.before_seizure": lambda at: _correct(at, recorded(at.cast, at.bag.seizure),
                                                 drawn_on=str(at.today - timedelta(days=3))),
    "report.not_in_it": lambda at: _report(at, labels=stories.contained(at.cast).label),
    "report.no_number": lambda at: _report(at, number=" ").refused_earlier(
        "both", lambda: recorded(at.cast, at.bag.seizure, number=" ")),
    "report.same": lambda at: _correct(at, recorded(at.cast, at.bag.seizure), number="B 1/2026"),
    "report.correction_waits": _correction_waits,
    "report.own": lambda at: _decide(at, _commanding(at)),
}  # fmt: skip


def _commanding(at):
    return with_roles(at.cast, at.cast.officer, "officer", "supervisor")


# --- targets and tips -------------------------------------------------------------------------------------------


def _open(at, *, hours=3, **changes):
    said = {"origin": "risk_profile", "grounds": "frozen fish from a bakery"} | changes
    when = now() + hours * HOUR
    return Three(at.cast.officer, page("targets/open/", expected_at=_local(when), **said),
                 api("targets/", expected_at=_iso(when), **said))  # fmt: skip


def _target(at, who, *doors, **said):
    return Three(who, page(f"targets/{at.target.id}/{doors[0]}/", **said),
                 api(f"targets/{at.target.id}/{doors[1]}/", **said))  # fmt: skip


def _asked_let_go(at, by=None):
    targets.ask_let_go(act=act_of(by or at.cast.officer), target_id=at.target.id, reason_code="explained", **REASON)


def _own_answer(at):
    _asked_let_go(at, at.cast.supervisor)
    return _target(at, at.cast.supervisor, "let-go/decide", "letting-go/decision")


def _ask_again(at):
    _asked_let_go(at)
    return _target(at, at.cast.officer, "let-go", "letting-go", reason_code="explained", **REASON)


def _found(at):
    targets.tell_of_find(act=act_of(at.cast.officer), target_id=at.target.id, authority="x", remark="x")


def _found_in_it(at):
    _found(at)
    return _target(at, at.cast.officer, "let-go", "letting-go", reason_code="explained", **REASON)


def _entrust(at, who, badge):
    said = {"handler_badge": badge, "reason": "leave"}
    return Three(who, page(f"tips/{at.tip.id}/handler/", **said), api(f"tips/{at.tip.id}/handler/", **said))


TARGETS = {
    "target.nothing": _open,
    "target.far": lambda at: _open(at, hours=24 * 200, container_number="MSCU1234566"),
    "target.sender": lambda at: _open(
        at, origin="foreign_message", container_number="MSCU1234566").refused_earlier("page"),
    "target.tip": lambda at: _open(at, origin="tip", tip_reference="nonsense", container_number="MSCU1234566"),
    "imo.malformed": lambda at: _open(at, imo_number="12"),
    "imo.check_digit": lambda at: _open(at, imo_number="9074720"),
    "target.own": _own_answer,
    "target.state": _ask_again,
    "target.found_in_it": _found_in_it,
    "target.no_link": lambda at: Three(
        at.cast.supervisor, page(f"targets/{at.target.id}/conveyance/decide/", answer="yes"),
        api(f"targets/{at.target.id}/conveyances/decision/", approve=True)),
    "tip.same": lambda at: _entrust(at, at.cast.handler, "4431"),
}  # fmt: skip

ROWS = PLANS | REPORTS | TARGETS
