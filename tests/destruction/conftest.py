"""What the tests of this room share."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from custody.core.errors import CustodyError


@pytest.fixture
def refused():
    """Return a context manager that expects a refusal with this code, and this sentence where one is given."""

    @contextmanager
    def expect(code, sentence=None):
        with pytest.raises(CustodyError) as refusal:
            yield refusal
        assert refusal.value.code == code, f"refused with {refusal.value.code}: {refusal.value}"
        if sentence is not None:
            assert refusal.value.sentence() == sentence

    return expect
