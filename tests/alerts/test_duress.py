"""A code that looks like an answer: chosen by its owner, kept as a token, told nowhere."""

from __future__ import annotations

import pytest

from custody.alerts.actions.duress import forget_duress_code, set_duress_code
from custody.alerts.duress import duress_token
from custody.alerts.models import DuressCode
from custody.alerts.permissions import check_can_have_duress_code
from custody.core.errors import InvalidInput, NotPermitted
from custody.ledger.selectors import told
from tests.stories import act_of


def kept_for(officer):
    found = DuressCode.objects.filter(officer=officer).first()
    return None if found is None else bytes(found.code_token)


def test_only_a_token_is_kept_and_the_ledger_tells_nothing(cast):
    before = told([cast.officer.stream_id])

    set_duress_code(act=act_of(cast.officer), code=" 7f3k9q ")

    assert kept_for(cast.officer) == duress_token(cast.officer, "7F3K9Q")
    assert told([cast.officer.stream_id]) == before
    assert duress_token(cast.officer, "7F3K9Q") != duress_token(cast.crew, "7F3K9Q")


def test_a_new_code_takes_the_place_of_the_old_one_and_can_be_forgotten(cast):
    set_duress_code(act=act_of(cast.officer), code="7F3K9Q")
    set_duress_code(act=act_of(cast.officer), code="M4XW2P")
    assert kept_for(cast.officer) == duress_token(cast.officer, "m4xw2p")

    forget_duress_code(act=act_of(cast.officer))
    assert kept_for(cast.officer) is None
    forget_duress_code(act=act_of(cast.officer))


@pytest.mark.parametrize("code", ["", "7F3K9", "7F3K9QQ", "7F3K9U", "7F3-9Q", "AAAAAA", "1212I1"])
def test_a_code_that_no_reply_looks_like_or_that_is_typed_by_accident_is_not_taken(cast, code):
    with pytest.raises(InvalidInput) as refusal:
        set_duress_code(act=act_of(cast.officer), code=code)

    assert refusal.value.field == "duress_code"
    assert kept_for(cast.officer) is None


def test_every_person_in_service_may_have_one_and_no_machine(cast):
    for officer in (cast.officer, cast.nobody, cast.auditor):
        check_can_have_duress_code(officer)

    cast.officer.is_active = False
    for officer in (cast.officer, cast.device):
        with pytest.raises(NotPermitted, match="Only people"):
            check_can_have_duress_code(officer)
