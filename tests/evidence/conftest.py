"""What the tests of this room share."""

from __future__ import annotations

import pytest

from custody.core.errors import CustodyError


@pytest.fixture
def refused():
    """Return a context manager that expects a refusal with this code and hands it over."""

    class Refused:
        def __init__(self, code):
            self.code, self.error = code, None

        def __enter__(self):
            return self

        def __exit__(self, kind, error, trace):
            assert isinstance(error, CustodyError), f"nothing was refused with {self.code}: {error!r}"
            assert error.code == self.code, f"refused with {error.code}: {error}"
            assert error.sentence()[0].isupper() or error.params
            self.error = error
            return True

    return Refused
