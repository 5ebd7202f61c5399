"""No hot load is missed by how or when it was entered, and no line stays done when it is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.core.hot import most_within
from custody.deadlines.models import Clock
from custody.destruction.actions.publication import decide_publication
from custody.evidence.actions import describing, seizure, stop
from custody.evidence.entries import Circumstances, NewExhibit, Reading
from custody.evidence.models import Checklist
from custody.ledger.replay import replay_state
from custody.organisation.actions.presence import come
from tests import hot, stories
from tests.stories import act_of

pytestmark = pytest.mark.usefixtures("guards_speak")
DAY = timedelta(days=1)


def declared(mg, **changes):
    return stories.new_bag(reading=Reading(gross_mg=mg, method="declared"), **changes)


def put(cast, *units, of=None):
    made = of or stories.opened_seizure(cast)
    return seizure.register_units(act=act_of(cast.officer), seizure_id=made.id, units=list(units))


def test_a_load_that_nobody_weighed_is_hot_whatever_is_declared_and_wherever_it_lies(cast):
    assert hot.list_of(put(cast, declared(1, kind="pallet", package_count=7_500))).mass_mg == hot.HOT_MG

    [pallet] = put(cast, stories.new_bag(kind="pallet", reading=None, package_count=None))
    within = {"parent_label": pallet.label, "reading": None, "seal": None}
    nested = put(cast, *(stories.new_bag(package_count=2_000, **within) for _ in range(2)), of=pallet.seizure)
    assert hot.list_of(nested).mass_mg == 4_000 * hot.KG

    weighed = put(cast, stories.new_bag(kind="pallet", package_count=7_500, reading=stories.reading(40 * hot.KG)))
    assert not Checklist.objects.filter(seizure=weighed[0].seizure_id).exists()


def test_where_it_was_hidden_makes_a_seizure_hot_when_it_is_said_later(cast):
    opened = stories.opened(cast)
    made = seizure.open_seizure(
        act=act_of(cast.officer), second_badge=cast.second_officer.badge, conveyance_id=opened.id,
        ends_extraction=True, exhibits=[NewExhibit(substance="cocaine", form="pressed_brick")],
        circumstances=Circumstances(),
    )  # fmt: skip
    units = hot.registered(cast, 2_500 * hot.KG, of=made)
    assert not Checklist.objects.exists()

    describing.describe_find(act=act_of(cast.officer), seizure_id=made.id, concealment="rip_off_bags")

    assert hot.list_of(units).risk_percent == 150
    assert replay_state().findings == []


def test_three_large_ones_within_days_are_counted_in_whatever_order_they_are_entered(cast):
    """The one that was entered last may have been seized first, and two of them may never have seen a scale."""
    for _ in range(2):
        put(cast, stories.new_bag(kind="pallet", reading=None, package_count=1_100))
    third = put(cast, stories.new_bag(kind="pallet", reading=None, package_count=1_100))
    assert (hot.list_of(third).cause, hot.list_of(third).large_lately) == ("pattern", 3)

    at = stories.now()
    assert most_within([at, at + DAY, at + 2 * DAY], of=at, length=7 * DAY) == 3
    assert most_within([at - 6 * DAY, at, at + 6 * DAY], of=at, length=7 * DAY) == 2
    assert most_within([at - 3 * DAY, at, at + 3 * DAY], of=at, length=7 * DAY) == 3


def test_guards_at_another_site_guard_nothing_of_it(cast):
    units = hot.hot_seizure(cast)
    for guard in (cast.crew, cast.second_crew):
        come(act=act_of(guard), site="ALDER", on_guard=True)
    assert hot.line_of(units, "guard").state == "open"

    stop.post_guard(act=act_of(cast.officer), unit_id=units[0].id, guard_badge=cast.third_crew.badge)
    assert hot.line_of(units, "guard").state == "open"
    come(act=act_of(cast.third_officer), site="BIRCH", on_guard=True)

    assert hot.line_of(units, "guard").state == "done"


def test_what_comes_out_after_the_sweep_is_to_be_swept_and_what_is_told_soon_is_not_silenced(cast):
    units = hot.hot_seizure(cast)
    stories.swept(cast, units)
    line = hot.line_of(units, "sweep")
    assert (line.state, Clock.objects.filter(subject_id=line.id, closed_at__isnull=True).count()) == ("done", 0)

    more = hot.registered(cast, hot.KG, of=units[0].seizure)

    assert hot.line_of(units, "sweep").state == "open"
    assert {clock.clock_type for clock in Clock.objects.filter(subject_id=line.id, closed_at__isnull=True)} == {
        "HOT_SWEEP"}  # fmt: skip
    stories.swept(cast, more)
    assert hot.line_of(units, "sweep").state == "done"

    def tell(at, *fields):
        decide_publication(act=act_of(cast.regional_head), seizure_id=units[0].seizure_id, fields=list(fields),
                           reason="It is hot", publishable_at=at)  # fmt: skip
        return hot.line_of(units, "embargo").state

    soon = stories.now() + timedelta(hours=1)
    assert [tell(soon, "date"), tell(None), tell(soon, "date"), tell(stories.now() + 3 * DAY, "date")] == [
        "open", "done", "open", "done"]  # fmt: skip
    assert replay_state().findings == []
