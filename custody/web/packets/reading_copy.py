"""The typeset reading copy of a court packet: drawn from the packet's own bytes, so that it shows nothing else.

Every event stands in the custody table, in the order of the log and without a gap; weighings, seals, photos, samples,
orders, ends, corrections and discrepancies stand once more in tables of their own. Persons are numbers with their
pseudonyms in a key at the end (C20). What a court relies on is the packet; this is for reading.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from custody.core.canonical import parse_utc_text
from custody.core.events import event_type, native
from custody.core.mass import kg_text
from custody.core.note import parse_checkpoint, parse_note
from custody.evidence.pdf_signing import signed
from custody.evidence.typesetting import typeset
from custody.ledger.packet import opened
from custody.ledger.selectors import Told, schema_of
from custody.web.packets.words import LANGUAGES, LEVELS, PURPOSES
from custody.web.shared.telling import sentence_of

if TYPE_CHECKING:
    from custody.evidence.models import CourtPacket

NONE = "–"
Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class _Line:
    """One event of the packet as its tables show it."""

    number: str
    happened: str
    recorded: str
    about: str
    said: str
    by: str
    told: Told


def reading_copy(packet: CourtPacket, content: bytes, *, taken_by: str, at: datetime) -> bytes:
    """Return the PDF of an issued packet in the language of the proceedings. ``taken_by`` is the pseudonym of who takes
    it, which stands with the moment at the foot of each page."""
    with translation.override(packet.language):
        paper = typeset("record", _data(packet, opened(content), taken_by=taken_by, at=at), at=at)
        return signed(paper, reason=_("Court packet %(n)s") % {"n": packet.number})


def _data(packet: CourtPacket, files: Mapping[str, bytes], *, taken_by: str, at: datetime) -> dict[str, Any]:
    people: dict[str, str] = {}
    lines = _lines(files, people)
    signed = parse_checkpoint(parse_note(files["checkpoint"].decode()).body)
    sections = [
        {
            "heading": _("What this is"),
            "pairs": [
                [_("Seizure"), _code(packet.seizure.code_word)],
                [_("What for"), str(PURPOSES[packet.purpose])],
                [_("Who gets it"), packet.recipient],
                [_("Language of the proceedings"), dict(LANGUAGES)[packet.language]],
                [_("How much it shows"), str(LEVELS[packet.level])],
                [_("Issued"), _moment(packet.decided_at)],
                [_("SHA-256 of the packet"), _code(packet.sha256 or NONE)],
                [_("Log"), _code(signed.origin)],
                [_("Size of the tree"), str(signed.size)],
                [_("Root of the tree"), _code(signed.root.hex())],
            ],
        },
        {"heading": _("How to check it"), "text": files["STATEMENT.txt"].decode().replace("\n\n", "\n")},
        _custody(lines),
        _masses(packet.language, lines),
        _seals(lines),
        _photos(lines, files),
        _table(_("Samples and laboratory"), lines, _of("sample", "sampling", "laboratory", "result")),
        _table(_("Orders, burns and ends"), lines, _of("order", "burn", "session", "hold", "decision", "unit.destroyed",
                                                       "unit.ordered", "unit.staged", "unit.scheduled")),
        _table(_("Corrections"), lines, lambda line: "correct" in line.told.type.code),
        _table(_("Discrepancies and their answers"), lines, _of("discrepancy", "variance", "objection")),
        {"heading": _("Persons"), "note": _("A number stands for a pseudonym. The key to the pseudonyms is held by one "
                                            "office."),
         "head": [_("Number"), _("Pseudonym")], "numbers": [],
         "rows": [[number, _code(pseudonym)] for pseudonym, number in people.items()]},
    ]  # fmt: skip
    title = _("Court packet %(n)s") % {"n": packet.number}
    return {
        "title": title, "author": _("Custody"), "description": f"{title}, {packet.seizure.code_word}",
        "language": packet.language, "reference": f"{packet.seizure.code_word} / {packet.number}",
        "lead": _("For reading. What proves it is the packet itself: check that, and not this."),
        "footer": _("Taken by %(who)s, %(when)s") % {"who": taken_by, "when": _moment(at)},
        "page_word": _("Page"), "sections": sections,
        "facts": {"packet": packet.sha256, "events": len(lines)},
    }  # fmt: skip


def _lines(files: Mapping[str, bytes], people: dict[str, str]) -> list[_Line]:
    """Return every event in the order of the log; each person it was done by gets a number in ``people``."""
    found: list[tuple[int, str, str, Told]] = []
    for name in sorted(each for each in files if each.startswith("stream/")):
        place = name.removeprefix("stream/").removesuffix(".json")
        leaf, shown = (json.loads(files[f"{kind}/{place}.json"]) for kind in ("stream", "disclose"))
        index = int(files[f"proof/{place}.tlog-proof"].split(b"\n", 2)[1].removeprefix(b"index "))
        kind = event_type(leaf["code"])
        values = {field: native(schema_of(kind, field), pair["value"]) for field, pair in shown.items()}
        told = Told(
            type=kind, stream_id=UUID(leaf["stream"]), seq=leaf["seq"], op_id=UUID(leaf["op"]), actor=leaf["actor"],
            recorded_at=parse_utc_text(leaf["recorded_at"]), leaf_hash="", values=values,
            erased=tuple(sorted(set(leaf["c"]) - set(shown))),
        )  # fmt: skip
        found.append((index, f"{int(place[:4])}.{told.seq}", place[:4], told))
    names = {stream: str(told.values["label"]) for _index, _number, stream, told in found if "label" in told.values
             and told.seq == 1}  # fmt: skip
    return [
        _Line(number, _moment(told.values.get("effective_at")), _moment(told.recorded_at),
              names.get(stream, _("Seizure")), sentence_of(told),
              people.setdefault(told.actor, str(len(people) + 1)), told)
        for _index, number, stream, told in sorted(found, key=lambda each: each[0])
    ]  # fmt: skip


def _of(*subjects: str) -> Callable[[_Line], bool]:
    """Return whether an event is of one of these subjects, or begins with one of these codes."""
    return lambda line: line.told.type.code.startswith(tuple(f"{each}." if "." not in each else each
                                                             for each in subjects))  # fmt: skip


def _custody(lines: Sequence[_Line]) -> dict[str, Any]:
    """Return every event, with both times: when it happened is a claim where it was not recorded at once."""
    head = [_("Event"), _("Happened"), _("Recorded"), _("Of"), _("What happened"), _("By")]
    rows = [[line.number, line.happened, line.recorded, _code(line.about), line.said, line.by] for line in lines]
    return {"heading": _("Custody, without a gap"), "head": head, "rows": rows, "numbers": []}


def _table(heading: str, lines: Sequence[_Line], wanted: Callable[[_Line], bool]) -> dict[str, Any]:
    rows = [[*_begin(line), line.by] for line in lines if wanted(line)]
    return _section(heading, [_("What happened")], rows)


def _masses(language: str, lines: Sequence[_Line]) -> dict[str, Any]:
    def mass(line: _Line, name: str) -> str:
        mg = line.told.values.get(name)
        return NONE if mg is None else kg_text(mg, language)

    rows = [
        [*_begin(line), mass(line, "gross_mg"), mass(line, "tare_mg"), mass(line, "tolerance_mg"), line.by]
        for line in lines if line.told.values.get("gross_mg") is not None
    ]  # fmt: skip
    return _section(_("Weighings"), [_("What happened"), _("Gross"), _("Tare"), _("Tolerance")], rows)


def _seals(lines: Sequence[_Line]) -> dict[str, Any]:
    names = ("seal", "old_seal", "new_seal", "seal_seen", "seal_read", "number_read")
    rows: Rows = []
    for line in lines:
        # Whoever reads a seal off a list writes that it is the same.
        read = [str(line.told.values[name]) for name in names if line.told.values.get(name) not in (None, "", "same")]
        if read:
            rows.append([*_begin(line), _code(" ".join(dict.fromkeys(read))), line.by])
    return _section(_("Seals"), [_("What happened"), _("Seal")], rows)


def _photos(lines: Sequence[_Line], files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the photos by their hashes, and whether the file of each lies in the packet."""
    rows = [[*_begin(line), _code(line.told.values["sha256"]),
             _("Yes") if f"attach/{line.told.values['sha256']}" in files else _("No"), line.by] for line in lines
            if line.told.type.code.startswith("photo.") and "sha256" in line.told.values]  # fmt: skip
    return _section(_("Photos"), [_("What happened"), _("SHA-256"), _("Enclosed")], rows)


def _begin(line: _Line) -> list[Any]:
    return [line.number, line.happened, _code(line.about), line.said]


def _section(heading: str, middle: Sequence[str], rows: Rows) -> dict[str, Any]:
    """Return a table, or the word that there is nothing: what is left out could be missing."""
    if not rows:
        return {"heading": heading, "note": _("None.")}
    head = [_("Event"), _("Happened"), _("Of"), *middle, _("By")]
    return {"heading": heading, "head": head, "rows": rows, "numbers": []}


def _code(text: str) -> dict[str, str]:
    return {"code": text}


def _moment(moment: datetime | None) -> str:
    """Return local time with its offset, so that nobody has to guess which clock it was."""
    if moment is None:
        return NONE
    return moment.astimezone(ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)).strftime("%Y-%m-%d %H:%M:%S %z")
