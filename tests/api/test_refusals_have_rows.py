"""Every code with which somebody is refused is tried somewhere; a new one without a row fails."""

from __future__ import annotations

import re

import pytest
from django.db import transaction

from custody.core.errors import CustodyError
from custody.ledger.models import Event
from tests.api import refusals_by_call
from tests.architecture.source import ROOT, python_files

RAISED = re.compile(r'(?:NotPermitted|NotAllowedNow|InvalidInput|StaleVersion)\(\s*"([a-z_]+\.[a-z_]+)"')
RULES = re.compile(r"permission|polic|/actions/")
UNTRIED = frozenset({"document.made", "exception.open_now", "held.unrecorded", "pack.incomplete", "policy.same_moment"})
"""Refusals that tests reach without naming their code, or that only two at once reach. None is added here."""


def test_every_refusal_has_a_row():
    raised, named = set(), ""
    for path in python_files("custody", "tests"):
        text, where = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
        if where.startswith("custody/") and RULES.search(where):
            raised |= set(RAISED.findall(text))
        elif where.startswith("tests/") and not where.endswith("test_refusals_have_rows.py"):
            named += text
    without = {code for code in raised if f'"{code}"' not in named}

    assert len(raised) > 500
    assert without - UNTRIED == set(), "a new refusal needs a row that tries it"
    assert UNTRIED - without == set(), "this one is tried now: take it out of the list"


def test_each_row_is_refused_with_its_code_and_changes_nothing(cast):
    wrong = []
    for code, row in refusals_by_call.rows(cast).items():
        point = transaction.savepoint()
        done, call = row if isinstance(row, tuple) else (None, row)
        try:
            if done is not None:
                done()
            before = Event.objects.count()
            with pytest.raises(CustodyError) as refusal:
                call()
            assert refusal.value.code == code, refusal.value.code
            assert " " in refusal.value.sentence()
            assert Event.objects.count() == before, "something was recorded"
        except Exception as fault:  # noqa: BLE001 - every row is told of, not the first that is wrong
            wrong.append(f"{code}: {type(fault).__name__} {fault}")
        transaction.savepoint_rollback(point)

    assert wrong == [], "\n".join(wrong)
