"""The second officer who was named owes a signature of their own: the quay goes on, the seizure is not complete."""

from __future__ import annotations

from datetime import timedelta

from custody.core.act import Basis
from custody.deadlines.models import Clock
from custody.destruction.actions import orders, reconcile
from custody.evidence.actions import extraction, moving, operation, seals, searching, seizure, signatures, sweep
from custody.evidence.entries import NewExhibit
from custody.evidence.exceptions.policies import check_seconds_signed
from custody.evidence.models import Countersignature
from custody.evidence.selectors.exceptions import seconds_owed, signatures_awaited
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import register
from custody.organisation.roles import Role
from tests import stories
from tests.destruction import stories as burns
from tests.evidence.exceptional import asked, decided, training_sample
from tests.stories import act_of, fresh


def opened(cast, *, conveyance, **changes):
    return seizure.open_seizure(
        act=act_of(cast.officer, **changes), second_badge="4418",
        conveyance_id=None if conveyance is None else conveyance.id,
        exhibits=[NewExhibit(substance="cocaine", form="unknown")],
    )  # fmt: skip


def registered(cast, found, *, by, count=1, place=None):
    return seizure.register_units(act=act_of(by), seizure_id=found.id, place=place,
                                  units=[stories.new_bag() for _number in range(count)])  # fmt: skip


def owed():
    return sorted(Countersignature.objects.filter(signed_at__isnull=True).values_list("about", "wanted__badge"))


def swept(cast, units, result="clear"):
    at = stories.now()
    sweep.record_sweep(
        act=act_of(cast.officer), unit_ids=[unit.id for unit in units], witness_badge="4418", methods=["visual"],
        started_at=at - timedelta(minutes=2), ended_at=at, result=result,
    )  # fmt: skip


def test_a_seizure_is_opened_out_of_a_container_that_nobody_began_to_strip(cast):
    unit = stories.contained(cast)

    opened(cast, conveyance=unit)

    [unit] = fresh([unit])
    lines = told([unit.stream_id], newest_first=False)
    assert unit.custody_state == "extraction"
    assert [line.type.code for line in lines][3:] == ["extraction.started/1", "signature.owed/1"]
    assert owed() == [("seizure.opened/1", "4418"), ("unit.contained/1", "4418")]
    [clock] = Clock.objects.filter(clock_type="SECOND_SIGNATURE", closed_at__isnull=True)
    assert (clock.subject_id, clock.due_at - clock.started_at) == (unit.id, timedelta(minutes=15))
    assert not replay_state().findings


def test_the_second_of_a_crew_signs_on_a_device_of_their_own_and_the_load_is_on_the_road(cast, refused):
    units = stories.swept(cast, stories.seized(cast, count=2))
    leaves = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")
    stories.accepted(leaves, by=cast.crew)

    assert {unit.custody_state for unit in fresh(units)} == {"in_transit"}
    assert owed() == [("unit.departed/1", "4502")]
    running = Clock.objects.filter(clock_type="SECOND_SIGNATURE", closed_at__isnull=True)
    assert running.get().due_at - running.get().started_at == timedelta(minutes=15)
    with refused("signature.not_named"):
        signatures.sign(act=act_of(cast.crew), signature_ids=[signatures_awaited(cast.second_crew).get().id])
    stories.countersigned(cast.second_crew)
    assert not running.exists()
    container = stories.contained(cast)
    stories.countersigned(cast.second_officer)
    moving.depart(act=act_of(cast.second_officer), unit_ids=[container.id], route=stories.route("LAPWING"))
    assert owed() == [("unit.departed/1", "4417")]
    assert not replay_state().findings


def test_the_load_leaves_before_the_second_officer_signs_and_the_order_waits_for_it(cast, refused):
    container = stories.contained(cast)
    found = opened(cast, conveyance=container)
    units = registered(cast, found, by=cast.officer, count=3)
    swept(cast, units)
    assert owed() == [
        ("seizure.opened/1", "4418"), ("sweep.recorded/1", "4418"), ("unit.contained/1", "4418"),
    ]  # fmt: skip
    stories.accepted(stories.offered(cast, fresh(units), receiver=cast.storekeeper), by=cast.storekeeper)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], place="BITTERN")
    burns.kept(cast, units=fresh(units))
    recorded = burns.recorded(cast, fresh(units))

    with refused("seizure.second_unsigned"):
        orders.verify_order(act=act_of(cast.second_case_officer), order_id=recorded.id)
    with refused("signature.not_named"):
        signatures.sign(act=act_of(cast.supervisor), signature_ids=[seconds_owed([found.id])[0].id])
    stories.countersigned(cast.second_officer)

    assert not Clock.objects.filter(clock_type="SECOND_SIGNATURE", closed_at__isnull=True).exists()
    assert orders.verify_order(act=act_of(cast.second_case_officer), order_id=recorded.id).state == "verified"
    assert not replay_state().findings


def test_what_was_found_without_a_conveyance_is_signed_for_on_its_first_unit(cast):
    found = opened(cast, conveyance=None)
    assert owed() == []

    first, *_others = registered(cast, found, by=cast.second_officer, count=2, place="HERON")
    registered(cast, found, by=cast.officer)

    rows = Countersignature.objects.order_by("about").values_list("unit_id", "about", "owed_by", "wanted")
    assert list(rows) == [
        (first.id, "seizure.opened/1", cast.officer.id, cast.second_officer.id),
        (first.id, "unit.registered/1", cast.second_officer.id, cast.officer.id),
    ]
    assert not replay_state().findings


def test_who_signed_before_the_goods_were_registered_signs_for_the_goods_too(cast, refused):
    found = opened(cast, conveyance=stories.contained(cast))
    stories.countersigned(cast.second_officer)

    units = registered(cast, found, by=cast.officer, count=2)
    registered(cast, found, by=cast.officer)
    assert owed() == [("unit.registered/1", "4418")]
    with refused("seizure.second_unsigned"):
        check_seconds_signed([found.id])
    stories.countersigned(cast.second_officer)
    check_seconds_signed([found.id])

    registered(cast, found, by=cast.second_officer)
    assert owed() == [("unit.registered/1", "4417")]
    assert Countersignature.objects.filter(unit=units[0]).count() == 1
    assert not replay_state().findings


def test_who_stood_by_a_stripping_signs_though_nothing_was_found(cast):
    unit = stories.opened(cast)
    extraction.end_extraction(act=act_of(cast.officer), unit_id=unit.id)

    assert owed() == [("extraction.started/1", "4418"), ("unit.contained/1", "4418")]


def test_the_second_of_a_crew_that_takes_over_on_the_spot_signs_too(cast):
    container = stories.contained(cast)
    stories.countersigned(cast.second_officer)

    stories.accepted(stories.offered(cast, fresh([container]), receiver=cast.crew, second=cast.second_crew),
                     by=cast.crew)  # fmt: skip

    assert owed() == [("transfer.accepted/1", "4502")]


def test_who_stood_by_when_it_was_found_signs(cast):
    [unit] = stories.stored(cast)
    searching.report_unlocated(act=act_of(cast.storekeeper), unit_id=unit.id, remark="not there")
    searching.record_found(
        act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.sampler.badge, remark="behind the door"
    )

    assert owed() == [("unit.found/1", cast.sampler.badge)]
    assert fresh([unit])[0].signature_owed, "until then it does not leave"


def test_a_borrower_signs_for_what_is_lent_and_for_its_return(cast):
    made = training_sample(cast)
    borrower = cast.third_officer
    decided(asked(cast, made, "loan", by=cast.case_officer, party=borrower.badge), by=cast.supervisor)
    row = Countersignature.objects.get(about="loan.began/1")
    assert (row.unit, row.owed_by, row.wanted) == (made, cast.case_officer, borrower)
    stories.countersigned(borrower)

    operation.end_loan(
        act=act_of(cast.storekeeper), unit_id=made.id, place="BITTERN",
        reading=stories.reading(5_000, scale_code="S-BENCH"),
    )  # fmt: skip
    assert [each for each in owed() if each[1] == borrower.badge] == [("loan.ended/1", borrower.badge)]
    assert not replay_state().findings


def test_a_seal_on_a_container_is_owed_too_and_one_clock_ends_with_the_last_of_them(cast):
    unit = stories.contained(cast)
    stories.countersigned(cast.second_officer)
    seals.apply_seal(act=act_of(cast.officer), unit_id=unit.id, seal=stories.new_seal("H"), second_badge="4418")
    swept(cast, [unit], result="unfinished")
    first, second = signatures_awaited(cast.second_officer).order_by("owed_at", "id")
    running = Clock.objects.filter(clock_type="SECOND_SIGNATURE", closed_at__isnull=True)

    signatures.sign(act=act_of(cast.second_officer), signature_ids=[first.id])
    assert running.count() == 1
    signatures.sign(act=act_of(cast.second_officer), signature_ids=[second.id])

    assert not running.exists()
    assert not fresh([unit])[0].signature_owed


def test_a_replay_owes_no_signature_and_a_commander_signs_for_who_serves_no_more(cast):
    opened(cast, conveyance=stories.contained(cast), basis=Basis.SCENARIO, occurred_at=stories.now())
    assert owed() == [("unit.contained/1", "4418")]
    stories.countersigned(cast.second_officer)
    opened(cast, conveyance=stories.contained(cast))
    register.change_officer(act=act_of(cast.administrator), officer=cast.second_officer, roles=[Role.OFFICER],
                            clearance=1, is_active=False)  # fmt: skip

    rows = signatures_awaited(cast.supervisor)
    signatures.sign(act=act_of(cast.supervisor), signature_ids=[row.id for row in rows])
    assert owed() == []


def test_a_seizure_is_not_closed_before_its_second_officer_has_signed(cast, refused):
    [unit] = burns.reconciled(cast)
    found = unit.seizure
    seals.apply_seal(act=act_of(cast.officer), unit_id=found.conveyance_id, seal=stories.new_seal("H"),
                     second_badge="4418")  # fmt: skip

    with refused("seizure.second_unsigned"):
        reconcile.close_seizure(act=act_of(cast.auditor), seizure_id=found.id)
    stories.countersigned(cast.second_officer)

    assert reconcile.close_seizure(act=act_of(cast.auditor), seizure_id=found.id).state == "closed"
