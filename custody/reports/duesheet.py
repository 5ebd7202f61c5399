"""The due sheet: what falls due in the next hours, site by site, on paper for the safe.

When nothing of the house works any more, somebody opens the safe and reads what must be done today. It names no place,
no mass and no substance: sites, seizures and units by their code words and labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from custody.core.texts import said as _
from custody.deadlines.selectors import falls_due
from custody.deadlines.types import ClockType
from custody.destruction.models import BurnSession, OrderRequest
from custody.evidence.models import ChecklistLine, HandlingUnit, Seizure

if TYPE_CHECKING:
    from custody.deadlines.models import Clock
    from custody.organisation.models import Site

LINES = 30
"""So many lines fit on a sheet."""
MOST = 3000
REVIEW = _("Ask the authority whether the hold still stands, then renew or lift it")
TO_DO: Mapping[str, str] = {
    ClockType.TARGET_DESTRUCTION: _("Book the next burn, or get the order that is missing"),
    ClockType.FASTLANE: _("Approve the burn, or plan it anew"),
    ClockType.NEUTRALISE: _("Make the goods unusable, or burn them"),
    ClockType.TEMP_STORAGE: _("Move it to a store or to a burn"),
    ClockType.MAX_STORAGE: _("Move it to a burn"),
    ClockType.FIRST_UNIT: _("Have what was found counted and registered"),
    ClockType.ORDER_LATENCY: _("Get the order from the prosecutor or the judge"),
    ClockType.ANSWER_OWED: _("Call the authority, or ask another one"),
    ClockType.CERTIFICATE_COPY: _("Send the authority a copy of the certificate, and record it"),
    ClockType.SECOND_EYES: _("Verify or refuse what waits, or decide what was asked"),
    ClockType.ORDER_AGE: _("Carry the order out: book the next burn"),
    ClockType.NOTICE: _("Plan the burn, or record the objection"),
    ClockType.SILENT_CONSENT: _("Plan the burn, or record the objection"),
    ClockType.APPEAL_WINDOW: _("Plan the burn, or record the appeal"),
    ClockType.SAMPLE_IN_HAND: _("Have the sample brought to the laboratory or the registry"),
    ClockType.OUT_FOR_ANALYSIS: _("Fetch the sample back from the laboratory"),
    ClockType.ACCEPTANCE: _("Accept or refuse the hand-over, or call the other side"),
    ClockType.TRANSIT: _("Call the crew and find the load"),
    ClockType.STRIP: _("Finish stripping the conveyance, or have it guarded"),
    ClockType.CLEARANCE: _("Have it searched once more by two who did not empty it"),
    ClockType.GUARD_COVER: _("Post a guard at the conveyance"),
    ClockType.COUNT_AFTER_LOSS: _("Count all of the place, with people outside the chain"),
    ClockType.COUNT_AFTER_MOVE: _("Count all of the place, with people outside the chain"),
    ClockType.COUNT_UNANNOUNCED: _("Ask internal affairs"),
    ClockType.COUNT_PLANNED: _("Count the place, with people outside the chain"),
    ClockType.SWEEP_OWED: _("Sweep it for trackers"),
    ClockType.WATCH_OWED: _("Have the camera or the alarm repaired, and the place guarded until then"),
    ClockType.OVER_LIMIT: _("Ask for a waiver, or move something out"),
    ClockType.HELD_OWED: _("Have who signed the form put it right, or have it set aside by two"),
    ClockType.INQUIRY_OWED: _("Inquire into what destroyed it, and close the inquiry with a report"),
    ClockType.TALLY_OWED: _("Sign what went into the fire, or ask for a waiver"),
    ClockType.PROOF_OWED: _("Sign what was seen to burn or ask for a waiver, and record the burn"),
    ClockType.RESIDUE_WEIGHT: _("Weigh what is left of the burn"),
    ClockType.RESIDUE_GONE: _("Record where what is left of the burn went"),
    ClockType.WEIGHT_OWED: _("Weigh it"),
    ClockType.COUNT_OWED: _("Have two people count its packages, each without being told the number"),
    ClockType.TEST_OWED: _("Have a checker and a witness, who never had it, open and test it"),
    ClockType.OPENING_WEIGHTS: _("Weigh what is left of the opening stock"),
    ClockType.OPENING_SEALS: _("Seal what is left of the opening stock"),
    ClockType.SEAL_OWED: _("Put a seal on it"),
    ClockType.CHECK_IN: _("Call the crew"),
    ClockType.TARGET_DECISION: _("Decide: search it or let it go"),
    ClockType.TARGET_SEARCH: _("Have it stopped and searched"),
    ClockType.ESCORT_OWED: _("Record who let it go without its escort, and why"),
    ClockType.UNLOADING: _("Count the load with its crew, and take it over"),
    ClockType.SEARCH: _("Find it, or say that it is missing"),
    ClockType.SIGNATURE_OWED: _("Have the second person sign"),
    ClockType.SECOND_SIGNATURE: _("Have the second officer sign"),
    ClockType.GUARD_WORD: _("See that the guard stands there, and have them say so"),
    ClockType.GIVING: _("Give it to who receives it, or take back what was asked"),
    ClockType.LOAN: _("Fetch it back from training and weigh it"),
    ClockType.OPERATION: _("Ask who leads the operation where it is"),
    ClockType.PERISHABLE: _("Release the cover load, or have it cooled"),
    ClockType.ORAL_CONFIRMATION: _("Get the paper of the oral order"),
    ClockType.HOT_TAKE: _("Take the line of the war room that waits"),
    ClockType.HOT_GUARD: _("Have two guards stand at the load"),
    ClockType.HOT_SWEEP: _("Sweep all of the load for trackers"),
    ClockType.HOT_PROSECUTOR: _("Call the duty line of the prosecutor"),
    ClockType.HOT_PLACE: _("Empty it somewhere else than usual"),
    ClockType.HOT_FAST_LANE: _("Book a burn for it"),
    ClockType.HOT_EMBARGO: _("Decide from when the press may be told"),
    ClockType.HOT_DECOY: _("Send a decoy"),
    ClockType.HOT_PLAN_B: _("Have a second place ready"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do. ``due`` is local time with its offset."""

    code_word: str
    reference: str
    due: str
    to_do: str
    is_past_due: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of paper of one site; ``site`` is "" for what stands on none."""

    site: str
    number: int
    of: int
    lines: tuple[Line, ...]


def due_sheets(*, at: datetime, hours: int, site: Site | None = None) -> tuple[list[Sheet], bool]:
    """Return the sheets of what falls due within some hours, by site, and whether something had to be left out."""
    clocks = falls_due(until=at + timedelta(hours=hours), site=site, limit=MOST + 1)
    left_out, clocks = len(clocks) > MOST, clocks[:MOST]
    names = _names(clocks)
    sheets = []
    by_site = sorted(clocks, key=lambda clock: "" if clock.site is None else clock.site.code_word)
    for word, of_site in groupby(by_site, key=lambda clock: "" if clock.site is None else clock.site.code_word):
        lines = [_line(clock, names, at=at) for clock in of_site]
        chunks = [lines[first : first + LINES] for first in range(0, len(lines), LINES)]
        sheets += [Sheet(word, number, len(chunks), tuple(chunk)) for number, chunk in enumerate(chunks, start=1)]
    return sheets, left_out


def _line(clock: Clock, names: Mapping[UUID, tuple[str, str]], *, at: datetime) -> Line:
    code_word, reference = names.get(clock.subject_id, ("–", str(clock.subject_id)[:8]))
    due_at = clock.due_at if clock.paused_at is None else clock.next_fire_at or clock.due_at
    zone = clock.zone or settings.CUSTODY_SITE_TIME_ZONE
    return Line(
        code_word=code_word,
        reference=reference,
        due=f"{due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %z}",
        to_do=TO_DO[clock.clock_type] if clock.paused_at is None else REVIEW,
        is_past_due=due_at <= at,
    )


def _names(clocks: Sequence[Clock]) -> dict[UUID, tuple[str, str]]:
    """Return the code word and the reference of what the clocks are about."""
    ids = {clock.subject_id for clock in clocks}
    out: dict[UUID, tuple[str, str]] = {}
    for unit in HandlingUnit.objects.filter(pk__in=ids).select_related("seizure"):
        out[unit.id] = ("–" if unit.seizure is None else unit.seizure.code_word, unit.label)
    for seizure in Seizure.objects.filter(pk__in=ids):
        out[seizure.id] = (seizure.code_word, "–")
    for session in BurnSession.objects.filter(pk__in=ids):
        out[session.id] = (session.code_word, "–")
    for line in ChecklistLine.objects.filter(pk__in=ids).select_related("checklist__seizure"):
        word = line.checklist.seizure.code_word
        out[line.id] = (word, f"{word}/{line.number}")
    for request in OrderRequest.objects.filter(pk__in=ids).select_related("seizure"):
        out[request.id] = (request.seizure.code_word, "–")
    return out
