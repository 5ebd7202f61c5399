"""Every page in a real browser, in every language, by day and by night, on a phone and on a desk.

The ordinary run looks at each page once, one of every four on a desk, the others on the narrowest phone; over
thirty-two pages every language meets every scheme and every width. ``-m nightly`` looks in every way there is.
"""

from __future__ import annotations

import importlib
from itertools import product
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client, override_settings
from django.urls import URLResolver, reverse

from tests.browser.furnished import furnished_house
from tests.browser.looking import PHONE, Look, eye
from tests.browser.pages import ANSWERS_NO_GET, HALFWAY, LEADS_ELSEWHERE, NOBODY, PAGES, SPEAKS_TO_SCRIPTS
from tests.web.browser import served

LANGUAGES, SCHEMES = ("nl", "fr", "de", "en"), ("light", "dark")
NARROW, TABLET, DESK = 320, 768, 1440
WIDTHS = (NARROW, DESK)
LOOKS = [Look(*each) for each in product(LANGUAGES, SCHEMES, WIDTHS)]
IN_EVERY_WAY = [Look(*each) for each in product(LANGUAGES, SCHEMES, (NARROW, PHONE, TABLET, DESK))]
IN_PICTURES = [Look(*each) for each in product(("nl", "en"), SCHEMES, (PHONE, DESK))]
SHOWS_EVERYTHING = {"components"}
"""A page for who builds pages: every part in every state, one below the other."""
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
IS_A_PICTURE = {"help:picture"}
PASSWORD = "a quay in the rain"
PICTURES = Path(settings.BASE_DIR) / "var" / "pictures" / "every"


def look_at(number):
    """Return how the page of a number is looked at: on a phone, and one of every four on a desk."""
    if number % 4 == number // 8 % 4:
        return Look(LANGUAGES[number // 4 % 4], SCHEMES[1 - number // 16 % 2], DESK)
    return Look(LANGUAGES[number % 4], SCHEMES[number // 4 % 2], NARROW)


def names(patterns, space=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif pattern.name:
            yield space + pattern.name


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), furnished_house() as found:
        yield found


@pytest.fixture(scope="module")
def standing_house(furnished):
    return furnished[0]


@pytest.fixture(scope="module")
def house(furnished):
    return furnished[1]


@pytest.fixture(scope="module")
def site(standing_house):
    with override_settings(DEBUG=False, CUSTODY_DEMO=True), served() as address:
        yield address


@pytest.fixture(scope="module")
def with_a_code(standing_house):
    """Return an officer who signs in with a password and a code."""
    officer = standing_house.internal_affairs
    officer.set_password(PASSWORD)
    officer.save(update_fields=["password"])
    TOTP.activate(officer, SECRET)
    return officer


@pytest.fixture
def halfway(with_a_code):
    """Return the session of an officer whose password was right and who has not given the code yet.

    It waits a quarter of an hour for the code and no longer: every look has its own.
    """
    client = Client(HTTP_HOST="localhost")
    client.post("/sign-in/", {"login": with_a_code.badge, "password": PASSWORD})
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def visits(browser, site, house, standing_house, cookie_of, halfway):
    def visited(look, pages):
        known = {NOBODY: None, HALFWAY: halfway}
        with eye(browser, look=look, site=site) as opened:
            for page in pages:
                opened.sign_in(known[page.badge] if page.badge in known
                               else cookie_of(standing_house.by_badge[page.badge]))
                yield opened, page, page.path(house)

    return visited


@pytest.fixture
def walk(visits):
    def faults(look, pages):
        return [f"{page.name} {path}: {fault}" for opened, page, path in visits(look, pages)
                for fault in opened.faults(path, status=page.status, may_be_tall=page.name in SHOWS_EVERYTHING)]

    return faults


def test_every_url_name_is_on_the_walk():
    there = set(names(importlib.import_module("custody.web.urls").urlpatterns))

    assert there - {page.name for page in PAGES} == (
        ANSWERS_NO_GET | LEADS_ELSEWHERE | SPEAKS_TO_SCRIPTS | IS_A_PICTURE)
    assert {page.name for page in PAGES} <= there


@pytest.mark.parametrize("name", sorted(ANSWERS_NO_GET))
def test_an_address_that_only_takes_posts_answers_no_get(standing_house, site, house, name):
    client = Client(HTTP_HOST="localhost")
    client.force_login(standing_house.duty_officer)
    keys = {"stop:relieve": [house.guard.id], "danger:take": [house.danger.id],
            "sites:withdraw": [house.site_proposal.id], "contact:approve": [house.change.id],
            "contact:cancel": [house.change.id], "policies:withdraw": [house.proposal.id],
            "officers:withdraw": [house.officer_proposal.id], "outbox:put_right": [house.held_form.id],
            "officers:invite": [house.newcomer.id], "officers:countersign": [house.newcomer.id],
            "places:withdraw": [house.place_proposal.id], "places:name": [house.place_proposal.id],
            "furnaces:withdraw": [house.furnace_proposal.id], "seizure:find": [house.fresh.seizure_id],
            "sessions:draw": [house.planned.id], "sessions:draw_witnesses": [house.planned.id],
            "packs:withdraw": [house.pack.id], "magistrate:link": [house.asked_magistrate.id],
            "magistrate:photo": [house.asked_magistrate.id, house.photo.id],
            "inventories:finish": [house.counting.id], "inventories:sign": [house.counting.id],
            "inventories:begin_audit": [house.audit.id], "guarding:take_over": [house.guard.id],
            "slots:cancel_crews": [house.crews.id], "slots:end_outage": [house.outage.id],
            "warroom:take": [house.hot_line.id], "warroom:take_mine": [house.hot.id],
            "waivers:end": [house.waiver.id], "drills:answer": [house.drill.id],
            "outbox:item": [house.drill.id], "dashboard:drop": [house.drill.id]}
    if name.startswith("alerts:") and name != "alerts:take_many":
        keys[name] = [house.alert.id]
    if name.startswith("mission:"):
        keys[name] = [house.mission.id]

    assert client.get(reverse(name, args=keys.get(name, []))).status_code == 405


def test_the_sample_lets_every_language_meet_every_scheme_and_width():
    met = {look_at(number) for number in range(32)}

    assert {(look.language, look.scheme) for look in met} == set(product(LANGUAGES, SCHEMES))
    assert {(look.language, look.width) for look in met} == set(product(LANGUAGES, WIDTHS))
    assert {(look.scheme, look.width) for look in met} == set(product(SCHEMES, WIDTHS))


def test_each_kind_of_fault_is_seen(browser, site):
    faulty = """<!doctype html><html data-color-scheme="dark"><title>&lt;b&gt;</title>
      <link rel="preload" as="font" crossorigin href="/planted.woff2"><main><h1>a</h1><h1>b</h1>
      <h1 style="width: 4em; overflow-wrap: anywhere">Vernietigingsbevelen</h1>
      <p style="width: 500px; height: 6000px; display: block">wide</p><div id="long">x</div><img src="/nothing.png">
      <form method="post" action="/bare/"></form>
      <script>console.error("planted")</script></main>"""
    late = """new PerformanceObserver(() => requestAnimationFrame(() => document.querySelector("h1").before("late")))
      .observe({ type: "paint", buffered: true })"""
    headers = {"content-type": "text/html", "content-security-policy": "script-src 'self'"}
    with eye(browser, look=Look("nl", "light", NARROW), site=site) as opened:
        opened.page.add_init_script(late)
        opened.page.route("**/planted/", lambda route: route.fulfill(status=200, headers=headers, body=faulty))
        found = "\n".join(opened.faults("/planted/"))

    for fault in ("3 h1", "the title shows a tag", "a heading is torn within 'Vernietigingsbevelen'", "lang is",
                  "scheme is dark", "policy broken: script-src", "sticks out at 320 px", "px tall on a phone",
                  "axe: image-alt", "axe: html-has-lang", "console:", "a font is fetched early",
                  "a form without a token: /bare/", "moved after it was painted: <body"):
        assert fault in found


def test_a_page_that_leads_elsewhere_is_not_taken_for_seen(browser, site):
    with eye(browser, look=Look("nl", "light", NARROW), site=site) as opened:
        assert opened.faults("/mine/") == [f"leads to {site}/sign-in/?next=/mine/"]
        assert opened.faults("/nowhere/") == ["answers 404"]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_pages_look_right(walk, look):
    pages = [page for number, page in enumerate(PAGES) if look == look_at(number)]

    assert walk(look, pages) == []


@pytest.mark.nightly
@pytest.mark.parametrize("look", IN_EVERY_WAY, ids=str)
def test_every_page_looks_right_in_every_way(walk, look):
    assert walk(look, PAGES) == []


@pytest.mark.pictures
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize("look", IN_PICTURES, ids=str)
def test_a_picture_is_taken_of_every_page(visits, look):
    for number, (opened, page, path) in enumerate(visits(look, PAGES), 1):
        opened.picture(path, PICTURES / str(look) / f"{number:03d}-{page.name.replace(':', '-')}.png")

    assert len(list((PICTURES / str(look)).iterdir())) >= len(PAGES)
