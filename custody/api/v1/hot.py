"""Lists of hot seizures: read them, take a line, say that it is done, set it aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Id, Strict, Text, codes
from custody.api.v1.outputs import Mass, Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.hot import BY_WHAT
from custody.evidence.actions import checklist
from custody.evidence.selectors.checklists import checklist_for, line_for, visible_checklists

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class ChecklistLineOut(Shown):
    """A line. `by_event` says by what the house saw it done; the lines it ticks itself are done in no other way."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    what = serializers.CharField()
    owner_role = serializers.CharField()
    owner = badge("owner", nullable=True)
    state = serializers.CharField(help_text="open, taken, done, set_aside or lapsed.")
    taken_by = badge("taken_by", nullable=True)
    taken_at = moment(nullable=True)
    settled_by = badge("settled_by", nullable=True)
    settled_at = moment(nullable=True)
    remark = serializers.CharField(allow_null=True)
    by_event = serializers.CharField(allow_null=True)
    ticked_by_itself = serializers.SerializerMethodField()

    def get_ticked_by_itself(self, line: Any) -> bool:
        """Say whether the house ticks the line."""
        return BY_WHAT[line.what].seen


class ChecklistOut(Shown):
    """What must be done at once for a hot seizure. It is closed when every line is settled."""

    id = serializers.UUIDField()
    seizure_id = serializers.UUIDField()
    seizure = serializers.CharField(source="seizure.code_word")
    cause = serializers.CharField(help_text="mass, worth or pattern.")
    mass_mg = Mass()
    opened_at = moment()
    closed_at = moment(nullable=True)
    lines = ChecklistLineOut(many=True)


class ChecklistAnswer(Answer):
    """An act on lines of a list."""

    checklist = ChecklistOut(allow_null=True)


class ChecklistFilters(Strict):
    """Which lists."""

    state = Text(required=False, help_text=codes(("open", "closed")))


class LinesIn(Strict):
    """Some lines."""

    line_ids = serializers.ListField(child=Id(), min_length=1, max_length=100)


class CompletionIn(Strict):
    """What was done. Never a place, a route or a time."""

    remark = Text(required=False, allow_null=True)


class SettingAsideIn(Strict):
    """Why a line is not done this time."""

    reason = Text()


@lists(
    "list_checklists",
    shows=ChecklistOut,
    summary="List the lists of hot seizures you may read of, the newest first",
    filters=ChecklistFilters,
    ordering=("-opened_at", "id"),
)
class Checklists(Listing):
    """Lists of hot seizures."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the lists."""
        rows = visible_checklists(officer)
        return rows.filter(closed_at__isnull=asked["state"] == "open") if "state" in asked else rows


@reads("read_checklist", shows=ChecklistOut, summary="Read the list of a hot seizure")
class Checklist(Single):
    """One list."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the list."""
        return checklist_for(officer, **ids)


@endpoint("take_checklist_lines", takes=LinesIn, gives=ChecklistAnswer)
class Taking(Acting):
    """Say "I have it" of some lines."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take the lines."""
        known = [line_for(act.actor, line_id=line_id).id for line_id in said["line_ids"]]
        return checklist.take_lines(act=act, line_ids=known)


@endpoint("finish_checklist_line", takes=CompletionIn, gives=ChecklistAnswer, signs=True)
class Completion(Acting):
    """Say that a line is done."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Finish the line."""
        return checklist.finish_lines(act=act, line_ids=[line_for(act.actor, **ids).id], remark=said.get("remark"))


@endpoint("set_checklist_line_aside", takes=SettingAsideIn, gives=ChecklistAnswer, signs=True)
class SettingAside(Acting):
    """Set a line aside: it does not apply this time. The guard and the sweep need a waiver."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Set the line aside."""
        return checklist.set_line_aside(act=act, line_id=line_for(act.actor, **ids).id, reason=said["reason"])
