"""A seizure closes with nothing in custody; a variance does not hold it open, it has an owner."""

from __future__ import annotations

import pytest

from custody.core.errors import IntegrityBroken, NotAllowedNow
from custody.core.postings import Account, sheet_of
from custody.destruction.book_policies import check_books_close

SEIZED = ("seized", "custody", 1_000_000)


@pytest.mark.parametrize(
    "moves",
    [[], [SEIZED, ("custody", "destroyed", 1_000_000)],
     [SEIZED, ("custody", "variance", 400_000), ("custody", "lost", 600_000)],
     [SEIZED, ("custody", "between", 5), ("between", "sample", 5), ("custody", "returned", 999_995)]],
)  # fmt: skip
def test_books_close(moves):
    check_books_close(sheet_of(moves))


def test_what_is_in_custody_holds_them_open():
    with pytest.raises(NotAllowedNow, match="1 kg still stand in custody"):
        check_books_close(sheet_of([SEIZED]))


def test_what_hangs_between_two_units_is_a_fault():
    assert sheet_of([SEIZED, ("custody", "between", 1_000_000)]).mg[Account.BETWEEN] == 1_000_000
    with pytest.raises(IntegrityBroken):
        check_books_close(sheet_of([SEIZED, ("custody", "between", 1_000_000)]))
