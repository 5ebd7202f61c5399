"""A custodian is absent: command orders, two others count everything, and the time in between is a gap."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert, Delivery
from custody.core.errors import NotFound
from custody.core.verdicts import verdict
from custody.deadlines.models import Clock
from custody.evidence import permissions_of_command
from custody.evidence.actions import command, dividing, objecting, signatures, transfer, weigh
from custody.evidence.entries import Reported
from custody.evidence.exceptions.permissions import check_can_sign
from custody.evidence.models import Countersignature, Discrepancy, Transfer
from custody.evidence.selectors.exceptions import signatures_awaited
from custody.evidence.selectors.objections import covered_by
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import register
from custody.organisation.roles import Role
from tests import stories


def ordered(cast, *, by=None, **changes):
    return command.command_transfer(
        **(
            {
                "act": stories.act_of(by or cast.supervisor),
                "absent_badge": cast.storekeeper.badge,
                "receiver_badge": cast.second_storekeeper.badge,
                "second_badge": cast.third_officer.badge,
                "reason": "taken ill in the night",
                "absent_hours": 5,
            }
            | changes
        )
    )


def serves(cast, is_active):
    register.change_officer(act=stories.act_of(cast.administrator), officer=cast.storekeeper, roles=[Role.STOREKEEPER],
                            clearance=1, is_active=is_active)  # fmt: skip


def codes(row):
    return [line.type.code for line in told([row.stream_id], newest_first=False)]


def test_all_that_an_absent_custodian_had_goes_to_two_who_counted_it(cast, refused):
    first, second, gone = units = stories.stored(cast, count=3)
    offer = ordered(cast)
    assert Clock.objects.filter(subject_id=offer.id, clock_type="ACCEPTANCE", closed_at__isnull=True).exists()

    with refused("seal.not_read"):
        stories.accepted(offer, by=cast.second_storekeeper, seals={first.id: first.seal})
    stories.accepted(offer, by=cast.second_storekeeper, reported={gone.id: Reported(kind="missing")})

    stories.fresh(units)
    for unit in (first, second):
        assert (unit.custodian, unit.co_custodian) == (cast.second_storekeeper, cast.third_officer)
        done = [code for code in codes(unit) if code != "signature.owed/1"]
        assert done[-3:] == ["transfer.commanded/1", "transfer.accepted/1", "custody.gap_found/1"]
    assert (gone.custodian, Discrepancy.objects.get().unit) == (cast.storekeeper, gone)
    gap = told([first.stream_id], limit=1)[0].values
    assert (gap["gap"], gap["minutes"]) == ("custodian absent", 300)
    assert replay_state().findings == []


def test_the_second_who_took_over_owes_a_signature_with_a_clock_and_the_keeper_hears_of_it(cast, refused):
    stories.stored(cast, count=2)
    stories.countersigned(cast.second_officer)
    offer = ordered(cast)
    assert set(Delivery.objects.filter(kind="ousted").values_list("officer", "channel")) == {
        (cast.storekeeper.id, "email"), (cast.storekeeper.id, "sms"),
    }  # fmt: skip
    stories.accepted(offer, by=cast.second_storekeeper)

    [second] = signatures_awaited(cast.third_officer)
    [heard] = signatures_awaited(cast.storekeeper)
    assert (second.matter, second.owed_by, second.about) == ("second", cast.second_storekeeper, "transfer.commanded/1")
    assert (heard.matter, heard.owed_by, heard.unit) == ("ousted", cast.supervisor, second.unit)
    running = Clock.objects.filter(clock_type__contains="SIGNATURE", closed_at__isnull=True)
    assert running.get().clock_type == "SECOND_SIGNATURE"

    signatures.sign(act=stories.act_of(cast.third_officer), signature_ids=[second.id])
    assert not running.exists()
    serves(cast, False)
    assert not signatures_awaited(cast.duty_officer).exists()
    with refused("signature.not_named"):
        check_can_sign(cast.duty_officer, heard)
    serves(cast, True)
    signatures.sign(act=stories.act_of(cast.storekeeper), signature_ids=[heard.id])
    assert not Countersignature.objects.filter(signed_at__isnull=True).exists()
    assert replay_state().findings == []


def test_the_keeper_who_was_ousted_objects_once_and_who_ordered_it_does_not_explain_it(cast, refused):
    [unit] = stories.stored(cast)
    stories.accepted(ordered(cast), by=cast.second_storekeeper)
    [heard] = signatures_awaited(cast.storekeeper)

    def objects(by, objection="there were two pallets", signature=heard.id):
        return objecting.object_to_command(act=stories.act_of(by), signature_id=signature, objection=objection)

    with refused("objection.not_yours"):
        objects(cast.officer)
    with refused("objection.not_yours"):
        objects(cast.third_officer, signature=signatures_awaited(cast.third_officer).get().id)
    with pytest.raises(NotFound):
        objects(cast.storekeeper, signature=unit.id)
    with refused("text.empty"):
        objects(cast.storekeeper, " ")
    objects(cast.storekeeper)
    with refused("objection.made"):
        objects(cast.storekeeper)

    found = Discrepancy.objects.get(unit=unit)
    assert (found.discrepancy_kind, found.opened_by, found.found) == (
        "objection", cast.storekeeper, "there were two pallets",
    )  # fmt: skip
    assert Alert.objects.get(rule="AL5").level == 1
    explained = {"discrepancy_id": found.id, "resolution": "the other pallet burnt in May"}
    with refused("objection.commander"):
        weigh.resolve_discrepancy(act=stories.act_of(cast.supervisor), **explained)
    weigh.resolve_discrepancy(act=stories.act_of(cast.second_supervisor), **explained)
    assert not stories.fresh([unit])[0].discrepancy_open
    assert replay_state().findings == []


def test_an_objection_freezes_all_that_the_command_covers_under_one_alert(cast, refused):
    first, second = stories.stored(cast, count=2)
    other = stories.stored(cast)[0]
    beside = stories.seized(cast)[0]
    stories.accepted(ordered(cast), by=cast.second_storekeeper)
    heard = list(signatures_awaited(cast.storekeeper))
    assert len(heard) == 2, "one for each seizure"
    parts = dividing.split_unit(
        act=stories.act_of(cast.second_storekeeper), unit_id=other.id,
        parts=[stories.new_bag(13_000_000, package_count=13), stories.new_bag(12_000_000, package_count=12)],
        witness_badge=cast.third_officer.badge, reason="too large for the drum",
    )  # fmt: skip

    assert {unit.id for unit in covered_by(heard[0])} == {first.id, second.id, *(part.id for part in parts)}
    objecting.object_to_command(act=stories.act_of(cast.storekeeper), signature_id=heard[1].id, objection="one less")

    frozen = [first, second, *parts]
    assert all(unit.discrepancy_open for unit in stories.fresh(frozen))
    assert not any(unit.discrepancy_open for unit in stories.fresh([other, beside]))
    assert Alert.objects.filter(rule="AL5").count() == 1
    with refused("objection.made"):
        objecting.object_to_command(act=stories.act_of(cast.storekeeper), signature_id=heard[0].id, objection="x")

    row = Discrepancy.objects.get(unit=parts[0])
    explained = {"discrepancy_id": row.id, "resolution": "counted anew, all there"}
    with refused("objection.commander"):
        weigh.resolve_discrepancy(act=stories.act_of(cast.supervisor), **explained)
    weigh.resolve_discrepancy(act=stories.act_of(cast.second_supervisor), **explained)
    assert not any(unit.discrepancy_open for unit in stories.fresh(frozen))
    assert Alert.objects.get(rule="AL5").resolved_at is not None
    assert replay_state().findings == []


def test_who_had_it_beside_the_absent_one_hears_of_it_too(cast):
    [unit] = stories.seized(cast)
    stories.accepted(stories.offered(cast, [unit], receiver=cast.storekeeper, second=cast.crew), by=cast.storekeeper)

    stories.accepted(ordered(cast), by=cast.second_storekeeper)

    rows = Countersignature.objects.filter(matter="ousted", unit=unit)
    assert {row.wanted for row in rows} == {cast.storekeeper, cast.crew}


def test_what_bears_no_seal_is_counted_one_by_one_too(cast, refused):
    units = stories.seized(cast, count=2, seal=None)
    offer = ordered(cast, absent_badge=cast.officer.badge)
    everything = {line.unit_id: line.unit.seal for line in offer.lines.select_related("unit")}

    with refused("count.not_whole"):
        stories.accepted(offer, by=cast.second_storekeeper, seals={units[0].id: None})
    stories.accepted(offer, by=cast.second_storekeeper, seals=everything)

    assert {unit.custodian for unit in stories.fresh(units)} == {cast.second_storekeeper}


def test_what_the_absent_one_had_offered_is_withdrawn_first(cast):
    [unit] = stories.stored(cast)
    before = stories.offered(cast, [unit], receiver=cast.sampler, giver=cast.storekeeper)

    offer = ordered(cast)

    assert Transfer.objects.get(pk=before.pk).state == "cancelled"
    assert codes(unit)[-2:] == ["transfer.cancelled/1", "transfer.commanded/1"]
    stories.accepted(offer, by=cast.second_storekeeper)
    assert replay_state().findings == []


def test_who_ordered_it_may_withdraw_it_and_the_absent_one_may_not(cast, refused):
    stories.stored(cast)
    offer = ordered(cast)

    with refused("transfer.not_giver"):
        transfer.cancel_transfer(act=stories.act_of(cast.storekeeper), transfer_id=offer.id, reason="I am back")
    transfer.cancel_transfer(act=stories.act_of(cast.supervisor), transfer_id=offer.id, reason="he is back")


def test_of_somebody_who_has_nothing_nothing_is_ordered(cast, refused):
    with refused("absent.nothing"):
        ordered(cast)


@pytest.mark.parametrize(("changes", "code"), [
    ({"reason": " "}, "text.empty"), ({"absent_hours": -1}, "hours.range"), ({"absent_hours": 9_999}, "hours.range"),
])
def test_an_order_says_why_and_since_when(cast, refused, changes, code):
    with refused(code):
        ordered(cast, **changes)


def test_four_people_have_a_part_in_it_and_command_orders(cast, refused):
    [unit] = stories.stored(cast)
    people = (cast.storekeeper, cast.second_storekeeper, cast.third_officer)
    for actor, want in ((cast.supervisor, True), (cast.duty_officer, True), (cast.officer, False),
                        (cast.auditor, False)):
        assert bool(verdict(lambda actor=actor: permissions_of_command.check_can_command(actor, *people)).ok) == want
    for pair in ({"receiver_badge": cast.storekeeper.badge}, {"second_badge": cast.storekeeper.badge},
                 {"second_badge": cast.second_storekeeper.badge}):
        with refused("people.same"):
            ordered(cast, **pair)
    with refused("role.missing"):
        ordered(cast, receiver_badge=cast.auditor.badge)
    unit.co_custodian = cast.third_officer
    with refused("people.same"):
        permissions_of_command.check_take_over([cast.third_officer], [unit])


def test_a_keeper_whose_badge_was_taken_away_first_is_relieved(cast):
    """Arrested, and the account closed within the hour: nobody could name the badge any more, and the goods stayed in
    the hands of somebody who could never sign."""
    units = stories.stored(cast)
    serves(cast, False)

    stories.accepted(ordered(cast), by=cast.second_storekeeper)

    assert {(unit.custodian, unit.co_custodian) for unit in stories.fresh(units)} == {
        (cast.second_storekeeper, cast.third_officer)
    }
    assert replay_state().findings == []


def test_the_second_of_a_crew_is_relieved_and_the_first_with_him(cast):
    units = stories.on_the_road(cast)
    before = units[0].custodian

    stories.accepted(ordered(cast, absent_badge=cast.second_crew.badge, receiver_badge=cast.officer.badge,
                             second_badge=cast.third_crew.badge), by=cast.officer)  # fmt: skip

    assert {(unit.custodian, unit.co_custodian) for unit in stories.fresh(units)} == {(cast.officer, cast.third_crew)}
    heard = Countersignature.objects.filter(matter="ousted", unit=units[0])
    assert {row.wanted for row in heard} == {before, cast.second_crew}
    assert replay_state().findings == []


def test_what_the_first_of_a_crew_had_offered_is_withdrawn_with_the_second(cast):
    units = stories.on_the_road(cast)
    before = stories.offered(cast, units, giver=cast.crew, receiver=cast.storekeeper, purpose="arrival")

    ordered(cast, absent_badge=cast.second_crew.badge, receiver_badge=cast.officer.badge,
            second_badge=cast.third_crew.badge)  # fmt: skip

    assert Transfer.objects.get(pk=before.pk).state == "cancelled"


def test_what_the_other_of_a_crew_offered_is_withdrawn_too(cast):
    units = stories.on_the_road(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper, giver=cast.second_crew, purpose="arrival")

    commanded = ordered(cast, absent_badge=cast.crew.badge, receiver_badge=cast.third_crew.badge,
                        second_badge=cast.officer.badge)  # fmt: skip

    offer.refresh_from_db()
    assert (offer.state, commanded.unit_count) == ("cancelled", 2)


def test_each_of_a_crew_can_be_absent_and_the_first_again(cast):
    units = stories.on_the_road(cast, count=1)
    two = {"receiver_badge": cast.third_crew.badge, "second_badge": cast.officer.badge}

    offers = [ordered(cast, absent_badge=badge, **two)
              for badge in (cast.crew.badge, cast.second_crew.badge, cast.crew.badge)]  # fmt: skip

    states = [Transfer.objects.get(pk=offer.id).state for offer in offers]
    assert (len(units), states) == (1, ["cancelled", "cancelled", "offered"])
