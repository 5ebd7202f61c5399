"""Who knows something of a discrepancy and may not explain it says so where who explains it reads it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.evidence.actions import weigh
from custody.evidence.actions.remarking import remark_on_discrepancy
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests import stories

SAW = "The lid was open at noon, 4418 stood by"


@pytest.fixture
def found(cast):
    [bag] = stories.stored(cast)
    weigh.record_weighing(act=stories.act_of(cast.storekeeper), unit_id=bag.id, reading=stories.reading(20_000_000))
    return Discrepancy.objects.get(unit=bag)


def said(cast, found, *, by=None, words=SAW):
    return remark_on_discrepancy(act=stories.act_of(by or cast.officer), discrepancy_id=found.id, remark=words)


def test_a_remark_explains_nothing_and_stands_in_the_books(cast, found):
    said(cast, found)

    found.refresh_from_db()
    assert found.resolved_at is None
    assert stories.fresh([found.unit])[0].discrepancy_open
    assert not replay_state().findings


def test_nothing_more_is_said_of_what_is_explained(cast, found, refused):
    weigh.resolve_discrepancy(act=stories.act_of(cast.supervisor), discrepancy_id=found.id, resolution="Torn")

    with refused("discrepancy.resolved"):
        said(cast, found)


def test_who_has_no_part_in_the_work_says_nothing(cast, found, refused):
    with refused("role.none"):
        said(cast, found, by=cast.nobody)


def test_who_explains_it_reads_all_and_others_their_own(cast, found, client):
    said(cast, found)
    path = f"/discrepancies/{found.id}/"
    client.force_login(cast.handler)
    posted = client.post(path + "remark/", {"remark": "Its seal hung loose", "idempotency_key": str(uuid4())})
    assert posted.status_code == 302, posted.content

    own = client.get(path).content.decode()
    client.force_login(cast.supervisor)
    all_of_it = client.get(path).content.decode()
    client.force_login(cast.planner)
    nothing = client.get(path).content.decode()

    assert ("Its seal hung loose" in own, SAW in own) == (True, False)
    assert ("Its seal hung loose" in all_of_it, SAW in all_of_it) == (True, True)
    assert ("Its seal hung loose" in nothing, SAW in nothing) == (False, False)
