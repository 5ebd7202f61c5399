"""What was written by hand while nothing worked, entered afterwards with both times (the paper kit)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings

from custody.core.act import Basis
from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.events import SHEET_ENTERED
from custody.evidence import permissions
from custody.evidence.actions import seizure as seizures
from custody.evidence.actions import steps
from custody.evidence.actions.stop import NOTHING_KNOWN
from custody.evidence.entries import Circumstances, NewExhibit, NewUnit
from custody.evidence.models import LabelRoll, PaperSheet
from custody.evidence.selectors import labels
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Seizure
    from custody.ledger.recording import Record

_NUMBER = re.compile(r"([0-9A-Z]{7})\s*/\s*([1-9][0-9]{0,2})")


def enter_sheet(
    *,
    act: Act,
    sheet: str,
    second_badge: str,
    exhibits: Sequence[NewExhibit],
    units: Sequence[NewUnit],
    place: str,
    circumstances: Circumstances | None = None,
) -> Seizure:
    """Enter a filled-in seizure sheet and return its seizure. ``sheet`` is the number that stands on it.

    The act's basis is paper and ``occurred_at`` is the time that was written down; when it was entered is kept beside.
    A label that stands on another sheet is refused: what was stuck on the goods is what counts.

    Who: an officer, with the second officer who signed the sheet. When: the sheet was printed before it was filled in,
    is not withdrawn, and was not entered before. Appends ``seizure.opened/1``, ``exhibit.recorded/2`` for each
    exhibit, ``unit.registered/1`` and ``unit.placed/1`` for each unit, and ``sheet.entered/1``.
    """
    second = officer_by_badge(badge=second_badge, field="second_badge")
    permissions.check_second_officer(act.actor, second)
    code_word, number = _parts(sheet)
    if not exhibits or not units:
        raise InvalidInput("paper.empty", "Enter what was found and at least one unit", field="units")
    with steps.clashes_explained(), recording(act) as record:
        roll = LabelRoll.objects.select_for_update().filter(code_word=code_word, purpose="paper").first()
        _check_sheet(record, roll, number)
        assert roll is not None  # noqa: S101 - checked above
        permissions.check_can_open_seizure(act.actor, None)
        _check_labels(roll, number, units)
        seizure = seizures.opened(
            record,
            None,
            circumstances or NOTHING_KNOWN,
            seizures.NOT_PUBLISHED,
            second=second,
            demo=False,
            jurisdiction=settings.CUSTODY_JURISDICTION,
            exhibits=exhibits,
        )
        made = seizures.registered(record, seizure, units, witness=second, second=None, place=place)
        entered = PaperSheet(
            roll=roll,
            stream_id=roll.stream_id,
            number=number,
            seizure=seizure,
            happened_at=record.at,
            entered_at=record.now,
            entered_by=act.actor,
        )
        entered.save(force_insert=True)
        record.append(
            SHEET_ENTERED,
            on=roll,
            rows=[entered],
            sheet_id=entered.id,
            number=number,
            seizure_id=seizure.id,
            happened_at=entered.happened_at,
            entered_at=entered.entered_at,
            entered_by=act.actor.pseudonym,
        )
        record.result = {
            "seizure": str(seizure.id),
            "code_word": seizure.code_word,
            "units": [str(unit.id) for unit in made],
        }
    return seizure


def _parts(sheet: str) -> tuple[str, int]:
    read = _NUMBER.fullmatch(sheet.strip().upper())
    if read is None:
        raise InvalidInput("paper.number", "Enter the number of the sheet, like 7K3QX2M/1", field="sheet")
    return read[1], int(read[2])


def _check_sheet(record: Record, roll: LabelRoll | None, number: int) -> None:
    if roll is None or number > (roll.sheet_count or 0):
        raise InvalidInput("paper.unknown", "No sheet of this house has this number. Read it again", field="sheet")
    if record.act.basis is not Basis.PAPER or record.act.occurred_at is None:
        raise InvalidInput("paper.time", "Enter when it happened, as it stands on the sheet", field="occurred_at")
    if not roll.printed_at <= record.at <= record.now:
        raise InvalidInput(
            "paper.times", "The sheet was printed after that time, or the time is still to come", field="occurred_at"
        )
    if roll.voided_at is not None:
        raise NotAllowedNow("paper.withdrawn", "This sheet was withdrawn. Tell your supervisor")
    if PaperSheet.objects.filter(roll=roll, number=number).exists():
        raise NotAllowedNow("paper.entered", "This sheet was entered before")


def _check_labels(roll: LabelRoll, number: int, units: Sequence[NewUnit]) -> None:
    on_sheet = set(labels.codes_on_sheet(roll, number))
    for unit in units:
        if unit.label is None or steps.label_for(unit.label) not in on_sheet:
            raise InvalidInput(
                "paper.label", "{label} does not stand on this sheet. "
                               "Read it again", field="label", label=unit.label or "–"
            )
