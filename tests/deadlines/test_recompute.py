"""Running clocks follow their rules: a difference is a new epoch, and nothing else changes."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, transaction

from custody.alerts.models import Alert, Heartbeat
from custody.alerts.passes import fire, recompute
from custody.deadlines.models import Clock
from custody.deadlines.recompute import batches, preview
from custody.evidence.actions import stop
from custody.organisation.actions import policy as rules
from custody.organisation.models import Policy
from tests import stories
from tests.alerts.conftest import let_pass
from tests.destruction import stories as destruction
from tests.destruction.test_holds import placed, verified
from tests.passing import put_in_zone
from tests.stories import act_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def clock(unit, kind):
    return Clock.objects.get(subject_id=unit.id, clock_type=kind, closed_at__isnull=True)


def change(cast, key="clock.max_storage", value=48, measure="hours", **scope):
    proposal = rules.propose_policy(
        act=act_of(cast.administrator), key=key, jurisdiction="BE", value=value, measure=measure, source="t", **scope
    )
    return rules.decide_policy(act=act_of(cast.second_administrator), proposal_id=proposal.id, approve=True)


def proposed_row(**changed):
    usual = {"key": "clock.max_storage", "jurisdiction": "BE", "value": 48, "measure": "hours"}
    return Policy(**(usual | {"valid_from": stories.now()} | changed))


def test_a_shorter_term_is_a_new_epoch_of_what_runs(cast):
    [unit] = stories.stored(cast)
    old = clock(unit, "MAX_STORAGE")
    change(cast)

    effect = recompute.recompute_all(at=stories.now())

    assert (effect.moved, effect.earlier, effect.later, effect.past_due_at_once) == (1, 1, 0, 0)
    new = clock(unit, "MAX_STORAGE")
    assert (new.epoch, new.started_at, new.due_at) == (2, old.started_at, old.started_at + 48 * HOUR)
    old.refresh_from_db()
    assert (old.closed_by, old.next_fire_at) == ("clock.recomputed", None)
    assert recompute.recompute_all(at=stories.now()).moved == 0


def test_what_was_warned_of_is_not_warned_of_again_and_what_is_upon_us_fires(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "MAX_STORAGE", past_due=-20 * HOUR)  # 52 of 72 hours have passed
    fire.fire(engine="test")
    assert clock(unit, "MAX_STORAGE").fired_stage == "50%"
    change(cast)

    recompute.recompute_all(at=stories.now())

    new = clock(unit, "MAX_STORAGE")
    assert (new.fired_stage, new.next_stage) == ("50%", "75%")
    fire.fire(engine="test")
    assert clock(unit, "MAX_STORAGE").fired_stage == "due"
    assert Alert.objects.filter(subject_id=unit.id, epoch=2).count() == 1


def test_the_alert_of_a_clock_that_gets_a_longer_term_is_over(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "MAX_STORAGE", past_due=HOUR)
    while fire.fire(engine="test"):
        pass
    before = Alert.objects.get(clock=clock(unit, "MAX_STORAGE"))
    change(cast, value=90, measure="days")

    effect = recompute.recompute_all(at=stories.now())

    assert (effect.later, effect.skipped) == (1, 0)
    before.refresh_from_db()
    assert (before.state, before.outcome) == ("resolved", "superseded")
    assert clock(unit, "MAX_STORAGE").due_at > stories.now() + 80 * DAY


def test_the_preview_says_what_would_happen_and_does_nothing(cast):
    units = stories.stored(cast, count=3)
    let_pass(units[0], "MAX_STORAGE", past_due=-HOUR)

    effect = preview(proposed_row(), at=stories.now())

    assert (effect.looked, effect.earlier, effect.later, effect.past_due_at_once) == (3, 3, 0, 1)
    assert {move.clock.subject_id for move in effect.moves} == {unit.id for unit in units}
    assert all(clock(unit, "MAX_STORAGE").epoch == 1 for unit in units)
    assert preview(proposed_row(substance="heroin"), at=stories.now()).moved == 0
    assert preview(proposed_row(mass_from_mg=units[0].gross_mg), at=stories.now()).moved == 3
    assert preview(proposed_row(place_class="vault"), at=stories.now()).moved == 0
    assert preview(proposed_row(key="clock.acceptance"), at=stories.now()).looked == 0
    # One rule may be the length of two clocks: of who is second officer, and of who stands guard.
    box = stories.contained(cast)
    stop.post_guard(act=stories.act_of(cast.officer), unit_id=box.id, guard_badge=cast.crew.badge)
    asked = proposed_row(key="clock.second_signature", value=30, measure="minutes")
    kinds = Clock.objects.filter(clock_type__in=["SECOND_SIGNATURE", "GUARD_WORD"], closed_at__isnull=True)
    assert preview(asked, at=stories.now()).looked == kinds.count()
    assert {"SECOND_SIGNATURE", "GUARD_WORD"} == set(kinds.values_list("clock_type", flat=True))


def test_an_offer_keeps_the_time_it_was_made_with(cast):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    change(cast, key="clock.acceptance", value=5, measure="minutes")

    assert recompute.recompute_all(at=stories.now()).moved == 0
    assert clock(offer, "ACCEPTANCE").due_at == offer.expires_at


def test_a_clock_under_a_hold_moves_and_goes_on_asking_for_its_review(cast):
    [unit] = destruction.kept(cast)
    hold = verified(cast, placed(cast, [unit]))
    change(cast, key="clock.target_destruction", value=24)

    recompute.recompute_all(at=stories.now())

    target = clock(unit, "TARGET_DESTRUCTION")
    assert target.due_at - target.started_at == 24 * HOUR
    assert (target.paused_at, target.next_stage, target.next_fire_at) == (hold.placed_at, "review", hold.review_at)


def test_a_law_that_moves_the_clocks_of_a_site_moves_its_legal_days(house_cast, seal_all):
    change(house_cast, value=60, measure="days")
    recompute.recompute_all(at=stories.now())
    [unit] = stories.stored(house_cast)
    stay = clock(unit, "MAX_STORAGE")

    # As after a new tzdata: the same facts give another instant.
    put_in_zone(stay, "Atlantic/Azores")
    effect = recompute.recompute_all(at=stories.now())

    # Between midnight and two o'clock it is still the day before there.
    began = timedelta(days=(day_of(stay.started_at, "Atlantic/Azores") - day_of(stay.started_at, stay.zone)).days)
    assert effect.moved == 1
    assert clock(unit, "MAX_STORAGE").due_at == stay.due_at + began + (HOUR if is_summer_gap(stay.due_at) else 2 * HOUR)


def day_of(moment, zone):
    return moment.astimezone(ZoneInfo(zone)).date()


def is_summer_gap(moment):
    def offset(zone):
        return moment.astimezone(ZoneInfo(zone)).utcoffset()

    return offset("Europe/Brussels") - offset("Atlantic/Azores") == HOUR


def test_batches_meet_every_open_clock_once(cast):
    for _ in range(3):
        stories.stored(cast, count=4)

    met = [each.pk for batch in batches(size=5) for each in batch]

    assert len(met) == len(set(met)) == Clock.objects.filter(closed_at__isnull=True).count()


def test_the_pass_runs_after_a_change_and_by_itself_and_else_only_looks(cast, monkeypatch):
    [unit] = stories.stored(cast)
    runs = []
    real = recompute.recompute_all
    monkeypatch.setattr(recompute, "recompute_all", lambda **about: runs.append(about) or real(**about))

    assert recompute.recompute(engine="test") == 0
    Heartbeat.objects.filter(work="recompute").update(last_ok_at=stories.now() - HOUR / 6)
    recompute.recompute(engine="test")
    assert runs == []

    change(cast)
    assert recompute.recompute(engine="test") == 1
    assert clock(unit, "MAX_STORAGE").epoch == 2

    runs.clear()
    Heartbeat.objects.filter(work="recompute").update(last_ok_at=stories.now() - HOUR / 3)
    recompute.recompute(engine="test")
    assert len(runs) == 1


def test_a_due_date_that_was_moved_past_every_action_is_put_back(cast):
    [unit] = stories.stored(cast)
    stay = clock(unit, "MAX_STORAGE")
    moved = stay.due_at + 3_650 * DAY
    Clock.objects.filter(pk=stay.pk).update(due_at=moved, next_fire_at=moved)
    Heartbeat.objects.create(engine="alert_engine", work="recompute", last_ok_at=stories.now() - HOUR / 3)

    assert recompute.recompute(engine="alert_engine") == 1

    assert clock(unit, "MAX_STORAGE").due_at == stay.due_at
    assert clock(unit, "MAX_STORAGE").next_fire_at <= stay.due_at


def test_a_start_that_was_moved_past_every_action_is_put_back(cast):
    [unit] = stories.stored(cast)
    stay = clock(unit, "MAX_STORAGE")
    later = stay.started_at + 300 * DAY
    Clock.objects.filter(pk=stay.pk).update(started_at=later, due_at=stay.due_at + 300 * DAY)

    assert recompute.recompute_all(at=stories.now()).later == 0

    back = clock(unit, "MAX_STORAGE")
    assert (back.started_at, back.due_at) == (stay.started_at, stay.due_at)
    # The start alone, with the due date as it was.
    Clock.objects.filter(pk=back.pk).update(started_at=later)
    recompute.recompute_all(at=stories.now())
    assert clock(unit, "MAX_STORAGE").started_at == stay.started_at
    assert recompute.recompute_all(at=stories.now()).moved == 0


@pytest.mark.parametrize("fact", [
    {"mass_mg": 1}, {"substance": "cannabis_herb"}, {"jurisdiction": "ES"}, {"place_class": "vault"},
    {"armed_at": stories.now}, {"clock_type": "LOAN"}, {"epoch": 7},
    {"subject_id": uuid4}, {"subject_kind": "place"}, {"zone": "Pacific/Apia"},
])  # fmt: skip
def test_no_role_of_the_house_changes_what_a_clock_was_armed_with(cast, fact):
    [unit] = stories.stored(cast)
    values = {name: value() if callable(value) else value for name, value in fact.items()}

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Clock.objects.filter(subject_id=unit.id, clock_type="MAX_STORAGE").update(**values)


def test_a_clock_that_somebody_works_on_is_left_for_the_next_round(house_cast, monkeypatch):
    stories.stored(house_cast)
    recompute.recompute(engine="test")
    change(house_cast)
    monkeypatch.setattr(recompute, "lock_open", lambda pks: [])

    assert recompute.recompute_all(at=stories.now()).skipped == 1
    recompute.recompute(engine="test")
    monkeypatch.undo()
    assert recompute.recompute(engine="test") == 1


def test_a_clock_without_a_rule_keeps_its_term_and_stops_nobody(cast, caplog):
    [unit] = stories.stored(cast)
    stay = clock(unit, "MAX_STORAGE")
    Clock.objects.filter(pk=stay.pk).update(
        closed_at=stories.now(), closed_by="tests", next_fire_at=None, next_stage=None
    )
    stay.pk, stay.epoch, stay.jurisdiction = None, 2, "XX"
    stay.save(force_insert=True)
    change(cast, key="clock.target_destruction", value=24)

    assert recompute.recompute_all(at=stories.now()).moved == 1
    assert "has no rule any more" in caplog.text
