"""A custodian is absent: command orders, two others count everything, and the time in between is a gap."""

from __future__ import annotations

import pytest

from custody.core.verdicts import verdict
from custody.deadlines.models import Clock
from custody.evidence import permissions_of_command
from custody.evidence.actions import command, transfer
from custody.evidence.entries import Reported
from custody.evidence.models import Discrepancy, Transfer
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
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
        assert codes(unit)[-3:] == ["transfer.commanded/1", "transfer.accepted/1", "custody.gap_found/1"]
    assert (gone.custodian, Discrepancy.objects.get().unit) == (cast.storekeeper, gone)
    gap = told([first.stream_id], limit=1)[0].values
    assert (gap["gap"], gap["minutes"]) == ("custodian absent", 300)
    assert replay_state().findings == []


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
