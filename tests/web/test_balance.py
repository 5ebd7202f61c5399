"""The books of mass on a page: the equation of the port, and who answers for what is missing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.destruction.actions import variances
from custody.evidence.actions import weigh
from custody.evidence.models import Discrepancy, HandlingUnit
from tests import stories
from tests.destruction.test_variances import varying
from tests.web.desk import MOST_QUERIES, page_of, queries_of, send, text_of

PORT = reverse("balance:port")


def of(seizure_id):
    return reverse("balance:seizure", args=[seizure_id])


def with_variance(cast):
    """Return a unit of which 900 g are missing, explained by a supervisor."""
    [unit] = stories.stored(cast)
    weigh.record_weighing(
        act=stories.act_of(cast.second_storekeeper), unit_id=unit.id, reading=stories.reading(unit.gross_mg - 900_000)
    )
    weigh.resolve_discrepancy(
        act=stories.act_of(cast.supervisor), discrepancy_id=Discrepancy.objects.get().id, resolution="It was wet"
    )
    return unit


def test_everything_seized_stands_somewhere_to_the_milligram(cast):
    unit = stories.sampled(cast).unit

    for path in (PORT, of(unit.seizure_id)):
        text = text_of(cast.auditor, path)
        assert "24.995 kg" in text
        assert "0.005 kg" in text
        assert "To the milligram" in text
        assert "DOES NOT ADD UP" not in text
        assert "nothing is missing" in text
    assert "DIFFERS" not in text_of(cast.auditor, PORT)


def test_a_variance_has_an_owner_and_an_age(cast):
    unit = with_variance(cast)

    for path in (PORT, of(unit.seizure_id)):
        text = text_of(cast.supervisor, path)
        assert unit.label in text
        assert "0.9 kg" in text
        assert cast.supervisor.badge in text
        assert "0 days" in text
        assert "Explained by a supervisor" in text


def test_books_that_do_not_close_are_said_so(cast, monkeypatch):
    from custody.core import postings

    stories.stored(cast)
    monkeypatch.setattr(postings.Sheet, "is_even", False)

    assert "DOES NOT ADD UP" in text_of(cast.auditor, PORT)


def test_a_seizure_of_which_nothing_was_weighed_has_empty_books(cast):
    assert "Nothing was weighed yet" in text_of(cast.auditor, of(stories.opened_seizure(cast).id))


@pytest.mark.parametrize("who", ["officer", "crew", "storekeeper", "planner", "duty_officer", "nobody"])
def test_the_books_are_not_for_everybody(cast, who):
    page_of(getattr(cast, who), PORT, status=403)


@pytest.mark.parametrize("who", ["supervisor", "auditor", "internal_affairs", "regional_head", "director"])
def test_who_answers_for_the_port_reads_them(cast, who):
    page_of(getattr(cast, who), PORT)


def test_the_page_asks_little_however_much_there_is(cast):
    stories.stored(cast, count=3)

    assert queries_of(cast.auditor, PORT) <= MOST_QUERIES


def test_a_variance_is_handed_over_answered_for_and_closed_on_pages(cast):
    unit = varying(cast)
    show, hand, answer, close = (
        reverse(f"balance:{name}", args=[unit.id]) for name in ("variance", "hand_over", "answer", "close")
    )
    seen = lambda: HandlingUnit.objects.get(pk=unit.pk)  # noqa: E731
    assert send(cast.sampler, hand, {"to_badge": "4601", "reason": "their scale"}, seen=seen()).status_code == 302
    assert "Will you answer for a difference?" in text_of(cast.storekeeper, reverse("home:home"))
    page_of(cast.crew, show, status=404)
    refused = send(cast.storekeeper, answer, {"outcome": "refused", "answer": ""}, seen=seen())
    assert refused.status_code == 422
    assert send(cast.storekeeper, answer, {"outcome": "accepted", "answer": ""}, seen=seen()).status_code == 302
    assert "4601" in text_of(cast.auditor, show)
    assert send(cast.auditor, close, {"finding": "a spill"}, seen=seen()).status_code == 302

    text = text_of(cast.auditor, show)
    assert "Closed by an auditor" in text
    assert "a spill" in text
    assert "Closed by an auditor" in text_of(cast.auditor, PORT)


def test_what_was_asked_is_taken_back_on_a_page(cast):
    unit = varying(cast)
    variances.offer_variance(act=stories.act_of(cast.sampler), unit_id=unit.id, to_badge="4601", reason="x")
    back = reverse("balance:take_back", args=[unit.id])

    assert "0.02 kg" in text_of(cast.sampler, reverse("balance:variance", args=[unit.id]))
    assert send(cast.sampler, back, {}, seen=HandlingUnit.objects.get(pk=unit.pk)).status_code == 302
    assert "Taken back" in text_of(cast.sampler, reverse("balance:variance", args=[unit.id]))
    page_of(cast.supervisor, reverse("balance:close", args=[unit.id]), status=403)
