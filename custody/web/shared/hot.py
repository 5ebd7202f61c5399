"""The lists of hot seizures as rows: what each line asks for, who has it, how long there is, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from custody.core.hot import BY_WHAT, LINES
from custody.core.verdicts import verdict
from custody.deadlines.selectors import open_clocks
from custody.deadlines.types import ClockType
from custody.evidence import checklist_permissions as permissions
from custody.evidence.permissions import COMMAND
from custody.organisation.roles import ROLE_WORDS, Role
from custody.web.shared.forms import CustodyForm

if TYPE_CHECKING:
    from custody.deadlines.models import Clock
    from custody.evidence.models import Checklist, ChecklistLine
    from custody.organisation.models import Officer
    from custody.web.shared.parts import Text

ROLES = frozenset({Role(line.role) for line in LINES})
"""Who owns lines."""
LINE_WORDS: Mapping[str, Text] = {
    "guard": _("Double the guard"),
    "sweep": _("Sweep for trackers"),
    "prosecutor": _("Call the prosecutor"),
    "place": _("Empty it somewhere else"),
    "fast_lane": _("Ask for the fast lane"),
    "embargo": _("Silence the press"),
    "decoy": _("Send a decoy"),
    "plan_b": _("Have a second place ready"),
}
HOW: Mapping[str, Text] = {
    "guard": _("Post a second guard at a unit of the load, or let one come to the site. It is ticked by itself."),
    "sweep": _("Record the sweep of every unit. It is ticked by itself when all are clear."),
    "prosecutor": _("Ring the duty line, day or night. Say here what was said."),
    "place": _("Not where it is usually done: that place is known. Say here that it is arranged, never where."),
    "fast_lane": _("Put the load on the list of a burn. It is ticked by itself."),
    "embargo": _("Decide what may be told of the seizure, and from when. It is ticked by itself."),
    "decoy": _("An empty load leaves as if it were this one. Say here that it left, never which way."),
    "plan_b": _("Where it goes if the place is watched or attacked. Say here that it is ready, never where."),
}
CAUSES: Mapping[str, Text] = {
    "mass": _("Because of its mass"),
    "worth": _("Because of its worth"),
    "pattern": _("One of several large ones within days"),
}
STATES: Mapping[str, tuple[Text, str]] = {
    "open": (_("Nobody has it"), "danger"),
    "taken": (_("Taken"), "info"),
    "done": (_("Done"), "success"),
    "set_aside": (_("Set aside"), "neutral"),
    "lapsed": (_("Nothing is left to do it for"), "neutral"),
}


class OneTap(CustodyForm):
    """A one-button act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line as the reader sees it. A form that is ``None`` is an act the reader may not do now."""

    line: ChecklistLine
    words: Text
    how: Text
    who: str
    state: Text
    tone: str
    due_at: datetime | None
    left: str
    left_tone: str
    take: CustodyForm | None
    done: CustodyForm | None
    may_set_aside: bool
    link: str
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One list: its seizure's code word, why it was opened, how much of it is settled, and its lines."""

    checklist: Checklist
    cause: Text
    settled: int
    untaken: int
    lines: Sequence[LineRow]
    link: str

    @property
    def next(self) -> LineRow | None:
        """The line that is due first of those that are not settled."""
        waiting = [row for row in self.lines if row.due_at is not None]
        return min(waiting, key=lambda row: row.due_at or self.checklist.opened_at, default=None)


def lists_of(officer: Officer, checklists: Iterable[Checklist], *, at: datetime) -> list[ListRow]:
    """Return lists with their lines, in the order given, in one question for all clocks."""
    found = list(checklists)
    by_list = {each.id: list(each.lines.all()) for each in found}
    clocks = open_clocks([line.id for lines in by_list.values() for line in lines])
    return [
        ListRow(
            checklist=each,
            cause=CAUSES[each.cause],
            settled=sum(line.settled_at is not None for line in by_list[each.id]),
            untaken=sum(line.state == "open" for line in by_list[each.id]),
            # What is the reader's stands first: on a phone it must not be looked for.
            lines=sorted(
                (row_of(officer, line, clocks.get(line.id, []), at=at) for line in by_list[each.id]),
                key=lambda row: not row.is_mine,
            ),
            link=reverse("warroom:list", args=[each.id]),
        )
        for each in found
    ]


def row_of(officer: Officer, line: ChecklistLine, clocks: Sequence[Clock], *, at: datetime) -> LineRow:
    """Return one line as the officer sees it."""
    due_at = _due_at(line, clocks)
    left, left_tone = ("", "neutral") if due_at is None else minutes_left(due_at, at=at)
    state, tone = STATES[line.state]
    may_take = verdict(lambda: permissions.check_can_take(officer, line)).ok
    may_finish = verdict(lambda: permissions.check_can_finish(officer, line)).ok
    mine = is_theirs(officer, line)
    return LineRow(
        line=line,
        words=LINE_WORDS[line.what],
        how=HOW[line.what],
        who=_who(line),
        state=state,
        tone=tone,
        due_at=due_at,
        left=left,
        left_tone=left_tone,
        take=_form("take", line.id) if may_take and (line.taken_by_id is None or mine) else None,
        done=_form("done", line.id) if may_finish else None,
        may_set_aside=line.settled_at is None and officer.has_role(*COMMAND),
        link=_where_it_is_done(line) if mine else "",
        is_mine=line.settled_at is None and mine,
    )


def is_theirs(officer: Officer, line: ChecklistLine) -> bool:
    """Say whether a line is the officer's: by badge, or by the role of its owner."""
    return officer.id in (line.owner_id, line.taken_by_id) or officer.has_role(Role(line.owner_role))


def minutes_left(due_at: datetime, *, at: datetime) -> tuple[str, str]:
    """Return how long a line is past or still has, in minutes below two hours and in hours above, and the tone."""
    minutes = int(abs((due_at - at).total_seconds()) // 60)
    hours, late = minutes // 60, due_at <= at
    if minutes < 120:
        words = (
            ngettext("%(count)d min over", "%(count)d min over", minutes) if late
            else ngettext("%(count)d min left", "%(count)d min left", minutes)
        ) % {"count": minutes}  # fmt: skip
    else:
        words = (
            ngettext("%(count)d h over", "%(count)d h over", hours) if late
            else ngettext("%(count)d h left", "%(count)d h left", hours)
        ) % {"count": hours}  # fmt: skip
    return words, "danger" if late else "warning"


def role_words(role: str) -> str:
    """Return the role of an owner in the reader's language."""
    return translate(ROLE_WORDS[Role(role)])


def _due_at(line: ChecklistLine, clocks: Sequence[Clock]) -> datetime | None:
    """Return until when something must be done about the line: while nobody has it until somebody takes it."""
    wanted = {BY_WHAT[line.what].clock.value, *([ClockType.HOT_TAKE.value] if line.state == "open" else [])}
    return min((clock.due_at for clock in clocks if clock.clock_type in wanted), default=None)


def _who(line: ChecklistLine) -> str:
    """Return who has the line, or whose it is: a badge, else the role."""
    person = line.settled_by or line.taken_by or line.owner
    return role_words(line.owner_role) if person is None else person.badge


def _form(name: str, line_id: UUID) -> CustodyForm:
    return OneTap(auto_id=f"{name}_{line_id}_%s")


def _where_it_is_done(line: ChecklistLine) -> str:
    """Return where a line is done that the house ticks itself; "" for the others."""
    if line.settled_at is not None:
        return ""
    seizure = line.checklist.seizure
    match line.what:
        case "sweep":
            return f"{reverse('sweep:record')}?seizure={seizure.id}"
        case "fast_lane":
            return reverse("sessions:plan")
        case "embargo":
            return reverse("figures:decide", args=[seizure.id])
        case "guard" if seizure.conveyance_id is not None:
            return reverse("stop:guard", args=[seizure.conveyance_id])
        case "guard":
            return reverse("guarding:list")
    return ""
