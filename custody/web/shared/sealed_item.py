"""What lies in the outbox of a device, once it is opened: the answers of one form, and at most one file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from custody.core.errors import InvalidInput
from custody.ledger.letterbox import take_out
from custody.web.shared.forms import KEY, CustodyForm

_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One form as it was signed. ``path`` is the page it belongs to, ``device_at`` what the device's clock said.

    ``parts`` are the single answers of which one that was given was the whole: the page itself sends none of them, and
    they are no part of what was signed. They say what was meant where the whole is another by now.
    """

    path: str
    device_at: datetime
    answers: QueryDict
    files: MultiValueDict[str, Any]
    parts: tuple[tuple[str, str], ...] = ()

    def body_hash(self) -> bytes:
        """Return the hash that the page itself would have sent these answers under."""
        return CustodyForm(self.answers, self.files).body_hash()

    def in_parts(self) -> Item:
        """Return the answers with what they were the whole of, to be looked at and put right."""
        answers = self.answers.copy()
        for name, value in self.parts:
            answers.appendlist(name, value)
        return replace(self, answers=answers)

    def under(self, key: UUID) -> Item:
        """Return the same answers under another key."""
        answers = self.answers.copy()
        answers[KEY] = str(key)
        return replace(self, answers=answers)


def opened(sealed: bytes, *, key: UUID, badge: str) -> Item:
    """Return what was sealed under this key by this badge; raise ``InvalidInput`` when it is anything else."""
    plain = take_out(sealed, bound_to=f"{key} {badge}".encode())
    head = int.from_bytes(plain[:_LENGTH_BYTES])
    try:
        said = json.loads(plain[_LENGTH_BYTES : _LENGTH_BYTES + head])
        device_at = datetime.fromisoformat(said["device_at"]).astimezone(UTC)
        answers = QueryDict(mutable=True)
        for name, value in said["answers"]:
            answers.appendlist(str(name), str(value))
        answers[KEY] = str(key)
        files: MultiValueDict[str, Any] = MultiValueDict()
        if said.get("file"):
            content = plain[_LENGTH_BYTES + head :]
            files[str(said["file"]["name"])] = SimpleUploadedFile("photo", content, str(said["file"]["type"]))
        parts = tuple((str(name), str(value)) for name, value in said.get("parts", ()))
        return Item(str(said["path"]), device_at, answers, files, parts)
    except (ValueError, KeyError, TypeError):
        raise InvalidInput("outbox.malformed", "What this device sent is not a form. "
                                               "Enter it anew on its page") from None
