"""The demo house: founded once, whatever happens in between, and its logins sign in."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from custody import tasks
from custody.core.act import Act, Door
from custody.core.errors import LockTimeout, NotAllowedNow
from custody.deadlines.selectors import database_now
from custody.destruction.plan_models import CrewShift, Slot
from custody.evidence.models import Target
from custody.ledger.models import Event
from custody.ledger.selectors import installation
from custody.organisation.actions.duty import roster_duty
from custody.organisation.models import Contact, Duty, Officer, Place
from custody.organisation.roles import Role
from custody.organisation.selectors import is_covered, site_by_code_word, sites
from custody.scenario import cast, demo, roster
from custody.scenario.actions import give_login, mark_demo_loaded
from custody.scenario.roster import keep_roster, renew_roster
from tests import databases, environment
from tests.conftest import house_of


@pytest.fixture(scope="module")
def prepared(django_db_setup):
    """Make one database of kind ``demo`` without anybody in it; yield its name, to be copied."""
    name = f"custody_{environment.WORKER}_empty_demo"
    databases.clone(name, source=databases.empty())
    with databases.superuser(name) as session, session.cursor() as cursor:
        cursor.execute("UPDATE custody.custody_installation SET kind = 'demo'")
    yield name
    databases.drop(name)


@pytest.fixture
def empty_demo(prepared, django_db_blocker):
    """Give the test a database of kind ``demo`` in which nobody was registered yet."""
    with django_db_blocker.unblock(), house_of(prepared):
        yield


@pytest.fixture(scope="module")
def founded(prepared, django_db_blocker, tmp_path_factory):
    """Found the demo once for all tests that begin with it; return its database, and the logins and their file."""
    name, file = f"{prepared}_founded", tmp_path_factory.mktemp("founded") / "demo_logins.json"
    with django_db_blocker.unblock():
        databases.clone(name, source=prepared)
        databases.connect_django(database=name)
        logins = demo.found_demo(logins_file=file)
        databases.connect_django(database=f"custody_{environment.WORKER}")
    yield SimpleNamespace(name=name, logins=logins, file=file)
    databases.drop(name)


@pytest.fixture
def founded_demo(founded, django_db_blocker, tmp_path):
    """Give the test a copy of the founded demo; return its logins and a copy of their file."""
    file = tmp_path / "demo_logins.json"
    shutil.copy(founded.file, file)
    with django_db_blocker.unblock(), house_of(founded.name):
        yield SimpleNamespace(logins=founded.logins, file=file)


def test_the_demo_house_is_founded_once_where_it_was_killed_too_and_its_badges_sign_in(
    empty_demo, tmp_path, monkeypatch
):
    file = tmp_path / "var" / "demo_logins.json"

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demo.register, "register_scale", killed)
        with pytest.raises(KeyboardInterrupt):
            demo.found_demo(logins_file=file)

    logins = demo.found_demo(logins_file=file)
    events = Event.objects.count()
    again = demo.found_demo(logins_file=file)

    assert (logins, Event.objects.count()) == (again, events)
    assert Officer.objects.count() == len(cast.CAST) + 1
    assert Contact.objects.count() == len(cast.CAST)
    assert Slot.objects.filter(facility__code_word="KILN-BE", starts_at__gt=database_now()).count() >= 11
    assert CrewShift.objects.values("jurisdiction").distinct().count() == 2
    assert {place.kind for place in Place.objects.all()} >= {"quay", "scanner", "strip_hall", "store", "furnace"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    rows = json.loads(file.read_text())
    assert [set(row) for row in rows] == [{"badge", "password", "totp_secret", "role"}] * len(cast.CAST)
    assert len({row["password"] for row in rows}) == len(rows)
    first = rows[0]
    request = RequestFactory().post("/")
    assert authenticate(request, username=first["badge"], password=first["password"]).badge == first["badge"]
    device = Authenticator.objects.get(user__badge=first["badge"])
    assert decrypt(device.data["secret"]) == first["totp_secret"]


def test_somebody_is_on_duty_in_the_demo_now_and_for_the_next_days_and_every_start_writes_it_on(founded_demo):
    at, first = database_now(), Officer.objects.get(badge=cast.FIRST_ADMINISTRATOR)

    for hours in range(0, 24 * 10, 5):
        for shift in cast.ROSTER:
            site = site_by_code_word(code_word=shift.site) if shift.site else None
            assert is_covered(role=shift.role, site=site, at=at + timedelta(hours=hours)), (hours, shift)
    assert renew_roster(administrator=first, now=database_now()) == 0
    assert renew_roster(administrator=first, now=at + timedelta(days=2)) == 4 * len(cast.ROSTER)
    assert renew_roster(administrator=first, now=at + timedelta(days=2)) == 0


def test_a_demo_that_is_not_started_again_writes_its_roster_on_before_it_runs_out(
    founded_demo, settings, monkeypatch
):
    at, written = database_now(), Duty.objects.count()
    settings.CUSTODY_DEMO = True
    assert keep_roster() == 0

    monkeypatch.setattr(roster, "database_now", lambda: at + timedelta(days=6))
    settings.CUSTODY_DEMO = False
    assert keep_roster() == 0
    settings.CUSTODY_DEMO = True
    tasks.write_demo_roster()

    assert Duty.objects.count() == written + 12 * len(cast.ROSTER)
    assert keep_roster() == 0
    for hours in range(24 * 9, 24 * 16, 5):
        for shift in cast.ROSTER:
            site = site_by_code_word(code_word=shift.site) if shift.site else None
            assert is_covered(role=shift.role, site=site, at=at + timedelta(hours=hours)), (hours, shift)


def test_a_duty_that_a_visitor_wrote_does_not_stop_the_roster(founded_demo):
    at, first = database_now(), Officer.objects.get(badge=cast.FIRST_ADMINISTRATOR)
    after = at + timedelta(days=14)
    roster_duty(act=Act(actor=first, door=Door.PAGE), badge="4903", role="duty_officer", site_id=None,
                begins_at=after, ends_at=after + timedelta(days=1))  # fmt: skip

    added = renew_roster(administrator=first, now=at + timedelta(days=6))

    assert 12 * len(cast.ROSTER) - 3 <= added < 12 * len(cast.ROSTER)
    assert is_covered(role=Role.DUTY_OFFICER, site=None, at=after)


def test_every_place_of_the_demo_stands_on_a_site_with_a_police_number(founded_demo):
    assert {(place.code_word, place.site.code_word) for place in Place.objects.select_related("site")} == {
        (spot.code_word, spot.site) for spot in cast.PLACES}  # fmt: skip
    assert all(site.police_phone.startswith("+3319900") for site in sites())


def test_a_lost_file_gives_every_badge_a_new_login(founded_demo):
    file, before = founded_demo.file, founded_demo.logins
    file.write_text("not json")

    after = demo.found_demo(logins_file=file)

    assert {login.password for login in before}.isdisjoint(login.password for login in after)
    login = after[3]
    assert authenticate(RequestFactory().post("/"), username=login.badge, password=login.password) is not None
    device = Authenticator.objects.get(user__badge=login.badge)
    assert decrypt(device.data["secret"]) == login.totp_secret


def test_founding_begins_again_where_an_engine_kept_a_record_busy(founded_demo, monkeypatch):
    give, busy, given = demo.give_login, iter([True, True]), []

    def give_login_when_free(**login):
        if next(busy, False):
            raise LockTimeout("record.busy", "This record is busy. Try again in a moment")
        give(**login)
        given.append(login["badge"])

    monkeypatch.setattr(demo, "give_login", give_login_when_free)
    monkeypatch.setattr(demo, "_PAUSES_S", (0.0, 0.0))
    monkeypatch.setattr(demo, "load", lambda **_: None)

    demo.load_demo(logins_file=founded_demo.file)

    assert given == [each.badge for each in cast.CAST]


def test_the_command_tells_what_got_stuck(monkeypatch):
    stuck = SimpleNamespace(
        cases=[1], refused=[SimpleNamespace(event="PS042", reason="no kg")],
        stopped=[(SimpleNamespace(id="PS043"), "no room")], stuck_burns=[("BE 3", "no witness")],
    )
    monkeypatch.setattr("custody.management.commands.load_demo.load_demo", lambda **_: stuck)
    out, told = StringIO(), StringIO()

    call_command("load_demo", stdout=out, stderr=told)

    assert "The demo is loaded: 1 seizures" in out.getvalue()
    assert told.getvalue().splitlines() == ["PS042: no kg", "PS043: no room", "burn BE 3: no witness"]


def test_a_loaded_demo_is_not_loaded_again(founded_demo):
    mark_demo_loaded()
    when = installation().demo_loaded_at

    assert demo.load_demo(logins_file=founded_demo.file) is None
    mark_demo_loaded()
    assert installation().demo_loaded_at == when


def test_the_demo_is_refused_in_a_database_that_is_none(house_cast, tmp_path):
    with pytest.raises(NotAllowedNow, match="demo database only"):
        demo.load_demo(logins_file=tmp_path / "demo_logins.json")
    with pytest.raises(NotAllowedNow, match="demo database only"):
        give_login(badge="4417", password="x", totp_secret="y")
    with pytest.raises(CommandError, match="demo database only"):
        call_command("load_demo")


def test_the_cast_covers_every_role_that_a_replay_needs():
    held = {role for each in cast.CAST for role in each.roles}

    assert {"officer", "crew", "storekeeper", "sampler", "case_officer", "planner", "supervisor", "duty_officer",
            "checker", "witness", "auditor", "administrator", "regional_head", "director",
            "internal_affairs", "prosecutor", "judge", "committee",
            "source_handler"} == {role.value for role in held}  # fmt: skip
    assert all(badge.badge.isdigit() for badge in cast.CAST)


def test_an_empty_house_is_founded_from_a_pipe_and_only_once(empty_demo, monkeypatch):
    class Pipe:
        def isatty(self):
            return False

        def readline(self):
            return "a long enough password\n"

    monkeypatch.setattr("sys.stdin", Pipe())
    call_command("found_house", badge="4951")

    assert Officer.objects.get(badge="4951").check_password("a long enough password")
    with pytest.raises(CommandError, match="already has officers"):
        call_command("found_house", badge="4952")


def test_the_demo_looks_for_something_and_sends_somebody(founded_demo):
    assert sorted(Target.objects.values_list("state", "searcher__badge")) == [
        ("open", None), ("open", None), ("search", "4418")]
    assert Target.objects.get(state="search").readings.get().result == "suspicious"
