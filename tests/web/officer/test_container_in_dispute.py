"""The page that opens a container asks why, where something about it is in dispute."""

from __future__ import annotations

from custody.evidence.actions import seal_faults
from custody.ledger.selectors import told
from tests import stories


def test_the_page_asks_why_only_where_the_container_is_in_dispute(cast, page_for):
    plain, odd = stories.contained(cast), stories.contained(cast, seal="ML-BE 12345")
    seal_faults.report_seal_fault(act=stories.act_of(cast.auditor), unit_id=odd.id, fault="broken")
    [odd] = stories.fresh([odd])
    assert "frozen_reason" not in page_for(cast.officer, f"/units/{plain.id}/strip/").html
    assert "Why is it opened all the same?" in page_for(cast.officer, f"/units/{odd.id}/strip/").words
    assert f"/units/{odd.id}/strip/" in page_for(cast.officer, f"/units/{odd.id}/").html
    assert f"/units/{odd.id}/seal/" in page_for(cast.officer, f"/units/{odd.id}/").html
    said = {"expected_seq": odd.last_seq, "witness_badge": cast.second_officer.badge}

    assert page_for(cast.officer, f"/units/{odd.id}/strip/", said).status == 422
    answer = page_for(cast.officer, f"/units/{odd.id}/strip/", said | {"frozen_reason": "the seal hangs open"})

    assert answer.location == f"/units/{odd.id}/seize/"
    assert "frozen.opened/1" in [line.type.code for line in told([odd.stream_id])]
