"""Refusals about court packets: who asks, who decides, and what is not there to be taken."""

from __future__ import annotations

from tests.api.refusals.records import ground
from tests.api.refusals.trying import Three, api, page
from tests.evidence.test_packets import asked, refused_by

__all__ = ["ROWS", "ground"]


def _ask(at):
    asked(at.cast, at.seizure)
    said = {"purpose": "hearing", "recipient": "Court of Antwerp", "language": "nl", "level": "court"}
    return Three(at.cast.supervisor, page(f"seizures/{at.seizure.id}/packets/ask/", **said),
                 api(f"seizures/{at.seizure.id}/packets/", **said))  # fmt: skip


def _issue(at, who, *, decided=False):
    packet = asked(at.cast, at.seizure)
    if decided:
        refused_by(at.cast, packet)
    return Three(who, page(f"packets/{packet.id}/decide/", answer="yes"), api(f"packets/{packet.id}/issue/"))


def _take_back(at):
    packet = asked(at.cast, at.seizure)
    return Three(at.cast.supervisor, page(f"packets/{packet.id}/withdraw/"), api(f"packets/{packet.id}/withdrawal/"))


def _take(at):
    packet = asked(at.cast, at.seizure)
    said = {"reason": "for the clerk"}
    return Three(at.cast.supervisor, page(f"packets/{packet.id}/take/", taken="packet", **said),
                 api(f"packets/{packet.id}/reading/", **said))  # fmt: skip


ROWS = {
    "packet.waits": _ask,
    "packet.own": lambda at: _issue(at, at.cast.case_officer),
    "packet.decided": lambda at: _issue(at, at.cast.supervisor, decided=True),
    "packet.unsealed": lambda at: _issue(at, at.cast.supervisor),
    "packet.not_asked": _take_back,
    "packet.not_issued": _take,
}
