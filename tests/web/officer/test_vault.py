"""The pages of a move ask who goes along only in a house that has a vault."""

from __future__ import annotations

from custody.evidence.models import Countersignature
from custody.organisation.actions.register import register_place
from tests import stories

ASKED = "Only in or out of a vault: who goes with you?"


def test_who_goes_along_is_asked_where_there_is_a_vault(cast, page_for):
    [unit] = stories.stored(cast)
    assert ASKED not in page_for(cast.storekeeper, "/store/move/").words
    register_place(act=stories.act_of(cast.administrator), code_word="REDSHANK", kind="vault", jurisdiction="BE",
                   cap_mg=None)  # fmt: skip
    answers = {"units": [str(unit.id)], "place": "REDSHANK"}

    refused = page_for(cast.storekeeper, "/store/move/", answers)
    moved = page_for(cast.storekeeper, "/store/move/", answers | {"second_badge": cast.officer.badge})

    assert (refused.status, moved.status) == (409, 302)
    assert ASKED in refused.words
    assert Countersignature.objects.filter(about="unit.placed/1", wanted=cast.officer).count() == 1
