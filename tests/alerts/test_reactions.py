"""What happens in custody raises and cures alerts in the same transaction: differences, full places, large seizures,
burns that fall out, pairs, and changes of a safeguard."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts import inhibiting
from custody.alerts.actions.acknowledge import acknowledge
from custody.alerts.actions.close import close
from custody.alerts.actions.pass_on import pass_on
from custody.alerts.models import Alert, Delivery
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.fire import fire
from custody.alerts.reactions import large, loads, pairs
from custody.alerts.selectors import proposed_finding, visible_alerts
from custody.core.act import Basis, Door
from custody.core.errors import NotPermitted
from custody.core.rule_values import LARGE_SEIZURE
from custody.destruction.actions import sessions
from custody.evidence.actions import weigh
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from custody.organisation.actions import presence, register
from custody.organisation.models import Place
from tests import stories
from tests.alerts.conftest import let_pass
from tests.destruction import stories as burning

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def act_of(officer, **changes):
    return stories.act_of(officer, **changes)


def alerts(rule):
    return Alert.objects.filter(rule=rule).order_by("raised_at", "id")


def open_one(rule):
    return alerts(rule).exclude(state="resolved").get()


def told(alert):
    return sorted(set(alert.deliveries.values_list("officer__badge", flat=True)))


# --- AL5, AL6 ---------------------------------------------------------------------------------------------


def test_a_weight_that_differs_is_told_to_supervisors_and_internal_affairs_until_it_is_explained(cast):
    [unit] = stories.stored(cast)

    weigh.record_weighing(
        act=act_of(cast.second_storekeeper), unit_id=unit.id, reading=stories.reading(unit.gross_mg - 900_000)
    )

    alert = open_one("AL5")
    assert (alert.level, alert.stage, alert.subject_id) == (1, "weight", unit.id)
    assert alert.site.code_word == "BIRCH"
    assert told(alert) == ["4901", "4902", "4941"]
    weigh.resolve_discrepancy(
        act=act_of(cast.supervisor), discrepancy_id=Discrepancy.objects.get().id, resolution="The scale was dirty"
    )
    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("resolved", "cured")


@pytest.mark.parametrize("rule", ["AL5", "AL6"])
def test_who_has_the_load_neither_sees_nor_takes_what_is_found_about_it(cast, rule):
    if rule == "AL5":
        [unit] = stories.stored(cast)
        weigh.record_weighing(
            act=act_of(cast.second_storekeeper), unit_id=unit.id, reading=stories.reading(unit.gross_mg - 900_000)
        )
    else:
        units = stories.seized(cast)
        offer = stories.offered(cast, units, receiver=cast.storekeeper)
        stories.accepted(offer, by=cast.storekeeper, seals={units[0].id: "AN999999"}, again=True)
    alert = open_one(rule)

    assert cast.storekeeper.id in alert.about
    assert alert not in visible_alerts(cast.storekeeper)
    with pytest.raises(NotPermitted):
        acknowledge(act=act_of(cast.storekeeper), alert_id=alert.id)
    acknowledge(act=act_of(cast.supervisor), alert_id=alert.id)
    with pytest.raises(NotPermitted, match="cannot take"):
        pass_on(act=act_of(cast.supervisor), alert_id=alert.id, badge=cast.storekeeper.badge)


def test_a_seal_that_differs_is_another_rule(cast):
    units = stories.seized(cast)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)

    stories.accepted(offer, by=cast.storekeeper, seals={units[0].id: "AN999999"}, again=True)

    assert open_one("AL6").subject_id == units[0].id
    assert not alerts("AL5").exists()


def test_what_is_replayed_happened_long_ago_and_tells_nobody(cast):
    [unit] = stories.stored(cast)

    weigh.record_weighing(
        act=act_of(
            cast.second_storekeeper, basis=Basis.SCENARIO, door=Door.SCENARIO, occurred_at=stories.now() - 9 * HOUR
        ),
        unit_id=unit.id,
        reading=stories.reading(unit.gross_mg - 900_000),
    )

    assert Discrepancy.objects.exists()
    assert not Alert.objects.exists()


# --- AL7 --------------------------------------------------------------------------------------------------


@pytest.fixture
def tiny(monkeypatch):
    """Return a function that lets the small store be so many percent full."""
    monkeypatch.setattr(large, "LARGE_KG", 10_000)
    place = Place.objects.get(code_word="DUNLIN")

    def load(percent):
        monkeypatch.setattr(loads, "placed_mg", lambda of: of.cap_mg * percent // 100 if of == place else 0)

    return load


def moved(cast):
    return stories.stored(cast, place="DUNLIN")


def test_a_place_rings_at_80_100_and_120_percent_and_falls_silent_well_below(cast, tiny):
    seen = []
    for percent in (79, 80, 99, 100, 96, 121, 115, 113, 94, 77, 75):
        tiny(percent)
        moved(cast)
        now = alerts("AL7").exclude(state="resolved")
        seen.append((percent, [(each.stage, each.level) for each in now]))

    assert seen == [
        (79, []),
        (80, [("80%", 3)]),
        (99, [("80%", 3)]),
        (100, [("100%", 2)]),
        (96, [("100%", 2)]),
        (121, [("120%", 1)]),
        (115, [("120%", 1)]),
        (113, [("100%", 2)]),
        (94, [("80%", 3)]),
        (77, [("80%", 3)]),
        (75, []),
    ]
    assert set(alerts("AL7").values_list("subject_kind", "subject_id")) == {
        ("place", Place.objects.get(code_word="DUNLIN").id)
    }


def test_what_leaves_a_place_is_seen_as_well(cast, tiny):
    tiny(101)
    units = moved(cast)
    tiny(50)

    stories.on_the_road(cast, units=units, giver=cast.storekeeper)

    assert not alerts("AL7").exclude(state="resolved").exists()


# --- AL8 --------------------------------------------------------------------------------------------------


@pytest.fixture
def small_is_large(monkeypatch):
    monkeypatch.setattr(large, "LARGE_KG", 40)


def test_a_large_seizure_in_ordinary_storage_is_told_at_once_up_to_the_head(cast, small_is_large):
    units = stories.stored(cast, count=2)

    alert = open_one("AL8")

    assert (alert.level, alert.subject_kind, alert.subject_id) == (1, "seizure", units[0].seizure_id)
    assert {"4901", "4902", "4903", "4905"} <= set(told(alert))


def test_a_small_one_is_not(cast, small_is_large):
    stories.stored(cast)

    assert not alerts("AL8").exists()


def test_it_ends_when_the_goods_leave(cast, small_is_large):
    units = stories.stored(cast, count=2)

    stories.on_the_road(cast, units=units, giver=cast.storekeeper)

    assert alerts("AL8").get().outcome == "cured"


def test_a_guard_at_the_site_ends_it_and_keeps_it_from_coming(cast, small_is_large):
    stories.stored(cast, count=2)
    presence.come(act=act_of(cast.officer), site="BIRCH", on_guard=True)
    assert alerts("AL8").get().state == "resolved"

    stories.stored(cast, count=2)

    assert alerts("AL8").count() == 1


def test_who_comes_without_standing_guard_ends_nothing(cast, small_is_large):
    stories.stored(cast, count=2)

    presence.come(act=act_of(cast.officer), site="BIRCH")

    assert open_one("AL8")


def test_the_threshold_is_a_rule_with_a_value_that_two_people_set(cast):
    register.set_policy(
        act=act_of(cast.administrator), approver=cast.second_administrator, key=LARGE_SEIZURE, jurisdiction="BE",
        value=40, measure="kg", valid_from=stories.now() - HOUR, source="Test",
    )  # fmt: skip

    stories.stored(cast, count=2)

    assert open_one("AL8")


# --- AL15 and what a burn keeps waiting -------------------------------------------------------------------


def test_a_burn_cancelled_at_the_last_moment_is_told_until_its_units_have_another(cast):
    session = burning.approved(cast, burning.planned(cast, burning.ordered(cast, count=2)))
    units = burning.units_of(session)

    sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="no_escort")

    alert = open_one("AL15")
    assert (alert.subject_kind, alert.subject_id, alert.level) == ("session", session.id, 2)
    burning.planned(cast, stories.fresh(units)[:1])
    assert open_one("AL15") == alert
    burning.planned(cast, stories.fresh(units)[1:])
    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("resolved", "cured")


def test_a_burn_cancelled_in_good_time_is_not_told(cast):
    session = burning.planned(cast, starts_at=stories.now() + 60 * HOUR)

    sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="replanned")

    assert not alerts("AL15").exists()


def test_a_unit_taken_out_late_is_told_too(cast):
    session = burning.planned(cast, burning.ordered(cast, count=2))
    unit = burning.units_of(session)[0]

    sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[unit.id], reason="replanned")

    assert open_one("AL15").subject_id == session.id


def test_reminders_of_what_is_being_burnt_wait_and_leave_when_the_burn_falls_out(cast, monkeypatch):
    monkeypatch.setattr(inhibiting, "BEFORE_THE_BURN", 400 * HOUR)
    session = burning.approved(cast)
    [unit] = burning.units_of(session)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=-HOUR)

    fire(engine="test")

    alert = Alert.objects.get(subject_id=unit.id, rule="AL1", stage="90%")
    rows = Delivery.objects.filter(alert=alert)
    assert set(rows.values_list("state", "waits_for")) == {("pending", "parent")}
    assert set(rows.values_list("next_attempt_at", flat=True)) == {session.starts_at + inhibiting.AFTER_THE_BURN}
    Alert.objects.filter(pk=alert.pk).update(next_escalation_at=stories.now() - MINUTE)
    assert escalate(engine="test") == 0

    sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="furnace_stopped")

    assert set(rows.values_list("waits_for", flat=True)) == {""}
    assert not rows.filter(next_attempt_at__gt=stories.now()).exists()


def test_an_alert_of_level_1_waits_for_no_burn(cast, monkeypatch):
    monkeypatch.setattr(inhibiting, "BEFORE_THE_BURN", 400 * HOUR)
    [unit] = burning.units_of(burning.approved(cast))
    let_pass(unit, "TARGET_DESTRUCTION", past_due=80 * HOUR)

    fire(engine="test")

    urgent = Alert.objects.get(subject_id=unit.id, rule="AL1", level=1)
    assert set(urgent.deliveries.values_list("state", "waits_for")) == {("pending", "")}
    assert not urgent.deliveries.filter(next_attempt_at__gt=stories.now()).exists()


@pytest.mark.parametrize("level", [0, 1, 2, 3, 4])
def test_a_burn_keeps_back_levels_2_to_4_only(cast, monkeypatch, level):
    monkeypatch.setattr(inhibiting, "BEFORE_THE_BURN", 400 * HOUR)
    [unit] = burning.units_of(burning.approved(cast))
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    alert = Alert.objects.get(subject_id=unit.id, rule="AL1", stage="due")
    alert.level = level

    assert (alert.id in inhibiting.held([alert], at=stories.now())) is (level >= 2)


def test_a_burn_that_took_place_cures_what_waited(cast, monkeypatch):
    monkeypatch.setattr(inhibiting, "BEFORE_THE_BURN", 400 * HOUR)
    session = burning.approved(cast)
    [unit] = burning.units_of(session)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")

    burning.burn(cast, burning.attested(cast, burning.at_furnace(cast, burning.staged(cast, session))))

    alert = Alert.objects.get(subject_id=unit.id, stage="due", rule="AL1", clock__clock_type="TARGET_DESTRUCTION")
    assert alert.state == "resolved"
    assert set(alert.deliveries.values_list("state", flat=True)) == {"superseded"}


def test_a_full_place_is_silent_while_it_is_emptied_by_a_burn(cast, monkeypatch, tiny):
    monkeypatch.setattr(inhibiting, "BEFORE_THE_BURN", 400 * HOUR)
    session = burning.approved(cast, burning.planned(cast, burning.ordered(cast, place="DUNLIN")))
    tiny(100)

    moved(cast)

    alert = open_one("AL7")
    assert set(alert.deliveries.values_list("waits_for", flat=True)) == {"parent"}
    sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="furnace_stopped")
    assert set(alert.deliveries.values_list("waits_for", flat=True)) == {""}


# --- AL14 -------------------------------------------------------------------------------------------------


def test_the_same_pair_too_often_is_looked_at_by_others(cast, monkeypatch):
    monkeypatch.setattr(pairs, "SAMPLINGS", 2)
    stories.sampled(cast)
    assert not alerts("AL14").exists()

    stories.sampled(cast)

    alert = open_one("AL14")
    assert set(alert.about) == {cast.sampler.id, cast.storekeeper.id}
    assert told(alert) == ["4901", "4902", "4941"]
    close(act=act_of(cast.supervisor), alert_id=alert.id, reason="A small squad")
    close(
        act=act_of(cast.internal_affairs), alert_id=alert.id, reason="So it is",
        proposal_id=proposed_finding(alert).id,
    )  # fmt: skip
    stories.sampled(cast)
    assert alerts("AL14").count() == 1  # what was looked at counts no more


def test_the_same_witnesses_too_often_are_looked_at(cast, monkeypatch):
    monkeypatch.setattr(pairs, "BURNS", 1)

    session = burning.approved(cast)

    alert = open_one("AL14")
    assert (alert.subject_kind, alert.subject_id) == ("session", session.id)
    assert set(alert.about) == {cast.second_supervisor.id, cast.witness.id}
    assert "4902" not in told(alert)


def test_all_of_it_is_folded_to_what_the_table_says(cast, monkeypatch):
    monkeypatch.setattr(large, "LARGE_KG", 40)
    units = stories.stored(cast, count=2)
    weigh.record_weighing(
        act=act_of(cast.second_storekeeper),
        unit_id=units[0].id,
        reading=stories.reading(units[0].gross_mg - 900_000),
    )
    presence.come(act=act_of(cast.officer), site="BIRCH", on_guard=True)

    assert {alert.rule for alert in Alert.objects.all()} >= {"AL5", "AL8"}
    assert replay_state().findings == []
