"""The words templates use."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone, translation

from custody.templatetags import custody as tags

NIGHT = datetime(2026, 11, 24, 1, 41, tzinfo=UTC)


def shown(text, **context):
    return Template("{% load custody %}" + text).render(Context(context))


def test_an_icon_is_a_drawing_that_a_screen_reader_skips():
    html = shown('{% icon "scan" %}')

    assert html.startswith("<svg")
    assert 'aria-hidden="true"' in html
    assert "style" not in html


def test_an_icon_that_was_not_placed_at_set_up_is_a_defect():
    with pytest.raises(tags.UnknownIcon, match="vendor"):
        tags.icon("no-such-icon")


def test_a_tag_says_its_words_and_has_one_of_our_tones():
    assert 'data-color="warning"' in shown('{% tag "3 h left" "warning" %}')
    assert "&lt;b&gt;" in shown("{% tag words %}", words="<b>")
    with pytest.raises(ValueError, match="tone"):
        tags.tag_("x", "purple")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "7 November 2026"), ("nl", "7 november 2026"), ("fr", "7 novembre 2026"), ("de", "7. November 2026")],
)
def test_a_day_stands_as_the_reader_writes_it(language, text):
    with translation.override(language):
        assert shown("{{ day|day }}", day=date(2026, 11, 7)) == f'<time datetime="2026-11-07">{text}</time>'
        assert shown("{{ day|day }}", day=None) == "–"


@pytest.mark.parametrize(("language", "text"), [
    ("en", "2 Mar 2025 03:41"), ("nl", "2 mrt 2025 03:41"), ("fr", "2 mars 2025 03:41"), ("de", "2. März 2025 03:41"),
])
def test_a_moment_has_the_short_month_of_the_language(language, text):
    with timezone.override(ZoneInfo("Europe/Brussels")), translation.override(language):
        assert text in tags.moment_long(datetime(2025, 3, 2, 2, 41, tzinfo=UTC))
        assert text.partition(" 2025")[0] in tags.weekday(date(2025, 3, 2))
    assert tags.weekday(None) == "–"


@pytest.mark.parametrize(("language", "typed"), [
    ("en", "03/04/2026"), ("nl", "03-04-2026"), ("fr", "03/04/2026"), ("de", "03.04.2026"),
])
def test_a_day_that_is_typed_is_read_with_the_day_first(language, typed):
    with translation.override(language):
        field = forms.DateField()
        assert field.clean("2026-04-03") == field.clean(typed) == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("milligrams", "language", "text"),
    [
        (412_500_000, "en", "412.5\u00a0kg"),
        (412_500_000, "nl", "412,5\u00a0kg"),
        (1_412_000_000, "de", "1\u202f412\u00a0kg"),
        (None, "fr", "–"),
    ],
)
def test_a_mass_is_exact_and_in_the_language_of_the_reader(milligrams, language, text):
    with translation.override(language):
        assert tags.mass(milligrams) == text


def test_a_mass_in_words_spells_its_units():
    assert tags.mass_words(412_500_000) == "412 kg 500 g"
    assert tags.mass_words(None) == "–"


def test_times_are_those_of_the_site_and_machines_can_read_them():
    with timezone.override(ZoneInfo("Europe/Brussels")), translation.override("en"):
        assert "02:41" in tags.clock(NIGHT)
        assert "24 Nov 02:41" in tags.moment(NIGHT)
        assert "24 Nov 2026 02:41" in tags.moment_long(NIGHT)
        assert 'datetime="2026-11-24T02:41:00+01:00"' in tags.clock(NIGHT)
    assert tags.clock(None) == tags.moment(None) == tags.moment_long(None) == "–"


def test_a_time_of_another_day_says_its_day():
    with timezone.override(ZoneInfo("Europe/Brussels")), translation.override("en"):
        now = timezone.localtime().replace(hour=12, minute=34)
        assert ">12:34<" in tags.clock(now)
        for other in (now - timedelta(days=1), now + timedelta(days=1)):
            assert f">{other.day} {other:%b}" in tags.clock(other)
            assert "12:34<" in tags.clock(other)


def test_a_heading_is_written_once_and_stands_in_the_title_too():
    html = render_to_string("404.html", {"badge": ""})

    heading = "There is no page here that you may see"
    assert f"<title>{heading} – Custody</title>" in html
    assert html.count(heading) == 2


@pytest.mark.parametrize(("level", "tone"), [("error", "danger"), ("success", "success"), ("debug", "info")])
def test_a_message_has_a_tone_and_the_tone_an_icon(level, tone):
    assert tags.message_tone(level) == tone
    assert tags.icon(tags.tone_icon(tone))
