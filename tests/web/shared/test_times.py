"""When it happened: now is the database's business, anything else is a claim of the last day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from custody.web.shared.forms import CustodyForm, OccurredAtField
from custody.web.shared.times import moment_on
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


def local(day, clock, *, fold=0):
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BRUSSELS, fold=fold).astimezone(UTC)


def read(now, typed, *, chosen=""):
    """Return the claim, or the code and the words of the refusal."""
    try:
        return OccurredAtField(clock=lambda: now).clean(["other", typed, chosen])
    except ValidationError as refused:
        return refused.code, refused.messages[0]


@pytest.mark.parametrize("typed", ["02:42", "02:46"])
def test_a_watch_that_is_a_little_fast_shows_this_minute_and_not_one_of_yesterday(typed):
    assert read(NOW, typed) is None
    assert read(local("2026-11-24", "23:58"), "00:01") is None, "across midnight too"


@pytest.mark.parametrize("typed", ["02:47", "03:30", "12:00", "14:30"])
def test_a_time_that_is_still_to_come_is_asked_and_not_taken_for_yesterdays(typed):
    code, said = read(NOW, typed)

    hours = (NOW - local("2026-11-23", typed)) // timedelta(hours=1)
    assert code == "long_ago"
    assert said == f"Was it at {typed} on 23 November 2026, {hours} hours ago? Say so, or correct the time"


def test_who_says_that_it_was_yesterday_is_believed_for_that_time_only():
    yesterday = local("2026-11-23", "03:30")

    assert read(NOW, "03:30", chosen=yesterday.isoformat()) == yesterday
    assert read(NOW, "03:40", chosen=yesterday.isoformat())[0] == "long_ago"
    assert read(NOW, "03:30", chosen=local("2026-11-22", "03:30").isoformat())[0] == "long_ago"


@pytest.mark.parametrize(("now", "typed"), [("00:10", "23:50"), ("08:00", "21:00"), ("11:55", "23:59")])
def test_the_evening_before_is_no_question(now, typed):
    assert read(local("2026-11-24", now), typed) == local("2026-11-23", typed)


@pytest.mark.parametrize(("now", "typed"), [("20:00", "02:30"), ("23:54", "00:05"), ("23:59", "00:30")])
def test_a_time_of_this_morning_may_be_one_that_is_soon_to_come_and_is_asked(now, typed):
    now, morning = local("2026-11-24", now), local("2026-11-24", typed)

    assert read(now, typed)[0] == "long_ago"
    assert read(now, typed, chosen=morning.isoformat()) == morning


# 25 October: 03:00 becomes 02:00 at 01:00 UTC. 29 March: 02:00 becomes 03:00 at 01:00 UTC.


@pytest.mark.parametrize(
    ("now", "typed", "meant"),
    [
        (datetime(2026, 10, 25, 1, 10, tzinfo=UTC), "02:50", datetime(2026, 10, 25, 0, 50, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), "01:30", datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 10, tzinfo=UTC), "03:05", datetime(2026, 10, 25, 2, 5, tzinfo=UTC)),
        (datetime(2026, 3, 29, 1, 10, tzinfo=UTC), "01:50", datetime(2026, 3, 29, 0, 50, tzinfo=UTC)),
        (datetime(2026, 3, 29, 10, 0, tzinfo=UTC), "11:30", datetime(2026, 3, 29, 9, 30, tzinfo=UTC)),
    ],
)
def test_in_the_nights_of_the_change_a_time_with_one_meaning_is_that(now, typed, meant):
    assert read(now, typed) == meant


@pytest.mark.parametrize(
    ("hour", "minute", "typed"),
    [(1, 40, "02:20"), (2, 10, "02:50"), (12, 45, "02:30"), (19, 0, "02:30"), (1, 40, "02:43")],
)
def test_a_time_that_came_twice_is_asked(hour, minute, typed):
    now = datetime(2026, 10, 25, hour, minute, tzinfo=UTC)
    first, second = local("2026-10-25", typed), local("2026-10-25", typed, fold=1)

    code, said = read(now, typed)

    assert (code, said) == (
        "twice", f"{typed} came twice: the clocks were put back. Choose which of the two it was"
    )
    assert read(now, typed, chosen=first.isoformat()) == first
    assert read(now, typed, chosen=second.isoformat()) == (None if second > now else second)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 29, 2, 10, tzinfo=UTC), datetime(2026, 3, 29, 1, 10, tzinfo=UTC),
        local("2026-03-29", "20:00"), local("2026-03-30", "01:00"),
    ],
)
def test_a_time_that_never_was_is_refused_in_words(now):
    assert read(now, "02:30") == (
        "skipped", "There was no 02:30 on 29 March 2026: the clocks were put forward. Read the time again"
    )


def test_the_day_after_the_change_its_time_is_that_of_the_day():
    assert read(local("2026-03-30", "04:00"), "02:30") == local("2026-03-30", "02:30")
    assert read(local("2026-03-30", "20:00"), "02:30")[0] == "long_ago"


@pytest.mark.parametrize("night", ["2026-10-25", "2026-03-29", "2026-11-24"])
def test_whatever_is_typed_at_any_time_is_of_the_last_hours_or_asked(night):
    begin = local(night, "00:00")
    for passed in range(0, 26 * 60, 25):
        now = begin + timedelta(minutes=passed)
        for typed in (f"{hour:02d}:{minute}" for hour in range(24) for minute in ("05", "35")):
            claim = read(now, typed)
            if isinstance(claim, datetime):
                assert timedelta(0) <= now - claim <= timedelta(hours=12)
                assert claim.astimezone(BRUSSELS).strftime("%H:%M") == typed


@pytest.mark.parametrize(
    ("day", "text", "meant"),
    [
        (date(2026, 11, 24), "6:30", datetime(2026, 11, 24, 5, 30, tzinfo=UTC)),
        (date(2026, 11, 24), "06h30", datetime(2026, 11, 24, 5, 30, tzinfo=UTC)),
        (date(2026, 10, 25), "02:30A", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), "0230 b", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_of_a_day_that_is_named_is_a_moment(day, text, meant):
    assert moment_on(day, text) == meant


@pytest.mark.parametrize(
    ("day", "text", "said"),
    [
        (date(2026, 11, 24), "25:00", "Enter the time as hours and minutes, for example 06:30"),
        (date(2026, 3, 29), "02:30",
         "There was no 02:30 on 29 March 2026: the clocks were put forward. Read the time again"),
        (date(2026, 10, 25), "2:30",
         "02:30 comes twice that night. Write 02:30A for before the clocks are put back, 02:30B for after"),
    ],
)  # fmt: skip
def test_a_time_of_a_named_day_that_was_never_or_twice_is_refused_in_words(day, text, said):
    with pytest.raises(ValidationError) as refused:
        moment_on(day, text)

    assert refused.value.messages == [said]


@pytest.mark.parametrize("text", ["", "25:70", "yesterday", "2:4", "24:00", "２:１１", "٠٢:١١", "11:55 pm"])
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


def test_the_day_is_asked_beside_the_time_and_what_was_typed_stays():
    tree = rendered(When({"occurred_at_choice": "other", "occurred_at_clock": "03:30"}))

    [box] = [each for each in tree.findall(".//input[@type='checkbox']") if each.get("name") == "occurred_at_reading"]
    assert box.get("value") == local("2026-11-23", "03:30").isoformat()
    assert "checked" not in box.attrib
    assert "Yes, at 03:30 on 23 November 2026, 23 hours ago" in words(tree)
    assert [each.get("value") for each in tree.findall(".//input[@name='occurred_at_clock']")] == ["03:30"]


def test_a_page_asks_nothing_of_a_time_without_doubt():
    for typed in ("02:30", "", "nonsense", "02:44"):
        tree = rendered(When({"occurred_at_choice": "other", "occurred_at_clock": typed}))
        assert not tree.findall(".//input[@name='occurred_at_reading']")


def test_which_of_two_is_a_choice_with_the_offsets_shown():
    class Night(CustodyForm):
        occurred_at = OccurredAtField(clock=lambda: datetime(2026, 10, 25, 2, 10, tzinfo=UTC))

    tree = rendered(Night({"occurred_at_choice": "other", "occurred_at_clock": "02:50",
                           "occurred_at_reading": local("2026-10-25", "02:50", fold=1).isoformat()}))  # fmt: skip

    radios = tree.findall(".//input[@name='occurred_at_reading']")
    assert [each.get("type") for each in radios] == ["radio", "radio"]
    assert ["checked" in each.attrib for each in radios] == [False, True]
    assert "Which 02:50 was it?" in words(tree)
    assert "02:50 (UTC+02:00)" in words(tree)
    assert "02:50 (UTC+01:00)" in words(tree)


def test_a_moment_of_yesterday_that_is_given_beforehand_is_not_asked_again():
    class Given(CustodyForm):
        occurred_at = OccurredAtField(clock=lambda: NOW, initial=local("2026-11-23", "03:30"))

    tree = rendered(Given())

    [box] = tree.findall(".//input[@name='occurred_at_reading']")
    assert "checked" in box.attrib
