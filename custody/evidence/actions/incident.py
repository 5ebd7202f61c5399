"""Something is happening: anybody says so with one touch, and who commands says when it is over.

We refuse authorisations, never facts: a report that lacks a detail, or has a wrong one, is a report all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import AlreadyRecorded, KeyReused, NotFound
from custody.core.events import INCIDENT_ENDED, INCIDENT_REPORTED_2
from custody.core.texts import written_out
from custody.evidence import entries, lists, permissions_of_danger
from custody.evidence.actions.consult import consulted
from custody.evidence.actions.endangering import DANGER_OF, endanger
from custody.evidence.locking import lock_incident, lock_officer
from custody.evidence.models import Incident
from custody.evidence.selectors.access import incident_for
from custody.evidence.selectors.incidents import Scene, call_under, incident_seen_until, scene_of, site_of_danger
from custody.ledger.recording import recording
from custody.organisation.selectors import places_on, site_by_id

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.organisation.models import Officer, Site

FINDING_MOST = 500
WHY_LOOKED = "Danger was reported here"


def report_incident(
    *,
    act: Act,
    kind: str = "other",
    site_id: UUID | None = None,
    silent: bool = False,
    remark: str = "",
    said_by: Officer | None = None,
) -> Incident:
    """Record that something is happening, and return the report.

    Without a site that is known: the one the officer came to, else that of what the officer holds, else none. A kind
    that is not on the list is ``other``; what cannot be written is written out. ``silent`` says that the
    officer is being watched: nothing on the officer's own screens or phone shows the report.

    ``said_by`` is who is said to have called, where a device kept the call and the session of another brings it:
    anybody can write a badge on it, so the act is that of who carries it, and both are named. The site is then that of
    who is said to have called. The same call, key and answers, is one report whosever session brings it.

    Whoever watches, follows or attacks knows the site: its places count as in danger from now on. A silent report says
    nothing about them, or the watcher could read it off a page; nor does one that another carries, or a call in
    somebody's name would show where that somebody is. Who answers it says so at the places.

    Who: everybody. When: always. Appends ``incident.reported/2``, and ``place.endangered/1`` for each place of the site
    that was in less danger.
    """
    permissions_of_danger.check_can_report(act.actor)
    caller: Officer = said_by or act.actor
    carrier = None if act.actor.id == caller.id else act.actor
    try:
        with recording(act) as record:
            incident = Incident(
                kind=kind if kind in lists.INCIDENT_KINDS else "other",
                silent=silent,
                site=_site(site_id, caller),
                reported_by=caller,
                carried_by=carrier,
                reported_at=record.at,
                remark=_readable(remark),
            )
            incident.stream_id = record.open_stream(kind="incident", ref=incident.id)
            incident.save(force_insert=True)
            record.append(
                INCIDENT_REPORTED_2,
                on=incident,
                incident_id=incident.id,
                reported_at=incident.reported_at,
                kind=incident.kind,
                silent=silent,
                site_id=None if incident.site is None else incident.site.id,
                remark=incident.remark,
                reported_by=caller.pseudonym,
                carried_by=None if carrier is None else carrier.pseudonym,
            )
            danger = DANGER_OF.get(incident.kind)
            if danger is not None and incident.site is not None and not silent and carrier is None:
                endanger(record, places_on(incident.site), danger=danger, cause=incident.kind)
            record.result = {"incident": str(incident.id)}
    except KeyReused:
        known = None if act.key is None else call_under(caller, key=act.key, body_hash=act.body_hash)
        if known is None:
            raise
        raise AlreadyRecorded({"incident": str(known)}) from None
    return incident


def end_incident(*, act: Act, incident_id: UUID, finding: str) -> Incident:
    """Say that it is over, and what it was; return the report.

    Who: a duty officer, a supervisor, a regional head, a director; never who reported it, is said to have, or carried
    it. When: once. Appends ``incident.ended/1``.
    """
    finding = entries.clean_reason(finding, field="finding", most=FINDING_MOST)
    with recording(act) as record:
        incident = lock_incident(incident_id)
        permissions_of_danger.check_can_end(act.actor, incident)
        incident.ended_at, incident.ended_by, incident.finding = record.at, act.actor, finding
        incident.save(update_fields=["ended_at", "ended_by", "finding"])
        record.append(
            INCIDENT_ENDED,
            on=incident,
            ended_at=incident.ended_at,
            finding=finding,
            ended_by=act.actor.pseudonym,
        )
        record.result = {"incident": str(incident.id)}
    return incident


def attend_incident(*, act: Act, incident_id: UUID) -> Scene:
    """Return the scene of a report to who answers it, after it was recorded who looks.

    There is no form and no reason to write: people may be in danger. The look counts for as long as any other.

    Who: a duty officer, a supervisor, a regional head, a director; never who reported it silently, nor who carried it:
    whoever writes a badge on a call would read where that officer is. When: always. Appends ``place.revealed/1`` on the
    officer's stream; an act without a key, which a page that is merely looked at again is, adds none while an earlier
    look lasts.
    """
    incident = incident_for(act.actor, incident_id=incident_id)
    permissions_of_danger.check_answers(act.actor, incident)
    if act.key is not None or incident_seen_until(act.actor, incident) is None:
        with recording(act, authorises=True) as record:
            officer = lock_officer(act.actor)
            consultation = consulted(
                record, officer, subject_kind="incident", subject_id=incident.id, field_group="place",
                reason=WHY_LOOKED,
            )  # fmt: skip
            record.result = {"consultation": str(consultation.id), "incident": str(incident.id)}
    return scene_of(incident)


def _site(site_id: UUID | None, officer: Officer) -> Site | None:
    if site_id is not None:
        try:
            return site_by_id(site_id=site_id)
        except NotFound:
            pass  # a wrong site must not keep a report away
    return site_of_danger(officer)


def _readable(text: str) -> str:
    """Return the text as it can be kept: control characters written out by their number, and no longer than a
    remark."""
    return written_out(text.strip(), controls=True)[: entries.REMARK_MOST]
