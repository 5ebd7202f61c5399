"""Whatever is sent for a load, the page of its receipt comes back with what was typed, and says all that it lacks."""

from __future__ import annotations

import pytest

from custody.evidence.models import Discrepancy
from tests import stories
from tests.web.desk import errors_in, send

SPELT_BADLY = "!! no number"
OF_VEHICLE = "Enter the seal number, or tick that no whole seal is on it"

POSTS = {
    "nothing": {},
    "place": {"place": "BITTERN"},
    "no place of ours": {"place": "NOWHERE"},
    "reads": {"reads": "AN000000\r\n\x00"},
    "row": {"reads": "A1001..A1064"},
    "vehicle": {"vehicle_seal_0": SPELT_BADLY},
    "many characters": {"vehicle_seal_0": "x" * 5000},
    "no character": {"vehicle_seal_0": "\x00"},
    "box as well": {"vehicle_seal_0": SPELT_BADLY, "vehicle_bare_0": "on"},
    "no choice": {"left_0": "nonsense"},
    "no choice and its seal": {"left_0": "nonsense", "seal_0": SPELT_BADLY},
    "one wrong seal": {"seal_0": "AN 000000"},
    "one seal": {"seal_0": SPELT_BADLY, "place": "BITTERN"},
    "rest": {"rest": "9"},
    "aside": {"aside": "x " * 900},
    "version": {"expected_seq": "x"},
    "read again": {"type_again": "1", "place": "BITTERN"},
    "key": {"idempotency_key": "x", "reads": "AN000000"},
}
TYPED = ("reads", "seal_0", "vehicle_seal_0")


def arriving(cast):
    units = stories.on_the_road(cast, units=stories.stored(cast, count=2), giver=cast.storekeeper, destination="DUNLIN")
    return stories.offered(cast, units, giver=cast.crew, receiver=cast.storekeeper, purpose="arrival"), units


def handed_over(cast):
    units = stories.seized(cast, count=2)
    return stories.offered(cast, units, receiver=cast.storekeeper), units


@pytest.mark.parametrize("load", [arriving, handed_over])
def test_no_answer_breaks_the_receipt_and_none_is_lost(cast, load):
    offer, units = load(cast)
    names = {f"{name}_0": f"{name}_{units[0].id.hex}" for name in ("left", "seal")}
    asks_vehicle = load is arriving
    for what, answers in POSTS.items():
        offer.refresh_from_db()
        sent = {names.get(name, name): value for name, value in answers.items()}
        page = send(cast.storekeeper, f"/transfers/{offer.id}/receive/", {"expected_seq": str(offer.last_seq)} | sent)

        assert page.status_code == (409 if what == "version" else 422), what
        said, html = " ".join(errors_in(page)), page.content.decode()
        assert what == "row" or "not read yet" in said, (what, said)
        if asks_vehicle and what not in ("read again", "box as well"):
            assert "vehicle" in what or "character" in what or OF_VEHICLE in said, (what, said)
        for name in TYPED:
            if name in answers and (asks_vehicle or name != "vehicle_seal_0"):
                assert answers[name].replace("\x00", "\N{REPLACEMENT CHARACTER}").splitlines()[0] in html, (what, name)
    assert {unit.custodian for unit in stories.fresh(units)} == {cast.crew if asks_vehicle else cast.officer}
    assert not Discrepancy.objects.exists()
