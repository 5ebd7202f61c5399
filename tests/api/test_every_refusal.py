"""Every refusal of the lifecycle is one by page, by API and by a direct call: words, no success, nothing changed."""

from __future__ import annotations

import pytest
from django.db import transaction

from custody.core.errors import CustodyError
from custody.core.lifecycle import AUTHORITY, CUSTODY, SEARCH
from custody.ledger.models import Event
from tests.api.lifecycle import table
from tests.api.lifecycle.ground import ground
from tests.web.test_forbidden import refused as refused_on_the_page
from tests.web.test_forbidden import sent


@pytest.fixture
def at(cast):
    """Return the house in which things are over."""
    return ground(cast)


def test_each_event_of_the_lifecycle_tables_has_its_row(at):
    events = set(CUSTODY) | {(None, code) for code in (*AUTHORITY, *SEARCH)}

    rows = {about for about in table.rows(at) if about[0] != "beside"}

    assert events - rows == set(), "a new transition needs a row of refusal"
    assert rows - events == set(), "a row is about no transition of the tables"


def by_page(at, row, caller):
    about = getattr(at, row.version or ("free" if str(at.free.id) in row.page.path else "ash"))
    answer = sent(getattr(at.cast, row.who), row.page.path, {"expected_seq": str(about.last_seq), **row.page.said})
    assert answer.status != 302, f"led to {answer.location}"
    refused_on_the_page(answer)


def by_api(at, row, caller):
    response = caller(getattr(at.cast, row.who)).post(row.api.path, row.api.said)
    assert response.status_code in (400, 403, 404, 409, 422), response.content
    said = response.json()
    assert said["code"] != "request.fields", said  # the body was whole: the refusal is that of the act
    assert " " in said["detail"], said


def by_shell(at, row, caller):
    with pytest.raises(CustodyError) as refusal:
        row.shell()
    assert " " in refusal.value.sentence()
    assert row.codes == ("*",) or refusal.value.code in row.codes, refusal.value.code


@pytest.mark.parametrize("door", [by_page, by_api, by_shell], ids=["page", "api", "shell"])
def test_every_refusal_by_every_door(at, caller, door):
    wrong = []
    for about, row in table.rows(at).items():
        point, before = transaction.savepoint(), Event.objects.count()
        try:
            door(at, row, caller)
            assert Event.objects.count() == before, "something was recorded"
        except AssertionError as fault:
            wrong.append(f"{about}: {fault}")
        transaction.savepoint_rollback(point)

    assert wrong == [], "\n".join(wrong)
