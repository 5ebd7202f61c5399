"""The inbox in a real browser: worked through by keyboard, looking again by itself, sound by day and by night."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from playwright.sync_api import expect

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.deadlines.models import Clock
from tests import stories
from tests.danger import reported
from tests.web.browser import chromium, page_of, served, sticks_out, violations
from tests.web.desk import browser_of, send

INBOX = reverse("alerts:inbox")
DESK, PHONE = 1440, 390
TEN_SECONDS, MINUTE = 10_500, 61_000


def late(unit):
    """Let the burn of a unit be late, and return the alert about it."""
    past = stories.now() - timedelta(minutes=1)
    Clock.objects.filter(subject_id=unit.id, clock_type="TARGET_DESTRUCTION").update(
        due_at=past, next_fire_at=past, next_stage="due"
    )
    fire(engine="test")
    return Alert.objects.get(subject_id=unit.id, state="open")


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def opened(house_cast, browser):
    """Return a way to open the inbox as the duty officer in a browser, and the alerts that lie in it."""
    alerts = [late(unit) for unit in stories.seized(house_cast, count=3)]
    cookie = browser_of(house_cast.duty_officer).cookies["sessionid"].value
    with served() as site:
        site = site.replace("127.0.0.1", "localhost")

        @contextmanager
        def opening(path=INBOX, **look):
            with page_of(browser, site=site, **({"width": DESK} | look)) as page:
                page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
                page.clock.install()
                assert page.goto(f"{site}{path}").status == 200
                yield page

        # What the browser's own loop uses beside this thread still points at the house of the test before.
        connections.close_all()
        opening.cast, opening.alerts, opening.site = house_cast, alerts, site
        yield opening


def focused(page):
    return page.evaluate("document.activeElement.id")


def rows(page):
    return page.locator("#inbox [data-row]")


def shown(page):
    return page.evaluate("[...document.querySelectorAll('#inbox [data-row] th a')].map((a) => a.id)")


def test_alerts_are_walked_ticked_opened_and_taken_by_keyboard(opened):
    with opened() as page:
        first, second, third = shown(page)
        walked = []
        for key in "jjjjkk":
            page.keyboard.press(key)
            walked.append(focused(page))
        assert walked == [first, second, third, third, second, first]
        page.keyboard.press("x")
        expect(page.locator("#inbox input[name=alerts]:checked")).to_have_count(1)
        expect(page.locator("[data-many]")).to_have_text("Take those that are ticked (1)")
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("j")
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/alerts/*-*/")
        page.go_back()
        page.keyboard.press("k")
        page.keyboard.press("t")
        page.wait_for_url("**/alerts/*-*/")
        assert "You have it." in page.content()
    assert Alert.objects.filter(state="acknowledged", acknowledged_by=opened.cast.duty_officer).count() == 1


def test_a_key_acts_on_the_alert_that_has_the_focus_and_a_scanner_on_none(opened):
    with opened() as page:
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("t")
        page.keyboard.press("x")
        page.wait_for_timeout(300)
        page.keyboard.press("j")
        page.keyboard.type("at123456t9", delay=5)
        page.wait_for_timeout(300)
        assert page.locator("#inbox input[name=alerts]:checked").count() == 0
    assert not Alert.objects.filter(state="acknowledged").exists()


def test_single_keys_are_off_in_fields_and_for_who_switches_them_off(opened):
    with opened() as page:
        page.keyboard.press("/")
        assert focused(page) == "filter_level"
        page.keyboard.press("j")
        assert focused(page) == "filter_level"
        page.locator("[data-keys-open]").click()
        page.locator("[data-keys-off]").check()
        page.keyboard.press("Escape")
        page.reload()
        page.keyboard.press("j")
        assert focused(page) == ""
        page.locator("[data-keys-open]").click()
        page.locator("[data-keys-off]").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        assert focused(page) == shown(page)[0]


def test_several_are_ticked_and_taken_in_one_go(opened):
    with opened() as page:
        for number in (0, 1):
            page.locator("#inbox input[name=alerts]").nth(number).check()
        page.locator("[data-many]").click()
        page.wait_for_url("**tab=mine")
        assert "You have 2 alerts more" in page.content()
        expect(rows(page)).to_have_count(2)


def test_the_list_looks_again_and_what_is_ticked_and_focused_stays(opened):
    with opened() as page:
        second = shown(page)[1]
        page.locator("#inbox input[name=alerts]").nth(2).check()
        ticked = page.locator("#inbox input[name=alerts]:checked").get_attribute("value")
        page.locator(f"#{second}").focus()
        [unit] = stories.seized(opened.cast)
        late(unit)
        send(opened.cast.supervisor, reverse("alerts:take", args=[opened.alerts[0].id]), {})

        page.clock.fast_forward(TEN_SECONDS)

        expect(page.get_by_text(unit.label)).to_be_visible()
        expect(rows(page)).to_have_count(3)
        assert page.locator("#inbox input[name=alerts]:checked").evaluate_all("all => all.map((a) => a.value)") == (
            [] if ticked == str(opened.alerts[0].id) else [ticked])
        assert focused(page) in {second, shown(page)[0]}
        assert page.title().startswith("(3) ")
        assert "icon-alert" in page.get_attribute("link[rel=icon]", "href")


COUNTS_TONES = """() => {
  AudioScheduledSourceNode.prototype.start = () => { window.rung = (window.rung ?? 0) + 1; };
  AudioScheduledSourceNode.prototype.stop = () => {};
}"""


def test_another_alert_is_heard_only_where_somebody_switched_the_sound_on(opened):
    def another(page):
        [unit] = stories.seized(opened.cast)
        late(unit)
        page.clock.fast_forward(TEN_SECONDS)
        expect(page.get_by_text(unit.label)).to_be_visible()
        return page.evaluate("window.rung ?? 0")

    with opened() as page:
        page.evaluate(COUNTS_TONES)
        page.keyboard.press("j")
        assert another(page) == 0
        page.locator("#sound_on").check()
        assert page.evaluate("rung") == 2
        assert another(page) == 4
        page.reload()
        page.evaluate(COUNTS_TONES)
        assert page.locator("#sound_on").is_checked()
        page.locator("#sound_on").uncheck()
        assert another(page) == 0


def test_nobody_asks_while_nobody_looks_and_a_silent_house_is_said_to_be_silent(opened):
    with opened() as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url) if "hx-request" in request.headers else None)
        page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});"
                      "document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
        page.clock.fast_forward(MINUTE)
        assert asked == []
        # An answer that is still on its way when the house falls silent would make the list fresh once more.
        page.evaluate("""new Promise((settled) => {
          addEventListener("htmx:afterSettle", settled, {once: true});
          Object.defineProperty(document, "visibilityState", {value: "visible", configurable: true});
          document.dispatchEvent(new Event("visibilitychange", {bubbles: true}));
        }).then(() => {})""")
        expect(page.locator("[data-inbox-stale]")).to_be_hidden()
        page.evaluate("Object.defineProperty(navigator, 'onLine', {value: false, configurable: true})")
        for _ in range(6):
            page.clock.fast_forward(MINUTE)
        expect(page.locator("[data-inbox-stale]")).to_be_visible()
        assert len(asked) <= 2


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (PHONE, "dark"),
        pytest.param(PHONE, "light", marks=pytest.mark.nightly),
        pytest.param(DESK, "dark", marks=pytest.mark.nightly),
        (DESK, "light"),
    ],
)
def test_danger_and_the_rest_are_sound_by_day_and_by_night(opened, scheme, width):
    reported(opened.cast.officer, kind="watched")
    for path in (INBOX, f"{INBOX}?tab=taken", reverse("alerts:alert", args=[opened.alerts[0].id])):
        with opened(path, scheme=scheme, width=width) as page:
            assert not sticks_out(page)
        with opened(path, scheme=scheme, width=width, bypass_csp=True) as page:
            assert violations(page) == []
