"""Targets, tips and scan images."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, f, p, same, sealed, tok

_NOTHING_YET = {
    name: c(None)
    for name in (
        "search_by_id", "search_at", "searcher_id", "asked_by_id", "asked_at", "reason_code",
        "let_go_by_id", "let_go_at", "found_at", "found_authority", "found_remark", "found_told_by_id",
        "link_unit_id", "link_by_id", "link_at",
    )
}
_NO_QUESTION = {"link_unit_id": c(None), "link_by_id": c(None), "link_at": c(None)}
_REASON = sealed("reason", "target-reason")

TARGETS: dict[str, tuple[Change, ...]] = {
    "target.opened/1": (
        Change("custody_target", "target_id",
               {**_NOTHING_YET, **same("reference", "opened_at", "tip_id", "expected_at", "authority", "call"),
                "origin": f("cause"),
                "container_sealed": sealed("container_number", "target-container"),
                "container_token": tok("container_number", "container"),
                "imo_sealed": sealed("imo_number", "target-imo"), "imo_token": tok("imo_number", "imo"),
                "vessel_sealed": sealed("vessel", "target-vessel"),
                "grounds_sealed": sealed("grounds", "target-grounds"),
                "opened_by_id": p("opened_by"), "state": c("open")}, creates=True),
    ),
    "target.rescheduled/1": (Change("custody_target", "@", same("expected_at", "call")),),
    "scan.attached/1": (
        Change("custody_scanimage", "scan_id",
               {**same("media_type", "size_bytes", "storage_name", "added_at", "scanner", "port"),
                "target_id": Source("ref"), "added_by_id": p("added_by")}, creates=True),
    ),
    "scan.read/1": (
        Change("custody_scanreading", "reading_id",
               {**same("scan_id", "read_at", "result", "remark"), "target_id": Source("ref"),
                "read_by_id": p("read_by")}, creates=True),
    ),
    "target.search_decided/1": (
        Change("custody_target", "@",
               {"state": c("search"), "search_by_id": p("search_by"), "searcher_id": p("searcher"),
                "search_at": f("search_at")}),
    ),
    "target.let_go_asked/1": (
        Change("custody_target", "@",
               {**same("asked_at", "reason_code"), "state": c("asked"), "asked_by_id": p("asked_by"),
                "reason_sealed": _REASON, "let_go_by_id": c(None), "let_go_at": c(None)}),
    ),
    "target.let_go/1": (
        Change("custody_target", "@",
               {"state": c("let_go"), "let_go_by_id": p("let_go_by"), "let_go_at": f("let_go_at")}),
    ),
    "target.met/1": (
        Change("custody_targethit", "hit_id",
               {**same("unit_id", "met_at", "after_let_go"), "target_id": Source("ref"),
                "undone_by_id": c(None), "undone_at": c(None)}, creates=True),
        Change("custody_target", "@", {"state": c("contained"), **_NO_QUESTION}),
    ),
    "target.link_asked/1": (
        Change("custody_target", "@",
               {"link_unit_id": f("unit_id"), "link_by_id": p("link_by"), "link_at": f("link_at")}),
    ),
    "target.link_dropped/1": (Change("custody_target", "@", _NO_QUESTION),),
    "target.unlinked/1": (
        Change("custody_targethit", "hit_id", {"undone_at": f("undone_at"), "undone_by_id": p("undone_by")}),
        Change("custody_target", "@", {"state": f("state")}),
    ),
    "target.found_elsewhere/1": (
        Change("custody_target", "@",
               {**same("found_at", "found_authority", "found_remark"), "found_told_by_id": p("found_told_by")}),
    ),
    "tip.recorded/1": (
        Change("custody_tip", "tip_id",
               {**same("reference", "recorded_at", "reliability", "credibility"), "handler_id": p("handler"),
                "source_sealed": sealed("source", "tip-source")}, creates=True),
    ),
    "tip.entrusted/1": (Change("custody_tip", "@", {"handler_id": p("handler")}),),
}
