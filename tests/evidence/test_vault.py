"""Two go in and out of a vault; what one person moved alone is recorded so, and another signs for it (R19)."""

from __future__ import annotations

import pytest

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.deadlines.models import Clock
from custody.evidence.actions import beside, moving, operation, sample, searching, seizure, signatures, tracker
from custody.evidence.entries import NewSample, Reading
from custody.evidence.models import Countersignature, HandlingUnit
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions.register import register_place
from tests import stories
from tests.evidence import exceptional
from tests.stories import act_of, fresh

WHY = "the second was called away"


@pytest.fixture
def vault(cast):
    """A vault beside the stores."""
    return register_place(
        act=act_of(cast.administrator), code_word="REDSHANK", kind="vault", jurisdiction="BE", cap_mg=None
    )


@pytest.fixture
def kept(cast):
    """Two bags in an ordinary store."""
    return stories.stored(cast, count=2)


def move(cast, units, place="REDSHANK", **said):
    return moving.move_units(
        act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], place=place, **said
    )


def test_one_person_is_asked_who_goes_along(cast, vault, kept):
    with pytest.raises(NotAllowedNow, match="Two people") as refused:
        move(cast, kept)
    assert refused.value.code == "vault.two"


def test_who_goes_along_signs_before_any_of_it_leaves(cast, vault, kept):
    units = move(cast, kept, second_badge=cast.second_storekeeper.badge)

    owed = list(Countersignature.objects.filter(about="unit.placed/1"))
    assert {(each.matter, each.wanted) for each in owed} == {("witness", cast.second_storekeeper)}
    with pytest.raises(NotAllowedNow) as refused:
        stories.offered(cast, units, receiver=cast.crew, giver=cast.storekeeper)
    assert refused.value.code == "unit.unsigned"
    signatures.sign(act=act_of(cast.second_storekeeper), signature_ids=[each.id for each in owed])
    stories.offered(cast, units, receiver=cast.crew, giver=cast.storekeeper)
    assert replay_state().findings == []


def test_who_went_alone_says_why_and_another_signs_for_each(cast, vault, kept):
    move(cast, kept, alone_reason=WHY)

    alone = [each for unit in kept for each in told([unit.stream_id]) if each.type.code == "vault.alone/1"]
    owed = Countersignature.objects.filter(about="vault.alone/1", matter="witness", wanted=None)
    assert len(alone) == owed.count() == 2
    assert all(HandlingUnit.objects.filter(pk__in=[unit.pk for unit in kept]).values_list("signature_owed", flat=True))
    running = Clock.objects.filter(clock_type="SIGNATURE_OWED", closed_at=None, subject_id__in=[u.id for u in kept])
    assert running.count() == 2
    assert replay_state().findings == []


def test_out_of_a_vault_two_go_as_well(cast, vault, kept):
    move(cast, kept, second_badge=cast.second_storekeeper.badge)

    with pytest.raises(NotAllowedNow) as refused:
        move(cast, kept[:1], place="DUNLIN")
    assert refused.value.code == "vault.two"
    [moved] = move(cast, kept[:1], place="DUNLIN", second_badge=cast.second_storekeeper.badge)
    move(cast, [moved], place="BITTERN")


def test_it_is_said_once_how_many_went(cast, vault, kept):
    with pytest.raises(InvalidInput) as refused:
        move(cast, kept, second_badge=cast.second_storekeeper.badge, alone_reason=WHY)
    assert refused.value.code == "vault.both"


def test_goods_come_into_a_vault_off_the_road_by_two(cast, vault):
    units = stories.swept(cast, stories.seized(cast))
    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)
    put = {"act": act_of(cast.storekeeper), "unit_ids": [unit.id for unit in units], "place": "REDSHANK"}

    with pytest.raises(NotAllowedNow) as refused:
        moving.store_units(**put)
    assert refused.value.code == "vault.two"
    put["act"] = act_of(cast.storekeeper)
    [unit] = moving.store_units(**put, second_badge=cast.officer.badge)
    assert unit.custody_state == "stored"
    assert Countersignature.objects.filter(about="unit.stored/1", wanted=cast.officer).count() == 1


def test_between_stores_nobody_goes_along_and_another_sees_it_there(cast, vault, kept):
    move(cast, kept, place="DUNLIN")
    assert [row.matter for row in Countersignature.objects.filter(about="unit.placed/1")] == ["moved"]


# --- acts that ask nobody who goes along --------------------------------------------------------------------


def kept_in_vault(cast, units):
    """Return the units once two have laid them in the vault and both have signed."""
    move(cast, units, second_badge=cast.second_storekeeper.badge)
    exceptional.signed(units, by=cast.second_storekeeper)
    return fresh(units)


def owed_for(units, *, about):
    """Return who has yet to sign for each of the units, of which none leaves before."""
    assert all(unit.signature_owed for unit in fresh(list(units)))
    rows = Countersignature.objects.filter(unit__in=units, about=about, matter="witness", signed_at=None)
    assert {row.unit_id for row in rows} == {unit.id for unit in units}
    assert replay_state().findings == []
    return {row.wanted for row in rows}


def crew_of_keepers(cast, units, *, giver):
    """Let two storekeepers have the units together."""
    offer = stories.offered(cast, units, receiver=cast.storekeeper, second=cast.second_storekeeper, giver=giver)
    stories.accepted(offer, by=cast.storekeeper)
    return fresh(units)


def test_who_takes_a_load_over_into_a_vault_is_not_alone_with_it(cast, vault):
    units = stories.on_the_road(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)

    stories.accepted(offer, by=cast.storekeeper, place="REDSHANK")

    assert owed_for(units, about="unit.stored/1") == {None}


def test_the_other_of_a_crew_signs_for_what_they_bring_into_a_vault_and_take_out(cast, vault):
    units = crew_of_keepers(cast, stories.swept(cast, stories.seized(cast)), giver=cast.officer)
    ids = [unit.id for unit in units]
    moving.depart(act=act_of(cast.storekeeper), unit_ids=ids, route=stories.route("REDSHANK"))

    moving.arrive(act=act_of(cast.storekeeper), unit_ids=ids, place="REDSHANK")

    assert owed_for(units, about="unit.stored/1") == {cast.second_storekeeper}
    exceptional.signed(units, by=cast.second_storekeeper)
    moving.depart(act=act_of(cast.storekeeper), unit_ids=ids, route=stories.route("DUNLIN"))
    assert owed_for(units, about="unit.departed/1") == {cast.second_storekeeper}


def test_the_witness_signs_for_each_sample_that_is_taken_in_a_vault(cast, vault, kept):
    [unit] = kept_in_vault(cast, kept[:1])
    one = {"sample_kind": "analysis", "reading": Reading(gross_mg=5_000, scale_code="S-BENCH")}

    taken = sample.take_sample(
        act=act_of(cast.sampler), unit_id=unit.id, witness_badge=cast.storekeeper.badge, new_seal=stories.new_seal(),
        samples=[NewSample(seal=stories.new_seal(), **one) for _ in range(2)],
        reading=stories.reading(unit.gross_mg - 10_000, package_count=25),
    )  # fmt: skip

    assert owed_for([each.sample_unit for each in taken], about="sampling.closed/1") == {cast.storekeeper}


def test_who_found_it_in_a_vault_has_a_witness_who_signs(cast, vault, kept):
    [unit, _] = kept
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=unit.id, remark="not there")

    searching.record_found(act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.second_storekeeper.badge,
                           remark="it stood on the wrong shelf", place="REDSHANK")  # fmt: skip

    assert owed_for([unit], about="unit.found/1") == {cast.second_storekeeper}


def test_who_stood_by_signs_for_each_thing_that_is_registered_in_a_vault(cast, vault):
    found = stories.opened_seizure(cast)
    common = {"seizure_id": found.id, "place": "REDSHANK"}

    units = seizure.register_units(act=act_of(cast.officer), units=[stories.new_bag(), stories.new_bag()], **common)
    pistol = beside.register_beside(act=act_of(cast.officer), exhibit_kind="weapon", description="a pistol", **common)

    assert owed_for([*units, pistol], about="unit.registered/1") == {cast.second_officer}


def test_a_tracker_that_is_found_in_a_vault_lies_there_by_two(cast, vault, kept):
    [unit] = kept_in_vault(cast, kept[:1])

    made = tracker.record_tracker(
        act=act_of(cast.storekeeper), unit_id=unit.id, description="IMEI 1", seal=stories.new_seal(),
        powered="on", witness_badge=cast.second_storekeeper.badge,
    )  # fmt: skip

    assert owed_for([made], about="tracker.found/1") == {cast.second_storekeeper}


def test_who_had_it_signs_that_a_loan_left_the_vault_and_the_borrower_that_it_is_back(cast, vault):
    made = exceptional.training_sample(cast)
    [made] = fresh([made])
    moving.move_units(act=act_of(made.custodian), unit_ids=[made.id], place="REDSHANK",
                      second_badge=cast.second_storekeeper.badge)  # fmt: skip
    exceptional.signed([made], by=cast.second_storekeeper)
    keeper = fresh([made])[0].custodian
    exceptional.decided(exceptional.asked(cast, made, "loan", by=cast.case_officer, party="4420"), by=cast.supervisor)

    assert owed_for([made], about="loan.began/1") == {keeper}
    exceptional.signed_by_each([made])
    operation.end_loan(act=act_of(cast.storekeeper), unit_id=made.id, place="REDSHANK",
                       reading=Reading(gross_mg=made.gross_mg, scale_code="S-BENCH"))  # fmt: skip
    assert owed_for([made], about="loan.ended/1") == {cast.third_officer}


def test_who_had_it_signs_that_it_left_the_vault_under_a_written_act(cast, vault, kept):
    [unit] = kept_in_vault(cast, kept[:1])

    exceptional.let_go_on(cast, unit)

    assert owed_for([unit], about="operation.began/1") == {cast.storekeeper}
