"""Goods under the law of one country that lie in another: two people read who decides on them first (C17)."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.destruction.law_permissions import check_can_record_law
from tests import packs
from tests import stories as evidence
from tests.api.refusals.trying import with_roles
from tests.destruction import decided, lawful, stories


@pytest.fixture
def elsewhere(cast):
    """Goods of a country whose law lets the service itself order, as the one who seized them says; they lie here."""
    lawful.under(cast, packs.nowhere(
        order__authority="agency", order__procedure="order", order__judge="never",
    ))  # fmt: skip
    return lawful.goods(cast, "XX", samples=3, kept=2, confirmed=False)


def told(units):
    return Alert.objects.filter(rule="LAW", subject_id=units[0].seizure_id).exclude(state="resolved")


def refusal(units):
    return (f"{units[0].label} is under the law of XX and lies in another country. First two people record and verify "
            "the paper of who decides on it there")  # fmt: skip


def test_an_order_of_goods_that_lie_elsewhere_is_recorded_and_waits_until_two_read_who_decides(
    cast, elsewhere, refused
):
    order = stories.recorded(cast, elsewhere, authority="agency")
    found = decided.law_recorded(cast, elsewhere[0].seizure_id)

    with refused("law.elsewhere", refusal(elsewhere)):
        stories.verified(cast, order)

    assert told(elsewhere)
    decided.verified(found, by=cast.supervisor)
    stories.verified(cast, order)
    assert not told(elsewhere)


def lies_elsewhere_now(monkeypatch, units):
    monkeypatch.setattr("custody.destruction.actions.lawful.lying_elsewhere", lambda _units: units)


def test_a_burn_of_what_lies_elsewhere_by_now_is_not_approved(cast, refused, monkeypatch):
    session = stories.planned(cast)
    lies_elsewhere_now(monkeypatch, stories.units_of(session))

    with refused("law.elsewhere"):
        stories.approved(cast, session)


def test_what_lies_elsewhere_by_now_is_not_released_to_the_fire(cast, refused, monkeypatch):
    session = stories.attested(cast)
    lies_elsewhere_now(monkeypatch, stories.units_of(session))

    with refused("law.elsewhere"):
        stories.burn(cast, session)


def test_neither_who_seized_it_nor_two_clerks_say_under_which_law_it_is(cast, elsewhere, refused):
    [unit] = elsewhere
    officer = with_roles(cast, cast.officer, "case_officer")
    with refused("law.own", "Another person than who seized it must say under which law it is"):
        decided.law_recorded(cast, unit.seizure_id, by=officer)

    found = decided.law_recorded(cast, unit.seizure_id)
    with refused("law.supervisor", "One of the two who say under which law it is must be a supervisor"):
        decided.verified(found, by=cast.second_case_officer)


def test_goods_that_come_into_the_store_from_a_place_they_never_lay_in_are_told_there(cast, elsewhere):
    assert told(elsewhere).filter(stage="elsewhere", level=1).count() == 1


def test_what_two_confirmed_is_not_asked_at_each_place_anew(cast, elsewhere):
    decided.law_confirmed(cast, elsewhere[0].seizure_id)

    evidence.stored(cast, of=elsewhere[0].seizure, count=1)

    assert not told(elsewhere)


def test_who_stopped_the_container_that_they_came_in_says_neither_whose_law_it_is(cast, refused):
    """The place of the stop chose the law."""
    seizure = evidence.opened_seizure(cast)
    assert seizure.seizing_officer == cast.officer
    both = with_roles(cast, cast.officer, "officer", "case_officer")
    # Others opened the seizure out of what was handed to them.
    seizure.seizing_officer, seizure.second_officer = cast.third_officer, cast.handler

    with refused("law.own"):
        check_can_record_law(both, seizure)
    check_can_record_law(cast.case_officer, seizure)
