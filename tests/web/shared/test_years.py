"""A date with a wrong year is said at its field, and a year that is not this one is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from custody.organisation.models import Duty, PolicyProposal
from custody.templatetags.custody import moment
from custody.web.shared.local import with_offset
from tests.stories import now
from tests.web.desk import browser_of, errors_in, send, text_of
from tests.web.duty.test_duty import answers
from tests.web.policies.test_policies import ANSWERS

ROSTER, PROPOSE = reverse("duty:roster"), reverse("policies:propose")
YEAR = timedelta(days=366)


@pytest.mark.parametrize(("begins", "words"), [("0001-01-01T00:00", "enter the day and the time"),
                                               ("9999-12-31T23:59", "enter the day and the time"),
                                               ("2150-01-01T00:00", "within ten years")])  # fmt: skip
def test_a_value_of_another_age_is_said_at_its_field_and_nothing_typed_is_lost(cast, begins, words):
    answer = send(cast.administrator, PROPOSE, ANSWERS | {"valid_from": begins})

    assert answer.status_code in (409, 422)
    assert words in errors_in(answer)[0]
    assert "Order 12 of the director" in answer.content.decode()
    assert not PolicyProposal.objects.exists()


@pytest.mark.parametrize("year", ["0001", "9999", "2150"])
def test_a_duty_of_another_age_is_said_at_its_field_and_nothing_typed_is_lost(cast, year):
    answer = send(cast.administrator, ROSTER, answers(begins=f"{year}-01-01T06:00", ends=f"{year}-01-01T16:00"))

    assert answer.status_code in (409, 422)
    assert errors_in(answer)
    assert f"{year}-01-01T06:00" in answer.content.decode()
    assert not Duty.objects.exists()


def test_a_rule_with_a_character_that_no_text_has_is_no_rule(cast):
    assert browser_of(cast.supervisor).get("/policies/rules/%00/").status_code == 400


def test_the_year_is_shown_when_it_is_not_this_one(db):
    at = now()
    later = at + 2 * YEAR

    assert str(later.year) in with_offset(later, zone="UTC")
    assert str(later.year) in moment(later).split(">")[1]
    assert str(at.year) not in with_offset(at, zone="UTC")
    assert moment(None) == "–"


def test_a_week_of_another_year_says_so(cast):
    later = (now() + 2 * YEAR).date()

    assert f" {later.year}" in text_of(cast.administrator, f"{reverse('duty:week')}?from={later.isoformat()}")
    assert browser_of(cast.administrator).get(reverse("duty:week")).status_code == 200
