"""An address with a NUL in it, in any filter or part of a path, is refused as what nobody can read: never our fault."""

from __future__ import annotations

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

NUL = "%00"
ANY_ID = "00000000-0000-0000-0000-000000000000"


def asked_in_any_way():
    """Yield the address of every reading with a NUL in each of its questions, and in each part that is no id."""
    for path, doors in SchemaGenerator().get_schema(request=None, public=True)["paths"].items():
        said = doors.get("get", {}).get("parameters", [])
        plain = path
        for each in said:
            if each["in"] == "path":
                is_id = each["schema"].get("format") == "uuid"
                plain = plain.replace(f"{{{each['name']}}}", ANY_ID if is_id else f"a{NUL}b")
        if "get" not in doors:
            continue
        yield plain
        for each in said:
            if each["in"] == "query":
                yield f"{plain}?{each['name']}=a{NUL}b"


@pytest.mark.parametrize("who", ["supervisor", "auditor"])
def test_no_reading_stumbles_over_what_nobody_can_read(cast, who):
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    client.force_login(getattr(cast, who))
    addresses = list(asked_in_any_way())

    answers = {each: client.get(each) for each in addresses}

    assert len([each for each in addresses if NUL in each]) > 50
    assert {each: answer.status_code for each, answer in answers.items() if answer.status_code >= 500} == {}
