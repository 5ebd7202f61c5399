"""Labels that lay somewhere: anybody reports one, somebody in command settles it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text, codes
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence.actions import found_labels
from custody.evidence.lists import FOUND_LABEL_OUTCOMES
from custody.evidence.selectors import found_labels as selectors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class FoundLabelOut(Shown):
    """What was reported of a label, and what became of it. Of what the label is, no endpoint says."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    found_where = serializers.CharField()
    remark = serializers.CharField(allow_null=True)
    reported_by = badge("reported_by")
    reported_at = moment()
    settled_by = badge("settled_by", nullable=True)
    settled_at = moment(nullable=True)
    outcome = serializers.CharField(allow_null=True)
    finding = serializers.CharField(allow_null=True)
    photos = serializers.SerializerMethodField()

    def get_photos(self, row: Any) -> list[str]:
        """Return the ids of its photos, the oldest first."""
        return [str(each.id) for each in sorted(row.photos.all(), key=lambda each: each.taken_at)]


class FoundLabelAnswer(Answer):
    """An act on what was reported of a label. It is the same for every label, and for what is none."""

    report = serializers.UUIDField()


class FoundLabelIn(Strict):
    """What can be read on it, and where it lay."""

    code = Text()
    found_where = Text()
    remark = Text(required=False, allow_null=True)


class SettledIn(Strict):
    """What became of it."""

    outcome = Text(help_text=codes(FOUND_LABEL_OUTCOMES))
    finding = Text()


@lists("list_found_labels", shows=FoundLabelOut, summary="List what was reported of labels, the newest first",
       ordering=("-reported_at", "id"))
@endpoint("report_found_label", takes=FoundLabelIn, gives=FoundLabelAnswer)
class FoundLabels(Listing, Acting):
    """Report a label that lay somewhere. Who commands is told at once."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return what the reader may know of."""
        return selectors.visible_found_labels(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Report it."""
        return found_labels.report_found_label(act=act, **said)


@reads("read_found_label", shows=FoundLabelOut, summary="Read what was reported of one label")
class FoundLabel(Single):
    """One report."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the report."""
        return selectors.found_label_for(officer, **ids)


@endpoint("settle_found_label", takes=SettledIn, gives=FoundLabelAnswer, signs=True)
class FoundLabelSettlement(Acting):
    """Say what became of a label that was found."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Settle it."""
        return found_labels.settle_found_label(
            act=act, report_id=selectors.found_label_for(act.actor, **ids).id, **said
        )
