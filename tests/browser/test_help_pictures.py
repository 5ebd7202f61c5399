"""What the help shows of each task: taken with ``dev.py pictures --help-pages``, and shown where it was taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from custody.web.help.tasks import TASKS
from tests.browser.furnished import furnished_house
from tests.browser.help_pictures import MOST_BYTES, begins_on, take
from tests.browser.looking import PHONE, Look, eye
from tests.browser.pages import OFFICER
from tests.web.browser import served

FOLDER = Path(settings.BASE_DIR) / "var" / "pictures" / "help"
LOADED = "image => image.decode().then(() => image.naturalWidth)"


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
    with override_settings(DEBUG=False), served() as address:
        yield address


@pytest.fixture
def pictures(browser, site, house, standing_house, cookie_of):
    def taken(language, tasks, folder):
        with eye(browser, look=Look(language, "light", PHONE), site=site) as opened:
            for task in tasks:
                page = begins_on(task)
                opened.sign_in(cookie_of(standing_house.by_badge[page.badge]))
                yield opened, take(opened, task, page=page, house=house, folder=folder)

    return taken


def test_every_task_names_a_screen_that_is_on_the_walk():
    assert [task.name for task in TASKS if begins_on(task) is None] == []


def test_no_screen_has_two_tasks():
    screens = [screen for task in TASKS for screen in task.screens]

    assert len(screens) == len(set(screens))


def test_the_help_shows_the_picture_that_was_taken(pictures, standing_house, cookie_of, tmp_path):
    weigh = next(task for task in TASKS if task.name == "weigh")
    address = reverse("help:task", args=["weigh"])
    for opened, file in pictures("nl", [weigh], tmp_path):
        assert file.name == "weigh.nl.webp"
        assert file.stat().st_size < MOST_BYTES
        opened.sign_in(cookie_of(standing_house.by_badge[OFFICER]))
        with override_settings(CUSTODY_HELP_PICTURES=tmp_path / "none"):
            assert opened.faults(address) == []
            assert opened.page.locator("main img").count() == 0
        with override_settings(CUSTODY_HELP_PICTURES=tmp_path):
            assert opened.faults(address) == []
            shown = opened.page.locator("main img")
            shown.scroll_into_view_if_needed()
            assert shown.evaluate(LOADED) == PHONE
            assert (shown.get_attribute("loading"), bool(shown.get_attribute("alt"))) == ("lazy", True)


@pytest.mark.pictures
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_picture_is_taken_of_every_task(pictures, language):
    files = [file for _opened, file in pictures(language, TASKS, FOLDER)]

    assert len(files) == len(TASKS)
    assert {file.name for file in files if file.stat().st_size >= MOST_BYTES} == set()
