"""Every template keeps the rules: words through gettext, no style, no script, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from tests.many import for_each

TEMPLATES = Path(settings.BASE_DIR) / "templates"
HTML = sorted(TEMPLATES.rglob("*.html"))
# Made for printing or for mail, with rules of their own.
PAGES = [file for file in HTML if "reports" not in file.parts and "emails" not in file.parts]
STYLES = sorted((Path(settings.BASE_DIR) / "custody" / "static").rglob("*.css"))
MODULES = sorted((Path(settings.BASE_DIR) / "custody" / "static").rglob("*.js"))

COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"\{% blocktrans(?:late)?\b.*?%\}.*?\{% endblocktrans(?:late)? %\}", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
MARKUP = re.compile(r"<[^>]*>", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")
SPOKEN = re.compile(r"\b(?:alt|title|aria-label|placeholder)=\"([^\"]*)\"")
UNITS = {"kg", "px"}
# Blocks whose text is an address or a word for the style sheet, not for a reader.
UNSEEN = re.compile(r"\{% block (?:back|width|body_class|panel) %\}.*?\{% endblock %\}", re.DOTALL)


def named(file):
    return str(file.relative_to(settings.BASE_DIR))


def source(file):
    return COMMENT.sub("", file.read_text(encoding="utf-8"))


def untranslated(text):
    """Return the words a reader would see that no translator does."""
    shown = TAG.sub(" ", TRANSLATED.sub(" ", UNSEEN.sub(" ", text)))
    spoken = " ".join(SPOKEN.findall(shown))
    visible = MARKUP.sub(" ", shown)
    entities = re.sub(r"&\w+;", " ", f"{visible} {spoken}")
    return [word for word in LETTERS.findall(entities) if word not in UNITS]


@for_each(PAGES, called=named)
def test_every_visible_word_is_translated(file):
    assert untranslated(source(file)) == []


def test_the_search_for_untranslated_words_finds_one():
    assert untranslated("<p>Hello {{ name }}</p>") == ["Hello"]
    assert untranslated('<img alt="Seal">') == ["Seal"]
    assert untranslated('<p class="lead">{% translate "Hello" %} 12 kg</p>') == []


@for_each(PAGES, called=named)
def test_no_style_and_no_script_stands_inside_a_page(file):
    text = source(file)

    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not [tag for tag in re.findall(r"<script\b[^>]*>", text) if " src=" not in tag]
    assert "javascript:" not in text


@for_each([*PAGES, *STYLES, *MODULES], called=named)
def test_nothing_is_fetched_from_elsewhere(file):
    text = source(file) if file.suffix == ".html" else file.read_text(encoding="utf-8")

    assert not re.search(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text.replace("http://www.w3.org/2000/svg", ""))


@for_each([file for file in PAGES if "layouts" not in file.parts], called=named)
def test_a_page_has_one_heading_of_the_first_rank(file):
    text = source(file)

    extends = re.search(r"\{% extends \"layouts/", text)
    if extends:
        assert text.count("{% block heading %}") == 1
        assert "<h1" not in text
    else:
        whole_page = "<!doctype" in text and file.name != "base.html"
        assert text.count("<h1") == (1 if whole_page else 0)


@for_each(PAGES, called=named)
def test_every_icon_is_among_the_files_of_set_up_and_has_words_beside_it(file):
    text = source(file)

    for name in re.findall(r"\{% icon \"([a-z0-9-]+)\" %\}", text):
        assert finders.find(f"vendor/lucide/icons/{name}.svg"), name
    for button in re.findall(r"<(?:button|a|summary)\b[^>]*>(.*?)</(?:button|a|summary)>", text, re.DOTALL):
        if "{% icon" in button:
            assert "<span" in button


@for_each(PAGES, called=named)
def test_every_post_carries_its_token(file):
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", source(file), re.DOTALL):
        assert "{% csrf_token %}" in form


@for_each(STYLES, called=named)
def test_a_style_sheet_is_short_enough_to_read(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) < 400
