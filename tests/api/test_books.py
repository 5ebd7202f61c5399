"""The books of mass, a blind count and the register of scales, through the API."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from custody.organisation.models import Scale
from tests import stories
from tests.destruction.test_variances import varying


def test_the_port_adds_up_to_the_milligram(cast, caller, refused):
    unit = stories.sampled(cast, left_mg=stories.BAG_MG - 25_000).unit

    port = caller(cast.auditor).get("books/").json()
    seizure = caller(cast.director).get(f"seizures/{unit.seizure_id}/books/").json()

    for found in (port, seizure):
        whole = found["whole"]
        parts = sum(mg for name, mg in whole.items() if name.endswith("_mg") and name != "seized_mg")
        assert whole["seized_mg"] == parts == stories.BAG_MG
        assert (whole["sample_mg"], whole["variance_mg"], whole["is_even"]) == (5_000, 20_000, True)
        assert [each["substance"] for each in found["substances"]] == ["cocaine"]
        [variance] = found["variances"]
        assert (variance["missing_mg"], variance["owner"], variance["standing"]) == (20_000, "4701", "open")
    assert [each["agrees"] for each in port["checks"]] == [True, True, True]
    refused(caller(cast.officer).get("books/"), 403, "role.missing")
    refused(caller(cast.crew).get(f"seizures/{unit.seizure_id}/books/"), 403, "role.missing")


def test_the_masses_of_a_unit_are_numbers_for_whose_task_it_is(cast, caller):
    [unit] = stories.stored(cast)

    shown = caller(cast.auditor).get(f"units/{unit.id}/masses/").json()
    masked = caller(cast.crew).get(f"units/{unit.id}/masses/").json()

    assert (shown["estimated"], shown["weighed"]["gross_mg"], shown["pure_mg"]) == (None, stories.BAG_MG, None)
    assert [each["scale"] for each in shown["history"]] == ["S-FLOOR"]
    assert masked["weighed"]["gross_mg"] is None


def test_a_count_is_kept_and_no_number_comes_back(cast, caller, done, refused):
    [unit] = stories.stored(cast)
    path, key = f"units/{unit.id}/counts/", uuid4()

    first = done(caller(cast.storekeeper).post(path, {"package_count": 24}, key=key))
    assert done(caller(cast.storekeeper).post(path, {"package_count": 24}, key=key), again=True) == first
    assert (set(first), first["settled"]) == ({"receipt", "count", "settled"}, False)
    refused(caller(cast.storekeeper).post(path, {"package_count": 24}), 403, "count.own")
    second = done(caller(cast.second_storekeeper).post(path, {"package_count": 24}))
    assert second["settled"] is True
    unit.refresh_from_db()
    assert unit.discrepancy_open


def test_a_calibration_is_reported_by_one_and_confirmed_by_another(cast, caller, token_of, done, refused):
    today = stories.now().date()
    new = {"code": "S-NEW", "capacity_mg": 150_000_000, "division_mg": 10_000, "accuracy_class": "III"}
    scale = done(caller(cast.administrator).post("scales/", new))["scale"]
    assert scale["standing"] == "expired"
    body = {"certificate": "C-1", "calibrated_on": str(today), "valid_until": str(today + timedelta(days=365)),
            "accuracy_class": "II", "expected_seq": scale["version"]}  # fmt: skip

    made = done(caller(cast.administrator).post(f"scales/{scale['id']}/calibrations/", body))["calibration"]
    path = f"calibrations/{made['id']}/decision/"
    refused(caller(cast.administrator).post(path, {"approve": True}), 403, "calibration.own")
    refused(token_of(cast.supervisor).post(path, {"approve": True}), 403, "token.cannot_sign")
    assert done(caller(cast.supervisor).post(path, {"approve": True}))["calibration"]["state"] == "approved"

    reader = caller(cast.storekeeper)
    assert reader.get(f"scales/{scale['id']}/").json()["standing"] == "good"
    [only] = reader.get(f"scales/{scale['id']}/calibrations/").json()["results"]
    assert only["state"] == "approved"
    hangs = reader.get(f"scales/{scale['id']}/preview/").json()
    assert (hangs["units"], hangs["since"]) == (0, 0)
    assert scale["code"] not in hangs["left"]
    out = done(reader.post(f"scales/{scale['id']}/withdrawal/", {"reason": "it creeps"}))["scale"]
    assert out["standing"] == "withdrawn"
    assert Scale.objects.get(code="S-NEW").withdrawn_at is not None
    listed = [each["code"] for each in reader.get("scales/").json()["results"]]
    assert listed == ["S-BENCH", "S-FLOOR", "S-NEW", "S-PALLET"]
    assert caller(cast.crew).get("scales/").json()["results"] == []


def test_a_variance_passes_to_another_owner_and_an_auditor_closes_it(cast, caller, token_of, done, refused):
    unit = varying(cast)
    path = f"units/{unit.id}/variance/"
    sampler, keeper, auditor = caller(cast.sampler), caller(cast.storekeeper), caller(cast.auditor)

    refused(sampler.post(path + "offers/", {"to_badge": "4701", "reason": "x"}), 403, "variance.same")
    done(sampler.post(path + "offers/", {"to_badge": "4601", "reason": "their scale"}))
    assert sampler.get(path).json()["asked"] == "4601"
    refused(token_of(cast.storekeeper).post(path + "answer/", {"outcome": "accepted"}), 403, "token.cannot_sign")
    done(keeper.post(path + "answer/", {"outcome": "accepted"}))
    refused(keeper.post(path + "closing/", {"finding": "x"}), 403, "role.missing")
    done(auditor.post(path + "closing/", {"finding": "a spill"}))

    found = auditor.get(path).json()
    assert (found["owner"], found["standing"], found["missing_mg"], found["asked"]) == ("4601", "closed", 20_000, None)
