"""What a phone without a line says of itself: how long something waits, how much room is left, that nobody heard."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models.functions import Now

from custody.evidence.models import Incident, Photo
from custody.organisation.field_sessions import digest_of
from custody.organisation.models import FieldSession
from tests import stories
from tests.browser.unconnected import (
    PUT,
    become,
    event_of,
    keep_a_stop,
    kept,
    new_number,
    plugged_in,
    press,
    stopped,
    unplugged,
    until,
    wait_until_sent,
)
from tests.destruction.stories import png
from tests.web.browser import moved

MB = 1024 * 1024
HOUR_MS = 3_600_000


@pytest.fixture
def officer(officers_phone):
    return officers_phone


def with_room(hand, size):
    """Let the browser say that so many bytes are free; it answers so in its own way on every machine."""
    hand.page.evaluate("(size) => { navigator.storage.estimate = async () => ({ quota: size + 7, usage: 7 }); }", size)


def write_a_photo(hand, unit, *, room):
    hand.open(f"/units/{unit.id}/photo/")
    with_room(hand, room)
    hand.pick("slot", "label")
    hand.show("photo", png())


# --- blank pages ---------------------------------------------------------------------------------------------

NOTED = "async () => Object.fromEntries((await caches.match('/outbox/kept/')).headers)"


def test_the_blank_pages_are_asked_for_when_they_may_be_others_and_not_at_every_page(officer, line):
    before = officer.page.evaluate(NOTED)
    for path in ("/", "/stop/", "/"):
        officer.open(path)
        officer.page.wait_for_timeout(300)
    assert officer.page.evaluate(NOTED) == before

    officer.page.context.add_cookies([{"name": "custody_gloves", "value": "on", "url": line.site}])
    officer.open("/")
    until(officer.page, f"async () => (await ({NOTED})())['kept-look'].endsWith('true')")
    assert officer.page.evaluate(NOTED)["kept-tag"] != before["kept-tag"]
    unplugged(officer, line)
    officer.open("/stop/")
    assert officer.page.locator("html[data-gloves] body[data-blank]").count() == 1
    elsewhere = "fetch('https://localhost/elsewhere').then(() => 'sent', () => 'stopped')"
    assert officer.page.evaluate(elsewhere) == "stopped"
    assert any("Content Security Policy" in each for each in officer.said)


# --- room ----------------------------------------------------------------------------------------------------


def test_a_photo_is_refused_in_words_while_less_than_100_mb_are_free_and_nothing_is_lost(officer, line, standing_house):
    [unit] = stories.seized(standing_house)
    unplugged(officer, line)
    write_a_photo(officer, unit, room=100 * MB - 1)

    officer.page.wait_for_selector("[data-outbox-notice=tight]")
    assert "less than 100 MB is free" in officer.page.inner_text("[data-outbox-notice]")
    officer.page.evaluate("document.querySelector('[data-outbox-notice]').remove()")
    press(officer)
    officer.page.wait_for_selector("[data-outbox-notice=tight]")
    assert kept(officer) == []
    assert officer.page.evaluate("document.querySelector('main [name=photo]').files.length") == 1
    assert officer.page.is_checked("main input[name=slot][value=label]")

    with_room(officer, 100 * MB)
    press(officer)
    officer.page.wait_for_selector("[data-outbox-notice=kept]")
    plugged_in(officer, line)
    wait_until_sent(officer)
    assert Photo.objects.filter(unit=unit).count() == 1


def test_text_is_kept_and_a_photo_is_sent_by_a_line_however_little_is_free(officer, line, standing_house):
    [unit] = stories.seized(standing_house)
    write_a_photo(officer, unit, room=MB)
    with officer.page.expect_navigation():
        press(officer)
    assert Photo.objects.filter(unit=unit).count() == 1

    unplugged(officer, line)
    officer.open(f"/units/{unit.id}/weigh/")
    with_room(officer, MB)
    officer.write("gross", "1,5")
    officer.write("scale", "S-1")
    press(officer)
    officer.page.wait_for_selector("[data-outbox-notice=kept]")


def test_a_photo_that_no_room_was_for_stands_on_its_page_when_no_answer_comes(officer, line, standing_house):
    [unit] = stories.seized(standing_house)
    write_a_photo(officer, unit, room=MB)
    line.cut()
    press(officer)

    officer.page.locator("[data-unanswered-said]").wait_for()
    assert kept(officer) == []
    line.mend()
    with officer.page.expect_navigation():
        press(officer)
    assert Photo.objects.filter(unit=unit).count() == 1


@pytest.mark.parametrize("promised", [True, False])
def test_the_browser_is_asked_to_keep_what_waits_once_something_does(officer, line, promised):
    answer = str(promised).lower()
    officer.page.context.add_init_script(
        "localStorage.asked ??= 0;"
        "navigator.storage.persisted = async () => localStorage.promised === 'true';"
        f"navigator.storage.persist = async () => {{ localStorage.asked++; return localStorage.promised = {answer}; }};"
    )
    officer.open("/stop/")
    assert officer.page.evaluate("localStorage.asked") == "0"

    keep_a_stop(officer, line, number=new_number())
    assert officer.page.evaluate("localStorage.asked") == "1"
    keep_a_stop(officer, line, number=new_number())
    assert officer.page.evaluate("localStorage.asked") == ("1" if promised else "2")

    officer.open("/outbox/")
    officer.page.wait_for_selector("[data-outbox-list] li")
    until(officer.page, f"() => document.querySelector('[data-outbox-unpromised]').hidden === {answer}")


# --- time ----------------------------------------------------------------------------------------------------


def test_every_page_says_what_waits_here_for_more_than_an_hour_and_nothing_on_it_moves(officer, line):
    number = new_number()
    keep_a_stop(officer, line, number=number)
    officer.open("/sweep/")
    until(officer.page, "() => document.querySelector('[data-outbox-pill]').textContent === 'Waiting to be sent: 1'")
    assert not officer.page.locator("[data-outbox-long]").count()

    [item] = kept(officer)
    sealed = [ord(each) for each in item["sealed"]]
    clock = {**item["clock"], "house": item["clock"]["house"] - 2 * HOUR_MS}
    officer.page.evaluate(PUT, {**item, "sealed": sealed, "at": item["at"] - HOUR_MS, "clock": clock})
    begun_before(officer, hours=2)
    for path in ("/sweep/", "/stop/", "/outbox/"):
        officer.open(path)
        late = "document.querySelector('[data-outbox-pill]').textContent === 'Older than one hour: 1'"
        until(officer.page, f"() => {late}")
        assert path == "/outbox/" or moved(officer.page) == []
    officer.page.wait_for_selector("main [data-outbox-long]")
    assert "only on this device: 1" in officer.page.inner_text("[data-outbox-long]")

    plugged_in(officer, line)
    wait_until_sent(officer)
    until(officer.page, "() => !document.querySelector('[data-outbox-long]')")
    [unit] = stopped(number)
    assert datetime.fromisoformat(event_of(unit)["occurred_at"]) < datetime.now(UTC) - timedelta(hours=1)


def begun_before(hand, *, hours):
    """Let the session of a hand have begun so long ago, and have been open since."""
    [cookie] = [each["value"] for each in hand.page.context.cookies() if each["name"] == "sessionid"]
    begun_at = Now() - timedelta(hours=hours)
    FieldSession.objects.filter(pk=digest_of(cookie)).update(begun_at=begun_at, unwatched=[])


# --- danger --------------------------------------------------------------------------------------------------


def call(hand, word, *, silent=False):
    name = "silent" if silent else "kind"
    if silent:
        hand.page.locator("main details.c-details > summary").click()
    hand.page.click(f"main button[name={name}][value={word}]")


def reports():
    return Incident.objects.count()


def test_a_call_for_help_without_a_line_says_that_nobody_heard_it_and_goes_first(officer, line):
    before = reports()
    keep_a_stop(officer, line, number=new_number())
    officer.page.click("header a.c-danger")
    officer.page.wait_for_selector("body[data-blank] main form[data-outbox]")
    assert "4417" not in officer.page.content()
    call(officer, "break_in")

    officer.page.wait_for_selector("[data-outbox-notice=kept]")
    said = officer.page.inner_text("[data-outbox-notice]")
    assert "Nobody has heard you yet" in said
    assert officer.page.get_attribute("[data-outbox-notice] a.c-call", "href") == "tel:112"
    assert "break_in" not in str(kept(officer))
    signed = max(item["at"] for item in kept(officer))
    officer.open("/outbox/")
    officer.page.wait_for_selector("[data-outbox-calling]:not([hidden]) a.c-call")
    officer.page.wait_for_timeout(1_100)

    asked = []
    officer.page.context.on("request", lambda each: asked.append(each.url) if "/items/" in each.url else None)
    plugged_in(officer, line)
    officer.page.wait_for_url("**/sent/")
    wait_until_sent(officer)
    assert officer.heading() == "Help is called"
    assert reports() == before + 1
    made = Incident.objects.order_by("-reported_at").first()
    assert (made.kind, made.silent, made.reported_by.badge) == ("break_in", False, "4417")
    assert abs(made.reported_at.timestamp() - signed / 1_000) < 1
    assert len(asked) >= 2


def test_whoever_calls_without_a_session_is_not_asked_who_they_are_first(officer, line, standing_house, cookie_of):
    before = reports()
    officer.page.context.clear_cookies(name="sessionid")
    officer.open("/danger/")
    call(officer, "drone")
    officer.page.wait_for_selector("[data-outbox-notice=kept]")
    assert officer.page.get_attribute("[data-outbox-notice] a.c-call", "href") == "tel:112"
    assert reports() == before

    become(officer.page.context, standing_house.second_officer, cookie_of, line)
    officer.open("/")
    wait_until_sent(officer)
    assert reports() == before + 1
    made = Incident.objects.order_by("-reported_at").first()
    assert (made.kind, made.reported_by.badge, made.carried_by.badge) == ("drone", "4417", "4418")


def test_a_silent_call_without_a_line_is_nowhere_to_be_seen_and_arrives(officer, line):
    before = reports()
    unplugged(officer, line)
    officer.open("/danger/")
    call(officer, "threat", silent=True)

    officer.page.wait_for_url(line.site + "/")
    officer.page.wait_for_selector("[data-outbox-empty]:not([hidden])")
    assert officer.page.locator("[data-outbox-list] li").count() == 0
    assert officer.page.locator("[data-outbox-pill]").is_hidden()
    for word in ("danger", "help", "waiting to be sent"):
        assert word not in officer.page.inner_text("main").casefold()
    assert len(kept(officer)) == 1

    plugged_in(officer, line)
    wait_until_sent(officer)
    assert reports() == before + 1
    assert Incident.objects.order_by("-reported_at").first().silent
    assert officer.page.url == line.site + "/"


def test_a_call_on_a_line_that_says_nothing_is_told_within_seconds_and_is_one_report(officer, line):
    before = reports()
    officer.open("/danger/")
    line.lag = 6
    began = time.monotonic()
    call(officer, "drone")
    officer.page.wait_for_selector("[data-outbox-calling]:not([hidden])")
    assert time.monotonic() - began < 8
    line.lag = 0
    end = time.monotonic() + 30
    while reports() == before:
        assert time.monotonic() < end
        officer.page.wait_for_timeout(50)
    # Longer than what was under way can take.
    officer.page.wait_for_timeout(6_000)

    officer.open("/outbox/")
    wait_until_sent(officer)
    assert reports() == before + 1


def test_a_call_from_a_page_that_was_open_too_long_goes_by_itself(officer, line):
    before = reports()
    officer.open("/danger/")
    officer.page.evaluate("document.querySelector('main [name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
    call(officer, "drone")

    officer.page.wait_for_url("**/sent/")
    wait_until_sent(officer)
    assert officer.heading() == "Help is called"
    assert reports() == before + 1


def test_two_calls_from_one_page_are_two(officer, line):
    before = reports()
    officer.open("/danger/")
    unplugged(officer, line)
    for word in ("drone", "break_in"):
        call(officer, word)
        officer.page.wait_for_selector("[data-outbox-notice=kept]")
        officer.open("/danger/")
    assert len(kept(officer)) == 2

    plugged_in(officer, line)
    wait_until_sent(officer)
    assert reports() == before + 2
