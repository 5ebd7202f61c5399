"""Arriving with a load of which something is frozen: which unit, why, and who can lift it."""

from __future__ import annotations

from custody.evidence.models import Overload
from custody.organisation.selectors import place_by_code_word
from tests import stories
from tests.web.desk import errors_in, send


def leave(cast, *, read):
    """Let a crew accept a departure and read these seals; return the units."""
    units = stories.swept(cast, stories.seized(cast, count=len(read)))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")
    stories.accepted(offer, by=cast.crew, again=True, seals={
        unit.id: unit.seal if seal == "right" else seal for unit, seal in zip(units, read, strict=True)})
    return stories.fresh(units)


def test_what_did_not_leave_is_named_with_the_reason_and_who_lifts_it(cast, page_for):
    good, bad = leave(cast, read=["right", "AN000000"])

    page = page_for(cast.crew, "/road/arrive/")

    frozen = page.words.partition("Frozen: it cannot go any further now")[2]
    assert f"{bad.label}: Seal differs, noticed by badge 4501" in frozen
    assert "A supervisor who never had it in custody and did not find the difference can lift it" in frozen
    assert f"/units/{bad.id}/" in page.html
    assert f'value="{good.label}"' in page.html
    assert f'value="{bad.label}"' not in page.html


def test_a_load_of_which_all_is_frozen_does_not_just_say_nothing(cast, page_for):
    [bad] = leave(cast, read=["AN000000"])

    page = page_for(cast.crew, "/road/arrive/")

    assert bad.label in page.words
    assert "Nothing in your custody is on the road" in page.words


def test_without_a_discrepancy_there_is_no_notice(cast, page_for):
    leave(cast, read=["right"])

    assert "Frozen" not in page_for(cast.crew, "/road/arrive/").words


def test_a_load_that_stands_in_a_full_place_already_arrives_there_with_a_reason(cast):
    units = stories.on_the_road(cast, units=stories.stored(cast), giver=cast.storekeeper, destination="CURLEW")
    stories.capped(cast, place_by_code_word(code_word="CURLEW"), cap_mg=1)
    answers = {"units": [str(unit.id) for unit in units], "place": "CURLEW", "over_limit_reason": ""}

    assert "more than its limit" in str(errors_in(send(cast.crew, "/road/arrive/", answers)))
    assert send(cast.crew, "/road/arrive/", answers | {"over_limit_reason": "it stands inside"}).status_code == 302

    assert Overload.objects.get().reason == "it stands inside"
