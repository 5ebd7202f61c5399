"""The page that says a stop or a find is recorded keeps the receipt of that act, whatever happens afterwards."""

from __future__ import annotations

from custody.evidence.actions import extraction
from custody.ledger.receipts import first_act_on, newest_act_on
from tests import stories


def test_the_page_of_a_stop_keeps_the_receipt_of_the_stop(cast, page_for):
    unit = stories.contained(cast)
    stop = newest_act_on(unit.stream_id)
    extraction.start_extraction(act=stories.act_of(cast.officer), unit_id=unit.id,
                                witness_badge=cast.second_officer.badge)

    page = page_for(cast.officer, f"/stop/{unit.id}/recorded/")

    assert first_act_on(unit.stream_id) == stop != newest_act_on(unit.stream_id)
    assert str(stop)[:8] in page.words
    assert str(newest_act_on(unit.stream_id))[:8] not in page.words


def test_the_page_of_a_new_seizure_keeps_its_receipt(cast, page_for):
    made = stories.opened_seizure(cast)
    opening = first_act_on(made.stream_id)

    page = page_for(cast.officer, f"/seizures/{made.id}/opened/")

    assert str(opening)[:8] in page.words
