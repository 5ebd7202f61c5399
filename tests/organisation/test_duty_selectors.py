"""Who is on duty: the rostered, else everybody who holds the role; and what a week of a site shows."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.core.act import Act, Basis, Door
from custody.core.errors import InvalidInput, NotFound
from custody.core.events import DUTY_ROSTERED, SITE_REGISTERED
from custody.ledger.recording import recording
from custody.organisation import selectors
from custody.organisation.models import Duty, Officer, Site
from custody.organisation.roles import Role
from tests.stories import now


def a_site(cast, code_word="GANNET"):
    """Return a registered site."""
    with recording(Act(actor=cast.administrator, door=Door.COMMAND, basis=Basis.LIVE)) as record:
        site = Site(code_word=code_word, jurisdiction="BE", zone="Europe/Brussels", police_phone=None)
        site.stream_id = record.open_stream(kind="site", ref=site.id)
        site.save(force_insert=True)
        record.append(SITE_REGISTERED, on=site, site_id=site.id, code_word=code_word, jurisdiction="BE",
                      zone=site.zone, police_phone=None)
    return site


def a_duty(cast, officer, role, site, *, begins, hours=8):
    """Return a rostered duty of an officer."""
    with recording(Act(actor=cast.supervisor, door=Door.COMMAND, basis=Basis.LIVE)) as record:
        duty = Duty(officer=officer, stream_id=officer.stream_id, role=role.value, site=site, begins_at=begins,
                    ends_at=begins + timedelta(hours=hours))
        duty.save(force_insert=True)
        record.append(DUTY_ROSTERED, on=officer, rows=[duty], duty_id=duty.id, role=duty.role,
                      site_id=None if site is None else site.id, begins_at=begins, ends_at=duty.ends_at)
    return duty


def test_the_rostered_officer_is_on_duty_from_the_first_instant_to_before_the_last(cast):
    site, at = a_site(cast), now()
    duty = a_duty(cast, cast.supervisor, Role.SUPERVISOR, site, begins=at)

    def told(moment):
        return selectors.on_duty(roles=[Role.SUPERVISOR], site=site, at=moment)

    everyone = selectors.officers_with_role(Role.SUPERVISOR)
    assert len(everyone) == 2
    assert told(at) == [cast.supervisor]
    assert told(duty.ends_at - timedelta(microseconds=1)) == [cast.supervisor]
    assert told(duty.ends_at) == everyone
    assert told(at - timedelta(microseconds=1)) == everyone


def test_a_duty_for_all_sites_counts_at_each_and_one_of_another_site_does_not(cast):
    site, other, at = a_site(cast), a_site(cast, "PETREL"), now()
    a_duty(cast, cast.duty_officer, Role.DUTY_OFFICER, None, begins=at)
    a_duty(cast, cast.second_supervisor, Role.SUPERVISOR, other, begins=at)

    assert selectors.is_covered(role=Role.DUTY_OFFICER, site=site, at=at)
    assert selectors.is_covered(role=Role.DUTY_OFFICER, site=None, at=at)
    assert not selectors.is_covered(role=Role.SUPERVISOR, site=site, at=at)
    assert not selectors.is_covered(role=Role.SUPERVISOR, site=None, at=at)
    assert selectors.on_duty(roles=[Role.SUPERVISOR], site=other, at=at) == [cast.second_supervisor]
    assert len(selectors.on_duty(roles=[Role.SUPERVISOR], site=site, at=at)) == 2


def test_one_person_on_two_duties_is_named_once_and_nobody_inactive_is_named(cast):
    site, at = a_site(cast), now()
    a_duty(cast, cast.supervisor, Role.SUPERVISOR, site, begins=at)
    a_duty(cast, cast.supervisor, Role.SUPERVISOR, None, begins=at)
    a_duty(cast, cast.duty_officer, Role.DUTY_OFFICER, site, begins=at)

    told = selectors.on_duty(roles=[Role.SUPERVISOR, Role.DUTY_OFFICER], site=site, at=at)
    assert told == [cast.supervisor, cast.duty_officer]

    Officer.objects.filter(pk=cast.duty_officer.pk).update(is_active=False)
    assert selectors.on_duty(roles=[Role.SUPERVISOR, Role.DUTY_OFFICER], site=site, at=at) == [cast.supervisor]
    assert not selectors.is_covered(role=Role.DUTY_OFFICER, site=site, at=at)
    assert selectors.on_duty(roles=[Role.DUTY_OFFICER], site=site, at=at) == []


def test_a_week_shows_what_touches_it_and_nothing_cancelled(cast):
    site, other, at = a_site(cast), a_site(cast, "PETREL"), now()
    here = a_duty(cast, cast.supervisor, Role.SUPERVISOR, site, begins=at)
    everywhere = a_duty(cast, cast.duty_officer, Role.DUTY_OFFICER, None, begins=at + timedelta(hours=1))
    elsewhere = a_duty(cast, cast.storekeeper, Role.STOREKEEPER, other, begins=at + timedelta(hours=2))
    a_duty(cast, cast.supervisor, Role.SUPERVISOR, site, begins=at + timedelta(days=7))
    gone = a_duty(cast, cast.storekeeper, Role.STOREKEEPER, site, begins=at)
    Duty.objects.filter(pk=gone.pk).update(cancelled_at=at)

    week = {"begins": at, "ends": at + timedelta(days=7)}
    assert list(selectors.duties(site=site, **week)) == [here, everywhere]
    assert list(selectors.duties(**week)) == [here, everywhere, elsewhere]
    assert selectors.duty_by_id(duty_id=here.id) == here
    with pytest.raises(NotFound):
        selectors.duty_by_id(duty_id=uuid4())


def test_sites_are_found_by_code_word_and_by_id(cast):
    site = a_site(cast)

    assert site in selectors.sites()
    assert selectors.site_by_code_word(code_word=" gannet ") == site
    assert selectors.site_by_id(site_id=site.id) == site
    with pytest.raises(InvalidInput, match="No site has this code word"):
        selectors.site_by_code_word(code_word="NOWHERE")
    with pytest.raises(NotFound):
        selectors.site_by_id(site_id=uuid4())
