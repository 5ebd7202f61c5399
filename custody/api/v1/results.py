"""Results of laboratories: written down, with their paper, and verified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Flag, Strict, Text, Whole, codes, version
from custody.api.v1.outputs import Shown, UnitOut, badge, moment, seq
from custody.api.v1.parsers import Form
from custody.api.v1.photos import MOST_BYTES
from custody.api.v1.reading import Listing, lists
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence.actions import laboratory
from custody.evidence.selectors import exceptions as selectors
from custody.evidence.selectors.access import unit_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class ResultOut(Shown):
    """What a laboratory said of a sample."""

    id = serializers.UUIDField()
    unit_id = serializers.UUIDField()
    unit = serializers.CharField(source="unit.label")
    outcome = serializers.CharField()
    substance = serializers.CharField(allow_null=True)
    purity_permille = serializers.IntegerField(allow_null=True)
    used_up = serializers.BooleanField()
    laboratory = serializers.CharField()
    reference = serializers.CharField()
    recorded_by = badge("recorded_by")
    reported_at = moment()
    verified_by = badge("verified_by", nullable=True)
    verified_at = moment(nullable=True)
    version = seq()


class ResultAnswer(Answer):
    """An act on a result of a laboratory."""

    result = serializers.UUIDField()
    unit = UnitOut(allow_null=True)


class ResultIn(Strict):
    """What the paper of the laboratory says."""

    outcome = Text(help_text=codes(laboratory.OUTCOMES))
    substance = Text(required=False, allow_null=True)
    purity_permille = Whole(required=False, allow_null=True, help_text="Parts of pure substance in a thousand.")
    used_up = Flag(default=False)
    laboratory = Text()
    reference = Text()
    expected_seq = version()


class ResultVerifiedIn(Strict):
    """It is what the paper says."""

    expected_seq = version()


class ResultPaperIn(Strict):
    """The paper of the laboratory, as a form."""

    document = serializers.FileField(help_text="A photo or a PDF.")


@endpoint("report_result", takes=ResultIn, gives=ResultAnswer)
class UnitResults(Acting):
    """Write down what a laboratory said of a sample."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Write it down."""
        return laboratory.report_result(act=act, unit_id=unit_for(act.actor, **ids).id, **said)


@lists("list_results", shows=ResultOut, summary="List results of laboratories, the newest in front",
       ordering=("-reported_at", "id"))
class Results(Listing):
    """What laboratories said."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the results the reader may know of."""
        return selectors.visible_results(officer)


@endpoint("attach_result_paper", takes=ResultPaperIn, gives=ResultAnswer)
class ResultPaper(Acting):
    """Attach the paper of the laboratory that a result is held against."""

    parser_classes = [Form]
    largest_body: ClassVar[int] = MOST_BYTES

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Attach it."""
        found, paper = selectors.result_for(act.actor, **ids), said.pop("document").read()
        return laboratory.attach_result_paper(
            act=act, result_id=found.id, unit_id=found.unit_id, document=paper, **said
        )


@endpoint("verify_result", takes=ResultVerifiedIn, gives=ResultAnswer, signs=True)
class ResultVerification(Acting):
    """Say that a result is what the paper of the laboratory says."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Verify it."""
        found = selectors.result_for(act.actor, **ids)
        return laboratory.verify_result(act=act, result_id=found.id, unit_id=found.unit_id, **said)
