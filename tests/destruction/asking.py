"""Asking magistrates: requests, links, and answers."""

from __future__ import annotations

from custody.destruction.actions import requests
from tests.destruction import stories
from tests.stories import act_of


def made(cast, units=None, **changes):
    """Return what a case officer asked the prosecutor."""
    units = units or stories.kept(cast)
    return requests.make_request(
        **({"act": act_of(cast.case_officer), "seizure_id": units[0].seizure_id, "magistrate_badge": "4971",
            "reference": "PV 12/2026"} | changes)
    )


def linked(cast, request):
    """Return the secret of a new link."""
    return requests.make_link(act=act_of(cast.case_officer), request_id=request.id)


def opened(cast, request=None, *, badge="4971"):
    """Return a request that its magistrate opened by a link."""
    request = request or made(cast)
    return requests.open_request(act=act_of(cast.by_badge[badge]), secret=linked(cast, request))


def answered(cast, request, answer, *, badge="4971", **changes):
    """Let the magistrate answer and return the request."""
    return requests.answer_request(
        **({"act": act_of(cast.by_badge[badge]), "request_id": request.id, "answer": answer,
            "words": "In short"} | changes)
    )
