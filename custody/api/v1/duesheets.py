"""The due sheet: what falls due, for the safe. That somebody reads it is recorded first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text, Whole
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.errors import NotAllowedNow
from custody.evidence.actions.consult import read_due_sheet
from custody.evidence.entries import clean_hours
from custody.organisation.selectors import site_by_code_word
from custody.reports.duesheet import due_sheets

if TYPE_CHECKING:
    from custody.evidence.models import Consultation
    from custody.organisation.models import Officer

MOST_HOURS = 168


class DueSheetIn(Strict):
    """Of which site, and how far ahead."""

    site = Text(required=False, allow_null=True, default=None, help_text="Its code word; left out for all of them.")
    hours = Whole(help_text=f"{MOST_HOURS} at most.")


class DueLineOut(serializers.Serializer[Any]):
    """One thing to do."""

    code_word = serializers.CharField()
    reference = serializers.CharField()
    due = serializers.CharField(help_text="Local time of its site, with the offset.")
    to_do = serializers.CharField()
    is_past_due = serializers.BooleanField()


class DueSheetOut(serializers.Serializer[Any]):
    """One sheet of paper of one site."""

    site = serializers.CharField(allow_blank=True)
    number = serializers.IntegerField()
    of = serializers.IntegerField()
    lines = DueLineOut(many=True)


class DueSheetAnswer(Answer):
    """What falls due. It is told once for each key."""

    sheets = DueSheetOut(many=True)
    left_out = serializers.BooleanField(help_text="More falls due than fits.")

    @classmethod
    def about(cls, officer: Officer, kept: dict[str, Any]) -> dict[str, Any]:  # type: ignore[override]
        """Return nothing: the sheets are made when it was recorded that they are read."""
        return {}


@endpoint("read_due_sheet", takes=DueSheetIn, gives=DueSheetAnswer, signs=True)
class DueSheets(Acting):
    """Read what falls due, of one site or of all, after it was recorded who reads it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> Consultation:
        """Record that it is read."""
        self.hours = clean_hours(said["hours"], field="hours", most=MOST_HOURS)
        self.site = None if said["site"] is None else site_by_code_word(code_word=said["site"])
        self.read = read_due_sheet(act=act, site_id=None if self.site is None else self.site.id, hours=self.hours)
        return self.read

    def answer(self, act: Act, made: object, *, status: int) -> Any:
        """Answer with the sheets, which are told once for each key."""
        if made is None:
            raise NotAllowedNow("due_sheet.read", "This sheet was read already. Ask again with a new key")
        return super().answer(act, made, status=status)

    def also(self, officer: Officer, kept: dict[str, Any]) -> dict[str, Any]:
        """Return the sheets."""
        sheets, left_out = due_sheets(at=self.read.seen_at, hours=self.hours, site=self.site)
        return {"sheets": sheets, "left_out": left_out}
