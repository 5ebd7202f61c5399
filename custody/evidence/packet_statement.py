"""What lies beside the proofs in a court packet: plain words about the system, the check and who answers for it.

After the certification of records of the US Federal Rules of Evidence 902(13) and (14): which system, which process of
hashes, who certifies. Nothing rests on it when a packet is checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from datetime import datetime

    from custody.evidence.models import CourtPacket


COMMAND = "python3 verify.py PACKET.zip --policy FILE"


def statement(packet: CourtPacket, *, code_word: str, decided_by: str, at: datetime) -> str:
    """Return the statement of a packet in the language of the proceedings. Persons are pseudonyms (C20)."""
    return "\n\n".join(_lines(packet, code_word=code_word, decided_by=decided_by, at=at)) + "\n"


def page(packet: CourtPacket, *, code_word: str, decided_by: str, at: datetime) -> str:
    """Return the same as a plain page of HTML, with what each end of the check means: no program, no address."""
    title, *lines = _lines(packet, code_word=code_word, decided_by=decided_by, at=at)
    with translation.override(packet.language):
        ends = {
            "VALID": _("every event is in the signed tree, every shown value and every photo is the one that was "
                       "recorded, and enough have signed"),
            "INVALID": _("something of that does not hold; the sentence says what and where"),
            "CANNOT DECIDE": _("no keys, a file that cannot be read, or too few witnesses: ask the court registry"),
        }  # fmt: skip
    told = format_html_join("\n", "<p>{}</p>", ((each,) for each in lines if each != COMMAND))
    rows = format_html_join("\n", "<dt>{}</dt><dd>{}</dd>", ends.items())
    return format_html(
        '<!doctype html>\n<html lang="{}">\n<meta charset="utf-8">\n<title>{}</title>\n<h1>{}</h1>\n{}\n'
        "<pre>{}</pre>\n<dl>\n{}\n</dl>\n</html>\n",
        packet.language, title, title, told, COMMAND, rows,
    )  # fmt: skip


def _lines(packet: CourtPacket, *, code_word: str, decided_by: str, at: datetime) -> list[str]:
    with translation.override(packet.language):
        facts = {"number": packet.number, "word": code_word, "for": packet.recipient}
        return [
            _("Court packet %(number)s of seizure %(word)s") % facts,
            _("Issued for: %(for)s") % facts,
            f"{at:%Y-%m-%d %H:%M} UTC",
            _("Asked for by %(asked)s, issued by %(issued)s. Both are pseudonyms; the house knows whose they are.")
            % {"asked": packet.asked_by.pseudonym, "issued": decided_by},
            _("The system Custody recorded every event of this packet in the order in which they stand; its own clock "
              "says when. Each event is chained to the one before it by its SHA-256 hash, and all of them lie in a "
              "Merkle tree (RFC 6962) whose root the log signed. No event was left out between the first and the last "
              "of each stream."),
            _("Values that are not shown were withheld by the level of this packet or erased by order. Their "
              "commitments are in the events: nobody can exchange a value for another."),
            _("Photos lie under attach/ as they were taken, each under the SHA-256 that its event names. A photo that "
              "tells where it was taken may be left out by the level of this packet; its hash is there."),
            _("To check it without us: take the keys of the log and of its witnesses from the printed card or from the "
              "court registry, never from this packet, and run its verify.py with Python 3.9 or newer. It opens no "
              "connection and writes nothing."),
            COMMAND,
            _("This packet is itself an event of the same stream, with its hash and its number of events. Whoever "
              "shows an event that is not in here and should be has another history than the one that was signed."),
            _("None of this proves that what an officer wrote is true."),
        ]  # fmt: skip
