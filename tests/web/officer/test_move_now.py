"""The page of a departure: a load that must move before its sweep says why, and goes to a quarantine bay."""

from __future__ import annotations

from custody.organisation.actions.register import register_place
from tests import stories


def test_an_unswept_load_leaves_with_a_reason_and_not_without(cast, page_for):
    register_place(act=stories.act_of(cast.administrator), code_word="SANDPIPER", kind="quarantine", jurisdiction="BE")
    [unit] = stories.seized(cast, crew=True)
    answers = {"units": str(unit.id), "vehicle": "T-4", "vehicle_seal": "VS 990 001", "escort": "E-2",
               "destination": "SANDPIPER"}

    refused = page_for(cast.officer, "/road/depart/", answers)
    elsewhere = page_for(cast.officer, "/road/depart/", answers | {"unswept_reason": "shots", "destination": "BITTERN"})
    sent = page_for(cast.officer, "/road/depart/", answers | {"unswept_reason": "shots at the gate"})

    assert refused.status == 409
    assert "sweep missing" in refused.words
    assert elsewhere.status == 422
    assert "Goods that were not swept go to a quarantine bay" in elsewhere.words
    assert sent.status == 302
    assert "It is moved or opened before its tracker sweep" in page_for(cast.officer, f"/units/{unit.id}/").words
