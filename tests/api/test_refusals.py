"""Every row of the refusals is tried by page, by API and by shell."""

from __future__ import annotations

import os
from importlib import import_module

import pytest
from django.db import transaction

from tests.api.refusals.trying import wrong_with

SUBJECTS = (
    "balances", "benches", "burning", "contents", "edges", "fire", "goods", "handing_over", "hands", "house",
    "hunting", "law", "letting_go", "lists", "orders", "outside", "people", "planning", "proposals", "records",
    "release", "slots", "units", "watching",
)  # fmt: skip
ROWS = {code: subject for subject in SUBJECTS for code in import_module(f"tests.api.refusals.{subject}").ROWS}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_refusal_is_one_by_page_by_api_and_by_shell(cast, caller, subject):
    found = import_module(f"tests.api.refusals.{subject}")
    at, wrong = found.ground(cast), []
    only = os.environ.get("ROWS", "").split()
    for code, make in found.ROWS.items():
        if only and code not in only:
            continue
        point = transaction.savepoint()
        try:
            wrong += wrong_with(code, make(at), caller=caller)
        except Exception as fault:  # noqa: BLE001 - a row that cannot even be made is told of with the others
            wrong.append(f"{code} make: {type(fault).__name__} {fault}")
        transaction.savepoint_rollback(point)

    assert wrong == [], "\n".join(wrong)
