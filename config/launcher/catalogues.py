"""Catalogues of translations: reads and writes `.po` files, and makes the `.mo` files that the pages are served with.

No GNU tools are asked for: `.po` is a text file of a few rules, `.mo` a table of them. A `.mo` file is never committed;
set-up and the image make it, and make it again only when its `.po` file, or this module, has changed.
"""

import ast
import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.launcher import paths
from config.launcher.system import write_atomically
from config.launcher.words import LauncherError, say

LOCALE = paths.ROOT / "custody" / "locale"
LANGUAGES = ("nl", "fr", "de")
"""The languages that have a catalogue. English is what the source says itself."""
PLURAL_FORMS = {
    "nl": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "de": "nplurals=2; plural=(n != 1);",
}
"""Nought is plural in Dutch and German and singular in French. The same words as in Django's own catalogues."""
_KEYWORDS = ("msgctxt", "msgid_plural", "msgid", "msgstr")
_MAGIC = 0x950412DE


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: what the source says, and the translation in one form, or two; `notes` are a translator's."""

    msgid: str
    plural: str = ""
    context: str = ""
    translations: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other message, in the order of the file."""
        return self.msgid, self.context

    @property
    def is_translated(self) -> bool:
        """Whether every form has words, and nobody doubts them."""
        forms = 2 if self.plural else 1
        return not self.is_fuzzy and len(self.translations) == forms and all(self.translations)


def po_file(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read_catalogue(file: Path) -> list[Message]:
    """Return the messages of a `.po` file, its header left out; [] when there is none.

    Raises LauncherError with the line that cannot be read.
    """
    if not file.is_file():
        return []
    return [message for message in _messages(file) if message.msgid]


def write_catalogue(file: Path, messages: list[Message], *, language: str) -> bool:
    """Write a `.po` file, sorted, and return whether that changed it."""
    said = "".join(_written(message) for message in sorted(messages, key=lambda each: each.key))
    text = _head(language) + said
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(file, text)
    return True


def ensure_catalogues() -> None:
    """Make the `.mo` file of every language, unless it is the one of its `.po` file.

    Raises LauncherError when a `.po` file cannot be read.
    """
    for language in LANGUAGES:
        source = po_file(language)
        if not source.is_file():
            continue
        wanted = hashlib.sha256(source.read_bytes() + Path(__file__).read_bytes()).hexdigest()
        made, stamp = source.with_suffix(".mo"), source.with_suffix(".stamp")
        if made.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            continue
        table = compiled(read_catalogue(source), language=language)
        fresh = made.with_name(f"{made.name}.fresh")
        fresh.write_bytes(table)
        fresh.replace(made)
        write_atomically(stamp, wanted)
        say(f"made the catalogue of {language}")


def compiled(messages: list[Message], *, language: str) -> bytes:
    """Return the `.mo` file of the messages that are translated; the others are shown in English."""
    rows = {"": _header(language)}
    for message in messages:
        if message.is_translated:
            asked = f"{message.context}\x04{message.msgid}" if message.context else message.msgid
            rows[f"{asked}\0{message.plural}" if message.plural else asked] = "\0".join(message.translations)
    pairs = sorted((asked.encode(), said.encode()) for asked, said in rows.items())
    head = 7 * 4
    begins = head + len(pairs) * 16
    tables, texts = [b"", b""], b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += struct.pack("<2I", len(pair[side]), begins + len(texts))
            texts += pair[side] + b"\0"
    start = struct.pack("<7I", _MAGIC, 0, len(pairs), head, head + len(pairs) * 8, 0, begins)
    return start + tables[0] + tables[1] + texts


def _header(language: str) -> str:
    return (
        f"Language: {language}\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
        f"Plural-Forms: {PLURAL_FORMS[language]}\n"
    )


def _head(language: str) -> str:
    lines = "".join(f"{_quoted(line)}\n" for line in _header(language).splitlines(keepends=True))
    made = "# Kept by `python3 dev.py messages`: sorted, without places, so that two changes rarely meet.\n"
    return f'{made}msgid ""\nmsgstr ""\n{lines}'


def _written(message: Message) -> str:
    lines = [f"# {note}".rstrip() for note in message.notes]
    lines += ["#, fuzzy"] if message.is_fuzzy else []
    lines += [f"msgctxt {_quoted(message.context)}"] if message.context else []
    lines.append(f"msgid {_quoted(message.msgid)}")
    if message.plural:
        forms = [*message.translations, "", ""][:2]
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        lines += [f"msgstr[{number}] {_quoted(form)}" for number, form in enumerate(forms)]
    else:
        lines.append(f"msgstr {_quoted(message.translations[0] if message.translations else '')}")
    return "\n" + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    for plain, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, written)
    return f'"{text}"'


def _messages(file: Path) -> Iterator[Message]:
    """Yield what stands between empty lines. A line that begins with a quotation mark goes on with the one above."""
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        notes: list[str] = []
        is_fuzzy = False
        name = ""
        for line in block.splitlines():
            if line.startswith("#~") or not line.strip():
                continue
            if line.startswith("#"):
                is_fuzzy = is_fuzzy or (line.startswith("#,") and "fuzzy" in line)
                notes += [line[1:].strip()] if line.startswith(("# ", "#\n")) else []
                continue
            if not line.startswith('"'):
                name, _, line = line.partition(" ")  # what is left of it is the text
                if name.partition("[")[0] not in _KEYWORDS or name in parts:
                    raise LauncherError(f"{file}: cannot read {name!r} in {block[:200]!r}")
                parts[name] = ""
            parts[name] += _unquoted(line, file)
        if "msgid" in parts:
            forms = tuple(parts[each] for each in sorted(parts) if each.startswith("msgstr"))
            yield Message(
                msgid=parts["msgid"], plural=parts.get("msgid_plural", ""), context=parts.get("msgctxt", ""),
                translations=forms if any(forms) else (), notes=tuple(notes), is_fuzzy=is_fuzzy,
            )  # fmt: skip


def _unquoted(written: str, file: Path) -> str:
    try:
        text = ast.literal_eval(written)
    except (SyntaxError, ValueError):
        text = None
    if not isinstance(text, str):
        raise LauncherError(f"{file}: this is no text in quotation marks: {written[:200]}")
    return text


if __name__ == "__main__":
    ensure_catalogues()
