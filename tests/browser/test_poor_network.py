"""On a bad line: exactly one record of each form, none lost, none readable on the device."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from custody.evidence.models import HeldReport, Photo, Seizure
from custody.evidence.photos import read_original
from custody.evidence.tickets import ticket_of
from custody.ledger.models import IdempotencyKey
from tests import stories
from tests.browser.unconnected import (
    KEPT,
    PUT,
    become,
    event_of,
    keep_a_stop,
    kept,
    known,
    new_number,
    pill,
    plugged_in,
    press,
    stopped,
    unplugged,
    until,
    wait_until_sent,
    wait_until_stopped,
    write_a_stop,
)
from tests.destruction.stories import png
from tests.web.outbox.test_outbox import STOP, item_of


@pytest.fixture(scope="module")
def people(standing_house):
    return standing_house


@pytest.fixture
def officer(officers_phone):
    return officers_phone


# --- the five cases ------------------------------------------------------------------------------------------


def test_a_stop_that_was_signed_without_a_line_becomes_one_record_when_there_is_one(officer, line):
    number = new_number()
    key = keep_a_stop(officer, line, number=number)

    [item] = kept(officer)
    assert "MSCU" not in str(item)
    assert "HERON" not in str(item)
    assert not stopped(number).exists()
    officer.page.reload()
    until(officer.page, "() => !document.querySelector('[data-outbox-pill]').hidden")
    assert pill(officer) == "Waiting to be sent: 1"

    plugged_in(officer, line)
    wait_until_sent(officer)

    [unit] = stopped(number)
    told = event_of(unit)
    assert told["door"] == "outbox"
    assert told["basis"] == "late"
    assert told["device_at"] <= told["received_at"]
    assert told["effective_at"] == told["occurred_at"] < told["received_at"]
    assert IdempotencyKey.objects.filter(key=key).count() == 1
    until(officer.page, "() => document.querySelector('[data-outbox-pill]').textContent === 'All sent'")


def test_a_token_that_was_changed_meanwhile_is_fetched_anew(officer, line):
    number = new_number()
    keep_a_stop(officer, line, number=number)
    context = officer.page.context
    context.clear_cookies(name="csrftoken")
    context.add_cookies([{"name": "csrftoken", "value": "x" * 32, "url": line.site}])

    plugged_in(officer, line)
    wait_until_sent(officer)

    assert stopped(number).count() == 1


def test_an_answer_that_was_lost_is_asked_for_again_and_nothing_is_recorded_twice(officer, line):
    number = new_number()
    officer.open("/stop/")
    write_a_stop(officer, number=number)
    line.loses_answers = True
    press(officer)
    officer.page.wait_for_selector("[data-outbox-list] li")
    assert stopped(number).count() == 1

    line.mend()
    # It may be sent by itself before a finger reaches the button, which is gone then.
    officer.page.evaluate("document.querySelector('[data-send-now]')?.click()")
    wait_until_sent(officer)

    assert stopped(number).count() == 1


def test_two_tabs_that_send_together_make_one_record(officer, line):
    number = new_number()
    keep_a_stop(officer, line, number=number)
    other = officer.page.context.new_page()
    other.goto(line.site + "/outbox/")

    plugged_in(officer, line)
    for page in (officer.page, other):
        page.evaluate("dispatchEvent(new Event('custody-send-now'))")
    wait_until_sent(officer)

    assert stopped(number).count() == 1


# --- what else goes wrong ------------------------------------------------------------------------------------


def test_with_a_line_a_form_is_sent_as_ever_and_one_that_is_refused_comes_back(officer):
    number = new_number()
    officer.open("/stop/")
    write_a_stop(officer, number=number)
    officer.write("second_badge", "4417")
    press(officer)
    officer.page.wait_for_selector("[data-error-summary]")
    until(officer.page, f"async () => (await ({KEPT})()).length === 0")

    officer.write("second_badge", "4418")
    press(officer)
    officer.page.wait_for_url("**/recorded/")
    wait_until_sent(officer)

    [unit] = stopped(number)
    assert event_of(unit)["door"] == "page"


def test_a_house_that_answers_with_errors_is_asked_again_until_it_does_not(officer, line):
    number, second = new_number(), new_number()
    officer.open("/stop/")
    write_a_stop(officer, number=number)
    line.storms = True
    press(officer)
    officer.page.wait_for_selector("text=storm")
    line.mend()
    officer.open("/outbox/")
    wait_until_sent(officer)

    keep_a_stop(officer, line, number=second)
    line.storms, line.is_cut, tried = True, False, line.tried
    officer.page.context.set_offline(False)
    until(officer.page, f"async () => (await ({KEPT})()).length === 1")
    while line.tried < tried + 3:
        officer.page.evaluate("dispatchEvent(new Event('custody-send-now'))")
        officer.page.wait_for_timeout(50)
    line.mend()
    officer.page.evaluate("dispatchEvent(new Event('custody-send-now'))")
    wait_until_sent(officer)

    assert [stopped(each).count() for each in (number, second)] == [1, 1]


def test_what_one_person_signed_is_never_sent_by_the_next_on_the_same_device(officer, line, people, cookie_of):
    number = new_number()
    keep_a_stop(officer, line, number=number)
    context = officer.page.context

    become(context, people.third_officer, cookie_of, line)
    plugged_in(officer, line)
    officer.open("/outbox/")
    officer.page.wait_for_selector("text=Sign in as this badge to send")
    assert "4417" in officer.page.inner_text("[data-outbox-list]")
    assert not stopped(number).exists()

    become(context, people.officer, cookie_of, line)
    officer.open("/")
    wait_until_sent(officer)
    [unit] = stopped(number)
    assert unit.custodian.badge == "4417"


def test_a_tab_that_is_killed_loses_nothing(officer, line):
    number = new_number()
    keep_a_stop(officer, line, number=number)
    context = officer.page.context
    line.lag = 0.5
    plugged_in(officer, line)
    officer.page.evaluate("dispatchEvent(new Event('custody-send-now'))")
    officer.page.wait_for_timeout(300)
    officer.page.close()
    line.lag = 0

    officer.page = context.new_page()
    officer.open("/outbox/")
    wait_until_sent(officer)

    assert stopped(number).count() == 1


def test_a_device_that_takes_no_word_more_sends_what_it_has(officer, line):
    number = new_number()
    keep_a_stop(officer, line, number=number)
    officer.page.goto("about:blank")
    officer.page.context.add_init_script(
        """IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };"""
    )
    plugged_in(officer, line)
    officer.open("/")
    wait_until_sent(officer)

    assert stopped(number).count() == 1


def test_a_device_that_is_full_says_so_and_the_answers_stay(officer, line):
    number = new_number()
    unplugged(officer, line)
    officer.open("/stop/")
    write_a_stop(officer, number=number)
    # The browser's own limit cannot be set in a profile that is thrown away: this is what it does when it is met.
    officer.page.evaluate("""() => {
      window.put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
    }""")
    press(officer)

    officer.page.wait_for_selector("[data-outbox-notice=full]")
    assert officer.page.input_value("main [name=container_number]") == number
    officer.page.evaluate("() => { IDBObjectStore.prototype.put = window.put; }")
    press(officer)
    officer.page.wait_for_selector("[data-outbox-notice=kept]")
    plugged_in(officer, line)
    wait_until_sent(officer)

    assert stopped(number).count() == 1


def test_forms_are_there_without_a_line_and_a_seizure_that_is_opened_so_is_one(officer, line, people):
    [unit] = stories.seized(people)
    before = Seizure.objects.count()
    until(officer.page, """async () => (await Promise.all(Object.values(document.getElementById("scanning").dataset)
      .filter((each) => each.startsWith("/static/")).map((file) => caches.match(file)))).every(Boolean)""")
    unplugged(officer, line)
    for path in ("/sweep/", f"/units/{unit.id}/weigh/", f"/units/{unit.id}/photo/"):
        officer.open(path)
        assert officer.page.locator("body[data-blank] main form[data-outbox]").count() == 1
        assert unit.label not in officer.page.content()
    officer.open("/seizures/open/")
    officer.pick("substance", "cocaine")
    officer.write("second_badge", "4418")
    press(officer)
    officer.page.wait_for_selector("[data-outbox-notice=kept]")

    plugged_in(officer, line)
    wait_until_sent(officer)

    assert Seizure.objects.count() == before + 1


def test_who_signs_out_with_something_unsent_is_told_first(officer, line, people):
    own = Client()
    own.force_login(people.officer)
    become(officer.page.context, people.officer, lambda _: own.cookies[settings.SESSION_COOKIE_NAME].value, line)
    officer.open("/stop/")
    write_a_stop(officer, number=new_number())
    line.loses_answers = True
    press(officer)
    officer.page.wait_for_selector("[data-outbox-list] li")
    # Before the line is whole again: what is kept could be sent in between, and then nothing is unsent.
    officer.page.context.route("**/outbox/items/*/", lambda route: route.abort())
    line.mend()
    officer.open("/")
    officer.page.locator("details.c-menu > summary").click()
    officer.page.click("[data-sign-out] button")

    officer.page.wait_for_selector("[data-outbox-notice=leaving]")
    assert "only on this device: 1" in officer.page.inner_text("[data-outbox-notice]")
    with officer.page.expect_navigation():
        officer.page.click("[data-sign-out] button")
    assert "/sign-in/" in officer.page.url
    assert len(kept(officer)) == 1


def test_what_the_house_refuses_waits_there_and_is_put_right_under_its_own_time(officer, line, people):
    number = new_number()
    unplugged(officer, line)
    officer.open("/stop/")
    write_a_stop(officer, number=number)
    officer.write("second_badge", "4417")
    press(officer)
    officer.page.wait_for_selector("[data-outbox-notice=kept]")
    [item] = kept(officer)
    officer.page.wait_for_timeout(1_100)
    plugged_in(officer, line)
    wait_until_sent(officer)
    until(officer.page, "() => document.querySelector('[data-outbox-pill]').textContent === 'To be put right: 1'")
    assert not stopped(number).exists()

    officer.page.click("[data-outbox-pill]")
    officer.page.click("main table a")
    officer.page.click("main form button")
    officer.page.wait_for_selector("[data-error-summary]")
    assert officer.page.input_value("main [name=container_number]") == number
    officer.write("second_badge", "4418")
    press(officer)

    unit = wait_until_stopped(officer, number)
    wait_until_sent(officer)
    assert event_of(unit)["door"] == "outbox"
    signed_at = datetime.fromtimestamp(item["at"] / 1000, UTC)
    assert abs(datetime.fromisoformat(event_of(unit)["occurred_at"]) - signed_at) < timedelta(seconds=1)

    # The same key with other answers, as a device that is confused would send them.
    sealed = item_of(key=item["key"], answers=[*STOP, ("remark", "other")])
    officer.page.evaluate(PUT, {**item, "sealed": list(sealed), "trouble": "", "until": 0})
    officer.open("/outbox/")
    officer.page.wait_for_selector("text=Sent before with other answers")
    assert HeldReport.objects.filter(sent_as=item["key"], state="open").count() == 1
    officer.page.click("[data-take-away]")
    wait_until_sent(officer)


def test_a_load_is_received_without_a_line_by_the_ticket_on_the_givers_screen(browser, line, people, cookie_of):
    units = stories.seized(people, count=2)
    offer = stories.offered(people, units, receiver=people.storekeeper)
    hand = known(browser, line, people.storekeeper, cookie_of)
    unplugged(hand, line)
    hand.open("/transfers/receive/")
    hand.write("ticket", ticket_of(offer.id, at=stories.now()))
    hand.write("reads", "\n".join(unit.seal for unit in units))
    press(hand)
    hand.page.wait_for_selector("[data-outbox-notice=kept]")
    assert units[0].seal not in str(kept(hand))

    plugged_in(hand, line)
    wait_until_sent(hand)
    hand.page.context.close()

    assert [unit.custodian for unit in stories.fresh(units)] == [people.storekeeper] * 2


# --- photos --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "size", "rate", "breaks"), [
    # More than one connection can carry before it dies.
    pytest.param(2, 150_000, 100_000, 1.2, id="in-short"),
    pytest.param(20, 300_000, 50_000, 10, id="in-full", marks=[pytest.mark.nightly, pytest.mark.timeout(900)]),
])
def test_photos_on_a_slow_line_that_breaks_arrive_once_each(officer, line, people, count, size, rate,
                                                                               breaks):
    [unit] = stories.seized(people)
    pictures = [png() + bytes([number]) * size for number in range(count)]
    tabs = []
    for picture in pictures:
        tabs.append(officer.page)
        officer.open(f"/units/{unit.id}/photo/")
        officer.pick("slot", "label")
        officer.show("photo", picture)
        officer.page = officer.page.context.new_page()
    officer.page.context.set_offline(True)
    for tab in tabs:
        tab.locator("main form.c-form button[type=submit]").first.click()
        tab.wait_for_selector("[data-outbox-notice=kept]")
        tab.close()
    officer.open("/outbox/")
    waiting = kept(officer)
    assert len({item["key"] for item in waiting}) == count
    # All eight bytes that such a file begins with: three letters occur in a picture's cipher text by chance.
    begins = png()[:8].decode("latin-1")
    assert not any(begins in item["sealed"] or chr(number) * 64 in item["sealed"]
                   for item in waiting for number in range(count))
    assert not Photo.objects.filter(unit=unit).exists()

    line.rate = rate
    line.break_every(breaks)
    began = time.monotonic()
    officer.page.context.set_offline(False)
    end = time.monotonic() + 3 * count * size / rate + 20
    while left := len(kept(officer)):
        assert time.monotonic() < end, f"{left} photos wait"
        officer.page.evaluate("dispatchEvent(new Event('custody-send-now'))")
        officer.page.wait_for_timeout(200)

    photos = list(Photo.objects.filter(unit=unit))
    print(f"{count} photos of {size} bytes, {rate} bytes a second, broken every {breaks} s: {line.broken} breaks,"
          f" {line.tried} connections, {len(photos)} records after {time.monotonic() - began:.0f} s")
    assert line.broken
    assert sorted(read_original(photo) for photo in photos) == sorted(pictures)
