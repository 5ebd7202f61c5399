"""Refusals about a mass that does not add up: who answers for it, who takes that over, and who closes it."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import patch

from custody.core.postings import Account, Sheet
from custody.destruction.selectors import books, masses
from tests import stories
from tests.api.refusals.trying import Three, api, page
from tests.destruction import stories as burns
from tests.destruction.test_reconcile import Balance
from tests.destruction.test_variances import MISSING, answered, closed, offered, varying


def ground(cast):
    """Return a house with a bag of which 20 g are missing, for which the sampler answers."""
    return SimpleNamespace(cast=cast, bag=varying(cast))


def _offer(at, who, badge):
    said = {"to_badge": badge, "reason": "the scale is theirs"}
    return Three(who, page(f"balance/variances/{at.bag.id}/hand-over/", **said),
                 api(f"units/{at.bag.id}/variance/offers/", **said))  # fmt: skip


def _answer(at, who, **said):
    offered(at.cast, at.bag)
    return Three(who, page(f"balance/variances/{at.bag.id}/answer/", **{"outcome": "accepted"} | said),
                 api(f"units/{at.bag.id}/variance/answer/", **{"outcome": "accepted"} | said))  # fmt: skip


def _close(at):
    said = {"finding": "a spill, seen on film"}
    return Three(at.cast.auditor, page(f"balance/variances/{at.bag.id}/close/", **said),
                 api(f"units/{at.bag.id}/variance/closing/", **said))  # fmt: skip


def _more_is_missing(at):
    row = _answer(at, at.cast.storekeeper)
    at.bag.refresh_from_db()
    stories.sampled(at.cast, at.bag, left_mg=at.bag.gross_mg - 5_000 - MISSING)
    return row


def _asked_already(at):
    offered(at.cast, at.bag)
    return _offer(at, at.cast.supervisor, "4801")


def _closed_before(at):
    offered(at.cast, at.bag)
    answered(at.cast, at.bag)
    closed(at.cast, at.bag)
    return _close(at)


def _unbalanced(at):
    """The books of a burnt unit show a kilogram less than came."""
    [unit] = burns.reconciled(at.cast)
    off = Balance(booked_mg=25 * 10**6, sampled_mg=0, burnt_mg=24 * 10**6, tolerance_mg=50_000)
    return Three(at.cast.auditor, page(f"seizures/{unit.seizure_id}/close/"),
                 api(f"seizures/{unit.seizure_id}/closure/"),
                 while_=lambda: patch.object(masses, "balances_of", lambda _units: {unit.id: off}))  # fmt: skip


def _in_custody(at):
    """The books of a seizure of which all is burnt show five grams that still stand in custody."""
    [unit] = burns.reconciled(at.cast)
    mg = dict(books.sheet_of_seizure(unit.seizure).mg)
    mg |= {Account.CUSTODY: mg[Account.CUSTODY] + 5_000, Account.SEIZED: mg[Account.SEIZED] - 5_000}
    return Three(at.cast.auditor, page(f"seizures/{unit.seizure_id}/close/"),
                 api(f"seizures/{unit.seizure_id}/closure/"),
                 while_=lambda: patch.object(books, "sheet_of_seizure", lambda _seizure: Sheet(mg)))  # fmt: skip


ROWS = {
    "books.open": _in_custody,
    "variance.same": lambda at: _offer(at, at.cast.sampler, "4701"),
    "variance.offered": _asked_already,
    "variance.not_asked": lambda at: _answer(at, at.cast.sampler),
    "variance.changed": _more_is_missing,
    "variance.over": _closed_before,
    "seizure.variance": _unbalanced,
}
