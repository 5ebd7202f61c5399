"""Slots, crews, outages and licences on the page."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from custody.destruction.plan_models import CrewShift, Licence, Outage, Slot
from tests.destruction import plan_stories, stories
from tests.stories import now
from tests.web.desk import browser_of, errors_in, queries_of, send, text_of

LIST = reverse("slots:list")


BRUSSELS = ZoneInfo("Europe/Brussels")


def local(hours):
    return (now() + timedelta(hours=hours)).astimezone(BRUSSELS).strftime("%Y-%m-%dT%H:%M")


def test_a_slot_is_booked_for_some_weeks_at_the_same_hour_of_the_wall_clock(cast):
    stories.furnace(cast)
    answer = send(cast.planner, reverse("slots:book"),
                  {"facility": "FORGE", "starts_at": local(48), "weeks": "26", "escorts": "2"})  # fmt: skip
    assert answer.url == LIST
    hours = {slot.starts_at.astimezone(BRUSSELS).strftime("%H:%M") for slot in Slot.objects.all()}
    assert Slot.objects.count() == 26
    assert len(hours) == 1
    assert text_of(cast.planner, LIST).count("FORGE") >= 26
    assert errors_in(send(cast.planner, reverse("slots:book"), {"facility": "FORGE"})) != []


def test_a_slot_is_given_back_with_a_reason_unless_a_burn_is_booked_in_it(cast):
    slot = plan_stories.slot(cast)
    path = reverse("slots:withdraw", args=[slot.id])
    assert "FORGE" in text_of(cast.planner, path)
    assert send(cast.planner, path, {"reason": "slip"}).url == LIST
    assert errors_in(send(cast.planner, path, {"reason": "slip"})) == ["This slot was given back already"]
    used = plan_stories.slot(cast)
    stories.planned(cast, starts_at=used.starts_at)
    refused = send(cast.planner, reverse("slots:withdraw", args=[used.id]), {"reason": "slip"})
    assert errors_in(refused) == ["A burn is booked in this slot. Cancel the burn first"]
    assert "A burn is booked" in text_of(cast.planner, LIST)


def test_crews_are_named_and_taken_back(cast):
    path = reverse("slots:crews")
    said = {"begins_at": local(-1), "ends_at": local(160), "crews": "4", "escorts": "3"}
    assert send(cast.planner, path, said).url == LIST
    shift = CrewShift.objects.get()
    assert (shift.crews, shift.escorts, shift.jurisdiction) == (4, 3, "BE")
    assert errors_in(send(cast.planner, path, said)) == [
        "Crews are named for this time already. Take those back first"
    ]
    cancel = reverse("slots:cancel_crews", args=[shift.id])
    assert send(cast.planner, cancel, {}).url == LIST
    assert send(cast.planner, cancel, {}).status_code == 409
    assert "No crew is named" in text_of(cast.planner, LIST)


def test_an_outage_is_recorded_and_ended(cast):
    stories.furnace(cast)
    said = {"facility": "FORGE", "begins_at": local(0), "ends_at": local(99), "reason": "filter"}
    assert send(cast.supervisor, reverse("slots:outage"), said).url == LIST
    assert "The filter" in text_of(cast.supervisor, LIST)
    end = reverse("slots:end_outage", args=[Outage.objects.get().id])
    assert send(cast.supervisor, end, {}).url == LIST
    assert "already" in " ".join(errors_in(send(cast.supervisor, end, {})))
    assert "The filter" not in text_of(cast.supervisor, LIST)


def test_an_administrator_says_what_a_furnace_may_burn(cast):
    stories.furnace(cast)
    path = reverse("slots:licence")
    assert "everything" in text_of(cast.administrator, path)
    said = {"facility": "FORGE", "number": "L-1", "valid_from_on": "2025-01-01", "valid_until_on": "2030-12-31",
            "substances": ["heroin", "cocaine"]}  # fmt: skip
    assert send(cast.administrator, path, said).url == path
    assert Licence.objects.latest("licensed_at").substances == ["cocaine", "heroin"]
    assert "licence L-1, from 1 January 2025 to 31 December 2030: Cocaine, Heroin" in text_of(cast.administrator, path)


@pytest.mark.parametrize(("who", "reads", "books"), [
    ("planner", 200, 200), ("supervisor", 200, 200), ("checker", 200, 403), ("crew", 403, 403), ("officer", 403, 403),
])  # fmt: skip
def test_who_reads_and_who_books(cast, who, reads, books):
    slot, outage, shift = plan_stories.slot(cast), plan_stories.outage(cast), plan_stories.crews(cast)
    browser = browser_of(getattr(cast, who))
    assert browser.get(LIST).status_code == reads
    for name in ("slots:book", "slots:crews", "slots:outage"):
        assert browser.get(reverse(name)).status_code == books
    assert browser.get(reverse("slots:withdraw", args=[slot.id])).status_code == books
    assert browser.get(reverse("slots:licence")).status_code == 403
    if books == 403:
        assert browser.post(reverse("slots:end_outage", args=[outage.id])).status_code == 403
        assert browser.post(reverse("slots:cancel_crews", args=[shift.id])).status_code == 403


def test_the_list_asks_little_and_is_paged(cast):
    plan_stories.slot(cast)
    before = queries_of(cast.planner, LIST)
    for hours in range(100, 145):
        plan_stories.slot(cast, hours=hours)
    assert queries_of(cast.planner, LIST) == before
    assert "page=2" in browser_of(cast.planner).get(LIST).content.decode()
