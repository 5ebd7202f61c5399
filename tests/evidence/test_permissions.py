"""Who may do what: a table of everybody in the cast for each act, and the exact refusal for the rest."""

from __future__ import annotations

import pytest

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.core.verdicts import verdict
from custody.evidence import permissions, policies, sampling_permissions
from custody.evidence.actions import stop
from custody.evidence.actions.weigh import record_weighing
from custody.evidence.models import Discrepancy
from custody.organisation.models import Place
from tests import stories

EVERYBODY = [
    "officer", "second_officer", "third_officer", "crew", "second_crew", "storekeeper", "sampler", "case_officer",
    "planner", "supervisor", "duty_officer", "checker", "witness", "auditor", "internal_affairs", "administrator",
    "device", "nobody",
]  # fmt: skip
HANDS = {
    "officer", "second_officer", "third_officer", "crew", "second_crew", "storekeeper", "sampler", "supervisor",
    "duty_officer", "checker", "witness",
}  # fmt: skip


def answers(cast, check):
    """Return what the check says to everybody: None when it passes, the code of the refusal otherwise."""
    out = {}
    for who in EVERYBODY:
        officer = getattr(cast, who)
        refusal = verdict(lambda officer=officer: check(officer)).refusal
        out[who] = None if refusal is None else refusal.code
    return out


def passing(cast, check):
    return {who for who, code in answers(cast, check).items() if code is None}


def only(*names, otherwise):
    """Return the table in which some pass and everybody else gets one refusal."""
    return {who: None if who in names else otherwise for who in EVERYBODY}


def test_an_officer_stops_a_conveyance(cast):
    assert answers(cast, permissions.check_can_contain) == only(
        "officer", "second_officer", "third_officer", otherwise="role.missing"
    )


def test_the_second_officer_works_in_the_field_and_is_another(cast):
    table = answers(cast, lambda who: permissions.check_second_officer(cast.officer, who))

    assert table["officer"] == "people.same"
    assert {who for who, code in table.items() if code is None} == {
        "second_officer", "third_officer", "crew", "second_crew", "supervisor", "duty_officer"}  # fmt: skip


def test_a_witness_handles_goods_and_is_another(cast):
    table = answers(cast, lambda who: permissions.check_witness(cast.officer, who))

    assert table["officer"] == "people.same"
    assert {who for who, code in table.items() if code is None} == HANDS - {"officer"}


def test_goods_are_in_the_hands_of_those_who_work_with_them(cast):
    assert passing(cast, permissions.check_may_handle) == HANDS


def test_a_guard_is_an_officer_or_crew(cast):
    assert passing(cast, permissions.check_can_stand_guard) == {
        "officer", "second_officer", "third_officer", "crew", "second_crew"}  # fmt: skip


def test_custody_is_with_the_two_who_have_it(cast):
    unit = stories.contained(cast)

    assert answers(cast, lambda who: permissions.check_custodian(who, [unit])) == only(
        "officer", "second_officer", otherwise="custody.not_yours"
    )


def test_an_officer_who_was_struck_off_has_nothing_any_more(cast):
    unit = stories.contained(cast)
    cast.officer.is_active = False

    for check in (
        lambda: permissions.check_custodian(cast.officer, [unit]),
        lambda: permissions.check_can_post_guard(cast.officer, unit),
    ):
        assert verdict(check).refusal.code == "custody.not_yours"
    assert verdict(lambda: permissions.check_can_reveal_place(cast.officer, unit)).refusal.code == "place.clearance"


@pytest.mark.parametrize("check", ["check_can_start_extraction", "check_can_release"])
def test_a_contained_conveyance_is_opened_or_released_by_its_custodians(cast, check):
    unit = stories.contained(cast)

    assert answers(cast, lambda who: getattr(permissions, check)(who, unit)) == only(
        "officer", "second_officer", otherwise="custody.not_yours"
    )


@pytest.mark.parametrize("check", ["check_can_interrupt_extraction", "check_can_end_extraction"])
def test_stripping_is_ended_by_the_custodians(cast, check):
    unit = stories.opened(cast)

    assert answers(cast, lambda who: getattr(permissions, check)(who, unit)) == only(
        "officer", "second_officer", otherwise="custody.not_yours"
    )


def test_an_offered_conveyance_is_neither_opened_nor_released(cast):
    unit = stories.contained(cast)
    stories.offered(cast, [unit], receiver=cast.third_officer)

    for check in (permissions.check_can_start_extraction, permissions.check_can_release):
        assert verdict(lambda check=check: check(cast.officer, unit)).refusal.code == "transfer.open"


def test_a_frozen_conveyance_is_neither_opened_nor_released(cast):
    unit = stories.contained(cast)
    stories.accepted(
        stories.offered(cast, [unit], receiver=cast.third_officer),
        by=cast.third_officer,
        seals={unit.id: "AB 1234"},
        again=True,
    )
    unit.refresh_from_db()

    for check in (permissions.check_can_start_extraction, permissions.check_can_release):
        assert verdict(lambda check=check: check(cast.third_officer, unit)).refusal.code == "unit.frozen"


def test_guards_are_posted_by_the_custodians_or_by_who_commands(cast):
    unit = stories.contained(cast)

    assert answers(cast, lambda who: permissions.check_can_post_guard(who, unit)) == only(
        "officer", "second_officer", "supervisor", "duty_officer", otherwise="custody.not_yours"
    )


def test_a_guard_is_relieved_by_himself_too(cast):
    unit = stories.contained(cast)
    post = stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4501")

    assert passing(cast, lambda who: permissions.check_can_relieve_guard(who, unit, post)) == {
        "officer", "second_officer", "supervisor", "duty_officer", "crew"}  # fmt: skip


def test_a_seizure_without_a_conveyance_is_opened_by_an_officer(cast):
    assert answers(cast, lambda who: permissions.check_can_open_seizure(who, None)) == only(
        "officer", "second_officer", "third_officer", otherwise="role.missing"
    )


def test_a_seizure_out_of_a_conveyance_is_opened_by_its_custodians_and_opens_it(cast):
    opened, closed = stories.opened(cast), stories.contained(cast)

    table = answers(cast, lambda who: permissions.check_can_open_seizure(who, opened))
    assert (table["officer"], table["third_officer"], table["crew"]) == (None, "custody.not_yours", "role.missing")
    for unit in (closed, stories.emptied(cast)):
        assert verdict(lambda unit=unit: permissions.check_can_open_seizure(cast.officer, unit)).ok
    gone = stories.contained(cast)
    gone.custody_state = "released"
    for unit, code in ((gone, "lifecycle.custody"), (stories.seized(cast)[0], "unit.not_conveyance")):
        assert verdict(lambda unit=unit: permissions.check_can_open_seizure(cast.officer, unit)).refusal.code == code


def test_units_are_registered_by_the_two_officers_of_an_open_seizure(cast):
    seizure = stories.opened_seizure(cast)

    table = answers(cast, lambda who: permissions.check_can_register_units(who, seizure))
    assert {who for who, code in table.items() if code is None} == {"officer", "second_officer"}
    assert table["third_officer"] == "seizure.not_yours"
    seizure.state = "closed"
    assert verdict(lambda: permissions.check_can_register_units(cast.officer, seizure)).refusal.code == "seizure.closed"


def test_seals_are_changed_by_the_custodian(cast):
    [unit] = stories.seized(cast)

    assert answers(cast, lambda who: permissions.check_can_change_seal(who, unit, unit)) == only(
        "officer", otherwise="custody.not_yours"
    )


def test_sweeps_and_weighings_are_made_by_whoever_handles_goods(cast):
    [unit] = stories.seized(cast)

    assert passing(cast, lambda who: permissions.check_can_sweep(who, [unit])) == HANDS
    for occasion, who_may in (("check", HANDS | {"device"}), ("receipt", HANDS)):
        assert (
            passing(
                cast, lambda who, occasion=occasion: permissions.check_can_weigh(who, unit, unit, occasion=occasion)
            )
            == who_may
        )
    cast.device.is_active = False
    assert not verdict(lambda: permissions.check_can_weigh(cast.device, unit, unit, occasion="check")).ok


def test_samples_are_taken_by_a_sampler(cast):
    [unit] = stories.stored(cast)

    assert answers(cast, lambda who: sampling_permissions.check_can_sample(who, unit)) == only(
        "sampler", otherwise="role.missing"
    )
    assert verdict(lambda: sampling_permissions.check_sample_people(cast.sampler, cast.storekeeper, unit)).ok
    unit.custodian = cast.sampler
    assert verdict(lambda: sampling_permissions.check_sample_people(cast.sampler, cast.checker, unit)).ok


@pytest.mark.parametrize("purpose", ["handover", "departure"])
def test_units_are_offered_by_their_custodian(cast, purpose):
    units = stories.swept(cast, stories.seized(cast))

    assert answers(cast, lambda who: permissions.check_can_offer(who, units, purpose=purpose)) == only(
        "officer", otherwise="custody.not_yours"
    )


def test_receivers_are_fit_for_the_purpose(cast):
    units = stories.swept(cast, stories.seized(cast))
    conveyance = stories.contained(cast)

    def fit(units, purpose):
        return passing(cast, lambda who: permissions.check_can_receive(who, units, purpose=purpose))

    assert fit(units, "handover") == HANDS - {"officer"}
    assert fit(units, "departure") == {"second_officer", "third_officer", "crew", "second_crew"}
    assert fit(units, "arrival") == {"storekeeper"}
    assert fit([conveyance], "arrival") == HANDS - {"officer", "second_officer"}


def test_a_hand_over_is_accepted_refused_and_withdrawn_by_whom_it_concerns(cast):
    offer = stories.offered(
        cast,
        stories.swept(cast, stories.seized(cast)),
        receiver=cast.crew,
        second=cast.second_crew,
        purpose="departure",
    )

    for check, names, otherwise in (
        (permissions.check_can_accept, ["crew"], "transfer.not_receiver"),
        (permissions.check_can_refuse, ["crew", "second_crew"], "transfer.not_receiver"),
        (permissions.check_can_cancel, ["officer"], "transfer.not_giver"),
    ):
        assert answers(cast, lambda who, check=check: check(who, offer)) == only(*names, otherwise=otherwise)
        for who in names:
            getattr(cast, who).is_active = False
            assert verdict(lambda who=who, check=check: check(getattr(cast, who), offer)).refusal.code == otherwise
            getattr(cast, who).is_active = True


def test_a_load_is_driven_by_its_crew(cast):
    ready = stories.swept(cast, stories.seized(cast, crew=True))
    moving_load = stories.on_the_road(cast)

    assert answers(cast, lambda who: permissions.check_can_depart(who, ready)) == only(
        "officer", "second_officer", otherwise="custody.not_yours"
    )
    assert answers(cast, lambda who: permissions.check_can_arrive(who, moving_load)) == only(
        "crew", "second_crew", otherwise="custody.not_yours"
    )


def test_goods_are_stored_by_the_storekeeper_who_has_them(cast):
    units = stories.swept(cast, stories.seized(cast))
    assert answers(cast, lambda who: permissions.check_can_store(who, units)) == only(otherwise="custody.not_yours") | {
        "officer": "role.missing"
    }
    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)
    stories.fresh(units)

    assert answers(cast, lambda who: permissions.check_can_store(who, units)) == only(
        "storekeeper", otherwise="custody.not_yours"
    )
    assert answers(cast, lambda who: permissions.check_can_move(who, units)) == only(
        "storekeeper", otherwise="custody.not_yours"
    )


def test_what_arrives_in_a_store_is_kept_by_a_storekeeper(cast):
    [bag], container = stories.seized(cast), stories.contained(cast)
    store, furnace, quay = (Place.objects.get(code_word=word) for word in ("BITTERN", "CURLEW", "HERON"))

    assert passing(cast, lambda who: permissions.check_can_keep(who, store, [bag])) == {"storekeeper"}
    assert passing(cast, lambda who: permissions.check_can_keep(who, furnace, [bag])) == set(EVERYBODY)
    assert passing(cast, lambda who: permissions.check_can_keep(who, quay, [container])) == set(EVERYBODY)


def test_a_discrepancy_is_resolved_by_a_supervisor_who_had_no_part(cast):
    [unit] = stories.seized(cast)
    record_weighing(act=stories.act_of(cast.officer), unit_id=unit.id, reading=stories.reading(1_000))
    discrepancy = Discrepancy.objects.get()

    assert answers(cast, lambda who: permissions.check_can_resolve(who, discrepancy, former=set())) == only(
        "supervisor", otherwise="role.missing"
    )
    assert (
        verdict(
            lambda: permissions.check_can_resolve(cast.supervisor, discrepancy, former={cast.supervisor.pseudonym})
        ).refusal.code
        == "discrepancy.custodian"
    )


def test_photos_are_attached_by_everybody_with_a_part_in_the_work(cast):
    assert passing(cast, permissions.check_can_attach_photo) == set(EVERYBODY) - {"administrator", "nobody"}


def test_places_are_revealed_to_whose_task_it_is(cast):
    [unit] = stories.seized(cast)

    assert answers(cast, lambda who: permissions.check_can_reveal_place(who, unit)) == only(
        "officer", "planner", "supervisor", "duty_officer", "auditor", otherwise="place.not_yours"
    )


def test_a_verdict_is_the_refusal_of_the_check(cast):
    assert verdict(lambda: None).ok
    refusal = verdict(lambda: permissions.check_may_handle(cast.nobody)).refusal
    assert isinstance(refusal, NotPermitted)
    with pytest.raises(ZeroDivisionError):
        verdict(lambda: 1 / 0)


def test_the_policies_say_what_they_want(cast):
    bag, container = stories.seized(cast)[0], stories.contained(cast)

    for check, code in (
        (lambda: policies.check_conveyance(bag), "unit.not_conveyance"),
        (lambda: policies.check_goods(container), "unit.not_goods"),
        (lambda: policies.check_sealed(container), "seal.none"),
        (lambda: policies.check_unsealed(bag), "seal.present"),
        (lambda: policies.check_swept(bag), "sweep.missing"),
        (lambda: policies.check_has_crew(bag), "crew.two"),
        (lambda: policies.check_some([]), "units.none"),
    ):
        refusal = verdict(check).refusal
        assert refusal.code == code
        assert refusal.sentence()
    for check in (
        lambda: policies.check_conveyance(container),
        lambda: policies.check_goods(bag),
        lambda: policies.check_sealed(bag),
        lambda: policies.check_unsealed(container),
        lambda: policies.check_swept(container),
        lambda: policies.check_has_crew(container),
    ):
        assert verdict(check).ok
    assert isinstance(verdict(lambda: policies.check_sealed(container)).refusal, NotAllowedNow)
