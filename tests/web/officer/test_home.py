"""The first page: what waits comes first, and an officer finds the words for what just happened."""

from __future__ import annotations

from tests import stories
from tests.web.shared.pages import one, read


def test_an_officer_finds_both_beginnings_in_plain_words(cast, page_for):
    page = page_for(cast.officer, "/")

    assert "New stop" in page.words
    assert "I found drugs" in page.words
    assert "I found drugs" not in page_for(cast.storekeeper, "/").words


def test_what_waits_for_me_stands_before_everything_else(cast, page_for):
    stories.offered(cast, stories.seized(cast), receiver=cast.storekeeper)

    said = page_for(cast.storekeeper, "/").words

    assert said.index("Receive 1 unit") < said.index("Nothing is in your name") < said.index("Scan")


def test_nothing_that_waits_is_said_after_what_can_be_begun(cast, page_for):
    said = page_for(cast.officer, "/").words

    assert said.index("Scan") < said.index("Nothing waits for you")


def test_who_found_drugs_in_a_stopped_conveyance_is_led_to_it(cast, page_for):
    stopped, stripped = stories.contained(cast), stories.opened(cast, container_number="CSQU3054383")

    page = page_for(cast.officer, "/found/")

    assert f"/units/{stopped.id}/seize/" in page.html
    assert f"/units/{stripped.id}/seize/" in page.html
    others = page_for(cast.third_officer, "/found/")
    links = [link.get("href") for link in one(read(others.html), ".//main").iter("a")]
    assert not [path for path in links if path.endswith("/seize/")]
    for each in (page, others):
        assert 'href="/stop/?found"' in each.html
        assert 'href="/seizures/open/"' in each.html
