"""Whatever a clock, a switch or a line does meanwhile: what was signed is one record, of its time and in its name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from custody.evidence.models import HeldReport, Transfer
from tests import stories
from tests.browser.unconnected import (
    KEPT,
    PUT,
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
    wait_until_stopped,
    write_a_stop,
)
from tests.web.browser import moved

HOUR_MS = 3_600_000
AWAY = "Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })"
BACK = """() => {
  delete document.visibilityState;
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}"""


@pytest.fixture
def officer(officers_phone):
    return officers_phone


def slow_until_the_line_came(item):
    clock = item["clock"]
    return {"at": item["at"] - 20 * HOUR_MS, "clock": {**clock, "ahead": clock["ahead"] + 20 * HOUR_MS}}


def before_the_last_word_of_the_house(_item):
    return {"at": 0}


@pytest.mark.parametrize("wrong", [slow_until_the_line_came, before_the_last_word_of_the_house])
def test_a_clock_that_is_wrong_when_it_is_signed_moves_nothing(officer, line, wrong):
    number = new_number()
    keep_a_stop(officer, line, number=number)
    [item] = kept(officer)
    officer.page.evaluate(PUT, {**item, **wrong(item), "sealed": [ord(each) for each in item["sealed"]]})
    plugged_in(officer, line)
    officer.open("/")
    wait_until_sent(officer)

    told = event_of(stopped(number).get())
    assert datetime.now(UTC) - datetime.fromisoformat(told["effective_at"]) < timedelta(minutes=2)


def with_a_clock(hand):
    """Let a test put the clock of the phone on or back, by ``put_clock``."""
    hand.page.context.add_init_script("""{
      const real = Date.now.bind(Date);
      Date.now = () => real() + Number(localStorage.getItem("off") ?? 0);
    }""")


def put_clock(hand, *, minutes):
    hand.page.evaluate("(off) => localStorage.setItem('off', off)", str(minutes * 60_000))


def test_what_was_signed_by_a_clock_that_stood_back_is_looked_at(officer, line):
    number = new_number()
    with_a_clock(officer)
    officer.open("/")
    until(officer.page, "async () => (await indexedDB.databases()).length > 0")
    officer.page.wait_for_timeout(500)
    put_clock(officer, minutes=-27)
    keep_a_stop(officer, line, number=number)
    put_clock(officer, minutes=0)
    plugged_in(officer, line)
    officer.open("/")

    until(officer.page, f"async () => (await ({KEPT})()).every((each) => each.trouble === 'look')")
    assert not stopped(number).exists()


def test_a_clock_that_was_put_right_between_two_pages_is_looked_at_and_read_as_it_runs(officer, line):
    number = new_number()
    keep_a_stop(officer, line, number=number)
    [item] = kept(officer)
    clock = {"house": item["clock"]["house"] - 3 * HOUR_MS, "ahead": item["clock"]["ahead"] - 2 * HOUR_MS}
    officer.page.evaluate(PUT, {**item, "clock": clock, "sealed": [ord(each) for each in item["sealed"]]})
    plugged_in(officer, line)
    officer.open("/outbox/")
    until(officer.page, f"async () => (await ({KEPT})()).every((each) => each.trouble === 'look')")
    officer.page.get_by_role("button", name="I signed all of these").click()
    wait_until_sent(officer)

    told = event_of(stopped(number).get())
    assert datetime.now(UTC) - datetime.fromisoformat(told["effective_at"]) < timedelta(minutes=2)


def test_a_clock_that_is_put_right_while_the_page_stands_open_moves_nothing(officer, line):
    number = new_number()
    with_a_clock(officer)
    officer.open("/")
    put_clock(officer, minutes=120)
    officer.open("/stop/?more")
    until(officer.page, "() => document.readyState === 'complete'")
    officer.page.wait_for_timeout(500)
    put_clock(officer, minutes=0)
    write_a_stop(officer, number=number)
    unplugged(officer, line)
    press(officer)
    officer.page.wait_for_selector("[data-outbox-notice=kept]")
    plugged_in(officer, line)
    officer.open("/")
    wait_until_sent(officer)

    told = event_of(stopped(number).get())
    assert datetime.now(UTC) - datetime.fromisoformat(told["effective_at"]) < timedelta(minutes=2)


def test_what_waits_is_shown_guarded_and_sent_where_the_house_lets_nothing_more_be_kept(officer, line):
    number = new_number()
    keep_a_stop(officer, line, number=number)
    officer.page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.unregister())")
    officer.page.goto("about:blank")
    with override_settings(CUSTODY_OUTBOX=False):
        officer.page.context.route("**/outbox/items/*/", lambda route: route.abort())
        plugged_in(officer, line)
        officer.open("/")
        until(officer.page, "() => document.querySelector('[data-outbox-pill]:not([hidden])')")
        officer.page.locator("details.c-menu > summary").click()
        officer.page.locator("form[data-sign-out] button").click()
        assert "Not yet sent" in officer.page.locator("[data-outbox-notice=leaving]").inner_text()
        officer.page.context.unroute("**/outbox/items/*/")
        officer.open("/outbox/")
        officer.page.locator("[data-send-now]").click()
        wait_until_sent(officer)

    assert stopped(number).count() == 1


def offer_without_an_answer(hand, line, cast, *, is_away=False):
    """Fill in an offer, which no device keeps, and press without a line; the phone may be put away meanwhile."""
    units = stories.seized(cast)
    hand.open(f"/transfers/offer/?seizure={units[0].seizure_id}")
    hand.write("receiver_badge", "4501")
    hand.page.locator("main input[name=purpose]").first.check()
    line.cut()
    if is_away:
        hand.page.evaluate(AWAY)
    press(hand)


def test_what_was_sent_while_the_phone_was_put_away_is_said_later_and_survives_a_page_loaded_anew(
    officer, line, standing_house
):
    count = Transfer.objects.count()
    offer_without_an_answer(officer, line, standing_house, is_away=True)
    until(officer.page, "() => sessionStorage.getItem('custody_draft') !== null")
    assert officer.page.locator("[data-unanswered-said]").count() == 0
    officer.page.evaluate(BACK)
    officer.page.locator("[data-unanswered-said]").wait_for()
    key = officer.page.locator("main [name=idempotency_key]").first.input_value()

    line.mend()
    officer.page.reload()
    officer.page.get_by_text("What you typed before is back").wait_for()
    assert officer.page.locator("main [name=receiver_badge]").first.input_value() == "4501"
    assert officer.page.locator("main [name=idempotency_key]").first.input_value() == key
    with officer.page.expect_navigation():
        press(officer)
    assert Transfer.objects.count() == count + 1


def test_what_no_device_keeps_stays_in_its_form_when_no_answer_comes_and_is_one_record(officer, line, standing_house):
    count = Transfer.objects.count()
    offer_without_an_answer(officer, line, standing_house)
    notice = officer.page.locator("[data-unanswered-said]")
    notice.wait_for()
    assert "no answer came" in notice.inner_text()
    assert officer.page.locator("main [name=receiver_badge]").first.input_value() == "4501"
    assert moved(officer.page) == []

    line.mend()
    with officer.page.expect_navigation():
        press(officer)
    assert Transfer.objects.count() == count + 1


def test_other_answers_under_a_used_key_come_back_and_are_not_filed_beside(officer):
    first, second = new_number(), new_number()
    officer.open("/stop/")
    key = officer.page.input_value("main [name=idempotency_key]")
    write_a_stop(officer, number=first)
    press(officer)
    wait_until_stopped(officer, first)
    before = HeldReport.objects.count()
    # A second tab of the same page, or one that the browser kept.
    officer.open("/stop/")
    officer.page.evaluate("(key) => { document.querySelector('main [name=idempotency_key]').value = key; }", key)
    write_a_stop(officer, number=second)
    with officer.page.expect_navigation():
        press(officer)
    assert "with other answers" in officer.page.inner_text("[data-error-summary]")
    wait_until_sent(officer)
    assert HeldReport.objects.count() == before

    with officer.page.expect_navigation():
        press(officer)
    wait_until_stopped(officer, second)
    wait_until_sent(officer)
    assert (stopped(first).count(), stopped(second).count()) == (1, 1)
    assert HeldReport.objects.count() == before


def test_a_blank_form_says_in_whose_name_it_signs(officer, line, standing_house):
    badge = standing_house.officer.badge
    unplugged(officer, line)
    officer.open("/stop/")
    until(officer.page, f"() => document.querySelector('main [data-whose]').textContent.includes('badge {badge}')")
    assert moved(officer.page) == []
    write_a_stop(officer, number=new_number())
    press(officer)
    officer.page.wait_for_selector("[data-outbox-notice=kept]")
    assert f"badge {badge}" in officer.page.inner_text("[data-outbox-notice]")
    plugged_in(officer, line)
    wait_until_sent(officer)


def test_a_clock_that_is_put_back_holds_nothing_up(officer, line):
    number = new_number()
    keep_a_stop(officer, line, number=number)
    [item] = kept(officer)
    sealed = [ord(each) for each in item["sealed"]]
    officer.page.evaluate(PUT, {**item, "sealed": sealed, "tries": 3, "until": item["at"] + 24 * HOUR_MS})
    line.mend()
    officer.page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
    officer.page.context.set_offline(False)
    officer.open("/sweep/")
    wait_until_sent(officer)

    assert stopped(number).count() == 1


def test_what_was_swept_as_a_whole_is_known_where_the_load_is_another_when_it_comes(officer, line, standing_house):
    units = stories.seized(standing_house, count=3, crew=True)
    officer.open(f"/sweep/?seizure={units[0].seizure_id}")
    page = officer.page
    page.locator("main [data-whole]").check()
    page.locator("main [name=methods][value=visual]").check()
    officer.write("minutes", "10")
    page.locator("main [name=result][value=clear]").check()
    officer.write("witness_badge", standing_house.second_officer.badge)
    unplugged(officer, line)
    press(officer)
    page.wait_for_selector("[data-outbox-notice=kept]")
    stories.seized(standing_house, of=units[0].seizure, count=2, crew=True)
    plugged_in(officer, line)
    wait_until_sent(officer)

    officer.open("/outbox/held/")
    page.locator("main a[href*='/outbox/held/']").first.click()
    assert "The load has changed since you saw it" in page.inner_text("main")
    page.get_by_role("button", name="Put it right").click()
    page.locator("main [name=units]").first.wait_for()
    ticked = page.locator("main [name=units]:checked").evaluate_all("(all) => all.map((each) => each.value)")
    assert sorted(ticked) == sorted(unit.label for unit in units)
