"""The reference pages that are drawn from the code: event types, the life of a unit, the rules of the alerts,
who may do what.

Each function returns a whole Markdown page and reads nothing but tables in the code, so a page can be compared with its
file byte for byte. ``manage.py render_docs`` writes the pages; ``--check`` only compares.
"""

from __future__ import annotations

from functools import partial
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from custody.core.events import ENVELOPE, EventType, Field, FieldClass, all_event_types
from custody.core.lifecycle import (
    AUTHORITY,
    AUTHORITY_WORDS,
    CUSTODY,
    STATE_WORDS,
    TERMINAL,
    CustodyState,
    Family,
    steps,
)
from custody.reports.alert_rules import alert_rules_page
from custody.reports.glossary import NAMES, glossary_page, review_page
from custody.reports.markdown import BANNER, page, table
from custody.reports.permission_table import permission_table_page
from custody.reports.process_words import process_words_page
from custody.reports.rule_costs import rule_costs_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_STEP_HEAD = ("while it is", "the event", "makes it")
_FAMILY_WORDS = {
    Family.CONVEYANCE: "Conveyances",
    Family.GOODS: "Goods",
}


def _fields(fields: Mapping[str, Field], field_class: FieldClass) -> str:
    return ", ".join(
        f"`{field.name}` {field.kind.value}{'?' if field.nullable else ''}"
        for field in fields.values()
        if field.field_class is field_class
    )


def _event_row(each: EventType) -> tuple[str, ...]:
    return (
        f"`{each.code}`",
        each.sentence,
        _fields(each.fields, FieldClass.OPEN),
        _fields(each.fields, FieldClass.SEALED),
        _fields(each.fields, FieldClass.PERSONAL),
    )


def events_page() -> str:
    """Return the page that lists every event type with its sentence and the class of each field."""
    head = ("code", "sentence", "open", "sealed", "personal")
    lines = [
        "# Events",
        "",
        BANNER,
        "",
        "A code is never renamed and never changes its meaning",
        "([ADR 0005](../adr/0005-event-codes-for-ever-sentences-at-display.md)). Every field below enters",
        "the ledger as a salted commitment",
        "([ADR 0011](../adr/0011-values-behind-salted-commitments.md)); its class says who may read the",
        "value. A question mark means that the value may be absent. Kinds: `person` is an officer's",
        "pseudonym, `time` is UTC text with microseconds; masses are whole milligrams and end in `_mg`.",
        "",
        "Every event also commits to:",
        _fields(ENVELOPE, FieldClass.OPEN) + ".",
    ]
    by_subject = sorted(all_event_types(), key=lambda each: (each.subject, each.code))
    for subject, group in groupby(by_subject, key=lambda each: each.subject):
        title = "more than one kind of stream" if subject == "*" else f"the stream of one {subject}"
        lines += ["", f"## On {title}", "", *table(head, [_event_row(each) for each in group])]
    return page(*lines)


def _short(code: str) -> str:
    return code.partition("/")[0]


def _diagram(family: Family) -> list[str]:
    arrows: dict[tuple[str, str], list[str]] = {}
    seen: list[CustodyState] = []
    for each, before, code, after in steps():
        if each is not family:
            continue
        arrows.setdefault((before.value if before else "[*]", after.value), []).append(_short(code))
        seen += [state for state in (before, after) if state and state not in seen]
    return [
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {state.value} : {STATE_WORDS[state]}" for state in seen),
        *(f"    {start} --> {end} : {', '.join(codes)}" for (start, end), codes in arrows.items()),
        *(f"    {state.value} --> [*]" for state in seen if state in TERMINAL),
        "```",
    ]


def _steps_table(family: Family) -> list[str]:
    rows = [
        (STATE_WORDS[before] if before else "not yet in custody", f"`{code}`", STATE_WORDS[after])
        for each, before, code, after in steps()
        if each is family
    ]
    return table(_STEP_HEAD, rows)


def unit_states_page() -> str:
    """Return the page that draws both tables of ``core.lifecycle``: custody and authority."""
    lines = [
        "# States of a unit",
        "",
        BANNER,
        "",
        "A unit has two states: *custody* says where it is in its physical life, *authority* how far the",
        "permission to burn it has come. What is not in these tables is refused, through the pages, the API",
        "and the shell.",
    ]
    for family in Family:
        lines += ["", f"## {_FAMILY_WORDS[family]}", "", *_diagram(family), "", *_steps_table(family)]
    authority_rows = [
        (AUTHORITY_WORDS[before], f"`{code}`", AUTHORITY_WORDS[after])
        for code, step in AUTHORITY.items()
        for before, after in step.items()
    ]
    lines += ["", "## Authority to destroy", "", *table(_STEP_HEAD, authority_rows)]
    reached = {after for step in CUSTODY.values() for after in step.values()}
    state_rows = [
        (
            f"`{state.value}`",
            STATE_WORDS[state],
            "yes" if state in TERMINAL else "",
            "" if state in reached else "named for later; no event leads here yet",
        )
        for state in CustodyState
    ]
    state_head = ("state", "in words", "end of custody", "remark")
    lines += ["", "## All custody states", "", *table(state_head, state_rows)]
    return page(*lines)


PAGES: Mapping[PurePosixPath, Callable[[], str]] = {
    PurePosixPath("docs/reference/alert-rules.md"): alert_rules_page,
    PurePosixPath("docs/reference/events.md"): events_page,
    PurePosixPath("docs/reference/glossary.md"): glossary_page,
    **{PurePosixPath(f"docs/reference/glossary-{name}.md"): partial(review_page, name) for name in NAMES},
    PurePosixPath("docs/reference/permissions.md"): permission_table_page,
    PurePosixPath("docs/reference/process-words.md"): process_words_page,
    PurePosixPath("docs/reference/rule-costs.md"): rule_costs_page,
    PurePosixPath("docs/reference/unit-states.md"): unit_states_page,
}
"""Path below the top of the repository -> the function that draws the page."""
