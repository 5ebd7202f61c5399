"""Every event type has a schema, a sentence that tells no secret, and a row in the reference."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from custody.core import events
from custody.core.events import EventType, FieldClass, all_event_types
from custody.core.folds import FOLDS
from custody.core.lifecycle import AUTHORITY, CUSTODY
from tests.architecture.source import ROOT, python_files, relative
from tests.many import for_each

TYPES = all_event_types()
CODES = {each.code for each in TYPES}
CONSTANTS = {value.code: name for name, value in vars(events).items() if isinstance(value, EventType)}
by_code = for_each(TYPES, called=lambda each: each.code)


def test_there_are_event_types():
    assert len(TYPES) >= 40


@by_code
def test_a_code_is_dotted_past_tense_with_a_version(each):
    assert re.fullmatch(r"[a-z]+\.[a-z_]+/[1-9]\d*", each.code)


@by_code
def test_a_type_has_a_schema(each):
    assert each.fields
    assert all(name == field.name for name, field in each.fields.items())


@by_code
def test_a_mass_is_never_open_and_always_whole_milligrams(each):
    for name, field in each.fields.items():
        assert not re.search(r"_(kg|g|grams)$", name)
        if name.endswith("_mg") and each.subject not in {"scale", "facility"}:
            assert field.field_class is FieldClass.SEALED, name


@by_code
def test_a_sentence_names_open_fields_only(each):
    named = {name for _, name, _, _ in Formatter().parse(each.sentence) if name is not None}
    open_fields = {name for name, field in each.fields.items() if field.field_class is FieldClass.OPEN}

    assert each.sentence.strip()
    assert named <= open_fields


@cache
def reference():
    return (ROOT / "docs" / "reference" / "events.md").read_text(encoding="utf-8")


@by_code
def test_a_type_has_a_row_in_the_reference(each):
    assert reference().count(f"\n| `{each.code}` | {each.sentence} |") == 1


@cache
def words_outside_core():
    return {
        word
        for file in python_files("custody")
        if relative(file).parts[1] != "core"
        for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))
    }


def _is_superseded(each):
    """Say whether there is a later version: what was recorded once is read for ever, and recorded no more."""
    name, version = each.code.split("/")
    return f"{name}/{int(version) + 1}" in CODES


@for_each([each for each in TYPES if not _is_superseded(each)], called=lambda each: each.code)
def test_something_records_the_type(each):
    assert CONSTANTS[each.code] in words_outside_core()


def test_the_replay_knows_what_each_type_does():
    assert set(FOLDS) == CODES


def test_the_lifecycle_speaks_of_known_events_only():
    spoken = {code for _, code in CUSTODY} | set(AUTHORITY)

    assert spoken <= CODES
