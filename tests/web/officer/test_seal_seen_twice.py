"""A used seal number comes back to be looked at again; what the seal shows then is recorded."""

from __future__ import annotations

from custody.evidence.models import Discrepancy, HandlingUnit
from tests import stories
from tests.web.officer.test_registering import unit_answers

ASKED = "I looked again: the seal shows this number"


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
    assert f"Saved, and frozen: its seal shows a number that was used before. Stick label {frozen.label} on it." in (
        page_for(cast.officer, recorded.location).words)  # fmt: skip


def test_who_explains_it_sees_the_number_and_what_else_bears_it(cast, page_for):
    [known] = stories.seized(cast)
    page_for(cast.officer, f"/seizures/{known.seizure_id}/units/",
             unit_answers(seal_number=known.seal, looked_again="on"))  # fmt: skip

    page = page_for(cast.supervisor, f"/discrepancies/{Discrepancy.objects.get().id}/")

    assert known.seal in page.words
    assert f'href="/units/{known.id}/">{known.label}</a>' in page.html
