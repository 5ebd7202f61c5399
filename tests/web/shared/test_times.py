"""When it happened: now is the database's business, anything else is a claim of the last day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from custody.web.shared.forms import CustodyForm, OccurredAtField
from tests.web.shared.pages import rendered, words

NOW = datetime(2026, 11, 24, 1, 41, tzinfo=UTC)  # 02:41 in Brussels
BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture(autouse=True)
def _site():
    with timezone.override(BRUSSELS):
        yield


def field():
    return OccurredAtField(clock=lambda: NOW)


def test_now_leaves_the_time_to_the_database():
    assert field().clean(["now", ""]) is None


def test_a_little_ago_is_the_time_that_was_written_beside_the_radio():
    chosen = (NOW - timedelta(minutes=15)).isoformat()

    assert field().clean([chosen, ""]) == NOW - timedelta(minutes=15)


@pytest.mark.parametrize("text", ["2:10", "02:10", "0210", "2.10", "2u10", "2h10", " 02:10 "])
def test_a_clock_time_is_read_as_it_is_written_here(text):
    assert field().clean(["other", text]) == datetime(2026, 11, 24, 1, 10, tzinfo=UTC)


def test_a_time_later_than_now_was_yesterday():
    assert field().clean(["other", "23:50"]) == datetime(2026, 11, 23, 22, 50, tzinfo=UTC)


def test_the_night_the_clock_goes_back_keeps_a_time_within_a_day():
    night = datetime(2026, 10, 25, 2, 30, tzinfo=UTC)

    claim = OccurredAtField(clock=lambda: night).clean(["other", "01:30"])

    assert timedelta(0) <= night - claim <= timedelta(hours=24)


@pytest.mark.parametrize("text", ["", "25:70", "yesterday", "2:4", "24:00"])
def test_what_is_no_clock_time_is_refused(text):
    with pytest.raises(ValidationError) as refused:
        field().clean(["other", text])

    assert refused.value.code == "clock"


@pytest.mark.parametrize("choice", ["", "tomorrow", "2026-11-24T01:00:00"])
def test_a_choice_that_was_not_offered_is_asked_again(choice):
    with pytest.raises(ValidationError) as refused:
        field().clean([choice, ""])

    assert refused.value.code == "required"


@pytest.mark.parametrize("moment", [NOW - timedelta(hours=25), NOW + timedelta(minutes=2)])
def test_a_claim_must_be_of_the_last_day(moment):
    with pytest.raises(ValidationError) as refused:
        field().clean([moment.isoformat(), ""])

    assert refused.value.code == "old"


class When(CustodyForm):
    occurred_at = OccurredAtField(clock=lambda: NOW)


def test_the_radios_write_the_clock_times_out_and_now_is_chosen():
    tree = rendered(When())

    assert "Now, 02:41" in words(tree)
    assert "15 minutes ago, 02:26" in words(tree)
    chosen = [radio for radio in tree.findall(".//input[@type='radio']") if "checked" in radio.attrib]
    assert [radio.get("value") for radio in chosen] == ["now"]


def test_a_time_chosen_on_an_earlier_showing_stays_on_offer():
    earlier = (NOW - timedelta(minutes=8)).isoformat()

    tree = rendered(When({"occurred_at_choice": earlier}))

    assert "8 minutes ago, 02:33" in words(tree)
    chosen = [radio for radio in tree.findall(".//input[@type='radio']") if "checked" in radio.attrib]
    assert [radio.get("value") for radio in chosen] == [earlier]


def test_the_error_leads_to_the_first_radio():
    from custody.web.shared.summary import summary_of

    form = When({"occurred_at_choice": ""})

    target = summary_of(form)[-1].target
    assert [each for each in rendered(form).findall(".//input") if each.get("id") == target]
