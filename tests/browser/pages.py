"""Every page by its URL name: who looks at it, and at what. What is missing here fails the walk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

NOBODY, HALFWAY = "nobody", "halfway"


@dataclass(frozen=True)
class Stop:
    """One page on the walk: its URL name, a badge that may see it, and what it is about."""

    name: str
    badge: str
    about: str | None = None
    key: Callable[[Any], Any] = lambda thing: thing.id
    query: dict[str, Any] = field(default_factory=dict)
    status: int = 200

    def path(self, house: SimpleNamespace) -> str:
        """Return the address in this house."""
        key = () if self.about is None else self.key(getattr(house, self.about))
        args = key if isinstance(key, tuple) else (key,)
        given = {name: value(house) if callable(value) else value for name, value in self.query.items()}
        return reverse(self.name, args=args) + (f"?{urlencode(given)}" if given else "")


def seizure(unit: Any) -> Any:
    """Return the key of the seizure that a unit came out of."""
    return unit.seizure_id


OFFICER, SECOND, STORE, SAMPLER = "4417", "4418", "4601", "4701"
CASE, OTHER_CASE, PLANNER, SUPERVISOR = "4801", "4802", "4851", "4901"
DUTY, CHECKER, WITNESS, AUDITOR, CREW = "4903", "4911", "4921", "4931", "4501"
ADMINISTRATOR = "4951"

PAGES = [
    Stop("accessibility", NOBODY),
    Stop("components", NOBODY),
    Stop("account_login", NOBODY),
    Stop("mfa_authenticate", HALFWAY),
    Stop("mfa_activate_totp", PLANNER),
    Stop("account_inactive", NOBODY, status=403),
    Stop("home:home", OFFICER),
    Stop("home:home", STORE, query={"all": 1}),
    Stop("home:home", "4999"),
    Stop("home:held", STORE),
    Stop("home:scan", OFFICER),
    Stop("home:scan", OFFICER, query={"code": "C1:NOTHERE"}, status=404),
    Stop("stop:begin", OFFICER),
    Stop("stop:begin", OFFICER, query={"more": 1}),
    Stop("stop:recorded", OFFICER, "contained"),
    Stop("stop:guard", OFFICER, "contained"),
    Stop("stop:release", OFFICER, "contained"),
    Stop("extraction:start", OFFICER, "contained"),
    Stop("extraction:interrupt", OFFICER, "opened"),
    Stop("extraction:end", OFFICER, "opened"),
    Stop("seizure:open_find", OFFICER),
    Stop("seizure:open", OFFICER, "opened"),
    Stop("seizure:opened", OFFICER, "fresh", seizure),
    Stop("seizure:seizure", OFFICER, "fresh", seizure),
    Stop("seizure:register", OFFICER, "fresh", seizure),
    Stop("units:unit", OFFICER, "fresh"),
    Stop("units:unit", OFFICER, "opened"),
    Stop("units:unit", SUPERVISOR, "differs"),
    Stop("units:unit", AUDITOR, "to_close"),
    Stop("units:reveal", SUPERVISOR, "stored"),
    Stop("photo:attach_unit", OFFICER, "fresh"),
    Stop("photo:attach_seizure", OFFICER, "fresh", seizure),
    Stop("photo:look", OFFICER, "photo"),
    Stop("sweep:record", OFFICER),
    Stop("sweep:found", OFFICER, "fresh"),
    Stop("mission:list", SUPERVISOR),
    Stop("mission:plan", OFFICER),
    Stop("mission:mission", CREW, "mission"),
    Stop("mission:stop", CREW, "mission"),
    Stop("mission:cancel", OFFICER, "mission"),
    Stop("transfer:offer", STORE),
    Stop("transfer:command", SUPERVISOR),
    Stop("transfer:offered", OFFICER, "leaving"),
    Stop("transfer:receive", STORE, "waiting"),
    Stop("transfer:receive", CREW, "leaving"),
    Stop("transfer:accepted", STORE, "taken"),
    Stop("transfer:refuse", STORE, "waiting"),
    Stop("transfer:cancel", OFFICER, "waiting"),
    Stop("road:depart", OFFICER),
    Stop("road:arrive", CREW),
    Stop("road:store", STORE),
    Stop("road:move", STORE),
    Stop("road:done", CREW, "moving"),
    Stop("weighing:record", STORE, "stored"),
    Stop("weighing:done", STORE, "stored"),
    Stop("weighing:done", STORE, "differs"),
    Stop("sampling:take", SAMPLER, "stored"),
    Stop("sampling:taken", SAMPLER, "to_order"),
    Stop("discrepancy:list", SUPERVISOR),
    Stop("discrepancy:resolve", SUPERVISOR, "discrepancy"),
    Stop("dashboard:board", SUPERVISOR),
    Stop("dashboard:board", DUTY),
    Stop("seizures:list", CASE),
    Stop("seizures:reconcile", AUDITOR, "to_close", seizure),
    Stop("seizures:close", AUDITOR, "to_close", seizure),
    Stop("seizures:close", AUDITOR, "fresh", seizure),
    Stop("orders:list", CASE),
    Stop("orders:list", CASE, query={"tab": "without"}),
    Stop("orders:record", CASE),
    Stop("orders:record", CASE, query={"seizure": lambda house: house.to_order.seizure_id}),
    Stop("orders:record", CASE, query={"seizure": lambda house: house.stored.seizure_id}),
    Stop("orders:order", CASE, "verified"),
    Stop("orders:verify", OTHER_CASE, "to_verify"),
    Stop("sessions:list", PLANNER),
    Stop("sessions:plan", PLANNER),
    Stop("sessions:session", SUPERVISOR, "planned"),
    Stop("sessions:session", AUDITOR, "burnt"),
    Stop("sessions:approve", SUPERVISOR, "planned"),
    Stop("sessions:leave_out", PLANNER, "planned"),
    Stop("sessions:cancel", PLANNER, "planned"),
    Stop("sessions:stage", CHECKER, "to_stage"),
    Stop("sessions:attest", WITNESS, "to_stage"),
    Stop("sessions:attested", WITNESS, "attested"),
    Stop("sessions:burn", CREW, "at_furnace"),
    Stop("sessions:done", AUDITOR, "burnt"),
    Stop("sessions:reconcile", AUDITOR, "burnt"),
    Stop("sessions:together", AUDITOR),
    Stop("sessions:lots", CHECKER, "to_stage"),
    Stop("sessions:lots", SUPERVISOR, "drawn"),
    Stop("sessions:test", CHECKER, "drawn"),
    Stop("sessions:unfreeze", SUPERVISOR, "drawn"),
    Stop("sessions:abort", CREW, "at_furnace"),
    Stop("sessions:refuse", WITNESS, "to_stage"),
    Stop("sessions:fast_lane", CHECKER, "at_furnace"),
    Stop("labels:list", STORE),
    Stop("labels:roll", STORE, "roll"),
    Stop("labels:print", STORE),
    Stop("labels:paper", STORE),
    Stop("labels:void", STORE, "roll"),
    Stop("labels:reprint", STORE, "stored"),
    Stop("documents:read", AUDITOR, "certificate"),
    Stop("documents:certificate", CASE, "burnt"),
    Stop("alerts:inbox", DUTY),
    Stop("alerts:inbox", STORE, query={"tab": "waiting", "level": 1}),
    Stop("alerts:inbox", SUPERVISOR, query={"tab": "mine"}),
    Stop("alerts:alert", DUTY, "alert"),
    Stop("places:list", SUPERVISOR),
    Stop("danger:report", OFFICER),
    Stop("danger:sent", OFFICER, "danger"),
    Stop("danger:incident", DUTY, "danger"),
    Stop("danger:end", SUPERVISOR, "danger"),
    Stop("danger:time", OFFICER),
    Stop("danger:time", OFFICER, query={"again": 1}),
    Stop("danger:own_code", OFFICER),
    Stop("presence:presence", OFFICER),
    Stop("presence:presence", SUPERVISOR),
    Stop("alarm:well", SUPERVISOR),
    Stop("alarm:well", OFFICER),
    Stop("alarm:load", SUPERVISOR),
    Stop("holds:list", CASE),
    Stop("holds:list", SUPERVISOR, query={"tab": "review"}),
    Stop("holds:place", CASE),
    Stop("holds:place", CASE, query={"unit": lambda house: house.to_order.id}),
    Stop("holds:hold", CASE, "hold"),
    Stop("holds:verify", OTHER_CASE, "hold"),
    Stop("holds:renew", CASE, "hold"),
    Stop("holds:lift", OTHER_CASE, "hold"),
    Stop("policies:list", ADMINISTRATOR),
    Stop("policies:rule", SUPERVISOR, "proposal", lambda proposal: proposal.key),
    Stop("policies:propose", ADMINISTRATOR),
    Stop("policies:proposal", ADMINISTRATOR, "proposal"),
    Stop("policies:proposal", SUPERVISOR, "proposal"),
    Stop("inventories:list", SUPERVISOR),
    Stop("inventories:ask", SUPERVISOR),
    Stop("inventories:inventory", CHECKER, "inventory"),
    Stop("inventories:begin", CHECKER, "inventory"),
    Stop("inventories:inventory", SUPERVISOR, "counted"),
    Stop("inventories:count", CHECKER, "counting"),
    Stop("inventories:audits", AUDITOR),
    Stop("inventories:plan_audit", AUDITOR),
    Stop("inventories:audit", AUDITOR, "audit"),
    Stop("waivers:list", AUDITOR),
    Stop("waivers:ask", STORE),
    Stop("waivers:waiver", STORE, "waiver"),
    Stop("duesheet:sheet", DUTY),
    Stop("duty:now", SUPERVISOR),
    Stop("duty:week", SUPERVISOR),
    Stop("duty:week", AUDITOR, query={"site": "BIRCH"}),
    Stop("duty:roster", ADMINISTRATOR),
    Stop("duty:cancel", SUPERVISOR, "duty"),
    Stop("sites:list", DUTY),
    Stop("sites:register", ADMINISTRATOR),
    Stop("sites:change", ADMINISTRATOR, "site"),
    Stop("quiet:hours", STORE),
    Stop("contact:mine", STORE),
    Stop("contact:mine", SAMPLER),
    Stop("contact:change", STORE),
    Stop("contact:confirm", SAMPLER, "change"),
    Stop("contact:waiting", SUPERVISOR),
    Stop("quiet:hours", "4999"),
    Stop("exceptions:list", CASE),
    Stop("exceptions:list", SUPERVISOR, query={"tab": "decided"}),
    Stop("exceptions:signatures", STORE),
    Stop("exceptions:places", SUPERVISOR),
    Stop("exceptions:endanger", SUPERVISOR, "some_place"),
    Stop("exceptions:clear", SUPERVISOR, "some_place"),
    Stop("exceptions:propose", CASE, "stored", lambda unit: (unit.id, "hand_out")),
    Stop("exceptions:propose", STORE, "stored", lambda unit: (unit.id, "correction")),
    Stop("exceptions:exception", CASE, "exceptional"),
    Stop("exceptions:decide", SUPERVISOR, "exceptional"),
    Stop("exceptions:withdraw", CASE, "exceptional"),
    Stop("bench:menu", STORE, "stored"),
    Stop("bench:act", STORE, "stored", lambda unit: (unit.id, "split")),
    Stop("bench:act", STORE, "stored", lambda unit: (unit.id, "found")),
    Stop("bench:act", STORE, "stored", lambda unit: (unit.id, "tracker")),
    Stop("bench:act", CASE, "stored", lambda unit: (unit.id, "result")),
    Stop("bench:beside", OFFICER, "fresh", seizure),
    Stop("bench:merge", STORE),
    Stop("bench:emergency", DUTY),
    Stop("bench:verify_result", SUPERVISOR, "lab_result", lambda result: (result.unit_id, result.id)),
]
ANSWERS_NO_GET = {
    "language", "scheme", "demo_badge", "account_logout", "stop:relieve", "alerts:take", "alerts:take_many",
    "alerts:extend", "alerts:pass_on", "alerts:note", "alerts:close", "alerts:confirm", "alerts:noise",
    "alerts:silence", "alerts:approve_silence", "alerts:end_silence",
    "contact:approve", "contact:cancel", "policies:withdraw", "waivers:end", "inventories:finish", "inventories:sign",
    "inventories:begin_audit",
    "sites:add_place", "sites:take_off", "quiet:clear", "danger:take", "danger:forget_code", "presence:come",
    "presence:leave", "sessions:draw", "sessions:draw_witnesses",
}
LEADS_ELSEWHERE = {"account_reauthenticate", "mfa_reauthenticate", "account_signup", "account_email"}
