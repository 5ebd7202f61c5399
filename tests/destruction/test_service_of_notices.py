"""The period of a notice counts from the day of service only once two people have read its proof."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.core.clocks import end_of_day
from custody.deadlines.models import Clock
from custody.destruction.actions import notices
from custody.ledger.replay import replay_state
from tests import packs
from tests.destruction import decided, lawful, stories
from tests.stories import act_of, now

BRUSSELS = "Europe/Brussels"
AGO = timedelta(days=40)


@pytest.fixture
def seized_long_ago(monkeypatch):
    """Let goods be old enough for a paper of any day."""
    monkeypatch.setattr(notices, "_seized", lambda row: [])


def noticed(cast):
    lawful.under(cast, packs.nowhere())
    return lawful.noticed(cast, lawful.goods(cast, "XX", samples=3, kept=2))


def proof(cast, notice, *, by=None, ago=AGO, **changes):
    """Record that a notice was served so long ago, with its receipt."""
    served_on = stories.local_day(now() - ago)
    receipt = decided.paper(reference="RR 77 BE", decided_on=served_on, **changes)
    return notices.prove_service(act=act_of(by or cast.case_officer), notice_id=notice.id, paper=receipt)


def clock(notice):
    return Clock.objects.get(subject_id=notice.id, closed_at__isnull=True)


@pytest.mark.usefixtures("seized_long_ago")
def test_a_day_of_service_that_one_person_claims_moves_no_period(cast, refused):
    notice = noticed(cast)

    proof(cast, notice, by=cast.second_case_officer)

    notice.refresh_from_db()
    assert (notice.served_on, clock(notice).started_at) == (None, notice.served_at)
    with refused("notice.runs"):
        notices.settle_notice(act=act_of(cast.supervisor), notice_id=notice.id)


@pytest.mark.usefixtures("seized_long_ago")
def test_the_period_counts_from_the_end_of_the_day_of_service_once_another_verified_the_proof(cast):
    notice = noticed(cast)
    found = proof(cast, notice)

    decided.verified(found, by=cast.supervisor)

    notice.refresh_from_db()
    assert notice.served_on == found.decided_on
    assert clock(notice).started_at == end_of_day(found.decided_on, zone=BRUSSELS)
    assert clock(notice).due_at < now()
    settled = notices.settle_notice(act=act_of(cast.supervisor), notice_id=notice.id)
    assert settled.state == "silent"
    assert not replay_state().findings


def test_what_is_served_today_counts_from_when_its_proof_was_read(cast):
    notice = noticed(cast)

    decided.verified(proof(cast, notice, ago=timedelta(0)), by=cast.supervisor)

    notice.refresh_from_db()
    assert clock(notice).started_at == notice.proved_at


@pytest.mark.usefixtures("seized_long_ago")
def test_neither_who_recorded_the_proof_nor_who_served_the_notice_verifies_it(cast, refused):
    notice = noticed(cast)
    found = proof(cast, notice, by=cast.second_case_officer)

    with refused("decision.own"):
        decided.verified(found, by=cast.second_case_officer)
    with refused("notice.own"):
        decided.verified(found, by=cast.case_officer)
    decided.verified(found, by=cast.supervisor)


@pytest.mark.usefixtures("seized_long_ago")
def test_without_the_paper_nobody_verifies_a_day_of_service(cast, refused):
    notice = noticed(cast)

    with refused("decision.no_paper"):
        decided.verified(proof(cast, notice, document=None), by=cast.supervisor)


def test_a_day_to_come_or_before_the_seizure_is_no_day_of_service(cast, refused):
    notice = noticed(cast)

    for ago, code in ((timedelta(days=-2), "paper.future"), (AGO, "paper.before_seizure")):
        with refused(code):
            proof(cast, notice, ago=ago)


def test_the_period_of_a_notice_that_was_answered_does_not_begin_anew(cast, refused):
    notice = noticed(cast)
    waits = proof(cast, notice, ago=timedelta(0))
    notices.record_objection(act=act_of(cast.case_officer), notice_id=notice.id, grounds="The boat is mine")

    with refused("notice.not_running"):
        proof(cast, notice, ago=timedelta(0))
    with refused("notice.not_running"):
        decided.verified(waits, by=cast.supervisor)
