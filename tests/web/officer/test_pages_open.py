"""Every officer page opens for somebody who may see it, and a unit's place is never in it."""

from __future__ import annotations

import pytest

from tests import stories


@pytest.fixture
def client_of(client):
    def sign_in(officer):
        client.force_login(officer)
        return client

    return sign_in


def test_the_first_page_says_what_is_in_my_name(cast, client_of):
    unit = stories.contained(cast)

    page = client_of(cast.officer).get("/")

    assert page.status_code == 200
    assert b"is in your name now" in page.content
    assert unit.label.encode() not in page.content


@pytest.mark.parametrize("path", ["/stop/", "/stop/?more", "/mine/", "/scan/", "/seizures/open/", "/sweep/",
                                  "/transfers/offer/", "/road/depart/", "/road/arrive/", "/store/put/",
                                  "/store/move/", "/discrepancies/"])
def test_pages_without_a_unit_open(cast, client_of, path):
    stories.seized(cast, count=2)

    assert client_of(cast.officer).get(path).status_code == 200


@pytest.mark.parametrize("tail", ["", "place/", "guard/", "strip/", "strip/stop/", "strip/end/", "seize/", "photo/",
                                  "weigh/", "weighed/", "sample/", "sampled/", "exceptions/release/", "clearance/"])
def test_pages_of_a_unit_open_and_do_not_show_its_place(cast, client_of, tail):
    unit = stories.contained(cast)

    page = client_of(cast.officer).get(f"/units/{unit.id}/{tail}")

    assert page.status_code == 200
    assert b"HERON" not in page.content
