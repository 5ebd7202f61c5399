"""Whoever marks a row of bags reads one line a bag, in the order of the seals: the same order on every page."""

from __future__ import annotations

import re

from custody.evidence.entries import Reported
from custody.evidence.selectors.borne import in_seal_order
from custody.web.seizure import marks
from tests import stories


def lines(page):
    return re.findall(r"([A-Z]+[0-9]+) ?→ ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])", page.words)


def test_who_has_it_reads_which_label_goes_with_which_seal(cast, page_for):
    units = in_seal_order(cast.officer, stories.seized(cast, count=3))
    path = f"/seizures/{units[0].seizure_id}/labels/"

    page, other = page_for(cast.officer, path), page_for(cast.supervisor, path)

    assert lines(page) == [(unit.seal, unit.label) for unit in units]
    assert [unit.seal for unit in units if unit.seal in other.html] == []
    assert "You have none of its units" in other.words
    assert path in page_for(cast.officer, f"/seizures/{units[0].seizure_id}/").html


def test_a_long_row_goes_on_on_the_next_page(cast, page_for, monkeypatch):
    monkeypatch.setattr(marks, "MOST", 2)
    units = in_seal_order(cast.officer, stories.seized(cast, count=3))
    path = f"/seizures/{units[0].seizure_id}/labels/"

    both = [page_for(cast.officer, path), page_for(cast.officer, f"{path}?page=2")]

    assert [line for page in both for line in lines(page)] == [(unit.seal, unit.label) for unit in units]


def test_an_offer_and_its_receipts_stand_in_the_order_of_the_seals(cast, page_for):
    units = in_seal_order(cast.officer, stories.seized(cast, count=3))
    first, other_seal, lost = units
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/"

    signed, before = page_for(cast.officer, path), page_for(cast.storekeeper, path)
    stories.accepted(offer, by=cast.storekeeper, again=True, seals={first.id: first.seal, other_seal.id: "XX999"},
                     reported={lost.id: Reported(kind="missing")})
    given, taken = page_for(cast.officer, path), page_for(cast.storekeeper, f"{path}accepted/")

    assert lines(signed) == [(unit.seal, unit.label) for unit in units]
    assert lines(before) == []  # who receives it reads each seal off its bag
    assert (lost.seal, lost.label) in lines(given)
    assert first.seal not in given.html
    assert lines(taken) == [("XX999", other_seal.label)]
    assert other_seal.seal not in taken.html
