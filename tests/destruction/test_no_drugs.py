"""What a laboratory found no drugs in does not burn: it is held back, called what it is, and goes the way that its
authority chose."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from custody.alerts.models import Alert
from custody.deadlines.models import Clock
from custody.destruction import law_policies
from custody.destruction.actions import holds, notices
from custody.destruction.models import OrderLine, RetentionRequest
from custody.destruction.selectors.holds import units_to_hold
from custody.evidence.models import Hold, Sample
from custody.evidence.selectors.exceptions import BY_LABORATORY
from custody.evidence.selectors.facts import sampled_mg
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests.destruction import stories
from tests.destruction.decided import lifted, retained
from tests.evidence.exceptional import (
    asked,
    decided,
    explained,
    negative,
    reported,
    signed,
    signed_by_each,
    written_off,
)
from tests.evidence.test_dividing import split
from tests.evidence.test_recovering import back
from tests.stories import act_of, fresh, sampled


def open_alerts(unit):
    return Alert.objects.filter(rule="NEGATIVE", subject_id=unit.id, resolved_at__isnull=True)


@contextmanager
def as_supervisor(officer):
    """Let somebody be of the rank that decides, for a moment."""
    kept, officer.roles = officer.roles, [*officer.roles, "supervisor"]
    yield
    officer.roles = kept


@pytest.mark.parametrize(("way", "end"), [("return", "returned"), ("disposal", "disposed")])
def test_an_ordered_unit_without_drugs_is_held_back_and_its_order_ends_when_two_say_where_it_goes(
    cast, refused, way, end
):
    [unit] = stories.kept(cast)
    stories.ordered(cast, units=[unit])
    with refused("exception.authority"):
        asked(cast, unit, way, by=cast.case_officer)

    negative(cast, unit)

    [unit] = fresh([unit])
    hold = Hold.objects.get(unit=unit, lifted_at__isnull=True)
    assert (unit.authority_state, unit.substance) == ("held", "no_drugs")
    assert (hold.authority, hold.placed_by, hold.verified_by) == (BY_LABORATORY, cast.case_officer, None)
    assert open_alerts(unit).count() == 1
    with refused("hold.no_drugs"):
        lifted(cast, hold)

    proposal = asked(cast, unit, way, by=cast.second_case_officer)
    with refused("hold.own_lift"), as_supervisor(cast.case_officer):
        decided(proposal, by=cast.case_officer)
    decided(proposal, by=cast.supervisor)

    [unit] = fresh([unit])
    hold.refresh_from_db()
    assert (unit.custody_state, unit.custodian, unit.authority_state) == (end, None, "none")
    assert hold.lifted_by == cast.storekeeper, "who gave it away"
    assert not OrderLine.objects.filter(unit=unit, live=True).exists()
    assert not open_alerts(unit).exists()
    running = Clock.objects.filter(subject_id=unit.id, closed_at__isnull=True)
    assert [each.clock_type for each in running] == ["SIGNATURE_OWED"]
    assert "order.withdrawn/1" in {line.type.code for line in told([unit.stream_id])}
    assert not replay_state().findings


def test_what_an_authority_holds_stays_held_and_drugs_found_after_all_open_the_way_again(cast, refused):
    [unit] = stories.kept(cast)
    [court] = holds.place_hold(act=act_of(cast.case_officer), unit_ids=[unit.id], authority="court",
                               reference="KP 12/26", reason="second opinion")  # fmt: skip
    sample = negative(cast, unit).samples.latest("taken_at").sample_unit
    with refused("exception.authority"):
        asked(cast, unit, "return", by=cast.case_officer)

    lifted(cast, court)
    hold = Hold.objects.get(unit=unit, lifted_at__isnull=True)
    assert (hold.authority, fresh([unit])[0].authority_state) == (BY_LABORATORY, "held")
    reported(cast, sample, substance="ketamine")
    assert fresh([unit])[0].substance == "ketamine"
    lifted(cast, hold)

    assert fresh([unit])[0].authority_state == "none"
    assert not open_alerts(unit).exists()
    assert not replay_state().findings


def test_a_court_holds_what_a_laboratory_holds_already_and_nobody_sends_it_back_before_the_court_lets_go(cast, refused):
    [unit] = stories.kept(cast)
    negative(cast, unit)
    proposal = asked(cast, unit, "return", by=cast.case_officer)
    said = {"unit_ids": [unit.id], "authority": "court", "reference": "KP 12/26", "reason": "second opinion"}
    with refused("hold.own_lift"):
        holds.place_hold(act=act_of(cast.case_officer), **said)
    assert list(units_to_hold(cast.case_officer, unit_id=unit.id)) == [unit]
    [court] = holds.place_hold(act=act_of(cast.second_case_officer), **said)

    with refused("hold.placed"):
        holds.place_hold(act=act_of(cast.second_case_officer), **said)
    with refused("exception.authority"):
        decided(proposal, by=cast.supervisor)
    with refused("hold.lasts"):
        law_policies.check_laboratory_holds(court)
    lifted(cast, court, by=cast.second_case_officer, verifier=cast.supervisor)
    assert Hold.objects.get(unit=unit, lifted_at__isnull=True).authority == BY_LABORATORY
    notices.ask_retention(act=act_of(cast.case_officer), seizure_id=unit.seizure_id, authority="prosecutor",
                          retain_mg=10_000, reason="For the jury")  # fmt: skip
    with refused("exception.retention"):
        decided(proposal, by=cast.supervisor)
    retained(cast, RetentionRequest.objects.get(), "denied", verifier=cast.supervisor)
    decided(proposal, by=cast.supervisor)
    assert fresh([unit])[0].custody_state == "returned"
    assert not replay_state().findings


def test_a_part_is_what_the_laboratory_said_of_the_whole_and_is_held_back_with_it(cast):
    [unit] = stories.kept(cast)
    negative(cast, unit)

    [made] = fresh(split(cast, unit, unit.gross_mg, how="repack"))

    assert (made.substance, made.authority_state) == ("no_drugs", "held")
    signed([made], by=cast.second_storekeeper)
    decided(asked(cast, made, "disposal", by=cast.second_case_officer), by=cast.supervisor)
    assert fresh([made])[0].custody_state == "disposed"
    assert not replay_state().findings


def test_a_sample_that_was_stolen_and_came_back_is_still_the_sample_of_its_bulk(cast):
    """What is not in it holds its bulk back, and it counts as taken once."""
    [unit] = stories.kept(cast)
    [sample] = fresh([sampled(cast, unit).sample_unit])
    written_off(cast, sample)
    made = back(cast, sample, 5_000)
    signed_by_each([made])
    explained(cast, made)

    first, again = Sample.objects.get(sample_unit=sample), Sample.objects.get(sample_unit=made)
    assert (again.unit, again.carried_from, again.sampler, again.taken_at) == (
        unit, first, first.sampler, first.taken_at
    )  # fmt: skip
    assert sampled_mg(unit) == sum(each.gross_mg for each in unit.samples.exclude(pk=again.pk)), "taken out once"
    reported(cast, made, outcome="negative", substance=None)

    [unit] = fresh([unit])
    assert (unit.authority_state, unit.substance) == ("held", "no_drugs")
    assert open_alerts(unit).count() == 1
    assert not replay_state().findings
