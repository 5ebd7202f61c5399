"""One container is in custody once; another one that shows its number is a fact that somebody has to explain."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from custody.core.lifecycle import CUSTODY, GONE, Family
from custody.evidence.models import Consultation, Conveyance, Discrepancy, HandlingUnit
from custody.evidence.selectors.targets import number_as_subject
from custody.ledger.replay import replay_state
from tests import releasing, stories
from tests.evidence.test_two_at_once import at_once

NUMBER = "MSCU1234566"


@pytest.mark.parametrize("written", [NUMBER, "mscu 123456 6", "MSCU 123456-6"])
def test_a_container_in_custody_is_not_stopped_again_however_its_number_is_written(cast, refused, written):
    unit = stories.contained(cast)

    with refused("stop.in_custody") as refusal:
        stories.contained(cast, act=stories.act_of(cast.second_officer), second_badge=cast.officer.badge,
                          container_number=written)  # fmt: skip

    assert unit.label in str(refusal.error)
    assert HandlingUnit.objects.count() == 1


def test_who_is_told_that_it_is_in_custody_has_looked_it_up(cast, refused):
    stories.contained(cast)

    with refused("stop.in_custody"):
        stories.contained(cast, container_number=NUMBER)

    look = Consultation.objects.get(field_group="lookup")
    assert (look.officer, look.subject_id) == (cast.officer, number_as_subject(NUMBER))


def test_who_may_not_know_of_the_unit_is_not_told_which_it_is(cast, refused, monkeypatch):
    unit = stories.contained(cast)
    monkeypatch.setattr("custody.evidence.stop_policies.visible_units", lambda officer: HandlingUnit.objects.none())

    with refused("stop.in_custody") as refusal:
        stories.contained(cast, act=stories.act_of(cast.third_officer), container_number=NUMBER)

    assert unit.label not in str(refusal.error)
    assert "unit_id" not in refusal.error.params


def test_another_container_of_that_number_is_stopped_and_frozen(cast):
    first = stories.contained(cast)

    other = stories.contained(cast, container_number=NUMBER, number_on_another=True)

    found = Discrepancy.objects.get()
    assert (found.unit_id, found.discrepancy_kind, found.found) == (other.id, "identity", NUMBER)
    first.refresh_from_db()
    assert (other.discrepancy_open, first.discrepancy_open) == (True, False)
    assert replay_state().findings == []


def test_a_number_that_is_on_no_other_freezes_nothing(cast):
    assert not stories.contained(cast, number_on_another=True).discrepancy_open


def test_what_was_released_may_be_stopped_again(cast):
    releasing.released(cast, stories.contained(cast))

    assert stories.contained(cast, container_number=NUMBER).custody_state == "contained"


def test_of_two_stops_at_the_same_moment_one_is_recorded(house_cast):
    cast = house_cast

    codes = at_once(
        lambda: stories.contained(cast, container_number=NUMBER),
        lambda: stories.contained(cast, act=stories.act_of(cast.second_officer), second_badge=cast.officer.badge,
                                  container_number=NUMBER),
    )  # fmt: skip

    assert codes == [None, "stop.in_custody"]
    assert Conveyance.objects.filter(container_number=NUMBER).count() == 1
    assert replay_state().findings == []


def test_the_database_refuses_what_the_action_did_not_see(cast, refused, monkeypatch):
    stories.contained(cast)
    monkeypatch.setattr("custody.evidence.actions.stop.in_custody_under", lambda number: None)

    with refused("stop.in_custody") as refusal:
        stories.contained(cast, container_number=NUMBER)

    assert isinstance(refusal.error.__cause__, IntegrityError)
    transaction.set_rollback(True)


def test_the_database_and_the_lifecycle_agree_on_what_is_no_longer_in_custody(db):
    ends = {after for (family, _), step in CUSTODY.items() if family is Family.CONVEYANCE for after in step.values()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('custody.conveyance_is_stopped_once'::regproc)")
        said = cursor.fetchone()[0]

    for state in ends:
        assert (f"'{state}'" in said) is (state in GONE), state
