"""Where a form or a link says to go on to is a path of this house, or its first page."""

from __future__ import annotations

import pytest

from tests.web.desk import browser_of


@pytest.mark.parametrize("way", ["x", "-1", "mine/", "#", "?a=1", ".."])
def test_a_way_on_that_begins_at_no_door_leads_to_the_first_page(cast, way):
    answer = browser_of(cast.officer).get("/unlock/", {"next": way})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser_of(cast.officer).get("/unlock/", {"next": "/mine/"})["Location"] == "/mine/"
