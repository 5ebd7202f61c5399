"""What a browser says of the device it runs on. A claim: it decides about comfort, and is shown to its owner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from custody.organisation.field_sessions import Standing, State, digest_of

if TYPE_CHECKING:
    from django.http import HttpRequest

# The first that fits: each of these says that it is also the ones after it.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox/", "Firefox"),
             ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))
DEVICE_COOKIE = "custody_device"
MINE, SHARED = "mine", "shared"
_PHONE = re.compile(r"Mobi|Android|iPhone|iPad")


def device_of(request: HttpRequest) -> str:
    """Return the device in words like "Chrome, Android"; "" when its browser says nothing that we know."""
    said = request.headers.get("User-Agent", "")
    found = [next((word for mark, word in table if mark in said), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(word for word in found if word)


def is_phone(request: HttpRequest) -> bool:
    """Say whether it is something that is carried: it is laid down, and taken away, more easily than a desk."""
    return bool(_PHONE.search(request.headers.get("User-Agent", "")))


def said_of_device(request: HttpRequest) -> str:
    """Return whose device this is, "mine" or "shared", as somebody said at a sign-in; "" when nobody did."""
    said = str(getattr(request, DEVICE_COOKIE, "") or request.COOKIES.get(DEVICE_COOKIE, ""))
    return said if said in (MINE, SHARED) else ""


def session_digest(request: HttpRequest) -> str:
    """Return what the house keeps of the key of this request's session."""
    return digest_of(request.session.session_key)


def standing(request: HttpRequest) -> Standing | None:
    """Return how the session stands, as its guard found it; None where no guard looked."""
    return getattr(request, "standing", None)


def is_locked(request: HttpRequest) -> bool:
    """Say whether the session of this request is locked."""
    found = standing(request)
    return found is not None and found.state == State.LOCKED
