"""An audit looks whether the rules were kept; it is planned for somebody outside, and hidden until it begins."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.core.audits import QUESTIONS
from custody.core.errors import InvalidInput, NotAllowedNow, NotFound, NotPermitted
from custody.evidence.actions import audit as actions
from custody.evidence.selectors import counting
from custody.ledger.replay import replay_state
from tests import stories
from tests.stories import act_of


def planned(cast, by=None, auditor=None, announced=False, place="BITTERN"):
    return actions.plan_audit(
        act=act_of(by or cast.director), place=place, auditor_badge=(auditor or cast.auditor).badge,
        announced=announced,
    )  # fmt: skip


def answer(cast, audit, question="seals", verdict="kept", by=None, **changes):
    return actions.answer_audit(
        act=act_of(by or cast.auditor), audit_id=audit.id, question=question, verdict=verdict, **changes
    )


def test_an_audit_goes_from_plan_to_conclusion(cast):
    audit = planned(cast)
    with pytest.raises(NotAllowedNow, match="has not begun"):
        answer(cast, audit)
    with pytest.raises(NotPermitted, match="somebody else"):
        actions.open_audit(act=act_of(cast.internal_affairs), audit_id=audit.id)
    actions.open_audit(act=act_of(cast.auditor), audit_id=audit.id)
    with pytest.raises(NotAllowedNow, match="has begun"):
        actions.open_audit(act=act_of(cast.auditor), audit_id=audit.id)
    answer(cast, audit, verdict="broken", remark="one seal is cut")
    for changes, code in (
        ({"question": "weather"}, "audit.question"), ({"question": "keys", "verdict": "fine"}, "audit.verdict"),
        ({"question": "keys", "verdict": "broken"}, "audit.remark"), ({}, "audit.answered"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refusal:
            answer(cast, audit, **changes)
        assert refusal.value.code == code
    with pytest.raises(NotAllowedNow, match="Still open: 7"):
        actions.close_audit(act=act_of(cast.auditor), audit_id=audit.id, conclusion="done")
    for question in set(QUESTIONS) - {"seals"}:
        answer(cast, audit, question=question)

    audit = actions.close_audit(act=act_of(cast.auditor), audit_id=audit.id, conclusion="Cut seals are replaced")

    assert (audit.state, audit.broken, audit.conclusion) == ("closed", 1, "Cut seals are replaced")
    with pytest.raises(NotAllowedNow, match="is closed"):
        answer(cast, audit, question="keys")
    with pytest.raises(NotFound):
        actions.open_audit(act=act_of(cast.auditor), audit_id=uuid4())
    assert replay_state().findings == []


def test_the_auditor_is_outside_the_chain(cast):
    stories.stored(cast)
    with pytest.raises(NotPermitted, match="from outside"):
        planned(cast, auditor=cast.supervisor)
    with pytest.raises(NotPermitted, match="You do not have the role"):
        planned(cast, auditor=cast.storekeeper)
    with pytest.raises(NotPermitted, match="not announced"):
        planned(cast, by=cast.supervisor)
    with pytest.raises(InvalidInput):
        planned(cast, place="CURLEW")
    assert planned(cast, by=cast.supervisor, announced=True).announced
    audit = planned(cast)
    cast.auditor.is_active = False
    with pytest.raises(NotPermitted, match="somebody else"):
        actions.open_audit(act=act_of(cast.auditor), audit_id=audit.id)


def test_it_is_hidden_from_custodians_until_it_begins(cast):
    audit = planned(cast)
    assert not counting.visible_audits(cast.supervisor).exists()
    assert not counting.visible_audits(cast.officer).exists()
    with pytest.raises(NotFound):
        counting.audit_for(cast.storekeeper, audit_id=audit.id)
    actions.open_audit(act=act_of(cast.auditor), audit_id=audit.id)
    assert counting.audit_for(cast.storekeeper, audit_id=audit.id)
