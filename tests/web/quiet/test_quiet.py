"""My duty and my quiet hours: everybody's own, and nobody else's."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from custody.alerts.models import QuietHours
from custody.organisation.actions.duty import roster_duty
from tests.stories import act_of, now
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of
from tests.web.shared.pages import words

HOURS, CLEAR = reverse("quiet:hours"), reverse("quiet:clear")
NIGHT = {"begins": "22:00", "ends": "06:30", "zone": "Europe/Brussels"}


@pytest.fixture
def quick_house(house_cast):
    """Return the cast of a house whose commits are real."""
    return house_cast


def test_quiet_hours_are_kept_shown_and_forgotten(quick_house):
    officer = quick_house.supervisor
    assert "You have none" in text_of(officer, HOURS)

    assert send(officer, HOURS, NIGHT).status_code == 302
    kept = QuietHours.objects.get()
    assert (kept.officer, kept.begins, kept.ends) == (officer, time(22), time(6, 30))
    assert "Quiet from 22:00 to 06:30 (Europe/Brussels)" in text_of(officer, HOURS)
    assert "You have none" in text_of(quick_house.second_supervisor, HOURS)

    assert [send(officer, CLEAR, {}).status_code for _ in range(2)] == [302, 302]
    assert not QuietHours.objects.exists()


def test_all_day_is_no_quiet_hour(quick_house):
    response = send(quick_house.supervisor, HOURS, NIGHT | {"ends": "22:00"})

    assert response.status_code == 422
    assert errors_in(response) == ["Quiet hours cannot last all day. Change the beginning or the end"]
    response = send(quick_house.supervisor, HOURS, {"begins": "late", "ends": "", "zone": "Mars"})
    assert errors_in(response) == ["Enter the time, like 22:00", "Enter the time"]
    assert not QuietHours.objects.exists()


def test_looking_forgets_nothing(cast):
    assert browser_of(cast.supervisor).get(CLEAR).status_code == 405
    assert browser_of(cast.supervisor).post(CLEAR, {}).status_code == 302


def test_everybody_sees_the_own_duties_with_the_offset(cast):
    at = now()
    roster_duty(act=act_of(cast.administrator), badge="4601", role="storekeeper", site_id=None,
                begins_at=at + timedelta(hours=1), ends_at=at + timedelta(hours=9))

    tree = page_of(cast.storekeeper, HOURS)
    role, site, begins, ends = [words(cell) for cell in list(tree.iter("tr"))[1]]
    assert (role, site) == ("Storekeeper", "All sites")
    assert "(UTC+0" in begins
    assert "(UTC+0" in ends
    assert "You are not on duty in the next two weeks" in text_of(cast.second_storekeeper, HOURS)


def test_the_page_is_for_whoever_signed_in(cast, client):
    assert client.get(HOURS).status_code == 302
    page_of(cast.nobody, HOURS)
    assert queries_of(cast.nobody, HOURS) <= MOST_QUERIES
    assert client.post(CLEAR, {"idempotency_key": str(uuid4())}).status_code == 302
