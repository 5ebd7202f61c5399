"""What is being searched for is found before anything else is done with it."""

from __future__ import annotations

from custody.evidence.actions import searching
from tests import stories


def test_the_page_of_a_missing_bag_asks_first_whether_it_was_found_and_nothing_else(cast, page_for):
    there, lost = stories.swept(cast, stories.seized(cast, count=2))
    searching.report_unlocated(act=stories.act_of(cast.officer), unit_id=lost.id, remark="not on the floor")

    page = page_for(cast.officer, f"/units/{lost.id}/")
    decides = page_for(cast.supervisor, f"/units/{lost.id}/")

    can = page.words.partition("What you can do now")[2].partition("What cannot be done, and why")[0]
    assert can.split() == ["I", "found", "it"]
    assert f"/units/{lost.id}/bench/found/" in page.html
    assert "To be found by" in page.words
    assert "To be burnt by" not in page.words
    assert "I searched and did not find it" in page.words.partition("What cannot be done, and why")[2]
    assert "I searched and did not find it" in decides.words.partition("What cannot be done")[0]
    for path in ("/transfers/offer/", "/road/depart/"):
        offered = page_for(cast.officer, path)
        assert there.label in offered.html
        assert lost.label not in offered.html
