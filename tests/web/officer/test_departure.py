"""A load that leaves: what its crew is told, and what it is not offered when there is nothing to leave with."""

from __future__ import annotations

from datetime import timedelta

from custody.core.act import Basis
from custody.core.identifiers import new_label
from custody.evidence.actions import seizure
from custody.evidence.entries import NewUnit
from custody.evidence.models import Transfer
from tests import stories
from tests.web.shared.pages import one, read


def departure(cast, units):
    return stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")


def test_the_crew_is_told_that_the_load_has_left_where_to_and_by_when(cast, page_for):
    units = stories.swept(cast, stories.seized(cast))
    offer = departure(cast, units)
    stories.accepted(offer, by=cast.crew)
    path = f"/transfers/{offer.id}/accepted/"

    said = page_for(cast.crew, path).words

    assert "You have the load, and it has left" in said
    assert "BITTERN" in said
    assert "To arrive by" in said
    command = page_for(cast.supervisor, path).words
    assert "it has left" in command
    assert "BITTERN" not in command


def test_a_load_that_was_taken_on_the_spot_has_not_left(cast, page_for):
    offer = stories.offered(cast, stories.seized(cast), receiver=cast.storekeeper)
    stories.accepted(offer, by=cast.storekeeper)

    said = page_for(cast.storekeeper, f"/transfers/{offer.id}/accepted/").words

    assert "You have the load" in said
    assert "it has left" not in said


def test_nobody_is_sent_to_leave_with_nothing(cast, page_for):
    stories.on_the_road(cast)

    home = page_for(cast.crew, "/")
    empty = page_for(cast.crew, "/road/depart/")

    assert "/road/arrive/" in home.html
    assert "/road/depart/" not in home.html
    assert "Nothing in your custody can leave" in empty.words
    assert 'name="vehicle"' not in empty.html


def test_who_has_something_to_leave_with_is_led_there(cast, page_for):
    stories.swept(cast, stories.seized(cast, crew=True))

    assert "/road/depart/" in page_for(cast.officer, "/").html
    assert 'name="vehicle"' in page_for(cast.officer, "/road/depart/").html


def test_who_receives_is_told_how_many_bags_lie_inside(cast, page_for):
    label = new_label(b"quays")
    pallet = stories.new_bag(kind="pallet", label=label, package_count=394)
    units = seizure.register_units(act=stories.act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id, units=[
        pallet, *(NewUnit(kind="bag", parent_label=label) for _ in range(16))])
    offer = stories.offered(cast, units[:1], receiver=cast.storekeeper)

    said = page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/").words

    assert "1 unit, 16 bags inside, 394 bricks" in said


def test_a_gap_is_drawn_in_red_while_it_lasts(cast, page_for):
    [unit] = stories.seized(cast)
    assert "is-gap" not in page_for(cast.officer, f"/units/{unit.id}/").html
    paper = stories.act_of(cast.officer, basis=Basis.PAPER, occurred_at=stories.now() - timedelta(minutes=45))
    stories.offered(cast, [unit], receiver=cast.storekeeper, act=paper)

    shown = page_for(cast.officer, f"/units/{unit.id}/")

    assert "Custody not shown now" in shown.words
    assert "Custody is not shown until now: not answered in time" in shown.words
    assert "For 30 minutes so far" in shown.words
    assert "is-gap" in shown.html


def test_a_crew_is_told_to_offer_the_load_to_the_storekeeper_and_where(cast, page_for):
    stories.on_the_road(cast)

    page = page_for(cast.crew, "/road/arrive/")

    assert "Your load goes to BITTERN: offer it to the storekeeper there" in page.words
    assert one(read(page.html), ".//main//a[@href='/transfers/offer/']") is not None
    assert "BITTERN: offer it" not in page_for(cast.storekeeper, "/road/arrive/").words


def test_a_crew_on_the_road_gives_the_load_to_the_keeper_where_it_was_sent(cast, page_for):
    stories.on_the_road(cast, destination="CURLEW")

    page = page_for(cast.crew, "/transfers/offer/")

    chosen = {each.get("value") for each in read(page.html).iter("input") if each.get("checked") is not None}
    assert {"arrival", "CURLEW"} <= chosen
    assert "departure" not in chosen
    assert "Your load on the road goes to CURLEW" in page.words
    others = page_for(cast.officer, "/transfers/offer/").words
    assert "CURLEW" not in others.partition("Destination")[0]


def test_a_crew_on_the_road_reads_at_home_where_to_by_when_and_what_it_does_there(cast, page_for):
    units = stories.on_the_road(cast, count=2)

    home, second = page_for(cast.crew, "/"), page_for(cast.second_crew, "/")
    for page in (home, second):
        assert "Bring 2 units to BITTERN" in page.words
        assert "To arrive by" in page.words
        assert "Offer it there to the storekeeper, who reads its seals" in page.words
        assert "Nothing waits for you" not in page.words
    assert "Record an arrival" in home.words
    assert "BITTERN" not in page_for(cast.officer, "/").words

    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew),
                     by=cast.storekeeper, place="BITTERN")  # fmt: skip
    keeper = page_for(cast.storekeeper, "/").words
    assert "Bring 2 units" not in page_for(cast.crew, "/").words
    assert "Record an arrival" not in keeper
    assert "Put it in store" not in keeper
    assert "lies in a store already" in page_for(cast.storekeeper, "/store/put/").words


def test_who_keeps_the_place_is_asked_for_no_second_and_whoever_cannot_take_it_is_named(cast, page_for):
    [unit] = stories.on_the_road(cast)
    answers = {"units": [str(unit.id)], "purpose": "arrival", "receiver_badge": "4417", "second_badge": "4502"}

    page = page_for(cast.crew, "/transfers/offer/")
    assert one(read(page.html), ".//div[@class='c-relieving']//input[@name='second_badge']") is not None

    wrong = page_for(cast.crew, "/transfers/offer/", answers)
    assert (wrong.status, '<a class="ds-link" href="#id_receiver_badge' in wrong.html) == (403, True), wrong.html
    assert "Badge 4417 does not have the role for this. Name somebody who has it: storekeeper" in wrong.words

    sent = page_for(cast.crew, "/transfers/offer/", answers | {"receiver_badge": "4601"})
    assert sent.status == 302, sent.words
    assert Transfer.objects.get(purpose="arrival").receiver_second is None


def test_the_storekeeper_sees_what_comes_when_and_how_much_and_nothing_else(cast, page_for):
    units = stories.on_the_road(cast, count=2)
    stories.stored(cast)  # the storekeeper keeps in BITTERN

    said = page_for(cast.storekeeper, "/").words

    assert "2 units are on the way to you" in said
    assert "To arrive by" in said
    waiting = said.partition("2 units are on the way to you")[2].partition("in your name")[0]
    for secret in ("BITTERN", cast.crew.badge, units[0].label, units[0].seal):
        assert secret not in waiting
    assert "on the way to you" not in page_for(cast.officer, "/").words


def test_what_goes_elsewhere_is_not_for_this_storekeeper_and_what_is_offered_waits_as_that(cast, page_for):
    away = stories.on_the_road(cast, destination="HERON")
    stories.stored(cast)
    assert "on the way to you" not in page_for(cast.storekeeper, "/").words

    units = stories.on_the_road(cast)
    assert "1 unit is on the way to you" in page_for(cast.storekeeper, "/").words
    stories.offered(cast, units, receiver=cast.storekeeper, giver=cast.crew, purpose="arrival")

    said = page_for(cast.storekeeper, "/").words
    assert "on the way to you" not in said
    assert "Receive 1 unit" in said
    assert away
