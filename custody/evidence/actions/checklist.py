"""The list of a hot seizure: opened with the seizure itself, its lines taken, done, seen done, set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction

from custody.core.act import Basis
from custody.core.errors import InvalidInput, NotFound
from custody.core.events import (
    CHECKLIST_CLOSED,
    CHECKLIST_DONE,
    CHECKLIST_LAPSED,
    CHECKLIST_OPENED,
    CHECKLIST_OWED,
    CHECKLIST_REOPENED,
    CHECKLIST_SEEN,
    CHECKLIST_SET_ASIDE,
    CHECKLIST_TAKEN,
    EventType,
)
from custody.core.hot import BY_WHAT, LINES
from custody.evidence import checklist_permissions as permissions
from custody.evidence import entries
from custody.evidence.models import Checklist, ChecklistLine
from custody.evidence.selectors import checklists
from custody.ledger.recording import recording
from custody.organisation.roles import Role
from custody.organisation.selectors import on_duty

if TYPE_CHECKING:
    from datetime import datetime

    from custody.core.act import Act
    from custody.evidence.models import Seizure
    from custody.evidence.selectors.checklists import Judged
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer, Site


# --- acts ------------------------------------------------------------------------------------------------


def take_lines(*, act: Act, line_ids: Sequence[UUID]) -> list[ChecklistLine]:
    """Say "I have it" of some lines, and return them: from now on they wait for being done, not for somebody.

    Who: the owner, anybody of the owner's role, or who commands. When: while they are not settled; what another has
    taken may be taken over. Appends ``checklist.taken/1`` for each.
    """
    with recording(act, authorises=True) as record:
        lines = _locked(line_ids)
        for line in lines:
            permissions.check_can_take(act.actor, line)
            line.state, line.taken_by, line.taken_at = "taken", act.actor, record.at
            line.save(update_fields=["state", "taken_by", "taken_at"])
        for line in lines:
            record.append(
                CHECKLIST_TAKEN, on=line, line_id=line.id, taken_at=record.at, taken_by=act.actor.pseudonym
            )
        record.result = _result(lines)
    return lines


def finish_lines(*, act: Act, line_ids: Sequence[UUID], remark: str | None = None) -> list[ChecklistLine]:
    """Say that some lines are done, with what there is to say of it, and return them.

    Who: as for ``take_lines``; it need not be taken first. When: while they are not settled; never a line that the
    house ticks itself. Appends ``checklist.done/1`` for each, and ``checklist.closed/1`` with the last of a list.
    """
    said = entries.clean_text(remark, field="remark", most=entries.REMARK_MOST)
    with recording(act) as record:
        lines = _locked(line_ids)
        for line in lines:
            permissions.check_can_finish(act.actor, line)
            _settle(line, "done", at=record.at, settled_by=act.actor, remark=said)
        for line in lines:
            _tell(record, CHECKLIST_DONE, line, remark=said, settled_by=act.actor.pseudonym)
        _close_settled(record, lines)
        record.result = _result(lines)
    return lines


def set_line_aside(*, act: Act, line_id: UUID, reason: str) -> ChecklistLine:
    """Say that a line does not apply this time, and why; return it.

    Who: who commands. When: while it is not settled; the guard and the sweep with a waiver of ``hot.gate`` only.
    Appends ``checklist.set_aside/1``, and ``checklist.closed/1`` with the last of a list.
    """
    why = entries.clean_reason(reason, most=entries.REMARK_MOST)
    with recording(act, authorises=True) as record:
        [line] = _locked([line_id])
        waiver_id = permissions.check_can_set_aside(act.actor, line, at=record.now)
        _settle(line, "set_aside", at=record.at, settled_by=act.actor, remark=why, waiver_id=waiver_id)
        _tell(
            record, CHECKLIST_SET_ASIDE, line, remark=why, settled_by=act.actor.pseudonym, waiver_id=waiver_id
        )  # fmt: skip
        _close_settled(record, [line])
        record.result = _result([line])
    return line


# --- steps of the reactions ------------------------------------------------------------------------------


def open_where_hot(record: Record, seizure: Seizure) -> Checklist | None:
    """Open the list of a seizure that is hot by now and has none; ``None`` where nothing is opened.

    A step of the reaction to what was registered. Appends ``checklist.opened/1``, ``checklist.owed/1`` for each line,
    and ``checklist.seen/1`` for what is done already.
    """
    if Checklist.objects.filter(seizure=seizure).exists():
        return None
    judged = checklists.judge(seizure, at=record.at)
    if judged.cause is None:
        return None
    # A late entry is told of now: nobody could have acted on it before.
    opened_at = record.at if record.act.basis is Basis.SCENARIO else record.now
    made = _write(record, seizure, judged, opened_at)
    if made is not None:
        look(record, [made], by=CHECKLIST_OPENED.code)
    return made


def look(record: Record, found: Iterable[Checklist], *, by: str) -> None:
    """Tick the lines that the tables show as done, because of an event of code ``by``. Appends ``checklist.seen/1``."""
    for checklist in found:
        lines = [line for line in _unsettled(checklist) if BY_WHAT[line.what].seen]
        see(record, [line for line in lines if checklists.is_seen_done(checklist, line.what)], by=by)


def see(record: Record, lines: Sequence[ChecklistLine], *, by: str) -> None:
    """Tick lines that are locked, because of an event of code ``by``. Appends ``checklist.seen/1`` for each."""
    for line in lines:
        _settle(line, "done", at=_now(record, line), by_event=by)
        _tell(record, CHECKLIST_SEEN, line, by_event=by)
    _close_settled(record, lines)


def reopen(record: Record, lines: Sequence[ChecklistLine], *, by: str) -> None:
    """Open lines again that the house saw done and that are not done any more, because of an event of code ``by``, and
    with them their lists. Appends ``checklist.reopened/1`` for each."""
    for line in lines:
        checklist = Checklist.objects.select_for_update().get(pk=line.checklist_id)
        line.checklist = checklist
        line.state, line.taken_by, line.taken_at = "open", None, None
        line.settled_at = line.settled_by = line.remark = line.by_event = line.waiver = None
        line.save(update_fields=["state", "taken_by", "taken_at", "settled_at", "settled_by", "remark", "by_event",
                                 "waiver"])  # fmt: skip
        checklist.closed_at = None
        checklist.save(update_fields=["closed_at"])
        record.append(
            CHECKLIST_REOPENED, on=checklist, rows=[line], line_id=line.id, reopened_at=_now(record, line), by_event=by
        )


def see_embargo(record: Record, seizure_id: UUID) -> None:
    """Tick the line of the press of a seizure: somebody decided that nothing is told now."""
    for checklist in checklists.open_checklists([seizure_id]):
        see(record, [line for line in _unsettled(checklist) if line.what == "embargo"], by="publication.decided/1")


def lapse_where_gone(record: Record, seizure_ids: Iterable[UUID], *, by: str) -> None:
    """End the lists of seizures of which nothing is left. Appends ``checklist.lapsed/1`` for each open line."""
    for checklist in checklists.open_checklists(seizure_ids):
        if not checklists.is_gone(checklist.seizure):
            continue
        lines = _unsettled(checklist)
        for line in lines:
            _settle(line, "lapsed", at=_now(record, line), by_event=by)
            _tell(record, CHECKLIST_LAPSED, line, by_event=by)
        _close_settled(record, lines)


def _now(record: Record, line: ChecklistLine) -> datetime:
    return max(record.at, line.checklist.opened_at)


def _write(record: Record, seizure: Seizure, judged: Judged, opened_at: datetime) -> Checklist | None:
    """Write the list and its lines; ``None`` when another act opened it in this very moment."""
    checklist = Checklist(
        seizure=seizure, cause=judged.cause or "", mass_mg=judged.load.mass_mg, worth_eur=judged.load.worth_eur,
        risk_percent=judged.risk_percent, large_lately=judged.load.large_lately, opened_at=opened_at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            checklist.stream_id = record.open_stream(kind="checklist", ref=checklist.id)
            checklist.save(force_insert=True)
    except IntegrityError:
        return None
    sites = sorted(checklists.where_it_lies(seizure), key=lambda site: site.code_word)
    owners: dict[str, Officer | None] = {}
    for role in dict.fromkeys(each.role for each in LINES):
        owners[role] = _owner(record.act.actor, Role(role), sites, at=record.now)
    lines = ChecklistLine.objects.bulk_create(
        [
            ChecklistLine(
                checklist=checklist, stream_id=checklist.stream_id, number=number, what=each.what,
                owner_role=each.role, owner=owners[each.role],
            )
            for number, each in enumerate(LINES, start=1)
        ]
    )  # fmt: skip
    record.append(
        CHECKLIST_OPENED, on=checklist, checklist_id=checklist.id, opened_at=opened_at, seizure_id=seizure.id,
        cause=checklist.cause, mass_mg=checklist.mass_mg, worth_eur=checklist.worth_eur,
        risk_percent=checklist.risk_percent, large_lately=checklist.large_lately,
    )  # fmt: skip
    for line in lines:
        record.append(
            CHECKLIST_OWED, on=line, line_id=line.id, number=line.number, what=line.what, owner_role=line.owner_role,
            owner=None if line.owner is None else line.owner.pseudonym,
        )
    return checklist


def _owner(actor: Officer, role: Role, sites: Sequence[Site], *, at: datetime) -> Officer | None:
    """Return who owns the lines of a role: who acts where they hold it, else the first on duty where the load lies."""
    if actor.has_role(role):
        return actor
    people = on_duty(roles=[role], site=sites[0] if sites else None, at=at)
    return people[0] if people else None


def _locked(line_ids: Sequence[UUID]) -> list[ChecklistLine]:
    """Return lines with their lists, locked: the lists in front, so that the last of two closes it."""
    wanted = list(dict.fromkeys(line_ids))
    if not wanted:
        raise InvalidInput("hot.none", "Choose a line", field="line_ids")
    own = ChecklistLine.objects.filter(pk__in=wanted).values("checklist")
    list(Checklist.objects.select_for_update().filter(pk__in=own).order_by("pk"))
    rows = ChecklistLine.objects.select_for_update(of=("self",)).select_related("checklist")
    lines = list(rows.filter(pk__in=wanted).order_by("pk"))
    if len(lines) != len(wanted):
        raise NotFound
    return sorted(lines, key=lambda line: (line.checklist_id, line.number))


def _unsettled(checklist: Checklist) -> list[ChecklistLine]:
    """Return the lines of a list that are not settled, locked after it."""
    Checklist.objects.select_for_update().get(pk=checklist.pk)
    rows = ChecklistLine.objects.select_for_update(of=("self",)).filter(checklist=checklist, settled_at__isnull=True)
    lines = sorted(rows.order_by("pk"), key=lambda line: line.number)
    for line in lines:
        line.checklist = checklist
    return lines


def _settle(
    line: ChecklistLine,
    state: str,
    *,
    at: datetime,
    settled_by: Officer | None = None,
    remark: str | None = None,
    by_event: str | None = None,
    waiver_id: UUID | None = None,
) -> None:
    line.state, line.settled_at, line.settled_by = state, at, settled_by
    line.remark, line.by_event, line.waiver_id = remark, by_event, waiver_id
    line.save(update_fields=["state", "settled_at", "settled_by", "remark", "by_event", "waiver"])


def _tell(record: Record, event: EventType, line: ChecklistLine, **fields: Any) -> None:
    record.append(event, on=line, line_id=line.id, settled_at=line.settled_at, **fields)


def _close_settled(record: Record, lines: Sequence[ChecklistLine]) -> None:
    """Close the lists of some lines of which every line is settled. Appends ``checklist.closed/1``."""
    for checklist in {line.checklist_id: line.checklist for line in lines}.values():
        if ChecklistLine.objects.filter(checklist=checklist, settled_at__isnull=True).exists():
            continue
        checklist.closed_at = max(record.at, checklist.opened_at)
        checklist.save(update_fields=["closed_at"])
        record.append(CHECKLIST_CLOSED, on=checklist, closed_at=checklist.closed_at)


def _result(lines: Sequence[ChecklistLine]) -> dict[str, object]:
    return {"checklist": str(lines[0].checklist_id), "lines": [str(line.id) for line in lines]}
