"""A situation that is kept for many tests is nobody's in particular: what one does to its cast stays with it."""

from __future__ import annotations

import pytest

from tests import stories
from tests.conftest import _cast


@pytest.mark.django_db
@pytest.mark.parametrize("turn", range(3))
def test_a_cast_that_is_changed_in_one_test_is_not_changed_in_the_next(cast, turn):
    """The story is kept at its second telling, and told from there at the third."""
    unit = stories.contained(cast)

    assert unit.custodian.is_active

    cast.officer.is_active = unit.custodian.is_active = False
    assert _cast().officer.is_active
