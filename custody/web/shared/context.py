"""What every page knows: whose badge, which scheme and version, what time, and whether this is the demo."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any

from django.conf import settings

from custody.ledger.letterbox import public_key
from custody.web.shared.brought_back import brought_back
from custody.web.shared.devices import standing
from custody.web.shared.sending import KEPT_TOGETHER, brings_pages, is_kept
from custody.web.shared.whose import sign_of

if TYPE_CHECKING:
    from django.http import HttpRequest

SCHEME_COOKIE = "custody_scheme"
SCHEMES = ("auto", "light", "dark")
GLOVES_COOKIE = "custody_gloves"

#: Counts the alerts nobody has taken, for the menu. The alert screens register theirs with
#: ``count_alerts_with``.
_count_alerts: Callable[[Any], int] | None = None

#: Finds the help with a page. Help registers its own with ``find_help_with``.
_find_help: Callable[[HttpRequest], str] | None = None


def find_help_with(find: Callable[[HttpRequest], str]) -> None:
    """Let every page link to its help; ``find`` takes the request."""
    global _find_help
    _find_help = find


def count_alerts_with(count: Callable[[Any], int]) -> None:
    """Let the menu show how many alerts wait for an officer; ``count`` takes the officer."""
    global _count_alerts
    _count_alerts = count


def scheme_of(request: HttpRequest) -> str:
    """Return "light" or "dark" when the reader chose one, else "auto" (the device decides)."""
    chosen = request.COOKIES.get(SCHEME_COOKIE, "auto")
    return chosen if chosen in SCHEMES else "auto"


def version() -> str:
    """Return the version of the installed product, or the one written down when it runs from its source."""
    try:
        return metadata.version("custody")
    except metadata.PackageNotFoundError:
        return "0.1.0"


def house(request: HttpRequest) -> dict[str, Any]:
    """Return what ``base.html`` needs. Reads no table except for the alert count, and only for signed-in
    officers."""
    officer = getattr(request, "user", None)
    signed_in = bool(officer and officer.is_authenticated)
    return {
        "scheme": scheme_of(request),
        "has_gloves": request.COOKIES.get(GLOVES_COOKIE) == "on",
        "badge": officer.badge if officer and signed_in else "",
        "whose": (lambda: sign_of(officer.badge)) if officer and signed_in else "",
        "roles_held": list(officer.roles) if officer and signed_in else [],
        "lock": standing(request),
        "outbox": settings.CUSTODY_OUTBOX,
        "letterbox": b64encode(public_key()).decode() if settings.CUSTODY_OUTBOX and signed_in else "",
        # What the house keeps photos of goes to the house: a device has only what was chosen on it.
        "is_kept": is_kept(request) and not brought_back().files,
        "kept_pages": KEPT_TOGETHER if brings_pages(request) else "",
        "is_demo": bool(settings.CUSTODY_DEMO),
        "home_law": settings.CUSTODY_JURISDICTION,
        "product_version": version(),
        "server_time": datetime.now(UTC),
        "help_link": (lambda: _find_help(request)) if _find_help and signed_in else "",
        "alert_count": (lambda: _count_alerts(officer)) if _count_alerts and signed_in else 0,
    }
