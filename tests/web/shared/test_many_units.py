"""Many units of one load change hands by one box; few are ticked each; two loads are never taken for one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from custody.evidence.models import HandlingUnit
from custody.web.shared.units import WHOLE, MovedField

pytestmark = pytest.mark.django_db
"""Whether a unit is frozen stands in the database: a frozen one is never ticked beforehand."""


def load(count, *, kind="bag", seizure_id=None):
    of = seizure_id or uuid4()
    return [HandlingUnit(id=uuid4(), label=f"A{n:03}", kind=kind, custody_state="seized", seizure_id=of)
            for n in range(count)]  # fmt: skip


def offered(units, *, asked=True):
    field = MovedField()
    field.offer(units, ticked=asked)
    return field


def test_a_load_of_many_is_offered_as_a_whole_and_ticked_for_who_asked_for_it():
    bags = load(31)
    field = offered(bags)

    whole = field.choices[0][0]
    assert whole.startswith(f"{WHOLE}:")
    assert field.choices[0][1].hint == "31 units"
    assert field.initial == [whole]
    assert set(field.clean([whole])) == {bag.id for bag in bags}
    with pytest.raises(ValidationError, match=r"units now: 32"):
        offered([*bags, *load(1, seizure_id=bags[0].seizure_id)]).clean([whole])
    with pytest.raises(ValidationError, match=r"units now: 31"):
        field.clean([WHOLE])
    assert field.clean([str(bags[3].id)]) == [bags[3].id]
    assert not offered(bags, asked=False).initial


def test_who_ticks_a_few_beside_the_whole_is_asked_which():
    bags = load(31)
    field = offered(bags)
    whole = field.choices[0][0]

    with pytest.raises(ValidationError, match="Tick the whole load or single units, not both"):
        field.clean([whole, str(bags[3].id)])
    assert len(field.clean([whole, *(str(bag.id) for bag in bags)])) == 31


def test_what_rarely_goes_along_is_not_of_the_whole():
    bags = load(31)
    sample = load(1, kind="sample", seizure_id=bags[0].seizure_id)

    field = offered([*bags, *sample])
    assert set(field.clean([field.choices[0][0]])) == {bag.id for bag in bags}


def test_few_are_ticked_each_and_two_loads_are_never_one():
    few = offered(load(30), asked=False)
    assert len(few.initial) == 30
    assert not any(value.startswith(WHOLE) for value, _ in few.choices)

    two = MovedField()
    two.offer_whole([*load(20), *load(20)], ticked=True)
    assert (two.initial, list(two.choices)) == (None, [])
