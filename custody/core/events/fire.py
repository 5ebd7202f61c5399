"""The fire as it is really done: the lottery before it, what was refused or did not burn, who watched, and on paper."""

from __future__ import annotations

from custody.core.events.schema import event

LOTTERY_DRAWN = event(
    "lottery.drawn/1", "session", "{draw_size} of {unit_count} units drawn for a test",
    open_="lottery_id:uuid drawn_at:time unit_count:int draw_size:int seed_sha256:text list_sha256:text",
    sealed="seed:text", personal="drawn_by:person")
UNIT_DRAWN = event("unit.drawn/1", "unit", "Drawn for a test before the fire",
                   open_="ticket_id:uuid lottery_id:uuid why:text")
UNIT_TESTED = event(
    "unit.tested/1", "unit", "Opened and tested before the fire: {result}",
    open_="ticket_id:uuid result:text tested_at:time", personal="tested_by:person witness:person")
LOTTERY_PUBLISHED = event("lottery.published/1", "session", "The seed of the lottery was published",
                          open_="lottery_id:uuid seed:text published_at:time")
SESSION_FROZEN = event("session.frozen/1", "session", "Burn frozen: {reason}", open_="frozen_at:time reason:text")
SESSION_UNFROZEN = event("session.unfrozen/1", "session", "Burn no longer frozen", open_="unfrozen_at:time",
                         personal="unfrozen_by:person reason:text")
WITNESSES_DRAWN = event(
    "witnesses.drawn/1", "session", "Witnesses drawn by lot from {pair_count} pairs",
    open_="draw_id:uuid drawn_at:time pair_count:int pairs_sha256:text", sealed="seed:text",
    personal="witness_a:person witness_b:person drawn_by:person")
WITNESS_DESIGNATED = event(
    "witness.designated/1", "session", "A witness was designated for this burn",
    open_="designation_id:uuid designated_at:time", personal="witness:person designated_by:person")
UNIT_REFUSED = event(
    "unit.refused/1", "unit", "Refused by a witness of the burn: {finding}",
    open_="session_id:uuid line_id:uuid finding:text refused_at:time", personal="refused_by:person remark:text?")
BURN_ABORTED = event(
    "burn.aborted/1", "session", "Burn aborted ({reason}): {destroyed_count} burnt, {left_count} not",
    open_="aborted_at:time reason:text destroyed_count:int left_count:int", sealed="unusual_events:text",
    personal="aborted_by:person")
UNIT_STAGED_ON_INTAKE = event(
    "unit.staged_on_intake/1", "unit", "Checked at the furnace: its intake counts, the vehicle seal is whole",
    open_="session_id:uuid line_id:uuid staged_at:time checked_at:time", sealed="gross_mg:int vehicle_seal:text",
    personal="checker:person")
ROLL_PRINTED = event(
    "roll.printed/1", "roll", "Roll {code_word} printed: {label_count} labels",
    open_="roll_id:uuid code_word:text purpose:text label_count:int sheet_count:int? printed_at:time",
    sealed="labels_sha256:text", personal="printed_by:person")
ROLL_VOIDED = event("roll.voided/1", "roll", "Roll withdrawn: {reason}", open_="voided_at:time reason:text",
                    personal="voided_by:person")
SHEET_ENTERED = event(
    "sheet.entered/1", "roll", "Paper sheet {number} entered", open_="sheet_id:uuid number:int seizure_id:uuid "
    "happened_at:time entered_at:time", personal="entered_by:person")
# Told on the roll of each of the two sheets: the one that was entered, and the one whose label stuck on its goods.
SHEET_LABEL_STRAYED = event(
    "sheet.label_strayed/1", "roll", "A label of sheet {number} or on its goods is that of another sheet",
    open_="number:int unit_id:uuid strayed_at:time", sealed="label:text entered_as:text printed_for:text?",
    personal="told_by:person")
LABEL_REPRINTED = event(
    "label.reprinted/1", "unit", "Label printed again: {reason}", open_="reprint_id:uuid reason:text reprinted_at:time",
    personal="reprinted_by:person")
DOCUMENT_ASKED = event("document.asked/1", "*", "Document asked for: {kind}",
                       open_="document_id:uuid kind:text language:text asked_at:time", personal="asked_by:person")
DOCUMENT_MADE = event(
    "document.made/1", "*", "Document made: {kind}, {size_bytes} bytes, SHA-256 {sha256}",
    open_="document_id:uuid kind:text sha256:text size_bytes:int storage_name:text made_at:time")
