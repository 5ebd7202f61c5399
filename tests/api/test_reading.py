"""Lists by cursor neither repeat nor skip; filters that are not known are refused; the reader is told who they are."""

from __future__ import annotations

from base64 import b64encode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import stories

LISTS = ["units/", "seizures/", "transfers/", "discrepancies/", "orders/", "sessions/", "alerts/", "me/custody/"]


def test_pages_neither_repeat_nor_skip(cast, caller):
    units = stories.seized(cast, count=7)
    officer = caller(cast.officer)

    page = officer.get(f"seizures/{units[0].seizure_id}/units/", page_size=3).json()
    seen = [each["label"] for each in page["results"]]
    assert page["previous"] is None
    while page["next"]:
        page = officer.get(page["next"]).json()
        seen += [each["label"] for each in page["results"]]

    assert seen == sorted(unit.label for unit in units)
    assert officer.get(page["previous"]).status_code == 200


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("cursor", ["abc", b64encode(b"p=\xff").decode(), b64encode(b"o=x").decode()])
def test_a_cursor_that_no_page_gave_is_refused(cast, caller, refused, path, cursor):
    refused(caller(cast.supervisor).get(path, cursor=cursor), 400, "cursor.unknown", field="cursor")


def test_a_cursor_of_another_list_is_refused(cast, caller, refused):
    stories.opened_seizure(cast)
    cursor = b64encode(b"p=no moment").decode()

    refused(caller(cast.supervisor).get("seizures/", cursor=cursor), 400, "cursor.unknown", field="cursor")


@pytest.mark.parametrize("path", LISTS)
def test_a_filter_that_is_not_known_is_refused_by_its_name(cast, caller, refused, path):
    refused(caller(cast.supervisor).get(path, colour="red"), 400, "request.fields", field="colour")


@pytest.mark.parametrize("path", LISTS)
def test_somebody_without_a_task_sees_empty_lists(cast, caller, path):
    stories.stored(cast)

    assert caller(cast.nobody).get(path).json()["results"] == []


def test_filters_narrow_a_list(cast, caller):
    [unit] = stories.stored(cast)
    planner = caller(cast.planner)

    found = planner.get("units/", custody_state="stored", kind="bag", seizure_id=str(unit.seizure_id)).json()

    assert [each["id"] for each in found["results"]] == [str(unit.id)]
    assert planner.get("units/", authority_state="ordered").json()["results"] == []


@pytest.mark.parametrize("path", ["units/", "me/custody/"])
def test_a_longer_list_takes_no_more_queries(cast, caller, path):
    officer = caller(cast.officer)
    seizure = stories.opened_seizure(cast)
    stories.seized(cast, of=seizure)
    officer.get(path)
    with CaptureQueriesContext(connection) as few:
        officer.get(path)
    stories.seized(cast, count=9, of=seizure)

    with CaptureQueriesContext(connection) as many:
        officer.get(path)

    assert len(many) == len(few)


def test_the_reader_is_told_who_they_are(cast, caller):
    assert caller(cast.supervisor).get("me/").json() == {
        "badge": "4901", "roles": ["supervisor", "witness"], "language": "en", "may_sign": True,
    }  # fmt: skip
