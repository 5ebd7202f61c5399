"""Several authorities hold one unit back: each act is a fact, and the goods are free when the last one lets go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from custody.destruction.selectors.holds import holds_on, others_on
from custody.evidence.models import Hold
from custody.evidence.selectors.exceptions import BY_LABORATORY, held_by_laboratory
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories as evidence
from tests.destruction import stories
from tests.destruction.asking import answered, made, opened
from tests.destruction.decided import lift_recorded, lifted
from tests.destruction.decided import verified as lift_verified
from tests.destruction.test_holds import authority, clock, placed, verified
from tests.destruction.test_parts import hold_part, merged
from tests.evidence.exceptional import asked, decided, missing, negative, signed
from tests.evidence.test_dividing import split
from tests.stories import fresh

DAY = timedelta(days=1)


def held_twice(cast, unit, **changes):
    """Let a prosecutor and a judge hold a unit, and return both holds."""
    first = verified(cast, placed(cast, [unit], authority="prosecutor", reference="KP 1/26"))
    judge = {"authority": "investigating_judge", "reference": "OR 7/26"} | changes
    return first, verified(cast, placed(cast, [unit], **judge))


def test_the_goods_are_held_until_the_last_authority_lets_go(cast, refused):
    [unit] = stories.kept(cast)
    first, second = held_twice(cast, unit)
    assert (holds_on([unit.id])[unit.id], others_on(first)) == ([first, second], [second])

    lifted(cast, first)

    assert authority(unit) == "held"
    assert told([unit.stream_id], limit=1)[0].type.code == "hold.lifted_beside/1"
    with refused("lifecycle.authority"):
        stories.recorded(cast, [unit])
    lifted(cast, second)
    assert authority(unit) == "none"
    assert told([unit.stream_id], limit=1)[0].type.code == "hold.lifted/1"
    assert not replay_state().findings


def test_an_order_counts_again_with_the_last_one_and_may_wait_until_then(cast, refused):
    [unit] = stories.kept(cast)
    order = stories.recorded(cast, [unit])
    first, second = held_twice(cast, unit)

    lifted(cast, first)
    last = lift_recorded(cast, second)
    with refused("hold.order_waits"):
        lift_verified(last, by=cast.second_case_officer)
    stories.verified(cast, order)
    assert authority(unit) == "held"
    lift_verified(last, by=cast.second_case_officer)

    assert authority(unit) == "ordered"
    assert not replay_state().findings


def test_the_clocks_of_the_law_stand_still_as_long_as_one_verified_hold_lies_on_it(cast):
    [unit] = stories.kept(cast)
    before = clock(unit, "TARGET_DESTRUCTION")
    first, second = held_twice(cast, unit, review_at=evidence.now() + 2 * DAY)
    both = clock(unit, "TARGET_DESTRUCTION")
    assert (both.paused_at, both.next_stage, both.next_fire_at) == (first.placed_at, "review", second.review_at)

    lifted(cast, second)
    one = clock(unit, "TARGET_DESTRUCTION")
    assert (one.paused_at, one.next_fire_at) == (first.placed_at, first.review_at)
    first = lifted(cast, first)

    after = clock(unit, "TARGET_DESTRUCTION")
    assert (after.paused_at, after.due_at - before.due_at) == (None, first.lifted_at - first.placed_at)


def test_every_part_inherits_every_hold_and_what_stands_under_other_acts_is_never_merged(cast, refused):
    one, two, other = stories.kept(cast, count=3)
    acts = {"authority": "prosecutor", "reference": "KP 1/26"}, {"authority": "court", "reference": "OR 7/26"}
    placed(cast, [one, two, other], **acts[0])
    for hold in placed(cast, [one, two], **acts[1]):
        verified(cast, hold)
    with refused("merge.holds"):
        merged(cast, fresh([one, other]))

    whole = merged(cast, fresh([one, two]))
    signed([whole], by=cast.second_storekeeper)
    parts = fresh(split(cast, whole, whole.gross_mg // 2, whole.gross_mg - whole.gross_mg // 2))

    for each in (whole, *parts):
        said = {hold.authority: hold.verified_by for hold in Hold.objects.filter(unit=each, lifted_at__isnull=True)}
        assert (each.authority_state, said) == ("held", {"prosecutor": None, "court": cast.second_case_officer})
    assert not replay_state().findings


def test_a_part_of_what_is_held_is_held_by_another_authority_too(cast, refused):
    [unit] = stories.kept(cast)
    placed(cast, [unit], authority="court", reference="KP 12/26")
    with refused("hold.placed"):
        hold_part(cast, fresh([unit])[0], unit.gross_mg // 2, authority="court", reference="KP 12/26")

    kept, rest = hold_part(cast, fresh([unit])[0], unit.gross_mg // 2)

    said = {each.id: [hold.authority for hold in holds_on([each.id])[each.id]] for each in (kept, rest)}
    assert (sorted(said[kept.id]), said[rest.id]) == (["court", "prosecutor"], ["court"])
    assert not replay_state().findings


def test_what_a_laboratory_and_an_authority_hold_waits_for_the_authority(cast):
    [unit] = stories.kept(cast)
    negative(cast, unit)

    kept, rest = hold_part(cast, fresh([unit])[0], unit.gross_mg // 2, authority="court")

    assert {hold.authority for hold in holds_on([kept.id])[kept.id]} == {BY_LABORATORY, "court"}
    assert (held_by_laboratory(kept), held_by_laboratory(rest)) == (False, True)
    lifted(cast, Hold.objects.get(unit=kept, authority="court"))
    assert held_by_laboratory(kept)
    assert not replay_state().findings


def test_a_magistrate_who_is_asked_holds_what_a_court_holds_already(cast):
    [unit] = stories.kept(cast)
    request = opened(cast, made(cast, [unit]))
    placed(cast, [unit])

    answered(cast, request, "hold", words="For my case too")

    assert [hold.authority for hold in holds_on([unit.id])[unit.id]] == ["court", "prosecutor"]


def test_a_magistrate_holds_what_became_of_what_was_shown_and_what_is_gone_frees_nothing_else(cast, refused):
    torn, kept, over, one = stories.kept(cast, count=4)
    request = opened(cast, made(cast, [torn, kept, over, one]))
    parts = split(cast, torn, torn.gross_mg // 2, torn.gross_mg - torn.gross_mg // 2)
    placed(cast, [one], authority=request.authority, reference=request.reference)
    missing(cast, over)
    decided(asked(cast, over, "lost", by=cast.supervisor), by=cast.regional_head)

    answered(cast, request, "hold", words="For the jury")

    assert {each.authority_state for each in fresh([*parts, kept, one])} == {"held"}
    assert not Hold.objects.filter(unit__in=[torn, over]).exists()
    assert not replay_state().findings


def test_the_database_lets_an_act_hold_a_unit_once(cast):
    [unit] = stories.kept(cast)
    _, second = held_twice(cast, unit)

    with pytest.raises(IntegrityError, match="hold_once_by_an_act"), transaction.atomic():
        Hold.objects.filter(pk=second.pk).update(authority="prosecutor", reference="KP 1/26")
