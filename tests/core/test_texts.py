"""Signs that show nothing and turn what others show are written out; nothing that was typed is lost."""

from __future__ import annotations

import pytest

from custody.core.texts import written_out
from custody.evidence.entries import clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("kg \u202e52", "kg [U+202E]52"), ("\u2066a\u2069", "[U+2066]a[U+2069]"), ("a\tb\nc", "a\tb\nc"),
        ("\u05e9\u05dc", "\u05e9\u05dc"), ("\U0001f468\u200d\U0001f373", "\U0001f468\u200d\U0001f373"),
    ],
)  # fmt: skip
def test_what_turns_the_direction_of_others_is_written_out_and_nothing_else(typed, kept):
    assert written_out(typed) == kept
    assert clean_text(typed, field="remark", most=100) == kept


def test_control_characters_are_written_out_where_nothing_may_be_refused():
    assert written_out("a\x07b\x9b\n", controls=True) == "a[U+0007]b[U+009B]\n"
    assert written_out("a\x07b") == "a\x07b"
