"""The seal of the vehicle is asked for, read twice where it differs, and shown to nobody who is to read it."""

from __future__ import annotations

import pytest

from tests import stories
from tests.web.shared.pages import read


def kept_in(page):
    """Return the answers that the page between carries on, as a browser would send them."""
    form = next(each for each in read(page.html).iter("form") if each.get("novalidate") is not None)
    found = {}
    for each in form.iter("input"):
        if each.get("name") != "csrfmiddlewaretoken":
            found.setdefault(each.get("name"), []).append(each.get("value"))
    return found


@pytest.mark.parametrize("answer", ["seal", "bare"])
def test_the_page_asks_for_it_and_never_shows_it(cast, page_for, answer):
    units = stories.on_the_road(cast)
    offer = stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)
    [number] = stories.on_vehicles(offer)
    path = f"/transfers/{offer.id}/receive/"
    asked = page_for(cast.storekeeper, path)
    assert "Seal of the vehicle" in asked.words
    assert number not in asked.html
    sent = {"place": "BITTERN", f"seal_{units[0].id.hex}": units[0].seal, "expected_seq": str(offer.last_seq)}
    assert page_for(cast.storekeeper, path, sent).status == 422

    sent |= {"vehicle_seal_0": "VS 000"} if answer == "seal" else {"vehicle_bare_0": "on"}
    first = page_for(cast.storekeeper, path, sent)
    if answer == "seal":
        assert first.status == 422
        assert "The seal of the vehicle differs" in first.words
        assert "If you record it, 1 unit is frozen" in first.words
        assert "A supervisor is told at once" in first.words
        assert number not in first.html
        assert not stories.fresh(units)[0].discrepancy_open
        offer.refresh_from_db()
        assert f'name="expected_seq" value="{offer.last_seq}"' in first.html, "the next try is about what stands now"
        back = page_for(cast.storekeeper, path, kept_in(first) | {"type_again": "1"})
        assert "If it differs again, 1 unit is frozen and a supervisor is told" in back.words
        assert f'value="{units[0].seal}"' in back.html, "nothing that was read is lost"
        assert 'value="VS000"' not in back.html
        assert not stories.fresh(units)[0].discrepancy_open
        first = page_for(cast.storekeeper, path, kept_in(first))

    assert first.status == 302
    assert stories.fresh(units)[0].discrepancy_open


def test_the_crew_does_not_read_it_off_the_screen(cast, page_for):
    units = stories.swept(cast, stories.seized(cast))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")

    assert offer.vehicle_seal not in page_for(cast.crew, f"/transfers/{offer.id}/receive/").html


def test_a_crew_that_arrives_by_itself_is_asked_for_it_twice(cast, page_for):
    units = stories.on_the_road(cast, units=stories.stored(cast), giver=cast.storekeeper, destination="CURLEW")
    sent = {"units": [str(units[0].id)], "place": "CURLEW", "vehicle_seal": "VS 000"}

    others = stories.on_the_road(cast, units=stories.stored(cast), giver=cast.storekeeper, destination="CURLEW")

    first = page_for(cast.crew, "/road/arrive/", sent)
    of_others = page_for(cast.crew, "/road/arrive/", sent | {"units": [str(others[0].id)]})
    back = page_for(cast.crew, "/road/arrive/", kept_in(first) | {"type_again": "1"})
    assert [unit.custody_state for unit in stories.fresh(units)] == ["in_transit"]
    second = page_for(cast.crew, "/road/arrive/", kept_in(first))

    assert (first.status, of_others.status, second.status) == (422, 422, 302)
    assert "If you record it, 1 unit is frozen" in first.words
    assert "If you record it, 1 unit is frozen" in of_others.words
    assert "If it differs again, 1 unit is frozen" in back.words
    arrived, waiting = stories.fresh([*units, *others])
    assert (arrived.custody_state, arrived.discrepancy_open) == ("at_furnace", True)
    assert (waiting.custody_state, waiting.discrepancy_open) == ("in_transit", False)
    done = page_for(cast.crew, second.location)
    assert "c-panel is-stopped" in done.html, "green is for what went well"
    assert f"{arrived.label}: Seal of the vehicle differs, noticed by badge 4501" in done.words
