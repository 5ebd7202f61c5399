"""The four languages are whole: every message of the source, well formed, in the words of the glossary, and served."""

from __future__ import annotations

import gettext as pythons_own
import io

import pytest
from django.utils import translation

from config.launcher.catalogues import LANGUAGES, Message, compiled, po_file, read_catalogue
from config.messages import python_source
from config.messages.asked import files_below
from config.messages.glossary import not_used
from config.messages.judging import faults
from config.messages.merging import CODE, asked
from custody.alerts.rules import RULES_BY_CODE
from custody.core.events import all_event_types
from custody.core.lifecycle import AUTHORITY_WORDS, SEARCH_WORDS, STATE_WORDS
from custody.core.planning import REASON_WORDS
from custody.destruction.lists import AUTHORITY_NAMES
from custody.organisation.roles import ROLE_WORDS
from custody.reports.duesheet import REVIEW, TO_DO

EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
TRANSLATED_AT_AN_EDGE = {
    "custody/core/mass.py", "custody/core/merkle.py", "custody/core/note.py", "custody/destruction/law_policies.py",
    "custody/destruction/policies.py", "custody/evidence/actions/steps.py", "custody/evidence/exceptions/opening.py",
    "custody/reports/speaking.py", "custody/web/alerts/words.py", "custody/web/outbox/wrong.py",
    "custody/web/plans/words.py", "custody/web/shared/telling.py",
}  # fmt: skip
"""Where a message is not written out at its call: it was marked where it stands, and is only passed on here."""


@EVERY_LANGUAGE
def test_every_message_of_the_source_is_translated(language):
    words = {each.key: each for each in read_catalogue(po_file(language))}

    missing = [each.msgid for each in asked() if each.key not in words or not words[each.key].is_translated]

    assert missing == [], "run `python3 dev.py messages`, then give them words"


@EVERY_LANGUAGE
def test_a_catalogue_holds_nothing_that_the_source_does_not_say(language):
    known = {(each.msgid, each.context): each.plural for each in asked()}

    strange = [each.msgid for each in read_catalogue(po_file(language)) if known.get(each.key) != each.plural]

    assert strange == [], "run `python3 dev.py messages`"


@EVERY_LANGUAGE
def test_no_translation_is_a_guess(language):
    assert [each.msgid for each in read_catalogue(po_file(language)) if each.is_fuzzy] == []


@EVERY_LANGUAGE
def test_every_translation_fills_in_what_the_source_fills_in(language):
    wrong = {each.msgid: faults(each) for each in read_catalogue(po_file(language)) if faults(each)}

    assert wrong == {}


@EVERY_LANGUAGE
def test_every_translation_uses_the_words_of_the_glossary(language):
    wrong = {each.msgid: (each.translations, lacking) for each in read_catalogue(po_file(language))
             if (lacking := not_used(each, language))}  # fmt: skip

    assert wrong == {}


@EVERY_LANGUAGE
def test_the_plural_is_chosen_as_the_language_does(language):
    message = Message(msgid="%(n)d unit", plural="%(n)d units", translations=("one", "many"))
    read = pythons_own.GNUTranslations(io.BytesIO(compiled([message], language=language)))

    said = [read.ngettext("%(n)d unit", "%(n)d units", number) for number in (0, 1, 2, 21, 1_000_000)]
    assert said == ["one" if language == "fr" else "many", "one", "many", "many", "many"]


@EVERY_LANGUAGE
def test_what_is_served_is_what_the_catalogue_says(language):
    with translation.override(language):
        for each in read_catalogue(po_file(language)):
            if each.is_translated and not each.context:
                find = translation.gettext
                one = translation.ngettext(each.msgid, each.plural, 1) if each.plural else find(each.msgid)
                assert one == each.translations[0]


def test_the_words_of_rooms_that_know_no_language_are_found():
    ours = {
        *STATE_WORDS.values(), *AUTHORITY_WORDS.values(), *SEARCH_WORDS.values(), *ROLE_WORDS.values(),
        *REASON_WORDS.values(), *TO_DO.values(), *AUTHORITY_NAMES.values(), REVIEW,
        *(each.sentence for each in all_event_types()),
        *(words for rule in RULES_BY_CODE.values() for words in (rule.title, rule.response, rule.cure) if words),
    }  # fmt: skip

    assert ours - {each.msgid for each in asked()} == set()


def test_every_message_in_code_is_written_out_where_a_translator_finds_it():
    hidden = {
        f"{file.relative_to(CODE.parent)}:{call}"
        for file in files_below(CODE, ".py") if "migrations" not in file.parts
        for call in python_source.unreadable_in(file)
    }  # fmt: skip

    assert {each for each in hidden if each.partition(":")[0] not in TRANSLATED_AT_AN_EDGE} == set()
