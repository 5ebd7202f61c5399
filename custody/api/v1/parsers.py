"""How a body is read: JSON that means one thing only, or a form with a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError


class Json(parsers.JSONParser):
    """JSON in UTF-8. Refuses a name given twice, numbers that are none, and nesting without an end."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Return the value; raise ``ParseError`` when there is none."""
        try:
            return json.loads(stream.read().decode(), object_pairs_hook=_distinct, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise ParseError(_("This is not well-formed JSON, or a name occurs twice"), code="json.malformed") from None


class Anything(parsers.BaseParser):
    """A body of any media type that must not be refused: JSON, else a text. What cannot be read is kept as a remark."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Return the object; a body that is none is the remark of one, silent when it speaks of silence."""
        text = stream.read().decode(errors="replace")
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return {name: value for name, value in found.items() if not isinstance(value, dict | list)} | {
                # Not its parts, which may nest without an end: that there was something is all that counts.
                name: bool(value) for name, value in found.items() if isinstance(value, dict | list)
            }
        return {"remark": text, "silent": "silent" in text.casefold()} if text.strip() else {}


class AnyForm(parsers.FormParser):
    """A form as a browser sends it."""


class Form(parsers.MultiPartParser):
    """A form with a file in it."""


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refuse(_word: str) -> Any:
    raise ValueError
