"""Refusals at the fire, and those of domain rules 4.2 that move no state of a table."""

from __future__ import annotations

from custody.core.lifecycle import Family
from custody.destruction.actions import aborting, partial_hold, reconcile, staging
from custody.evidence.actions import (
    dividing,
    neutralise,
    reseal,
    sample,
)
from custody.evidence.entries import NewSample, Reading, SealEntry
from tests import stories
from tests.api.doors import Door, Row
from tests.api.lifecycle.ground import fresh_seal, part, part_said, parts_form
from tests.destruction import stories as burns
from tests.evidence.exceptional import BATCH
from tests.stories import act_of, now

C, G = Family.CONVEYANCE, Family.GOODS
BURN_FORM = {"started_at_choice": "now", "ended_at_choice": "now", "method": "incineration", "unusual_events": "none"}


def _fire(at):
    cast, ash, stored, session = at.cast, at.ash, at.stored, at.session
    here, there = f"/units/{ash.id}/", f"units/{ash.id}/"
    burn, api_burn = f"/burns/{session.id}/", f"sessions/{session.id}/"
    sampled = Row(
        "sampler", Door(here + "sample/", {
            "sample_kind": "analysis", "bound_for": "laboratory", "sample_grams": "5", "sample_scale": "S-BENCH",
            "sample_seal": fresh_seal(), "new_seal": fresh_seal(), "gross": "24", "scale": "S-FLOOR",
            "witness_badge": "4601"}),
        Door(there + "samples/", {
            "witness_badge": "4601", "new_seal": {"number": fresh_seal()},
            "reading": {"gross_mg": 24_000_000, "scale": "S-FLOOR"},
            "samples": [{"sample_kind": "analysis", "seal": {"number": fresh_seal()},
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
            "storekeeper", Door(f"/units/{ash.id}/bench/neutralise/", BATCH | {"method": "bleach",
                                                                                 "witness_badge": "4602"}),
            Door("neutralisations/", {"unit_ids": [str(ash.id)], "method": "bleach", "witness_badge": "4602"} | BATCH),
            lambda: neutralise.neutralise_units(act=act_of(cast.storekeeper), unit_ids=[ash.id], method="bleach",
                                                witness_badge="4602", **BATCH), gone),
        ("beside", "one unit alone is not merged"): Row(
            "storekeeper", Door("/bench/merge/", {
                "units": [str(stored.id)], "kind": "bag", "gross": "25", "scale": "S-FLOOR", "seal": fresh_seal(),
                "reason": "x", "witness_badge": "4602"}),
            Door("merges/", merged | {"part": part_said(25_000_000)}),
            lambda: dividing.merge_units(act=act_of(cast.storekeeper), unit_ids=[stored.id], witness_badge="4602",
                                         part=part(25_000_000), reason="x"), ("merge.one",)),
        ("beside", "a part of ash"): Row(
            "storekeeper", Door(f"/units/{ash.id}/bench/retain/", parts_form("10", "15") | held),
            Door(f"units/{ash.id}/retention/", held | {
                "retained": part_said(10_000_000), "rest": [part_said(15_000_000)], "witness_badge": "4602",
                "reason": "x"}),
            lambda: partial_hold.hold_part(
                act=act_of(cast.storekeeper), unit_id=ash.id, witness_badge="4602", retained=part(10_000_000),
                rest=[part(15_000_000)], reason="x", **held), gone),
        ("beside", "a burn that is over is broken off"): Row(
            "supervisor", Door(f"/burns/{session.id}/abort/", BURN_FORM | aborted | {"left": [str(ash.id)]}),
            Door(f"sessions/{session.id}/breaking-off/", aborted | {
                "started_at": "2026-01-01T00:00:00Z", "ended_at": "2026-01-01T01:00:00Z",
                "left": [{"unit_id": str(ash.id), "new_seal": {"number": fresh_seal()},
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


def rows(at):
    """Return a row for each event at the fire, and those beside the tables."""
    return _fire(at) | _beside(at)
