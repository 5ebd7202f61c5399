"""A rule has no off switch: a waiver is asked for on the floor, granted two levels up, and ends by itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from custody.core.errors import InvalidInput, NotAllowedNow, NotFound, NotPermitted
from custody.core.waivable import OVER_CAP, SWEEP_MISSING
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import waiver as actions
from custody.organisation.actions.register import change_officer
from custody.organisation.models import Waiver
from custody.organisation.roles import Role
from custody.organisation.selectors import engine_officer
from custody.organisation.selectors.waivers import (
    visible_waivers,
    waived,
    waiver_counts,
    waiver_for,
    waivers_to_end,
)
from tests import stories
from tests.stories import act_of

HOUR = timedelta(hours=1)


def asked(cast, by=None, **changes):
    answers = {
        "rule": OVER_CAP, "subject_id": uuid4(), "length": 8 * HOUR, "reason": "The other store is full",
        "amount": 1_000_000,
    } | changes  # fmt: skip
    return actions.ask_waiver(act=act_of(by or cast.storekeeper), **answers)


def granted(cast, waiver, by=None):
    return actions.grant_waiver(
        act=act_of(by or cast.regional_head), waiver_id=waiver.id, answer="Until the convoy of tonight"
    )


def counts(waiver, *, at):
    found = waived(rule=waiver.rule, subject_kind=waiver.subject_kind, subject_id=waiver.subject_id, at=at)
    return found is not None


def test_a_waiver_counts_from_its_grant_until_its_end_and_then_the_rule_blocks_again(cast):
    waiver = asked(cast)
    assert not counts(waiver, at=stories.now())

    waiver = granted(cast, waiver)

    assert counts(waiver, at=stories.now())
    assert not counts(waiver, at=waiver.decided_at - timedelta(seconds=1))
    assert not counts(waiver, at=waiver.expires_at)
    assert waived(rule=SWEEP_MISSING, subject_kind="place", subject_id=waiver.subject_id, at=stories.now()) is None
    assert waived(rule=OVER_CAP, subject_kind="place", subject_id=uuid4(), at=stories.now()) is None
    assert [each.type.code for each in told([waiver.stream_id], limit=5)] == ["waiver.decided/1", "waiver.asked/1"]


def test_of_several_waivers_the_one_that_admits_most_counts(cast):
    place = uuid4()
    small = granted(cast, asked(cast, subject_id=place, amount=1_000))
    large = granted(cast, asked(cast, subject_id=place, amount=2_000, length=HOUR))

    def found(at):
        return waived(rule=OVER_CAP, subject_kind="place", subject_id=place, at=at)

    assert found(stories.now()).id == large.id
    assert found(stories.now() + 2 * HOUR).id == small.id


# who asks -> who may decide; everybody else is refused
DECIDERS = {
    "officer": {"regional_head", "director"},
    "crew": {"regional_head", "director"},
    "storekeeper": {"regional_head", "director"},
    "sampler": {"regional_head", "director"},
    "case_officer": {"regional_head", "director"},
    "planner": {"regional_head", "director"},
    "checker": {"regional_head", "director"},
    "witness": {"regional_head", "director"},
    "supervisor": {"director"},
    "duty_officer": {"director"},
}
NO_ASKERS = {
    "regional_head": "waiver.high", "director": "waiver.high", "auditor": "waiver.outside",
    "internal_affairs": "waiver.outside", "administrator": "waiver.outside", "device": "waiver.outside",
    "nobody": "waiver.outside",
}  # fmt: skip


@pytest.mark.parametrize("asker", DECIDERS)
def test_two_levels_up_decide_and_nobody_else(cast, asker):
    for role in (*DECIDERS, *NO_ASKERS):
        waiver = asked(cast, by=getattr(cast, asker))
        if role in DECIDERS[asker]:
            assert granted(cast, waiver, by=getattr(cast, role)).state == "granted"
            continue
        with pytest.raises(NotPermitted) as refusal:
            granted(cast, waiver, by=getattr(cast, role))
        assert refusal.value.code == ("waiver.own" if role == asker else "waiver.level")
        actions.end_waiver(act=act_of(getattr(cast, asker)), waiver_id=waiver.id)


@pytest.mark.parametrize(("role", "code"), NO_ASKERS.items())
def test_who_has_nobody_two_levels_above_does_not_ask(cast, role, code):
    with pytest.raises(NotPermitted) as refusal:
        asked(cast, by=getattr(cast, role))
    assert refusal.value.code == code


@pytest.mark.parametrize("gone", [{"roles": [Role.AUDITOR], "is_active": True},
                                  {"roles": [Role.STOREKEEPER], "is_active": False}])  # fmt: skip
def test_who_asked_and_left_the_chain_since_is_still_two_levels_below(cast, gone):
    waiver = asked(cast)
    change_officer(act=act_of(cast.administrator), officer=cast.storekeeper, clearance=1, **gone)

    with pytest.raises(NotPermitted) as refusal:
        granted(cast, waiver, by=cast.supervisor)

    assert refusal.value.code == "waiver.level"
    assert granted(cast, waiver).state == "granted"


def test_who_left_the_service_neither_asks_nor_decides_nor_ends(cast):
    waiver = asked(cast)
    for officer in (cast.storekeeper, cast.regional_head):
        officer.is_active = False
    with pytest.raises(NotPermitted, match="chain of command"):
        asked(cast)
    with pytest.raises(NotPermitted, match="two levels above"):
        granted(cast, waiver)
    with pytest.raises(NotPermitted, match="chain of command"):
        actions.end_waiver(act=act_of(cast.storekeeper), waiver_id=waiver.id)
    assert not visible_waivers(cast.storekeeper)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rule": "destroy.two_witnesses"}, "waiver.rule"),
        ({"amount": None}, "waiver.amount"),
        ({"amount": 0}, "waiver.amount_bounds"),
        ({"amount": 10**14}, "waiver.amount_bounds"),
        ({"rule": SWEEP_MISSING}, "waiver.no_amount"),
        ({"length": timedelta(0)}, "waiver.past"),
        ({"length": timedelta(days=8)}, "waiver.long"),
        ({"reason": "  "}, "waiver.reason"),
    ],
)
def test_what_makes_no_sense_is_refused(cast, changes, code):
    with pytest.raises(InvalidInput) as refusal:
        asked(cast, **changes)
    assert refusal.value.code == code
    assert not Waiver.objects.exists()


def test_the_same_is_asked_once_at_a_time(cast):
    waiver = asked(cast)
    with pytest.raises(NotAllowedNow, match="waits for an answer"):
        asked(cast, by=cast.officer, subject_id=waiver.subject_id)


def test_a_refused_waiver_never_counts_and_an_answer_needs_words(cast):
    waiver = asked(cast)
    with pytest.raises(InvalidInput, match="rests on"):
        actions.refuse_waiver(act=act_of(cast.director), waiver_id=waiver.id, answer=" ")
    waiver = actions.refuse_waiver(act=act_of(cast.director), waiver_id=waiver.id, answer="Use the other store")

    assert not counts(waiver, at=stories.now())
    with pytest.raises(NotAllowedNow, match="decided already"):
        granted(cast, waiver)
    with pytest.raises(NotAllowedNow, match="over already"):
        actions.end_waiver(act=act_of(cast.storekeeper), waiver_id=waiver.id)


@pytest.mark.parametrize("ender", ["storekeeper", "director"])
def test_who_asked_and_who_could_grant_end_it_before_its_time(cast, ender):
    waiver = granted(cast, asked(cast))
    with pytest.raises(NotPermitted):
        actions.end_waiver(act=act_of(cast.supervisor), waiver_id=waiver.id)

    waiver = actions.end_waiver(act=act_of(getattr(cast, ender)), waiver_id=waiver.id)

    assert waiver.state == "ended"
    assert not counts(waiver, at=stories.now())


def test_time_ends_a_waiver_and_the_engine_writes_it_down(cast, monkeypatch):
    open_question, counted = asked(cast, length=HOUR), granted(cast, asked(cast, length=HOUR))
    engine = engine_officer()
    with pytest.raises(NotAllowedNow, match="time left"):
        actions.expire_waiver(act=act_of(engine), waiver_id=counted.id)
    with pytest.raises(NotPermitted):
        actions.expire_waiver(act=act_of(cast.director), waiver_id=counted.id)
    later = stories.now() + 2 * HOUR
    assert {each.id for each in waivers_to_end(at=later)} == {open_question.id, counted.id}

    monkeypatch.setattr("custody.organisation.actions.waiver.check_waiver_over", lambda waiver, *, now: None)
    for each in waivers_to_end(at=later):
        actions.expire_waiver(act=act_of(engine), waiver_id=each.id)

    open_question.refresh_from_db()
    counted.refresh_from_db()
    assert (open_question.state, counted.state) == ("withdrawn", "expired")
    assert not waivers_to_end(at=later)


def test_a_question_whose_time_is_over_is_not_granted(cast):
    from custody.organisation.policies import check_waiver_asked, check_waiver_over

    waiver = asked(cast, length=HOUR)
    with pytest.raises(NotAllowedNow, match="Ask anew"):
        check_waiver_asked(waiver, now=stories.now() + HOUR)
    check_waiver_over(waiver, now=stories.now() + HOUR)


def test_a_waiver_that_is_not_there_is_not_found(cast):
    with pytest.raises(NotFound):
        granted(cast, Waiver(id=uuid4()))
    with pytest.raises(NotFound):
        waiver_for(cast.director, waiver_id=uuid4())


def test_the_register_is_read_by_command_and_control_and_counts_each_person_by_month(cast):
    mine, other = granted(cast, asked(cast)), asked(cast, by=cast.officer)
    asked(cast)
    readers = (cast.supervisor, cast.regional_head, cast.director, cast.auditor, cast.internal_affairs)
    assert all(visible_waivers(each).count() == 3 for each in readers)
    assert {each.id for each in visible_waivers(cast.officer)} == {other.id}
    with pytest.raises(NotFound):
        waiver_for(cast.officer, waiver_id=mine.id)

    found = waiver_counts(cast.auditor, since=stories.now() - timedelta(days=31))

    assert [(each.badge, each.asked, each.granted) for each in found] == [("4601", 2, 1), ("4417", 1, 0)]


def test_the_database_refuses_a_waiver_decided_by_who_asked(cast):
    waiver = asked(cast)
    with pytest.raises(IntegrityError, match="waiver_four_eyes"), transaction.atomic():
        Waiver.objects.filter(pk=waiver.id).update(decided_by=cast.storekeeper, decided_at=stories.now())


def test_the_ledger_folds_to_the_register(cast):
    asked(cast)
    granted(cast, asked(cast))
    actions.refuse_waiver(act=act_of(cast.director), waiver_id=asked(cast).id, answer="No")
    actions.end_waiver(act=act_of(cast.storekeeper), waiver_id=asked(cast).id)

    assert replay_state().findings == []
