"""What lies beside the proofs in a court packet: plain words about the system, the check and who answers for it.

After the certification of records of the US Federal Rules of Evidence 902(13) and (14): which system, which process of
hashes, who certifies. Nothing rests on it when a packet is checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from datetime import datetime

    from custody.evidence.models import CourtPacket


def statement(packet: CourtPacket, *, code_word: str, decided_by: str, at: datetime) -> str:
    """Return the statement of a packet in the language of the proceedings. Persons are pseudonyms (C20)."""
    with translation.override(packet.language):
        facts = {"number": packet.number, "word": code_word, "for": packet.recipient}
        lines = [
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
            _("To check it without us: take the keys of the log and of its witnesses from the printed card or from the "
              "court registry, never from this packet, and run its verify.py with Python 3.9 or newer. It opens no "
              "connection and writes nothing."),
            "python3 verify.py PACKET.zip --policy FILE",
            _("This packet is itself an event of the same stream, with its hash and its number of events. Whoever "
              "shows an event that is not in here and should be has another history than the one that was signed."),
            _("None of this proves that what an officer wrote is true."),
        ]  # fmt: skip
        return "\n\n".join(lines) + "\n"
