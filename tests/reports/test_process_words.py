"""Each event about goods stands once on the page of the process words, and no word of the map is idle."""

from __future__ import annotations

from custody.core.events import all_event_types
from custody.reports import process_words

PAGE = process_words.process_words_page()


def test_each_event_about_goods_stands_there_once():
    about = {each.code for each in all_event_types() if each.subject in process_words.ABOUT_GOODS}

    assert {code: PAGE.count(f"`{code}`") for code in about} == dict.fromkeys(about, 1)


def test_no_word_of_the_map_is_of_an_event_that_there_is_not():
    names = {each.code.split("/", 1)[0] for each in all_event_types()}

    assert set(process_words.OF_EVENT) <= names
    assert set(process_words.OF_CHAPTER) <= {name.split(".", 1)[0] for name in names}


def test_an_event_of_a_chapter_with_several_words_has_its_own():
    words = [process_words.word_of(code) for code in ("unit.weighed/1", "unit.stored/1", "seal.applied/1",
                                                      "unit.destroyed/1", "transfer.offered/1")]  # fmt: skip

    assert words == ["recording", "storage", "collection", "beyond", "transport"]
