"""A notice tells of what its seizure held when it was served: who stays silent consents to no more (R6, R7)."""

from __future__ import annotations

from datetime import timedelta

from custody.destruction import law_policies
from custody.destruction.actions import lawful as release
from custody.destruction.selectors import law
from custody.destruction.selectors.noticed import told_by
from custody.evidence.actions import dividing
from tests import packs
from tests import stories as evidence
from tests.destruction import lawful, stories
from tests.destruction.stories import local_day
from tests.destruction.test_law_at_the_fire import released
from tests.evidence import exceptional
from tests.stories import act_of, fresh, now


def told(units):
    return [len(rows) for rows in told_by(units, law.notices_of(law.seizures_of(units))).values()]


def test_what_is_registered_after_the_notice_needs_one_of_its_own(cast, refused):
    lawful.under(cast, packs.shipped("ES"))
    [first] = lawful.goods(cast, "ES", samples=2, kept=1)
    lawful.silent(cast, lawful.noticed(cast, [first]))
    more = evidence.stored(cast, of=first.seizure, count=2)

    with refused("order.no_notice"):
        stories.recorded(cast, [first, *more], authority="agency")
    stories.verified(cast, stories.recorded(cast, [first], authority="agency"))

    lawful.silent(cast, lawful.noticed(cast, more))
    stories.verified(cast, stories.recorded(cast, more, authority="agency"))
    assert {unit.authority_state for unit in fresh([first, *more])} == {"ordered"}


def test_a_paper_that_was_served_the_day_before_told_of_nothing_that_came_since(cast):
    lawful.under(cast, packs.shipped("ES"))
    [unit] = lawful.goods(cast, "ES", samples=2, kept=1)
    notice = lawful.noticed(cast, [unit])
    today = local_day(now())
    for served_on, times in ((today, 1), (today - timedelta(days=1), 0)):
        notice.served_on = served_on
        assert [len(rows) for rows in told_by([unit], {unit.seizure_id: [notice]}).values()] == [times]


def test_it_is_asked_again_when_an_order_is_verified_and_at_the_fire(cast, refused, monkeypatch):
    """The day of service turns out to be the one before: nobody was told of what came since."""
    lawful.under(cast, packs.shipped("ES"))
    units = lawful.goods(cast, "ES", count=2, samples=2, kept=1)
    lawful.silent(cast, lawful.noticed(cast, units))
    first, second = (stories.recorded(cast, [unit], authority="agency") for unit in units)
    stories.verified(cast, first)
    released(units[:1])

    def the_day_before(units, notices):
        for notice in (each for rows in notices.values() for each in rows):
            notice.served_on = local_day(now()) - timedelta(days=1)
        return told_by(units, notices)

    monkeypatch.setattr(release, "told_by", the_day_before)
    with refused("burn.no_notice"):
        stories.verified(cast, second)
    with refused("burn.no_notice", f"{units[0].label} cannot be burnt: no notice about its seizure that has run out "
                                   "told of it. Serve one"):  # fmt: skip
        released(units[:1])


def test_so_it_is_when_its_burn_is_approved(cast, refused, monkeypatch):
    session = stories.planned(cast)
    monkeypatch.setattr(law_policies, "is_told", lambda *_said: False)

    with refused("burn.no_notice"):
        stories.approved(cast, session)


def test_what_was_told_of_is_told_of_whatever_it_was_packed_into_and_with_nothing_else(cast):
    lawful.under(cast, packs.shipped("ES"))
    first, second = lawful.goods(cast, "ES", count=2, samples=2, kept=1)
    lawful.silent(cast, lawful.noticed(cast, [first]))
    [other] = evidence.stored(cast, of=first.seizure)
    assert told([first, second, other]) == [1, 1, 0]
    by = {"witness_badge": cast.second_storekeeper.badge, "reason": "burst"}

    [packed] = dividing.split_unit(act=act_of(cast.storekeeper), **by, unit_id=first.id, how="repack",
                                   parts=[evidence.new_bag(fresh([first])[0].gross_mg, package_count=25)])  # fmt: skip
    exceptional.signed_by_each([packed])
    merged = dividing.merge_units(act=act_of(cast.storekeeper), **by, unit_ids=[second.id, other.id],
                                  part=evidence.new_bag(2 * evidence.BAG_MG, package_count=50))  # fmt: skip

    assert told([packed, merged]) == [1, 0]
