"""Labels: printed on rolls before there is anything to stick them on, withdrawn, and printed again for one unit."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotFound
from custody.core.events import LABEL_REPRINTED, ROLL_PRINTED, ROLL_VOIDED
from custody.core.identifiers import new_label, new_public_ref
from custody.evidence import entries, label_permissions, lists
from custody.evidence.actions import documents, signatures
from custody.evidence.locking import lock_unit_and_outermost
from custody.evidence.models import Label, LabelReprint, LabelRoll
from custody.evidence.permissions import check_witness
from custody.evidence.selectors import labels as selectors
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Document

MOST_LABELS = 2400
MOST_SHEETS = 200
LABELS_ON_A_SHEET = 12
"""So many lines for units has a paper sheet, each with its label."""


def print_roll(*, act: Act, count: int, language: str = "en") -> LabelRoll:
    """Draw ``count`` fresh labels, have them printed, and return their roll. They say nothing, and follow no order.

    The sheet is made as PDF and for a label printer (ZPL).

    Who: a storekeeper, supervisor or administrator. When: always. Appends ``roll.printed/1`` with a commitment to the
    labels, and ``document.asked/1`` twice.
    """
    return _print(act, count=count, sheets=None, language=language, kinds=("labels", "labels_zpl"))


def print_paper_kit(*, act: Act, sheets: int, language: str = "en") -> LabelRoll:
    """Print blank seizure sheets, each with labels of its own, for when nothing works; return their roll.

    What is written on a sheet is entered later with both times, and its basis is paper.

    Who: a storekeeper, supervisor or administrator. When: always. Appends ``roll.printed/1`` and
    ``document.asked/1``.
    """
    if not 0 < sheets <= MOST_SHEETS:
        raise InvalidInput(
            "paper.sheets", "Print between 1 and {most} sheets at once", field="sheets", most=MOST_SHEETS
        )
    return _print(act, count=sheets * LABELS_ON_A_SHEET, sheets=sheets, language=language, kinds=("paper",))


def void_roll(*, act: Act, roll_id: UUID, reason: str) -> LabelRoll:
    """Withdraw a roll and return it: its blank labels can be stuck on nothing from now on.

    Who: a storekeeper, supervisor or administrator. When: it is not withdrawn. Appends ``roll.voided/1``.
    """
    why = entries.chosen(reason, lists.VOID_REASONS, field="reason")
    with recording(act, authorises=True) as record:
        roll = LabelRoll.objects.select_for_update().filter(pk=roll_id).first()
        if roll is None:
            raise NotFound
        label_permissions.check_can_void(act.actor, roll)
        roll.voided_at, roll.voided_by, roll.void_reason = record.at, act.actor, why
        roll.save(update_fields=["voided_at", "voided_by", "void_reason"])
        record.append(ROLL_VOIDED, on=roll, voided_at=record.at, reason=why, voided_by=act.actor.pseudonym)
        record.result = {"roll": str(roll.id)}
    return roll


def reprint_label(*, act: Act, unit_id: UUID, reason: str, second_badge: str, language: str = "en") -> Document:
    """Print the label of one unit again and return the document. How often is told on the unit's timeline.

    A second label of one unit could be stuck on something else: two people take the old one off and put the new one on.

    Who: who has the unit in custody, with a second person, who signs for it. When: it is live. Appends
    ``label.reprinted/1``, ``document.asked/1`` and ``signature.owed/1``.
    """
    why = entries.chosen(reason, lists.REPRINT_REASONS, field="reason")
    second = officer_by_badge(badge=second_badge, field="second_badge")
    with recording(act, authorises=True) as record:
        unit, outermost = lock_unit_and_outermost(unit_id)
        label_permissions.check_can_reprint(act.actor, unit, outermost)
        check_witness(act.actor, second)
        reprint = LabelReprint(
            unit=unit, stream_id=unit.stream_id, reason=why, reprinted_by=act.actor, reprinted_at=record.at
        )
        reprint.save(force_insert=True)
        record.append(
            LABEL_REPRINTED,
            on=unit,
            rows=[reprint],
            reprint_id=reprint.id,
            reason=why,
            reprinted_at=record.at,
            reprinted_by=act.actor.pseudonym,
        )
        document = documents.ask(record, kind="reprint", language=language, unit=unit)
        signatures.owe_second(record, [unit], about=LABEL_REPRINTED.code, wanted=second)
        record.result = {"unit": str(unit.id), "document": str(document.id)}
    return document


def _print(act: Act, *, count: int, sheets: int | None, language: str, kinds: tuple[str, ...]) -> LabelRoll:
    label_permissions.check_can_print(act.actor)
    if not 0 < count <= MOST_LABELS:
        raise InvalidInput(
            "labels.count", "Print between 1 and {most} labels at once", field="count", most=MOST_LABELS
        )
    with recording(act, authorises=True) as record:
        codes = _fresh_codes(count)
        roll = LabelRoll(
            code_word=new_public_ref(secrets.token_bytes(5), length=7),
            purpose="labels" if sheets is None else "paper",
            label_count=count,
            sheet_count=sheets,
            labels_sha256=selectors.labels_hash(codes),
            printed_by=act.actor,
            printed_at=record.at,
        )
        roll.stream_id = record.open_stream(kind="roll", ref=roll.id)
        roll.save(force_insert=True)
        Label.objects.bulk_create(
            Label(roll=roll, code=code, position=position) for position, code in enumerate(codes, start=1)
        )
        record.append(
            ROLL_PRINTED,
            on=roll,
            roll_id=roll.id,
            code_word=roll.code_word,
            purpose=roll.purpose,
            label_count=count,
            sheet_count=sheets,
            printed_at=record.at,
            labels_sha256=roll.labels_sha256,
            printed_by=act.actor.pseudonym,
        )
        asked = [documents.ask(record, kind=kind, language=language, roll=roll) for kind in kinds]
        record.result = {"roll": str(roll.id), "documents": [str(each.id) for each in asked]}
    return roll


def _fresh_codes(count: int) -> list[str]:
    """Return labels that were never drawn before. Two drawn alike at once are one chance in a trillion: the database
    refuses the second.
    """
    codes: set[str] = set()
    while len(codes) < count:
        drawn = {new_label(secrets.token_bytes(5)) for _ in range(count - len(codes))}
        codes |= drawn - selectors.taken_among(drawn)
    ordered = list(codes)
    secrets.SystemRandom().shuffle(ordered)
    return ordered
