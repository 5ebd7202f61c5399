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
