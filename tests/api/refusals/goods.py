"""Refusals about goods: exceptions, seals, weights, counts, samples."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import patch

from custody.evidence.exceptions import policies as exception_policies
from tests import stories
from tests.api.refusals.trying import Three, api, page
from tests.evidence.exceptional import ASKED, asked


def ground(cast):
    """Return a house with two bags of one seizure in store, one of them sampled."""
    first, second = stories.stored(cast, count=2)
    return SimpleNamespace(cast=cast, bag=first, other=second)


def _exception(at, exception="hand_out", *, who=None, unit=None, while_=None, **changes):
    unit, said = unit or at.bag, ASKED | changes
    more = {} if while_ is None else {"while_": while_}
    return Three(who or at.cast.case_officer, page(f"units/{unit.id}/exceptions/{exception}/", **said),
                 api(f"units/{unit.id}/exceptions/", exception=exception, **said), **more)  # fmt: skip


def _asked_in_this_moment(at):
    """Somebody asked between the look and the writing: only the database saw it."""
    asked(at.cast, at.bag, "hand_out", by=at.cast.case_officer)
    return _exception(at, while_=lambda: patch.object(exception_policies, "check_none_open"))


def _asked_before(at):
    asked(at.cast, at.bag, "hand_out", by=at.cast.case_officer)
    return _exception(at)


ROWS = {
    "exception.open_now": _asked_in_this_moment,
    "exception.open": _asked_before,
}
