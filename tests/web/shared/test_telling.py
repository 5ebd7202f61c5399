"""An event is told when it is read: its codes in words, its times by the site, in the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.utils import translation

from custody.core.events import FieldClass, all_event_types, event_type
from custody.core.texts import Filled, Listed, kept, said
from custody.reports import speaking
from custody.web.shared import telling

DUTCH = {
    "Unit registered as {kind}": "Collo geregistreerd als {kind}", "Bag": "Zak",
    "nothing was taken": "niets werd meegenomen",
    "This is for: {roles}": "Dit is voor: {roles}", "officer": "ambtenaar", "planner": "planner",
    "{key}: {why}": "{key}: {why}", "It is late": "Het is laat",
    "Not while it is {state}": "Niet terwijl het {state} is",
    "stored": "opgeslagen",
}  # fmt: skip


@pytest.fixture
def in_dutch(monkeypatch):
    """Return nothing: our words are Dutch while the test runs, whatever the catalogue holds."""
    for module in (telling, speaking):
        monkeypatch.setattr(module, "gettext", lambda text: DUTCH.get(text, text))


def line(code, **values):
    return SimpleNamespace(type=event_type(code), values=values)


@pytest.mark.parametrize("kind", all_event_types(), ids=lambda kind: kind.code)
def test_every_event_can_be_told_also_when_its_values_were_erased(kind):
    assert telling.sentence_of(SimpleNamespace(type=kind, values={}))
    values = {name: None for name, field in kind.fields.items() if field.field_class is FieldClass.OPEN}
    assert telling.sentence_of(SimpleNamespace(type=kind, values=values))


@pytest.mark.parametrize(("code", "values", "told"), [
    ("unit.registered/1", {"kind": "bag"}, "Unit registered as bag"),
    ("unit.registered/1", {"kind": "something new"}, "Unit registered as something new"),
    ("unit.registered/1", {}, "Unit registered as –"),
    ("waiver.decided/1", {"outcome": "granted"}, "Waiver decided: granted"),
    ("waiver.asked/1", {"rule": "handover.sweep"}, "Waiver of handover.sweep asked for"),
    ("policy.set/1", {"key": "clock.strip", "value": 24, "measure": "hours"}, None),
    ("calibration.reported/1", {"calibrated_on": date(2026, 3, 2)}, "Calibration of 2 March 2026 reported"),
    ("photo.attached/1", {"slot": "scale_display"}, "Photo attached (display of the scale)"),
])
def test_codes_are_told_in_words(code, values, told):
    said_of_it = telling.sentence_of(line(code, **values))
    assert told is None or said_of_it == told
    assert "_" not in said_of_it


def test_an_event_is_told_in_the_language_of_the_reader(in_dutch):
    assert telling.sentence_of(line("unit.registered/1", kind="bag")) == "Collo geregistreerd als bag"


def test_what_the_house_wrote_itself_is_translated_and_what_a_person_wrote_is_not(in_dutch):
    kept("nothing was taken")

    assert telling.house_words("nothing was taken") == "niets werd meegenomen"
    assert telling.house_words("Bag") == "Bag"


def test_a_word_inside_a_sentence_loses_its_capital_but_not_in_german():
    assert telling.inside("Bag") == "bag"
    assert telling.inside("MDMA") == "MDMA"
    with translation.override("de"):
        assert telling.inside("Beutel") == "Beutel"


def test_a_moment_is_told_on_the_clock_of_the_site(settings):
    settings.CUSTODY_SITE_TIME_ZONE = "Europe/Brussels"

    assert "14:00 (UTC+02:00)" in telling._shown("at", datetime(2026, 7, 1, 12, tzinfo=UTC))


@pytest.mark.parametrize(("text", "params", "heard"), [
    ("This is for: {roles}", {"roles": Listed((said("officer"), said("planner")))}, "Dit is voor: ambtenaar, planner"),
    ("{key}: {why}", {"key": "stored", "why": Filled("It is late")}, "stored: Het is laat"),
    ("Not while it is {state}", {"state": said("stored")}, "Niet terwijl het opgeslagen is"),
    ("Not while it is {state}", {"state": "stored"}, "Niet terwijl het stored is"),
])
def test_words_of_ours_inside_a_refusal_are_translated_too(in_dutch, text, params, heard):
    assert speaking.filled(text, params) == heard


def test_words_of_ours_read_as_english_where_nobody_translates():
    assert "{a}, {b}".format(a=Listed((said("officer"), said("planner"))), b=Filled("{n} late", {"n": 2})) == (
        "officer, planner, 2 late"
    )
