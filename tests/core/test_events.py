from datetime import UTC, date, datetime, timedelta, timezone
from types import SimpleNamespace
from uuid import UUID

import pytest

from custody.core import events
from custody.core.errors import InvalidInput
from custody.core.events import ENVELOPE, EventType, Field, FieldClass, Kind, schema

SOME_ID = UUID("7f8133d5-0c00-4000-8000-000000000001")
AT = datetime(2026, 11, 25, 2, 0, tzinfo=timezone(timedelta(hours=1)))

GOOD = {
    Kind.TEXT: ("a text", "a text"),
    Kind.PERSON: ("p-1", "p-1"),
    Kind.INT: (412, 412),
    Kind.BOOL: (False, False),
    Kind.UUID: (SOME_ID, str(SOME_ID)),
    Kind.TIME: (AT, "2026-11-25T01:00:00.000000Z"),
    Kind.DATE: (date(2026, 11, 25), "2026-11-25"),
    Kind.TEXTS: (("a", "b"), ["a", "b"]),
}
WRONG = {
    Kind.TEXT: [1, b"a", ["a"]],
    Kind.PERSON: [SOME_ID],
    Kind.INT: [True, "1", 1.0],
    Kind.BOOL: [0, "true"],
    Kind.UUID: [str(SOME_ID)],
    Kind.TIME: ["2026-11-25T01:00:00.000000Z", date(2026, 11, 25)],
    Kind.DATE: [AT, "25-11-2026", 20261125],
    Kind.TEXTS: ["ab", ["a", 1], {"a"}],
}


def one_field(kind, *, nullable=False):
    return EventType("x.done/1", "x", "Done", {"it": Field("it", kind, nullable, FieldClass.OPEN)})


def refusal(event_type, values):
    with pytest.raises(InvalidInput) as refused:
        event_type.clean(values)
    assert refused.value.sentence()
    return refused.value.code


@pytest.mark.parametrize("kind", Kind)
def test_a_value_of_its_kind_is_stored_in_one_form(kind):
    value, stored = GOOD[kind]

    assert one_field(kind).clean({"it": value}) == {"it": stored}
    assert type(one_field(kind).clean({"it": value})["it"]) is type(stored)


@pytest.mark.parametrize("kind", Kind)
def test_a_value_of_another_kind_never_reaches_the_ledger(kind):
    for value in WRONG[kind]:
        assert refusal(one_field(kind), {"it": value}) == "event.wrong_kind"


@pytest.mark.parametrize("kind", Kind)
def test_only_a_field_that_may_be_absent_is_stored_as_nothing(kind):
    for values in ({}, {"it": None}):
        assert one_field(kind, nullable=True).clean(values) == {"it": None}
        assert refusal(one_field(kind), values) == "event.missing_field"


def test_a_field_that_the_schema_does_not_know_is_refused():
    assert refusal(one_field(Kind.INT), {"it": 1, "that": 2}) == "event.unknown_field"


def test_a_kind_that_the_schema_language_lacks_is_refused():
    assert refusal(one_field(SimpleNamespace(value="float")), {"it": 1.5}) == "event.wrong_kind"


def test_a_time_without_a_zone_is_refused():
    assert refusal(one_field(Kind.TIME), {"it": datetime(2026, 11, 25)}) == "time.naive"


@pytest.mark.parametrize("kind", Kind)
def test_a_stored_value_comes_back_as_what_it_stands_for(kind):
    stored = GOOD[kind][1]
    expected = {Kind.UUID: SOME_ID, Kind.TIME: AT.astimezone(UTC)}.get(kind, stored)
    field = Field("it", kind, True, FieldClass.OPEN)

    assert events.native(field, stored) == expected
    assert events.native(field, None) is None


def test_every_event_type_is_found_by_its_code():
    for event_type in events.all_event_types():
        assert events.event_type(event_type.code) is event_type
    with pytest.raises(KeyError):
        events.event_type("unit.forgotten/1")


def test_a_code_cannot_be_taken_twice_and_a_field_cannot_stand_twice():
    before = events.all_event_types()

    for code, fields in [
        ("unit.contained/1", {"open_": "it:text"}),
        ("unit.tried/1", {"open_": "it:text", "sealed": "it:int"}),
        ("unit.tried/1", {"open_": "basis:text"}),
    ]:
        with pytest.raises(ValueError, match="registered twice or repeats a field"):
            schema.event(code, "unit", "Tried", **fields)

    assert events.all_event_types() == before
    assert "basis" in ENVELOPE
