"""The same key with the same body is the same act; with another body it is refused. Claims of time are claims."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from custody.alerts.actions import reused
from custody.alerts.models import Alert
from custody.core.act import Basis
from custody.core.errors import IntegrityBroken
from custody.ledger.models import Event, IdempotencyKey
from custody.organisation.actions import register
from tests import stories

STOP = {"kind": "container", "place": "HERON", "second_badge": "4418"}


def test_the_same_key_and_body_get_the_same_answer_and_one_event(cast, caller, done):
    officer, key = caller(cast.officer), uuid4()
    first = done(officer.post("stops/", STOP, key=key))
    events = Event.objects.count()

    again = done(officer.post("stops/", STOP, key=key), again=True)

    assert again == first
    assert Event.objects.count() == events


def test_the_spelling_of_the_body_does_not_matter(cast, caller, done):
    officer, key = caller(cast.officer), uuid4()
    done(officer.post("stops/", STOP, key=key))

    text = json.dumps(dict(reversed(STOP.items())), indent=4)
    response = officer.client.post(
        "/api/v1/stops/", text, content_type="application/json", headers={"Idempotency-Key": str(key)}
    )

    done(response, again=True)


def test_a_key_that_comes_again_with_another_body_is_told_of_once_in_the_digest(cast, caller, done):
    officer, key = caller(cast.officer), uuid4()
    done(officer.post("stops/", STOP, key=key))

    for place in ("PLOVER", "BITTERN"):
        officer.post("stops/", STOP | {"place": place}, key=key)

    [alert] = Alert.objects.filter(rule="AL14")
    assert (alert.stage, alert.level, alert.subject_id) == ("key", 4, cast.officer.id)
    assert alert.about == [cast.officer.id]
    assert alert.dedupe_key == f"key:{key}"


def test_a_house_without_an_engine_refuses_a_used_key_all_the_same(cast, caller, done, refused, monkeypatch):
    def nobody():
        raise IntegrityBroken("engine.unregistered", "The engine has no badge")

    monkeypatch.setattr(reused, "engine_act", nobody)
    officer, key = caller(cast.officer), uuid4()
    done(officer.post("stops/", STOP, key=key))

    refused(officer.post("stops/", STOP | {"remark": "Late"}, key=key), 409, "record.key_reused")
    assert not Alert.objects.exists()


@pytest.mark.parametrize("change", [{"place": "PLOVER"}, {"remark": "Late"}, {"kind": "vehicle"}])
def test_a_key_with_another_body_is_refused(cast, caller, done, refused, change):
    officer, key = caller(cast.officer), uuid4()
    done(officer.post("stops/", STOP, key=key))

    refused(officer.post("stops/", STOP | change, key=key), 409, "record.key_reused")


def test_a_key_is_refused_at_another_address(cast, caller, done, refused):
    first, second = stories.seized(cast, count=2)
    officer, key = caller(cast.officer), uuid4()
    body = {"reading": {"gross_mg": stories.BAG_MG, "scale": "S-FLOOR", "package_count": 25}}
    done(officer.post(f"units/{first.id}/weighings/", body, key=key))

    refused(officer.post(f"units/{second.id}/weighings/", body, key=key), 409, "record.key_reused")


def test_a_key_of_another_person_is_refused(cast, caller, done, refused):
    key = uuid4()
    done(caller(cast.officer).post("stops/", STOP, key=key))

    refused(caller(cast.third_officer).post("stops/", STOP, key=key), 409, "record.key_reused")


def test_a_refused_act_leaves_its_key_free(cast, caller, done, refused):
    officer, key = caller(cast.officer), uuid4()
    refused(officer.post("stops/", STOP | {"place": "NOWHERE"}, key=key), 400, "place.unknown")

    done(officer.post("stops/", STOP, key=key))


def test_a_write_without_a_key_is_refused(cast, caller, refused):
    response = caller(cast.officer).client.post("/api/v1/stops/", STOP, format="json")

    refused(response, 400, "key.missing", field="Idempotency-Key")
    assert not IdempotencyKey.objects.exists()


def test_a_key_that_is_no_uuid_is_refused(cast, caller, refused):
    refused(caller(cast.officer).post("stops/", STOP, key="7"), 400, "key.malformed", field="Idempotency-Key")


def test_a_repeated_answer_is_rendered_with_the_rights_of_now(cast, caller, done):
    unit = stories.contained(cast)
    key = uuid4()
    supervisor, path = caller(cast.supervisor), f"units/{unit.id}/guards/"
    assert done(supervisor.post(path, {"guard_badge": "4420"}, key=key))["guard"]["guard"] == "4420"
    register.change_officer(
        act=stories.act_of(cast.administrator), officer=cast.supervisor, roles=[], clearance=1, is_active=True
    )

    assert done(supervisor.post(path, {"guard_badge": "4420"}, key=key), again=True)["guard"] is None


def test_a_claim_of_the_past_makes_the_record_a_late_one(cast, caller, done, monkeypatch):
    from custody.evidence.actions import stop

    seen, contain = [], stop.contain_conveyance
    monkeypatch.setattr(stop, "contain_conveyance", lambda *, act, **said: seen.append(act) or contain(act=act, **said))
    earlier = stories.now() - timedelta(hours=1)
    headers = {"X-Occurred-At": earlier.isoformat(), "X-Device-At": earlier.isoformat()}

    unit = done(caller(cast.officer).post("stops/", STOP, **headers))["unit"]

    assert seen[0].basis is Basis.LATE
    assert seen[0].device_at == earlier
    assert unit["held_since"] == earlier.isoformat().replace("+00:00", "Z")


def test_without_a_claim_the_clock_of_the_database_decides(cast, caller, done):
    before = stories.now()

    unit = done(caller(cast.officer).post("stops/", STOP, **{"X-Device-At": "1999-01-01T00:00:00Z"}))["unit"]

    assert before.isoformat()[:10] <= unit["held_since"][:10]


def test_a_claim_of_the_future_is_refused(cast, caller, refused):
    later = stories.now() + timedelta(hours=1)
    response = caller(cast.officer).post("stops/", STOP, **{"X-Occurred-At": later.isoformat()})

    refused(response, 400, "occurred_at.future", field="X-Occurred-At")


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-03-01T10:00:00", "2026-13-01T10:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_a_moment_that_is_none_is_refused(cast, caller, refused, text):
    response = caller(cast.officer).post("stops/", STOP, **{"X-Occurred-At": text})

    refused(response, 400, "request.fields", field="X-Occurred-At")


def test_the_claimed_time_is_part_of_what_was_said(cast, caller, done, refused):
    officer, key = caller(cast.officer), uuid4()
    done(officer.post("stops/", STOP, key=key))
    earlier = stories.now() - timedelta(minutes=1)

    refused(officer.post("stops/", STOP, key=key, **{"X-Occurred-At": earlier.isoformat()}), 409, "record.key_reused")
