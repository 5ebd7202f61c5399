"""One HTTP request to a gateway. Neither a proxy nor a redirect is followed: what is asked is secret."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 8
"""For each step; two gateways one after the other stay under the lease of a message."""
_ENOUGH = 4000


class Unanswered(Exception):
    """No answer. ``handed_over`` says whether the other side may have taken the request all the same."""

    def __init__(self, why: str, *, handed_over: bool) -> None:
        super().__init__(why)
        self.why = why
        self.handed_over = handed_over


def ask(
    url: str, *, method: str = "GET", query: str = "", body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Return the status and the first words of the answer; raise ``Unanswered`` when there is none."""
    address = urlsplit(url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    link = kind(address.hostname or "", address.port, timeout=TIMEOUT_SECONDS)
    path = address.path or "/"
    if query:
        path = f"{path}?{query}"
    try:
        link.connect()
    except OSError as error:
        link.close()
        raise Unanswered(type(error).__name__, handed_over=False) from error
    try:
        link.request(method, path, body=body, headers=dict(headers or {}))
        answer = link.getresponse()
        return answer.status, answer.read(_ENOUGH).decode("utf-8", "replace").strip()
    except (OSError, HTTPException) as error:
        raise Unanswered(type(error).__name__, handed_over=True) from error
    finally:
        link.close()


def basic(user: str, password: str) -> str:
    """Return the header by which a user is known."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
