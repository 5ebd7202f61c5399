"""What an officer has to do, counted: opening a seizure, and receiving sixteen units with a scanner in hand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection

from custody.evidence.models import Seizure
from custody.evidence.selectors.vehicles import seals_to_read
from tests import stories
from tests.browser.hands import Count, phone
from tests.browser.strict_hands import Touch
from tests.browser.test_seizure_story import open_a_seizure
from tests.web.shared.test_in_a_browser import scan

UNITS = 16


@pytest.fixture
def quay(standing_house, site, browser, cookie_of):
    """Return a function that gives an officer a phone; what is wrong with their pages fails at the end."""
    opened, count = [], Count()
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = 0")

    def hand(officer):
        opened.append(phone(browser, site=site, badge=officer.badge, count=count, cookie=cookie_of(officer),
                            hands=Touch, is_mobile=True))
        opened[-1].open("/")
        count.begin()
        return opened[-1]

    yield SimpleNamespace(cast=standing_house, count=count, hand=hand)
    for each in opened:
        assert each.complaints() == []
        each.page.context.close()


def test_starting_a_seizure_costs_four_answers(quay):
    hand, before = quay.hand(quay.cast.officer), Seizure.objects.count()

    open_a_seizure(hand, second=quay.cast.second_officer.badge, container=stories.number_at_hand())

    print(f"\na seizure: {quay.count.answers} answers, {quay.count.told()}")
    assert Seizure.objects.count() == before + 1
    assert quay.count.answers == 4  # which container, where, with whom, what is in it
    assert quay.count.taps == 8  # and that it was found, in what, and the two acts: in custody, and seized


# What else is read, and the rule that asks for it. Nothing else is asked, whatever is received.
ELSE = {
    "handover": [],
    "departure": ["vehicle"],  # the seal of a vehicle that leaves is read by who takes it over
    "arrival": ["vehicle", "place"],  # read before the doors are opened; and goods that arrive lie somewhere
}


@pytest.mark.parametrize("purpose", ELSE)
def test_receiving_sixteen_units_costs_sixteen_scans_and_two_taps(quay, purpose):
    cast = quay.cast
    units, receiver, who = stories.swept(cast, stories.seized(cast, count=UNITS)), cast.storekeeper, {}
    if purpose == "departure":
        receiver, who = cast.crew, {"second": cast.second_crew}
    if purpose == "arrival":
        units, who = stories.on_the_road(cast, units=units), {"giver": cast.crew}
    offer = stories.offered(cast, units, receiver=receiver, purpose=purpose, **who)
    codes = {"vehicle": next(iter(seals_to_read(offer, units).values()), None), "place": "P1:BITTERN"}
    hand = quay.hand(receiver)
    scans = [*(codes[each] for each in ELSE[purpose]), *(unit.seal for unit in units)]

    hand.open(f"/transfers/{offer.id}/receive/")
    for code in scans:
        scan(hand.page, code)
    hand.tap("Accept")

    print(f"\n{UNITS} units, {purpose}: {len(scans)} scans, {quay.count.told()}")
    assert hand.heading().startswith("You have the load"), hand.page.inner_text("main")
    assert {unit.custodian for unit in stories.fresh(units)} == {receiver}
    assert (len(scans), quay.count.taps, quay.count.keys) == (UNITS + len(ELSE[purpose]), 2, 0)
    assert quay.count.typed_addresses == []


def test_a_seal_that_is_scanned_while_the_cursor_stands_in_a_free_text_goes_to_the_load(quay):
    cast = quay.cast
    units = stories.on_the_road(cast)
    offer = stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)
    hand = quay.hand(cast.storekeeper)
    hand.open(f"/transfers/{offer.id}/receive/")
    hand.page.focus("[name=over_limit_reason]")

    # A busy phone tells of one code in two parts, here as elsewhere.
    code = units[0].seal
    hand.page.keyboard.type(code[:3])
    hand.page.wait_for_timeout(90)
    scan(hand.page, code[3:])

    assert hand.page.input_value("[name=over_limit_reason]") == ""
    # It waits for a seal of the vehicle too: the house says of which of the two it is.
    hand.page.get_by_text("1 read · 1 in all").wait_for()
    assert hand.page.input_value("[name=vehicle_seal_0]") == ""
