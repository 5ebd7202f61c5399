"""A label of the house that somebody found lying somewhere. It is told on the stream of who found it: whether the label
exists, and of what it is, the record does not say. And a label that is on goods and is none of the house."""

from __future__ import annotations

from custody.core.events.schema import event

LABEL_REPORTED = event(
    "label.reported/1", "officer", "A label that lay somewhere was reported",
    open_="report_id:uuid reported_at:time", sealed="code:text found_where:text", personal="remark:text?")
LABEL_REPORT_SETTLED = event(
    "label.report_settled/1", "officer", "What was reported of a label is settled",
    open_="report_id:uuid settled_at:time", sealed="outcome:text", personal="settled_by:person finding:text")
LABEL_UNPRINTED = event(
    "label.unprinted/1", "unit", "Its label is on no roll of the house",
    open_="told_at:time")
"""Somebody read it off the goods, or typed it: it is recorded as it is, and bars nothing."""
