"""A call for help that did not get through says so, and is one touch away from being made again."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from custody.evidence.models import Incident
from tests.web.desk import browser_of
from tests.web.shared.pages import read, words

DANGER = reverse("danger:report")


@pytest.fixture
def strict(cast):
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    client.force_login(cast.officer)
    return client


def buttons(tree, name):
    return [each.get("value") for each in tree.iter("button") if each.get("name") == name]


def links(tree):
    return {each.get("href") for each in tree.iter("a")}


def test_a_page_that_was_open_too_long_is_there_again_and_its_next_touch_counts(strict):
    strict.get(DANGER)
    answer = strict.post(DANGER, {"kind": "drone", "csrfmiddlewaretoken": "x" * 64})

    assert answer.status_code == 403
    tree = read(answer.content.decode())
    assert "Not sent yet. Tap once more" in words(tree.find("body"))
    assert buttons(tree, "kind")[0] == "drone"
    assert not Incident.objects.exists()

    [token] = {each.get("value") for form in tree.iter("form") if form.get("action") == DANGER
               for each in form.iter("input") if each.get("name") == "csrfmiddlewaretoken"}  # fmt: skip
    assert strict.post(DANGER, {"kind": "drone", "csrfmiddlewaretoken": token}).status_code == 302
    assert Incident.objects.get().kind == "drone"


def test_a_silent_touch_finds_its_buttons_open_again(strict):
    tree = read(strict.post(DANGER, {"silent": "watched"}).content.decode())

    assert buttons(tree, "silent")[0] == "watched"
    assert [each for each in tree.iter("details") if "open" in each.attrib]


def test_any_other_page_that_was_open_too_long_says_so(strict):
    answer = strict.post(reverse("danger:time"), {})

    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


@pytest.mark.parametrize("enforce", [True, False])
def test_after_the_end_of_a_session_the_sign_in_says_that_nothing_was_sent(cast, enforce):
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=enforce)
    answer = client.post(DANGER, {"kind": "drone"})
    assert answer.status_code == 302

    tree = read(client.get(answer["Location"]).content.decode())
    assert "Your call for help was NOT sent. Sign in, or call 112" in words(tree.find("body"))
    assert "tel:112" in links(tree)

    [after] = parse_qs(urlsplit(answer["Location"]).query)["next"]
    page = read(browser_of(cast.officer).get(after).content.decode())
    assert buttons(page, "kind")[0] == "drone"
    assert "Not sent yet" in words(page.find("body"))
    assert not Incident.objects.exists()


def test_a_kind_that_is_not_known_asks_for_anything_else(cast, client):
    assert "kind%3Dother" in client.post(DANGER, {"kind": "//evil"})["Location"]


def test_after_the_end_of_a_session_a_silent_touch_finds_the_ordinary_sign_in(cast, client):
    answer = client.post(DANGER, {"silent": "drone"})

    assert answer["Location"].endswith(f"?next={DANGER}")
    text = words(read(client.get(answer["Location"]).content.decode()).find("body"))
    assert text == words(read(client.get(reverse("account_login")).content.decode()).find("body"))


def test_whoever_just_signs_in_reads_nothing_of_it(cast, client):
    assert "NOT sent" not in client.get(reverse("account_login")).content.decode()
    assert "NOT sent" not in client.get(f"{reverse('account_login')}?next={DANGER}").content.decode()
