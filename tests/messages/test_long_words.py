"""Every long word of a heading says where it may break: a browser without a dictionary would tear it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from config.launcher.catalogues import LANGUAGES, po_file, read_catalogue
from custody.web.shared.long_words import BREAKS, LONG, SOFT_HYPHEN, breaking

HEADING = re.compile(r"{% block heading %}(.*?){% endblock %}", re.DOTALL)
SAID = re.compile(r'{% translate "([^"]+)"|{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}', re.DOTALL)
WORD = re.compile(rf"[^\W\d_]{{{LONG},}}")


def headings():
    """Return what stands in the headings of the templates, with its variables as a catalogue writes them."""
    for file in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        for block in HEADING.findall(file.read_text(encoding="utf-8")):
            for plain, filled in SAID.findall(block):
                for text in re.split("{% plural %}", plain or filled):
                    yield re.sub(r"{{ (\w+) }}", r"%(\1)s", text)


def long_words(language):
    said = set(headings())
    assert len(said) > 200
    return {word.lower() for each in read_catalogue(po_file(language)) if each.msgid in said or each.plural in said
            for text in each.translations for word in WORD.findall(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_long_word_of_a_heading_says_where_it_breaks(language):
    assert long_words(language) - set(BREAKS) == set()


def test_a_long_word_may_break_between_its_parts_and_nothing_else_is_changed():
    assert breaking("Toegankelijkheidsverklaring") == f"Toegankelijkheids{SOFT_HYPHEN}verklaring"
    assert breaking('<b class="vernietigingsbevelx">Het vernietigingsbevel</b>') == (
        f'<b class="vernietigingsbevelx">Het vernietigings{SOFT_HYPHEN}bevel</b>')
