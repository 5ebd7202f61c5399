"""The roster: who is on duty from when to when, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.core.errors import InvalidInput, NotFound
from custody.core.events import DUTY_CANCELLED, DUTY_ROSTERED
from custody.ledger.recording import recording
from custody.organisation.models import Duty, Officer
from custody.organisation.permissions import check_can_roster
from custody.organisation.policies import (
    check_can_be_rostered,
    check_cancellable,
    check_duty_times,
    check_no_overlap,
    check_version,
)
from custody.organisation.roles import Role
from custody.organisation.selectors import officer_by_badge, site_by_id

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.core.act import Act
    from custody.organisation.models import Site


def drafted_duty(
    *, officer: Officer, role: str, site: Site | None, begins_at: datetime, ends_at: datetime, now: datetime
) -> Duty:
    """Return the duty as it would be, not yet written. Raises ``InvalidInput`` and ``NotAllowedNow`` for one that
    cannot be served."""
    if role not in {known.value for known in Role}:
        raise InvalidInput("duty.role", "Choose a role that people are on duty in", field="role")
    check_can_be_rostered(officer, Role(role))
    check_duty_times(begins_at=begins_at, ends_at=ends_at, now=now)
    check_no_overlap(list(_meanwhile(officer, role=role, site=site, begins_at=begins_at, ends_at=ends_at)))
    return Duty(officer=officer, stream_id=officer.stream_id, role=role, site=site, begins_at=begins_at,
                ends_at=ends_at)  # fmt: skip


def roster_duty(
    *, act: Act, badge: str, role: str, site_id: UUID | None, begins_at: datetime, ends_at: datetime
) -> Duty:
    """Put an officer on duty for a stretch of time and return it. Without a site it is for all of them.

    Who: an administrator or a supervisor. When: the officer holds the role, the duty can still be served, and is on no
    other in the same role and place meanwhile. Appends ``duty.rostered/1``.
    """
    check_can_roster(act.actor)
    site = None if site_id is None else site_by_id(site_id=site_id)
    named = officer_by_badge(badge=badge)
    with recording(act, authorises=True) as record:
        officer = Officer.objects.select_for_update().get(pk=named.pk)
        duty = drafted_duty(officer=officer, role=role, site=site, begins_at=begins_at, ends_at=ends_at,
                            now=record.now)  # fmt: skip
        duty.save(force_insert=True)
        record.append(DUTY_ROSTERED, on=officer, rows=[duty], duty_id=duty.id, role=role,
                      site_id=None if site is None else site.id, begins_at=begins_at, ends_at=ends_at)
        record.result = {"duty": str(duty.id)}
    return duty


def cancel_duty(*, act: Act, duty_id: UUID, expected_seq: int | None = None) -> Duty:
    """Take a duty out of the roster and return it; one that runs ends now.

    Who: an administrator or a supervisor. When: it is not over; one that runs in a critical role, only while somebody
    else is on duty in that role for the same site (or for all). Appends ``duty.cancelled/1``.
    """
    check_can_roster(act.actor)
    named = Duty.objects.filter(pk=duty_id).first()
    if named is None:
        raise NotFound
    with recording(act) as record:
        # Two who are on duty together must not both be sent home by two people at once: the first lock settles it.
        running = list(_running(named, at=record.now).select_for_update(of=("self",)).order_by("pk"))
        duty = Duty.objects.select_for_update(of=("self",)).select_related("officer").get(pk=named.pk)
        check_version(duty, expected_seq)
        covered = any(other.officer_id != duty.officer_id and other.officer.is_active for other in running)
        check_cancellable(duty, now=record.now, is_covered=covered)
        duty.cancelled_at = record.now
        duty.save(update_fields=["cancelled_at"])
        record.append(DUTY_CANCELLED, on=duty.officer, rows=[duty], duty_id=duty.id, cancelled_at=record.now)
        record.result = {"duty": str(duty.id)}
    return duty


def _meanwhile(
    officer: Officer, *, role: str, site: Site | None, begins_at: datetime, ends_at: datetime
) -> QuerySet[Duty]:
    """Return the officer's duties in the role that touch the time, at the site or at all of them."""
    rows = Duty.objects.filter(officer=officer, role=role, cancelled_at__isnull=True, begins_at__lt=ends_at,
                               ends_at__gt=begins_at).select_related("officer")
    return rows if site is None else rows.filter(Q(site=site) | Q(site__isnull=True))


def _running(duty: Duty, *, at: datetime) -> QuerySet[Duty]:
    """Return the duties in the role of ``duty`` that run and cover all that it covers."""
    where = Q(site__isnull=True) if duty.site_id is None else Q(site=duty.site_id) | Q(site__isnull=True)
    return Duty.objects.filter(where, role=duty.role, cancelled_at__isnull=True, begins_at__lte=at,
                               ends_at__gt=at).select_related("officer")
