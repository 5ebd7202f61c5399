"""A hold bars the fire at once; verified by a second person it stops the clocks of the law, and no other."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from custody.core.errors import InvalidInput, NotAllowedNow, NotFound, NotPermitted, StaleVersion
from custody.deadlines.models import Clock
from custody.destruction.actions import holds, orders, sessions, staging
from custody.destruction.models import ManifestLine
from custody.destruction.selectors import holds as selectors
from custody.evidence.models import Hold
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories as evidence
from tests.destruction import decided, stories
from tests.passing import arm_at
from tests.stories import act_of, fresh

DAY = timedelta(days=1)


def placed(cast, units, **changes):
    answers = {"authority": "court", "reference": "KP 12/26", "reason": "kept for a second opinion"} | changes
    found = holds.place_hold(act=act_of(cast.case_officer), unit_ids=[unit.id for unit in units], **answers)
    return found[0] if len(found) == 1 else found


def verified(cast, hold):
    return holds.verify_hold(act=act_of(cast.second_case_officer), hold_id=hold.id)


def lifted(cast, hold):
    return decided.lifted(cast, hold)


def authority(unit):
    return fresh([unit])[0].authority_state


def clock(unit, kind):
    return Clock.objects.get(subject_id=unit.id, clock_type=kind, closed_at__isnull=True)


def shift(unit, *, back):
    """Let what happened to the unit's clocks and holds lie further back in time."""
    for row in Clock.objects.filter(subject_id=unit.id, closed_at__isnull=True):
        arm_at(row, evidence.now() - back)
        Clock.objects.filter(pk=row.pk).update(due_at=evidence.now() - back + timedelta(hours=48))


def letter(cast, unit, officer, reference):
    return holds.place_hold(
        act=act_of(officer), unit_ids=[unit.id], authority="court", reference=reference, reason="asked for by letter"
    )


def test_whoever_of_the_house_holds_the_letter_records_the_hold(cast):
    [unit] = stories.kept(cast)
    for number, officer in enumerate((cast.sampler, cast.officer, cast.storekeeper, cast.crew, cast.auditor)):
        letter(cast, unit, officer, f"KP {number}")

    assert authority(unit) == "held"
    assert Hold.objects.filter(unit=unit, lifted_at=None).count() == 5
    # A magistrate holds on his own page; who administers, or has no part in the work, knows of no goods.
    for officer in (cast.by_badge["4971"], cast.by_badge["4973"], cast.administrator, cast.device, cast.nobody):
        with pytest.raises(NotPermitted):
            letter(cast, unit, officer, "KP 9")


def test_a_hold_bars_the_fire_at_once_and_is_told_on_the_unit(cast):
    [unit] = stories.kept(cast)

    hold = placed(cast, [unit])

    assert authority(unit) == "held"
    assert (hold.placed_by, hold.verified_at) == (cast.case_officer, None)
    assert hold.review_at - hold.placed_at == 30 * DAY
    assert told([unit.stream_id], limit=1)[0].type.code == "hold.placed/1"
    with pytest.raises(NotAllowedNow, match="on hold"):
        stories.recorded(cast, [unit])


def test_what_is_in_a_burn_leaves_it_when_it_is_held(cast):
    session = stories.approved(cast)
    [unit] = stories.units_of(session)

    placed(cast, [unit])

    assert authority(unit) == "held"
    assert not ManifestLine.objects.get(unit=unit).live
    with pytest.raises(NotAllowedNow):
        staging.stage_units(
            act=act_of(cast.checker), session_id=session.id, checks=[stories.check_of(unit)]
        )


def test_what_is_at_the_furnace_already_does_not_burn(cast):
    session = stories.at_furnace(cast)
    [unit] = stories.units_of(session)

    placed(cast, [unit])

    with pytest.raises(NotAllowedNow):
        stories.burn(cast, session)
    assert authority(unit) == "held"


def test_until_a_second_person_verified_it_no_clock_stands_still(cast):
    [unit] = stories.kept(cast)
    hold = placed(cast, [unit])
    assert clock(unit, "TARGET_DESTRUCTION").paused_at is None

    with pytest.raises(NotPermitted, match="Another person"):
        holds.verify_hold(act=act_of(cast.case_officer), hold_id=hold.id)
    verified(cast, hold)

    target = clock(unit, "TARGET_DESTRUCTION")
    assert (target.epoch, target.paused_at) == (2, hold.placed_at)
    assert (target.next_stage, target.next_fire_at) == ("review", hold.review_at)
    with pytest.raises(NotAllowedNow, match="verified already"):
        verified(cast, hold)


def test_the_clocks_of_the_risk_run_on(cast):
    [unit] = stories.kept(cast)
    before = clock(unit, "MAX_STORAGE")

    hold = verified(cast, placed(cast, [unit]))
    assert clock(unit, "MAX_STORAGE").pk == before.pk
    lifted(cast, hold)

    after = clock(unit, "MAX_STORAGE")
    assert (after.pk, after.due_at, after.next_fire_at) == (before.pk, before.due_at, before.next_fire_at)


def test_a_lifted_hold_moves_the_due_date_by_as_long_as_it_lasted(cast):
    [unit] = stories.kept(cast)
    before = clock(unit, "TARGET_DESTRUCTION")
    hold = verified(cast, placed(cast, [unit]))

    hold = lifted(cast, hold)

    after = clock(unit, "TARGET_DESTRUCTION")
    assert after.epoch == before.epoch + 2
    assert after.due_at - before.due_at == hold.lifted_at - hold.placed_at
    assert (after.paused_at, after.started_at) == (None, before.started_at)
    assert after.next_stage == "50%"


def test_a_hold_that_nobody_verified_moves_nothing(cast):
    [unit] = stories.kept(cast)
    before = clock(unit, "TARGET_DESTRUCTION")

    lifted(cast, placed(cast, [unit]))

    assert clock(unit, "TARGET_DESTRUCTION").pk == before.pk
    assert authority(unit) == "none"


def test_what_was_due_before_the_hold_is_due_after_it(cast):
    [unit] = stories.kept(cast)
    shift(unit, back=3 * DAY)

    hold = verified(cast, placed(cast, [unit]))
    lifted(cast, hold)

    after = clock(unit, "TARGET_DESTRUCTION")
    assert after.due_at < hold.placed_at
    assert (after.fired_stage, after.next_stage) == ("90%", "due")
    assert after.next_fire_at == after.due_at


def test_after_the_hold_a_verified_order_counts_again(cast):
    [unit] = stories.ordered(cast)

    hold = verified(cast, placed(cast, [unit]))
    assert clock(unit, "ORDER_AGE").paused_at == hold.placed_at
    lifted(cast, hold)

    assert authority(unit) == "ordered"
    assert clock(unit, "ORDER_AGE").paused_at is None
    assert told([unit.stream_id], limit=1)[0].type.code == "hold.lifted_with_order/1"


def test_an_order_that_waits_is_read_before_the_hold_is_lifted(cast):
    held, free = stories.kept(cast, count=2)
    order = stories.recorded(cast, [held, free])
    hold = verified(cast, placed(cast, [held]))

    found = decided.lift_recorded(cast, hold)
    with pytest.raises(NotAllowedNow, match="waits to be verified"):
        decided.verified(found, by=cast.second_case_officer)
    stories.verified(cast, order)

    assert (authority(held), authority(free)) == ("held", "ordered")
    assert clock(held, "ORDER_AGE").next_stage == "review"
    assert clock(free, "ORDER_AGE").next_stage == "50%"
    decided.verified(found, by=cast.second_case_officer)
    assert authority(held) == "ordered"


def test_an_order_may_be_refused_while_one_of_its_units_is_held(cast):
    held, free = stories.kept(cast, count=2)
    order = stories.recorded(cast, [held, free])
    hold = placed(cast, [held])

    orders.refuse_order(act=act_of(cast.second_case_officer), order_id=order.id, reason="another number")
    lifted(cast, hold)

    assert (authority(held), authority(free)) == ("none", "none")


def test_a_hold_speaks_for_the_authority_and_its_end_asks_again(cast):
    [unit] = stories.kept(cast)
    asked = Clock.objects.get(subject_id=unit.seizure_id, clock_type="ORDER_LATENCY")

    hold = placed(cast, [unit])
    asked.refresh_from_db()
    assert asked.closed_by == "hold.placed/1"
    lifted(cast, hold)

    again = Clock.objects.get(subject_id=unit.seizure_id, clock_type="ORDER_LATENCY", closed_at__isnull=True)
    assert again.epoch == 2


def test_a_renewed_hold_is_asked_for_again_later(cast):
    [unit] = stories.kept(cast)
    hold = verified(cast, placed(cast, [unit]))

    hold = holds.renew_hold(
        act=act_of(cast.case_officer), hold_id=hold.id, review_at=evidence.now() + 10 * DAY
    )

    target = clock(unit, "TARGET_DESTRUCTION")
    assert (target.epoch, target.next_stage, target.next_fire_at) == (3, "review", hold.review_at)
    assert Hold.objects.get(pk=hold.pk).review_at == hold.review_at


def test_a_review_is_thirty_days_ahead_at_most(cast):
    [unit] = stories.kept(cast)

    for review_at in (evidence.now(), evidence.now() + 31 * DAY):
        with pytest.raises(InvalidInput, match="30 days"):
            placed(cast, [unit], review_at=review_at)
    hold = placed(cast, [unit], review_at=evidence.now() + DAY)
    with pytest.raises(InvalidInput):
        holds.renew_hold(act=act_of(cast.case_officer), hold_id=hold.id, review_at=evidence.now())


def test_a_hold_needs_the_paper_it_rests_on(cast):
    units = stories.kept(cast)

    with pytest.raises(InvalidInput, match="reference"):
        placed(cast, units, reference=" ")
    with pytest.raises(InvalidInput, match="reason"):
        placed(cast, units, reason="")
    with pytest.raises(InvalidInput, match="Choose"):
        placed(cast, units, authority="officer")


def test_who_places_a_hold_neither_verifies_nor_lifts_it(cast):
    [unit] = stories.kept(cast)
    hold = placed(cast, [unit])

    for other in (cast.officer, cast.planner, cast.administrator, cast.auditor):
        for act in (holds.verify_hold, holds.renew_hold):
            with pytest.raises(NotPermitted):
                act(act=act_of(other), hold_id=hold.id)
        with pytest.raises(NotPermitted):
            decided.lift_recorded(cast, hold, by=other)
    found = decided.lift_recorded(cast, hold, by=cast.second_case_officer)
    with pytest.raises(NotPermitted, match="Another person must lift"):
        decided.verified(found, by=cast.case_officer)
    decided.verified(found, by=cast.supervisor)


def test_the_database_knows_that_it_takes_two(cast):
    [unit] = stories.kept(cast)
    hold = placed(cast, [unit])

    for columns in (
        {"verified_by": cast.case_officer, "verified_at": evidence.now()},
        {"lifted_by": cast.case_officer, "lifted_at": evidence.now()},
        {"verified_by": cast.supervisor},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Hold.objects.filter(pk=hold.pk).update(**columns)


def test_an_act_holds_a_unit_once_and_an_ended_hold_stays_ended(cast):
    [unit] = stories.kept(cast)
    hold = placed(cast, [unit])
    with pytest.raises(NotAllowedNow, match="held back by this act already"):
        placed(cast, [unit], reference="kp 12/26")
    lifted(cast, hold)

    with pytest.raises(NotAllowedNow, match="lifted already"):
        verified(cast, hold)
    with pytest.raises(NotAllowedNow, match="lifted already"):
        lifted(cast, hold)
    with pytest.raises(NotAllowedNow, match="lifted already"):
        holds.renew_hold(act=act_of(cast.case_officer), hold_id=hold.id)
    assert placed(cast, [unit]).id != hold.id


def test_what_cannot_be_held(cast):
    with pytest.raises(NotAllowedNow):
        placed(cast, [evidence.contained(cast)])
    with pytest.raises((InvalidInput, NotAllowedNow)):
        holds.place_hold(
            act=act_of(cast.case_officer), unit_ids=[], authority="court", reference="X", reason="nothing"
        )


def test_a_court_holds_a_sample_too(cast):
    """Once its bulk is gone an order may let it go."""
    sample = evidence.sampled(cast).sample_unit

    hold = placed(cast, [sample])

    assert (hold.unit, fresh([sample])[0].authority_state) == (sample, "held")


def test_an_old_form_does_not_lift(cast):
    [unit] = stories.kept(cast)
    hold = placed(cast, [unit])
    seen = hold.last_seq
    verified(cast, hold)

    with pytest.raises(StaleVersion):
        holds.lift_hold(act=act_of(cast.supervisor), hold_id=hold.id, paper=decided.paper(), expected_seq=seen)
    with pytest.raises(NotFound):
        holds.lift_hold(act=act_of(cast.supervisor), hold_id=uuid4(), paper=decided.paper())


def test_the_lists_show_what_lasts(cast):
    units = stories.kept(cast, count=2)
    first, second = placed(cast, units)
    lifted(cast, second)

    assert list(selectors.visible_holds(cast.auditor).filter(lifted_at__isnull=True)) == [first]
    assert not selectors.visible_holds(cast.officer).exists()
    assert selectors.holds_on([unit.id for unit in units]) == {first.unit_id: [first]}
    assert selectors.hold_for(cast.auditor, hold_id=second.id) == second
    for reader, hold_id in ((cast.nobody, first.id), (cast.auditor, uuid4())):
        with pytest.raises((NotFound, NotPermitted)):
            selectors.hold_for(reader, hold_id=hold_id)


def test_a_whole_burn_without_the_unit_that_is_held_goes_on(cast):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=2)))
    held, other = stories.units_of(session)
    placed(cast, [held])

    sessions.leave_out_units(
        act=act_of(cast.planner), session_id=session.id, unit_ids=[other.id], reason="replanned"
    )

    assert authority(held) == "held"
    assert authority(other) == "ordered"


def test_a_life_with_holds_is_folded_to_the_same_state(house_cast, seal_all):
    session = stories.approved(house_cast)
    [unit] = stories.units_of(session)
    hold = verified(house_cast, placed(house_cast, [unit]))
    holds.renew_hold(act=act_of(house_cast.case_officer), hold_id=hold.id)
    lifted(house_cast, hold)
    placed(house_cast, [unit])
    seal_all()

    assert replay_state().findings == []
