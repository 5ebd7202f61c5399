"""With what somebody searches for nothing is done before it was found: it is on no list, and refused in words."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.core.errors import NotAllowedNow
from custody.evidence.actions import endangering
from tests import stories
from tests.evidence import exceptional
from tests.evidence.test_mission_load import planned
from tests.stories import act_of
from tests.web.desk import text_of

PAGES = {"sweep:record": "officer", "bench:merge": "officer", "bench:emergency": "supervisor"}


@pytest.fixture
def two(cast):
    """Return two bags of an officer: one that lies there, one that was searched for in vain."""
    here, gone = stories.seized(cast, count=2)
    exceptional.missing(cast, gone)
    return stories.fresh([here, gone])


@pytest.mark.parametrize("name", PAGES)
def test_it_is_on_no_list_to_be_ticked(cast, two, name):
    shown = text_of(getattr(cast, PAGES[name]), reverse(name))

    assert two[0].label in shown
    assert two[1].label not in shown


def test_every_act_says_that_it_is_to_be_found_first(cast, two, refused):
    gone = two[1]
    with refused("unit.unlocated"):
        stories.swept(cast, [gone])
    with refused("unit.unlocated"):
        planned(cast, unit_ids=[gone.id])
    with refused("unit.unlocated") as found:
        endangering.move_in_emergency(act=act_of(cast.supervisor), unit_ids=[gone.id], destination="DUNLIN",
                                      reason="fire", vehicle="T-9")  # fmt: skip
    assert found.error.sentence() == f"{gone.label} is missing. Record first that it was found"


def test_where_it_is_nobody_explains_while_it_is_missing(cast):
    """It would go on to the fire as if it were there: it is found first, or written off by two."""
    [unit] = stories.stored(cast)
    exceptional.missing(cast, unit)

    with pytest.raises(NotAllowedNow) as refusal:
        exceptional.explained(cast, unit)

    assert refusal.value.code == "unit.unlocated"
    assert stories.fresh([unit])[0].discrepancy_open
