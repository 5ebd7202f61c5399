"""While an officer counts a store blind, no page tells them a sum: only what is named here stays open (C25).

What stays open shows single things. Those that touch the place are left out by the access functions
(``evidence.selectors.counting.without_counted``), so that no page here checks anything by itself. A page that is new
is closed until somebody names it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from custody.core.errors import NotPermitted
from custody.evidence.selectors.counting import check_shows_no_sum
from custody.web.shared.errors import refusal_page
from custody.web.shared.guards import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

API = "api:"
OPEN_SCREENS = frozenset({
    "", "lock", "home", "outbox", "help", "danger", "alarm", "presence", "contact", "passkeys", "duty", "quiet",
    "alerts",
    "inventories", "units", "photo", "sweep", "transfer", "road", "mission", "weighing", "counting", "sampling",
    "discrepancy", "exceptions", "bench", "guarding", "stop", "extraction", "seizure", "reports", "targets",
    "unwatched", "drills", "shift", "orders", "decisions", "holds", "scales",
})  # fmt: skip
"""Screens that show single things, and those where the work goes on that cannot wait. The sign-in has no screen."""
OPEN_PAGES = frozenset({
    "labels:find_sheet", "labels:enter", "labels:found", "labels:report_found", "labels:found_one",
    "labels:settle_found", "warroom:take_mine", "warroom:take", "warroom:done", "warroom:aside",
    "sessions:list", "sessions:session", "sessions:attest", "sessions:attested", "sessions:loading", "sessions:tally",
    "sessions:burn", "sessions:done", "sessions:lots", "sessions:test", "sessions:unfreeze", "sessions:residue",
    "sessions:attendance",
    "sessions:refuse",
    "sessions:abort", "sessions:stage", "sessions:residue_gone", "sessions:residue_none", "documents:read",
    "sessions:fast_lane", "seizures:list", "bays:shelve", "bays:shelved", "bays:lay_out",
})  # fmt: skip
"""Single pages of screens that show sums elsewhere."""


class BlindCountMiddleware:
    """Refuses a page that shows sums to who counts now, and says why. The API asks for itself (``api.v1.blind``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return the refusal of a page that is closed now; ``None`` lets it through."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if is_open(name) or not request.user.is_authenticated:
            return None
        try:
            check_shows_no_sum(signed_in(request))
        except NotPermitted as refusal:
            return refusal_page(request, refusal)
        return None


def is_open(name: str) -> bool:
    """Say whether a page (its URL name) stays open to who counts."""
    screen = name.rpartition(":")[0]
    return name in OPEN_PAGES or screen in OPEN_SCREENS or name.startswith(API)
