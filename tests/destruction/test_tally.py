"""At the mouth of the furnace one calls and another counts; both sign, and what differs is frozen, never refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from custody.alerts.models import Alert
from custody.core.errors import InvalidInput
from custody.deadlines.models import Clock
from custody.destruction.actions import aborting, reconcile, tally
from custody.destruction.actions.contradicting import FED, NOT_BURNT
from custody.destruction.actions.tally import NOT_FED
from custody.destruction.entries import LeftOver, Load
from custody.destruction.models import Loaded, Tally, TallyOwed
from custody.destruction.selectors import tallies
from custody.destruction.tally_permissions import check_saw_only
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from custody.organisation.actions import waiver
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from tests import stories as goods
from tests.destruction import stories
from tests.stories import act_of, fresh, now

WHY = "the phone of the second had no battery"


def differences(session):
    """Return what was found at the mouth of the furnace, by label of the unit."""
    units = [each.unit_id for each in Loaded.objects.filter(session=session)]
    units += [line.unit_id for line in session.lines.all()]
    rows = Discrepancy.objects.filter(unit__in=units, discrepancy_kind="count").order_by("opened_at", "id")
    return {row.unit.label: (row.expected, row.found) for row in rows}


def clocks(session):
    """Return the clock of the tally while it runs."""
    return Clock.objects.filter(subject_id=session.id, clock_type="TALLY_OWED", closed_at__isnull=True)


def alerts(session):
    """Return the alert of the tally while it is open."""
    return Alert.objects.filter(rule="TALLY", subject_id=session.id, resolved_at__isnull=True)


def test_two_people_write_down_and_sign_and_then_it_burns(cast):
    session = stories.at_furnace(cast)
    [unit] = stories.units_of(session)
    stories.tallied(cast, session)
    mouth = tallies.mouth_of(session)
    assert [(each.part, each.loaded_by, each.package_count) for each in mouth.loaded] == [
        ("calls", cast.crew, unit.package_count), ("counts", cast.checker, unit.package_count),
    ]  # fmt: skip
    assert [(each.part, each.unit_count, each.signed_by) for each in mouth.signed] == [
        ("calls", 1, cast.crew), ("counts", 1, cast.checker),
    ]  # fmt: skip
    assert differences(session) == {}
    session = stories.burn(cast, stories.attested(cast, session, tally=False))
    assert session.state == "burnt"
    assert not TallyOwed.objects.filter(session=session).exists()
    assert replay_state().findings == []


def test_who_may_call_and_count_and_sign(cast, refused):
    session = stories.at_furnace(cast)
    units = stories.units_of(session)
    for who in (cast.planner, cast.auditor):
        with refused("role.missing"):
            stories.seen_going_in(cast, session, "calls", by=who)
    with refused("tally.witness"):
        stories.seen_going_in(cast, session, "calls", by=session.witness_a)
    with refused("tally.not_yours"):
        tally.sign_tally(act=act_of(cast.crew), session_id=session.id)
    stories.seen_going_in(cast, session, "calls")
    with refused("tally.own"):
        stories.seen_going_in(cast, session, "counts", by=cast.crew)
    with refused("tally.taken"):
        stories.seen_going_in(cast, session, "calls", by=cast.third_crew)
    with refused("tally.twice"):
        stories.seen_going_in(cast, session, "calls")
    with refused("tally.named_twice"):
        stories.seen_going_in(cast, session, "counts", loads=stories.loads_of(units) * 2)
    for loads in ([], stories.loads_of(units) * 501):
        with pytest.raises(InvalidInput, match="units at once"):
            tally.record_loading(act=act_of(cast.checker), session_id=session.id, part="counts", loads=loads)
    stories.seen_going_in(cast, session, "counts")
    for who in (cast.crew, cast.checker):
        tally.sign_tally(act=act_of(who), session_id=session.id)
        with refused("tally.signed"):
            tally.sign_tally(act=act_of(who), session_id=session.id)
    with refused("tally.signed"):
        stories.seen_going_in(cast, session, "calls")
    stories.burn(cast, stories.attested(cast, session, tally=False))
    with refused("session.state"):
        tally.sign_tally(act=act_of(cast.crew), session_id=session.id)
    row = Loaded.objects.get(session=session, part="calls")
    with pytest.raises(IntegrityError, match="loaded_"), transaction.atomic():
        Loaded(session=session, unit=row.unit, stream_id=row.stream_id, part="counts", loaded_by=row.loaded_by,
               loaded_at=row.loaded_at).save(force_insert=True)  # fmt: skip
    signed = Tally.objects.get(session=session, part="calls")
    signed.id, signed.part = None, "counts"
    with pytest.raises(IntegrityError), transaction.atomic():
        signed.save(force_insert=True)


def test_who_called_is_no_witness_of_the_same_fire(cast, refused):
    session = stories.at_furnace(cast)
    stories.seen_going_in(cast, session, "calls", by=cast.checker)
    session.witness_a = cast.checker
    with refused("witness.tallied"):
        check_saw_only(cast.checker, tallies.mouth_of(session))


def test_what_differs_is_written_down_and_frozen_and_the_rest_burns(cast, refused):
    session = stories.at_furnace(cast, stories.staged(cast, stories.approved(cast, stories.planned(
        cast, stories.ordered(cast, count=4)))))  # fmt: skip
    whole, short, unseen, uneven = stories.units_of(session)
    whole.package_count = short.package_count = uneven.package_count = 25
    type(uneven).objects.filter(pk=uneven.pk).update(package_count=None)
    [foreign] = goods.stored(cast)
    called = [Load(unit_id=whole.id, package_count=25), Load(unit_id=short.id, package_count=24),
              Load(unit_id=unseen.id), Load(unit_id=uneven.id, package_count=25)]  # fmt: skip
    counted = [Load(unit_id=whole.id, seal_seen=whole.seal),
               Load(unit_id=short.id, package_count=24, seal_seen=short.seal),
               Load(unit_id=foreign.id, looked_again=True),
               Load(unit_id=uneven.id, package_count=26, seal_seen=uneven.seal)]  # fmt: skip
    stories.seen_going_in(cast, session, "calls", loads=called)
    assert differences(session) == {short.label: ("25", "24")}
    with refused("tally.not_listed"):
        stories.seen_going_in(cast, session, "counts", loads=[Load(unit_id=foreign.id)])
    assert not fresh([foreign])[0].discrepancy_open, "a slip of a scan freezes nothing"
    stories.seen_going_in(cast, session, "counts", loads=counted)
    for who in (cast.crew, cast.checker):
        tally.sign_tally(act=act_of(who), session_id=session.id)
    assert differences(session) == {
        short.label: ("25", "24"),
        foreign.label: (FED, tally.NOT_FED),
        unseen.label: (FED, tally.NOT_FED),
        uneven.label: ("25", "26"),
    }
    assert [unit.discrepancy_open for unit in fresh([whole, short, unseen, uneven, foreign])] == [
        False, True, True, True, True,
    ]  # fmt: skip
    assert Discrepancy.objects.filter(unit=foreign, expected=tally.NOT_HERE, found=FED).count() == 1
    session = stories.attested(cast, session, tally=False)
    with refused("unit.frozen"):
        stories.burn(cast, session)
    session = stories.burn(cast, session, left_out=[short.id, unseen.id, uneven.id])
    assert [unit.id for unit in stories.burnt_units(session)] == [whole.id]
    assert Discrepancy.objects.filter(unit=unseen, found=NOT_BURNT).count() == 1


def test_a_burn_without_a_tally_is_a_fact_and_owes_it(cast, refused):
    session = stories.at_furnace(cast)
    stories.seen_going_in(cast, session, "calls")
    stories.attested(cast, session, tally=False)
    with refused("tally.missing"):
        stories.burn(cast, session)
    session = stories.burn(cast, session, without_tally=WHY)
    units = stories.burnt_units(session)
    owed = TallyOwed.objects.get(session=session)
    assert (session.state, owed.reason, owed.owed_by, owed.ended_at) == ("burnt", WHY, cast.crew, None)
    assert clocks(session).count() == alerts(session).count() == 1
    with refused("tally.owed"):
        reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id for unit in units])
    stories.seen_going_in(cast, session, "counts", loads=stories.loads_of(units))
    for who in (cast.checker, cast.crew):
        assert TallyOwed.objects.get(session=session).ended_at is None
        tally.sign_tally(act=act_of(who), session_id=session.id)
    assert TallyOwed.objects.get(session=session).outcome == "signed"
    assert not clocks(session).exists()
    assert not alerts(session).exists()
    with refused("session.state"):
        tally.sign_tally(act=act_of(cast.crew), session_id=session.id)
    reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id for unit in units])
    assert replay_state().findings == []


def _waive(cast, session, *, granted=True):
    asked = waiver.ask_waiver(
        act=act_of(cast.crew), rule="tally.owed", subject_id=session.id, length=timedelta(hours=8), reason=WHY
    )
    decide = waiver.grant_waiver if granted else waiver.refuse_waiver
    decide(act=act_of(cast.regional_head), waiver_id=asked.id, answer="x")


def test_a_waiver_settles_what_is_owed_before_the_fire_or_after_it(cast):
    session = stories.attested(cast, tally=False)
    _waive(cast, session, granted=False)
    session = stories.burn(cast, session, without_tally=WHY)
    assert clocks(session).exists()
    _waive(cast, session)
    assert TallyOwed.objects.get(session=session).outcome == "waived"
    assert not clocks(session).exists()
    assert not alerts(session).exists()
    _waive(cast, session)


def test_a_waiver_that_was_there_before_lets_the_burn_go_and_calls_nobody(cast):
    session = stories.attested(cast, tally=False)
    _waive(cast, session)
    session = stories.burn(cast, session, without_tally=WHY)
    assert TallyOwed.objects.get(session=session).outcome == "waived"
    assert not clocks(session).exists()
    assert not Alert.objects.filter(rule="TALLY").exists()


def test_of_a_burn_that_is_broken_off_what_was_seen_going_in_and_is_left_is_frozen(cast):
    session = stories.at_furnace(cast, stories.staged(cast, stories.approved(cast, stories.planned(
        cast, stories.ordered(cast, count=2)))))  # fmt: skip
    burnt, left = stories.units_of(session)
    stories.seen_going_in(cast, session, "calls", loads=stories.loads_of([burnt, left]))
    stories.attested(cast, session, statement="saw_part")
    started = now()
    aborting.abort_burn(
        act=act_of(cast.crew), session_id=session.id, started_at=started, ended_at=now(), reason="filter",
        unusual_events="the filter failed",
        left=[LeftOver(unit_id=left.id, new_seal=goods.new_seal(), reading=goods.reading(left.gross_mg))],
    )  # fmt: skip
    assert differences(session) == {left.label: (FED, NOT_BURNT)}
    assert TallyOwed.objects.get(session=session).reason is None


def test_who_calls_is_taken_away_and_another_goes_on_but_signs_for_what_they_saw_only(cast, refused):
    session = stories.planned(cast, stories.ordered(cast, count=2))
    session = stories.at_furnace(cast, stories.staged(cast, stories.approved(cast, session)))
    first, second = stories.units_of(session)
    stories.seen_going_in(cast, session, "calls", loads=stories.loads_of([first]))
    with refused("tally.taken"):
        stories.seen_going_in(cast, session, "calls", loads=stories.loads_of([second]), by=cast.second_crew)
    change_officer(act=act_of(cast.administrator), officer=cast.crew, clearance=cast.crew.clearance, is_active=False,
                   roles=[Role.CREW])  # fmt: skip

    stories.seen_going_in(cast, session, "calls", loads=stories.loads_of([second]), by=cast.second_crew)
    stories.seen_going_in(cast, session, "counts")
    for who in (cast.second_crew, cast.checker):
        tally.sign_tally(act=act_of(who), session_id=session.id)

    assert [(row.part, row.unit_count) for row in Tally.objects.order_by("part")] == [("calls", 1), ("counts", 2)]
    assert differences(session) == {first.label: (FED, NOT_FED)}
    assert replay_state().findings == []
