"""How fast goods burn."""

from __future__ import annotations

from datetime import timedelta

from custody.core.act import Basis
from custody.destruction.selectors.figures import BurntShare, burnt_share
from custody.evidence.actions import seizure as seizures
from custody.evidence.entries import NewExhibit
from tests import stories as evidence
from tests.destruction import stories
from tests.stories import act_of, now


def seized_ago(cast, hours):
    """Return a stored bag of goods that were seized some hours ago."""
    earlier = act_of(cast.officer, basis=Basis.SCENARIO, occurred_at=now() - timedelta(hours=hours))
    opened = seizures.open_seizure(act=earlier, second_badge=cast.second_officer.badge, ends_extraction=True,
                                   conveyance_id=evidence.opened(cast).id,
                                   exhibits=[NewExhibit(substance="cocaine", form="pressed_brick")])
    return evidence.stored(cast, of=opened)


def test_the_share_counts_what_burnt_within_a_day_and_within_two(cast):
    pairs = [(cast.second_supervisor, cast.witness), (cast.second_supervisor, cast.second_witness)]
    begin = now() - timedelta(days=5)
    fast, slow, late = seized_ago(cast, 20), seized_ago(cast, 30), seized_ago(cast, 60)
    burnt = [stories.burnt(cast, units=units, pair=pairs[turn % 2]).burnt_mg
             for turn, units in enumerate((fast, slow, late))]

    share = burnt_share(since=begin, until=now(), jurisdiction="BE")

    booked = [units[0].gross_mg for units in (fast, slow, late)]
    assert burnt == booked
    assert share == BurntShare(seized_units=3, units_within_24h=1, units_within_48h=2, seized_mg=sum(booked),
                               mg_within_24h=booked[0], mg_within_48h=sum(booked[:2]))
    assert burnt_share(since=begin, until=now()) == share
    assert burnt_share(since=begin, until=now(), jurisdiction="NL") == BurntShare(0, 0, 0, 0, 0, 0)


def test_where_nothing_was_seized_the_figures_are_zero(cast):
    share = burnt_share(since=now() - timedelta(days=1), until=now())

    assert share == BurntShare(0, 0, 0, 0, 0, 0)
