from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from custody.core.canonical import canonical_bytes, parse_canonical, parse_utc_text, utc_text
from custody.core.errors import InvalidInput

KEYS = st.text("abcxyz019_", min_size=1, max_size=8)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS


def nested(depth):
    """Values of at most `depth` levels."""
    if depth == 0:
        return SCALARS
    inner = nested(depth - 1)
    return SCALARS | st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)


def code_of(data):
    with pytest.raises(InvalidInput) as refusal:
        parse_canonical(data)
    return refusal.value.code


@given(nested(4))
def test_the_bytes_are_those_of_rfc_8785(value):
    assert canonical_bytes(value) == rfc8785.dumps(value)


@given(nested(4))
def test_reading_gives_back_what_was_written(value):
    assert parse_canonical(canonical_bytes(value)) == value


@given(st.binary(max_size=60))
def test_whatever_is_read_was_spelled_canonically(data):
    try:
        value = parse_canonical(data)
    except InvalidInput:
        return
    assert canonical_bytes(value) == data


@given(nested(2), st.sampled_from([b" ", b"\n", b"\xef\xbb\xbf", b"\x00", b","]))
def test_one_byte_more_in_front_or_behind_is_refused(value, extra):
    data = canonical_bytes(value)

    with pytest.raises(InvalidInput):
        parse_canonical(extra + data)
    with pytest.raises(InvalidInput):
        parse_canonical(data + extra)


FORGED = {
    b'{"b":1,"a":2}': "canonical.not_canonical",
    b'{"a": 1}': "canonical.not_canonical",
    b'"\\u0041"': "canonical.not_canonical",
    b'"\\/"': "canonical.not_canonical",
    b'"\\u001F"': "canonical.not_canonical",
    b"-0": "canonical.not_canonical",
    b'{"a":1,"a":1}': "canonical.duplicate",
    b"1.0": "canonical.float",
    b"1e3": "canonical.float",
    b"NaN": "canonical.float",
    b"-Infinity": "canonical.float",
    b"9007199254740992": "canonical.integer",
    b"-9007199254740992": "canonical.integer",
    b"1" * 5000: "canonical.integer",
    b'"\\ud800"': "canonical.surrogate",
    b'{"\\ud800":1}': "canonical.key",
    b'{"A":1}': "canonical.key",
    b'{"":1}': "canonical.key",
    b'{"a\n":1}': "canonical.malformed",
    b"\xff": "canonical.malformed",
    b"": "canonical.malformed",
    b"01": "canonical.malformed",
    b"[[[[[[[]]]]]]]": "canonical.depth",
    b"[" * 60_000: "canonical.malformed",
    b'"' + b"x" * 65_534 + b'"': "canonical.length",
}


def test_every_forged_spelling_is_refused_for_its_own_reason():
    assert {data: code_of(data) for data in FORGED} == FORGED


def test_the_limits_themselves_are_allowed():
    longest = canonical_bytes("x" * 65_533)

    assert len(longest) == 65_535
    assert parse_canonical(longest) == "x" * 65_533
    assert parse_canonical(b"[[[[[[1]]]]]]") == [[[[[[1]]]]]]
    assert parse_canonical(b"[9007199254740991,-9007199254740991]") == [2**53 - 1, 1 - 2**53]


def test_characters_are_kept_as_they_came():
    composed, decomposed = "\u00e9", "e\u0301"

    assert canonical_bytes(composed) != canonical_bytes(decomposed)
    assert canonical_bytes("\U0001f600") == '"\U0001f600"'.encode()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "canonical.type"),
        (float("nan"), "canonical.type"),
        ((1,), "canonical.type"),
        (b"a", "canonical.type"),
        ({1: 2}, "canonical.key"),
        ({"A": 1}, "canonical.key"),
        ({"a\n": 1}, "canonical.key"),
        (2**53, "canonical.integer"),
        (-(2**53), "canonical.integer"),
        ([[[[[[[]]]]]]], "canonical.depth"),
        ({"a": {"a": {"a": {"a": {"a": {"a": {}}}}}}}, "canonical.depth"),
        ("\ud83d", "canonical.surrogate"),
        ("x" * 65_534, "canonical.length"),
        (datetime(2026, 1, 1, tzinfo=UTC), "canonical.type"),
    ],
)
def test_a_value_outside_the_profile_is_refused(value, code):
    with pytest.raises(InvalidInput) as refusal:
        canonical_bytes(value)

    assert refusal.value.code == code
    assert refusal.value.sentence()


def test_a_time_is_written_in_utc_with_six_decimals():
    brussels_winter = timezone(timedelta(hours=1))

    assert utc_text(datetime(2026, 11, 25, 2, 2, 3, tzinfo=brussels_winter)) == "2026-11-25T01:02:03.000000Z"
    assert parse_utc_text("2026-11-25T01:02:03.123456Z") == datetime(
        2026, 11, 25, 1, 2, 3, 123456, tzinfo=UTC
    )


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.timezones()))
def test_a_time_reads_back_as_the_same_instant(at):
    text = utc_text(at)

    assert parse_utc_text(text) == at.astimezone(UTC)
    assert len(text) == 27


def test_a_time_without_a_zone_or_outside_the_calendar_is_refused():
    with pytest.raises(InvalidInput, match="time zone"):
        utc_text(datetime(2026, 1, 1))
    with pytest.raises(InvalidInput, match="outside the calendar"):
        utc_text(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-25T01:02:03Z",
        "2026-11-25T01:02:03.123456",
        "2026-11-25T01:02:03.123456+00:00",
        "2026-11-25T01:02:03.123456z",
        "2026-11-25 01:02:03.123456Z",
        "2026-11-25T01:02:03.1234567Z",
        "2026-02-30T01:02:03.123456Z",
        "2026-11-25T24:02:03.123456Z",
        "2026-11-25T01:02:60.123456Z",
        "２026-11-25T01:02:03.123456Z",
        "2026-11-25T01:02:03.123456Z\n",
    ],
)
def test_another_way_of_writing_a_time_is_refused(text):
    with pytest.raises(InvalidInput) as refusal:
        parse_utc_text(text)

    assert refusal.value.code == "time.malformed"
