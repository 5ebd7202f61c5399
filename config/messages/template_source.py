"""Messages in Django's templates, found with Django's own reader of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

from config.messages.asked import Asked

_TEXT = r"""(u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))"""
_CALL = re.compile(
    rf"(?:^|\s)(?P<name>gettext|_|ngettext|pgettext|npgettext)\({_TEXT}(?:, ?{_TEXT})?(?:, ?{_TEXT})?(?:, ?count)?\)"
)


def asked_in(file: Path) -> Iterator[Asked]:
    """Yield the messages of one template."""
    for call in _CALL.finditer(templatize(file.read_text(encoding="utf-8"), origin=str(file))):
        said = [ast.literal_eval(text) for text in call.groups()[1:] if text]
        match call["name"]:
            case "gettext":
                yield Asked(msgid=said[0], file=file)
            case "_":
                # A sign of percent in a template is doubled before it is looked up; Django's reader forgets it here.
                yield Asked(msgid=said[0].replace("%", "%%"), file=file)
            case "ngettext":
                yield Asked(msgid=said[0], plural=said[1], file=file)
            case "pgettext":
                yield Asked(context=said[0], msgid=said[1], file=file)
            case "npgettext":
                yield Asked(context=said[0], msgid=said[1], plural=said[2], file=file)
