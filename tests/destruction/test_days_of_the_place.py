"""The day of a paper is the day where the goods lie, not at headquarters: across midnight between two zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custody.core.clocks import end_of_day
from custody.core.errors import InvalidInput
from custody.deadlines.models import Clock
from custody.destruction import decision_policies
from custody.destruction.selectors import local_days
from custody.organisation.actions import siting
from custody.organisation.models import Site
from tests.destruction import asking, lawful, stories
from tests.stories import act_of, now

EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"


@pytest.fixture
def far_west(cast, settings):
    """The store is twenty-five hours behind the house: it is never the same day there."""
    settings.CUSTODY_SITE_TIME_ZONE = EAST
    site = Site.objects.get(code_word="BIRCH")
    asked = siting.propose_site(act=act_of(cast.administrator), site_id=site.id, zone=WEST, reason="it moves")
    siting.decide_site(act=act_of(cast.second_administrator), proposal_id=asked.id, approve=True)


def there(zone, at):
    return at.astimezone(ZoneInfo(zone)).date()


@pytest.mark.usefixtures("far_west")
def test_an_order_by_word_of_mouth_is_of_the_day_where_the_goods_lie(cast):
    order = lawful.spoken(cast, stories.kept(cast))

    assert order.issued_on == there(WEST, order.recorded_at)
    assert order.issued_on < there(EAST, order.recorded_at)


@pytest.mark.usefixtures("far_west")
def test_an_order_on_the_magistrates_page_is_of_the_day_where_the_goods_lie(cast):
    order = asking.answered(cast, asking.opened(cast), "order").order

    assert order.issued_on == there(WEST, order.recorded_at)


@pytest.mark.usefixtures("far_west")
def test_the_age_of_an_order_begins_when_its_day_is_over_where_the_goods_lie(cast):
    units = stories.kept(cast)
    order = stories.recorded(cast, units, issued_on=there(WEST, now()))

    stories.verified(cast, order)

    clock = Clock.objects.get(subject_id=units[0].id, clock_type="ORDER_AGE")
    assert end_of_day(order.issued_on, zone=EAST) < order.recorded_at
    assert clock.started_at == order.recorded_at


@pytest.mark.usefixtures("far_west")
def test_where_it_is_not_one_day_for_all_the_earliest_counts(cast):
    [west], at = stories.kept(cast), now()

    assert local_days.day_there([west], at=at) == there(WEST, at)
    assert local_days.day_there([], at=at) == there(EAST, at)


def test_a_copy_of_a_certificate_is_sent_on_a_day_of_the_furnace():
    burnt_at = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
    day = there(WEST, burnt_at)
    assert there(EAST, burnt_at) == day + timedelta(days=1)

    decision_policies.check_sent(day, at=burnt_at, burnt_at=burnt_at, zone=ZoneInfo(WEST))
    for zone, sent_on in ((WEST, day + timedelta(days=1)), (EAST, day)):
        with pytest.raises(InvalidInput):
            decision_policies.check_sent(sent_on, at=burnt_at, burnt_at=burnt_at, zone=ZoneInfo(zone))

