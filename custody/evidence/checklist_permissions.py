"""Who may take, finish and set aside a line of the list of a hot seizure, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.core.hot import BY_WHAT
from custody.core.waivable import HOT_GATE
from custody.evidence.permissions import COMMAND
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import ROLE_WORDS, Role
from custody.organisation.selectors.waivers import waived

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from custody.evidence.models import ChecklistLine
    from custody.organisation.models import Officer


def check_can_take(officer: Officer, line: ChecklistLine) -> None:
    """Return when the officer may take the line: it is theirs, of their role, or they command; and it is not settled,
    nor theirs already. Who comes later may take it over."""
    _check_theirs(officer, line)
    _check_unsettled(line)
    if line.taken_by_id == officer.id:
        raise NotAllowedNow("hot.taken", "You have taken this line already")


def check_can_finish(officer: Officer, line: ChecklistLine) -> None:
    """Return when the officer may say that the line is done: it is theirs as in ``check_can_take``, not settled, and
    none that the house ticks itself."""
    _check_theirs(officer, line)
    _check_unsettled(line)
    if BY_WHAT[line.what].seen:
        raise NotAllowedNow("hot.seen_only", "This line is ticked by itself as soon as what it asks for is recorded")


def check_can_set_aside(officer: Officer, line: ChecklistLine, *, at: datetime) -> UUID | None:
    """Return when the officer may set the line aside: who commands, while it is not settled; the waiver's id where
    the line is a gate that only a waiver opens."""
    check_holds_role(officer, *COMMAND)
    _check_unsettled(line)
    if not BY_WHAT[line.what].gate:
        return None
    waiver = waived(rule=HOT_GATE, subject_kind="hot_line", subject_id=line.id, at=at)
    if waiver is None:
        raise NotAllowedNow(HOT_GATE, "A hot seizure is guarded by two and swept. Ask for a waiver of this line first")
    return waiver.id


def _check_theirs(officer: Officer, line: ChecklistLine) -> None:
    role = Role(line.owner_role)
    if officer.is_active and (officer.id == line.owner_id or officer.has_role(role, *COMMAND)):
        return
    raise NotPermitted("hot.not_yours", "This line belongs to the {role} on duty", role=ROLE_WORDS[role])


def _check_unsettled(line: ChecklistLine) -> None:
    if line.settled_at is not None:
        raise NotAllowedNow("hot.settled", "This line is settled already")
