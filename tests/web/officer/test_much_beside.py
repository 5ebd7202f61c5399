"""Much lies beside a load: it is kept with the hand-over, and what is wrong with a hidden line is said."""

from __future__ import annotations

import pytest

from custody.evidence.models import Transfer
from tests import stories
from tests.web.desk import errors_in, send


@pytest.fixture
def offered(cast):
    units = stories.swept(cast, stories.seized(cast, count=2))
    return stories.offered(cast, units, receiver=cast.crew), units


def taken(cast, offered, aside):
    transfer, units = offered
    reads = "\n".join(unit.seal for unit in units)
    return send(cast.crew, f"/transfers/{transfer.id}/receive/", {"reads": reads, "aside": aside}, seen=transfer)


def test_forty_foreign_bags_beside_a_load_hold_it_back_from_nobody(cast, offered):
    answer = taken(cast, offered, " ".join(f"AB{number:020}" for number in range(40)))

    assert answer.status_code == 302
    assert Transfer.objects.get().state == "accepted"


def test_what_is_wrong_with_a_hidden_line_stands_above_the_form(cast, offered):
    answer = taken(cast, offered, "x" * 100_001)

    assert answer.status_code == 422
    assert errors_in(answer) == [
        "What lay beside the load: More was put aside than one form keeps. Take the load over, and report the rest on "
        "its own"
    ]
