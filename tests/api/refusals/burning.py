"""Refusals at the fire: burns planned and approved, staging, lots, loading, witnesses, the burn, and what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from custody.destruction.actions import burning, copies, sessions, tally, told
from custody.destruction.models import BurnResidue
from custody.evidence.actions import weigh
from tests import stories
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.destruction import stories as burns
from tests.destruction.test_attendance import attended
from tests.destruction.test_residues import gone, weighed
from tests.stories import act_of, now

TOLD = {"unusual_events": "none", "method": "incineration"}


def ground(cast):
    """Return a house with a bag that may burn, and burns that are planned, staged, ready at the furnace, and over."""
    over = burns.burnt(cast)
    [free] = burns.ordered(cast)
    planned = burns.planned(cast)
    staged = burns.staged(cast, burns.approved(cast, pair=(cast.second_supervisor, cast.second_witness)))
    ready = burns.at_furnace(cast, burns.staged(cast, burns.approved(cast, pair=(cast.supervisor, cast.witness))))
    first = [burns.units_of(each)[0] for each in (planned, staged, ready)]
    return SimpleNamespace(cast=cast, clerk=cast.case_officer, over=over, ash=burns.burnt_units(over)[0], free=free,
                           planned=planned, staged=staged, ready=ready, of_planned=first[0], of_staged=first[1],
                           of_ready=first[2])  # fmt: skip


def _iso(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"


def _plan(at, *units, who=None, hours=30.0, furnace="FORGE"):
    ids, begins = [str(unit.id) for unit in units or (at.free,)], now() + timedelta(hours=hours)
    local = begins.astimezone(burns.ZoneInfo("Europe/Brussels"))
    return Three(
        who or at.cast.planner, page("burns/plan/", units=ids, facility=furnace, starts_on=f"{local:%Y-%m-%d}",
                                     starts_clock=f"{local:%H:%M}"),
        api("sessions/", unit_ids=ids, facility=furnace, starts_at=_iso(begins.replace(second=0, microsecond=0))),
    )  # fmt: skip


def _taken(at):
    begins = (now() + timedelta(hours=30)).replace(second=0, microsecond=0)
    sessions.plan_session(act=act_of(at.cast.planner), facility="FORGE", unit_ids=[at.free.id], starts_at=begins)
    local = begins.astimezone(burns.ZoneInfo("Europe/Brussels"))
    [unit] = burns.ordered(at.cast)
    return Three(
        at.cast.planner, page("burns/plan/", units=[str(unit.id)], facility="FORGE", starts_on=f"{local:%Y-%m-%d}",
                              starts_clock=f"{local:%H:%M}"),
        api("sessions/", unit_ids=[str(unit.id)], facility="FORGE", starts_at=_iso(begins)),
    )  # fmt: skip


def _on(session, who, *doors, form=None, **said):
    return Three(who, page(f"burns/{session.id}/{doors[0]}/", **(said if form is None else form)),
                 api(f"sessions/{session.id}/{doors[1]}/", **said))  # fmt: skip


def _approve(at, session=None, *, who=None, first="4902", second="4922"):
    return _on(session or at.planned, who or at.cast.supervisor, "approve", "approval",
               form={"witness_a": first, "witness_b": second}, witness_a_badge=first,
               witness_b_badge=second)  # fmt: skip


def _approved_after_signing(at):
    burning.attest_burn(act=act_of(at.ready.witness_b), session_id=at.ready.id, statement="saw_part")
    return _approve(at, at.ready, who=at.cast.second_supervisor)


def _stage(at, session=None, unit=None, *, who=None, count="25", seal=None):
    session, unit = session or at.staged, unit or at.of_staged
    reading = {"gross_mg": unit.gross_mg, "scale": "S-FLOOR"} | ({"package_count": int(count)} if count else {})
    return _on(
        session, who or at.cast.checker, "stage", "staging",
        form={"scale": "S-FLOOR", "seal_0": seal or unit.seal, "gross_0": f"{unit.gross_mg / 1e6:.4f}",
              "count_0": count},
        checks=[{"unit_id": str(unit.id), "reading": reading, "seal_seen": seal or unit.seal}],
    )  # fmt: skip


def _declared(at):
    session = burns.approved(at.cast, at.planned, pair=(at.cast.supervisor, at.cast.second_witness))
    unit = at.of_planned
    check = {"unit_id": str(unit.id), "seal_seen": unit.seal,
             "reading": {"gross_mg": unit.gross_mg, "method": "declared", "package_count": 25}}
    return Three(at.cast.checker, None, api(f"sessions/{session.id}/staging/", checks=[check]))


def _draw(at, session=None, *, who=None):
    return _on(session or at.staged, who or at.cast.checker, "lots/draw", "lots")


def _drawn(at):
    burns.drawn(at.cast, at.staged)
    return _draw(at)


def _unchecked(at):
    session = burns.approved(at.cast, at.planned, pair=(at.cast.supervisor, at.cast.second_witness))
    return _draw(at, session)


def _test(at, unit, *, who=None, witness="4922"):
    seal = stories.new_seal().number
    return _on(at.staged, who or at.cast.second_checker, "lots/test", "lots/tests",
               form={"witness": witness, "result_0": "positive", "seal_0": seal, "seal_class": ""},
               witness_badge=witness, tests=[{"unit_id": str(unit.id), "result": "positive",
                                              "new_seal": {"number": seal}}])  # fmt: skip


def _tested(at, **changes):
    burns.drawn(at.cast, at.staged)
    return _test(at, at.of_staged, **changes)


def _load(at, unit=None, *, who=None, part="calls", times=1):
    unit = unit or at.of_ready
    return _on(at.ready, who or at.cast.crew, "loading", "loading",
               form={"part": part, "fed_0": "on", "count_0": "25"}, part=part,
               loads=[{"unit_id": str(unit.id), "package_count": 25}] * times)  # fmt: skip


def _load_unknown(at):
    said = {"part": "calls", "fed_0": "on", "count_0": "25", "other": "7KQ4-M2XD-J"}
    return Three(at.cast.crew, page(f"burns/{at.ready.id}/loading/", **said), None)


def _loaded(at, part="calls", who=None, *, sign=False):
    burns.seen_going_in(at.cast, at.ready, part, by=who)
    if sign:
        tally.sign_tally(act=act_of(who or at.cast.crew), session_id=at.ready.id)


def _after(act, row):
    def make(at):
        act(at)
        return row(at)

    return make


def _attest(at, who, session=None):
    return _on(session or at.ready, who, "attest", "attestations", statement="saw_all")


def _burn(at, session=None, *, who=None, **changes):
    session, said = session or at.ready, TOLD | changes
    choice = {"started_at_choice": "now", "ended_at_choice": "now"}
    first, last = burns.lit_at(session), now()
    return _on(session, who or at.cast.crew, "burn", "burn", form=said | choice,
               started_at=_iso(first), ended_at=_iso(last), **said)  # fmt: skip


def _residue(at, *, kg="1", mg=1_000_000, session=None):
    said = {"residue_kind": "ash", "scale": "S-FLOOR"}
    return _on(session or at.over, at.cast.crew, "residue", "residues", form=said | {"gross": kg}, **said,
               gross_mg=mg)  # fmt: skip


def _attendance(at, *, temperature=None, **changes):
    said = {"attends_for": "authority", "name": "J. Claes", "position": "clerk", "answer": "signed"} | changes
    more = {} if temperature is None else {"temperature": str(temperature)}
    told = said | ({} if temperature is None else {"temperature_c": temperature})
    return _on(at.over, at.cast.crew, "attendance", "attendances", form=said | more, **told)


def _disposal(at, *, who=None, kind="ash", again=None, was_gone=False, by=None, **changes):
    row = weighed(at.cast, at.over, kind=kind, by=by)
    if was_gone:
        gone(at.cast, at.over, row)
    said = {"disposal": "handed_over", "party": "Port waste", "reference": "W 7"} | changes
    more = {} if again is None else {"again": again}
    return _on(at.over, who or at.cast.supervisor, "residue/gone", "residue-disposals",
               form=said | more | {"residue": str(row.id)}, **said | more, residue_id=str(row.id))  # fmt: skip


def _went(at, **changes):
    return gone(at.cast, at.over, BurnResidue.objects.latest("weighed_at"), **changes)


def _nothing_left(at, *, is_weighed=False):
    if is_weighed:
        weighed(at.cast, at.over)
    return _on(at.over, at.cast.supervisor, "residue/none", "nothing-left", reason="all ash")


def _frozen(at):
    weigh.record_weighing(act=act_of(at.cast.storekeeper), unit_id=at.free.id, reading=stories.reading(20_000_000))
    return _plan(at).refused_earlier("page")


def _copy(at, *, days=0, sent_to="Court"):
    day = burns.local_day(now()) + timedelta(days=days)
    return _on(at.over, at.cast.supervisor, "certificate/copy", "certificate-copies", sent_to=sent_to, way="post",
               sent_on=str(day))  # fmt: skip


def _reconcile(at, who=None):
    ids = [str(at.ash.id)]
    return Three(who or at.cast.auditor, page(f"burns/{at.over.id}/reconcile/", units=ids),
                 api("reconciliations/", unit_ids=ids))  # fmt: skip


def _tell(at):
    """Record a burn that one of its two witnesses saw."""
    burns.tallied(at.cast, at.ready)
    burning.attest_burn(act=act_of(at.ready.witness_b), session_id=at.ready.id, statement="saw_all")
    told.tell_burn(act=act_of(at.cast.crew), session_id=at.ready.id, started_at=burns.lit_at(at.ready), ended_at=now(),
                   reason="He was called away")  # fmt: skip


PLANS = {
    "session.past": lambda at: _plan(at, hours=-30),
    "session.taken": _taken,
    "session.own": lambda at: _own_plan(at),
    "session.attested": _approved_after_signing,
    "session.state": lambda at: _on(at.over, at.cast.planner, "cancel", "cancellation", reason="threat"),
    "witness.no_supervisor": lambda at: _approve(at, first="4921", second="4922"),
    "witness.decided": lambda at: _approve(at, first="4901", second="4922"),
    "witness.same_pair": lambda at: _approve(at, first="4902", second="4921"),
    "facility.unknown": lambda at: _plan(at, furnace="NOWHERE").refused_earlier("page"),
    "session.over_limit": lambda at: _too_much(at),
}  # fmt: skip

STAGES = {
    "stage.twice": lambda at: _staged_twice(at),
    "chain.inside": lambda at: _draw(at, who=_made_checker(at, at.cast.storekeeper)),
    "checker.decided": lambda at: _draw(at, who=with_roles(at.cast, at.cast.planner, "planner", "checker")),
    "lottery.drawn": _drawn,
    "lottery.unchecked": _unchecked,
    "lottery.hands": lambda at: _tested(at, who=at.cast.checker),
    "session.not_frozen": lambda at: _on(at.staged, _another_supervisor(at), "unfreeze", "unfreezing", reason="x"),
}

FIRE = {
    "tally.unknown": _load_unknown,
    "tally.not_listed": lambda at: _on(
        at.ready, at.cast.crew, "loading", "loading",
        form={"part": "calls", "fed_0": "on", "count_0": "25", "other": at.of_staged.label}, part="calls",
        loads=[{"unit_id": str(at.of_staged.id)}]),
    "weight.no_proof": _declared,
    "tally.count": lambda at: Three(
        at.cast.crew, None, api(f"sessions/{at.ready.id}/loading/", part="calls", loads=[]),
    ).refused_earlier("api", lambda: tally.record_loading(
        act=act_of(at.cast.crew), session_id=at.ready.id, part="calls", loads=[])),
    "tally.witness": lambda at: _load(at, who=_made_crew(at, at.cast.witness)),
    "tally.own": _after(_loaded, lambda at: _load(at, part="counts").refused_earlier("page")),
    "tally.taken": _after(_loaded, lambda at: _load(at, who=at.cast.second_crew)),
    "tally.signed": _after(lambda at: _loaded(at, sign=True), lambda at: _load(at).refused_earlier("page")),
    "tally.named_twice": lambda at: replace(_load(at, times=2), page=None),
    "tally.not_yours": lambda at: replace(_on(at.ready, at.cast.second_crew, "tally", "tally"), page=None),
    "witness.signed": _after(lambda at: burning.attest_burn(act=act_of(at.ready.witness_b), session_id=at.ready.id,
                                                            statement="saw_part"),
                             lambda at: _attest(at, at.ready.witness_b)),
    "witness.not_named": lambda at: replace(
        _on(at.ready, at.cast.second_supervisor, "refuse", "unit-refusals", unit_id=str(at.of_ready.id),
            finding="seal"), page=None),
    "burn.not_yours": lambda at: _burn(at, who=at.cast.planner),
    "burn.unattested": lambda at: _burn(at),
    "burn.not_here": lambda at: _burn(at, at.staged, who=at.cast.storekeeper),
    "burn.told": _after(_tell, lambda at: _burn(at, all_the_same="He was called away")),
}  # fmt: skip

AFTERWARDS = {
    "attendance.nobody": lambda at: _attendance(at, name=" ").refused_earlier(
        "both", lambda: attended(at.cast, at.over, name=" ")),
    "attendance.no_reason": lambda at: _attendance(at, answer="refused"),
    "attendance.temperature": lambda at: _attendance(at, temperature=900),
    "residue.nothing": lambda at: _residue(at, kg="0", mg=0),
    "residue.more": lambda at: _residue(at, kg="100", mg=100_000_000),
    "residue.own": lambda at: _disposal(at, by=at.cast.supervisor),
    "residue.gone": lambda at: _disposal(at, was_gone=True).refused_earlier("page"),
    "residue.unburnt": lambda at: _disposal(at, kind="unburnt"),
    "residue.not_since": lambda at: _disposal(at, disposal="burnt_again", again=at.over.code_word),
    "residue.no_party": lambda at: _disposal(at, party=" ").refused_earlier("api", lambda: _went(at, party=" ")),
    "residue.no_reference": lambda at: _disposal(at, reference=" ").refused_earlier(
        "api", lambda: _went(at, reference=" ")),
    "residue.weighed": lambda at: _nothing_left(at, is_weighed=True),
    "certificate.future": lambda at: _copy(at, days=3),
    "certificate.before_burn": lambda at: _copy(at, days=-3),
    "certificate.no_addressee": lambda at: _copy(at, sent_to=" ").refused_earlier(
        "both", lambda: copies.send_certificate(act=act_of(at.cast.supervisor), session_id=at.over.id, sent_to=" ",
                                                way="post", sent_on=burns.local_day(now()))),
    "unit.frozen": _frozen,
}  # fmt: skip


def _made_checker(at, officer):
    return with_roles(at.cast, officer, "storekeeper", "checker")


def _made_crew(at, officer):
    return with_roles(at.cast, officer, "witness", "crew")


def _another_supervisor(at):
    return at.cast.second_supervisor if at.staged.approver_id == at.cast.supervisor.id else at.cast.supervisor


def _own_plan(at):
    return _approve(at, who=with_roles(at.cast, at.cast.planner, "planner", "supervisor"))


def _too_much(at):
    burns.furnace(at.cast, code_word="EMBER", limit_mg=1_000_000)
    return _plan(at, furnace="EMBER")


def _staged_twice(at):
    row = _stage(at, session=burns.approved(at.cast, at.planned, pair=(at.cast.supervisor, at.cast.second_witness)),
                 unit=at.of_planned)  # fmt: skip
    said = row.api.said | {"checks": row.api.said["checks"] * 2}
    return Three(row.who, None, api(row.api.path, **said))


ROWS = PLANS | STAGES | FIRE | AFTERWARDS
