"""What is still there after the lock for who comes next: nothing by the way back, nothing by loading anew.

A browser may keep whole pages in its memory for the way back, with all that stood on them. Playwright forbids it that;
here it may. Without a window it has not been seen to do so, and then asks the server anew: what happens to a page that
does come out of memory is tried by its event (``test_lock``).
"""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from custody.evidence.models import TransferLine
from tests import stories
from tests.browser.pinned import leave_alone, pinned_page
from tests.web.browser import chromium


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
    with pinned_page(browser, site=site, officer=standing_house.officer, path="/") as page:
        yield page


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


def test_the_way_back_after_an_offer_ticks_no_other_goods(phone, site, standing_house):
    stories.seized(standing_house, count=5)
    phone.goto(f"{site}/transfers/offer/", wait_until="networkidle")
    boxes = phone.locator("input[name=units]:not([value=whole])")
    listed = boxes.count()
    for nth in range(listed):
        boxes.nth(nth).set_checked(nth < 2)
    phone.locator("input[name=purpose][value=handover]").check()
    phone.locator("input[name=receiver_badge]").last.fill(standing_house.storekeeper.badge)
    phone.locator("main form.c-form button.c-primary").click()
    phone.wait_for_url("**/transfers/*-*/")
    assert TransferLine.objects.count() == 2

    go_back(phone)

    assert phone.url.endswith("/transfers/offer/")
    assert boxes.count() == listed - 2
    assert boxes.evaluate_all("all => all.every((box) => box.checked === box.defaultChecked)")
