"""The shelf in a real browser: contrast, width, targets, focus, scanning, night, and one post per double click."""

from __future__ import annotations

import gzip
import time

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path

from custody.core.mass import in_words
from custody.web.shared.forms import CountField, CustodyForm, LabelField, SealField, WeightField, show_form
from tests.web.browser import chromium, page_of, served, sticks_out, violations
from tests.web.shared.test_weights import ASKED, READ, REFUSED

POSTS = []


class WeighForm(CustodyForm):
    seal_number = SealField()
    gross = WeightField(label="Gross weight")
    bricks = CountField(label="Bricks", required=False)
    label = LabelField(required=False)


@login_not_required
def weigh(request):
    form = WeighForm(request.POST or None)
    if request.method == "POST":
        POSTS.append(dict(request.POST))
    if form.is_valid():
        return HttpResponse("<!doctype html><title>done</title><p>done")
    return show_form(request, "custody/signin/code.html", form=form)


urlpatterns = [
    path("weigh/", weigh),
    path("", include("custody.web.shared.urls")),
    path("", include("custody.web.outbox.urls")),
    path("", include("custody.web.signin.urls")),
]


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def site():
    here = override_settings(ROOT_URLCONF=__name__, CUSTODY_DEMO=True, DEBUG=False)
    with here, served() as address:
        yield address


@pytest.fixture
def page(browser, site):
    POSTS.clear()
    with page_of(browser, site=site) as opened:
        opened.goto(f"{site}/weigh/")
        yield opened


LOOKS = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_part_passes_the_accessibility_checker(browser, site, width, scheme):
    with page_of(browser, site=site, width=width, scheme=scheme, bypass_csp=True) as page:
        page.goto(f"{site}/components/")

        assert violations(page) == []


@pytest.mark.parametrize("language", ["de", "fr", "nl", "en"])
def test_nothing_sticks_out_on_the_narrowest_phone(browser, site, language):
    with page_of(browser, site=site, width=320, language=language) as page:
        page.goto(f"{site}/components/")

        assert not sticks_out(page)


NARROWEST_ANSWER_PX = 120
CRAMPED = """(least) => [...document.querySelectorAll(".c-summary__row > dd:not(.c-summary__change)")]
  .filter((each) => each.clientWidth < least || each.scrollWidth > each.clientWidth)
  .map((each) => `${each.clientWidth} px: ${each.textContent.trim()}`)"""


@pytest.mark.parametrize("width", [320, 390, 600, 768, 1024, 1440])
def test_an_answer_of_a_summary_has_room_beside_its_change_link(browser, site, width):
    with page_of(browser, width=width, language="de", site=site) as page:
        page.goto(f"{site}/components/")

        assert page.evaluate("document.querySelectorAll('.c-summary__change').length") >= 2
        assert page.evaluate(CRAMPED, NARROWEST_ANSWER_PX) == []


def test_the_content_policy_is_never_broken(browser, site):
    with page_of(browser, site=site) as page:
        page.add_init_script(
            "window.broken = []; addEventListener('securitypolicyviolation', (e) => broken.push(e.blockedURI))"
        )
        page.goto(f"{site}/components/")
        page.goto(f"{site}/weigh/")

        assert page.evaluate("broken") == []


def test_every_target_of_a_form_is_large_enough_for_a_glove(page):
    sizes = page.evaluate(
        """[...document.querySelectorAll("main :is(input:not([type=hidden]), button), .c-menu > summary, .c-brand")]
           .map((each) => each.getBoundingClientRect().height)"""
    )

    assert len(sizes) >= 6
    assert min(sizes) >= 56


def test_a_glove_makes_every_target_of_a_form_larger(page):
    page.click(".c-menu > summary")
    page.click("button[name=gloves][value=on]")
    page.wait_for_selector("html[data-gloves]")

    heights = page.evaluate(
        """[...document.querySelectorAll("main :is(input:not([type=hidden]), button)")]
           .map((each) => each.getBoundingClientRect().height)"""
    )
    assert min(heights) >= 72


def test_a_refused_form_takes_the_focus_and_leads_to_the_answer(page):
    page.fill("[name=gross]", "1.412")
    page.click("main button[type=submit]")

    # The click returns when the answer begins to arrive; the focus moves when its script has run.
    page.wait_for_selector("[data-error-summary]:focus")
    assert page.title().startswith("Error: ")
    page.click("[data-error-summary] a >> nth=1")
    assert page.evaluate("document.activeElement.name") == "gross"
    assert page.input_value("[name=gross]") == "1.412"


def test_a_weight_is_echoed_in_words_and_a_double_meaning_is_not(page):
    page.fill("[name=gross]", "412,5")
    assert page.inner_text("[data-weight-echo]") == "412 kg 500 g"

    page.fill("[name=gross]", "1.412")
    assert page.inner_text("[data-weight-echo]") == ""


def test_what_is_echoed_is_what_the_server_reads_or_nothing(page):
    said = page.evaluate(
        """(texts) => texts.map((text) => {
             const line = document.querySelector("[name=gross]");
             line.value = text;
             line.dispatchEvent(new Event("input"));
             return document.querySelector("[data-weight-echo]").textContent;
           })""",
        [*READ, *ASKED, *REFUSED],
    )

    true = [in_words(milligrams) for milligrams in READ.values()] + [""] * (len(ASKED) + len(REFUSED))
    wrong = {text: heard for text, heard, meant in zip([*READ, *ASKED, *REFUSED], said, true, strict=True)
             if heard not in ("", meant)}
    assert wrong == {}
    assert sum(1 for heard in said if heard) >= 25


NAMED = {"Enter": {"text": "\r", "code": "Enter", "windowsVirtualKeyCode": 13},
         "Tab": {"text": "", "code": "Tab", "windowsVirtualKeyCode": 9}}  # fmt: skip


def scan(page, text):
    """Send what a scanner sends for a code: its letters and Enter."""
    press_fast(page, [*text, "Enter"])


def press_fast(page, keys, *, hiccup_after=None):
    """Send keys 3 ms apart by the times they bear, however busy this machine is; with ``hiccup_after`` so many of them
    come, and the others 120 ms later, as a phone tells of keys that has much to do."""
    keyboard, at = page.context.new_cdp_session(page), time.time()
    for place, key in enumerate(keys):
        if place == hiccup_after:
            at += 0.12
        words = {"key": key, "text": key, "timestamp": at + 0.003 * place} | NAMED.get(key, {})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **words})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key})
    keyboard.detach()


@pytest.mark.parametrize("hiccup_after", [2, 4, 6])
def test_a_code_that_the_phone_tells_of_in_two_parts_is_one_code(page, hiccup_after):
    page.fill("[name=seal_number]", "")
    page.focus("[name=seal_number]")
    press_fast(page, [*"AN482217", "Enter"], hiccup_after=hiccup_after)
    assert page.input_value("[name=seal_number]") == "AN482217"
    assert POSTS == []

    page.fill("[name=seal_number]", "")
    page.focus("[name=seal_number]")
    press_fast(page, [*"AN482217", "Enter"])
    assert page.input_value("[name=seal_number]") == "AN482217"


def test_a_scanner_fills_the_field_it_is_meant_for_wherever_the_focus_is(page):
    page.click("h1")
    scan(page, "C1:7KQ4M2XDJ")
    page.click("h1")
    scan(page, "AN482217")

    assert page.input_value("[name=label]") == "C1:7KQ4M2XDJ"
    assert page.input_value("[name=seal_number]") == "AN482217"
    assert page.evaluate("document.activeElement.name") == "gross"
    assert POSTS == []


def test_typing_by_hand_is_not_taken_for_a_scanner(page):
    page.click("h1")
    page.keyboard.type("AN48", delay=120)
    page.keyboard.press("Enter")

    assert page.input_value("[name=seal_number]") == ""


def test_a_tab_key_that_is_held_down_goes_on(page):
    page.focus("[name=seal_number]")
    press_fast(page, ["Tab"] * 3)
    page.wait_for_function("document.activeElement.name !== 'seal_number'")
    fast = page.evaluate("document.activeElement.name")
    page.focus("[name=seal_number]")
    for _press in range(3):
        page.wait_for_timeout(60)
        page.keyboard.press("Tab")

    assert fast == page.evaluate("document.activeElement.name")


def test_the_end_of_a_label_that_was_known_by_its_length_answers_nothing(page):
    page.focus("[name=gross]")
    press_fast(page, [*"C1:7KQ4M2XDJ", "Enter"])
    page.wait_for_timeout(200)

    assert page.input_value("[name=label]") == "C1:7KQ4M2XDJ"
    assert POSTS == []


def test_a_double_click_posts_once(page):
    page.fill("[name=seal_number]", "AN48 2217")
    page.fill("[name=gross]", "412,5")
    page.evaluate("const b = document.querySelector('main button[type=submit]'); b.click(); b.click(); b.click()")
    page.wait_for_selector("text=done")

    assert len(POSTS) == 1


def test_the_night_comes_without_a_new_page_and_stays(page, site):
    page.fill("[name=seal_number]", "AN48")
    page.click(".c-menu > summary")
    page.click("button[name=scheme][value=dark]")

    assert page.get_attribute("html", "data-color-scheme") == "dark"
    assert page.input_value("[name=seal_number]") == "AN48"
    page.goto(f"{site}/accessibility/")
    assert page.get_attribute("html", "data-color-scheme") == "dark"


@pytest.mark.parametrize(("name", "value", "mark"), [("scheme", "dark", "[data-color-scheme=dark]"),
                                                     ("gloves", "on", "[data-gloves]")])
def test_a_switch_stands_at_the_top_of_the_menu_that_it_closes_and_loses_nothing(page, name, value, mark):
    page.fill("[name=seal_number]", "AN48")
    page.click(".c-menu > summary")
    first = page.locator(".c-menu__panel :is(a, button)").first
    assert first.evaluate("(each) => each.name") == "scheme"
    page.click(f"button[name={name}][value={value}]")

    page.wait_for_selector(f"html{mark}")
    assert not page.evaluate("document.querySelector('.c-menu').open")
    assert page.evaluate("document.activeElement.matches('.c-menu > summary')")
    assert page.input_value("[name=seal_number]") == "AN48"
    page.reload()
    assert page.locator(f"html{mark}").count() == 1


def test_without_a_choice_the_device_decides(browser, site):
    def ground(**device):
        with page_of(browser, site=site, scheme="auto", **device) as page:
            page.goto(f"{site}/weigh/")
            return page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert ground(color_scheme="light") != ground(color_scheme="dark")


def test_the_menu_closes_with_escape_and_gives_the_focus_back(page):
    page.click(".c-menu > summary")
    page.keyboard.press("Escape")

    assert not page.evaluate("document.querySelector('.c-menu').open")
    assert page.evaluate("document.activeElement.matches('.c-menu > summary')")


def test_the_bar_says_when_there_is_no_connection(page):
    # The bar is the first to ask for the letters of its words, and a page without a connection would ask in vain.
    page.evaluate("Promise.all([...document.fonts].map((face) => face.load())).then(() => null)")
    page.context.set_offline(True)
    page.wait_for_selector("text=Offline")
    page.context.set_offline(False)

    page.wait_for_selector("text=Connected")


def test_everything_works_without_scripts(browser, site):
    with page_of(browser, site=site, java_script_enabled=False) as page:
        page.goto(f"{site}/weigh/")
        page.fill("[name=seal_number]", "AN48 2217")
        page.fill("[name=gross]", "1.412")
        page.click("main button[type=submit]")
        page.check("input[name=gross_reading][value='1412000']")
        page.click("main button[type=submit]")

        assert page.inner_text("p") == "done"


FIRST_LOAD, FORM_PAGE = 106_000, 4_000
"""Bytes after gzip, a little above what they are. The promises are 110 kB, and 12 kB for the form page itself."""


def test_the_first_load_is_light(browser, site):
    weights = {}
    with page_of(browser, site=site) as page:
        page.on("response", lambda answer: weights.update({answer.url: len(gzip.compress(answer.body()))}))
        page.goto(f"{site}/weigh/", wait_until="networkidle")

    assert any(url.endswith(".woff2") for url in weights)
    assert sum(weights.values()) < FIRST_LOAD
    assert weights[f"{site}/weigh/"] < FORM_PAGE
