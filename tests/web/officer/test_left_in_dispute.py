"""The page of a departure asks why what is frozen left, only of who has something frozen."""

from __future__ import annotations

from custody.evidence.actions import seal_faults
from tests import stories
from tests.stories import act_of, fresh
from tests.web.officer.test_left_alone import answers

ASKED = "Only when something frozen left all the same: why?"


def test_what_is_frozen_is_refused_once_and_recorded_with_a_reason(cast, page_for):
    [unit] = stories.swept(cast, stories.seized(cast, crew=True))
    assert ASKED not in page_for(cast.officer, "/road/depart/").words
    seal_faults.report_seal_fault(act=act_of(cast.auditor), unit_id=unit.id, fault="broken")

    refused = page_for(cast.officer, "/road/depart/", answers(unit))
    recorded = page_for(cast.officer, "/road/depart/", answers(unit, frozen_reason="men at the fence"))

    assert (refused.status, recorded.status) == (409, 302)
    assert ASKED in refused.words
    assert fresh([unit])[0].custody_state == "in_transit"
