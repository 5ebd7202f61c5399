"""Scales, their calibration, and counts."""

from __future__ import annotations

from custody.core.events.schema import event

SCALE_REGISTERED_2 = event(
    "scale.registered/2", "scale", "Scale {code} registered, class {accuracy_class}",
    open_="scale_id:uuid code:text capacity_mg:int division_mg:int accuracy_class:text calibrated_until:date?")
CALIBRATION_REPORTED = event(
    "calibration.reported/1", "scale", "Calibration of {calibrated_on} reported",
    open_="calibration_id:uuid calibrated_on:date valid_until:date accuracy_class:text certificate:text as_found:text "
          "reported_at:time", personal="reported_by:person")
CALIBRATION_DECIDED = event(
    "calibration.decided/1", "scale", "Calibration decided: {outcome}",
    open_="calibration_id:uuid outcome:text decided_at:time calibrated_until:date? accuracy_class:text",
    personal="decided_by:person")
SCALE_WITHDRAWN = event(
    "scale.withdrawn/1", "scale", "Scale withdrawn: {reason}", open_="withdrawn_at:time reason:text",
    personal="withdrawn_by:person")
UNIT_COUNTED = event(
    "unit.counted/1", "unit", "Packages counted without being told how many", open_="count_id:uuid answers_id:uuid?",
    sealed="package_count:int", personal="counted_by:person")
UNIT_COUNTED_2 = event(
    "unit.counted/2", "unit", "Packages counted without being told how many", open_="count_id:uuid answers_id:uuid?",
    sealed="package_count:int currency:text? amount_minor:int?", personal="counted_by:person")
"""It also says of cash how much money was counted."""
