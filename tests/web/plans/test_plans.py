"""Plans of burns on the page: made with one button, read, approved or refused by another."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from custody.destruction.models import BurnSession
from custody.destruction.plan_models import BurnPlan
from tests.destruction import plan_stories, stories
from tests.stories import now
from tests.web.desk import browser_of, errors_in, queries_of, send, text_of

LIST, MAKE = reverse("plans:list"), reverse("plans:make")


def address(name, plan):
    return reverse(name, args=[plan.id])


def test_a_plan_is_made_with_one_button_once_however_often_it_is_pressed(cast):
    stories.ordered(cast)
    plan_stories.crews(cast)
    plan_stories.slot(cast)
    key = uuid4()

    first, again = send(cast.planner, MAKE, {}, key=key), send(cast.planner, MAKE, {}, key=key)

    plan = BurnPlan.objects.get()
    assert first.url == again.url == address("plans:plan", plan)
    text = text_of(cast.supervisor, first.url)
    assert "Waits for approval" in text
    assert "the first session that can take it" in text
    assert text_of(cast.supervisor, LIST).count("4851") == 1


def test_a_supervisor_approves_it_and_the_burns_are_listed(cast):
    plan, units = plan_stories.filled(cast)
    assert "Approve it" in text_of(cast.supervisor, address("plans:plan", plan))
    assert "burns of 2 units" in text_of(cast.supervisor, address("plans:approve", plan)) or "1 burn of 2" in text_of(
        cast.supervisor, address("plans:approve", plan)
    )

    answer = send(cast.supervisor, address("plans:approve", plan), {})

    assert answer.url == address("plans:plan", plan)
    assert BurnSession.objects.get().lines.count() == len(units)
    assert "Approve it" not in text_of(cast.supervisor, answer.url)
    refused = send(cast.supervisor, address("plans:approve", plan), {})
    assert errors_in(refused) == ["This plan was decided already"]


def test_a_refusal_says_why(cast):
    plan, _ = plan_stories.filled(cast)
    assert errors_in(send(cast.supervisor, address("plans:refuse", plan), {})) != []
    assert send(cast.supervisor, address("plans:refuse", plan), {"reason": "crews"}).url == address("plans:plan", plan)
    assert "Refused" in text_of(cast.planner, address("plans:plan", plan))


@pytest.mark.parametrize(("who", "status"), [("planner", 200), ("auditor", 200), ("crew", 403), ("witness", 403)])
def test_a_plan_is_read_by_who_plans_and_oversees(cast, who, status):
    plan, _ = plan_stories.filled(cast)
    for path in (LIST, address("plans:plan", plan)):
        assert browser_of(getattr(cast, who)).get(path).status_code == status
    assert browser_of(getattr(cast, who)).post(MAKE).status_code == (403 if who != "planner" else 422)
    for name in ("plans:approve", "plans:refuse"):
        assert browser_of(getattr(cast, who)).get(address(name, plan)).status_code == 403


def test_the_pages_ask_little_however_much_lies_here(cast):
    plan, _ = plan_stories.filled(cast, count=2)
    before = queries_of(cast.supervisor, address("plans:plan", plan))
    stories.ordered(cast, count=4)
    for hours in range(60, 70):
        plan_stories.slot(cast, hours=hours)
    larger = plan_stories.plan(cast)
    assert queries_of(cast.supervisor, address("plans:plan", larger)) == before
    for _n in range(3):
        plan_stories.plan(cast)
    assert queries_of(cast.supervisor, LIST) <= 12


def test_an_empty_slot_is_explained_on_the_page(cast):
    plan_stories.slot(cast, starts_at=[now() + timedelta(hours=48)])
    assert "Nothing lies here" in text_of(cast.supervisor, address("plans:plan", plan_stories.plan(cast)))
