"""Refusals of the release to burn (domain rules 4.3, invariant 3): all is ready at the furnace but for one thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from custody.destruction.actions import notices
from custody.evidence.actions import moving
from custody.evidence.models import Discrepancy
from custody.organisation.actions.register import register_officer
from custody.organisation.models import Officer
from custody.organisation.roles import Role
from tests import packs, stories
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.core.test_keepers import kept_by
from tests.destruction import decided, lawful
from tests.destruction import stories as burns
from tests.evidence import exceptional
from tests.stories import act_of, now

TOLD = {"unusual_events": "none", "method": "incineration"}
PLAIN = {"order__procedure": "order", "order__authority": "prosecutor", "order__judge": "never", "sample__least": 1,
         "sample__kept": None, "witness__supervisors": 1, "witness__distance": "not_custodian"}  # fmt: skip


def ground(cast):
    """Return a house with a burn that both witnesses saw and that is tallied, one that is staged, and one planned."""
    ready = burns.attested(cast)
    [free] = burns.ordered(cast)
    planned = burns.planned(cast, [free])
    staged = burns.staged(cast, burns.approved(cast, pair=(cast.second_supervisor, cast.second_witness)))
    return SimpleNamespace(cast=cast, ready=ready, unit=burns.units_of(ready)[0], planned=planned, free=free,
                           staged=staged, of_staged=burns.units_of(staged)[0])  # fmt: skip


def _iso(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"


def _burn(at, session=None, *, start=None, end=None, form=None, who=None, **changes):
    session, said = session or at.ready, TOLD | changes
    choice = {"started_at_choice": "now", "ended_at_choice": "now"} | (form or {})
    return Three(
        who or at.cast.crew, page(f"burns/{session.id}/burn/", **said | choice),
        api(f"sessions/{session.id}/burn/", started_at=_iso(start or burns.lit_at(session)),
            ended_at=_iso(end or now()), **said),
    )  # fmt: skip


def _on(session, who, *doors, form=None, **said):
    return Three(who, page(f"burns/{session.id}/{doors[0]}/", **(said if form is None else form)),
                 api(f"sessions/{session.id}/{doors[1]}/", **said))  # fmt: skip


def _after(act, row):
    def make(at):
        act(at)
        return row(at)

    return make


def _order(at, unit=None):
    return (unit or at.unit).order_lines.get(live=True).order


def _retention(at):
    return notices.ask_retention(act=act_of(at.cast.case_officer), seizure_id=at.unit.seizure_id, reason="x",
                                 authority="prosecutor", retain_mg=1_000_000)  # fmt: skip


def _law(at, **rules):
    lawful.under(at.cast, packs.nowhere(jurisdiction="BE", **PLAIN | rules))


def _brought(at, *, lots=True):
    """Return the staged burn at the furnace, seen and tallied, with its lots drawn or not."""
    if lots:
        burns.drawn(at.cast, at.staged)
    units = [at.of_staged]
    stories.on_the_road(at.cast, units=units, giver=at.cast.storekeeper, destination="CURLEW")
    moving.arrive(act=act_of(at.cast.crew), unit_ids=[at.of_staged.id], place="CURLEW")
    return at.staged


def _minutes_ago(minutes):
    return (now() - timedelta(minutes=minutes)).replace(second=0, microsecond=0).isoformat()


def _times(at):
    begins, ends = now(), now() - timedelta(hours=2)
    return _burn(at, start=begins, end=ends, form={"ended_at_choice": _minutes_ago(120)})


def _before_approval(at):
    return _burn(at, start=now() - timedelta(hours=5), form={"started_at_choice": _minutes_ago(300)})


def _test(at, unit, *, session=None, witness="4922"):
    seal = stories.new_seal().number
    return _on(session or at.staged, at.cast.second_checker, "lots/test", "lots/tests",
               form={"witness": witness, "result_0": "positive", "seal_0": seal, "seal_class": ""},
               witness_badge=witness, tests=[{"unit_id": str(unit.id), "result": "positive",
                                              "new_seal": {"number": seal}}])  # fmt: skip


def _frozen(at):
    burns.lots_tested(at.cast, burns.drawn(at.cast, at.staged), swapped=[at.of_staged])
    at.staged.refresh_from_db()


def _explain_talc(at, *, sampled=False, who=None):
    """Somebody explains away that a test was negative."""
    _frozen(at)
    if sampled:
        [talc] = stories.fresh([at.of_staged])
        exceptional.reported(at.cast, stories.sampled(
            at.cast, talc, witness=at.cast.third_officer, frozen_reason="its test was negative").sample_unit)
    found, said = Discrepancy.objects.get(unit=at.of_staged), {"resolution": "the reagent was old"}
    return Three(who or at.cast.second_supervisor, page(f"discrepancies/{found.id}/", **said),
                 api(f"discrepancies/{found.id}/resolution/", **said))  # fmt: skip


def _approve(at, first="4902", second="4922", **law):
    if law:
        _law(at, **law)
    return _on(at.planned, at.cast.supervisor, "approve", "approval", form={"witness_a": first, "witness_b": second},
               witness_a_badge=first, witness_b_badge=second)  # fmt: skip


def _colleague(at):
    """The goods are with one of the same team as a witness."""
    for badge, role in (("4698", Role.SUPERVISOR), ("4699", Role.STOREKEEPER)):
        register_officer(act=act_of(at.cast.administrator), badge=badge, roles=[role], unit_code="DEPOT")
    keeper = Officer.objects.get(badge="4699")
    unit = burns.units_of(at.planned)[0]
    stories.accepted(stories.offered(at.cast, [unit], giver=at.cast.storekeeper, receiver=keeper), by=keeper)
    return _approve(at, first="4698", witness__distance="other_unit")


def _checking_witness(at):
    with_roles(at.cast, at.cast.checker, "checker", "witness")
    return _on(at.staged, at.staged.approver, "approve", "approval", form={"witness_a": "4902", "witness_b": "4911"},
               witness_a_badge="4902", witness_b_badge="4911")  # fmt: skip


def _keeping_witness(at):
    with_roles(at.cast, at.cast.storekeeper, "storekeeper", "witness")
    return _approve(at, second="4601")


def _witness_of_the_chain(at):
    with_roles(at.cast, at.cast.officer, "officer", "witness")
    return _approve(at, second="4417")


def _hold_what_burnt(at):
    said = {"authority": "prosecutor", "reference": "KP 2", "reason": "x"}
    return Three(
        at.cast.case_officer, page("holds/place/", units=[str(at.unit.id)], review_on="", **said),
        api("holds/", unit_ids=[str(at.unit.id)], **said),
    ).refused_earlier("page")  # fmt: skip


def _untallied(at):
    session = burns.lots_tested(at.cast, burns.drawn(at.cast, at.staged))
    session = burns.at_furnace(at.cast, session)
    burns.attested(at.cast, session, tally=False)
    return _burn(at, session)


def _appeal_upheld(at):
    notice = notices.serve_order(act=act_of(at.cast.case_officer), order_id=_order(at).id, addressee="owner",
                                 reference="N 1")  # fmt: skip
    notices.record_objection(act=act_of(at.cast.case_officer), notice_id=notice.id, grounds="x")
    decided.verified(decided.objection_recorded(at.cast, notice, "upheld"), by=at.cast.second_case_officer)


def _noticed(at):
    _law(at, order__procedure="notice")
    lawful.noticed(at.cast, [at.unit])


def _more_was_found(at):
    """A prosecutor orders up to 40 kg, and ordered 25."""
    _law(at, more=packs.rule("order.authority", "court", extra="from_kg = 40"), order__appeal="none")
    found = stories.opened_seizure(at.cast)
    units = burns.kept(at.cast, units=stories.stored(at.cast, of=found))
    planned = burns.planned(at.cast, burns.ordered(at.cast, units=units))
    session = burns.staged(at.cast, burns.approved(at.cast, planned))
    session = burns.lots_tested(at.cast, burns.drawn(at.cast, session))
    session = burns.attested(at.cast, burns.at_furnace(at.cast, session))
    stories.stored(at.cast, of=found)
    return _burn(at, session)


LAW = {
    "burn.appeal_upheld": _after(_appeal_upheld, _burn),
    "burn.notice": _after(_noticed, _burn),
    "burn.authority": _more_was_found,
    "burn.revocation": _after(lambda at: decided.revocation(at.cast, _order(at)), _burn),
    "burn.retention_open": _after(_retention, _burn),
    "burn.retain": _after(lambda at: decided.retained(at.cast, _retention(at)), _burn),
    "burn.judge": _after(lambda at: lawful.instructed(at.cast, at.unit), _burn),
    "burn.not_served": _after(_law, _burn),
    "burn.no_report": _after(lambda at: _law(at, order__report="before_fire"), _burn),
    "hold.seen_burning": _hold_what_burnt,
    "session.seen_burning": lambda at: _on(at.ready, at.cast.planner, "cancel", "cancellation", reason="threat"),
}

FIRE = {
    "burn.nothing_missing": lambda at: _burn(at, all_the_same="x"),
    "burn.times": _times,
    "burn.before_approval": _before_approval,
    "burn.empty": lambda at: _burn(at, left_out=[str(at.unit.id)]),
    "tally.missing": _untallied,
    "lottery.none": lambda at: _burn(at, _brought(at, lots=False)),
    "lottery.untested": lambda at: _burn(at, _brought(at)),
    "discrepancy.untested": _explain_talc,
    "discrepancy.tested": lambda at: _explain_talc(at, sampled=True, who=at.cast.supervisor),
    "lottery.not_drawn": lambda at: replace(_test(at, at.unit), page=None),
    "session.frozen": _after(_frozen, lambda at: _on(at.staged, at.staged.witness_b, "attest", "attestations",
                                                     statement="saw_all")),
    "session.own_freeze": lambda at: _on(at.staged, at.staged.approver, "unfreeze", "unfreezing", reason="x"),
    "session.not_on_manifest": lambda at: _on(
        at.planned, at.cast.planner, "leave-out", "omissions",
        form={"units": [str(at.of_staged.id)], "reason": "replanned"}, unit_ids=[str(at.of_staged.id)],
        reason="replanned").refused_earlier("page"),
    "witness.checked": _checking_witness,
    "witness.custodian": _keeping_witness,
    "witness.in_chain": _witness_of_the_chain,
    "witness.supervisors": lambda at: _approve(at, witness__supervisors=2),
    "witness.agencies": lambda at: _approve(at, witness__agencies=2),
    "witness.same_unit": _colleague,
    "witness.keeping_service": lambda at: _approve(at, more=kept_by("customs"), witness__distance="other_agency",
                                                   witness__agencies=1),
    "witness.same_agency": lambda at: _approve(at, witness__distance="other_agency"),
}  # fmt: skip

ROWS = LAW | FIRE
