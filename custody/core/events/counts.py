"""Inventories, audits, and the stock that lay there before the record began."""

from __future__ import annotations

from custody.core.events.schema import event

# Whether an inventory or an audit is announced is sealed: who is counted must not read it off the ledger.
INVENTORY_ASKED = event(
    "inventory.asked/1", "inventory", "Inventory asked for", open_="inventory_id:uuid asked_at:time",
    sealed="place_id:uuid reason_kind:text percent:int announced:bool cause:text? cause_id:uuid? clock_type:text",
    personal="asked_by:person")
INVENTORY_OPENED = event(
    "inventory.opened/1", "inventory", "Inventory begun", open_="opened_at:time", sealed="drawn:texts",
    personal="counter:person second:person")
INVENTORY_FOUND = event(
    "inventory.found/1", "inventory", "Something was found", open_="line_id:uuid found_at:time",
    sealed="label:text unit_id:uuid? seal_seen:text? package_count:int? gross_mg:int? outcome:text",
    personal="found_by:person")
INVENTORY_FOUND_2 = event(
    "inventory.found/2", "inventory", "Something was found", open_="line_id:uuid found_at:time",
    sealed="label:text unit_id:uuid? seal_seen:text? package_count:int? gross_mg:int? kind_seen:text? outcome:text",
    personal="found_by:person")
"""With the kind of what stands on no list, as the two who count see it."""
INVENTORY_FOUND_3 = event(
    "inventory.found/3", "inventory", "Something was found", open_="line_id:uuid found_at:time",
    sealed="label:text unit_id:uuid? seal_seen:text? package_count:int? gross_mg:int? kind_seen:text? "
           "packaging_whole:bool? found_in_time:bool? outcome:text",
    personal="found_by:person")
"""It may also say whether the packaging is whole, and whether it was found within five minutes (R22)."""
INVENTORY_COUNTED = event(
    "inventory.counted/1", "inventory", "Inventory counted", open_="counted_at:time")
INVENTORY_SIGNED = event(
    "inventory.signed/1", "inventory", "Inventory signed by a second person", open_="signed_at:time",
    sealed="found:int missing:int differences:int", personal="signed_by:person")
INVENTORY_BROKEN_OFF = event(
    "inventory.broken_off/1", "inventory", "Inventory broken off: it is still to be counted",
    open_="broken_off_at:time", sealed="reason:text", personal="broken_off_by:person")
AUDIT_PLANNED = event(
    "audit.planned/1", "audit", "Audit planned", open_="audit_id:uuid planned_at:time",
    sealed="place_id:uuid announced:bool", personal="planned_by:person auditor:person")
AUDIT_OPENED = event("audit.opened/1", "audit", "Audit begun", open_="opened_at:time")
AUDIT_ANSWERED = event(
    "audit.answered/1", "audit", "A question of the audit answered", open_="answer_id:uuid answered_at:time",
    sealed="question:text verdict:text remark:text?")
AUDIT_CLOSED = event(
    "audit.closed/1", "audit", "Audit closed", open_="closed_at:time", sealed="broken:int conclusion:text")
OPENING_IMPORTED = event(
    "opening.imported/1", "opening", "A list of stock from before this record was read",
    open_="stock_id:uuid inventory_id:uuid imported_at:time line_count:int file_sha256:text", sealed="place_id:uuid",
    personal="imported_by:person")
OPENING_LISTED = event(
    "opening.listed/1", "opening", "A line of the list", open_="line_id:uuid row:int",
    sealed="label:text kind:text substance:text form:text package_count:int? gross_mg:int? seal:text? seized_on:date "
           "case_reference:text")
OPENING_LISTED_2 = event(
    "opening.listed/2", "opening", "A line of the list", open_="line_id:uuid row:int",
    sealed="label:text kind:text substance:text form:text package_count:int? gross_mg:int? tare_mg:int? net_mg:int? "
           "volume_ml:int? seal:text? seized_on:date case_reference:text description:text? order_reference:text?",
    personal="second:person?")
OPENING_LISTED_3 = event(
    "opening.listed/3", "opening", "A line of the list", open_="line_id:uuid row:int",
    sealed="label:text kind:text substance:text form:text package_count:int? gross_mg:int? tare_mg:int? net_mg:int? "
           "volume_ml:int? currency:text? amount_minor:int? seal:text? seized_on:date case_reference:text "
           "description:text? order_reference:text?",
    personal="second:person?")
OPENING_LEFT_OUT = event(
    "opening.line_left_out/1", "opening", "Line {row} of the list cannot be right, and was left out",
    open_="row:int field:text", sealed="said:text")
INVENTORY_TAKEN = event(
    "inventory.unlisted_taken/1", "inventory", "What was found and stands on no list is a unit now",
    open_="line_id:uuid unit_id:uuid")
OPENING_REGISTERED = event(
    "opening.registered/1", "opening", "The stock from before this record is in custody",
    open_="registered_at:time", sealed="agreed:int differing:int not_found:int",
    personal="registered_by:person")
OPENING_SETTLED = event(
    "opening.settled/1", "opening", "A line of the list became a unit", open_="line_id:uuid unit_id:uuid",
    sealed="outcome:text")
