"""Every refusal of the lifecycle (domain rules 4), tried by page, API and shell: one row for each event of the tables.

The ground is a house in which things are over: a unit is ash, a container was released, an order is verified, a hold is
lifted. A row says who tries what there, by each of the three doors, and why it must be refused. An event without a row
fails the test (``tests/api/test_every_refusal.py``).
"""

from __future__ import annotations

from types import SimpleNamespace

from custody.core.lifecycle import Family
from custody.destruction.actions import aborting, holds, orders, partial_hold, reconcile, sessions, staging
from custody.evidence.actions import (
    dividing,
    endangering,
    exceptions,
    extraction,
    laboratory,
    moving,
    neutralise,
    operation,
    reseal,
    sample,
    searching,
    seizure,
    stop,
    unpacking,
)
from custody.evidence.entries import NewSample, NewUnit, Reading, SealEntry
from custody.evidence.models import Hold
from tests import stories
from tests.api.doors import Door, Row
from tests.destruction import decided
from tests.destruction import stories as burns
from tests.evidence.exceptional import ASKED
from tests.situations import standing
from tests.stories import act_of, now

C, G = Family.CONVEYANCE, Family.GOODS
FAR = "2999-01-01T00:00:00Z"
ROUTE = {"vehicle": "T-4", "vehicle_seal": "VS770001", "escort": "E-2", "destination": "BITTERN"}
BURN_FORM = {"started_at_choice": "now", "ended_at_choice": "now", "method": "incineration", "unusual_events": "none"}


@standing
def ground(cast):
    """Return a house in which things are over."""
    free = stories.contained(cast)
    free = stop.release_conveyance(act=act_of(cast.officer), unit_id=free.id, reason="x", approver_badge="4901")
    session = burns.burnt(cast)
    ash = burns.burnt_units(session)[0]
    kept = burns.ordered(cast)[0]
    holds.place_hold(act=act_of(cast.case_officer), unit_ids=[kept.id], authority="prosecutor", reference="KP 1",
                     reason="x")  # fmt: skip
    held = Hold.objects.get(unit=kept)
    holds.verify_hold(act=act_of(cast.second_case_officer), hold_id=held.id)
    decided.lifted(cast, held)
    order = ash.order_lines.get(live=True).order
    stories.opened_seizure(cast)
    [fresh] = stories.stored(cast)
    return SimpleNamespace(cast=cast, free=free, session=session, ash=ash, held=held, order=order, stored=fresh,
                           today=burns.local_day(now()))  # fmt: skip


def rows(at):
    """Return every row by what it is about: an event of the tables, or a refusal beside them."""
    return {**_conveyance(at), **_road(at), **_fire(at), **_authority(at), **_exceptions(at), **_search(at),
            **_beside(at)}  # fmt: skip


def _seal():
    return stories.new_seal().number


def _parts_form(*kilograms):
    answers = {"scale": "S-FLOOR", "reason": "x", "loss_reason": "", "witness_badge": "4602"}
    for number, weight in enumerate(kilograms, start=1):
        answers |= {f"kind_{number}": "bag", f"gross_{number}": weight, f"count_{number}": "12",
                    f"seal_{number}": _seal()}  # fmt: skip
    return answers


def _part_said(gross_mg):
    return {"kind": "bag", "package_count": 12, "reading": {"gross_mg": gross_mg, "scale": "S-FLOOR"},
            "seal": {"number": _seal()}}  # fmt: skip


def _part(gross_mg):
    return NewUnit(kind="bag", package_count=12, reading=stories.reading(gross_mg), seal=stories.new_seal())


def _conveyance(at):
    unit, cast = at.free, at.cast
    here, there, common = f"/units/{unit.id}/", f"units/{unit.id}/", {"unit_id": unit.id}
    act, me, seal = act_of(cast.officer), "officer", _seal()
    gone = ("custody.not_yours", "lifecycle.custody", "unit.gone")
    stop_said = {"kind": "container", "place": "HERON", "second_badge": "4417", "container_number": "MSCU1234566"}
    return {
        (C, "unit.contained/1"): Row(me, Door("/stop/", stop_said | {"occurred_at_choice": "now"}),
            Door("stops/", stop_said), lambda: stop.contain_conveyance(act=act, **stop_said), ("people.same",)),
        (C, "extraction.started/1"): Row(me, Door(here + "strip/", {"witness_badge": "4420"}),
            Door(there + "extraction/", {"witness_badge": "4420"}),
            lambda: extraction.start_extraction(act=act, witness_badge="4420", **common), gone),
        (C, "extraction.resumed/1"): Row(me, Door(here + "strip/again/", {"witness_badge": "4420"}),
            Door(there + "extraction/resumption/", {"witness_badge": "4420"}),
            lambda: extraction.resume_extraction(act=act, witness_badge="4420", **common), gone),
        (C, "extraction.interrupted/1"): Row(
            me, Door(here + "strip/stop/", {"reason": "x", "seal_number": seal, "second_badge": "4420"}),
            Door(there + "extraction/interruption/", {"reason": "x", "seal": {"number": seal},
                                                      "second_badge": "4420"}),
            lambda: extraction.interrupt_extraction(act=act, reason="x", seal=SealEntry(number=seal, seal_class="H"),
                                                    second_badge="4420", **common), gone),
        (C, "extraction.ended/1"): Row(me, Door(here + "strip/end/", {}), Door(there + "extraction/end/", {}),
            lambda: extraction.end_extraction(act=act, **common), gone),
        (C, "unit.released/1"): Row(
            me, Door(here + "release/", {"reason": "x", "approver_badge": "4902"}),
            Door(there + "release/", {"reason": "x", "approver_badge": "4902"}),
            lambda: stop.release_conveyance(act=act, reason="x", approver_badge="4902", **common),
            (*gone, "clearance.missing")),
    }  # fmt: skip


def _road(at):
    cast, found = at.cast, {}
    gone = ("custody.not_yours", "lifecycle.custody", "unit.gone", "units.none", "crew.two")
    for family, unit, who in ((C, at.free, "officer"), (G, at.ash, "crew")):
        act, ids, place = act_of(getattr(cast, who)), [unit.id], "HERON" if family is C else "CURLEW"
        said = {"unit_ids": [str(unit.id)]}
        form = {"units": [str(unit.id)]}
        found[family, "unit.departed/1"] = Row(
            who, Door("/road/depart/", form | ROUTE), Door("departures/", said | {"route": ROUTE}),
            lambda act=act, ids=ids: moving.depart(act=act, unit_ids=ids, route=stories.route()), gone)  # fmt: skip
        found[family, "unit.arrived/1"] = Row(
            who, Door("/road/arrive/", form | {"place": place}), Door("arrivals/", said | {"place": place}),
            lambda act=act, ids=ids, place=place: moving.arrive(act=act, unit_ids=ids, place=place), gone)
        found[family, "emergency.departed/1"] = Row(
            "duty_officer", Door("/bench/emergency/", form | {"destination": "DUNLIN", "reason": "x"}),
            Door("flights/", said | {"destination": "DUNLIN", "reason": "x"}),
            lambda ids=ids: endangering.move_in_emergency(act=act_of(cast.duty_officer), unit_ids=ids,
                                                          destination="DUNLIN", reason="x"), gone)  # fmt: skip
    said, form = {"unit_ids": [str(at.ash.id)], "place": "BITTERN"}, {"units": [str(at.ash.id)], "place": "BITTERN"}
    found[G, "unit.stored/1"] = Row(
        "storekeeper", Door("/store/put/", form), Door("storage/", said),
        lambda: moving.store_units(act=act_of(cast.storekeeper), unit_ids=[at.ash.id], place="BITTERN"), gone)
    brick = {"kind": "brick", "parent_label": at.ash.label}
    closed = f"seizures/{at.ash.seizure_id}/units/"
    found[G, "unit.registered/1"] = Row(
        "third_officer", Door("/" + closed, {"kind": "bag", "package_count": "12", "gross": "25", "scale": "S-FLOOR",
                                             "seal_number": _seal()}),
        Door(closed, {"units": [_part_said(25_000_000)]}),
        lambda: seizure.register_units(act=act_of(cast.third_officer), seizure_id=at.ash.seizure_id,
                                       units=[_part(25_000_000)]),
        ("seizure.not_yours", "record.not_found"))  # fmt: skip
    found[G, "unit.enclosed/1"] = Row(
        "officer", Door("/" + closed, {"kind": "brick", "package_count": "1", "parent_label": at.ash.label}),
        Door(closed, {"units": [brick]}),
        lambda: seizure.register_units(act=act_of(cast.officer), seizure_id=at.ash.seizure_id,
                                       units=[NewUnit(**brick)]), ("*",))  # fmt: skip
    return found


def _fire(at):
    cast, ash, stored, session = at.cast, at.ash, at.stored, at.session
    here, there = f"/units/{ash.id}/", f"units/{ash.id}/"
    burn, api_burn = f"/burns/{session.id}/", f"sessions/{session.id}/"
    sampled = Row(
        "sampler", Door(here + "sample/", {
            "sample_kind": "analysis", "sample_gross": "0,005", "sample_scale": "S-BENCH", "sample_seal": _seal(),
            "new_seal": _seal(), "gross": "24", "scale": "S-FLOOR", "witness_badge": "4601"}),
        Door(there + "samples/", {
            "witness_badge": "4601", "new_seal": {"number": _seal()},
            "reading": {"gross_mg": 24_000_000, "scale": "S-FLOOR"},
            "samples": [{"sample_kind": "analysis", "seal": {"number": _seal()},
                         "reading": {"gross_mg": 5_000, "scale": "S-BENCH"}}]}),
        lambda: sample.take_sample(
            act=act_of(cast.sampler), unit_id=ash.id, witness_badge="4601", new_seal=stories.new_seal(),
            reading=stories.reading(24_000_000), samples=[NewSample(
                sample_kind="analysis", seal=stories.new_seal(),
                reading=Reading(gross_mg=5_000, scale_code="S-BENCH"))]),
        ("lifecycle.custody", "unit.gone", "custody.not_yours", "record.not_found"))  # fmt: skip
    over = ("session.state", "burn.empty", "session.not_on_manifest", "record.not_found")
    check = {"unit_id": str(ash.id), "reading": {"gross_mg": 25_000_000, "scale": "S-FLOOR"}, "seal_seen": ash.seal}
    when = {"started_at": "2026-01-01T00:00:00Z", "ended_at": "2026-01-01T01:00:00Z", "unusual_events": "none"}
    return {
        (G, "sampling.opened/1"): sampled,
        (G, "sampling.closed/1"): sampled,
        (G, "unit.staged/1"): Row(
            "checker", Door(burn + "stage/", {"scale": "S-FLOOR", "seal_0": ash.seal or "AN1", "gross_0": "25",
                                              "count_0": "25"}),
            Door(api_burn + "staging/", {"checks": [check]}),
            lambda: staging.stage_units(act=act_of(cast.checker), session_id=session.id,
                                        checks=[burns.check_of(ash, gross_mg=25_000_000)]), over),
        (G, "unit.destroyed/1"): Row(
            "supervisor", Door(burn + "burn/", BURN_FORM), Door(api_burn + "burn/", when),
            lambda: burns.burn(cast, session), (*over, "burn.times")),
        (G, "unit.reconciled/1"): Row(
            "auditor", Door(f"/seizures/{stored.seizure_id}/reconcile/", {"units": [str(stored.id)]}),
            Door("reconciliations/", {"unit_ids": [str(stored.id)]}),
            lambda: reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[stored.id]), ("lifecycle.custody",)),
    }  # fmt: skip


def _authority(at):
    cast, ash, order, held = at.cast, at.ash, at.order, at.held
    ids, form = {"unit_ids": [str(ash.id)]}, {"units": [str(ash.id)]}
    said = {"authority": "prosecutor", "number": "AN 77/2026", "issued_on": str(at.today), "reasons": "x",
            "signed_by": "x", "position": "x"}
    verify, session = act_of(cast.second_case_officer), at.session
    hold = {"authority": "prosecutor", "reference": "KP 2", "reason": "x"}
    paper = {"reference": "KP 3", "decided_on": str(at.today)}
    lift = Row(
        "second_case_officer", Door(f"/holds/{held.id}/lift/", paper), Door(f"holds/{held.id}/lifting/", paper),
        lambda: holds.lift_hold(act=verify, hold_id=held.id, paper=decided.paper()), ("hold.lifted",), version="held",
    )  # fmt: skip
    revoke = paper | {"reason": "x"}
    return {
        (None, "order.recorded/1"): Row(
            "case_officer", Door(f"/orders/record/?seizure={ash.seizure_id}", form | said), Door("orders/", ids | said),
            lambda: orders.record_order(act=act_of(cast.case_officer), unit_ids=[ash.id], authority="prosecutor",
                                        number="AN 77/2026", issued_on=at.today),
            ("lifecycle.authority", "unit.gone", "order.covered")),
        (None, "order.verified/1"): Row(
            "second_case_officer", Door(f"/orders/{order.id}/verify/", {"answer": "yes"}),
            Door(f"orders/{order.id}/verification/", {}),
            lambda: orders.verify_order(act=verify, order_id=order.id), ("order.closed",), version="order"),
        (None, "order.refused/1"): Row(
            "second_case_officer", Door(f"/orders/{order.id}/verify/", {"answer": "no", "reason": "x"}),
            Door(f"orders/{order.id}/refusal/", {"reason": "x"}),
            lambda: orders.refuse_order(act=verify, order_id=order.id, reason="x"), ("order.closed",),
            version="order"),
        (None, "unit.scheduled/1"): Row(
            "planner", Door("/burns/plan/", form | {"facility": "FORGE", "starts_on": "2999-12-31",
                                                    "starts_clock": "06:30"}),
            Door("sessions/", ids | {"facility": "FORGE", "starts_at": FAR}),
            lambda: burns.planned(cast, [ash]), ("*",)),
        (None, "unit.unscheduled/1"): Row(
            "planner", Door(f"/burns/{session.id}/leave-out/", form | {"reason": "replanned"}),
            Door(f"sessions/{session.id}/omissions/", ids | {"reason": "replanned"}),
            lambda: sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[ash.id],
                                             reason="replanned"), ("session.state",)),
        (None, "hold.placed/1"): Row(
            "case_officer", Door("/holds/place/", form | hold | {"review_on": "2026-12-31"}),
            Door("holds/", ids | hold),
            lambda: holds.place_hold(act=act_of(cast.case_officer), unit_ids=[ash.id], **hold), ("*",)),
        (None, "hold.lifted/1"): lift,
        (None, "hold.lifted_with_order/1"): lift,
        (None, "order.revoked/1"): Row(
            "second_case_officer", Door(f"/law/orders/{order.id}/revoke/", revoke),
            Door(f"orders/{order.id}/revocation/", revoke),
            lambda: decided.revocation(cast, order, by=cast.second_case_officer), ("order.nothing_left",),
            version="order"),
        (None, "order.inherited/1"): _split(at),
        (None, "order.withdrawn/1"): _asked(at, ash, "disposal"),
    }  # fmt: skip


def _split(at):
    ash = at.ash
    said = {"parts": [_part_said(12_000_000), _part_said(12_000_000)], "witness_badge": "4602", "reason": "x"}
    return Row(
        "storekeeper", Door(f"/units/{ash.id}/bench/split/", _parts_form("12", "12")),
        Door(f"units/{ash.id}/parts/", said),
        lambda: dividing.split_unit(act=act_of(at.cast.storekeeper), unit_id=ash.id, witness_badge="4602", reason="x",
                                    parts=[_part(12_000_000), _part(12_000_000)]),
        ("lifecycle.custody", "record.not_found"))  # fmt: skip


ASKED_BY = {"stolen": "supervisor", "lost": "supervisor", "destroyed_by_event": "duty_officer"}
ENDS = {"unit.disposed/1": "disposal",
        "unit.returned/1": "return", "unit.handed_over/1": "hand_out", "cargo.released/1": "cargo_release",
        "loan.began/1": "loan", "operation.began/1": "operation", "unit.stolen/1": "stolen", "unit.lost/1": "lost",
        "unit.destroyed_by_event/1": "destroyed_by_event"}  # fmt: skip
BOTH = ("unit.handed_over/1", "operation.began/1", "unit.stolen/1", "unit.lost/1", "unit.destroyed_by_event/1")


def _asked(at, unit, exception):
    who = ASKED_BY.get(exception, "case_officer")
    said = ASKED | ({"party": "4420"} if exception == "loan" else {})
    form = said | ({"borrower": "4420"} if exception == "loan" else {})
    return Row(
        who, Door(f"/units/{unit.id}/exceptions/{exception}/", form),
        Door(f"units/{unit.id}/exceptions/", said | {"exception": exception}),
        lambda: exceptions.propose_exception(act=act_of(getattr(at.cast, who)), unit_id=unit.id, exception=exception,
                                             **said), ("unit.gone",))  # fmt: skip


def _exceptions(at):
    cast, ash = at.cast, at.ash
    found = {(G, code): _asked(at, ash, exception) for code, exception in ENDS.items()}
    found |= {(C, code): _asked(at, at.free, ENDS[code]) for code in BOTH}
    gone = ("lifecycle.custody", "unit.gone", "custody.not_yours", "record.not_found")
    for family, unit, place in ((C, at.free, "HERON"), (G, ash, "BITTERN")):
        back = {"witness_badge": "4602", "place": place, "remark": "x"}
        found[family, "operation.ended/1"] = Row(
            "supervisor", Door(f"/units/{unit.id}/bench/operation/", back),
            Door(f"units/{unit.id}/operation/end/", back),
            lambda unit=unit, back=back: operation.end_operation(act=act_of(cast.supervisor), unit_id=unit.id, **back),
            gone)  # fmt: skip
    found[G, "loan.ended/1"] = Row(
        "storekeeper", Door(f"/units/{ash.id}/bench/loan/", {"gross": "0,005", "scale": "S-BENCH", "place": "BITTERN"}),
        Door(f"units/{ash.id}/loan/end/", {"reading": {"gross_mg": 5_000, "scale": "S-BENCH"}, "place": "BITTERN"}),
        lambda: operation.end_loan(act=act_of(cast.storekeeper), unit_id=ash.id, place="BITTERN",
                                   reading=Reading(gross_mg=5_000, scale_code="S-BENCH")), gone)  # fmt: skip
    paper = {"outcome": "positive", "substance": "cocaine", "laboratory": "NICC", "reference": "L 7", "used_up": True}
    found[G, "unit.consumed/1"] = Row(
        "case_officer", Door(f"/units/{ash.id}/bench/result/", paper | {"used_up": "on"}),
        Door(f"units/{ash.id}/results/", paper),
        lambda: laboratory.report_result(act=act_of(cast.case_officer), unit_id=ash.id, **paper),
        ("result.no_sample",))  # fmt: skip
    found[G, "unit.superseded/1"] = _split(at)
    out = {"gross": "1", "scale": "S-FLOOR", "reason": "x", "witness_badge": "4602", "left_count": "1"}
    found[G, "unit.taken_out/1"] = Row(
        "storekeeper", Door(f"/units/{ash.id}/bench/take_out/", out),
        Door(f"units/{ash.id}/taking-out/", {"reading": {"gross_mg": 1_000_000, "scale": "S-FLOOR"}, "reason": "x",
                                             "witness_badge": "4602"}),
        lambda: unpacking.take_out(act=act_of(cast.storekeeper), unit_id=ash.id, witness_badge="4602", reason="x",
                                   reading=stories.reading(1_000_000)), ("takeout.alone", "record.not_found"))
    found[G, "unit.exchanged/1"] = Row(
        "storekeeper", Door(f"/units/{ash.id}/bench/exchange/", _parts_form("25", "24") | {"reference": "KP 9"}),
        Door(f"units/{ash.id}/exchange/", {"originals": [_part_said(25_000_000)], "dummies": [_part_said(24_000_000)],
                                           "witness_badge": "4602", "reference": "KP 9"}),
        lambda: operation.exchange_unit(act=act_of(cast.storekeeper), unit_id=ash.id, witness_badge="4602",
                                        reference="KP 9", originals=[_part(25_000_000)], dummies=[_part(24_000_000)]),
        gone)  # fmt: skip
    return found


def _search(at):
    cast, ash, stored = at.cast, at.ash, at.stored
    find = {"witness_badge": "4420", "remark": "x"}
    return {
        (None, "unit.unlocated/1"): Row(
            "auditor", Door(f"/units/{ash.id}/bench/unlocated/", {"remark": "x"}), Door(f"units/{ash.id}/search/", {}),
            lambda: searching.report_unlocated(act=act_of(cast.auditor), unit_id=ash.id), ("unit.gone",)),
        (None, "unit.missing/1"): Row(
            "supervisor", Door(f"/units/{stored.id}/bench/missing/", {"remark": "x"}),
            Door(f"units/{stored.id}/search/failure/", {}),
            lambda: searching.declare_missing(act=act_of(cast.supervisor), unit_id=stored.id), ("lifecycle.search",),
            version="stored"),
        (None, "unit.found/1"): Row(
            "storekeeper", Door(f"/units/{stored.id}/bench/found/", find),
            Door(f"units/{stored.id}/search/find/", find),
            lambda: searching.record_found(act=act_of(cast.storekeeper), unit_id=stored.id, **find),
            ("lifecycle.search",), version="stored"),
    }  # fmt: skip


def _beside(at):
    """Refusals of 4.2 that move no state of a table."""
    cast, ash, session, stored = at.cast, at.ash, at.session, at.stored
    gone = ("lifecycle.custody", "unit.gone", "custody.not_yours", "record.not_found", "session.state")
    used, merged = stored.seal, {"unit_ids": [str(stored.id)], "witness_badge": "4602", "reason": "x"}
    aborted = {"reason": "filter", "unusual_events": "the filter failed"}
    held = {"authority": "prosecutor", "reference": "KP 3"}
    return {
        ("beside", "a used seal"): Row(
            "storekeeper", Door(f"/units/{stored.id}/bench/seal/", {"seal": used, "reason": "x",
                                                                  "witness_badge": "4602"}),
            Door(f"units/{stored.id}/seals/replacement/", {"new_seal": {"number": used}, "reason": "x",
                                                           "witness_badge": "4602"}),
            lambda: reseal.replace_seal(act=act_of(cast.storekeeper), unit_id=stored.id, witness_badge="4602",
                                        reason="x", new_seal=SealEntry(number=used)), ("seal.in_use",),
            version="stored"),
        ("beside", "ash is unusable already"): Row(
            "storekeeper", Door(f"/units/{ash.id}/bench/neutralise/", {"method": "bleach", "witness_badge": "4602"}),
            Door("neutralisations/", {"unit_ids": [str(ash.id)], "method": "bleach", "witness_badge": "4602"}),
            lambda: neutralise.neutralise_units(act=act_of(cast.storekeeper), unit_ids=[ash.id], method="bleach",
                                                witness_badge="4602"), gone),
        ("beside", "one unit alone is not merged"): Row(
            "storekeeper", Door("/bench/merge/", {
                "units": [str(stored.id)], "kind": "bag", "gross": "25", "scale": "S-FLOOR", "seal": _seal(),
                "reason": "x", "witness_badge": "4602"}),
            Door("merges/", merged | {"part": _part_said(25_000_000)}),
            lambda: dividing.merge_units(act=act_of(cast.storekeeper), unit_ids=[stored.id], witness_badge="4602",
                                         part=_part(25_000_000), reason="x"), ("merge.one",)),
        ("beside", "a part of ash"): Row(
            "storekeeper", Door(f"/units/{ash.id}/bench/retain/", _parts_form("10", "15") | held),
            Door(f"units/{ash.id}/retention/", held | {
                "retained": _part_said(10_000_000), "rest": [_part_said(15_000_000)], "witness_badge": "4602",
                "reason": "x"}),
            lambda: partial_hold.hold_part(
                act=act_of(cast.storekeeper), unit_id=ash.id, witness_badge="4602", retained=_part(10_000_000),
                rest=[_part(15_000_000)], reason="x", **held), gone),
        ("beside", "a burn that is over is broken off"): Row(
            "supervisor", Door(f"/burns/{session.id}/abort/", BURN_FORM | aborted | {"left": [str(ash.id)]}),
            Door(f"sessions/{session.id}/breaking-off/", aborted | {
                "started_at": "2026-01-01T00:00:00Z", "ended_at": "2026-01-01T01:00:00Z",
                "left": [{"unit_id": str(ash.id), "new_seal": {"number": _seal()},
                          "reading": {"gross_mg": 25_000_000, "scale": "S-FLOOR"}}]}),
            lambda: aborting.abort_burn(act=act_of(cast.crew), session_id=session.id, started_at=now(), ended_at=now(),
                                        left=[], **aborted), ("*",)),
        ("beside", "a witness refuses ash"): Row(
            "witness", Door(f"/burns/{session.id}/refuse/", {"units": [str(ash.id)], "unit": str(ash.id),
                                                             "finding": "seal"}),
            Door(f"sessions/{session.id}/unit-refusals/", {"unit_id": str(ash.id), "finding": "seal"}),
            lambda: aborting.refuse_unit(act=act_of(cast.witness), session_id=session.id, unit_id=ash.id,
                                         finding="seal"), gone),
    }  # fmt: skip
