"""Two touches on a phone, with scripts and without; and the time touched three times."""

from __future__ import annotations

import pytest
from django.conf import settings

from custody.evidence.models import Incident
from tests.danger import POLICE, a_site, present

THUMB = 44
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def phone(request, browser, site, standing_house, cookie_of):
    """Yield the page of a phone on which the officer is signed in, at the first page."""
    context = browser.new_context(**PHONE, java_script_enabled=request.param)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie_of(standing_house.officer), "url": site}]
    )
    page = context.new_page()
    page.goto(site)
    yield page
    context.close()


def touch(page, target):
    """Touch something that a thumb can hit, and wait for the page that follows."""
    box = target.bounding_box()
    assert min(box["width"], box["height"]) >= THUMB
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["viewport"]["width"]
    with page.expect_navigation():
        target.tap()


def newest():
    return Incident.objects.order_by("-reported_at").first()


def test_two_touches_call_for_help(phone, standing_house):
    before = Incident.objects.count()

    touch(phone, phone.get_by_role("link", name="Danger"))
    assert phone.viewport_size["height"] > phone.get_by_role("button", name="Drone").bounding_box()["y"] + THUMB
    touch(phone, phone.get_by_role("button", name="Drone"))

    assert phone.get_by_role("heading", level=1).inner_text() == "Help is called"
    assert Incident.objects.count() == before + 1
    assert (newest().kind, newest().silent, newest().reported_by) == ("drone", False, standing_house.officer)


def test_the_police_are_one_touch_away(phone, standing_house, site):
    if not Incident.objects.filter(site__code_word="GANNET").exists():
        present(standing_house.officer, a_site(standing_house, police_phone=POLICE))
    phone.goto(f"{site}/danger/")
    call = phone.get_by_role("link", name="Call the police")

    assert call.get_attribute("href") == f"tel:{POLICE}"
    assert call.bounding_box()["height"] >= THUMB
    touch(phone, phone.get_by_role("button", name="Break-in"))
    assert phone.get_by_role("link", name="Call the police").get_attribute("href") == f"tel:{POLICE}"


def test_the_time_touched_three_times_calls_for_help_and_shows_nothing(phone):
    before = Incident.objects.count()

    for look in (
        phone.get_by_role("link", name="Server time"),
        phone.get_by_role("link", name="Look again"),
        phone.get_by_role("button", name="Look again"),
    ):
        assert Incident.objects.count() == before
        touch(phone, look)

    assert Incident.objects.count() == before + 1
    assert newest().silent
    assert phone.get_by_role("heading", level=1).inner_text() == "Server time"
    assert "danger" not in phone.locator("main").inner_text().casefold()


def test_in_silence_from_the_danger_page_leads_to_the_first_page(phone, site):
    phone.goto(f"{site}/danger/")
    phone.get_by_text("Without anything to be seen on this device").tap()

    touch(phone, phone.get_by_role("button", name="I am threatened in silence"))

    assert phone.get_by_role("heading", level=1).inner_text() == "My custody"
    assert newest().silent
