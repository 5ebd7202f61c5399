"""A committee's order: its members sign the minutes, each with their own badge, before anybody verifies it (R17)."""

from __future__ import annotations

import pytest

from custody.core.errors import InvalidInput, NotFound
from custody.core.packs import read_pack
from custody.destruction.actions import committee
from custody.destruction.models import MemberSignature
from custody.destruction.selectors import committee as selectors
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from tests import packs
from tests.destruction import asking, lawful, stories
from tests.destruction.lawful import goods, minuted, under
from tests.stories import act_of

PLAIN = {"order__procedure": "order", "order__judge": "never"}


def ordered(cast, *, more="", **changes):
    """Return a committee's order that a case officer recorded, under the law of a country that was made up."""
    under(cast, packs.nowhere(more=more, **PLAIN | changes))
    return stories.recorded(cast, goods(cast, "XX", samples=3, kept=2), authority="committee")


def sign(cast, order, badge="4973", minutes="DDC 4/2026"):
    return committee.sign_minutes(act=act_of(cast.by_badge[badge]), order_id=order.id, minutes=minutes)


def said(signed, needed):
    return (f"A committee gave this order, and {signed} of {needed} members signed its minutes. "
            "The others sign it first, each with their own badge")  # fmt: skip


def test_nobody_verifies_a_committees_order_before_as_many_members_as_the_law_asks_for_signed(cast, refused):
    order = ordered(cast, order__members=3)

    for signed, badge in enumerate(("4973", "4974", "4975")):
        with refused("order.members", said(signed, 3)):
            stories.verified(cast, order)
        sign(cast, order, badge)
    order.refresh_from_db()

    assert stories.verified(cast, order).state == "verified"


def test_where_the_law_names_no_number_two_members_sign(cast, refused):
    order = ordered(cast)
    sign(cast, order)
    with refused("order.members", said(1, 2)):
        stories.verified(cast, order)

    sign(cast, order, "4974")

    order.refresh_from_db()
    assert stories.verified(cast, order).state == "verified"


def test_only_signatures_under_one_number_count_together_and_a_slip_is_signed_once_more(cast, refused):
    order = ordered(cast)
    sign(cast, order, minutes="DDC 4/2026")
    sign(cast, order, "4974", minutes="DDC 5/2026")
    with refused("order.members", said(1, 2)):
        stories.verified(cast, order)

    sign(cast, order, "4974", minutes=" ddc  4/2026")

    order.refresh_from_db()
    assert stories.verified(cast, order).state == "verified"
    assert MemberSignature.objects.filter(order=order).count() == 3
    assert selectors.standing_now(order).minutes == "DDC 4/2026"


def test_a_member_signs_once_and_nobody_else_does(cast, refused):
    order = ordered(cast)
    sign(cast, order)

    with refused("order.member_signed"):
        sign(cast, order)
    with refused("role.missing"):
        committee.sign_minutes(act=act_of(cast.case_officer), order_id=order.id, minutes="DDC 4/2026")
    with pytest.raises(InvalidInput, match="number of the minutes"):
        sign(cast, order, "4974", minutes=" ")
    assert MemberSignature.objects.filter(order=order).count() == 1


def test_who_signed_for_the_committee_does_not_verify_its_order(cast, refused):
    change_officer(act=act_of(cast.administrator), officer=cast.second_case_officer, clearance=2, is_active=True,
                   roles=[Role.CASE_OFFICER, Role.COMMITTEE])  # fmt: skip
    cast.second_case_officer.refresh_from_db()
    order = ordered(cast)
    sign(cast, order)
    committee.sign_minutes(act=act_of(cast.second_case_officer), order_id=order.id, minutes="DDC 4/2026")

    with refused("order.is_member"):
        stories.verified(cast, order)
    assert stories.verified(cast, order, act=act_of(cast.supervisor)).state == "verified"


def test_a_member_who_gives_the_order_on_his_own_page_needs_two_others_and_counts_as_one(cast, refused):
    under(cast, packs.nowhere(**PLAIN, order__members=3))
    request = asking.made(cast, goods(cast, "XX", samples=3, kept=2), magistrate_badge="4973")
    order = asking.answered(cast, asking.opened(cast, request, badge="4973"), "order", badge="4973").order

    with refused("order.member_gave"):
        sign(cast, order, "4973")
    sign(cast, order, "4974")
    with refused("order.members", said(1, 2)):
        stories.verified(cast, order)
    sign(cast, order, "4975")
    order.refresh_from_db()

    assert stories.verified(cast, order).state == "verified"


def test_a_law_without_a_committee_asks_for_no_minutes(cast):
    order = stories.recorded(cast)

    assert selectors.standing_now(order).needed == 0
    with pytest.raises(NotFound):
        sign(cast, order)
    assert stories.verified(cast, order).state == "verified"


def test_where_another_authority_is_asked_for_a_committee_above_it_signs_nothing(cast):
    under(cast, packs.nowhere(**PLAIN, order__authority="agency"))
    order = stories.recorded(cast, goods(cast, "XX", samples=3, kept=2), authority="committee")

    assert stories.verified(cast, order).state == "verified"


def test_an_order_that_is_over_takes_no_signature(cast, refused):
    order = minuted(cast, ordered(cast), "4973", "4974")
    stories.verified(cast, order)

    with refused("order.closed"):
        sign(cast, order, "4975")


def test_a_pack_asks_for_two_to_five_members(cast):
    for count in (0, 1, 6):
        with pytest.raises(InvalidInput, match=r"order\.members"):
            read_pack(packs.nowhere(order__members=count))
    assert read_pack(packs.nowhere(order__members=5)).rules


def test_a_member_finds_what_waits_and_who_is_none_finds_nothing(cast):
    order = ordered(cast)

    assert selectors.minutes_to_sign(cast.by_badge["4974"]) == [order]
    sign(cast, order, "4974")
    assert selectors.minutes_to_sign(cast.by_badge["4974"]) == []
    assert selectors.minutes_to_sign(cast.case_officer) == []
    with pytest.raises(NotFound):
        selectors.committee_order_for(cast.by_badge["4971"], order_id=order.id)


def test_in_india_three_members_sign(cast):
    under(cast, packs.shipped("IN"))
    order = stories.recorded(cast, goods(cast, "IN", samples=2, kept=1), authority="high_committee")

    lawful.authorised(cast, order)
    assert selectors.standing_now(order).needed == 3
    assert stories.verified(cast, minuted(cast, order)).state == "verified"
