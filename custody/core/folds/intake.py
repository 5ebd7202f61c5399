"""The stop, the seizure, weighings, seals, sweeps and photos."""

from __future__ import annotations

from custody.core.folds.sources import (
    AT,
    BORN,
    FIRST_SEAL,
    FIRST_WEIGHING,
    FLAGS,
    HELD,
    LEFT,
    MOVED,
    NOBODY,
    SEAL_OF_UNIT,
    Change,
    Source,
    c,
    env,
    f,
    p,
    same,
)

INTAKE: dict[str, tuple[Change, ...]] = {
    "unit.contained/1": (
        Change("custody_handlingunit", "unit_id",
               {**same("label", "kind", "jurisdiction", "seal", "demo"), **FLAGS, **MOVED, **HELD,
                "authority_state": c("none"), "unswept": c(False), "parent_id": c(None), "seizure_id": c(None),
                "exhibit_id": c(None), "package_count": c(None), "gross_mg": c(None), "tare_mg": c(None),
                "net_mg": c(None), "weighing_basis": c(None), "seized_at": c(None)}, creates=True),
        Change("custody_conveyance", "@unit",
               {**same("container_number", "container_number_doubted", "vessel", "imo_number", "origin_country",
                        "origin_locode", "hs_code", "cover_load", "detection", "remark"),
                "unit_id": Source("ref"), "held_for": c(None)}, creates=True, copies="by_unit"),
    ),
    "guard.posted/1": (
        Change("custody_guardpost", "guard_id",
               {"unit_id": Source("ref"), "guard_id": p("guard"), "posted_at": f("posted_at"),
                "relieved_at": c(None)}, creates=True),
    ),
    "guard.unheard/1": (),
    "guard.relieved/1": (Change("custody_guardpost", "guard_id", {"relieved_at": f("relieved_at")}),),
    "extraction.started/1": (Change("custody_handlingunit", "@", MOVED),),
    "extraction.interrupted/1": (Change("custody_handlingunit", "@", {**MOVED, "seal": f("seal")}),),
    "extraction.ended/1": (Change("custody_handlingunit", "@", MOVED),),
    "unit.released/1": (Change("custody_handlingunit", "@", {**MOVED, **NOBODY}), LEFT),
    "seizure.opened/1": (
        Change("custody_seizure", "seizure_id",
               {**same("code_word", "jurisdiction", "seized_at", "conveyance_id", "detection", "concealment",
                        "cover_load", "hs_code", "origin_country", "origin_locode", "published_event",
                        "published_on", "published_source", "published_mg", "synthetic", "demo"),
                "seizing_officer_id": p("seizing_officer"), "second_officer_id": p("second_officer"),
                "state": c("open"), "basis": env("basis"), "holder": c(None)}, creates=True),
    ),
    "exhibit.recorded/1": (
        Change("custody_exhibit", "exhibit_id",
               {**same("number", "substance", "form", "finding_place", "field_test"),
                "seizure_id": Source("ref"), "exhibit_kind": c("drugs"), "description": c(None), "test_kit": c(None)},
               creates=True),
    ),
    "exhibit.described/1": (
        Change("custody_exhibit", "exhibit_id", same("form", "field_test")),
        Change("custody_seizure", "@", same("concealment")),
    ),
    "exhibit.described/2": (
        Change("custody_exhibit", "exhibit_id", same("form", "field_test", "test_kit")),
        Change("custody_seizure", "@", same("concealment", "holder")),
    ),
    "seizure.closed/1": (Change("custody_seizure", "@", {"state": c("closed")}),),
    "unit.registered/1": (
        Change("custody_handlingunit", "unit_id",
               {**BORN, **HELD, "unswept": f("unswept"), "parent_id": c(None)}, creates=True),
        FIRST_WEIGHING, FIRST_SEAL,
    ),
    "unit.enclosed/1": (
        Change("custody_handlingunit", "unit_id",
               {**BORN, **NOBODY, "unswept": c(False), "parent_id": f("parent_id")}, creates=True),
        FIRST_WEIGHING, FIRST_SEAL,
    ),
    "unit.weighed/1": (
        Change("custody_weighing", "weighing_id",
               {**same("occasion", "weighing_basis", "method", "scale_id", "calibrated", "gross_mg", "tare_mg",
                        "net_mg", "package_count", "expected_mg", "tolerance_mg"),
                "unit_id": Source("ref"), "weighed_by_id": p("weighed_by"), "witness_id": p("witness"),
                "weighed_at": AT}, creates=True),
    ),
    "seal.applied/1": (
        Change("custody_seal", "seal_id",
               {**SEAL_OF_UNIT, "number": f("seal"), **same("seal_class", "barrel_number")}, creates=True),
        Change("custody_handlingunit", "@", {"seal": f("seal")}),
    ),
    "seal.removed/1": (
        Change("custody_seal", "seal_id", {"removed_at": AT}),
        Change("custody_handlingunit", "@", {"seal": c(None)}),
    ),
    "sweep.recorded/1": (
        Change("custody_sweep", "sweep_id",
               {**same("result", "device", "started_at", "ended_at"), "unit_id": Source("ref"),
                "operator_id": p("operator"), "witness_id": p("witness")}, creates=True),
        Change("custody_handlingunit", "@", {"unswept": c(False)}, equals=("result", "clear")),
        Change("custody_handlingunit", "@", {"incident_open": c(True)}, equals=("result", "found")),
    ),
    "photo.attached/1": (
        Change("custody_photo", "photo_id",
               {**same("slot", "media_type", "size_bytes", "storage_name"), "taken_by_id": p("taken_by"),
                "taken_at": AT}, creates=True),
    ),
}
