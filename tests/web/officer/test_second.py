"""One of two on the road says by page that one of them is gone, and who stays asks another beside them."""

from __future__ import annotations

from custody.evidence.models import Transfer
from tests import stories
from tests.stories import fresh
from tests.web.shared.pages import read


def chosen(page, name):
    return {each.get("value"): each.get("checked") is not None
            for each in read(page.html).iter("input") if each.get("name") == name}  # fmt: skip


def test_who_stays_tells_it_and_is_led_to_the_offer_to_another(cast, page_for):
    [unit] = stories.on_the_road(cast)

    page = page_for(cast.crew, "/road/second/")
    assert set(chosen(page, "leaver")) == {"4501", "4502"}, "of the two alone"
    before = page_for(cast.crew, f"/units/{unit.id}/").html
    assert 'href="/road/second/"' in before
    assert "way=second" not in before, "two have it"

    silent = page_for(cast.crew, "/road/second/", {"leaver": "4502", "why": "ill", "where": "A12"})
    assert "Write the reason" in silent.words
    assert fresh([unit])[0].co_custodian == cast.second_crew
    told = page_for(cast.crew, "/road/second/", {"leaver": "4502", "why": "ill", "where": "A12", "remark": "a stroke"})

    assert (told.status, told.location) == (302, "/transfers/offer/?way=second")
    assert 'href="/transfers/offer/?way=second"' in page_for(cast.crew, f"/units/{unit.id}/").html
    page = page_for(cast.crew, told.location)
    assert chosen(page, "purpose") == {"handover": False, "arrival": False, "second": True}
    offered = page_for(cast.crew, told.location, {
        "units": [str(unit.id)], "purpose": "second", "receiver_badge": "4503"})  # fmt: skip
    assert offered.status == 302
    offer = Transfer.objects.get(purpose="second")
    taken = page_for(cast.third_crew, f"/transfers/{offer.id}/receive/", {
        f"seal_{unit.id.hex}": unit.seal, "vehicle_seal_0": stories.on_vehicles(offer)[0],
        "expected_seq": str(offer.last_seq), "where": "A12, km 31"})  # fmt: skip
    assert taken.status == 302, taken.words
    for officer in (cast.crew, cast.third_crew):
        assert "Changed hands atA12, km 31" in page_for(officer, f"/transfers/{offer.id}/").words
    assert "km 31" not in page_for(cast.supervisor, f"/transfers/{offer.id}/").words
    assert (fresh([unit])[0].custodian, unit.co_custodian) == (cast.crew, cast.third_crew)
    assert "one of the two gone" in page_for(cast.crew, f"/units/{unit.id}/").words


def test_who_leaves_says_it_by_the_own_sign_in(cast, page_for):
    [unit] = stories.on_the_road(cast)

    left = page_for(cast.second_crew, "/road/second/", {"leaver": "4502", "why": "injured"})

    assert (left.status, left.location) == (302, "/")
    assert fresh([unit])[0].co_custodian is None
    assert "Custody is not shown" in page_for(cast.crew, f"/units/{unit.id}/").words
    assert "You have nothing on the way together" in page_for(cast.second_crew, "/road/second/").words


def test_two_who_have_it_are_not_offered_that_way(cast, page_for):
    stories.on_the_road(cast)

    assert "second" not in chosen(page_for(cast.crew, "/transfers/offer/"), "purpose")
    assert "second" not in chosen(page_for(cast.officer, "/transfers/offer/"), "purpose")


def test_it_is_told_afterwards_of_whom_one_rode_with(cast, page_for):
    """There was no network: the load lies in store by now, and the page asks when it was."""
    [unit] = stories.on_the_road(cast)
    stories.accepted(stories.offered(cast, [unit], giver=cast.crew, receiver=cast.storekeeper, purpose="arrival"),
                     by=cast.storekeeper, place="BITTERN")  # fmt: skip

    page = page_for(cast.crew, "/road/second/")
    assert set(chosen(page, "leaver")) == {"4501", "4502"}
    assert "When did it happen?" in page.words
    told = page_for(cast.crew, "/road/second/", {
        "leaver": "4502", "why": "ill", "remark": "a stroke", "occurred_at_choice": "now"})  # fmt: skip

    assert (told.status, fresh([unit])[0].discrepancy_open) == (409, False), "it is over: when was it?"
