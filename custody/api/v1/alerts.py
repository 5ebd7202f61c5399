"""Alerts: which there are, their whole history, and everything that can be done with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from custody.alerts import selectors
from custody.alerts.actions import acknowledge as taking
from custody.alerts.actions import close as closing
from custody.alerts.actions import pass_on as passing
from custody.alerts.actions import silence as silencing
from custody.alerts.rules import RULES_BY_CODE
from custody.alerts.selectors import alert_for, silence_for, true_alerts
from custody.api.v1.answers import AlertAnswer, Answer
from custody.api.v1.inputs import Flag, Id, Instant, Strict, Text, Whole, codes, ids
from custody.api.v1.outputs import AlertOut, Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence.selectors.timeline import people_in

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

STATES = ("open", "acknowledged", "resolved")


# --- what is shown --------------------------------------------------------------------------------------


class ToldOut(Shown):
    """One attempt to tell somebody, or one report about it."""

    badge = badge("delivery.officer", nullable=True)
    channel = serializers.CharField(source="delivery.channel")
    at = Instant(source="tried_at")
    gateway = serializers.CharField(source="provider")
    outcome = serializers.CharField(help_text="accepted, retry, failed; reports: delivered, undelivered, on_its_way.")
    detail = serializers.CharField(help_text="What the provider said.")


class WaitingOut(Shown):
    """One message that has not left yet."""

    badge = badge("officer", nullable=True)
    channel = serializers.CharField()
    next_attempt_at = moment(nullable=True)
    waits_for = serializers.CharField(help_text="quiet, digest, throttle, flood, silence, parent; empty: it leaves.")
    last_error = serializers.CharField()


class NoteOut(Shown):
    """One note that somebody wrote."""

    author = badge("author")
    written_at = moment()
    text = serializers.CharField()


class FindingOut(NoteOut):
    """What one person found, and a second must confirm."""

    id = serializers.UUIDField()


class HappenedOut(Shown):
    """One event of the alert."""

    code = serializers.CharField()
    at = moment()
    actor = serializers.CharField(help_text="Badge.")


class SilenceOut(Shown):
    """A silence: messages wait until it ends. Without an alert it is for the whole group."""

    id = serializers.UUIDField()
    alert_id = serializers.UUIDField(allow_null=True)
    reason = serializers.CharField()
    hours = serializers.IntegerField()
    asked_by = badge("asked_by")
    asked_at = moment()
    approved_by = badge("approved_by", nullable=True)
    begins_at = moment(nullable=True)
    ends_at = moment(nullable=True)
    ended_at = moment(nullable=True)


class AlertDetail(AlertOut):
    """An alert with its whole history. It names neither mass nor substance nor place."""

    response = serializers.SerializerMethodField(help_text="What whoever takes it must do.")
    ends_when = serializers.SerializerMethodField()
    outcome = serializers.CharField(allow_null=True)
    next_escalation_at = moment(nullable=True)
    extended_at = moment(nullable=True)
    told = serializers.SerializerMethodField()
    waiting = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField()
    finding = serializers.SerializerMethodField(help_text="Waits for the second person; null when none does.")
    history = serializers.SerializerMethodField()
    silence = serializers.SerializerMethodField()

    def get_response(self, alert: Any) -> str:
        """Return the response of the rule."""
        rule = RULES_BY_CODE.get(alert.rule)
        return "" if rule is None else rule.response

    def get_ends_when(self, alert: Any) -> str:
        """Return what ends it."""
        rule = RULES_BY_CODE.get(alert.rule)
        return "" if rule is None else rule.cure

    @extend_schema_field(ToldOut(many=True))
    def get_told(self, alert: Any) -> Any:
        """Return who was told."""
        return ToldOut(selectors.told_of(alert), many=True).data

    @extend_schema_field(WaitingOut(many=True))
    def get_waiting(self, alert: Any) -> Any:
        """Return the messages that wait."""
        return WaitingOut(selectors.waiting_messages(alert), many=True).data

    @extend_schema_field(NoteOut(many=True))
    def get_notes(self, alert: Any) -> Any:
        """Return the notes."""
        return NoteOut(selectors.notes_of(alert), many=True).data

    @extend_schema_field(FindingOut(allow_null=True))
    def get_finding(self, alert: Any) -> Any:
        """Return what waits for a second person."""
        rule = RULES_BY_CODE.get(alert.rule)
        waits = rule is not None and rule.two_people and alert.state != "resolved"
        found = selectors.proposed_finding(alert) if waits else None
        return None if found is None else FindingOut(found).data

    @extend_schema_field(HappenedOut(many=True))
    def get_history(self, alert: Any) -> Any:
        """Return the events."""
        lines = selectors.story_of(alert)
        badges = people_in(lines)
        rows = [{"code": line.type.code, "at": line.recorded_at, "actor": badges.get(line.actor, "")} for line in lines]
        return HappenedOut(rows, many=True).data

    @extend_schema_field(SilenceOut(allow_null=True))
    def get_silence(self, alert: Any) -> Any:
        """Return the silence that runs or is asked for."""
        found = selectors.silences_of([alert]).get(alert.id)
        return None if found is None else SilenceOut(found).data


class AlertsAnswer(Answer):
    """Several alerts were taken: those that the sender may have."""

    alerts = AlertOut(many=True)


class SilenceAnswer(Answer):
    """An act on a silence."""

    silence = SilenceOut(allow_null=True)

    @classmethod
    def about(cls, officer: Officer, kept: Any) -> dict[str, Any]:
        """Return the silence as it is now."""
        return {"silence": silence_for(officer, silence_id=UUID(kept["silence"]))[0]}


# --- what is said ---------------------------------------------------------------------------------------


class AlertFilters(Strict):
    """Which alerts."""

    state = Text(required=False, help_text=codes(STATES))
    level = serializers.IntegerField(required=False, min_value=0, max_value=4)
    rule = Text(required=False, help_text=codes(RULES_BY_CODE))
    site = Text(required=False, help_text="Code word of a site the reader is on duty at; another one: nothing.")
    tab = Text(required=False, help_text=codes(selectors.TABS))


class TakeManyIn(Strict):
    """Which alerts."""

    alert_ids = ids()


class PassOnIn(Strict):
    """To whom."""

    badge = Text()


class TakeIn(Strict):
    """In what time it will be dealt with."""

    within_minutes = Whole(required=False, help_text="5 at least; at most what the level gives, which is what it is "
                                                     "without an answer.")  # fmt: skip


class NoteIn(Strict):
    """What whoever comes next should know."""

    text = Text()


class CloseAlertIn(Strict):
    """What was found. Where a rule asks for two people, the first leaves `proposal_id` out, and the second names what
    they read: the `finding` of the alert."""

    reason = Text()
    proposal_id = Id(required=False)


class NoiseIn(Strict):
    """Why it was a false alarm."""

    reason = Text()


class SilenceIn(Strict):
    """How long its messages may wait, and why."""

    hours = Whole(help_text="1 to 24.")
    reason = Text()
    whole_group = Flag(required=False)


# --- reading --------------------------------------------------------------------------------------------


@lists("list_alerts", shows=AlertOut, summary="List the alerts the reader may see, the newest first",
       filters=AlertFilters, ordering=("-raised_at", "id"))
class Alerts(Listing):
    """Alerts."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the alerts the reader may see; drills are a list of their own."""
        tab, word = asked.pop("tab", None), asked.pop("site", None)
        rows = true_alerts(officer) if tab is None else selectors.tab(officer, name=tab)
        if word is not None:
            known = {site.code_word: site.id for site in selectors.sites_known_to(officer)}
            rows = rows.filter(site=known[word]) if word in known else rows.none()
        return rows.filter(**asked)


@reads("read_alert", shows=AlertDetail, summary="Read an alert with its history. Reading one takes nothing")
class Alert(Single):
    """One alert."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the alert."""
        return alert_for(officer, **ids)


# --- acting ---------------------------------------------------------------------------------------------


@endpoint("acknowledge_alert", takes=TakeIn, gives=AlertAnswer)
class Acknowledgement(Acting):
    """Take an alert: "I have it", and until when. It ends nothing."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Acknowledge the alert."""
        return taking.acknowledge(act=act, alert_id=alert_for(act.actor, **ids).id, **said)


@endpoint("acknowledge_alerts", takes=TakeManyIn, gives=AlertsAnswer)
class Acknowledgements(Acting):
    """Take several alerts at once. Those that somebody else has by now are left alone."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Acknowledge the alerts."""
        return taking.acknowledge_many(act=act, alert_ids=said["alert_ids"])


@endpoint("extend_alert", gives=AlertAnswer)
class Extension(Acting):
    """Take as much time again, once."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Extend."""
        return taking.extend(act=act, alert_id=alert_for(act.actor, **ids).id)


@endpoint("pass_on_alert", takes=PassOnIn, gives=AlertAnswer)
class PassingOn(Acting):
    """Give the alert to another officer, who is told at once."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Pass the alert on."""
        return passing.pass_on(act=act, alert_id=alert_for(act.actor, **ids).id, badge=said["badge"])


@endpoint("note_alert", takes=NoteIn, gives=AlertAnswer)
class Notes(Acting):
    """Write a note on the alert."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Write the note."""
        return passing.note(act=act, alert_id=alert_for(act.actor, **ids).id, text=said["text"])


@endpoint("close_alert", takes=CloseAlertIn, gives=AlertAnswer, signs=True)
class Closure(Acting):
    """Close the alert with a finding, where its rule lets a person do so; of two people, the second one closes it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Close the alert."""
        return closing.close(act=act, alert_id=alert_for(act.actor, **ids).id, **said)


@endpoint("report_noise", takes=NoiseIn, gives=AlertAnswer, signs=True)
class Noise(Acting):
    """Close the alert as a false alarm."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Close the alert."""
        return closing.report_noise(act=act, alert_id=alert_for(act.actor, **ids).id, **said)


@endpoint("ask_silence", takes=SilenceIn, gives=SilenceAnswer)
class SilenceAsked(Acting):
    """Ask that messages about the alert wait. Nothing waits before a second person approves."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask for the silence."""
        return silencing.ask_silence(act=act, alert_id=alert_for(act.actor, **ids).id, **said)


@endpoint("approve_silence", gives=SilenceAnswer, signs=True)
class SilenceApproval(Acting):
    """Approve a silence that somebody else asked for."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Approve the silence."""
        return silencing.approve_silence(act=act, silence_id=silence_for(act.actor, **ids)[0].id)


@endpoint("end_silence", gives=SilenceAnswer)
class SilenceEnd(Acting):
    """End a silence, or withdraw it; everybody it kept waiting is told."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """End the silence."""
        return silencing.end_silence(act=act, silence_id=silence_for(act.actor, **ids)[0].id)
