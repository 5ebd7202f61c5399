"""Taking figures out of the house, and what is told the public.

Figures leave with a reason, which is recorded first, and with the mark of who took them, as a file of the page does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.utils.timezone import localtime
from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Instant, Strict, Text, Whole, codes
from custody.api.v1.outputs import Shown
from custody.api.v1.reading import Single, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.errors import NotAllowedNow
from custody.deadlines.selectors import database_now
from custody.destruction.actions import publication
from custody.destruction.lists import PUBLIC_FIELDS
from custody.destruction.selectors.publication import publishable
from custody.evidence.actions.consult import take_out_figures
from custody.evidence.permissions import check_can_take_out
from custody.evidence.selectors.access import sees_mass, seizure_for
from custody.reports.exporting import Watermark
from custody.reports.figures import HEAD, check_year, edges_of, slot_table, table, year_figures
from custody.reports.release import MOST_ROWS, release_text

if TYPE_CHECKING:
    from custody.evidence.models import Consultation
    from custody.organisation.models import Officer


class ReleaseOut(Shown):
    """What may be told of a seizure. Null: it may not be told, or is not known. Never a place."""

    on = serializers.DateField(allow_null=True)
    gross_mg = serializers.IntegerField(allow_null=True, source="mg")
    origin = serializers.CharField(allow_null=True)
    cover_load = serializers.CharField(allow_null=True)
    destroyed = serializers.BooleanField(source="burnt")


class ReleaseTextOut(Shown):
    """The text of a release, in the reader's language; both are null while nothing may be told."""

    headline = serializers.CharField(allow_null=True)
    body = serializers.CharField(allow_null=True)


class TakenOut(Answer):
    """Something was taken out of the house. ``mark`` says who, when and why: it goes where the figures go."""

    consultation = serializers.UUIDField(help_text="The record of it.")
    mark = serializers.CharField()
    year = serializers.IntegerField()

    @classmethod
    def about(cls, officer: Officer, kept: Any) -> dict[str, Any]:
        """Return the record; what was taken is told once."""
        return {"consultation": UUID(kept["consultation"])}


class FiguresOut(TakenOut):
    """The figures of a year. Kilograms and tonne-hours are text with a decimal point."""

    rows = serializers.ListField(child=serializers.DictField())
    slots = serializers.DictField(child=serializers.IntegerField())


class ReleasesOut(TakenOut):
    """What may be told the public now of the seizures of a year, the newest first, without names."""

    rows = ReleaseOut(many=True)


class TakeFiguresIn(Strict):
    """Of which year, and why. The reason stands in the mark and in the record."""

    year = Whole(required=False, help_text="This year when left out.")
    reason = Text()


class PublicationAnswer(Answer):
    """What may be told was decided."""

    publication = serializers.UUIDField()


class PublicationIn(Strict):
    """What may be told of a seizure and from when; null: not until somebody decides again."""

    fields_told = serializers.ListField(child=Text(), max_length=9, help_text=codes(PUBLIC_FIELDS))
    publishable_at = Instant(allow_null=True)
    reason = Text()


class _TakingOut(Acting):
    what: ClassVar[str]

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> Consultation:
        """Record that it is taken out."""
        self.year = check_year(said.get("year", localtime(database_now()).year))
        self.taken = take_out_figures(act=act, what=self.what, reason=said["reason"])
        return self.taken

    def answer(self, act: Act, made: object, *, status: int) -> Any:
        """Answer with what was taken out, which is told once for each key."""
        if made is None:
            raise NotAllowedNow("figures.taken", "These figures were taken out already. Ask again with a new key")
        return super().answer(act, made, status=status)

    def also(self, officer: Officer, kept: dict[str, Any]) -> dict[str, Any]:
        """Return the mark."""
        mark = Watermark(
            badge=officer.badge, at=self.taken.seen_at, reason=self.taken.reason, consultation=self.taken.id
        )
        return {"mark": mark.line(), "year": self.year}


@endpoint("take_out_figures", takes=TakeFiguresIn, gives=FiguresOut, signs=True)
class Figures(_TakingOut):
    """Take the figures of a year out, after it was recorded who takes them and why."""

    what = "figures"

    def also(self, officer: Officer, kept: dict[str, Any]) -> dict[str, Any]:
        """Return the figures, with their mark."""
        found = year_figures(year=self.year, at=self.taken.seen_at, sees_mass=sees_mass(officer))
        rows = [dict(zip(HEAD, row, strict=True)) for row in table(found)]
        slots = {str(name): count for name, count in slot_table(found)}
        return {**super().also(officer, kept), "rows": rows, "slots": slots}


@endpoint("take_out_releases", takes=TakeFiguresIn, gives=ReleasesOut, signs=True)
class Releases(_TakingOut):
    """Take out what may be told, after it was recorded who takes it and why. Nothing before the fire or a decision."""

    what = "non_nominal"

    def also(self, officer: Officer, kept: dict[str, Any]) -> dict[str, Any]:
        """Return what may be told, with its mark."""
        edges = edges_of(self.year)
        told = publishable(at=self.taken.seen_at, since=edges[0], until=edges[-1], limit=MOST_ROWS)
        return {**super().also(officer, kept), "rows": list(told)}


@reads("read_release_text", shows=ReleaseTextOut, summary="Read the text of a release")
class ReleaseText(Single):
    """The text of a release of one seizure."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return it; nothing under the embargo."""
        found = seizure_for(officer, **ids)
        check_can_take_out(officer)
        return release_text(found, at=database_now()) or {"headline": None, "body": None}


@endpoint("decide_publication", takes=PublicationIn, gives=PublicationAnswer, signs=True)
class PublicationDecision(Acting):
    """Decide what may be told of a seizure, and from when."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide it."""
        return publication.decide_publication(
            act=act, seizure_id=seizure_for(act.actor, **ids).id, fields=said["fields_told"],
            publishable_at=said["publishable_at"], reason=said["reason"],
        )  # fmt: skip
