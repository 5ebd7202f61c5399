"""A screen that nobody is at: it says so before, covers itself, and comes back with all that was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client

from custody.evidence.models import HeldReport, Photo
from custody.organisation.actions import sessions as acting
from custody.organisation.field_sessions import digest_of
from custody.organisation.models import FieldSession
from tests import stories
from tests.browser.pinned import PIN, leave_alone, pinned_page
from tests.browser.unconnected import (
    KEPT,
    become,
    keep_a_stop,
    kept,
    new_number,
    plugged_in,
    press,
    stopped,
    unplugged,
    until,
    wait_until_sent,
    write_a_stop,
)
from tests.destruction.stories import png
from tests.web.browser import sticks_out, violations


@pytest.fixture
def phone(browser, site, standing_house, monkeypatch):
    """Yield a page in which the officer is signed in and has a PIN, and the row of that session."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)
    opened = {"site": site, "officer": standing_house.officer, "path": "/stop/"}
    with pinned_page(browser, **opened, bypass_csp=True) as page:
        yield page


def write(page):
    page.locator("[name=container_number]").fill("MSCU 123456 6")


def test_a_screen_warns_covers_itself_and_comes_back_as_it_was(phone, site):
    phone.row.update(idle_s=61)
    phone.reload(wait_until="networkidle")
    write(phone)
    warning = phone.locator("[data-lock-warning]")
    warning.wait_for(timeout=5_000)
    assert violations(phone) == []
    warning.get_by_role("button").click()
    warning.wait_for(state="hidden")
    phone.row.update(idle_s=600)

    phone.evaluate("document.activeElement.blur()")
    phone.keyboard.press("b")
    cover = phone.locator(".c-cover")
    cover.wait_for()
    assert not phone.locator("main").is_visible()
    assert "MSCU" not in phone.locator("body").inner_text()
    assert violations(phone) == []
    phone.keyboard.press("Space")
    phone.locator("main").wait_for()

    leave_alone(phone)
    # As a camera that stands open.
    phone.evaluate("document.querySelector('main').appendChild(document.createElement('dialog')).showModal()")
    phone.keyboard.press("b")
    cover.get_by_role("button", name="Tap").click()
    secret = cover.locator("input")
    secret.wait_for()
    for _ in range(3):
        phone.keyboard.press("Escape")
    assert secret.is_visible()
    assert not phone.locator("main").is_visible()
    assert violations(phone) == []
    assert not sticks_out(phone)
    secret.fill("000000")
    secret.press("Enter")
    cover.get_by_text("That is not right").wait_for()
    secret.fill(PIN)
    secret.press("Enter")
    phone.locator("main").wait_for()

    assert phone.locator("[name=container_number]").input_value() == "MSCU 123456 6"
    assert phone.row.get().locked_at is None


def test_a_page_is_never_uncovered_in_the_session_of_another(phone, site, standing_house):
    write(phone)
    phone.keyboard.press("Tab")
    phone.evaluate("document.activeElement.blur()")
    phone.keyboard.press("b")
    phone.locator(".c-cover").wait_for()
    other = Client()
    other.force_login(standing_house.second_officer)
    phone.context.add_cookies([{"name": "sessionid", "value": other.cookies["sessionid"].value, "url": site}])
    with phone.expect_navigation():
        phone.locator("[data-lift]").click()

    assert phone.locator("body").get_attribute("data-badge") == standing_house.second_officer.badge
    assert phone.locator("[name=container_number]").input_value() == ""


def test_a_scanner_that_begins_with_b_covers_nothing(phone):
    phone.evaluate("document.activeElement.blur()")
    phone.keyboard.type("B1:4418", delay=5)
    phone.wait_for_timeout(300)

    assert phone.locator("main").is_visible()


def test_what_the_device_kept_is_sent_after_the_unlock_and_once(officers_phone, line, standing_house):
    hand, number = officers_phone, new_number()
    [cookie] = [each["value"] for each in hand.page.context.cookies() if each["name"] == "sessionid"]
    row = FieldSession.objects.filter(pk=digest_of(cookie))
    row.update(pin="", begun_at=Now())
    acting.choose_pin(officer=standing_house.officer, key=digest_of(cookie), pin=PIN)
    keep_a_stop(hand, line, number=number)
    row.update(seen_at=F("seen_at") - timedelta(minutes=11))
    plugged_in(hand, line)
    until(hand.page, f"async () => (await ({KEPT})())[0].trouble === 'locked'")
    assert not stopped(number).exists()

    hand.open("/")
    hand.page.locator("[name=secret]").fill(PIN)
    hand.page.get_by_role("button", name="Unlock").click()
    look_and_send(hand, number)

    assert stopped(number).count() == 1


def look_and_send(hand, number=None):
    """What was signed while the house had the session locked is told, and goes when its officer says so."""
    until(hand.page, f"async () => (await ({KEPT})()).every((each) => each.trouble === 'look')")
    assert number is None or not stopped(number).exists()
    hand.open("/outbox/")
    hand.page.get_by_role("button", name="I signed all of these").click()
    wait_until_sent(hand)


def said_by_whoever_has_it(hand):
    """Who has the device while its session is locked, or where the house cannot be asked, speaks for nobody."""
    hand.page.get_by_role("button", name="I signed all of these").click()
    hand.page.get_by_text("Only the badge itself can say so").wait_for()
    assert [item.get("looked", "") for item in kept(hand)] == [""]


def test_who_takes_a_locked_phone_signs_nothing_for_its_officer_and_who_is_unsure_reads_it_first(
    officers_phone, line, standing_house
):
    hand, number = officers_phone, new_number()
    [cookie] = [each["value"] for each in hand.page.context.cookies() if each["name"] == "sessionid"]
    row = FieldSession.objects.filter(pk=digest_of(cookie))
    row.update(pin="", begun_at=Now(), locked_at=None, seen_at=Now())
    acting.choose_pin(officer=standing_house.officer, key=digest_of(cookie), pin=PIN)
    row.update(seen_at=F("seen_at") - timedelta(minutes=11))
    keep_a_stop(hand, line, number=number)
    plugged_in(hand, line)
    hand.open("/")
    hand.page.locator("[name=secret]").fill(PIN)
    hand.page.get_by_role("button", name="Unlock").click()
    until(hand.page, f"async () => (await ({KEPT})()).every((each) => each.trouble === 'look')")
    hand.open("/outbox/")
    assert hand.page.get_by_text("Signed here while nobody had unlocked this device").is_visible()
    assert violations(hand.page) == []

    row.update(seen_at=F("seen_at") - timedelta(minutes=11))
    said_by_whoever_has_it(hand)
    unplugged(hand, line)
    hand.open("/outbox/")
    said_by_whoever_has_it(hand)
    way = hand.page.get_by_role("link", name="Unlock or sign in").get_attribute("href")
    plugged_in(hand, line)
    hand.open(way)
    hand.page.locator("[name=secret]").fill(PIN)
    hand.page.get_by_role("button", name="Unlock").click()
    hand.page.wait_for_url("**/outbox/")
    until(hand.page, f"async () => (await ({KEPT})()).every((each) => each.trouble === 'look')")
    assert not stopped(number).exists()

    hand.page.get_by_role("button", name="Let me look at each").click()
    wait_until_sent(hand)

    assert not stopped(number).exists()
    hand.open("/outbox/held/")
    hand.page.locator("main a[href*='/outbox/held/']").first.click()
    assert hand.page.get_by_text(number).is_visible()
    hand.page.get_by_role("button", name="I signed it").click()
    hand.page.wait_for_load_state()
    assert stopped(number).count() == 1


def test_signing_out_of_a_locked_phone_says_what_waits_and_ends_signing_in_that_name(
    officers_phone, line, standing_house
):
    hand, own = officers_phone, Client()
    # The session that ends here is no other test's.
    own.force_login(standing_house.officer)
    become(hand.page.context, standing_house.officer, lambda _officer: own.cookies["sessionid"].value, line)
    hand.open("/")
    row = FieldSession.objects.filter(pk=digest_of(own.cookies["sessionid"].value))
    keep_a_stop(hand, line, number=new_number())
    row.update(seen_at=F("seen_at") - timedelta(minutes=11))
    plugged_in(hand, line)
    hand.open("/")
    leave = hand.page.get_by_role("button", name="Sign out")
    leave.click()
    assert "Not yet sent" in hand.page.locator("[data-outbox-notice=leaving]").inner_text()
    assert hand.page.locator("[data-outbox-notice=leaving] [data-count]").inner_text() == "1"
    with hand.page.expect_navigation():
        leave.click()

    unplugged(hand, line)
    hand.open("/stop/")
    write_a_stop(hand, number=new_number())
    press(hand)
    hand.page.wait_for_selector("[data-outbox-notice=nobody]")
    assert len(kept(hand)) == 1


def test_a_photo_on_the_device_outlives_the_lock_and_is_sent_after_it_as_it_was_and_once(
    officers_phone, line, standing_house
):
    hand = officers_phone
    [unit] = stories.seized(standing_house)
    [cookie] = [each["value"] for each in hand.page.context.cookies() if each["name"] == "sessionid"]
    row = FieldSession.objects.filter(pk=digest_of(cookie))
    row.update(pin="", begun_at=Now(), locked_at=None, seen_at=Now())
    acting.choose_pin(officer=standing_house.officer, key=digest_of(cookie), pin=PIN)
    hand.open(f"/units/{unit.id}/photo/")
    unplugged(hand, line)
    hand.pick("slot", "label")
    hand.show("photo", png())
    press(hand)
    hand.page.wait_for_selector("[data-outbox-notice=kept]")
    row.update(seen_at=F("seen_at") - timedelta(minutes=11))
    plugged_in(hand, line)
    until(hand.page, f"async () => (await ({KEPT})()).some((each) => each.trouble === 'locked')")
    hand.page.keyboard.press("b")
    cover = hand.page.locator(".c-cover")
    cover.get_by_role("button", name="Tap").click()
    cover.locator("input").wait_for()
    assert not hand.page.locator("main").is_visible()
    [item] = kept(hand)
    assert png().hex() not in item["sealed"].encode("latin-1").hex()
    assert not Photo.objects.filter(unit=unit).exists()

    cover.locator("input").fill(PIN)
    cover.locator("input").press("Enter")
    hand.page.locator("main").wait_for()
    look_and_send(hand)
    hand.open("/")
    hand.page.wait_for_timeout(500)

    photo = Photo.objects.get(unit=unit)
    assert (photo.slot, photo.size_bytes, photo.taken_by.badge) == ("label", len(png()), standing_house.officer.badge)


def test_what_was_typed_survives_a_page_that_is_loaded_anew_while_it_is_locked(phone, site):
    write(phone)
    phone.get_by_label("vehicle").check()
    phone.evaluate("document.activeElement.blur()")
    phone.keyboard.press("b")
    phone.locator(".c-cover").wait_for()
    until(phone, "() => sessionStorage.getItem('custody_draft') !== null")
    assert "MSCU" not in phone.evaluate("sessionStorage.getItem('custody_draft')")
    leave_alone(phone)

    phone.reload(wait_until="networkidle")
    assert "MSCU" not in phone.content()
    phone.locator("[name=secret]").fill(PIN)
    phone.get_by_role("button", name="Unlock").click()
    phone.get_by_text("What you typed before is back").wait_for()

    assert phone.locator("[name=container_number]").input_value() == "MSCU 123456 6"
    assert phone.get_by_label("vehicle").is_checked()
    assert violations(phone) == []
    phone.goto(f"{site}/stop/", wait_until="networkidle")
    assert phone.locator("[name=container_number]").input_value() == ""


def hide_or_show(page, state):
    """Do what a switch to another app does: Playwright cannot."""
    page.evaluate("""(state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }""", state)


def test_an_app_switcher_sees_the_cover_and_an_open_session_comes_back(phone):
    write(phone)
    hide_or_show(phone, "hidden")
    # At once: the picture is taken in the same moment.
    assert not phone.locator("main").is_visible()
    assert "MSCU" not in phone.locator("body").inner_text()
    hide_or_show(phone, "visible")
    phone.locator("main").wait_for()

    assert phone.locator("[name=container_number]").input_value() == "MSCU 123456 6"


def test_the_way_back_after_the_lock_shows_nothing(phone, site):
    write(phone)
    leave_alone(phone)
    phone.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert not phone.locator("main").is_visible()
    phone.locator(".c-cover input").wait_for()
    assert "MSCU" not in phone.locator("body").inner_text()

    phone.goto(f"{site}/help/", wait_until="networkidle")
    phone.go_back(wait_until="networkidle")
    assert "MSCU" not in phone.content()
    assert phone.locator("[name=secret], .c-cover input").first.is_visible()


def test_a_photo_that_the_house_brought_back_stays_on_the_device_until_it_is_answered(
    officers_phone, line, standing_house
):
    hand, [unit] = officers_phone, stories.seized(standing_house)
    [cookie] = [each["value"] for each in hand.page.context.cookies() if each["name"] == "sessionid"]
    row = FieldSession.objects.filter(pk=digest_of(cookie))
    row.update(pin="", begun_at=Now(), locked_at=None, seen_at=Now())
    acting.choose_pin(officer=standing_house.officer, key=digest_of(cookie), pin=PIN)
    hand.open(f"/units/{unit.id}/photo/")
    hand.pick("slot", "label")
    hand.show("photo", png())
    row.update(seen_at=F("seen_at") - timedelta(minutes=11))
    press(hand)
    hand.page.locator("[name=secret]").fill(PIN)
    hand.page.get_by_role("button", name="Unlock").click()
    hand.page.locator("main form.c-form button[type=submit]").first.wait_for()
    until(hand.page, f"async () => (await ({KEPT})()).every((each) => each.trouble === 'look')")
    line.cut()
    press(hand)
    hand.page.locator("[data-unanswered-said]").wait_for()
    with hand.page.expect_navigation():
        hand.page.evaluate("location.assign('/outbox/')")
    hand.page.wait_for_timeout(1000)
    assert len(kept(hand)) == 1

    line.mend()
    hand.open("/")
    look_and_send(hand)
    assert unit.photos.count() == 1


@pytest.mark.parametrize("is_put_right", [False, True])
def test_what_was_sent_into_a_locked_session_is_one_record_as_its_officer_read_it(
    officers_phone, standing_house, is_put_right
):
    hand, number, right = officers_phone, new_number(), new_number()
    [cookie] = [each["value"] for each in hand.page.context.cookies() if each["name"] == "sessionid"]
    row = FieldSession.objects.filter(pk=digest_of(cookie))
    row.update(pin="", begun_at=Now(), locked_at=None, seen_at=Now())
    acting.choose_pin(officer=standing_house.officer, key=digest_of(cookie), pin=PIN)
    hand.open("/stop/")
    write_a_stop(hand, number=number)
    row.update(seen_at=F("seen_at") - timedelta(minutes=11))
    hand.page.route("**/lock/state/", lambda route: route.abort())
    with hand.page.expect_navigation():
        press(hand)
    hand.page.locator("[name=secret]").fill(PIN)
    with hand.page.expect_navigation():
        hand.page.get_by_role("button", name="Unlock").click()
    until(hand.page, f"async () => (await ({KEPT})()).every((each) => each.trouble === 'look')")
    assert not stopped(number).exists()

    if is_put_right:
        hand.write("container_number", right)
    with hand.page.expect_navigation():
        press(hand)
    wait_until_sent(hand)

    assert (stopped(number).count(), stopped(right).count()) == ((0, 1) if is_put_right else (1, 0))
    assert not HeldReport.objects.filter(author=standing_house.officer, closed_at__isnull=True).exists()
