"""What two decided to give away stays with its keeper until the keeper gives it, face to face, and another signs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.core.act import Basis
from custody.deadlines.models import Clock
from custody.destruction.actions import holds
from custody.evidence.actions import exceptions, giving, searching
from custody.evidence.models import Countersignature, Photo, Proposal
from custody.ledger.replay import replay_state
from tests import stories
from tests.alerts.conftest import let_pass
from tests.evidence.exceptional import PAPER, TAKEN, asked, authorised, given, signed
from tests.stories import act_of, fresh
from tests.web.desk import page_of, send, text_of


def authorised_to_go(cast, unit, exception="hand_out"):
    """Two decide at a desk that a unit may go."""
    found = asked(cast, unit, exception, by=cast.case_officer, party="Douane")
    return authorised(found, by=cast.regional_head if exception == "hand_out" else cast.supervisor)


def waits(unit):
    return Clock.objects.filter(subject_id=unit.id, clock_type="GIVING", closed_at__isnull=True).exists()


def test_a_decision_at_a_desk_moves_nothing_and_its_keeper_ends_custody(cast):
    [unit] = stories.stored(cast)

    found = authorised_to_go(cast, unit)

    [here] = fresh([unit])
    assert (here.custody_state, here.custodian, waits(unit)) == ("stored", cast.storekeeper, True)

    given(found)

    [gone] = fresh([unit])
    assert (gone.custody_state, gone.custodian, waits(unit)) == ("handed_over", None, False)
    owed = Countersignature.objects.get(unit=unit, signed_at__isnull=True)
    assert (owed.wanted, owed.about, owed.owed_by) == (cast.third_officer, "unit.given/1", cast.storekeeper)
    assert Clock.objects.filter(subject_id=unit.id, clock_type="SIGNATURE_OWED", closed_at__isnull=True).exists()
    assert Photo.objects.filter(proposal=found).count() == 2, "the act, and the receipt"
    signed([unit], by=cast.third_officer)
    found.refresh_from_db()
    assert (found.given_by, found.received_by, found.received_identity) == (cast.storekeeper, *TAKEN.values())
    assert replay_state().findings == []


def test_neither_who_asked_nor_who_approved_nor_anybody_else_gives_it_nor_stands_by(cast, refused):
    [unit] = stories.stored(cast)
    found = asked(cast, unit, "hand_out", by=cast.case_officer)
    with refused("giving.not_awaited"):
        given(found)
    found = authorised(found, by=cast.regional_head)
    for who in (cast.case_officer, cast.regional_head, cast.second_storekeeper):
        with refused("custody.not_yours"):
            given(found, by=who)
    for witness, why in ((cast.storekeeper, "people.same"), (cast.regional_head, "role.missing")):
        with refused(why):
            given(found, witness=witness.badge)
    given(found)
    with refused("giving.not_awaited"):
        given(found, by=cast.storekeeper)


def test_it_says_who_took_it_and_shows_their_receipt(cast, refused):
    [unit] = stories.stored(cast)
    found = authorised_to_go(cast, unit)
    for missing in ("received_by", "identity"):
        with refused("giving.incomplete"):
            given(found, **{missing: " "})
    with refused("photo.unreadable"):
        given(found, document=b"no paper at all")
    assert fresh([unit])[0].custody_state == "stored"


def test_what_came_since_keeps_it_here(cast, refused):
    [held, lost] = stories.stored(cast, count=2)
    first, second = authorised_to_go(cast, held), authorised_to_go(cast, lost)
    holds.place_hold(act=act_of(cast.case_officer), unit_ids=[held.id], authority="prosecutor", reference="KP 1",
                     reason="x")  # fmt: skip
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=lost.id, remark="not there")
    with refused("exception.authority"):
        given(first, by=cast.storekeeper)
    with refused("unit.frozen"):
        given(second)


def test_it_was_not_given_before_it_was_approved(cast, refused):
    [unit] = stories.stored(cast)
    found = authorised_to_go(cast, unit)
    early = act_of(cast.storekeeper, occurred_at=stories.now() - timedelta(hours=3), basis=Basis.LATE)
    with refused("giving.before"):
        giving.give_unit(act=early, proposal_id=found.id, witness_badge="4420", document=PAPER, **TAKEN)


def test_too_long_with_its_keeper_is_told_and_taken_back_it_is_free_again(cast, refused):
    [unit] = stories.stored(cast)
    found = authorised_to_go(cast, unit)
    with refused("exception.open"):
        asked(cast, unit, "hand_out", by=cast.second_case_officer)
    let_pass(unit, "GIVING", past_due=timedelta(minutes=1))
    fire(engine="test")
    assert Alert.objects.filter(subject_id=unit.id, rule="AL4").exists()

    exceptions.withdraw_exception(act=act_of(cast.case_officer), proposal_id=found.id)

    assert (fresh([unit])[0].custodian, waits(unit)) == (cast.storekeeper, False)
    with refused("giving.not_awaited"):
        given(found)
    authorised_to_go(cast, unit)
    assert replay_state().findings == []


def test_the_database_knows_that_another_gives_it(cast):
    [unit] = stories.stored(cast)
    found = authorised_to_go(cast, unit)
    for wrong in (cast.case_officer, cast.regional_head):
        with pytest.raises(IntegrityError, match="exception_given_four_eyes"), transaction.atomic():
            Proposal.objects.filter(pk=found.pk).update(given_by=wrong, given_at=stories.now(), received_by="x")


def test_its_keeper_finds_it_on_the_home_page_and_gives_it_on_another(cast):
    [unit] = stories.stored(cast)
    found = authorised_to_go(cast, unit)
    path, back = reverse("exceptions:give", args=[found.id]), reverse("exceptions:exception", args=[found.id])
    assert f"Give {unit.label} to who receives it" in text_of(cast.storekeeper, "/")
    assert "Approved: its keeper has yet to give it" in text_of(cast.storekeeper, back)
    assert "Give it to who receives it" not in text_of(cast.case_officer, back)
    page_of(cast.second_storekeeper, path, status=404)
    assert "To Douane" in text_of(cast.storekeeper, path)

    said = {**TAKEN, "witness": "4420", "document": SimpleUploadedFile("receipt.pdf", PAPER)}
    assert send(cast.storekeeper, path, said, seen=Proposal.objects.get()).url == back

    assert "ID 592-1" in text_of(cast.storekeeper, back)
    assert f"Give {unit.label}" not in text_of(cast.storekeeper, "/")
    assert "given to who receives it" in text_of(cast.third_officer, reverse("exceptions:signatures"))
