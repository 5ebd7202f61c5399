"""Every row of the refusals is tried by page, by API and by shell."""

from __future__ import annotations

import os
from importlib import import_module
from itertools import chain, groupby

import pytest
from django.db import transaction

from tests.api.refusals.trying import wrong_with

SUBJECTS = (
    "balances", "bays", "benches", "burning", "contents", "court", "edges", "fire", "goods", "handing_over", "hands",
    "house", "hunting", "law", "letting_go", "lists", "orders", "outside", "people", "planning", "proposals", "records",
    "release", "seconds", "served", "slots", "testing", "units", "watching",
)  # fmt: skip
FOUND = {subject: import_module(f"tests.api.refusals.{subject}") for subject in SUBJECTS}
ROWS = {code: subject for subject, found in FOUND.items() for code in found.ROWS}
HOUSES = groupby(sorted(FOUND, key=lambda name: FOUND[name].ground.__module__), lambda name: FOUND[name].ground)
"""The subjects by the house that they begin with: it is built once for all of them."""


@pytest.mark.parametrize("subjects", [list(names) for _, names in HOUSES], ids="-".join)
def test_every_refusal_is_one_by_page_by_api_and_by_shell(cast, caller, subjects):
    at, wrong = FOUND[subjects[0]].ground(cast), []
    only = os.environ.get("ROWS", "").split()
    for code, make in chain.from_iterable(FOUND[subject].ROWS.items() for subject in subjects):
        if only and code not in only:
            continue
        point = transaction.savepoint()
        try:
            wrong += wrong_with(code, make(at), caller=caller)
        except Exception as fault:  # noqa: BLE001 - a row that cannot even be made is told of with the others
            wrong.append(f"{code} make: {type(fault).__name__} {fault}")
        transaction.savepoint_rollback(point)

    assert wrong == [], "\n".join(wrong)
