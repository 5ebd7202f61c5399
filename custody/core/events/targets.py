"""What is looked for before anything is stopped: targets, the tips behind them, and the images of a scanner."""

from __future__ import annotations

from custody.core.events.schema import event

# A gang pays for every field of a target: which container, which ship, when, why, and what was decided.
TARGET_OPENED = event(
    "target.opened/1", "target", "Target {reference} opened",
    open_="target_id:uuid reference:text opened_at:time tip_id:uuid?",
    sealed="container_number:text? imo_number:text? vessel:text? call:text? expected_at:time cause:text "
           "authority:text? grounds:text",
    personal="opened_by:person")
TARGET_RESCHEDULED = event(
    "target.rescheduled/1", "target", "Another arrival is expected", open_="told_at:time",
    sealed="expected_at:time call:text? reason:text?")
SCAN_ATTACHED = event(
    "scan.attached/1", "target", "Scan image attached",
    open_="scan_id:uuid media_type:text size_bytes:int storage_name:text added_at:time",
    sealed="scanner:text port:text? sha256:text", personal="added_by:person")
SCAN_READ = event(
    "scan.read/1", "target", "Scan image read", open_="reading_id:uuid scan_id:uuid read_at:time",
    sealed="result:text remark:text?", personal="read_by:person")
TARGET_SEARCH_DECIDED = event(
    "target.search_decided/1", "target", "A decision was taken", open_="search_at:time",
    personal="search_by:person searcher:person")
TARGET_LET_GO_ASKED = event(
    "target.let_go_asked/1", "target", "A decision was asked for", open_="asked_at:time",
    sealed="reason_code:text reason:text", personal="asked_by:person")
TARGET_LET_GO = event(
    "target.let_go/1", "target", "A decision was taken by two", open_="let_go_at:time", personal="let_go_by:person")
TARGET_MET = event(
    "target.met/1", "target", "A conveyance of this target is in custody",
    open_="hit_id:uuid unit_id:uuid met_at:time", sealed="after_let_go:bool")
TARGET_LINK_ASKED = event(
    "target.link_asked/1", "target", "It is asked whether a conveyance belongs to this target",
    open_="unit_id:uuid link_at:time", personal="link_by:person")
TARGET_LINK_DROPPED = event(
    "target.link_dropped/1", "target", "A conveyance does not belong to this target", open_="dropped_at:time",
    personal="dropped_by:person")
TARGET_UNLINKED = event(
    "target.unlinked/1", "target", "A conveyance does not belong to this target after all",
    open_="hit_id:uuid undone_at:time", sealed="state:text reason:text", personal="undone_by:person")
TARGET_FOUND_ELSEWHERE = event(
    "target.found_elsewhere/1", "target", "Somebody else reported on it", open_="found_at:time",
    sealed="found_authority:text found_remark:text", personal="found_told_by:person")

TIP_RECORDED = event(
    "tip.recorded/1", "tip", "Tip {reference} recorded", open_="tip_id:uuid reference:text recorded_at:time",
    sealed="reliability:text credibility:text", personal="source:text handler:person")
TIP_ENTRUSTED = event(
    "tip.entrusted/1", "tip", "Another handler keeps the source", open_="entrusted_at:time",
    personal="handler:person reason:text")
