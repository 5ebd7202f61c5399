"""What nobody can read in an address is refused in one place, on every page, and is never a fault of ours."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.desk import browser_of


@pytest.mark.parametrize("address", [
    "/scan/?code=%00", "/scan/?code=AB%00CD", "/scan/?code=C1:%00", "/scan/several/?read=%00", "/seizures/?typed=%00",
    "/transfers/offer/?seizure=%00", "/overview/goods/?why=%00", "/?%00=1", "/help/a%00b/",
])  # fmt: skip
@pytest.mark.parametrize("who", ["officer", "supervisor"])
def test_an_address_with_a_sign_that_nobody_can_read_makes_no_sense(cast, who, address):
    answer = browser_of(getattr(cast, who)).get(address)

    assert answer.status_code in (400, 404)
    if "?" in address:
        assert answer.status_code == 400
        assert "This address holds a sign that nobody can read" in answer.content.decode()


def test_nobody_who_is_signed_out_stumbles_over_it_either():
    assert Client(HTTP_HOST="localhost").get("/sign-in/?next=%00").status_code == 400
