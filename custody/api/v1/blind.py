"""While an officer counts a store blind, no endpoint tells them a sum: only what is named here stays open (C25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

from custody.evidence.selectors.counting import check_shows_no_sum

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

OPEN_READS = frozenset({
    "schema", "docs", "missing", "me", "my-shift-sheet", "my-custody", "units", "unit", "timeline", "contents",
    "unit-masses",
    "seizures", "seizure", "seizure-units", "seizure-reports", "transfers", "transfer", "missions", "mission",
    "targets", "target", "tips", "tip", "discrepancies", "discrepancy", "holds", "hold", "checklists", "checklist",
    "orders", "order", "order-units", "decisions", "decision", "notices", "retentions", "my-requests", "question",
    "sampling-plans", "sampling-plan", "sessions", "session", "session-units", "session-cautions", "attendances",
    "document",
    "scales", "scale", "calibrations", "alerts", "alert", "incidents", "incident", "contacts", "contact-changes",
    "contact-change", "presences", "inventories", "inventory", "inventory-lines", "audits", "audit", "duties", "duty",
    "guard-board", "guard-posts", "unwatched", "unwatched-report", "drills", "drill", "held-forms", "held-form",
    "inquiries", "exceptions", "exception", "signatures", "results", "found-labels", "found-label",
})  # fmt: skip
"""Names under which single things are read. The access functions leave out those that touch the place."""


class NotWhileCounting(BasePermission):
    """Refuses an endpoint that shows sums to who counts now, and says why. What acts stays open: facts are taken."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return true, or raise ``NotPermitted`` with the reason."""
        name = request.resolver_match.url_name if request.resolver_match else ""
        reads = request.method == "GET" and hasattr(view, "get")
        if reads and name not in OPEN_READS and request.user.is_authenticated:
            check_shows_no_sum(request.user)
        return True
