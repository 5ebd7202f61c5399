"""A form sent twice gives one record and the first answer, also where the page has moved on since."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.evidence.models import Sweep, Transfer
from tests import stories


@pytest.fixture
def twice(client):
    def send(officer, path, answers):
        client.force_login(officer)
        body = {"idempotency_key": str(uuid4()), **answers}
        return [client.post(path, body) for _time in range(2)]

    return send


def test_an_offer_sent_twice(cast, twice):
    units = stories.swept(cast, stories.seized(cast, count=2))

    first, second = twice(cast.officer, "/transfers/offer/", {
        "units": [str(unit.id) for unit in units], "purpose": "handover", "receiver_badge": "4601"})

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Transfer.objects.count() == 1


def test_a_sweep_sent_twice(cast, twice):
    [unit] = stories.seized(cast, count=1)

    first, second = twice(cast.officer, "/sweep/", {
        "units": [str(unit.id)], "methods": ["visual"], "minutes": "5", "result": "clear", "witness_badge": "4418"})

    assert first["Location"] == second["Location"]
    assert Sweep.objects.count() == 1


def test_a_departure_sent_twice(cast, twice):
    [unit] = stories.swept(cast, stories.seized(cast, count=1, crew=True))

    first, second = twice(cast.officer, "/road/depart/", {
        "units": [str(unit.id)], "vehicle": "T-4", "vehicle_seal": "VS100001", "escort": "E-2",
        "destination": "BITTERN"})

    assert first["Location"] == second["Location"]


def test_a_weight_sent_twice_though_the_record_moved_on(cast, twice):
    [unit] = stories.seized(cast, count=1)

    first, second = twice(cast.officer, f"/units/{unit.id}/weigh/", {
        "gross": "25", "scale": "S-FLOOR", "package_count": "22", "expected_seq": str(unit.last_seq)})

    assert (first.status_code, second.status_code) == (302, 302)
    assert unit.weighings.count() == 2
