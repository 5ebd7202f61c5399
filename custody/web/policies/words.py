"""The values of the rules in words: they stand on the shelf, for the packs show them too."""

from custody.web.shared.rules import (
    CHOICE_WORDS,
    MEASURES,
    STATES,
    by_sort,
    is_known,
    is_legal,
    is_of_a_clock,
    length_words,
    rule_words,
    scope_words,
)

__all__ = [
    "CHOICE_WORDS",
    "MEASURES",
    "STATES",
    "by_sort",
    "is_known",
    "is_legal",
    "is_of_a_clock",
    "length_words",
    "rule_words",
    "scope_words",
]
