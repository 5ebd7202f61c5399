"""A seizure is opened and a load changes hands by keyboard alone, and by touch alone; the nightly run acts it all."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection

from custody.evidence.models import Seizure, Transfer
from tests import stories
from tests.browser.hands import Count, phone
from tests.browser.strict_hands import Keyboard, Touch
from tests.browser.test_seizure_story import open_a_seizure

DEVICES = {"keyboard": {"hands": Keyboard}, "touch": {"hands": Touch, "is_mobile": True}}
NARROW, WIDE = 390, 1440


@pytest.fixture(params=DEVICES)
def quay(request, standing_house, site, browser, cookie_of):
    """Give the officer and the storekeeper a phone each, and hands that can do one thing."""
    count = Count()
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
    hands = [phone(browser, site=site, badge=officer.badge, count=count, cookie=cookie_of(officer),
                   **DEVICES[request.param]) for officer in (standing_house.officer, standing_house.storekeeper)]
    yield SimpleNamespace(cast=standing_house, giver=hands[0], receiver=hands[1], count=count)
    for hand in hands:
        assert hand.complaints() == []
        hand.page.context.close()


def test_a_seizure_is_opened_and_three_units_change_hands(quay):
    giver, receiver, before = quay.giver, quay.receiver, set(Seizure.objects.values_list("id", flat=True))
    giver.open("/")
    open_a_seizure(giver, second=quay.cast.second_officer.badge, container=stories.number_at_hand())
    print(f"\na seizure: {quay.count.answers} answers, {quay.count.told()}")
    assert quay.count.answers <= 4  # the place named last is chosen already
    assert Seizure.objects.exclude(id__in=before).count() == 1
    units = stories.seized(quay.cast, count=3)
    quay.count.begin()
    giver.open("/transfers/offer/")
    giver.pick("purpose", "handover")
    giver.write("receiver_badge", quay.cast.storekeeper.badge)
    for unit in units:
        giver.pick("units", unit.label)
    giver.tap("Sign the offer")
    offer = Transfer.objects.latest("offered_at")
    receiver.open("/")
    receiver.open(f"/transfers/{offer.id}/receive/")
    for unit in units:
        receiver.read(unit.seal)
    receiver.tap("Accept and sign")

    print(f"3 units: {quay.count.told()}")
    assert receiver.heading() == "You have the load"
    assert {unit.custodian for unit in stories.fresh(units)} == {quay.cast.storekeeper}
    assert quay.count.typed_addresses == []


@pytest.fixture(params=[(Keyboard, NARROW), (Keyboard, WIDE), (Touch, NARROW)],
                ids=["keys, narrow", "keys, wide", "touch"])
def strict(request, standing_house, site, browser, cookie_of):
    """Return a function that puts a page before an officer who has only keys or a thumb; what was not seen fails."""
    opened, (hands, width) = [], request.param

    def at(officer, path):
        opened.append(phone(browser, site=site, badge=officer.badge, count=Count(), cookie=cookie_of(officer),
                            width=width, hands=hands))
        opened[-1].open(path)
        return opened[-1]

    yield at
    for each in opened:
        assert each.complaints() == []
        each.page.context.close()


def test_a_list_is_sorted_by_any_hand(strict, standing_house):
    [unit] = stories.seized(standing_house)
    hand = strict(standing_house.supervisor, "/seizures/")

    hand.open("?sort=seized")
    hand.open("?sort=-seized")
    assert hand.count.typed_addresses == []
    hand.tap(unit.seizure.code_word)

    assert hand.page.url.endswith(f"/seizures/{unit.seizure_id}/")


def test_a_date_is_typed_and_its_field_is_marked_up_to_the_calendar(strict, standing_house):
    hand = strict(standing_house.planner, "/burns/plan/")

    hand.write("starts_on", "2026-12-31")
    hand.write("starts_clock", "06:30")
