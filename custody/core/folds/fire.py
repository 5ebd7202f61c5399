"""The lottery, what was refused or did not burn, labels, and documents."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, f, p, same, sealed

_ASKED = {
    "session_id": c(None), "roll_id": c(None), "unit_id": c(None), **same("kind", "language", "asked_at"),
    "asked_by_id": p("asked_by"), "sha256": c(None), "size_bytes": c(None), "storage_name": c(None), "made_at": c(None),
}

FIRE: dict[str, tuple[Change, ...]] = {
    "lottery.drawn/1": (
        Change("custody_lottery", "lottery_id",
               {**same("drawn_at", "unit_count", "draw_size", "seed_sha256", "list_sha256"),
                "session_id": Source("ref"), "seed_sealed": sealed("seed", "lottery-seed"),
                "drawn_by_id": p("drawn_by"), "seed": c(None), "published_at": c(None)}, creates=True),
    ),
    "unit.drawn/1": (
        Change("custody_lotteryticket", "ticket_id",
               {**same("lottery_id", "why"), "unit_id": Source("ref"), "result": c(None), "tested_at": c(None),
                "tested_by_id": c(None), "witness_id": c(None)}, creates=True),
    ),
    "unit.tested/1": (
        Change("custody_lotteryticket", "ticket_id",
               {**same("result", "tested_at"), "tested_by_id": p("tested_by"), "witness_id": p("witness")}),
    ),
    "lottery.published/1": (Change("custody_lottery", "lottery_id", same("seed", "published_at")),),
    "session.frozen/1": (Change("custody_burnsession", "@", {"frozen_at": f("frozen_at")}),),
    "session.unfrozen/1": (Change("custody_burnsession", "@", {"frozen_at": c(None)}),),
    "witnesses.drawn/1": (
        Change("custody_witnessdraw", "draw_id",
               {**same("drawn_at", "pair_count", "pairs_sha256"), "session_id": Source("ref"),
                "seed_sealed": sealed("seed", "witness-seed"), "witness_a_id": p("witness_a"),
                "witness_b_id": p("witness_b"), "drawn_by_id": p("drawn_by")}, creates=True),
    ),
    "witness.designated/1": (
        Change("custody_witnessdesignation", "designation_id",
               {"designated_at": f("designated_at"), "session_id": Source("ref"), "witness_id": p("witness"),
                "designated_by_id": p("designated_by")}, creates=True),
    ),
    "unit.refused/1": (),
    "burn.aborted/1": (
        Change("custody_burnsession", "@", {"state": c("aborted"), "unusual_events": f("unusual_events")},
               equals=("destroyed_count", 0)),
        Change("custody_burnsession", "@", {"aborted_at": f("aborted_at"), "abort_reason": f("reason")}),
    ),
    "unit.staged_on_intake/1": (
        Change("custody_manifestline", "line_id",
               {"staged_at": f("staged_at"), "staged_mg": f("gross_mg"), "checker_id": p("checker")}),
    ),
    "roll.printed/1": (
        Change("custody_labelroll", "roll_id",
               {**same("code_word", "purpose", "label_count", "sheet_count", "printed_at", "labels_sha256"),
                "printed_by_id": p("printed_by"), "voided_at": c(None), "voided_by_id": c(None),
                "void_reason": c(None)}, creates=True),
    ),
    "roll.voided/1": (
        Change("custody_labelroll", "@",
               {"voided_at": f("voided_at"), "voided_by_id": p("voided_by"), "void_reason": f("reason")}),
    ),
    "sheet.entered/1": (
        Change("custody_papersheet", "sheet_id",
               {**same("number", "seizure_id", "happened_at", "entered_at"), "roll_id": Source("ref"),
                "entered_by_id": p("entered_by")}, creates=True),
    ),
    "sheet.label_strayed/1": (),
    "label.reprinted/1": (
        Change("custody_labelreprint", "reprint_id",
               {**same("reason", "reprinted_at"), "unit_id": Source("ref"), "reprinted_by_id": p("reprinted_by")},
               creates=True),
    ),
    "document.asked/1": (
        Change("custody_document", "document_id", {**_ASKED, "session_id": Source("ref")}, creates=True, on="session"),
        Change("custody_document", "document_id", {**_ASKED, "roll_id": Source("ref")}, creates=True, on="roll"),
        Change("custody_document", "document_id", {**_ASKED, "unit_id": Source("ref")}, creates=True, on="unit"),
    ),
    "document.made/1": (
        Change("custody_document", "document_id", same("sha256", "size_bytes", "storage_name", "made_at")),
    ),
}
