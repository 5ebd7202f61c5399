"""What the law asks for, through the API: packs, papers, draws."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from custody.destruction.models import Notice, OrderRequest
from custody.organisation.models import JurisdictionPack
from tests import packs
from tests.destruction import asking, stories
from tests.destruction.lawful import goods, under
from tests.destruction.stories import local_day
from tests.stories import now


def day():
    return stories.local_day(now()).isoformat()


def test_a_pack_is_proposed_previewed_and_approved(cast, caller, refused):
    proposed = caller(cast.administrator).post("packs/", {"document": packs.nowhere()})
    assert proposed.status_code == 201
    pack = proposed.json()["pack"]
    assert (pack["jurisdiction"], pack["state"], pack["version_number"]) == ("XX", "open", 1)
    changes = caller(cast.supervisor).get(f"packs/{pack['id']}/preview/").json()["changes"]
    assert {each["key"] for each in changes} == set(packs.NOWHERE_RULES)
    assert all(each["before"] is None for each in changes)
    refused(caller(cast.administrator).post(f"packs/{pack['id']}/decision/", {"approve": True}), 403, "pack.own")
    done = caller(cast.supervisor).post(f"packs/{pack['id']}/decision/", {"approve": True})
    assert done.json()["pack"]["state"] == "approved"
    assert caller(cast.auditor).get(f"packs/{pack['id']}/").json()["digest"] == pack["digest"]
    assert caller(cast.officer).get("packs/").json()["results"] == []


def test_a_pack_as_long_as_those_that_are_shipped_is_proposed(cast, caller):
    assert len(packs.shipped("US-TX")) > 10_000
    proposed = caller(cast.administrator).post("packs/", {"document": packs.shipped("US-TX")})
    assert proposed.status_code == 201, proposed.content


def test_a_pack_is_withdrawn_and_nonsense_is_no_pack(cast, caller, refused):
    refused(caller(cast.administrator).post("packs/", {"document": "x ="}), 400, "pack.unreadable", field="document")
    pack = caller(cast.administrator).post("packs/", {"document": packs.nowhere()}).json()["pack"]
    assert caller(cast.administrator).post(f"packs/{pack['id']}/withdrawal/").json()["pack"]["state"] == "withdrawn"
    assert JurisdictionPack.objects.count() == 1


def test_the_law_of_a_seizure_is_read_by_those_who_see_orders(cast, caller, refused):
    [unit] = stories.kept(cast)
    asked = caller(cast.case_officer).get(f"seizures/{unit.seizure_id}/law/").json()["asked"]
    assert (asked[0]["authority"], asked[0]["authorities"][1]) == ("prosecutor", "investigating_judge")
    assert asked[0]["rotation"] == 1
    refused(caller(cast.storekeeper).get(f"seizures/{unit.seizure_id}/law/"), 403, "role.missing")


def test_from_the_notice_to_silence_and_an_objection(cast, caller, refused):
    under(cast, packs.shipped("ES"))
    units = goods(cast, "ES", samples=2, kept=1)
    [words] = caller(cast.case_officer).get(f"seizures/{units[0].seizure_id}/law/").json()["notices"]
    assert words.startswith(f"The substance of seizure {units[0].seizure.code_word} will be destroyed unless")
    body = {"addressee": "judge", "reference": "N 1"}
    path = f"seizures/{units[0].seizure_id}/notices/"
    claimed = {"X-Occurred-At": (now() - timedelta(days=40)).isoformat()}
    refused(caller(cast.case_officer).post(path, body, **claimed), 400, "act.no_claim")
    assert not Notice.objects.exists()
    notice = caller(cast.case_officer).post(path, body).json()["notice"]
    assert (notice["notice_kind"], notice["state"]) == ("silent_consent", "running")
    settle = {"expected_seq": notice["version"]}
    refused(caller(cast.supervisor).post(f"notices/{notice['id']}/settlement/", settle), 409, "notice.runs")
    objected = caller(cast.case_officer).post(
        f"notices/{notice['id']}/objection/", {"grounds": "Keep it", "expected_seq": notice["version"]}
    )
    assert objected.json()["notice"]["state"] == "answered"
    assert [each["id"] for each in caller(cast.auditor).get("notices/", state="answered").json()["results"]] == [
        notice["id"]
    ]
    said = {"outcome": "rejected", "authority": "court", "reference": "KI 4",
            "decided_on": local_day(now()).isoformat(),
            "expected_seq": objected.json()["notice"]["version"]}  # fmt: skip
    found = caller(cast.supervisor).post(f"notices/{notice['id']}/decision/", said).json()["decision"]
    assert (found["decision_kind"], found["state"]) == ("decide_objection", "recorded")
    assert [each["state"] for each in caller(cast.auditor).get("notices/").json()["results"]] == ["answered"]


def attached(clerk, decision):
    """Attach the paper of a decision, and return its id."""
    paper = SimpleUploadedFile("paper.pdf", b"%PDF-1.7 decided")
    assert clerk.post(f"decisions/{decision['id']}/paper/", {"document": paper}, form=True).status_code == 201
    return decision["id"]


def test_a_quantity_is_retained(cast, caller):
    [unit] = stories.kept(cast)
    asked = caller(cast.case_officer).post(
        f"seizures/{unit.seizure_id}/retentions/",
        {"authority": "court", "exhibit_number": 1, "retain_mg": 9_000, "reason": "Jury"},
    ).json()["retention"]
    assert asked["exhibit_number"] == 1
    written = {"reference": "KP 11", "decided_on": day()}
    found = caller(cast.second_case_officer).post(
        f"retentions/{asked['id']}/decision/",
        written | {"outcome": "denied", "reason": "No", "expected_seq": asked["version"]},
    ).json()["decision"]
    attached(caller(cast.second_case_officer), found)
    caller(cast.supervisor).post(f"decisions/{found['id']}/verification/")
    denied = caller(cast.supervisor).get("retentions/").json()["results"][0]
    appealed = caller(cast.case_officer).post(
        f"retentions/{asked['id']}/appeal/", {"grounds": "Yes", "expected_seq": denied["version"]}
    ).json()["retention"]
    assert (denied["retain_mg"], denied["state"], appealed["state"]) == (9_000, "denied", "appealed")
    assert asked["retain_mg"] is None  # a mass is not for every role
    assert len(caller(cast.auditor).get("retentions/").json()["results"]) == 1


def test_an_oral_order_under_an_instruction(cast, caller, refused):
    units = stories.kept(cast)
    clerk = caller(cast.case_officer)
    assert clerk.post(f"seizures/{units[0].seizure_id}/instruction/", {"reference": "I 1"}).status_code == 201
    order = clerk.post("orders/oral/", {
        "unit_ids": [str(units[0].id)], "authority": "prosecutor", "spoken_by": "Duty prosecutor",
        "listener_badge": "4802", "reasons": "Danger",
    }).json()["order"]  # fmt: skip
    path, other = f"orders/{order['id']}/", caller(cast.second_case_officer)
    refused(other.post(path + "verification/"), 409, "order.judge")
    consent = {"authority": "investigating_judge", "reference": "J 1", "decided_on": day()}
    other.post(f"decisions/{attached(clerk, clerk.post(path + 'consent/', consent).json()['decision'])}/verification/")
    assert other.post(path + "verification/").json()["order"]["state"] == "verified"
    paper = SimpleUploadedFile("paper.pdf", b"%PDF-1.7 signed")
    said = {"number": "AN 1", "confirmed_on": day(), "document": paper}
    assert other.post(path + "confirmation/", said, form=True).status_code == 201
    assert clerk.post(path + "service/", {"addressee": "owner", "reference": "S"}).json()["notice"]["order_id"] == (
        order["id"]
    )
    whose = {"authority": "court", "reference": "J 3", "decided_on": day()}
    said = clerk.post(f"seizures/{units[0].seizure_id}/law/whose/", whose).json()["decision"]
    assert (said["decision_kind"], said["authority"]) == ("confirm_law", "court")
    end = {"reference": "J 2", "decided_on": day()}
    ended = caller(cast.supervisor).post(f"seizures/{units[0].seizure_id}/instruction/end/", end).json()["decision"]
    refused(other.post(f"decisions/{ended['id']}/refusal/", {"reason": " "}), 400, "request.fields")
    assert other.post(f"decisions/{ended['id']}/refusal/", {"reason": "No"}).json()["decision"]["state"] == "refused"
    revoke = end | {"reason": "Reopened"}
    assert clerk.post(path + "revocation/", revoke).json()["decision"]["decision_kind"] == "revoke_order"


def test_a_magistrate_is_asked_and_a_question_answered(cast, caller, refused):
    [unit] = stories.kept(cast)
    made = caller(cast.case_officer).post("order-requests/", {
        "seizure_id": str(unit.seizure_id), "magistrate_badge": "4971", "reference": "PV 1"}).json()["request"]
    assert (made["labels"], made["latency_seconds"]) == ([unit.label], None)
    asked = asking.answered(cast, asking.opened(cast, OrderRequest.objects.get()), "ask", words="Who?")
    said = {"words": "4701", "expected_seq": asked.last_seq}
    done = caller(cast.case_officer).post(f"order-requests/{made['id']}/explanation/", said)
    assert done.json()["request"]["state"] == "open"
    read = caller(cast.auditor).get(f"order-requests/{made['id']}/").json()
    assert read["latency_seconds"] >= 0
    assert "words" not in read
    refused(caller(cast.officer).get(f"order-requests/{made['id']}/"), 404, "record.not_found")


def test_packages_are_drawn(cast, caller, refused):
    [unit] = stories.kept(cast)
    plan = caller(cast.sampler).post("sampling-plans/", {"exhibit_id": str(unit.exhibit_id)}).json()["sampling_plan"]
    assert (plan["packages"], plan["size"], len(plan["chosen"])) == (25, lawful_size(), lawful_size())
    assert caller(cast.auditor).get(f"sampling-plans/{plan['id']}/").json()["seed"] == plan["seed"]
    assert caller(cast.storekeeper).get("sampling-plans/").json()["results"] == []


def lawful_size():
    from custody.core.sampling import sample_size

    return sample_size(25)


