"""Who may say who is on duty, when a duty makes sense, and when it can be taken back."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from custody.core.errors import AlreadyRecorded, InvalidInput, NotAllowedNow, NotFound, NotPermitted, StaleVersion
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation import selectors
from custody.organisation.actions import duty as roster
from custody.organisation.actions.register import change_officer
from custody.organisation.models import Duty
from custody.organisation.policies import check_cancellable
from custody.organisation.roles import Role
from tests.stories import act_of, now

HOUR = timedelta(hours=1)


@pytest.fixture
def birch(cast):
    """Return the site of the stores."""
    return selectors.site_by_code_word(code_word="BIRCH")


def rostered(cast, site, *, badge="4901", role="supervisor", begins_at=None, hours=8, by=None):
    """Roster a duty that begins now."""
    begins_at = begins_at or now()
    return roster.roster_duty(act=act_of(by or cast.administrator), badge=badge, role=role,
                              site_id=None if site is None else site.id, begins_at=begins_at,
                              ends_at=begins_at + hours * HOUR)


def test_a_supervisor_and_an_administrator_say_who_is_on_duty(cast, birch):
    first = rostered(cast, birch, by=cast.supervisor)
    second = rostered(cast, None, badge="4903", role="duty_officer", by=cast.administrator)

    assert selectors.on_duty(roles=[Role.SUPERVISOR], site=birch, at=now()) == [cast.supervisor]
    assert selectors.on_duty(roles=[Role.DUTY_OFFICER], site=birch, at=now()) == [cast.duty_officer]
    line = told([cast.supervisor.stream_id])[0]
    assert line.type.code == "duty.rostered/1"
    assert (first.site, second.site) == (birch, None)


@pytest.mark.parametrize("who", ["officer", "storekeeper", "planner", "duty_officer", "auditor", "nobody"])
def test_nobody_else_touches_the_roster(cast, birch, who):
    standing = rostered(cast, birch)

    with pytest.raises(NotPermitted):
        rostered(cast, birch, badge="4902", by=getattr(cast, who))
    with pytest.raises(NotPermitted):
        roster.cancel_duty(act=act_of(getattr(cast, who)), duty_id=standing.id)
    assert Duty.objects.filter(cancelled_at__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"role": "engine"}, "duty.role", "role"),
        ({"role": "device"}, "duty.role", "role"),
        ({"role": "king"}, "duty.role", "role"),
        ({"badge": "4601"}, "duty.not_in_role", "badge"),
        ({"badge": "0000"}, "officer.unknown", "badge"),
        ({"hours": 0}, "duty.order", "ends_at"),
        ({"hours": -1}, "duty.order", "ends_at"),
        ({"hours": 24 * 14 + 1}, "duty.long", "ends_at"),
    ],
)
def test_a_duty_that_makes_no_sense_is_refused(cast, birch, changes, code, field):
    with pytest.raises(InvalidInput) as refused:
        rostered(cast, birch, **changes)

    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_duty_begins_an_hour_ago_at_the_earliest(cast, birch):
    rostered(cast, birch, begins_at=now() - HOUR + timedelta(minutes=1))
    with pytest.raises(InvalidInput, match="cannot begin in the past"):
        rostered(cast, birch, badge="4902", begins_at=now() - HOUR - timedelta(minutes=1))


def test_an_officer_who_left_is_put_on_no_duty(cast, birch):
    roles = [Role(role) for role in cast.supervisor.roles]
    begins = now()
    change_officer(act=act_of(cast.administrator), officer=cast.supervisor, roles=[Role.WITNESS], clearance=1,
                   is_active=True)
    with pytest.raises(InvalidInput, match="Badge 4901 is no supervisor"):
        rostered(cast, birch, begins_at=begins)
    change_officer(act=act_of(cast.administrator), officer=cast.supervisor, roles=roles, clearance=1, is_active=False)
    with pytest.raises(InvalidInput, match="No badge 4901"):
        rostered(cast, birch, begins_at=begins)


def test_one_officer_is_not_twice_on_the_same_duty_but_may_follow_it_or_stand_elsewhere(cast, birch):
    at, alder = now(), selectors.site_by_code_word(code_word="ALDER")
    first = rostered(cast, birch, begins_at=at)

    for site in (birch, None):
        with pytest.raises(NotAllowedNow, match="Badge 4901 is on duty in this role at this time already"):
            rostered(cast, site, begins_at=at + 7 * HOUR)
    rostered(cast, birch, begins_at=first.ends_at)
    rostered(cast, alder, begins_at=at)
    rostered(cast, birch, begins_at=at, role="witness")
    rostered(cast, birch, begins_at=at, badge="4902")

    roster.cancel_duty(act=act_of(cast.administrator), duty_id=first.id)
    rostered(cast, birch, begins_at=at)


def test_a_duty_for_all_sites_meets_one_of_a_single_site(cast, birch):
    rostered(cast, None)
    with pytest.raises(NotAllowedNow, match="already"):
        rostered(cast, birch)


def test_the_same_form_twice_is_one_duty(cast, birch):
    act, begins = act_of(cast.supervisor), now()
    said = {"badge": "4902", "role": "supervisor", "site_id": birch.id, "begins_at": begins, "ends_at": begins + HOUR}
    roster.roster_duty(act=act, **said)

    with pytest.raises(AlreadyRecorded) as again:
        roster.roster_duty(act=act, **said)

    assert again.value.result == {"duty": str(Duty.objects.get().id)}


def test_nobody_in_command_goes_home_before_somebody_else_is_there(cast, birch):
    alder = selectors.site_by_code_word(code_word="ALDER")
    mine = rostered(cast, birch)
    rostered(cast, alder, badge="4902")

    with pytest.raises(NotAllowedNow, match="Nobody else is on duty as supervisor"):
        roster.cancel_duty(act=act_of(cast.second_supervisor), duty_id=mine.id)
    rostered(cast, birch, badge="4902")
    cancelled = roster.cancel_duty(act=act_of(cast.second_supervisor), duty_id=mine.id, expected_seq=mine.last_seq)

    assert cancelled.cancelled_at is not None
    assert selectors.on_duty(roles=[Role.SUPERVISOR], site=birch, at=now()) == [cast.second_supervisor]
    assert told([cast.supervisor.stream_id])[0].type.code == "duty.cancelled/1"


def test_somebody_for_all_sites_covers_one_and_not_the_other_way_round(cast, birch):
    one = rostered(cast, birch)
    everywhere = rostered(cast, None, badge="4902")

    with pytest.raises(NotAllowedNow, match="Nobody else is on duty"):
        roster.cancel_duty(act=act_of(cast.administrator), duty_id=everywhere.id)
    roster.cancel_duty(act=act_of(cast.administrator), duty_id=one.id)


def test_who_left_the_service_covers_nobody(cast, birch):
    mine = rostered(cast, birch)
    rostered(cast, birch, badge="4902")
    change_officer(act=act_of(cast.administrator), officer=cast.second_supervisor, roles=[Role.SUPERVISOR],
                   clearance=1, is_active=False)

    with pytest.raises(NotAllowedNow, match="Nobody else is on duty"):
        roster.cancel_duty(act=act_of(cast.administrator), duty_id=mine.id)


def test_a_duty_to_come_and_one_in_no_critical_role_are_cancelled_freely(cast, birch):
    later = rostered(cast, birch, begins_at=now() + HOUR)
    keeper = rostered(cast, birch, badge="4601", role="storekeeper")

    for duty in (later, keeper):
        assert roster.cancel_duty(act=act_of(cast.supervisor), duty_id=duty.id).cancelled_at is not None


def test_a_duty_is_cancelled_once_and_never_from_a_stale_form(cast, birch):
    duty = rostered(cast, birch, begins_at=now() + HOUR)
    with pytest.raises(StaleVersion):
        roster.cancel_duty(act=act_of(cast.supervisor), duty_id=duty.id, expected_seq=duty.last_seq + 1)
    roster.cancel_duty(act=act_of(cast.supervisor), duty_id=duty.id)

    with pytest.raises(NotAllowedNow, match="cancelled already"):
        roster.cancel_duty(act=act_of(cast.supervisor), duty_id=duty.id)
    with pytest.raises(NotFound):
        roster.cancel_duty(act=act_of(cast.supervisor), duty_id=uuid4())


def test_what_is_over_stays_in_the_roster():
    at = now_of_a_page = 5
    over = SimpleNamespace(cancelled_at=None, begins_at=at - 4, ends_at=now_of_a_page, role="supervisor")

    with pytest.raises(NotAllowedNow, match="This duty is over"):
        check_cancellable(over, now=now_of_a_page, is_covered=True)


def test_the_roster_is_told_by_the_ledger_again(house_cast):
    site = selectors.site_by_code_word(code_word="BIRCH")
    rostered(house_cast, site, badge="4902")
    roster.cancel_duty(act=act_of(house_cast.supervisor), duty_id=rostered(house_cast, site).id)

    assert replay_state().findings == []
