"""Every code with which somebody is refused has a row that is carried out; a new one without a row fails."""

from __future__ import annotations

import pytest
from django.db import transaction

from custody.core.errors import CustodyError
from custody.ledger.models import Event
from tests.api import refusals_by_call
from tests.api.refusals.codes import raised, stands_for
from tests.api.refusals.doorless import DOORLESS, GROUPS
from tests.api.refusals.missing import NO_ACT, NO_API, NO_PAGE
from tests.api.test_refusals import ROWS
from tests.architecture.source import ROOT

FEWER_DOORS = {*NO_PAGE, *NO_API, *NO_ACT}
"""What is tried by one or two doors, for another does not exist: ``missing.py`` says why."""


def test_every_refusal_has_a_row(cast, capsys):
    known, by_doors = set(raised()), {stands_for(code) for code in ROWS}
    by_call = set(refusals_by_call.rows(cast))
    with capsys.disabled():
        print(f"\n{len(known)} codes of refusal: {len(by_doors - FEWER_DOORS)} tried by page, API and shell, "
              f"{len(FEWER_DOORS)} by fewer doors ({len(NO_PAGE)} have no page, {len(NO_API)} no address of the API, "
              f"{len(NO_ACT)} no act), {len(DOORLESS)} have no door, "
              f"{len(by_call)} tried by call")

    assert len(known) > 700
    assert FEWER_DOORS - by_doors == set(), "what has no row lacks no door"
    assert known - by_doors - by_call - DOORLESS == set(), "a new refusal needs a row that tries it"
    assert by_doors & by_call == set(), "what is tried by every door needs no call"
    assert DOORLESS & (by_doors | by_call) == set(), "this one has a door: take it out of doorless.py"
    assert (by_doors | by_call | DOORLESS) - known == set(), "nothing is refused with this"


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.proved_in)
def test_what_has_no_door_is_raised_where_no_door_leads_to_and_nowhere_else(group):
    elsewhere = {code: raised()[code] - group.raised_in for code in group.codes}

    assert {code: files for code, files in elsewhere.items() if files} == {}
    assert (ROOT / group.proved_in).exists()


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
