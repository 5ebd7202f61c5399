"""Goods are exchanged for a dummy on prior authorisation (R37). Without it the fact stands, and its paper is owed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.alerts.models import Alert
from custody.deadlines.models import Clock
from custody.evidence.actions import exceptions
from custody.evidence.actions.seal_faults import report_seal_fault
from custody.evidence.actions.weigh import resolve_discrepancy
from custody.evidence.models import Discrepancy, Proposal
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.exceptional import asked, attached, bare, decided, exchanged, to_exchange
from tests.evidence.test_letting_go import owed
from tests.stories import act_of, fresh
from tests.web.desk import text_of


def running(unit):
    return set(Clock.objects.filter(subject_id=unit.id, closed_at__isnull=True).values_list("clock_type", flat=True))


def test_what_two_approved_on_its_paper_is_exchanged_and_nothing_is_owed(cast):
    [unit] = stories.stored(cast)
    found = to_exchange(cast, unit)
    assert fresh([unit])[0].custody_state == "stored", "approved, and exchanged by its keeper"

    original, dummy = exchanged(cast, unit)

    assert (fresh([unit])[0].custody_state, found.already) == ("substituted", False)
    assert not any(each.discrepancy_open for each in fresh([original, dummy]))
    assert list(Proposal.objects.all()) == [found]
    assert not owed(unit)
    assert replay_state().findings == []


def test_without_its_authorisation_the_paper_is_owed_until_one_files_and_another_confirms_it(cast, refused):
    [unit] = stories.stored(cast)

    original, dummy = exchanged(cast, unit, reference="x")

    found = Proposal.objects.get(unit=unit)
    assert (found.exception, found.already, found.state, found.act_at) == ("exchange", True, "open", None)
    assert running(unit) >= {"ORAL_CONFIRMATION", "SECOND_EYES"}
    assert Discrepancy.objects.get().discrepancy_kind == "no_act"
    assert [each.discrepancy_open for each in fresh([original, dummy])] == [True, False]
    assert Alert.objects.filter(rule="AL6", subject_id=original.id).exists()
    with refused("exception.took_place"):
        exceptions.withdraw_exception(act=act_of(cast.storekeeper), proposal_id=found.id)
    with refused("exception.no_act"):
        decided(found, by=cast.supervisor)

    attached(found, by=cast.supervisor)
    assert running(unit) >= {"SECOND_EYES"}
    with refused("people.same"):
        decided(found, by=cast.supervisor)
    decided(found, by=cast.second_supervisor)

    assert running(unit) & {"ORAL_CONFIRMATION", "SECOND_EYES"} == set()
    assert fresh([unit])[0].custody_state == "substituted"
    assert replay_state().findings == []


def test_neither_who_stood_by_nor_who_had_it_brings_or_confirms_the_paper(cast, refused):
    [unit] = stories.stored(cast)
    exchanged(cast, unit, witness_badge=cast.supervisor.badge)
    found = Proposal.objects.get(unit=unit)

    with refused("people.same"):
        attached(found, by=cast.supervisor)
    attached(found, by=cast.case_officer)
    with refused("people.same"):
        decided(found, by=cast.supervisor)


def test_a_paper_that_nobody_confirms_leaves_the_original_frozen(cast):
    [unit] = stories.stored(cast)
    original, _ = exchanged(cast, unit)
    found = attached(Proposal.objects.get(unit=unit), by=cast.case_officer)

    decided(found, by=cast.second_supervisor, approve=False, answer="it speaks of another bag")

    assert fresh([original])[0].discrepancy_open
    assert running(unit) & {"ORAL_CONFIRMATION", "SECOND_EYES"} == set()


def test_an_authorisation_is_asked_with_its_paper_and_not_by_word_of_mouth(cast, refused):
    [unit] = stories.stored(cast)
    with refused("exception.no_listener"):
        asked(cast, unit, "exchange", by=cast.case_officer, party=None, already=True)
    found = asked(cast, unit, "exchange", by=cast.case_officer, party=None)
    with refused("exception.no_act"):
        decided(found, by=cast.supervisor)


def test_pages_ask_for_it_and_say_that_its_paper_is_owed(cast):
    [unit] = stories.stored(cast)
    assert "Reference of the written act" in text_of(
        cast.case_officer, reverse("exceptions:propose", args=[unit.id, "exchange"])
    )
    exchanged(cast, unit)
    found = Proposal.objects.get(unit=unit)

    for officer in (cast.case_officer, cast.supervisor):
        assert "Its paper Owed: it happened already" in text_of(
            officer, reverse("exceptions:exception", args=[found.id])
        )
    keeper = text_of(cast.storekeeper, reverse("exceptions:exception", args=[found.id]))
    assert "Take it back" not in keeper


# --- what was asked, or was in dispute, when it took place -------------------------------------------------


@pytest.mark.parametrize(("asks", "reference"), [("exchange", "KP 9"), ("hand_out", "KP 12")])
def test_what_waits_for_a_second_person_does_not_undo_an_exchange_and_is_overtaken(cast, refused, asks, reference):
    [unit] = stories.stored(cast)
    waits = bare(cast, unit, asks, by=cast.case_officer, party="Bureau of found goods", reference=reference)
    if asks == "exchange":
        attached(waits, by=cast.case_officer)

    original, _ = exchanged(cast, unit, reference="KP 9")

    waits.refresh_from_db()
    assert (waits.state, waits.decided_by, fresh([unit])[0].custody_state) == (
        "overtaken", cast.storekeeper, "substituted"
    )  # fmt: skip
    assert list(Proposal.objects.filter(unit=unit, state="open").values_list("exception", "already")) == [
        ("exchange", True)
    ]
    assert running(unit) >= {"ORAL_CONFIRMATION", "SECOND_EYES"}
    assert fresh([original])[0].discrepancy_open
    with refused("exception.decided"):
        decided(waits, by=cast.regional_head if asks == "hand_out" else cast.supervisor)
    assert "Overtaken: it became others first" in text_of(
        cast.case_officer, reverse("exceptions:exception", args=[waits.id])
    )
    assert replay_state().findings == []


def test_what_is_in_dispute_is_exchanged_all_the_same_and_one_answer_explains_it(cast):
    [unit] = stories.stored(cast)
    to_exchange(cast, unit)
    report_seal_fault(act=act_of(cast.auditor), unit_id=unit.id, fault="broken")

    original, dummy = exchanged(cast, fresh([unit])[0])

    assert [each.discrepancy_open for each in fresh([original, dummy])] == [True, False]
    [row] = Discrepancy.objects.filter(unit=original)
    resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=row.id, resolution="it was torn")

    assert not Discrepancy.objects.filter(resolved_at__isnull=True).exists()
    assert not any(each.discrepancy_open for each in fresh([original, unit]))
    assert replay_state().findings == []
