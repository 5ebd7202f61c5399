"""Every code with which somebody is refused has a row that is carried out; a new one without a row fails."""

from __future__ import annotations

import pytest

from tests.api.refusals.codes import raised, stands_for
from tests.api.refusals.doorless import DOORLESS, GROUPS
from tests.api.refusals.missing import NO_ACT, NO_API, NO_PAGE
from tests.api.test_refusals import ROWS
from tests.architecture.source import ROOT

FEWER_DOORS = {*NO_PAGE, *NO_API, *NO_ACT}
"""What is tried by one or two doors, for another does not exist: ``missing.py`` says why."""


def test_every_refusal_has_a_row(capsys):
    known, by_doors = set(raised()), {stands_for(code) for code in ROWS}
    with capsys.disabled():
        print(f"\n{len(known)} codes of refusal: {len(by_doors - FEWER_DOORS)} tried by page, API and shell, "
              f"{len(FEWER_DOORS)} by fewer doors ({len(NO_PAGE)} have no page, {len(NO_API)} no address of the API, "
              f"{len(NO_ACT)} no act), {len(DOORLESS)} have no door")

    assert len(known) > 700
    assert FEWER_DOORS - by_doors == set(), "what has no row lacks no door"
    assert known - by_doors - DOORLESS == set(), "a new refusal needs a row that tries it"
    assert DOORLESS & by_doors == set(), "this one has a door: take it out of doorless.py"
    assert (by_doors | DOORLESS) - known == set(), "nothing is refused with this"


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.proved_in)
def test_what_has_no_door_is_raised_where_no_door_leads_to_and_nowhere_else(group):
    elsewhere = {code: raised()[code] - group.raised_in for code in group.codes}

    assert {code: files for code, files in elsewhere.items() if files} == {}
    assert (ROOT / group.proved_in).exists()
