"""The people: whether somebody is on duty all the next day, and whether those on duty can be reached."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from custody.alerts.watching.parts import REACH, Part
from custody.organisation.models import Contact, Duty, Site
from custody.organisation.roles import Role

AHEAD = timedelta(hours=24)


def people(now: datetime) -> Iterator[Part]:
    """Yield a part for every site that has nobody on duty at some time of the next day, and for everybody on duty in
    it who cannot be reached. A house that never kept a roster has none to be wrong.
    """
    duties = list(
        Duty.objects.filter(cancelled_at__isnull=True, ends_at__gt=now, begins_at__lt=now + AHEAD)
        .select_related("officer")
        .order_by("begins_at", "id")
    )
    if not duties and not Duty.objects.exists():
        return
    yield from _gaps(duties, now)
    yield from _unreachable(duties)


def _gaps(duties: Sequence[Duty], now: datetime) -> Iterator[Part]:
    commanding = [each for each in duties if each.role == Role.DUTY_OFFICER and each.officer.is_active]
    for site in Site.objects.order_by("code_word"):
        gap = first_gap([each for each in commanding if each.site_id in (None, site.id)], begins=now, ends=now + AHEAD)
        yield Part(
            kind="duty",
            name=str(site.id),
            is_well=gap is None,
            rule=REACH,
            subject_kind="site",
            subject_id=site.id,
            site=site,
            detail="" if gap is None else f"nobody is on duty from {gap:%Y-%m-%d %H:%M} UTC",
            since=gap,
        )


def first_gap(duties: Sequence[Duty], *, begins: datetime, ends: datetime) -> datetime | None:
    """Return the first moment between two at which none of the duties, sorted by start, runs; or ``None``."""
    covered_to = begins
    for each in duties:
        if each.begins_at > covered_to:
            break
        covered_to = max(covered_to, each.ends_at)
    return None if covered_to >= ends else covered_to


def _unreachable(duties: Sequence[Duty]) -> Iterator[Part]:
    officers = {each.officer_id: each.officer for each in duties if each.officer.is_active}
    contacts = {each.officer_id: each for each in Contact.objects.filter(officer__in=officers)}
    for officer_id, officer in officers.items():
        contact = contacts.get(officer_id)
        why = _what_is_missing(contact)
        yield Part(
            kind="reach",
            name=str(officer_id),
            is_well=not why,
            rule=REACH,
            subject_kind="officer",
            subject_id=officer_id,
            about=(officer_id,),
            detail=f"badge {officer.badge}: {why}" if why else "",
        )


def unreachable(keys: Collection[str]) -> set[str]:
    """Return those of some keys of alerts that speak of an officer who still cannot be reached."""
    ids = {UUID(key.removeprefix("reach:")): key for key in keys if key.startswith("reach:")}
    fine = {each.officer_id for each in Contact.objects.filter(officer__in=ids) if not _what_is_missing(each)}
    return {key for officer_id, key in ids.items() if officer_id not in fine}


def _what_is_missing(contact: Contact | None) -> str:
    if contact is None or contact.verified_at is None:
        return "no verified contact"
    if contact.opted_out_at is not None:
        return "opted out of text messages"
    if contact.phone is None or contact.phone_broken_at is not None:
        return "the number does not work"
    if contact.email is None or contact.email_broken_at is not None:
        return "the e-mail address does not work"
    return ""
