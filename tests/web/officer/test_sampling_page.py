"""The page of a sample asks why goods are opened only where something stands against it, and records the answer."""

from __future__ import annotations

from custody.core.events import FieldClass
from custody.evidence.actions import seal_faults
from custody.evidence.actions.planning import plan_sampling
from custody.evidence.models import Sample
from custody.evidence.selectors.sampling import borne_out
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories

UNDRAWN = 'name="undrawn_reason"'
UNSWEPT, FROZEN, TWO = 'name="unswept_reason"', 'name="frozen_reason"', "You or the witness must be the one who has"


def answers(unit, witness, **said):
    return {"sample_kind": "analysis", "bound_for": "laboratory", "sample_grams": "5", "sample_scale": "S-BENCH",
            "gross": "24,9950", "sample_seal": stories.new_seal().number, "new_seal": stories.new_seal().number,
            "scale": "S-FLOOR",
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


def test_what_no_lot_fell_on_is_sampled_with_a_reason_and_marked(cast, page_for):
    found = stories.opened_seizure(cast)
    [drawn] = stories.stored(cast, of=found)
    plan = plan_sampling(act=stories.act_of(cast.sampler), exhibit_id=drawn.exhibit_id)
    [beside] = stories.stored(cast, of=found)
    path = f"/units/{beside.id}/sample/"
    assert [UNDRAWN in page_for(cast.sampler, f"/units/{unit.id}/sample/").html for unit in (drawn, beside)] == [
        False, True
    ]  # fmt: skip
    asked = page_for(cast.sampler, path, answers(beside, cast.storekeeper))
    assert (asked.status, "Write the reason" in asked.words) == (422, True)

    taken = page_for(cast.sampler, path, answers(beside, cast.storekeeper, undrawn_reason="it is another colour"))

    assert taken.status == 302
    [line] = [line for line in told([beside.stream_id], classes=frozenset(FieldClass))
              if line.type.code == "sampling.undrawn/1"]  # fmt: skip
    assert (line.values["plan_id"], line.values["beside"], line.values["reason"]) == (
        plan.id, 1, "it is another colour"
    )  # fmt: skip
    stories.sampled(cast, drawn)
    borne = borne_out([plan])[plan.exhibit_id]
    assert (borne.taken, borne.beside) == (1, 1)
    assert "sampling.undrawn/1" not in [line.type.code for line in told([drawn.stream_id])]


def test_a_sample_that_shows_nothing_of_the_others_is_taken_of_anything_and_a_fact_waits_for_no_reason(cast, page_for):
    found = stories.opened_seizure(cast)
    [drawn] = stories.stored(cast, of=found)
    plan_sampling(act=stories.act_of(cast.sampler), exhibit_id=drawn.exhibit_id)
    kept, bare = stories.stored(cast, of=found, count=2)

    said = answers(kept, cast.storekeeper, sample_kind="retained")
    assert page_for(cast.sampler, f"/units/{kept.id}/sample/", said).status == 302
    stories.sampled(cast, bare)  # as by the API

    marks = {unit.label: [line.values["reason"] for line in told([unit.stream_id], classes=frozenset(FieldClass))
                          if line.type.code == "sampling.undrawn/1"] for unit in (kept, bare)}  # fmt: skip
    assert marks == {kept.label: [], bare.label: [None]}
    assert replay_state().findings == []
