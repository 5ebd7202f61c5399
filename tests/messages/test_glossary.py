"""The glossary is whole, and a native speaker gets a sheet that shows each word as it is used."""

from __future__ import annotations

import pytest

from config.launcher.catalogues import LANGUAGES, Message
from config.messages.glossary import frame, not_used, terms
from custody.reports import glossary


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_that_is_checked_has_a_word_in_every_language(language):
    assert [term.english for term in terms() if term.is_checked and not term.words[language]] == []


def test_no_english_word_means_two_things():
    english = [word for term in terms() for word in term.english]

    assert len(english) == len(set(english))
    assert set(frame().notes) <= {term.section for term in terms()}


def test_a_sheet_shows_a_word_in_the_shortest_sentences_that_have_it(monkeypatch):
    said = [
        Message(msgid="Seal", translations=("Zegel",)),
        Message(msgid="Seal on %(label)s | <b>", translations=("Zegel op %(label)s | <b>",)),
        Message(msgid="The seal of the bag differs from what was written", translations=("…",)),
        Message(msgid="A new seal", translations=("Een nieuw zegel",)),
        Message(msgid="The seal fits", translations=()),
    ]
    monkeypatch.setattr(glossary, "read_catalogue", lambda _file: said)

    [row] = [line for line in glossary.review_page("nl").splitlines() if line.startswith("| seal | ")]

    shown = "A new seal → Een nieuw zegel<br>Seal on %(label)s \\| &lt;b> → Zegel op %(label)s \\| &lt;b>"
    assert row.split(" | ", 3)[3] == f"{shown} |  |  |"


def test_a_longer_term_hides_the_shorter_one_inside_it():
    request = Message(msgid="Send the order request", translations=("Stuur het verzoek om bevel",))

    assert not_used(request, "nl") == []
