"""A used seal number comes back to be looked at again; what the seal shows then is recorded."""

from __future__ import annotations

import pytest

from custody.evidence.models import Countersignature, Discrepancy, HandlingUnit, Seal
from custody.ledger.replay import replay_state
from tests import stories
from tests.web.officer.test_registering import unit_answers

ASKED = "I looked again: the seal really shows this"


def test_a_used_number_is_asked_again_and_then_recorded(cast, page_for):
    [known] = stories.seized(cast)
    path, answers = f"/seizures/{known.seizure_id}/units/", unit_answers(seal_number=known.seal)
    assert ASKED not in page_for(cast.officer, path).words

    refused = page_for(cast.officer, path, answers)
    recorded = page_for(cast.officer, path, {**answers, "looked_again": "on"})

    assert (refused.status, recorded.status) == (422, 302)
    assert ASKED in refused.words
    assert "already in use. Read it again" in refused.words
    assert 'value="25.4"' in refused.html
    frozen = HandlingUnit.objects.exclude(pk=known.pk).get(kind="bag")
    assert frozen.discrepancy_open
    assert f"Saved, and frozen: its seal is worth none. Stick label {frozen.label} on it." in (
        page_for(cast.officer, recorded.location).words)  # fmt: skip


def test_who_explains_it_sees_the_number_and_what_else_bears_it(cast, page_for):
    [known] = stories.seized(cast)
    page_for(cast.officer, f"/seizures/{known.seizure_id}/units/",
             unit_answers(seal_number=known.seal, looked_again="on"))  # fmt: skip

    page = page_for(cast.supervisor, f"/discrepancies/{Discrepancy.objects.get().id}/")

    assert known.seal in page.words
    assert f'href="/units/{known.id}/">{known.label}</a>' in page.html


@pytest.mark.parametrize("page", ["seal", "bench/seal"])
def test_whoever_seals_or_seals_anew_is_asked_to_look_again_and_then_it_is_a_fact(cast, page_for, page):
    [known] = stories.seized(cast)
    [unit] = stories.seized(cast, seal=None) if page == "seal" else stories.seized(cast)
    path, old = f"/units/{unit.id}/{page}/", unit.seal
    answers = {"seal_number": known.seal, "second_badge": "4418"} if page == "seal" else {
        "seal": known.seal, "reason": "torn by the fork", "witness_badge": "4418"}  # fmt: skip
    answers |= {"seal_class": "bag", "expected_seq": str(stories.fresh([unit])[0].last_seq)}
    assert ASKED not in page_for(cast.officer, path).words

    refused = page_for(cast.officer, path, answers)

    assert (refused.status, ASKED in refused.words) == (422, True)
    assert all(f'value="{each}"' in refused.html for each in (known.seal, "4418"))
    assert ("torn by the fork" in refused.html) is (page != "seal")
    assert not Discrepancy.objects.exists()

    assert page_for(cast.officer, path, answers | {"looked_again": "on"}).status == 302

    [now] = stories.fresh([unit])
    found = Discrepancy.objects.get()
    assert (found.unit_id, found.discrepancy_kind, found.found) == (unit.id, "seal", known.seal)
    assert (now.seal, now.discrepancy_open) == (None, True)
    assert Seal.objects.get(number=known.seal).unit_id == known.id
    assert old is None or Seal.objects.get(number=old).removed_at is not None
    assert Countersignature.objects.filter(unit=unit, about="discrepancy.opened/1").exists()
    assert replay_state().findings == []


def test_who_looked_again_at_a_number_that_was_never_used_has_sealed_it(cast, page_for):
    [unit] = stories.seized(cast, seal=None)
    number = stories.new_seal().number

    sent = page_for(cast.officer, f"/units/{unit.id}/seal/", {
        "seal_number": number, "second_badge": "4418", "seal_class": "bag", "looked_again": "on",
        "expected_seq": str(stories.fresh([unit])[0].last_seq)})  # fmt: skip

    assert (sent.status, stories.fresh([unit])[0].seal) == (302, number)
