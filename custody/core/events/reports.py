"""The official reports of a seizure, and how their entries are put right."""

from __future__ import annotations

from custody.core.events.schema import event

OFFICIAL_REPORT_RECORDED = event(
    "report.recorded/1", "seizure", "Official report recorded: {report_kind}",
    open_="report_id:uuid jurisdiction:text service:text report_kind:text year:int drawn_on:date whole:bool "
          "labels:texts initial:bool recorded_at:time",
    personal="number:text recorded_by:person")
REPORT_CORRECTION_ASKED = event(
    "report.correction_asked/1", "seizure", "The entry of an official report shall be put right",
    open_="correction_id:uuid report_id:uuid service:text report_kind:text drawn_on:date asked_at:time",
    personal="number:text reason:text asked_by:person")
# What the report says afterwards: as it was, when the correction is refused.
REPORT_CORRECTION_DECIDED = event(
    "report.correction_decided/1", "seizure", "Correction of an official report: {outcome}",
    open_="correction_id:uuid report_id:uuid outcome:text service:text report_kind:text year:int drawn_on:date "
          "decided_at:time",
    personal="number:text decided_by:person")
# Which units it covers and whether it is the initial one, too: empty where they stay.
REPORT_CORRECTION_ASKED_2 = event(
    "report.correction_asked/2", "seizure", "The entry of an official report shall be put right",
    open_="correction_id:uuid report_id:uuid service:text report_kind:text drawn_on:date labels:texts? initial:bool? "
          "asked_at:time",
    personal="number:text reason:text asked_by:person")
REPORT_CORRECTION_DECIDED_2 = event(
    "report.correction_decided/2", "seizure", "Correction of an official report: {outcome}",
    open_="correction_id:uuid report_id:uuid outcome:text service:text report_kind:text year:int drawn_on:date "
          "whole:bool labels:texts initial:bool decided_at:time",
    personal="number:text decided_by:person")
