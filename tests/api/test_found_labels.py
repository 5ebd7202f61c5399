"""Labels that lay somewhere, by the API."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import stories
from tests.evidence.test_found_labels import found
from tests.targeting import png


def test_anybody_reports_one_and_another_in_command_settles_it(cast, caller, token_of, done):
    [bag] = stories.stored(cast)
    body = {"code": bag.label, "found_where": "on the quay", "remark": None}
    first = token_of(cast.crew).post("found-labels/", body)
    other = token_of(cast.crew).post("found-labels/", body | {"code": "a torn scrap"})
    made = done(first)["report"]
    assert first.json().keys() == other.json().keys()

    assert {row["code"] for row in caller(cast.crew).get("found-labels/").json()["results"]} == {
        bag.label, "a torn scrap"}
    assert caller(cast.planner).get(f"found-labels/{made}/").status_code == 404
    done(caller(cast.supervisor).post(f"found-labels/{made}/settlement/", {"outcome": "put_back", "finding": "seen"}))
    shown = caller(cast.auditor).get(f"found-labels/{made}/").json()
    assert (shown["settled_by"], shown["outcome"]) == (cast.supervisor.badge, "put_back")


def test_its_photo_is_attached_and_named_to_who_reads_the_report(cast, caller, done):
    path = f"found-labels/{found(cast).id}/"

    def send(who):
        body = {"photo": SimpleUploadedFile("p.png", png()), "slot": "label"}
        return caller(who).post(f"{path}photos/", body, form=True)

    photo = done(send(cast.crew))["photo"]

    assert caller(cast.supervisor).get(path).json()["photos"] == [photo]
    assert send(cast.planner).status_code == 404
