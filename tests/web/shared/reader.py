"""A parser of HTML 5 that takes a whole well-formed tag at a time: html5lib goes through it character by character."""

from __future__ import annotations

import re
from typing import Any

from html5lib._tokenizer import HTMLTokenizer
from html5lib.constants import tokenTypes
from html5lib.html5parser import HTMLParser, _ReparseException

_VALUE = r'"[^"&\0]*(?:&(?:amp|lt|gt|quot|#x27);[^"&\0]*)*"'
_ATTRIBUTE = rf"[ \n]+([A-Za-z][A-Za-z0-9:_-]*)(?:=({_VALUE}))?"
_START = re.compile(rf"<([A-Za-z][A-Za-z0-9]*)((?:{_ATTRIBUTE})*)[ \n]*(/?)>")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_END = re.compile(r"</([A-Za-z][A-Za-z0-9]*)[ \n]*>")
_REFERENCE = re.compile("&[^;]*;")
_UNUSUAL = re.compile("[^\\t\\n\\r -~\\u00a0-\\ud7ff]")
_CHARACTERS = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'"}


class WholeTags(HTMLTokenizer):  # type: ignore[misc]
    """The tokenizer of html5lib, with a short way for a tag that no rule of the syntax has anything to say about.

    A tag that is written in any other way, and be it only one twice-given attribute, goes the long way and is judged
    there. Where a tag may stand is not decided here but by the parser, which sees the same tokens as ever.
    """

    def __init__(self, text: str, parser: HTMLParser) -> None:
        super().__init__(text, parser=parser)
        self.stream._defaultChunkSize = max(len(text), 1)
        if not _UNUSUAL.search(text):
            self.stream.reportCharacterErrors = None

    def dataState(self) -> bool:  # html5lib calls its states so
        """Read the next tag at once where that can be done; else as html5lib does."""
        stream = self.stream
        token = self._whole_tag(stream.chunk, stream.chunkOffset)
        if token is None:
            return bool(super().dataState())
        self.currentToken = token
        self.tokenQueue.append(token)
        return True

    def _whole_tag(self, text: str, at: int) -> dict[str, Any] | None:
        if not text.startswith("<", at):
            return None
        if found := _END.match(text, at):
            token = {"type": tokenTypes["EndTag"], "name": found[1].lower(), "data": [], "selfClosing": False}
        elif found := _START.match(text, at):
            pairs = _ATTRIBUTES.findall(found[2])
            attributes = {name.lower(): _value(quoted) for name, quoted in pairs}
            if len(attributes) < len(pairs):
                return None
            token = {"type": tokenTypes["StartTag"], "name": found[1].lower(), "data": attributes,
                     "selfClosing": bool(found[5]), "selfClosingAcknowledged": False}  # fmt: skip
        else:
            return None
        self.stream.chunkOffset = found.end()
        return token


class Parser(HTMLParser):  # type: ignore[misc]
    """The parser of html5lib over this tokenizer."""

    def _parse(self, stream: str, innerHTML: bool = False, container: str = "div", scripting: bool = False) -> None:
        self.innerHTMLMode, self.container, self.scripting = innerHTML, container, scripting
        self.tokenizer = WholeTags(stream, parser=self)
        self.reset()
        try:
            self.mainLoop()
        except _ReparseException:
            self.reset()
            self.mainLoop()


def _value(quoted: str) -> str:
    value = quoted[1:-1]
    return _REFERENCE.sub(lambda found: _CHARACTERS[found[0]], value) if "&" in value else value
