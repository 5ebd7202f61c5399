"""Danger: anybody and anything with a token reports it; who commands attends to it and ends it, signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Flag, Strict, Text, codes
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.parsers import AnyForm, Anything, Form
from custody.api.v1.presence import PresenceOut
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.errors import NotFound
from custody.evidence.actions.incident import attend_incident, end_incident, report_incident
from custody.evidence.lists import INCIDENT_KINDS
from custody.evidence.selectors.access import incident_for, visible_incidents
from custody.evidence.selectors.incidents import Scene, incident_seen_until, scene_of
from custody.organisation.selectors import sites

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


_NOT_SILENT = frozenset({"", "0", "false", "no", "none", "null", "off"})


class IncidentOut(Shown):
    """A report that something is happening. Where it is, is attended to, not read.

    Where somebody carried it, their session brought it from a device that had kept it: `reported_by` is then the badge
    that it is said to be by.
    """

    id = serializers.UUIDField()
    kind = serializers.CharField()
    silent = serializers.BooleanField()
    reported_by = badge("reported_by")
    carried_by = badge("carried_by", nullable=True)
    reported_at = moment()
    remark = serializers.CharField()
    ended_by = badge("ended_by", nullable=True)
    ended_at = moment(nullable=True)
    finding = serializers.CharField()


class ReportIn(Strict):
    """A report. Nothing need be known; nothing that is wrong, missing or too much keeps a report away."""

    kind = Text(required=False, default="other", help_text=codes(INCIDENT_KINDS))
    silent = Flag(required=False, default=False, help_text="Somebody is watching: show nothing to who reports.")
    site = Text(required=False, default="", allow_blank=True, help_text="A code word; else where the officer came to.")
    remark = Text(required=False, default="", allow_blank=True)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return what can be made of the body. Whether it is silent is judged on the safe side: nothing is shown."""
        said = data if isinstance(data, Mapping) else {}
        silent = said.get("silent")
        word = silent.strip().casefold() if isinstance(silent, str) else str(bool(silent)).casefold()
        return {
            "kind": _text(said.get("kind")) or "other",
            "silent": word not in _NOT_SILENT,
            "site": _text(said.get("site")),
            "remark": _text(said.get("remark")),
        }


class FindingIn(Strict):
    """It is over, and what it was."""

    finding = Text()


class IncidentAnswer(Answer):
    """An act on a report; null to who reported it silently."""

    incident = IncidentOut(allow_null=True)


class KeeperOut(Shown):
    """Somebody who has goods in custody there, and how many units."""

    badge = serializers.CharField()
    units = serializers.IntegerField()


class SceneOut(Shown):
    """Where it is, who is there now, whom to call."""

    site = serializers.CharField(source="site.code_word", allow_null=True)
    police_phone = serializers.CharField(source="site.police_phone", allow_null=True, help_text="E.164.")
    people = PresenceOut(many=True)
    keepers = KeeperOut(many=True)


class SceneAnswer(Answer):
    """The scene. Null when the look has run out: attend again with a new key."""

    scene = SceneOut(allow_null=True)

    @classmethod
    def about(cls, officer: Officer, kept: Any) -> dict[str, Any]:
        """Return the scene, as long as it may be shown to who attends."""
        return {"scene": _scene(officer, UUID(kept["incident"]))}


@lists("list_incidents", shows=IncidentOut, summary="List the reports of danger the reader may see, the newest first",
       ordering=("-reported_at", "id"))
@endpoint("report_incident", takes=ReportIn, gives=IncidentAnswer)
class Incidents(Listing, Acting):
    """Report that something is happening. Whoever answers danger is told at once."""

    parser_classes = [Form, AnyForm, Anything]
    refuses_headers = False

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the reports the reader may see."""
        return visible_incidents(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Report it."""
        word = said.pop("site").strip().casefold()
        known = {site.code_word.casefold(): site.id for site in sites()} if word else {}
        return report_incident(act=act, site_id=known.get(word), **said)


@reads("read_incident", shows=IncidentOut, summary="Read a report of danger")
class Incident(Single):
    """One report."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the report."""
        return incident_for(officer, **ids)


@endpoint("attend_incident", gives=SceneAnswer, signs=True)
class Attendance(Acting):
    """See where it is and who is there, after it was recorded who looks."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Attend."""
        return attend_incident(act=act, **ids)


@endpoint("end_incident", takes=FindingIn, gives=IncidentAnswer, signs=True)
class IncidentEnd(Acting):
    """Say that it is over."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """End it."""
        return end_incident(act=act, incident_id=incident_for(act.actor, **ids).id, **said)


def _text(said: Any) -> str:
    return "" if said is None or isinstance(said, bool) else str(said)


def _scene(officer: Officer, incident_id: UUID) -> Scene | None:
    try:
        incident = incident_for(officer, incident_id=incident_id)
    except NotFound:
        return None
    return None if incident_seen_until(officer, incident) is None else scene_of(incident)
