"""What was written by hand while nothing worked, entered afterwards with both times (the paper kit)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from custody.core.act import Basis
from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.events import SHEET_ENTERED, SHEET_LABEL_STRAYED
from custody.core.lifecycle import GONE
from custody.core.texts import kept
from custody.evidence import permissions
from custody.evidence.actions import seizure as seizures
from custody.evidence.actions import steps
from custody.evidence.actions.stop import NOTHING_KNOWN
from custody.evidence.entries import Circumstances, NewExhibit, NewUnit
from custody.evidence.models import HandlingUnit, LabelRoll, PaperSheet
from custody.evidence.selectors import labels
from custody.evidence.selectors.facts import STRAYED
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge, place_by_code_word
from custody.organisation.selectors.law_here import law_at

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Seizure
    from custody.ledger.recording import Record

WITHDRAWN = kept("on a sheet that was withdrawn after it was filled in")
"""As a discrepancy tells it."""
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
    looked_again: bool = False,
) -> Seizure:
    """Enter a filled-in seizure sheet and return its seizure. ``sheet`` is the number that stands on it.

    The act's basis is paper and ``occurred_at`` is the time that was written down; when it was entered is kept beside.
    What was stuck on the goods is what counts: a label of another sheet is asked for again once, and with
    ``looked_again`` recorded. Its unit is frozen then, and both sheets say so.

    Who: an officer, with the second officer who signed the sheet. When: the sheet was printed before it was filled in,
    was not withdrawn before, and was not entered before. One that was filled in before its roll was withdrawn is
    recorded, and its units are frozen: somebody looks at what bears such labels. Appends ``seizure.opened/1``,
    ``exhibit.recorded/2`` for each exhibit, ``unit.registered/1`` and ``unit.placed/1`` for each unit, and
    ``sheet.entered/1``; for a label of another sheet ``sheet.label_strayed/1``, and for it or one of a withdrawn sheet
    ``discrepancy.opened/1``.
    """
    second = officer_by_badge(badge=second_badge, field="second_badge")
    permissions.check_second_officer(act.actor, second)
    code_word, number = _parts(sheet)
    if not exhibits or not units:
        raise InvalidInput("paper.empty", "Enter what was found and at least one unit", field="units")
    where = place_by_code_word(code_word=place)
    with steps.clashes_explained(), recording(act) as record:
        roll = LabelRoll.objects.select_for_update().filter(code_word=code_word, purpose="paper").first()
        _check_sheet(record, roll, number)
        assert roll is not None  # noqa: S101 - checked above
        permissions.check_can_open_seizure(act.actor, None)
        strange = _check_labels(roll, number, units, looked_again=looked_again)
        seizure = seizures.opened(
            record,
            None,
            circumstances or NOTHING_KNOWN,
            seizures.NOT_PUBLISHED,
            second=second,
            demo=False,
            jurisdiction=law_at(where, at=record.now),
            exhibits=exhibits,
        )
        told = [replace(unit, label_is_known=True) for unit in units]
        made = seizures.registered(record, seizure, told, witness=second, second=None, place=place,
                                    labelled_at=record.at)  # fmt: skip
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
        _tell_of_strays(record, roll, number, made, strange)
        _freeze_withdrawn(record, roll, number, [unit for unit in made if unit.label not in strange])
        _freeze_beside_earlier(record, roll, number, made)
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
    # What was filled in before is a fact: who withdraws the roll afterwards unmakes no seizure.
    if roll.voided_at is not None and roll.voided_at <= record.at:
        raise NotAllowedNow("paper.withdrawn", "This sheet was withdrawn. Tell your supervisor")
    if PaperSheet.objects.filter(roll=roll, number=number).exists():
        raise NotAllowedNow("paper.entered", "This sheet was entered before")


def _check_labels(
    roll: LabelRoll, number: int, units: Sequence[NewUnit], *, looked_again: bool
) -> dict[str, tuple[LabelRoll, int | None] | None]:
    """Return the labels that are not of this sheet, each with the roll and the sheet it was printed for; ``None`` for
    one that the house printed on no roll.

    Raises ``InvalidInput`` for a unit without a label, and for such a label until somebody has looked again: what was
    stuck on the goods is what counts, and most of these are slips of the pen.
    """
    on_sheet = set(labels.codes_on_sheet(roll, number))
    strange: dict[str, tuple[LabelRoll, int | None] | None] = {}
    for unit in units:
        if unit.label is None:
            raise InvalidInput("text.missing", "Enter the {name}", field="label", name="label")
        code = steps.label_for(unit.label)
        if code not in on_sheet:
            strange[code] = None
    strange |= labels.printed_for(strange.keys())
    if strange and not looked_again:
        code = min(strange)
        raise InvalidInput(
            "paper.label", "{label} does not stand on this sheet: it belongs to {sheet}. Look again: is that what the "
                           "goods bear?", field="label", label=code, sheet=_name(strange[code]) or "–",
        )  # fmt: skip
    return strange


def _name(printed: tuple[LabelRoll, int | None] | None) -> str | None:
    """Return how a sheet, or a roll without sheets, is called."""
    if printed is None:
        return None
    roll, number = printed
    return roll.code_word if number is None else f"{roll.code_word}/{number}"


def _tell_of_strays(
    record: Record,
    roll: LabelRoll,
    number: int,
    units: Sequence[HandlingUnit],
    strange: dict[str, tuple[LabelRoll, int | None] | None],
) -> None:
    """Freeze each unit that bears a label of another sheet, and tell it on both sheets; where that one was entered
    before, its first unit is frozen too: its labels may be on these goods, or these goods on it.

    Appends ``sheet.label_strayed/1`` on each of the two rolls, and ``discrepancy.opened/1``.
    """
    here, by = f"{roll.code_word}/{number}", record.act.actor
    for unit in units:
        if unit.label not in strange:
            continue
        printed = strange[unit.label]
        there = _name(printed)
        steps.open_discrepancy(record, unit, kind=STRAYED, by=by, expected=here, found=there or "on no sheet")
        sides = [(roll, number)]
        if printed is not None and printed[1] is not None:
            sides.append((printed[0], printed[1]))
        for side, of_sheet in sides:
            record.append(
                SHEET_LABEL_STRAYED, on=side, number=of_sheet, unit_id=unit.id, strayed_at=record.at,
                label=unit.label, entered_as=here, printed_for=there, told_by=by.pseudonym,
            )  # fmt: skip
        if printed is not None and printed[1] is not None:
            _freeze_other(record, unit, entered_as=here, roll=printed[0], number=printed[1])


def _freeze_withdrawn(record: Record, roll: LabelRoll, number: int, units: Sequence[HandlingUnit]) -> None:
    """Freeze the units that bear labels of a sheet which was withdrawn after it was filled in: why it was withdrawn may
    be why these are not what they seem.

    Appends ``discrepancy.opened/1``.
    """
    for unit in units if roll.voided_at is not None else ():
        steps.open_discrepancy(
            record, unit, kind=STRAYED, by=record.act.actor, expected=f"{roll.code_word}/{number}", found=WITHDRAWN
        )


def _freeze_beside_earlier(record: Record, roll: LabelRoll, number: int, units: Sequence[HandlingUnit]) -> None:
    """Freeze the first of these units where goods that were entered before, with another sheet, bear a label of this
    one: whichever sheet is entered second, goods of both are looked at.

    Appends ``discrepancy.opened/1``.
    """
    rows = HandlingUnit.objects.filter(label__in=labels.codes_on_sheet(roll, number))
    elsewhere = rows.exclude(seizure=units[0].seizure_id).order_by("label").first()
    if elsewhere is not None:
        first = min(units, key=lambda unit: unit.label)
        steps.open_discrepancy(
            record, first, kind=STRAYED, by=record.act.actor, expected=f"{roll.code_word}/{number}",
            found=elsewhere.label,
        )  # fmt: skip


def _freeze_other(record: Record, unit: HandlingUnit, *, entered_as: str, roll: LabelRoll, number: int) -> None:
    before = PaperSheet.objects.filter(roll=roll, number=number).first()
    if before is None:
        return
    rows = HandlingUnit.objects.select_for_update().filter(seizure=before.seizure_id, parent__isnull=True)
    other = rows.exclude(custody_state__in=sorted(GONE)).order_by("label").first()
    if other is not None:
        steps.open_discrepancy(
            record, other, kind=STRAYED, by=record.act.actor, expected=f"{roll.code_word}/{number}",
            found=f"{unit.label}: {entered_as}",
        )  # fmt: skip
