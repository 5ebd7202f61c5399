"""Refusals about hours at a furnace, crews, plans of burns, and what may be told of a seizure."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from custody.core.act import Basis
from custody.destruction import policies_planning
from custody.destruction.actions import slots
from custody.destruction.plan_models import CrewShift
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.destruction import plan_stories
from tests.destruction import stories as burns
from tests.destruction.test_furnace_proposals import change, closed_at, decided
from tests.stories import act_of, now

HOUR = timedelta(hours=1)


def ground(cast):
    """Return a house with a plan that burns two bags, its slot, and a slot and crews that nothing needs."""
    units = burns.ordered(cast, count=2)
    plan_stories.crews(cast, crews=1)
    taken, plan = plan_stories.slot(cast), plan_stories.plan(cast)
    return SimpleNamespace(cast=cast, plan=plan, unit=units[0], furnace=burns.furnace(cast), taken=taken,
                           slot=plan_stories.slot(cast))  # fmt: skip


def _iso(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _local(moment):
    return f"{moment.astimezone(burns.ZoneInfo('Europe/Brussels')):%Y-%m-%dT%H:%M}"


# --- slots and crews ------------------------------------------------------------------------------------------


def _book(at, *hours, **said):
    """Book some hours, by the API: the page asks for one, and repeats it by the week."""
    begins = now().replace(second=0, microsecond=0)
    starts = [_iso(begins + each * HOUR) for each in hours]
    return Three(at.cast.planner, None, api("slots/", facility="FORGE", starts_at=starts, **said))


def _give_back(at, slot):
    return Three(at.cast.planner, page(f"slots/{slot.id}/withdraw/", reason="no_load"),
                 api(f"slots/{slot.id}/withdrawal/", reason="no_load"))  # fmt: skip


def _given_back(at):
    slots.withdraw_slot(act=act_of(at.cast.planner), slot_id=at.slot.id, reason="no_load")
    return _give_back(at, at.slot)


def _over(at):
    """A slot that was booked five hours ago, for an hour that is over now."""
    before = act_of(at.cast.planner, basis=Basis.SCENARIO, occurred_at=now() - 5 * HOUR)
    return _give_back(at, plan_stories.slot(at.cast, act=before, starts_at=[now() - HOUR]))


def _in_use(at):
    burns.planned(at.cast, [at.unit], starts_at=at.taken.starts_at)
    return _give_back(at, at.taken)


def _crews_over(at):
    shift = plan_stories.crews(at.cast, begins_at=now() + 600 * HOUR, ends_at=now() + 700 * HOUR)
    slots.cancel_crews(act=act_of(at.cast.planner), shift_id=shift.id)
    return Three(at.cast.planner, page(f"slots/crews/{shift.id}/cancel/"), api(f"crews/{shift.id}/cancellation/"))


# --- plans ----------------------------------------------------------------------------------------------------


def _approve(at, who=None, **more):
    return Three(who or at.cast.supervisor, page(f"plans/{at.plan.id}/approve/"), api(f"plans/{at.plan.id}/approval/"),
                 **more)  # fmt: skip


def _fewer_crews(at):
    """The one crew of the stretch goes with a burn that was planned beside the plan."""
    burns.planned(at.cast, [at.unit])
    return _approve(at)


# --- furnaces and what is told ----------------------------------------------------------------------------------


def _out_of_hours(at):
    begins = (now() + 30 * HOUR).replace(second=0, microsecond=0)
    decided(at.cast.supervisor, change(at.cast, at.furnace, **closed_at(begins)))
    local, ids = _local(begins), [str(at.unit.id)]
    return Three(at.cast.planner, page("burns/plan/", units=ids, facility="FORGE", starts_on=local[:10],
                                       starts_clock=local[11:]),
                 api("sessions/", unit_ids=ids, facility="FORGE", starts_at=_iso(begins)))  # fmt: skip


def _out_of_service(at):
    plan_stories.outage(at.cast)
    return _by_hand(at)


def _no_crew_left(at):
    slots.cancel_crews(act=act_of(at.cast.planner), shift_id=CrewShift.objects.get().id)
    return _by_hand(at)


def _by_hand(at):
    begins, ids = now() + 48 * HOUR, [str(at.unit.id)]
    local = _local(begins)
    return Three(at.cast.planner, page("burns/plan/", units=ids, facility="FORGE", starts_on=local[:10],
                                       starts_clock=local[11:]),
                 api("sessions/", unit_ids=ids, facility="FORGE", starts_at=_iso(begins)))  # fmt: skip


def _half_a_day(at):
    said = {"code_word": "ANVIL", "place": "CURLEW", "reason": "a second one"}
    return Three(at.cast.administrator, page("furnaces/propose/", limit="1000", opens="06:00", **said),
                 api("furnaces/proposals/", session_limit_mg=10**9, opens_minute=360, **said))  # fmt: skip


def _license(at, **changes):
    said = {"facility": "FORGE", "number": "L-1", "valid_from_on": "2020-01-01", "substances": ["cocaine"]} | changes
    return Three(at.cast.administrator, page("slots/licence/", **said), api("licences/", **said))


def _unlicensed(at):
    burns.licensed(at.cast, substances=["heroin"])
    return _by_hand(at)


def _tell(at):
    where, when = at.unit.seizure_id, now() + HOUR
    return Three(
        at.cast.regional_head, page(f"figures/release/{where}/decide/", fields_told=["quay"], reason="x",
                                   publishable_at=_local(when)),
        api(f"seizures/{where}/publication/", fields_told=["quay"], publishable_at=_iso(when), reason="x"),
    )  # fmt: skip


ROWS = {
    "slot.none": lambda at: _book(at).refused_earlier("api", lambda: plan_stories.slot(at.cast, starts_at=[])),
    "slot.twice": lambda at: _book(at, 500, 500),
    "slot.many": lambda at: _book(at, *range(500, 621)).refused_earlier("api", lambda: plan_stories.slot(
        at.cast, starts_at=[now() + each * HOUR for each in range(500, 621)])),
    "slot.limit": lambda at: _book(at, 500, limit_mg=0),
    "slot.withdrawn": _given_back,
    "slot.past": _over,
    "slot.in_use": _in_use,
    "crews.over": _crews_over,
    "plan.own": lambda at: _approve(at, with_roles(at.cast, at.cast.planner, "planner", "supervisor")),
    "plan.old": lambda at: _approve(at, while_=lambda: patch.object(policies_planning, "PLAN_LASTS", 0 * HOUR)),
    "plan.crews": _fewer_crews,
    "facility.closed": _out_of_hours,
    "facility.down": _out_of_service,
    "session.crews": _no_crew_left,
    "facility.hours": _half_a_day,
    "facility.unlicensed": _unlicensed,
    "licence.substances": lambda at: _license(at, substances=["sugar"]).refused_earlier("page"),
    "licence.days": lambda at: _license(at, valid_until_on="2019-12-31"),
    "publication.fields": lambda at: _tell(at).refused_earlier("page"),
}
