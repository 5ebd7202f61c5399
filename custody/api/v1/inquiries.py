"""Inquiries into what was destroyed by an event: read them, close one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text, codes
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, lists
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence.actions import inquiries
from custody.evidence.lists import INQUIRY_CAUSES
from custody.evidence.selectors.inquiries import inquiry_for, visible_inquiries

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class InquiryOut(Shown):
    """An inquiry. `residue_id` is the unit as which what is left was registered; null when nothing is left."""

    id = serializers.UUIDField()
    unit_id = serializers.UUIDField()
    opened_at = moment()
    cause = serializers.CharField(allow_null=True)
    report_number = serializers.CharField(allow_null=True)
    finding = serializers.CharField(allow_null=True)
    residue_id = serializers.UUIDField(allow_null=True)
    closed_by = badge("closed_by", nullable=True)
    closed_at = moment(nullable=True)


class InquiryAnswer(Answer):
    """An act on an inquiry."""

    inquiry = serializers.UUIDField()


class InquiryIn(Strict):
    """What destroyed it, the report, and the label of what is left."""

    cause = Text(help_text=codes(INQUIRY_CAUSES))
    report_number = Text()
    finding = Text()
    residue = Text(required=False, allow_null=True)


@lists("list_inquiries", shows=InquiryOut, summary="List the inquiries, those that are owed first",
       ordering=("-closed_at", "opened_at", "id"))
class Inquiries(Listing):
    """The inquiries."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return what the reader may know of."""
        return visible_inquiries(officer)


@endpoint("close_inquiry", takes=InquiryIn, gives=InquiryAnswer, signs=True)
class InquiryClosing(Acting):
    """Close an inquiry with its report."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Close it."""
        return inquiries.close_inquiry(act=act, inquiry_id=inquiry_for(act.actor, **ids).id, **said)
