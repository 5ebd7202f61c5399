"""What came out of one conveyance is one load, however many seizures were written of it (C7, R17)."""

from __future__ import annotations

import pytest

from custody.core.errors import CustodyError
from custody.evidence.entries import NewExhibit
from custody.evidence.models import Checklist
from tests import hot, packs, stories
from tests.destruction import lawful
from tests.destruction import stories as burns

HEROIN = [NewExhibit(substance="heroin", form="powder")]


def one_more_of(conveyance, cast, **more):
    conveyance.refresh_from_db()
    return stories.opened_seizure(cast, conveyance=conveyance, **more)


def test_four_tonnes_in_four_seizures_are_as_hot_as_in_one(cast):
    container = stories.opened(cast)
    causes = []
    for _ in range(4):
        hot.registered(cast, 990 * hot.KG, of=one_more_of(container, cast))
        causes.append([each.cause for each in Checklist.objects.all()])

    assert causes == [[], [], ["mass"], ["mass", "mass"]]  # hidden for a rip-off: it counts for half as much again


def test_two_loads_of_two_containers_are_two(cast):
    for _ in range(4):
        hot.registered(cast, 700 * hot.KG)

    assert not Checklist.objects.exists()


def test_the_authority_is_asked_of_all_that_came_out_of_one_conveyance(cast):
    lawful.under(cast, packs.shipped("IN"))
    container = stories.opened(cast)
    goods = []
    for _ in range(2):
        found = one_more_of(container, cast, jurisdiction="IN", exhibits=HEROIN)
        goods += stories.stored(cast, of=found, gross_mg=4_000_000)
    for each in goods:
        lawful.sampled(cast, each, samples=2, kept=1)
    burns.photographed(cast, goods)

    with pytest.raises(CustodyError) as refusal:
        burns.recorded(cast, stories.fresh(goods), authority="committee")

    assert "high" in str(refusal.value)
