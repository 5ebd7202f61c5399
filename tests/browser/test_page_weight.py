"""What a page weighs after gzip: itself, and all that a device fetches for it that was never here before."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.urls import reverse

from tests import stories
from tests.browser.furnished import furnished_house
from tests.browser.pages import HALFWAY, NOBODY, OFFICER, PAGES, SUPERVISOR
from tests.template import CAST
from tests.web.browser import page_of, served

MOST_OF_A_PAGE = 12_000
MOST_AT_FIRST = 110_000
"""Bytes that were promised, over a line that a quay has."""
MANY = 150
"""Units in one hand: more than two seizures, with their samples."""
_OURS = Path(settings.BASE_DIR)
_CLASS = re.compile(r"(?<![\w-])ds-[a-z]+(?:-[a-z]+)*")


def weight(body):
    return len(gzip.compress(body))


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), furnished_house() as found, override_settings(DEBUG=False, CUSTODY_DEMO=True):
        yield found


@pytest.fixture(scope="module")
def site(furnished):
    with served() as address:
        yield address


def opened(people, badge, path):
    """Return what a page is made of, as somebody sees it."""
    client = Client(HTTP_HOST="localhost")
    if badge != NOBODY:
        client.force_login(people.by_badge[badge])
    return b"".join(client.get(path))


@pytest.fixture(scope="module")
def pages(furnished):
    people, house = furnished
    return {
        f"{stop.name} of {stop.badge}": opened(people, stop.badge, stop.path(house))
        for stop in PAGES
        if stop.badge != HALFWAY
    }


def test_no_page_weighs_more_than_was_promised(pages):
    weights = {name: weight(page) for name, page in pages.items()}

    assert {name: found for name, found in weights.items() if found > MOST_OF_A_PAGE} == {}


def test_a_page_carries_the_question_about_what_is_not_on_its_list(pages):
    scanned = {name: page for name, page in pages.items() if b" data-batch" in page or b" data-reads" in page}

    assert len(scanned) > 5
    assert [name for name, page in scanned.items() if b"c-batch__strange" not in page] == []


def test_a_long_list_of_units_weighs_no_more_either(cast):
    stories.seized(cast, count=MANY)
    page = opened(cast, OFFICER, reverse("road:depart"))

    assert page.count(b"data-batch") >= MANY
    assert weight(page) <= MOST_OF_A_PAGE


HOMES = {tuple(roles): badge for badge, roles in reversed(CAST.items())}
FIRST = [(NOBODY, "/sign-in/"), *((badge, "/") for badge in sorted(HOMES.values())), (SUPERVISOR, "/overview/")]


def test_what_a_new_device_fetches_weighs_no_more_than_was_promised(browser, site, furnished, cookie_of):
    people, _house = furnished
    fetched, weights = {}, {}
    for badge, path in FIRST:
        found = {}
        with page_of(browser, site=site) as page:
            if badge != NOBODY:
                cookie = cookie_of(people.by_badge[badge])
                page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
            page.on("requestfinished", lambda asked, found=found: found.update({asked.url: asked}))
            page.goto(f"{site}{path}", wait_until="networkidle")
            # What a script or a sheet weighs is asked of the browser once; a page is its own for each.
            for url, asked in found.items():
                if url not in fetched or not url.startswith(f"{site}/static/"):
                    fetched[url] = weight(asked.response().body())
        weights[badge, path] = sum(fetched[url] for url in found)

    assert {name: found for name, found in weights.items() if found > MOST_AT_FIRST} == {}


def test_the_sheet_of_the_library_has_every_part_that_a_page_uses():
    sheet = Path(finders.find("vendor/designsystemet/parts.css")).read_text()
    written = [each.read_text() for folder in ("templates", "custody/web", "custody/templatetags", "custody/static")
               for each in sorted((_OURS / folder).rglob("*"))
               if each.suffix in {".html", ".py", ".js"}]
    used = {name for text in written for name in _CLASS.findall(text)}

    assert len(used) > 10
    assert {name for name in used if f".{name}" not in sheet} == set()
