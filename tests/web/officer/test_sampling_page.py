"""The page of a sample asks why goods are opened only where something stands against it, and records the answer."""

from __future__ import annotations

from custody.evidence.actions import seal_faults
from custody.evidence.models import Sample
from custody.ledger.selectors import told
from tests import stories

UNSWEPT, FROZEN, TWO = 'name="unswept_reason"', 'name="frozen_reason"', "You or the witness must be the one who has"


def answers(unit, witness, **said):
    return {"sample_kind": "analysis", "sample_grams": "5", "sample_scale": "S-BENCH", "gross": "24,9950",
            "sample_seal": stories.new_seal().number, "new_seal": stories.new_seal().number, "scale": "S-FLOOR",
            "witness_badge": witness.badge, "expected_seq": unit.last_seq} | said  # fmt: skip


def test_on_the_quay_the_sweep_is_asked_for_and_why_not(cast, page_for):
    [unit] = stories.seized(cast)
    path = f"/units/{unit.id}/sample/"
    page = page_for(cast.sampler, path)
    assert (UNSWEPT in page.html, FROZEN in page.html, TWO in page.words) == (True, False, True)
    refused = page_for(cast.sampler, path, answers(unit, cast.officer))
    assert (refused.status, "was not swept for trackers" in refused.words) == (409, True)

    taken = page_for(cast.sampler, path, answers(unit, cast.officer, unswept_reason="it leaks"))

    assert (taken.status, Sample.objects.filter(unit=unit).count()) == (302, 1)
    [unit] = stories.swept(cast, stories.fresh([unit]))
    assert UNSWEPT not in page_for(cast.sampler, path).html


def test_of_what_is_frozen_it_is_asked_why_and_two_from_outside_sample_it(cast, page_for):
    [unit] = stories.stored(cast)
    seal_faults.report_seal_fault(act=stories.act_of(cast.auditor), unit_id=unit.id, fault="broken")
    [unit] = stories.fresh([unit])
    path = f"/units/{unit.id}/sample/"
    assert path in page_for(cast.sampler, f"/units/{unit.id}/").html
    page = page_for(cast.sampler, path)
    assert (UNSWEPT in page.html, FROZEN in page.html, TWO in page.words) == (False, True, False)
    assert cast.storekeeper.badge not in page.words + page.html
    assert page_for(cast.sampler, path, answers(unit, cast.checker)).status == 422

    taken = page_for(cast.sampler, path, answers(unit, cast.checker, frozen_reason="a swap?"))

    assert taken.status == 302
    assert "frozen.opened/1" in [line.type.code for line in told([unit.stream_id])]
