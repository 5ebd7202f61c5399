"""Official reports of a seizure: read, record, and put right by two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Day, Flag, Strict, Text, codes, version
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, lists
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence import lists as known
from custody.evidence.actions import reports as actions
from custody.evidence.selectors import access
from custody.evidence.selectors.reports import report_for, visible_reports

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

_HEAD = ("report_kind", "service", "number", "drawn_on")


class ReportOut(Shown):
    """One official report. Without `labels` it covers the whole seizure."""

    id = serializers.UUIDField()
    report_kind = serializers.CharField()
    service = serializers.CharField()
    number = serializers.CharField()
    drawn_on = serializers.DateField()
    whole = serializers.BooleanField()
    labels = serializers.ListField(child=serializers.CharField())
    initial = serializers.BooleanField()
    recorded_by = badge("recorded_by")
    recorded_at = moment()
    version = serializers.IntegerField(source="seizure.last_seq", help_text="Send it back as `expected_seq`.")


class OfficialReportIn(Strict):
    """What stands on the head of a report, and which units it covers."""

    report_kind = Text(help_text=codes(known.REPORT_KINDS))
    service = Text(help_text="One of the services the house knows.")
    number = Text(help_text="Written as the pack of the jurisdiction says; a refusal gives an example.")
    drawn_on = Day()
    labels = serializers.ListField(child=Text(), required=False, default=list, max_length=2000,
                                   help_text="Left out: the whole seizure.")  # fmt: skip
    initial = Flag(required=False, default=None, allow_null=True)
    expected_seq = version()


class SeenOnlyIn(Strict):
    """The version the sender saw."""

    expected_seq = version()


class ReportCorrectionIn(Strict):
    """What the head really says, and why the entry was wrong."""

    report_kind = Text(help_text=codes(known.REPORT_KINDS))
    service = Text()
    number = Text()
    drawn_on = Day()
    labels = serializers.ListField(
        child=Text(), required=False, allow_null=True, default=None, max_length=2000,
        help_text="Those it covers, none for the whole seizure. Left out, they stay.",
    )  # fmt: skip
    initial = Flag(required=False, default=None, allow_null=True, help_text="Left out, it stays as it is.")
    reason = Text()
    expected_seq = version()


class ReportDecisionIn(Strict):
    """Whether the entry is put right as was asked."""

    approve = Flag()
    expected_seq = version()


class ReportAnswer(Answer):
    """An act on an official report."""

    report = serializers.UUIDField()


def _head(said: dict[str, Any]) -> actions.Report:
    return actions.Report(**{name: said.pop(name) for name in _HEAD})


@lists("list_official_reports", shows=ReportOut, summary="List the official reports of a seizure",
       ordering=("-initial", "drawn_on", "number", "id"))
@endpoint("record_report", takes=OfficialReportIn, gives=ReportAnswer)
class SeizureReports(Listing, Acting):
    """Record an official report."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the reports of the seizure."""
        return visible_reports(officer).filter(seizure=access.seizure_for(officer, **ids))

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        seizure = access.seizure_for(act.actor, **ids)
        return actions.record_report(act=act, seizure_id=seizure.id, head=_head(said), **said)


@endpoint("ask_report_correction", takes=ReportCorrectionIn, gives=ReportAnswer)
class ReportCorrections(Acting):
    """Ask that the entry of a report is put right."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask."""
        report = report_for(act.actor, **ids)
        return actions.ask_report_correction(act=act, report_id=report.id, head=_head(said), **said)


@endpoint("decide_report_correction", takes=ReportDecisionIn, gives=ReportAnswer, signs=True)
class ReportDecision(Acting):
    """Put the entry of a report right as somebody else asked, or leave it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide."""
        return actions.decide_report_correction(act=act, report_id=report_for(act.actor, **ids).id, **said)


@endpoint("withdraw_report_correction", takes=SeenOnlyIn, gives=ReportAnswer)
class ReportCorrectionWithdrawal(Acting):
    """Take back what was asked about the entry of a report."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it back."""
        return actions.withdraw_report_correction(act=act, report_id=report_for(act.actor, **ids).id, **said)
