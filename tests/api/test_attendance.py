"""Who from outside stood by at a fire: the page takes it, the API lists it."""

from __future__ import annotations

from uuid import uuid4

from tests.destruction import stories
from tests.destruction.test_attendance import LEADER


def test_the_page_takes_what_the_api_lists(cast, client, caller):
    session = stories.at_furnace(cast)
    client.force_login(cast.crew)
    address = f"/burns/{session.id}/attendance/"
    assert b"Degrees Celsius" in client.get(address).content

    sent = client.post(address, LEADER | {"idempotency_key": uuid4(), "temperature": "950"})

    assert sent["Location"] == f"/burns/{session.id}/"
    [row] = caller(cast.supervisor).get(f"sessions/{session.id}/attendances/").json()["results"]
    assert (row["name"], row["answer"], row["temperature_c"], row["recorded_by"]) == (
        "An Peeters", "signed", 950, cast.crew.badge)
