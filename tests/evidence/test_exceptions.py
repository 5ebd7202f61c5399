"""What one asks for and another decides: who, when, and what becomes of the unit."""

from __future__ import annotations

import pytest

from custody.core.exceptional import NEEDS, Exceptional
from custody.core.verdicts import verdict
from custody.deadlines.models import Clock
from custody.evidence.actions import exceptions, operation, searching
from custody.evidence.actions.exceptions import Corrected
from custody.evidence.exceptions import permissions, policies
from custody.evidence.models import Discrepancy, Placement, Proposal
from custody.evidence.selectors import exceptions as selectors
from custody.evidence.selectors.access import visible_units
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from tests import stories
from tests.evidence.exceptional import asked, decided, let_go_on, missing, negative, signed, training_sample
from tests.evidence.test_permissions import EVERYBODY
from tests.stories import BAG_MG, act_of, fresh, reading

WHO_ASKS = {
    "return": {"case_officer"},
    "disposal": {"case_officer"},
    "hand_out": {"case_officer"},
    "cargo_release": {"case_officer", "officer", "second_officer", "third_officer", "storekeeper"},
    "loan": {"case_officer"},
    "operation": {"case_officer"},
    "exchange": {"case_officer"},
    "stolen": {"supervisor", "duty_officer"},
    "lost": {"supervisor", "duty_officer"},
    "destroyed_by_event": {"supervisor", "duty_officer"},
}
WHO_DECIDES = {
    "return": {"supervisor"},
    "disposal": {"supervisor"},
    "hand_out": {"regional_head", "director"},
    "cargo_release": {"supervisor"},
    "release": {"supervisor"},
    "loan": {"supervisor"},
    "operation": {"supervisor"},
    "exchange": {"supervisor"},
    "stolen": {"regional_head", "director", "internal_affairs"},
    "lost": {"regional_head", "director", "internal_affairs"},
    "destroyed_by_event": {"regional_head", "director"},
    "correction": {"supervisor", "regional_head", "director"},
}
PEOPLE = [*EVERYBODY, "regional_head", "director"]


@pytest.mark.parametrize("exception", list(WHO_DECIDES))
def test_by_rank_and_never_by_who_asked(cast, exception):
    [unit] = stories.seized(cast)
    proposal = Proposal(unit=unit, exception=exception, proposed_by=cast.planner, state="open")

    passing = {
        who for who in PEOPLE
        if verdict(lambda who=who: permissions.check_can_decide(getattr(cast, who), proposal, former=set())).ok
    }  # fmt: skip
    assert passing == WHO_DECIDES[exception]
    for decider in (getattr(cast, who) for who in passing):
        own = Proposal(unit=unit, exception=exception, proposed_by=decider, state="open")
        assert refusal_of_decision(decider, own) == "exception.own"
        unit.custodian = decider
        bars_former = NEEDS[Exceptional(exception)].loss or exception in ("hand_out", "exchange")
        held = "exception.custodian" if bars_former else "exception.holder"
        assert refusal_of_decision(decider, proposal, former={decider.pseudonym}) == held
        unit.custodian = cast.officer


def refusal_of_decision(officer, proposal, former=frozenset()):
    return verdict(lambda: permissions.check_can_decide(officer, proposal, former=set(former))).refusal.code


@pytest.mark.parametrize("exception", list(WHO_ASKS))
def test_who_may_ask(cast, exception):
    [unit] = stories.stored(cast)
    refusals = {
        who: verdict(
            lambda who=who: permissions.check_can_propose(getattr(cast, who), unit, Exceptional(exception))
        ).refusal
        for who in EVERYBODY
    }

    missing_role = {who for who, refusal in refusals.items() if refusal is not None and refusal.code == "role.missing"}
    assert set(EVERYBODY) - missing_role == WHO_ASKS[exception]


def test_goods_go_to_another_authority_when_two_have_said_so(cast, refused):
    [unit] = stories.stored(cast)
    with refused("exception.no_reference"):
        asked(cast, unit, "hand_out", by=cast.case_officer, reference="")
    with refused("exception.no_party"):
        asked(cast, unit, "hand_out", by=cast.case_officer, party=None)
    with refused("choice.unknown"):
        asked(cast, unit, "vanish", by=cast.case_officer)

    proposal = asked(cast, unit, "hand_out", by=cast.case_officer)
    assert fresh([unit])[0].custody_state == "stored"
    with refused("exception.open"):
        asked(cast, unit, "hand_out", by=cast.second_case_officer)
    with refused("role.missing"):
        decided(proposal, by=cast.second_case_officer)
    with refused("role.missing"):
        decided(proposal, by=cast.supervisor)
    decided(proposal, by=cast.regional_head)

    [gone] = fresh([unit])
    assert (gone.custody_state, gone.custodian) == ("handed_over", None)
    assert not Placement.objects.filter(unit=unit, until_at__isnull=True).exists()
    [left] = Clock.objects.filter(subject_id=unit.id, closed_at__isnull=True)
    assert left.clock_type == "SIGNATURE_OWED", "of who stood by"
    with refused("exception.decided"):
        decided(proposal, by=cast.director)
    assert not replay_state().findings


def test_what_is_refused_or_taken_back_changes_nothing(cast, refused):
    [unit] = stories.stored(cast)
    first = asked(cast, unit, "hand_out", by=cast.case_officer)
    with refused("text.empty"):
        decided(first, by=cast.regional_head, approve=False, answer=" ")
    decided(first, by=cast.regional_head, approve=False, answer="no treaty")
    second = asked(cast, unit, "hand_out", by=cast.case_officer)
    with refused("exception.not_yours"):
        exceptions.withdraw_exception(act=act_of(cast.second_case_officer), proposal_id=second.id)
    exceptions.withdraw_exception(act=act_of(cast.case_officer), proposal_id=second.id)

    assert list(Proposal.objects.order_by("proposed_at").values_list("state", flat=True)) == ["refused", "withdrawn"]
    assert fresh([unit])[0].custody_state == "stored"
    assert not replay_state().findings


def test_only_what_a_laboratory_cleared_goes_back_to_its_owner(cast, refused):
    [unit] = stories.stored(cast)
    with refused("exception.not_negative"):
        asked(cast, unit, "return", by=cast.case_officer)
    negative(cast, unit)

    decided(asked(cast, unit, "return", by=cast.case_officer), by=cast.supervisor)

    assert fresh([unit])[0].custody_state == "returned"


def test_a_theft_is_written_off_only_after_a_search_and_from_above(cast, refused):
    [unit] = stories.stored(cast)
    with refused("exception.not_missing"):
        asked(cast, unit, "stolen", by=cast.supervisor)
    missing(cast, unit)
    proposal = asked(cast, unit, "stolen", by=cast.supervisor)
    with refused("role.missing"):
        decided(proposal, by=cast.second_supervisor)

    decided(proposal, by=cast.internal_affairs)

    [gone] = fresh([unit])
    assert (gone.custody_state, gone.search_state, gone.custodian) == ("stolen", "missing", None)
    assert not Clock.objects.filter(subject_id=unit.id, closed_at__isnull=True).exists()
    assert not replay_state().findings


def test_a_fire_in_the_store_is_no_witnessed_destruction(cast):
    units = stories.stored(cast, count=2)
    decided(asked(cast, units[0], "destroyed_by_event", by=cast.duty_officer), by=cast.regional_head)
    missing(cast, units[1])
    decided(asked(cast, units[1], "lost", by=cast.duty_officer), by=cast.director)

    assert [unit.custody_state for unit in fresh(units)] == ["destroyed_by_event", "lost"]
    assert not replay_state().findings


def test_what_was_searched_for_and_found_stays_frozen_until_it_is_explained(cast, refused):
    [unit] = stories.stored(cast)
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=unit.id, remark="shelf is empty")
    assert Clock.objects.filter(subject_id=unit.id, clock_type="SEARCH", closed_at__isnull=True).exists()
    with refused("lifecycle.search"):
        searching.report_unlocated(act=act_of(cast.auditor), unit_id=unit.id, remark="not there")
    with refused("role.missing"):
        searching.declare_missing(act=act_of(cast.storekeeper), unit_id=unit.id)
    with refused("people.same"):
        searching.record_found(
            act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.storekeeper.badge, remark="x"
        )
    searching.record_found(
        act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.second_storekeeper.badge,
        remark="behind the pallet", place="DUNLIN",
    )  # fmt: skip

    [found] = fresh([unit])
    assert (found.search_state, found.discrepancy_open) == ("located", True)
    assert Discrepancy.objects.get(unit=unit).discrepancy_kind == "place"
    assert not Clock.objects.filter(subject_id=unit.id, clock_type="SEARCH", closed_at__isnull=True).exists()
    assert not replay_state().findings


def test_a_brick_that_is_stolen_out_of_its_bag_is_part_of_it_no_more(cast):
    from custody.evidence.actions import seizure
    from custody.evidence.entries import NewUnit

    [bag] = stories.seized(cast)
    [brick] = seizure.register_units(
        act=act_of(cast.officer), seizure_id=bag.seizure_id, units=[NewUnit(kind="brick", parent_label=bag.label)]
    )
    missing(cast, brick)
    decided(asked(cast, brick, "stolen", by=cast.supervisor), by=cast.regional_head)

    [gone] = fresh([brick])
    assert (gone.custody_state, gone.parent) == ("stolen", None)
    assert not replay_state().findings


def test_a_wrong_entry_stays_and_a_second_person_says_what_is_right(cast, refused):
    [unit] = stories.stored(cast)
    with refused("correction.no_entry"):
        asked(cast, unit, "correction", by=cast.storekeeper)
    with refused("correction.no_entry"):
        asked(cast, unit, "correction", by=cast.storekeeper, correction=Corrected(event_seq=999))
    with refused("weight.net"):
        asked(cast, unit, "correction", by=cast.storekeeper, correction=Corrected(event_seq=1, net_mg=10**14))
    proposal = asked(
        cast, unit, "correction", by=cast.storekeeper, reason="24 bricks, not 25",
        correction=Corrected(event_seq=1, package_count=24, tare_mg=1_000_000),
    )  # fmt: skip
    assert fresh([unit])[0].package_count == 25

    decided(proposal, by=cast.regional_head)

    [right] = fresh([unit])
    assert (right.package_count, right.net_mg) == (24, right.gross_mg - 1_000_000)
    [line] = [each for each in told([unit.stream_id], limit=50) if each.type.code == "unit.corrected/1"]
    assert line.values["event_seq"] == 1
    assert not replay_state().findings


@pytest.mark.parametrize(
    ("right", "lessens"),
    [({"gross_mg": BAG_MG - 1}, True), ({"package_count": 24}, True), ({"gross_mg": BAG_MG + 1}, False),
     ({"package_count": 26}, False), ({"tare_mg": 500_000}, False)],
)  # fmt: skip
def test_a_correction_that_leaves_less_in_the_books_is_decided_above_the_watch(cast, refused, right, lessens):
    [unit] = stories.stored(cast)
    proposal = asked(cast, unit, "correction", by=cast.storekeeper, correction=Corrected(event_seq=1, **right))

    if lessens:
        with refused("role.missing"):
            decided(proposal, by=cast.supervisor)
        decided(proposal, by=cast.director)
    else:
        decided(proposal, by=cast.supervisor)

    [booked] = fresh([unit])
    assert {column: getattr(booked, column) for column in right} == right


def test_who_once_had_a_unit_takes_nothing_of_it_off_the_books(cast, refused):
    [unit] = stories.stored(cast)
    change_officer(act=act_of(cast.administrator), officer=cast.officer, roles=[Role.REGIONAL_HEAD], clearance=1,
                   is_active=True)  # fmt: skip
    cast.officer.refresh_from_db()
    less = asked(cast, unit, "correction", by=cast.storekeeper, correction=Corrected(event_seq=1, package_count=24))

    with refused("exception.custodian"):
        decided(less, by=cast.officer)

    assert decided(less, by=cast.regional_head).state == "approved"


def test_a_loan_for_training_comes_back_and_is_weighed(cast, refused):
    made = training_sample(cast)
    bulk = made.taken_as.unit
    with refused("exception.no_training_sample"):
        asked(cast, bulk, "loan", by=cast.case_officer, party="4420")
    with refused("people.same"):
        asked(cast, made, "loan", by=cast.case_officer, party=cast.storekeeper.badge)
    decided(asked(cast, made, "loan", by=cast.case_officer, party="4420"), by=cast.supervisor)
    [lent] = fresh([made])
    assert (lent.custody_state, lent.custodian) == ("training_loan", cast.third_officer)
    assert Clock.objects.filter(subject_id=made.id, clock_type="LOAN", closed_at__isnull=True).exists()
    with refused("role.missing"):
        back(cast, made, by=cast.third_officer)

    back(cast, made, by=cast.second_storekeeper)

    [kept] = fresh([made])
    assert (kept.custody_state, kept.custodian, kept.discrepancy_open) == ("stored", cast.second_storekeeper, False)
    assert not Clock.objects.filter(subject_id=made.id, clock_type="LOAN", closed_at__isnull=True).exists()
    assert not replay_state().findings


def test_nobody_takes_back_what_they_borrowed_themselves(cast, refused):
    made = training_sample(cast)
    borrower = cast.second_storekeeper
    decided(asked(cast, made, "loan", by=cast.case_officer, party=borrower.badge), by=cast.supervisor)

    with refused("people.same"):
        back(cast, made, by=borrower)


def back(cast, unit, *, by):
    from custody.evidence.entries import Reading

    return operation.end_loan(
        act=act_of(by), unit_id=unit.id, reading=Reading(gross_mg=5_000, scale_code="S-BENCH"), place="BITTERN"
    )


def test_a_container_under_a_written_act_is_known_to_few_and_comes_back(cast, refused):
    unit = stories.contained(cast)
    let_go_on(cast, unit)
    [gone_on] = fresh([unit])
    assert (gone_on.custody_state, gone_on.sealed_view) == ("controlled_delivery", True)
    out = Clock.objects.filter(subject_id=unit.id, clock_type="OPERATION", closed_at__isnull=True)
    assert out.exists()
    assert not visible_units(cast.storekeeper).filter(pk=unit.pk).exists()
    assert visible_units(cast.officer).filter(pk=unit.pk).exists()
    assert visible_units(cast.auditor).filter(pk=unit.pk).exists()
    with refused("role.missing"):
        ended(cast, unit, by=cast.storekeeper)

    ended(cast, unit, by=cast.officer)

    [stands] = fresh([unit])
    assert (stands.custody_state, stands.sealed_view, stands.signature_owed) == ("contained", False, True)
    assert not out.exists()
    assert Clock.objects.filter(subject_id=unit.id, clock_type="STRIP", closed_at__isnull=True).exists()
    signed([unit], by=cast.second_officer)
    assert not replay_state().findings


def ended(cast, unit, *, by):
    return operation.end_operation(
        act=act_of(by), unit_id=unit.id, witness_badge=cast.second_officer.badge, place="HERON", remark="nobody came"
    )


def test_goods_that_were_exchanged_live_on_and_so_does_the_dummy(cast, refused):
    from custody.evidence.entries import NewUnit

    [unit] = stories.stored(cast)
    common = {
        "act": act_of(cast.storekeeper), "unit_id": unit.id, "witness_badge": cast.second_storekeeper.badge,
        "reference": "KP 9",
    }  # fmt: skip
    original = NewUnit(kind="bag", package_count=25, reading=reading(unit.gross_mg), seal=stories.new_seal())
    dummy = NewUnit(kind="bag", package_count=25, reading=reading(24_000_000), seal=stories.new_seal())
    with refused("exchange.parts"):
        operation.exchange_unit(originals=[original], dummies=[], **common)
    with refused("exception.no_reference"):
        operation.exchange_unit(originals=[original], dummies=[dummy], **(common | {"reference": ""}))

    made, fake = operation.exchange_unit(originals=[original], dummies=[dummy], **common)

    assert fresh([unit])[0].custody_state == "substituted"
    assert (made.kind, made.custody_state, fake.kind, fake.exhibit) == ("bag", "stored", "dummy", None)
    assert selectors.sources_of(fake) == [unit]
    signed([made, fake], by=cast.second_storekeeper)
    assert not Clock.objects.filter(subject_id=fake.id, clock_type="TARGET_DESTRUCTION").exists()
    assert not replay_state().findings


def test_what_could_no_longer_happen_is_refused_at_the_decision_too(cast, refused):
    [unit] = stories.stored(cast)
    proposal = asked(cast, unit, "hand_out", by=cast.case_officer)
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=unit.id, remark="not there")

    with refused("unit.frozen"):
        decided(proposal, by=cast.regional_head)


def test_an_exception_waits_while_the_authority_is_being_settled(cast):
    [unit] = stories.stored(cast)
    for exception, barred in (("hand_out", "held"), ("operation", "ordered"), ("hand_out", "scheduled")):
        unit.authority_state = barred
        refusal = verdict(
            lambda exception=exception: policies.check_can_happen(unit, Exceptional(exception))
        ).refusal
        assert refusal.code == "exception.authority"
    unit.authority_state = "ordered"
    assert verdict(lambda: policies.check_can_happen(unit, Exceptional.HAND_OUT)).ok
    assert verdict(lambda: policies.check_can_happen(unit, Exceptional.CARGO_RELEASE)).refusal.code == (
        "exception.authority"
    )


def test_who_sees_what_was_asked_for(cast):
    [unit] = stories.stored(cast)
    proposal = asked(cast, unit, "correction", by=cast.storekeeper, correction=Corrected(event_seq=1))

    seen = {who for who in PEOPLE if selectors.visible_proposals(getattr(cast, who)).filter(pk=proposal.pk).exists()}

    assert seen == {
        "case_officer", "supervisor", "duty_officer", "regional_head", "director", "auditor", "internal_affairs",
        "storekeeper",
    }  # fmt: skip
