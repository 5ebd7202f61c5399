"""The list of what must be done at once for a hot seizure, and what became of each line.

The codes do not say what kind of list it is, and everything but times and ids is sealed: that a load is hot, which
line is late and who owns it is what an attacker would pay for.
"""

from __future__ import annotations

from custody.core.events.schema import event

CHECKLIST_OPENED = event(
    "checklist.opened/1", "checklist", "A list of what must be done was opened",
    open_="checklist_id:uuid opened_at:time",
    sealed="seizure_id:uuid cause:text mass_mg:int worth_eur:int risk_percent:int large_lately:int")
CHECKLIST_OWED = event(
    "checklist.owed/1", "checklist", "A line of the list", open_="line_id:uuid",
    sealed="number:int what:text owner_role:text", personal="owner:person?")
CHECKLIST_TAKEN = event(
    "checklist.taken/1", "checklist", "Somebody took a line", open_="line_id:uuid taken_at:time",
    personal="taken_by:person")
CHECKLIST_DONE = event(
    "checklist.done/1", "checklist", "A line is done", open_="line_id:uuid settled_at:time", sealed="remark:text?",
    personal="settled_by:person")
CHECKLIST_SEEN = event(
    "checklist.seen/1", "checklist", "The house saw that a line is done", open_="line_id:uuid settled_at:time",
    sealed="by_event:text")
CHECKLIST_SET_ASIDE = event(
    "checklist.set_aside/1", "checklist", "A line was set aside", open_="line_id:uuid settled_at:time waiver_id:uuid?",
    sealed="remark:text", personal="settled_by:person")
CHECKLIST_LAPSED = event(
    "checklist.lapsed/1", "checklist", "A line is without object: nothing of the load is left",
    open_="line_id:uuid settled_at:time", sealed="by_event:text")
CHECKLIST_REOPENED = event(
    "checklist.reopened/1", "checklist", "A line is to be done again", open_="line_id:uuid reopened_at:time",
    sealed="by_event:text")
CHECKLIST_CLOSED = event(
    "checklist.closed/1", "checklist", "Every line of the list is settled", open_="closed_at:time")
