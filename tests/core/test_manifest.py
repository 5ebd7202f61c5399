"""The list that two people sign is one number: of what stands on it, and of nothing else."""

from __future__ import annotations

import pytest

from custody.core.manifest import manifest_sha256

LINES = [("7KQ4-M2XD-R", "bag", "AN100001", 25, 25_000_000), ("9ABC-0000-X", "bag", None, None, None)]


def test_the_order_of_the_lines_is_not_signed():
    assert manifest_sha256(LINES) == manifest_sha256(LINES[::-1])
    assert len(manifest_sha256(LINES)) == 64


@pytest.mark.parametrize("other", [
    LINES[:1], [], [*LINES, LINES[0]], [LINES[0], ("9ABC-0000-X", "bag", "", None, None)],
    [("7KQ4-M2XD-R", "bag", "AN100001", 25, 25_000_001), LINES[1]],
    [("7KQ4-M2XD-R", "bag", "AN100001", 25), LINES[1]],
])
def test_whatever_differs_on_the_list_is_another_number(other):
    assert manifest_sha256(other) != manifest_sha256(LINES)


def test_a_list_of_thousands_has_a_number_too():
    many = [(f"L{number:05}", "bag", f"AN{number:06}", 25, 25_000_000) for number in range(5_000)]

    assert manifest_sha256(many) != manifest_sha256(many[:-1])
