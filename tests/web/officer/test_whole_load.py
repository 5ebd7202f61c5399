"""The whole load is what its signer saw: what joins it meanwhile is neither swept nor handed over by that word."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from custody.evidence.models import Sweep, Transfer
from tests import stories
from tests.web.desk import browser_of, send
from tests.web.outbox.test_outbox import item_of, sent


def whole_on(officer, path):
    """Return the answer that stands for the whole load on a page."""
    page = browser_of(officer).get(path).content.decode()
    [found] = set(re.findall(r'value="(whole:[0-9a-f]{12})"', page))
    return found


@pytest.mark.parametrize("more", [0, 2])
def test_a_sweep_is_of_the_load_that_was_shown(cast, more):
    units = stories.seized(cast, count=3, crew=True)
    path = f"{reverse('sweep:record')}?seizure={units[0].seizure_id}"
    whole = whole_on(cast.officer, path)
    if more:
        stories.seized(cast, of=units[0].seizure, count=more, crew=True)

    answer = send(cast.officer, path, {"units": [whole], "methods": ["visual"], "minutes": "10", "result": "clear",
                                       "witness_badge": cast.second_officer.badge})  # fmt: skip

    if more:
        assert answer.status_code == 422
        assert "The load has changed since you saw it (units now: 5)" in answer.content.decode()
        assert not Sweep.objects.exists()
    else:
        assert answer.status_code == 302
        assert not any(unit.unswept for unit in stories.fresh(units))


def test_a_whole_load_whose_answer_was_lost_is_one_sweep_by_either_way(cast):
    units, key = stories.seized(cast, count=3, crew=True), uuid4()
    path = f"{reverse('sweep:record')}?seizure={units[0].seizure_id}"
    answers = {"units": whole_on(cast.officer, path), "methods": "visual", "minutes": "10", "result": "clear",
               "witness_badge": cast.second_officer.badge}  # fmt: skip
    browser = browser_of(cast.officer)
    assert browser.post(path, {**answers, "idempotency_key": key}).status_code == 302

    parts = [("units", unit.label) for unit in units]
    kept = item_of(key=key, path=path, answers=list(answers.items()), parts=parts)
    assert sent(browser, key, kept).status_code == 200
    assert Sweep.objects.values("started_at").distinct().count() == 1


def test_a_hand_over_is_of_the_load_that_was_shown(cast):
    units = stories.swept(cast, stories.seized(cast, count=35))
    path = f"{reverse('transfer:offer')}?seizure={units[0].seizure_id}"
    whole = whole_on(cast.officer, path)
    stories.seized(cast, of=units[0].seizure, count=4)

    answer = send(cast.officer, path, {"units": [whole], "purpose": "handover", "receiver_badge": "4601"})

    assert answer.status_code == 422
    assert not Transfer.objects.exists()
