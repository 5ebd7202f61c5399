"""Inventories, audits, and stock from before the record."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, f, p, same

COUNTS: dict[str, tuple[Change, ...]] = {
    "inventory.asked/1": (
        Change("custody_inventory", "inventory_id",
               {**same("place_id", "percent", "announced", "cause", "cause_id", "clock_type", "asked_at"),
                "kind": f("reason_kind"), "asked_by_id": p("asked_by"), "state": c("asked"), "drawn": c([]),
                "counter_id": c(None), "second_id": c(None), "opened_at": c(None), "counted_at": c(None),
                "signed_at": c(None), "found": c(None), "missing": c(None), "differences": c(None)}, creates=True),
    ),
    "inventory.opened/1": (
        Change("custody_inventory", "@",
               {**same("opened_at", "drawn"), "counter_id": p("counter"), "second_id": p("second"),
                "counted_at": c(None), "state": c("open")}),
    ),
    "inventory.found/1": (
        Change("custody_inventoryline", "line_id",
               {**same("label", "unit_id", "seal_seen", "package_count", "gross_mg", "outcome", "found_at"),
                "kind_seen": c(None), "packaging_whole": c(None), "found_in_time": c(None),
                "found_by_id": p("found_by"), "inventory_id": Source("ref")}, creates=True),
    ),
    "inventory.found/2": (
        Change("custody_inventoryline", "line_id",
               {**same("label", "unit_id", "seal_seen", "package_count", "gross_mg", "kind_seen", "outcome",
                       "found_at"), "packaging_whole": c(None), "found_in_time": c(None),
                "found_by_id": p("found_by"), "inventory_id": Source("ref")}, creates=True),
    ),
    "inventory.found/3": (
        Change("custody_inventoryline", "line_id",
               {**same("label", "unit_id", "seal_seen", "package_count", "gross_mg", "kind_seen", "packaging_whole",
                       "found_in_time", "outcome", "found_at"),
                "found_by_id": p("found_by"), "inventory_id": Source("ref")}, creates=True),
    ),
    "inventory.counted/1": (
        Change("custody_inventory", "@", {**same("counted_at"), "state": c("counted")}),
    ),
    "inventory.signed/1": (
        Change("custody_inventory", "@", {**same("signed_at", "found", "missing", "differences"),
                                          "state": c("signed")}),
    ),
    "inventory.broken_off/1": (
        Change("custody_inventory", "@",
               {"counter_id": c(None), "second_id": c(None), "opened_at": c(None), "counted_at": c(None),
                "state": c("asked")}),
    ),
    "audit.planned/1": (
        Change("custody_audit", "audit_id",
               {**same("place_id", "announced", "planned_at"), "planned_by_id": p("planned_by"),
                "auditor_id": p("auditor"), "state": c("planned"), "opened_at": c(None), "closed_at": c(None),
                "broken": c(None), "conclusion": c(None)}, creates=True),
    ),
    "audit.opened/1": (Change("custody_audit", "@", {**same("opened_at"), "state": c("open")}),),
    "audit.answered/1": (
        Change("custody_auditanswer", "answer_id",
               {**same("question", "verdict", "remark", "answered_at"), "audit_id": Source("ref")}, creates=True),
    ),
    "audit.closed/1": (
        Change("custody_audit", "@", {**same("closed_at", "broken", "conclusion"), "state": c("closed")}),
    ),
    "opening.imported/1": (
        Change("custody_openingstock", "stock_id",
               {**same("place_id", "inventory_id", "imported_at", "line_count", "file_sha256"),
                "imported_by_id": p("imported_by"),
                "registered_at": c(None), "registered_by_id": c(None)}, creates=True),
    ),
    "opening.listed/1": (
        Change("custody_openingline", "line_id",
               {**same("row", "label", "kind", "substance", "form", "package_count", "gross_mg", "seal", "seized_on",
                       "case_reference"), "stock_id": Source("ref"), "unit_id": c(None), "outcome": c(None),
                "description": c(None), "tare_mg": c(None), "net_mg": c(None), "volume_ml": c(None),
                "order_reference": c(None), "second_id": c(None), "currency": c(None), "amount_minor": c(None)},
               creates=True),
    ),
    "opening.listed/2": (
        Change("custody_openingline", "line_id",
               {**same("row", "label", "kind", "substance", "form", "package_count", "gross_mg", "tare_mg", "net_mg",
                       "volume_ml", "seal", "seized_on", "case_reference", "description", "order_reference"),
                "stock_id": Source("ref"), "unit_id": c(None), "outcome": c(None), "second_id": p("second"),
                "currency": c(None), "amount_minor": c(None)},
               creates=True),
    ),
    "opening.listed/3": (
        Change("custody_openingline", "line_id",
               {**same("row", "label", "kind", "substance", "form", "package_count", "gross_mg", "tare_mg", "net_mg",
                       "volume_ml", "currency", "amount_minor", "seal", "seized_on", "case_reference", "description",
                       "order_reference"),
                "stock_id": Source("ref"), "unit_id": c(None), "outcome": c(None), "second_id": p("second")},
               creates=True),
    ),
    "opening.line_left_out/1": (),
    "inventory.unlisted_taken/1": (Change("custody_inventoryline", "line_id", same("unit_id")),),
    "opening.settled/1": (Change("custody_openingline", "line_id", same("unit_id", "outcome")),),
    "opening.registered/1": (
        Change("custody_openingstock", "@",
               {**same("registered_at"), "registered_by_id": p("registered_by")}),
    ),
}
