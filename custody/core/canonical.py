"""Value to bytes, one way only: the profile CJ-1 of canonical JSON (RFC 8785).

The profile is narrow enough that Python's own encoder writes exactly what RFC 8785 asks for: keys of
``a-z 0-9 _``; values are text, integers within ±(2^53 - 1), true, false, null, lists and objects; no
floats; no lone surrogates; no Unicode normalisation; at most six levels and 65,535 bytes (what an entry of
tlog-tiles can hold). Masses are integer milligrams and instants are UTC text with six decimals, so nothing
else is needed.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, NoReturn

from custody.core.errors import InvalidInput

LARGEST_INTEGER = 2**53 - 1
LARGEST_BYTES = 65_535
DEEPEST = 6

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_KEY = re.compile(r"[a-z0-9_]+")
_UTC_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


def canonical_bytes(value: object) -> bytes:
    """Return the only bytes that stand for ``value``; equal values give equal bytes.

    Raises InvalidInput when the value does not fit the profile (a float, a strange key, too deep, too long).
    """
    if value is None:
        # A quarter of what an act says is that there is nothing to say: not worth an encoder each time.
        return b"null"
    _check(value, 0)
    text = _ENCODER.encode(value)
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidInput("canonical.surrogate", "Text holds half of a character") from error
    check_length(data)
    return data


def parse_canonical(data: bytes) -> Any:
    """Return the value that ``data`` stands for.

    Raises InvalidInput for every other spelling of the same value: blanks, another key order, a key twice, an
    escape that was not needed, a float, ``-0``. So two different byte strings never mean the same event.
    """
    check_length(data)
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object_of_distinct_keys,
            parse_float=_refuse_number,
            parse_int=_integer,
            parse_constant=_refuse_number,
        )
    except (ValueError, RecursionError) as error:
        raise InvalidInput("canonical.malformed", "These bytes are not well-formed JSON") from error
    if canonical_bytes(value) != data:
        raise InvalidInput(
            "canonical.not_canonical", "These bytes are not the canonical spelling of their value"
        )
    return value


def utc_text(at: datetime) -> str:
    """Return the instant as ``2026-11-25T01:02:03.123456Z``; raises InvalidInput for a time without zone."""
    if at.utcoffset() is None:
        raise InvalidInput("time.naive", "A time without a time zone does not name an instant")
    try:
        return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
    except OverflowError as error:
        raise InvalidInput("time.out_of_range", "This time lies outside the calendar") from error


def parse_utc_text(text: str) -> datetime:
    """Return the instant written by `utc_text`, in UTC. Raises InvalidInput for any other form."""
    if not _UTC_TEXT.fullmatch(text):
        raise InvalidInput("time.malformed", "Write the time as 2026-11-25T01:02:03.123456Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("time.malformed", "There is no such time in the calendar") from error


def check_length(data: bytes) -> None:
    """Return when the bytes are not too many for an entry; else raise InvalidInput."""
    if len(data) > LARGEST_BYTES:
        raise InvalidInput(
            "canonical.length", "A value may not be longer than {largest} bytes", largest=LARGEST_BYTES
        )


def _check(value: object, depth: int) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        _check_integer(value)
    elif isinstance(value, list):
        _check_depth(depth + 1)
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, dict):
        _check_depth(depth + 1)
        for key, item in value.items():
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                raise InvalidInput(
                    "canonical.key", "A key must be of a-z, 0-9 and _, not {key}", key=repr(key)[:80]
                )
            _check(item, depth + 1)
    else:
        raise InvalidInput("canonical.type", "A {type} has no canonical form", type=type(value).__name__)


def _check_integer(value: int) -> None:
    if abs(value) > LARGEST_INTEGER:
        raise InvalidInput("canonical.integer", "A whole number may not pass 2^53 - 1")


def _check_depth(depth: int) -> None:
    if depth > DEEPEST:
        raise InvalidInput(
            "canonical.depth", "A value may not nest deeper than {deepest} levels", deepest=DEEPEST
        )


def _object_of_distinct_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise InvalidInput("canonical.duplicate", "A key stands twice in one object")
    return value


def _integer(text: str) -> int:
    # Seventeen characters hold every permitted number with its sign; longer ones are not even converted.
    if len(text) > 17:
        raise InvalidInput("canonical.integer", "A whole number may not pass 2^53 - 1")
    return int(text)


def _refuse_number(text: str) -> NoReturn:
    raise InvalidInput("canonical.float", "A number must be whole, not {text}", text=text[:80])
