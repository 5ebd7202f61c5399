"""The reader: who am I here, and what is in my name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers
from rest_framework.authtoken.models import Token

from custody.api.v1.outputs import OfficerOut, UnitOut
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.deadlines.selectors import database_now
from custody.evidence.selectors.holding import my_custody
from custody.organisation.permissions import check_holds_role
from custody.reports.shiftsheet import READERS, ShiftSheet, shift_sheet

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


@reads("read_me", shows=OfficerOut, summary="Read who is signed in")
class Me(Single):
    """The reader."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the reader, and whether they may sign through this door."""
        return {
            "badge": officer.badge,
            "roles": officer.roles,
            "language": officer.language,
            "may_sign": not isinstance(self.request.auth, Token),
        }


class DueOut(serializers.Serializer[Any]):
    """A clock of what is in custody that ends within the next twelve hours, or that ended."""

    unit = serializers.CharField(source="label")
    clock_type = serializers.CharField()
    due_at = serializers.DateTimeField()
    is_past = serializers.BooleanField()


class WaiverOnSheetOut(serializers.Serializer[Any]):
    """A waiver that counts."""

    rule = serializers.CharField()
    expires_at = serializers.DateTimeField()


class CommandOut(serializers.Serializer[Any]):
    """What the next one in command must know."""

    untaken_alerts = serializers.IntegerField(source="untaken")
    unguarded = serializers.ListField(child=serializers.CharField(), help_text="Labels of closed conveyances.")
    waivers = WaiverOnSheetOut(many=True)
    unsigned_inventories = serializers.IntegerField(source="inventories")


class ShiftSheetOut(serializers.Serializer[Any]):
    """What goes over with the shift of the reader. No place and no mass stands in it."""

    at = serializers.DateTimeField()
    badge = serializers.CharField()
    custody = serializers.SerializerMethodField()
    left_out = serializers.BooleanField(help_text="More is in custody than fits.")
    due = DueOut(many=True)
    frozen = serializers.SerializerMethodField()
    offered_to = serializers.SerializerMethodField()
    offered_by = serializers.SerializerMethodField()
    guards = serializers.SerializerMethodField()
    site = serializers.CharField(allow_null=True)
    people = serializers.SerializerMethodField()
    command = CommandOut(allow_null=True)

    def get_custody(self, sheet: ShiftSheet) -> list[str]:
        """Return the labels of what is in the reader's custody."""
        return [unit.label for unit in sheet.units]

    def get_frozen(self, sheet: ShiftSheet) -> list[str]:
        """Return the labels of what is frozen."""
        return [label for label, _since in sheet.frozen]

    def get_offered_to(self, sheet: ShiftSheet) -> list[str]:
        """Return the badges that have not answered an offer of the reader."""
        return [each.receiver.badge for each in sheet.offered]

    def get_offered_by(self, sheet: ShiftSheet) -> list[str]:
        """Return the badges that wait for an answer of the reader."""
        return [each.giver.badge for each in sheet.waiting]

    def get_guards(self, sheet: ShiftSheet) -> list[str]:
        """Return the labels of what the reader stands guard at."""
        return [post.unit.label for post in sheet.posts]

    def get_people(self, sheet: ShiftSheet) -> list[str]:
        """Return the badges on the site of the reader."""
        return [badge for badge, _on_guard in sheet.people]


@reads("read_shift_sheet", shows=ShiftSheetOut, summary="Read what goes over with the reader's shift")
class MyShiftSheet(Single):
    """The sheet for the change of shifts."""

    def row(self, officer: Officer, **ids: Any) -> ShiftSheet:
        """Return the sheet as it stands now."""
        check_holds_role(officer, *READERS)
        return shift_sheet(officer, at=database_now())


@lists("list_my_custody", shows=UnitOut, summary="List what is in the reader's custody, by label", ordering=("label",))
class MyCustody(Listing):
    """What is in the reader's name."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the units in the reader's custody."""
        return my_custody(officer)
