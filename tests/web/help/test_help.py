"""Help with the task at hand, one key away from the screen it is done on."""

from __future__ import annotations

import importlib

import pytest
from django.urls import reverse

from custody.web.help.tasks import TASKS
from tests.browser.test_every_page import names


def test_every_screen_that_help_knows_exists():
    there = set(names(importlib.import_module("custody.web.urls").urlpatterns))

    assert {screen for task in TASKS for screen in task.screens} <= there


@pytest.mark.django_db
def test_every_page_leads_to_the_help_with_its_task_or_to_all_of_it(cast, client):
    client.force_login(cast.officer)

    for path, leads_to in {"/scan/": reverse("help:task", args=["scan"]), "/mine/": reverse("help:tasks")}.items():
        assert f'href="{leads_to}" data-help' in client.get(path).content.decode()
    listed = client.get(reverse("help:tasks")).content.decode()
    for task in TASKS:
        page = client.get(reverse("help:task", args=[task.name]))
        assert page.status_code == 200
        assert reverse("help:task", args=[task.name]) in listed
        for step in task.steps:
            assert str(step) in page.content.decode()
    assert client.get("/help/nothing-of-ours/").status_code == 404


@pytest.fixture
def pictured(cast, client, settings, tmp_path):
    client.force_login(cast.officer)
    settings.CUSTODY_HELP_PICTURES = tmp_path
    (tmp_path / "scan.en.webp").write_bytes(b"RIFF")
    (tmp_path / "kept.en.webp").write_bytes(b"RIFF")
    return lambda path: client.get(path)


@pytest.mark.django_db
def test_a_picture_is_shown_where_there_is_one_and_nothing_where_there_is_none(pictured):
    there = reverse("help:picture", args=["scan", "en"])

    assert f'src="{there}"' in pictured(reverse("help:task", args=["scan"])).content.decode()
    assert "<img" not in pictured(reverse("help:task", args=["stop"])).content.decode()
    shown = pictured(there)
    assert (shown.status_code, shown["Content-Type"], shown.content) == (200, "image/webp", b"RIFF")
    assert "default-src" in shown["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "language"), [("stop", "en"), ("scan", "nl"), ("kept", "en"), ("scan", "xx")])
def test_no_other_file_is_given_out(pictured, name, language):
    assert pictured(reverse("help:picture", args=[name, language])).status_code == 404
    assert pictured("/help/..%2f..%2fscan/en.webp").status_code == 404
