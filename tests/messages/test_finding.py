"""What a translator is asked is found in the source, and merged without losing or guessing a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.launcher import catalogues, paths
from config.launcher.catalogues import Message, read_catalogue, write_catalogue
from config.launcher.words import LauncherError
from config.messages import python_source, template_source
from config.messages.asked import Asked, Found, TwoPlurals, gathered
from config.messages.glossary import not_used
from config.messages.judging import faults
from config.messages.merging import merged

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext
HEAD = _("Seal" " number")
def f(n, unit, late):
    ngettext("%(n)d unit", "%(n)d units", n)
    pgettext("verb", "Seal")
    _("Late" if late else "In time")
    raise NotAllowedNow("unit.frozen", "{label} is frozen", label=unit.label)
A = event("seal.applied/1", "unit", "Seal {number} applied", open_="number:text")
"a plain text".translate(HEAD)
class StaleVersion(CustodyError):
    def __init__(self, code="record.stale", message="This record changed", /): ...
"""
TEMPLATE = """
{% load i18n %}<p title="{% translate "Photo of 50% of it" %}">{{ value|default:_("none") }}</p>
{% blocktranslate count n=number trimmed %}
  {{ n }} unit
{% plural %}
  {{ n }} units
{% endblocktranslate %}{% translate "Open" context "verb" %}{% translate 'It\\'s' as x %}
{% comment %}{% translate "never" %}{% endcomment %}{% include "x.html" with a=_("Given on") %}
"""


def in_python(tmp_path, text):
    file = tmp_path / "source.py"
    file.write_text(text)
    return file


def test_messages_of_python_are_found(tmp_path):
    file = in_python(tmp_path, PYTHON)

    assert {(each.context, each.msgid, each.plural) for each in python_source.asked_in(file)} == {
        ("", "Seal number", ""), ("", "%(n)d unit", "%(n)d units"), ("verb", "Seal", ""), ("", "Late", ""),
        ("", "In time", ""), ("", "{label} is frozen", ""), ("", "Seal {number} applied", ""),
        ("", "This record changed", ""),
    }  # fmt: skip
    assert list(python_source.unreadable_in(file)) == []


@pytest.mark.parametrize("call", ['_(word)', '_(f"{n} units")', 'NotPermitted("a.b", words[0])', '_("a" if n else b)'])
def test_a_message_that_is_not_written_out_is_told(tmp_path, call):
    assert next(python_source.unreadable_in(in_python(tmp_path, call))).startswith("1: ")


def test_messages_of_templates_are_found(tmp_path):
    file = tmp_path / "page.html"
    file.write_text(TEMPLATE)

    assert {(each.context, each.msgid, each.plural) for each in template_source.asked_in(file)} >= {
        ("", "Photo of 50%% of it", ""), ("", "none", ""), ("", "%(n)s unit", "%(n)s units"), ("verb", "Open", ""),
        ("", "Given on", ""),
    }  # fmt: skip
    assert "never" not in {each.msgid for each in template_source.asked_in(file)}


def asked(msgid, plural=""):
    return Asked(msgid=msgid, plural=plural, file=paths.ROOT / "custody" / "x.py")


def test_one_message_that_counts_and_does_not_is_one_message():
    assert [(each.msgid, each.plural) for each in gathered([asked("unit"), asked("unit", "units")])] == [
        ("unit", "units")
    ]
    with pytest.raises(TwoPlurals):
        gathered([asked("unit", "units"), asked("unit", "unites")])


def test_merging_keeps_what_stands_drops_what_is_dead_and_guesses_nothing():
    old = [Message(msgid="Seal", translations=("Verzegeling",), notes=("The thing",)),
           Message(msgid="Gone", translations=("Weg",)), Message(msgid="unit", translations=("colli",))]  # fmt: skip

    new = merged([Found(msgid="Seal"), Found(msgid="Seals"), Found(msgid="unit", plural="units")], old)

    assert new == [old[0], Message(msgid="Seals"), Message(msgid="unit", plural="units")]


AWKWARD = [
    Message(msgid='Say "yes"\n\tor \\n', translations=('Zeg "ja"\n\tof \\n',)),
    Message(msgid="open", context="verb", translations=("openen",), notes=("first", "second")),
    Message(msgid="open", translations=("open",), is_fuzzy=True),
    Message(msgid="one", plural="many", translations=("één", "")),
    Message(msgid="é\u00a0?"),
]


def test_a_catalogue_is_read_as_it_was_written(tmp_path):
    file = tmp_path / "django.po"
    assert write_catalogue(file, AWKWARD, language="nl")

    assert read_catalogue(file) == sorted(AWKWARD, key=lambda each: each.key)
    assert not write_catalogue(file, read_catalogue(file), language="nl")


@pytest.mark.parametrize("text", ['msgid "a"\nmsgstr a', 'msgid "a"\nmsgid "b"', 'msgwhat "a"', 'msgid "a'])
def test_a_catalogue_that_cannot_be_read_is_refused_with_the_place(tmp_path, text):
    (tmp_path / "django.po").write_text(text + "\n")

    with pytest.raises(LauncherError, match=r"django\.po"):
        read_catalogue(tmp_path / "django.po")


def test_what_is_served_is_made_once_and_anew_when_its_source_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    file = catalogues.po_file("nl")
    made = file.with_suffix(".mo")
    catalogues.ensure_catalogues()  # nothing to make, nothing made
    assert not made.exists()

    write_catalogue(file, [Message(msgid="Seal", translations=("Verzegeling",))], language="nl")
    catalogues.ensure_catalogues()
    first = made.stat().st_mtime_ns, made.read_bytes()
    catalogues.ensure_catalogues()
    assert (made.stat().st_mtime_ns, made.read_bytes()) == first
    write_catalogue(file, [Message(msgid="Seal", translations=("Zegel",))], language="nl")
    catalogues.ensure_catalogues()
    assert b"Zegel" in made.read_bytes()


FAULTY = [
    (Message(msgid="{label} is frozen", translations=("Het is bevroren",)), "fills in"),
    (Message(msgid="%(n)d unit", plural="%(n)d units", translations=("%(n)d colli", "veel colli")), "fills in"),
    (Message(msgid="one", plural="many", translations=("één",)), "1 forms instead of 2"),
    (Message(msgid="<b>Stop</b>", translations=("<i>Stop</i>",)), "has the tags"),
    (Message(msgid="100%% of %(n)s", translations=("100% van %(n)s",)), "not doubled"),
    (Message(msgid="Weigh it", translations=(" Weeg het",)), "white space"),
    (Message(msgid="Weigh it", translations=("Weeg het.",)), "ends with"),
]


@pytest.mark.parametrize(("message", "fault"), FAULTY)
def test_a_translation_with_a_fault_is_named(message, fault):
    assert any(fault in each for each in faults(message))


@pytest.mark.parametrize("message", [
    Message(msgid="one bag of %(n)s", plural="%(n)d bags of %(n)s", translations=("%(n)s zak", "%(n)d zakken")),
    Message(msgid="Weigh {label} ({kg:.1f} kg)?", translations=("{label} wegen ({kg:.1f} kg)?",)),
    Message(msgid="Weigh it"),
])
def test_a_good_translation_and_none_at_all_have_no_fault(message):
    assert faults(message) == []


def test_a_word_of_the_glossary_that_is_not_used_is_named():
    assert not_used(Message(msgid="Two seals differ", translations=("Twee plakkers verschillen",)), "nl") == [
        "seal: zegel"
    ]
    assert not_used(Message(msgid="Two seals differ", translations=("Les deux scellés diffèrent",)), "fr") == []
    assert not_used(Message(msgid="Drums: %(seal)s", translations=("Fässer: %(seal)s",)), "de") == []
    assert not_used(Message(msgid="Two seals differ"), "nl") == []


@pytest.mark.parametrize(("said", "lacking"), [("Weeg het collo", []), ("Weeg de colli", []),
                                               ("Weeg het stuk", ["unit: collo, colli"])])  # fmt: skip
def test_a_word_counts_in_its_singular_and_in_its_plural(said, lacking):
    assert not_used(Message(msgid="Weigh the unit", translations=(said,)), "nl") == lacking


def test_the_files_of_a_message_are_told_from_the_root():
    assert gathered([asked("Seal")])[0].files == {str(Path("custody") / "x.py")}
