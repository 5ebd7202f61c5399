"""A form that came in when nobody was at its session is shown to its officer, filled in, and sent by nobody else.

Whoever had the page in hand meanwhile can have put anything there: what is brought back is looked at, and records
nothing. Its photos stay with the house, since no browser can be given them back, and go with what the officer sends.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image, ImageOps

from custody.web.shared.photos import media_type

if TYPE_CHECKING:
    from django.http import HttpRequest

_HEAD_BYTES = 16
_MOST_PIXELS = 320


@dataclass(slots=True)
class BroughtBack:
    """What was kept of the form of this request: nothing, as long as ``files`` is empty and nothing ``is_shown``."""

    is_shown: bool = False
    """The officer only looks at it: no act may come of this request."""
    files: MultiValueDict[str, SimpleUploadedFile] = field(default_factory=MultiValueDict)

    def pictures(self, name: str) -> list[str]:
        """Return the photos of a field as addresses of pictures; what is no photo by its content has an empty one."""
        return [_picture(file) for file in self.files.getlist(name)]


_here: ContextVar[BroughtBack | None] = ContextVar("brought_back", default=None)


def brought_back() -> BroughtBack:
    """Return what was brought back with the request that is answered now."""
    return _here.get() or BroughtBack()


@contextmanager
def bringing_back() -> Iterator[BroughtBack]:
    """Let one request have something brought back: whoever finds it fills in what is yielded."""
    found = BroughtBack()
    token = _here.set(found)
    try:
        yield found
    finally:
        _here.reset(token)


def go_with(request: HttpRequest, files: MultiValueDict[str, SimpleUploadedFile]) -> None:
    """Let kept files go with what the officer sends, where no other file was chosen instead."""
    sent: MultiValueDict[str, Any] = MultiValueDict(dict(request.FILES.lists()))
    for name in files:
        if not any(sent.getlist(name)):
            sent.setlist(name, files.getlist(name))
    request._files = sent  # type: ignore[attr-defined]


def _picture(file: SimpleUploadedFile) -> str:
    """Return a small picture of a photo: the whole of it would come down the line on which it was just sent up."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    if not media_type(content[:_HEAD_BYTES]):
        return ""
    try:
        small = ImageOps.exif_transpose(Image.open(BytesIO(content)))
        small.thumbnail((_MOST_PIXELS, _MOST_PIXELS))
        written = BytesIO()
        small.convert("RGB").save(written, "JPEG", quality=60)
    except (OSError, ValueError, Image.DecompressionBombError):
        return ""
    return f"data:image/jpeg;base64,{b64encode(written.getvalue()).decode()}"
