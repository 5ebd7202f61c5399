"""How the sign-in knows that a call for help was not heard: it stands in the address of what comes after."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

from django.urls import reverse

UNSENT = "unsent"


def unsent_page(*, kind: str) -> str:
    """Return the address of the danger page that says that nothing was sent, with ``kind`` in front."""
    return f"{reverse('danger:report')}?{urlencode({'kind': kind, UNSENT: 1})}"


def is_unsent(target: str) -> bool:
    """Tell whether somebody who signs in to go on to ``target`` called for help and was not heard."""
    parts = urlsplit(target)
    return parts.path == reverse("danger:report") and UNSENT in parse_qs(parts.query)
