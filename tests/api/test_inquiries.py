"""An inquiry is read and closed through the API."""

from __future__ import annotations

from tests.evidence.test_inquiries import burnt_down


def test_an_auditor_closes_an_inquiry(cast, caller, done):
    inquiry = burnt_down(cast)
    reader = caller(cast.auditor)
    done(reader.post(f"inquiries/{inquiry.id}/closing/", {
        "cause": "flood", "report_number": "PV 3", "finding": "The river"}))  # fmt: skip
    assert [each["cause"] for each in reader.get("inquiries/").json()["results"]] == ["flood"]
    assert caller(cast.crew).get("inquiries/").json()["results"] == []
