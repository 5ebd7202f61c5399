"""What is still there after the lock for who comes next: nothing by the way back, nothing by loading anew.

A browser keeps whole pages in its memory for the way back, with all that stood on them. Playwright switches that off;
here it is on, as on every phone.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db.models import F
from django.test import Client

from custody.organisation.actions import sessions as acting
from custody.organisation.field_sessions import digest_of
from custody.organisation.models import FieldSession
from tests import stories
from tests.web.browser import chromium, page_of

PIN = "724091"


@pytest.fixture(scope="module")
def browser():
    with chromium(without=["--disable-back-forward-cache"]) as started:
        yield started


@pytest.fixture
def unit(standing_house):
    [made] = stories.seized(standing_house)
    return made


@pytest.fixture
def phone(browser, site, standing_house, monkeypatch):
    """Yield a page in which the officer is signed in and has a PIN."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)
    client = Client()
    client.force_login(standing_house.officer)
    key = digest_of(client.cookies["sessionid"].value)
    with page_of(browser, site=site) as page:
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        page.goto(f"{site}/", wait_until="networkidle")
        acting.choose_pin(officer=standing_house.officer, key=key, pin=PIN)
        page.row = FieldSession.objects.filter(pk=key)
        yield page


def leave_alone(page):
    page.row.update(seen_at=F("seen_at") - timedelta(minutes=11))


def go_back(page):
    page.evaluate("history.back()")
    page.wait_for_timeout(1_500)


def shown(page):
    return page.evaluate("document.body.innerText")


def test_the_way_back_shows_what_was_there_only_to_an_open_session(phone, site, unit):
    phone.goto(f"{site}/units/{unit.id}/", wait_until="networkidle")
    assert unit.label in shown(phone)
    phone.goto(f"{site}/help/", wait_until="networkidle")
    go_back(phone)
    assert unit.label in shown(phone)
    phone.goto(f"{site}/help/", wait_until="networkidle")
    leave_alone(phone)

    go_back(phone)

    assert unit.label not in shown(phone)
    assert phone.locator("[name=secret], .c-cover input").first.is_visible()


def test_a_page_loaded_anew_while_it_is_locked_has_nothing_of_it_in_its_markup(phone, site, unit):
    phone.goto(f"{site}/units/{unit.id}/", wait_until="networkidle")
    leave_alone(phone)

    phone.evaluate("location.reload()")
    phone.locator("[name=secret]").wait_for()

    assert unit.label not in phone.content()
    assert unit.seizure.code_word not in phone.content()
