"""What is wrong with a form, for who may not read what stands in it: the sentences, and nothing that was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, override

from custody.core.errors import CustodyError

if TYPE_CHECKING:
    from django.core.exceptions import ValidationError

    from custody.web.shared.forms import CustodyForm

NOT_RIGHT = gettext_noop("This answer is not right")
_FILLED = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
_HIDDEN = "\N{HORIZONTAL ELLIPSIS}"


def wrong_with(form: CustodyForm | None) -> list[tuple[str, str]]:
    """Return each question that was refused, "" for the whole, with its sentence; both in English, unfilled."""
    if form is None:
        return []
    with override("en"):
        labels = {name: str(form[name].label) for name in form.fields}
        return [
            (labels.get(name, ""), _sentence(error))
            for name, errors in form.errors.as_data().items()
            for error in errors
        ]


def in_words_without_answers(label: str, sentence: str) -> str:
    """Return one of them in the reader's language, with a sign where an answer stood."""
    said = _FILLED.sub(_HIDDEN, gettext(sentence))
    return f"{gettext(label)}: {said}" if label else said


def _sentence(error: ValidationError) -> str:
    """Return the sentence as it stands in the source. One that is filled in already is not kept: it holds an answer."""
    if isinstance(error.__cause__, CustodyError):
        return error.__cause__.message
    return str(error.message) if isinstance(error.message, Promise) else NOT_RIGHT
