"""The roster and the sites through the API: the same acts and refusals as through the pages."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.organisation.models import Duty, Place, Site
from tests.stories import now

HOUR = timedelta(hours=1)


def text(moment):
    return moment.isoformat()


@pytest.fixture
def birch(cast):
    """Return the site of the stores."""
    return Site.objects.get(code_word="BIRCH")


def said(site=None, **changes):
    """Return who is to be on duty, from an hour from now on."""
    begins = now() + HOUR
    return {"badge": "4901", "role": "supervisor", "begins_at": text(begins), "ends_at": text(begins + 8 * HOUR),
            **({"site_id": str(site.id)} if site else {})} | changes


def test_a_duty_is_rostered_once_read_and_cancelled(cast, birch, caller, done, refused):
    boss, key, body = caller(cast.supervisor), uuid4(), said(birch)
    made = done(boss.post("duties/", body, key=key))["duty"]
    again = done(boss.post("duties/", body, key=key), again=True)["duty"]

    assert made == again
    assert (made["badge"], made["role"], made["site"]) == ("4901", "supervisor", "BIRCH")
    refused(boss.post("duties/", body | {"badge": "4902"}, key=key), 409, "record.key_reused")
    assert boss.get(f"duties/{made['id']}/").json() == made
    stale = {"expected_seq": made["version"] - 1}
    refused(boss.post(f"duties/{made['id']}/cancellation/", stale), 409, "record.stale")
    cancelled = done(boss.post(f"duties/{made['id']}/cancellation/", {"expected_seq": made["version"]}))["duty"]
    assert cancelled["cancelled_at"]
    refused(boss.post(f"duties/{made['id']}/cancellation/"), 409, "duty.cancelled")


def test_a_duty_without_a_site_is_for_all_of_them(cast, caller, done):
    assert done(caller(cast.administrator).post("duties/", said()))["duty"]["site"] is None


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"role": "king"}, "duty.role", "role"),
        ({"badge": "0000"}, "officer.unknown", "badge"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "duty.order", "ends_at"),
        ({"begins_at": "2026-01-01"}, "request.fields", "begins_at"),
        ({"colour": "red"}, "request.fields", "colour"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(cast, caller, refused, changes, code, field):
    refused(caller(cast.supervisor).post("duties/", said(**changes)), 400, code, field=field)


def test_the_list_is_filtered_and_everybody_finds_the_own_duties(cast, birch, caller, done):
    boss = caller(cast.supervisor)
    mine, other = (done(boss.post("duties/", body))["duty"]["id"] for body in (
        said(birch), said(badge="4601", role="storekeeper")))

    def found(who=cast.supervisor, **query):
        return [each["id"] for each in caller(who).get("duties/", **query).json()["results"]]

    assert set(found()) == {mine, other}
    assert set(found(site_id=str(birch.id))) == {mine, other}
    assert found(role="storekeeper") == found(badge="4601") == [other]
    assert found(ends_after=text(now() + 10 * HOUR)) == []
    assert found(begins_before=text(now())) == []
    done(boss.post(f"duties/{other}/cancellation/"))
    assert (found(cancelled="yes"), found(cancelled="no")) == ([other], [mine])
    assert found(cast.storekeeper) == [other]
    assert found(cast.crew) == []


def test_what_a_duty_changes_is_read_by_who_knows_the_roster(cast, birch, caller, done, refused):
    made = done(caller(cast.supervisor).post("duties/", said(birch, badge="4601", role="storekeeper")))["duty"]
    path = f"duties/{made['id']}/preview/"

    [stretch] = caller(cast.auditor).get(path).json()["stretches"]

    assert (stretch["within"], stretch["is_everybody"]) == (["4601"], True)
    assert "4601" in stretch["without"]
    refused(caller(cast.storekeeper).get(path), 404, "record.not_found")


def test_nobody_else_touches_the_roster(cast, birch, caller, done, refused):
    made = done(caller(cast.supervisor).post("duties/", said(birch)))["duty"]["id"]

    refused(caller(cast.auditor).post("duties/", said(birch, badge="4902")), 403, "role.missing")
    refused(caller(cast.auditor).post(f"duties/{made}/cancellation/"), 403, "role.missing")
    refused(caller(cast.crew).post(f"duties/{made}/cancellation/"), 404, "record.not_found")
    refused(caller(cast.crew).get(f"duties/{made}/"), 404, "record.not_found")
    assert Duty.objects.filter(cancelled_at__isnull=True).count() == 1


def test_sites_are_registered_changed_and_given_places_by_an_administrator(cast, caller, done, refused):
    boss = caller(cast.administrator)
    body = {"code_word": "MAPLE", "jurisdiction": "BE", "zone": "Europe/Brussels", "police_phone": "02 555 01 02"}
    made = done(boss.post("sites/", body))["site"]
    assert made["police_phone"] == "+3225550102"

    other = caller(cast.supervisor)
    change = {"zone": "Europe/Amsterdam", "expected_seq": made["version"], "reason": "it moved"}
    asked = done(boss.post(f"sites/{made['id']}/change/", change))["site_proposal"]
    path = f"sites/proposals/{asked['id']}/"
    assert other.get(path).json()["code_word"] == "MAPLE"
    assert other.get(path + "preview/").json() == {
        "places": 0, "duties": 0, "clocks": 0, "calls": "+3225550102", "calls_then": None}
    refused(boss.post(path + "decision/", {"approve": True}), 403, "policy.own")
    assert done(other.post(path + "decision/", {"approve": True}))["site_proposal"]["decided_by"] == "4901"
    changed = boss.get(f"sites/{made['id']}/").json()
    assert (changed["zone"], changed["police_phone"]) == ("Europe/Amsterdam", None)
    refused(boss.post(f"sites/{made['id']}/change/", change), 409, "record.stale")
    again = done(boss.post(f"sites/{made['id']}/change/", change | {"zone": "Europe/Paris",
                                                                    "expected_seq": changed["version"]}))
    back = done(boss.post(f"sites/proposals/{again['site_proposal']['id']}/withdrawal/"))["site_proposal"]
    assert back["state"] == "withdrawn"
    assert len(other.get("sites/proposals/").json()["results"]) == 2
    place = Place.objects.get(code_word="BITTERN")
    for site in ("MAPLE", ""):
        put = done(boss.post("places/proposals/", {"place_id": str(place.id), "site": site, "reason": "it moved"}))
        done(other.post(f"places/proposals/{put['place_proposal']['id']}/decision/", {"approve": True}))
        place.refresh_from_db()
        assert (place.site.code_word if place.site else "") == site
    assert "MAPLE" in [each["code_word"] for each in boss.get("sites/").json()["results"]]
    assert boss.get(f"sites/{made['id']}/").json()["code_word"] == "MAPLE"
    refused(boss.post("sites/", body), 400, "site.taken", field="code_word")


def test_who_commands_reads_the_sites_and_changes_none(cast, birch, caller, refused):
    boss = caller(cast.supervisor)
    assert len(boss.get("sites/").json()["results"]) == 3
    refused(boss.post(f"sites/{birch.id}/change/", {"zone": "Europe/Paris", "reason": "x"}), 403, "role.missing")
    refused(boss.post("sites/", {"code_word": "MAPLE", "jurisdiction": "BE", "zone": "Europe/Paris"}), 403,
            "role.missing")
    crew = caller(cast.crew)
    assert crew.get("sites/").json()["results"] == []
    refused(crew.get(f"sites/{birch.id}/"), 404, "record.not_found")
    refused(crew.post(f"sites/{birch.id}/change/", {"zone": "Europe/Paris", "reason": "x"}), 404, "record.not_found")
