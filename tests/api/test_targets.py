"""Targets, tips and look-ups by the API: what is looked for, and who gave a tip, are shown to nobody without a look."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import stories, targeting

BODY = {"origin": "risk_profile", "grounds": "frozen fish", "container_number": targeting.NUMBER}


def opened(client, done, **changes):
    body = BODY | {"expected_at": targeting.in_hours(3).isoformat()} | changes
    return done(client.post("targets/", body))["target"]


def test_a_target_goes_from_the_tip_to_the_stop(cast, caller, done):
    handler, officer, duty = caller(cast.handler), caller(cast.officer), caller(cast.duty_officer)
    tip = done(handler.post("tips/", {"source": targeting.SOURCE, "reliability": "B", "credibility": "2"}))["tip"]
    made = opened(officer, done, origin="tip", tip_reference=tip["reference"])
    here = f"targets/{made['id']}/"
    assert (made["tip"], made["grade"], made["state"]) == (tip["reference"], "B2", "open")
    done(officer.post(here + "arrival/", {"expected_at": targeting.in_hours(5).isoformat()}))
    image = done(officer.post(here + "scan-photos/", {
        "photo": SimpleUploadedFile("x.png", targeting.png(), "image/png"), "scanner": "own"}, form=True))
    done(officer.post(f"scans/{image['scan']}/readings/", {"result": "suspicious"}))
    assert duty.post(f"scans/{image['scan']}/look/", {"reason": "to decide"}).content == targeting.png()
    done(duty.post(here + "search/", {"searcher_badge": cast.officer.badge, "expected_seq": None}))
    unit = stories.contained(cast)

    shown = officer.get(here)
    assert shown.json()["unit_ids"] == [str(unit.id)]
    assert shown.json()["readings"] == [{"scan_id": image["scan"], "result": "suspicious", "read_by": "4417"}]
    for secret in (targeting.NUMBER, "frozen fish", targeting.SOURCE):
        assert secret not in shown.content.decode()
    assert [each["id"] for each in duty.get("targets/", state="contained").json()["results"]] == [made["id"]]
    assert [each["id"] for each in duty.get("targets/", unit_id=str(unit.id)).json()["results"]] == [made["id"]]
    assert caller(cast.third_officer).get("targets/").json()["results"] == []


def test_what_is_looked_for_is_answered_to_the_look_and_who_gave_a_tip_to_its_handler(cast, caller, done, refused):
    target, tip = targeting.targeted(cast), targeting.tipped(cast)

    seen = done(caller(cast.supervisor).post(f"targets/{target.id}/reveal/", {"reason": "to decide"}))
    assert (seen["container_number"], seen["grounds"]) == (targeting.NUMBER, "frozen fish from a bakery")
    handler = caller(cast.handler)
    assert done(handler.post(f"tips/{tip.id}/source/", {"reason": "to call"}))["source"] == targeting.SOURCE
    refused(caller(cast.internal_affairs).post(f"tips/{tip.id}/source/", {"reason": "x"}), 403, "role.missing")
    done(handler.post(f"tips/{tip.id}/handler/", {"handler_badge": "4432", "reason": "leave"}))
    refused(handler.get(f"tips/{tip.id}/"), 404, "record.not_found")
    assert targeting.SOURCE not in caller(cast.internal_affairs).get("tips/").content.decode()


def test_two_let_it_go_and_what_others_found_in_it_is_told(cast, caller, done, refused):
    target = targeting.targeted(cast)
    here = f"targets/{target.id}/"
    done(caller(cast.officer).post(here + "letting-go/", {"reason_code": "explained", "reason": "papers"}))
    refused(caller(cast.officer).post(here + "letting-go/decision/", {}), 403, "role.missing")
    gone = done(caller(cast.supervisor).post(here + "letting-go/decision/", {}))["target"]
    found = done(caller(cast.supervisor).post(here + "find/", {"authority": "Rotterdam", "remark": "400 kg"}))["target"]

    assert (gone["state"], gone["asked_by"], gone["let_go_by"]) == ("let_go", "4417", "4901")
    assert found["found_at"] is not None


def test_a_van_is_linked_and_a_number_is_looked_up_once_for_each_key(cast, caller, done, refused):
    target, van = targeting.targeted(cast), stories.contained(cast, kind="vehicle", container_number=None)
    here = f"targets/{target.id}/conveyances/"
    asked = done(caller(cast.officer).post(here, {"label": van.label}))["target"]
    assert (asked["state"], asked["link_unit_id"], asked["link_by"]) == ("open", str(van.id), "4417")
    duty = caller(cast.supervisor)
    done(duty.post(here + "decision/", {"approve": True}))
    undone = done(duty.post(here + "undoing/", {"label": van.label, "reason": "another van"}))["target"]
    assert (undone["state"], undone["unit_ids"]) == ("open", [])
    done(caller(cast.officer).post(here, {"label": van.label}))
    linked = done(duty.post(here + "decision/", {"approve": True}))["target"]
    body = {"container_number": "MSCU 123456 6", "reason": "at the gate"}
    crew = caller(cast.crew)

    answer = done(crew.post("container-look-ups/", body))

    assert linked["unit_ids"] == [str(van.id)]
    assert answer["targets"] == [{"reference": target.reference, "state": "contained"}]
    assert answer["unit_ids"] == []
    refused(caller(cast.storekeeper).post("container-look-ups/", body), 403, "role.missing")
