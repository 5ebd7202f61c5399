"""Goods go on under watch by an act that is there: its paper, or two who heard it. That they went is a fact."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from custody.alerts.models import Alert
from custody.deadlines.models import Clock
from custody.destruction.selectors.gates import lacks
from custody.evidence.actions import beside, exceptions
from custody.evidence.models import Discrepancy, Photo, Proposal
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.exceptional import PAPER, asked, attached, bare, decided
from tests.stories import act_of, fresh
from tests.web.desk import page_of, send, text_of

SPOKEN = {"reference": None, "spoken_by": "the prosecutor on duty"}


def to_let_go(cast, unit, *, by=None, **changes):
    return asked(cast, unit, "operation", by=by or cast.case_officer, **{"party": None} | changes)


def cash_beside(cast):
    return beside.register_beside(act=act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id,
                                  exhibit_kind="cash", description="banknotes", seal=stories.new_seal())  # fmt: skip


def owed(unit):
    return Clock.objects.filter(subject_id=unit.id, clock_type="ORAL_CONFIRMATION", closed_at__isnull=True).exists()


def state_of(unit):
    return fresh([unit])[0].custody_state


def test_a_reference_alone_lets_nothing_go(cast, refused):
    unit = stories.contained(cast)
    with refused("exception.no_reference"):
        to_let_go(cast, unit, reference=None)
    found = to_let_go(cast, unit)
    with refused("exception.no_act"):
        decided(found, by=cast.supervisor)
    with refused("role.missing"):
        attached(found, by=cast.officer)

    attached(found, by=cast.case_officer, reference="KP 13/2026")

    found.refresh_from_db()
    assert (found.reference, found.act_by, owed(unit)) == ("KP 13/2026", cast.case_officer, False)
    with refused("exception.no_act_awaited"):
        attached(found, by=cast.supervisor)
    decided(found, by=cast.supervisor)
    assert state_of(unit) == "controlled_delivery"
    assert replay_state().findings == []


def test_the_paper_of_an_act_is_no_photo_of_the_goods(cast):
    [unit] = stories.seized(cast)
    assert "photo" in lacks([unit])[unit.id]
    attached(to_let_go(cast, unit), by=cast.case_officer)
    assert Photo.objects.get().unit == unit
    assert "photo" in lacks([unit])[unit.id]


def test_what_needs_no_paper_takes_none(cast, refused):
    unit = stories.contained(cast)
    found = asked(cast, unit, "release", by=cast.officer)
    with refused("exception.no_act_awaited"):
        attached(found, by=cast.case_officer)
    exceptions.withdraw_exception(act=act_of(cast.officer), proposal_id=found.id)


@pytest.mark.parametrize("exception", ["hand_out", "return", "disposal"])
def test_goods_are_given_to_nobody_on_a_typed_reference_nor_by_word_of_mouth(cast, refused, exception):
    unit = cash_beside(cast)
    with refused("exception.no_listener"):
        bare(cast, unit, exception, by=cast.case_officer, spoken_by="the clerk", listener_badge=cast.supervisor.badge)
    found = bare(cast, unit, exception, by=cast.case_officer)
    above = cast.regional_head if exception == "hand_out" else cast.supervisor
    with refused("exception.no_act"):
        decided(found, by=above)
    [held] = fresh([unit])
    assert (held.custody_state, held.custodian) == ("seized", unit.custodian)

    decided(attached(found, by=cast.case_officer), by=above)


def test_drugs_are_not_handed_out_by_word_of_mouth(cast, refused):
    [unit] = stories.stored(cast)
    with refused("exception.no_listener"):
        asked(cast, unit, "hand_out", by=cast.case_officer, spoken_by="somebody", listener_badge=cast.supervisor.badge)


def test_by_word_of_mouth_two_heard_it_and_the_paper_is_owed_within_its_clock(cast, refused):
    unit = stories.contained(cast)
    with refused("exception.no_listener"):
        to_let_go(cast, unit, **SPOKEN)
    with refused("people.same"):
        to_let_go(cast, unit, **SPOKEN, listener_badge=cast.case_officer.badge)
    with refused("role.missing"):
        to_let_go(cast, unit, **SPOKEN, listener_badge=cast.officer.badge)
    found = to_let_go(cast, unit, **SPOKEN, listener_badge=cast.supervisor.badge)
    assert owed(unit)
    with refused("exception.not_heard"):
        decided(found, by=cast.second_supervisor)

    decided(found, by=cast.supervisor)

    assert (state_of(unit), owed(unit)) == ("controlled_delivery", True)
    with refused("people.same"):
        attached(found, by=cast.case_officer)
    attached(found, by=cast.supervisor)
    assert not owed(unit)
    assert replay_state().findings == []


def test_what_is_turned_down_owes_no_paper(cast):
    unit = stories.contained(cast)
    found = to_let_go(cast, unit, **SPOKEN, listener_badge=cast.supervisor.badge)
    decided(found, by=cast.supervisor, approve=False, answer="nobody said so")
    assert not owed(unit)


def test_that_it_went_already_is_a_fact_with_a_clock_an_alert_and_a_discrepancy(cast, refused):
    unit = stories.contained(cast)
    found = to_let_go(cast, unit, by=cast.officer, reference=None, already=True)
    assert owed(unit)
    assert Discrepancy.objects.get(unit=unit).discrepancy_kind == "no_act"
    assert Alert.objects.filter(rule="AL6", subject_id=unit.id).exists()
    assert state_of(unit) == "contained", "nothing moves by one person's word"

    decided(found, by=cast.supervisor)

    [gone] = fresh([unit])
    assert (gone.custody_state, gone.discrepancy_open, owed(unit)) == ("controlled_delivery", True, True)
    with refused("role.missing"):
        attached(found, by=cast.officer)
    attached(found, by=cast.case_officer)
    assert not owed(unit)
    assert replay_state().findings == []


def test_the_database_knows_who_heard_it_and_whose_paper_it_is(cast):
    proposal = to_let_go(cast, stories.contained(cast), reference=None, already=True)
    for wrong in (
        {"spoken_by": "somebody"},
        {"spoken_by": "somebody", "listener": proposal.proposed_by},
        {"act_at": proposal.proposed_at},
        {"act_at": proposal.proposed_at, "act_by": proposal.proposed_by},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(**wrong)


def test_a_page_takes_the_paper_and_says_what_is_missing(cast):
    unit = stories.contained(cast)
    path = reverse("exceptions:propose", args=[unit.id, "operation"])
    shown = text_of(cast.case_officer, path)
    assert "It happened already" in shown
    sent = send(cast.case_officer, path, {"reason": "the prosecutor wants it followed", "reference": "KP 1"}, seen=unit)
    proposal = Proposal.objects.get()
    assert sent.url == reverse("exceptions:exception", args=[proposal.id])
    assert "Its paper Missing" in text_of(cast.supervisor, sent.url)
    attach = reverse("exceptions:attach", args=[proposal.id])
    page_of(cast.officer, attach, status=403)
    paper = {"reference": "KP 2", "document": SimpleUploadedFile("act.pdf", PAPER)}
    assert send(cast.case_officer, attach, paper, seen=proposal).url == sent.url
    assert "Look at the document" in text_of(cast.supervisor, sent.url)
    proposal.refresh_from_db()
    assert (proposal.reference, proposal.act_by) == ("KP 2", cast.case_officer)
