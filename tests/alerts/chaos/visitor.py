"""Somebody at a browser: a session of the house, real requests to a real server, and how long the answers take."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode
from uuid import uuid4

from django.test import Client

HIDDEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What the server said, and after how many seconds."""

    status: int
    seconds: float
    text: str


class Visitor:
    """Is signed in as an officer, or as nobody yet for None, and speaks to ``127.0.0.1:port``."""

    def __init__(self, officer, *, port):
        client = Client()
        if officer is not None:
            client.force_login(officer)
        self.port, self.cookies = port, {name: each.value for name, each in client.cookies.items()}

    def get(self, path):
        """Open a page."""
        return self._ask("GET", path)

    def post(self, path, answers, *, form=None):
        """Fill in the form of a page and send it. Only the sending is timed."""
        return self.prepared(path, answers, form=form)()

    def prepared(self, path, answers, *, form=None):
        """Fill in a form, which stands on the page ``form`` or where it is sent to; return a function that sends it."""
        said = HIDDEN.search(self.get(form or path).text)
        body = {"csrfmiddlewaretoken": said[1], "idempotency_key": str(uuid4()), **answers}
        return lambda: self._ask("POST", path, urlencode(body, doseq=True))

    def _ask(self, method, path, body=None):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {
            "Host": f"localhost:{self.port}",
            "Origin": f"http://localhost:{self.port}",
            "Cookie": cookies,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        link = HTTPConnection("127.0.0.1", self.port, timeout=30)
        began = time.monotonic()
        link.request(method, path, body, headers)
        answer = link.getresponse()
        text = answer.read().decode()
        took = time.monotonic() - began
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        link.close()
        return Answer(answer.status, took, text)
