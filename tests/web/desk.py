"""Opening desk pages as somebody, sending their forms, and counting what a page asks of the database."""

from __future__ import annotations

from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.shared.pages import read, words

MOST_QUERIES = 25


def browser_of(officer):
    """Return a browser that is signed in as the officer."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(officer)
    return client


def page_of(officer, path, *, status=200):
    """Return the tree of a page as the officer sees it."""
    response = browser_of(officer).get(path)
    assert response.status_code == status, response.status_code
    return read(response.content.decode())


def text_of(officer, path):
    """Return the words of a page as the officer sees it."""
    return words(page_of(officer, path).find("body"))


def send(officer, path, answers, *, seen=None, key=None):
    """Send a form as a browser would and return the answer."""
    hidden = {"idempotency_key": str(key or uuid4())}
    if seen is not None:
        hidden["expected_seq"] = str(seen.last_seq)
    return browser_of(officer).post(path, {**hidden, **answers})


def foreseen(officer, path, answers, **sending):
    """Send the answers of a proposal once; return the hidden answer that lets them count, and the words of the page
    with their effect."""
    response = send(officer, path, answers, **sending)
    assert response.status_code == 200, errors_in(response)
    tree = read(response.content.decode())
    [hidden] = [each for each in tree.iter("input") if each.get("name") == "foreseen"]
    return {"foreseen": hidden.get("value")}, words(tree.find("body"))


def send_seen(officer, path, answers, **sending):
    """Send the answers of a proposal and, once their effect was shown, send them again; return that answer."""
    seen, _text = foreseen(officer, path, answers, **sending)
    return send(officer, path, answers | seen, **sending)


def errors_in(response):
    """Return the lines of the error summary."""
    tree = read(response.content.decode())
    found = [each for each in tree.iter() if "data-error-summary" in each.attrib]
    return [words(line) for summary in found for line in summary.iter("li")]


def queries_of(officer, path):
    """Return how many queries a page takes once the sign-in is warm."""
    client = browser_of(officer)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
