"""Refusals at the fire that nobody meets on a good day: broken off, a swap found, the quick way."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from custody.core.act import Basis
from custody.destruction import abort_policies, law_policies, policies
from custody.destruction.actions import notices, residues, sessions, witnesses
from custody.destruction.selectors import witnesses as lots
from custody.evidence.actions import reseal, weigh
from custody.organisation.actions import scales
from custody.organisation.selectors.places import scales_by_code
from tests import packs, stories
from tests.api.refusals import burning
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.destruction import lawful
from tests.destruction import stories as burns
from tests.destruction.test_aborting import abort, by_fast_lane
from tests.destruction.test_designations import ASKS
from tests.evidence import exceptional
from tests.stories import act_of, now

DAY = timedelta(days=1)
TOLD = {"unusual_events": "none", "method": "incineration"}
BROKEN = {"reason": "filter", "unusual_events": "the filter failed"}


ground = burning.ground


def _iso(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"


def _on(session, who, *doors, form=None, **said):
    return Three(who, page(f"burns/{session.id}/{doors[0]}/", **(said if form is None else form)),
                 api(f"sessions/{session.id}/{doors[1]}/", **said))  # fmt: skip


# --- the burn -------------------------------------------------------------------------------------------------


def _burn(at, session=None, *, start=None, end=None, form=None, while_=None, **changes):
    session = burns.attested(at.cast, at.ready) if session is None else session
    choice = {"started_at_choice": "now", "ended_at_choice": "now"} | (form or {})
    row = Three(
        at.cast.crew, page(f"burns/{session.id}/burn/", **TOLD | choice | changes),
        api(f"sessions/{session.id}/burn/", started_at=_iso(start or burns.lit_at(session)),
            ended_at=_iso(end or now()), **TOLD | changes),
    )  # fmt: skip
    return row if while_ is None else Three(row.who, row.page, row.api, while_=while_)


def _minute(moment):
    return moment.replace(second=0, microsecond=0).isoformat()


def _before_arrival(at):
    """All that comes before the fire was done some minutes ago, but for the load that comes now."""
    return _early(at, ordered=True)


def _early(at, *, ordered):
    """Let a fire begin two minutes ago, of what was approved and checked three minutes ago, and ordered then or now."""
    [unit], then = burns.kept(at.cast), now() - timedelta(minutes=3)

    def late(officer):
        return act_of(officer, basis=Basis.SCENARIO, occurred_at=then)

    burns.verified(at.cast, burns.recorded(at.cast, [unit]),
                   **({"act": late(at.cast.second_case_officer)} if ordered else {}))  # fmt: skip
    session = burns.approved(at.cast, burns.planned(at.cast, stories.fresh([unit])), act=late(at.cast.supervisor),
                             pair=(at.cast.second_supervisor, at.cast.witness))  # fmt: skip
    burns.staged(at.cast, session, act=late(at.cast.checker))
    session, early = _at_the_furnace(at, session), then + timedelta(minutes=1)
    return _burn(at, session, start=early, form={"started_at_choice": early.isoformat()})


def _nobody_saw_it(at):
    burns.tallied(at.cast, at.ready)
    return _burn(at, burns.attested(at.cast, at.ready, statement="saw_part"))


def _at_the_furnace(at, session):
    return burns.attested(at.cast, burns.at_furnace(at.cast, session))


def _unchecked(at):
    pair = (at.cast.supervisor, at.cast.second_witness)
    return _burn(at, _at_the_furnace(at, burns.approved(at.cast, at.planned, pair=pair)))


def _opened(at):
    """Let the crew change a seal at the furnace, after the check and the lots."""
    [unit] = burns.units_of(at.ready)[:1]
    reseal.replace_seal(act=act_of(at.cast.crew), unit_id=unit.id, new_seal=stories.new_seal(), reason="torn",
                        witness_badge=at.cast.second_crew.badge)  # fmt: skip
    exceptional.signed_by_each([unit])
    return _burn(at)


def _kept_by_one(at):
    """Let the crew give its load at the furnace to one officer, of which the other of them says that it is so."""
    burns.attested(at.cast, at.ready)
    burns.kept_by(at.cast, burns.units_of(at.ready), to=at.cast.third_officer)
    row = _burn(at, at.ready)
    return Three(at.cast.third_officer, row.page, row.api)


def _driven_with_a_typed_badge(at):
    [unit] = _ordered_beside_a_sampled_one(at)
    pair = (at.cast.supervisor, at.cast.second_witness)
    session = burns.staged(at.cast, burns.approved(at.cast, burns.planned(at.cast, [unit]), pair=pair))
    session = burns.driven_unsigned(at.cast, burns.lots_tested(at.cast, burns.drawn(at.cast, session)))
    return _burn(at, burns.attested(at.cast, session, tally=False))


def _spoken(at):
    [unit] = burns.kept(at.cast)
    burns.verified(at.cast, lawful.spoken(at.cast, [unit]))
    pair = (at.cast.supervisor, at.cast.second_witness)
    session = burns.approved(at.cast, burns.planned(at.cast, stories.fresh([unit])), pair=pair)
    return _burn(at, _at_the_furnace(at, burns.staged(at.cast, session)))


def _appealed(at):
    plain = {"order__procedure": "order", "order__authority": "prosecutor", "order__judge": "never",
             "sample__least": 1, "sample__kept": None, "witness__supervisors": 1,
             "witness__distance": "not_custodian"}  # fmt: skip
    lawful.under(at.cast, packs.nowhere(jurisdiction="BE", **plain))
    order = at.of_ready.order_lines.get(live=True).order
    notices.serve_order(act=act_of(at.cast.case_officer), order_id=order.id, addressee="owner", reference="N 1")
    return _burn(at)


# --- broken off, and the quick way ------------------------------------------------------------------------------


def _break_off(at, *units, **reading):
    begins = now()
    left = [{"unit_id": str(unit.id), "new_seal": {"number": stories.new_seal().number},
             "reading": {"gross_mg": unit.gross_mg, "scale": "S-FLOOR", "package_count": 25} | reading}
            for unit in units]  # fmt: skip
    form = {"started_at_choice": "now", "ended_at_choice": "now", "scale": "S-FLOOR"}
    return Three(at.cast.crew, page(f"burns/{at.ready.id}/abort/", **BROKEN | form),
                 api(f"sessions/{at.ready.id}/breaking-off/", started_at=_iso(begins), ended_at=_iso(now()), left=left,
                     **BROKEN))  # fmt: skip


def _declared(at):
    row = _break_off(at, at.of_ready, method="declared")
    return Three(row.who, None, row.api)


def _fast(at, session, vehicle_seal="VS777001"):
    units = burns.units_of(session)
    form = {f"seal_{place}": unit.seal for place, unit in enumerate(units)}
    return _on(session, at.cast.checker, "fast-lane", "fast-lane", form=form | {"vehicle_seal": vehicle_seal},
               vehicle_seal=vehicle_seal,
               seals=[{"unit_id": str(unit.id), "seal_seen": unit.seal} for unit in units])  # fmt: skip


def _from_the_quay(at, count=2, **changes):
    return by_fast_lane(at.cast, count=count, pair=(at.cast.second_supervisor, at.cast.second_witness), **changes)


def _weighed_on_the_way(at):
    session = _from_the_quay(at)
    [unit] = burns.units_of(session)
    weigh.record_weighing(act=act_of(at.cast.crew), unit_id=unit.id, occasion="check",
                          reading=stories.reading(package_count=25))  # fmt: skip
    return _fast(at, session)


def _weighed_long_ago(at):
    row = _fast(at, _from_the_quay(at))
    return Three(row.who, row.page, row.api, while_=lambda: patch.object(abort_policies, "INTAKE_COUNTS", 0 * DAY))


def _sealed_anew_at_the_furnace(at):
    session = _from_the_quay(at)
    [unit] = burns.units_of(session)
    reseal.replace_seal(act=act_of(at.cast.crew), unit_id=unit.id, new_seal=stories.new_seal(), reason="bag torn",
                        witness_badge=at.cast.second_crew.badge)  # fmt: skip
    exceptional.signed_by_each([unit])
    return _fast(at, session)


# --- lots and the mouth of the furnace --------------------------------------------------------------------------


def _test(at, unit, session=None):
    seal = stories.new_seal().number
    return _on(session or at.staged, at.cast.second_checker, "lots/test", "lots/tests",
               form={"witness": "4922", "result_0": "positive", "seal_0": seal, "seal_class": ""},
               witness_badge="4922", tests=[{"unit_id": str(unit.id), "result": "positive",
                                             "new_seal": {"number": seal}}])  # fmt: skip


def _on_the_road(at):
    burns.drawn(at.cast, at.staged)
    stories.on_the_road(at.cast, units=[at.of_staged], giver=at.cast.storekeeper, destination="CURLEW")
    return _test(at, at.of_staged)


def _not_all_opened(at):
    units = burns.ordered(at.cast, count=2)
    session = burns.staged(at.cast, burns.approved(at.cast, burns.planned(at.cast, units)))
    burns.drawn(at.cast, session)
    talc = burns.waiting_units(session)[0]
    burns.lots_tested(at.cast, session, units=[talc], swapped=[talc], witness_badge=at.cast.crew.badge)
    return _on(session, at.cast.second_supervisor, "unfreeze", "unfreezing", reason="all looked at")


def _load(at, who, part="calls"):
    return _on(at.ready, who, "loading", "loading", form={"part": part, "fed_0": "on", "count_0": "25"}, part=part,
               loads=[{"unit_id": str(at.of_ready.id), "package_count": 25}])  # fmt: skip


def _listed(at):
    burns.seen_going_in(at.cast, at.ready, "calls")
    return _load(at, at.cast.crew)


def _reconcile_untallied(at):
    burns.seen_going_in(at.cast, at.ready, "calls")
    session = burns.attested(at.cast, at.ready, tally=False)
    burns.burn(at.cast, session, without_tally="no battery")
    ids = [str(each.id) for each in burns.burnt_units(session)]
    return Three(at.cast.auditor, page(f"burns/{session.id}/reconcile/", units=ids),
                 api("reconciliations/", unit_ids=ids))  # fmt: skip


def _none_left(at):
    said = {"reason": "all ash"}
    residues.say_nothing_left(act=act_of(at.cast.supervisor), session_id=at.over.id, **said)
    return _on(at.over, at.cast.supervisor, "residue/none", "nothing-left", **said)


def _called_and_watches(at):
    """Who called at this fire is named as its witness afterwards."""
    caller = with_roles(at.cast, at.cast.third_crew, "crew", "witness")
    burns.seen_going_in(at.cast, at.ready, "calls", by=caller)
    burns.approved(at.cast, at.ready, pair=(at.cast.supervisor, caller))
    return _on(at.ready, caller, "attest", "attestations", statement="saw_all")


def _uncounted(at):
    """Of 250 packages of 100 g one could be missing, and no scale would show it."""
    [unit] = _ordered_beside_a_sampled_one(at, package_count=250)
    session = burns.approved(at.cast, burns.planned(at.cast, [unit]), pair=(at.cast.supervisor, at.cast.second_witness))
    return _on(
        session, at.cast.checker, "stage", "staging",
        form={"scale": "S-FLOOR", "seal_0": unit.seal, "gross_0": f"{unit.gross_mg / 1e6:.4f}", "count_0": ""},
        checks=[{"unit_id": str(unit.id), "reading": {"gross_mg": unit.gross_mg, "scale": "S-FLOOR"},
                 "seal_seen": unit.seal}],
    )  # fmt: skip


def _on_a_scale_that_fell(at):
    [unit] = _ordered_beside_a_sampled_one(at)
    session = burns.approved(at.cast, burns.planned(at.cast, [unit]), pair=(at.cast.supervisor, at.cast.second_witness))
    floor = scales_by_code(["S-FLOOR"])["S-FLOOR"]
    scales.withdraw_scale(act=act_of(at.cast.supervisor), scale_id=floor.id, reason="it fell")
    return _on(
        session, at.cast.checker, "stage", "staging",
        form={"scale": "S-FLOOR", "seal_0": unit.seal, "gross_0": f"{unit.gross_mg / 1e6:.4f}", "count_0": "25"},
        checks=[{"unit_id": str(unit.id), "seal_seen": unit.seal,
                 "reading": {"gross_mg": unit.gross_mg, "scale": "S-FLOOR", "package_count": 25}}],
    )  # fmt: skip


def _nothing_to_revoke(at):
    order = at.ash.order_lines.first().order
    said = {"reference": "KP 9", "decided_on": str(burns.local_day(now())), "reason": "x"}
    return Three(at.clerk, page(f"law/orders/{order.id}/revoke/", **said),
                 api(f"orders/{order.id}/revocation/", **said))  # fmt: skip


# --- who plans and who watches ----------------------------------------------------------------------------------


def _ordered_beside_a_sampled_one(at, **changes):
    found = stories.opened_seizure(at.cast)
    burns.kept(at.cast, units=stories.stored(at.cast, of=found))
    return burns.ordered(at.cast, units=stories.stored(at.cast, of=found, **changes))


def _never_weighed(at):
    return _plan(at, *_ordered_beside_a_sampled_one(at, reading=None))


def _left_after_its_check(at):
    [unit] = burns.units_of(at.staged)
    sessions.leave_out_units(act=act_of(at.cast.supervisor), session_id=at.staged.id, unit_ids=[unit.id],
                             reason="replanned")  # fmt: skip
    return _plan(at, unit)


def _plan(at, unit):
    begins = (now() + timedelta(hours=30)).replace(second=0, microsecond=0)
    local = begins.astimezone(burns.ZoneInfo("Europe/Brussels"))
    return Three(at.cast.planner, page("burns/plan/", units=[str(unit.id)], facility="FORGE",
                                       starts_on=f"{local:%Y-%m-%d}", starts_clock=f"{local:%H:%M}"),
                 api("sessions/", unit_ids=[str(unit.id)], facility="FORGE", starts_at=_iso(begins)))  # fmt: skip


def _law_asks(at):
    lawful.under(at.cast, packs.nowhere(jurisdiction="BE", **ASKS))


def _designate(at, who, badge, *, asks=True, session=None):
    if asks:
        _law_asks(at)
    return _on(session or at.planned, who, "witnesses/designate", "witness-designations", form={"witness": badge},
               badge=badge)  # fmt: skip


def _designated(at):
    _law_asks(at)
    witnesses.designate_witness(act=act_of(at.cast.second_supervisor), session_id=at.planned.id, badge="4922")
    return _designate(at, at.cast.second_supervisor, "4922", asks=False)


def _undesignated(at):
    _law_asks(at)
    return _on(at.planned, at.cast.supervisor, "approve", "approval", form={"witness_a": "4902", "witness_b": "4922"},
               witness_a_badge="4902", witness_b_badge="4922")  # fmt: skip


def _nobody_may_watch(at):
    return Three(at.cast.supervisor, page(f"burns/{at.planned.id}/witnesses/draw/"),
                 api(f"sessions/{at.planned.id}/witness-lots/"),
                 while_=lambda: patch.object(lots, "officers_with_role", lambda *_roles: []))  # fmt: skip


BURNS = {
    "burn.future": lambda at: _burn(at, end=now() + DAY, form={
        "ended_at_choice": (now() + DAY).isoformat()}).refused_earlier("page"),
    "burn.no_order": lambda at: _early(at, ordered=False),
    "burn.before_arrival": _before_arrival,
    "burn.not_seen": _nobody_saw_it,
    "burn.not_staged": _unchecked,
    "burn.opened": _opened,
    "burn.one_keeper": _kept_by_one,
    "burn.second_unsigned": _driven_with_a_typed_badge,
    "burn.no_notice": lambda at: _burn(
        at, while_=lambda: patch.object(law_policies, "is_told", lambda *_said: False)),
    "burn.check_old": lambda at: _burn(at, while_=lambda: patch.object(policies, "CHECK_LASTS", 0 * DAY)),
    "burn.oral": _spoken,
    "burn.appeal": _appealed,
    "residue.said": _none_left,
    "tally.owed": _reconcile_untallied,
}  # fmt: skip

ASIDE = {
    "abort.nothing_left": lambda at: _break_off(at).refused_earlier("api", lambda: abort(at.cast, at.ready, [])),
    "abort.unweighed": _declared,
    "fastlane.stored": lambda at: _fast(at, at.ready).refused_earlier("page"),
    "fastlane.no_seal": lambda at: _fast(at, _from_the_quay(at, count=3, vehicle_seals=("VS777001", "VS777002"))),
    "fastlane.unweighed": _weighed_on_the_way,
    "fastlane.old": _weighed_long_ago,
    "fastlane.opened": _sealed_anew_at_the_furnace,
}

MOUTH = {
    "lottery.not_here": _on_the_road,
    "lottery.all": _not_all_opened,
    "tally.twice": lambda at: _listed(at).refused_earlier("page"),
    "tally.tested": lambda at: _load(at, at.cast.second_checker),
    "weight.missing": _never_weighed,
    "unit.still_staged": _left_after_its_check,
    "witness.tallied": _called_and_watches,
    "stage.count": _uncounted,
    "stage.scale": _on_a_scale_that_fell,
    "order.nothing_left": _nothing_to_revoke,
}

WATCH = {
    "designation.not_asked": lambda at: _designate(at, at.cast.second_supervisor, "4922", asks=False),
    "designation.own": lambda at: _designate(at, at.cast.second_supervisor, "4902"),
    "designation.decided": lambda at: _designate(at, at.cast.supervisor, "4922", session=at.staged),
    "designation.done": _designated,
    "witness.not_designated": _undesignated,
    "witness.nobody": _nobody_may_watch,
}

ROWS = BURNS | ASIDE | MOUTH | WATCH
