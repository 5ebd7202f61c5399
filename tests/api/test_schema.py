"""The API describes itself: valid, without a warning, every act with its refusals; and as a page under the policy."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from custody.api.v1.urls import urlpatterns
from custody.api.v1.writing import Acting


@pytest.fixture(scope="module")
def schema():
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        found = SchemaGenerator().get_schema(public=True)
    found["__troubles"] = [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]
    return found


def operations(schema):
    return [(path, method, each) for path, methods in schema["paths"].items() for method, each in methods.items()]


def said_once(schema):
    """Return the schema with what many acts share, answers and parameters, in the first of them only.

    The validator judges each by itself, and slowly; an act must keep its answer of success.
    """
    seen, once = set(), deepcopy(schema)

    def is_new(part):
        words = json.dumps(part, sort_keys=True, default=str)
        return not (words in seen or seen.add(words))

    for _, _, each in operations(once):
        each["responses"] = {
            status: part for status, part in each["responses"].items() if status.startswith("2") or is_new(part)
        }
        each["parameters"] = [part for part in each.get("parameters", []) if is_new(part)]
    return once


def test_the_schema_is_valid_and_made_without_a_warning(schema):
    troubles = schema.pop("__troubles")

    assert troubles == []
    assert schema["openapi"] == "3.1.1"
    validate_schema(said_once(schema))


def test_every_act_and_every_list_is_described(schema):
    acts = [each for each in urlpatterns if issubclass(each.callback.cls, Acting)]

    posts = [each for _, method, each in operations(schema) if method == "post"]

    assert len(posts) == len(acts) > 35
    assert len({each["operationId"] for _, _, each in operations(schema)}) == len(operations(schema))


def test_every_act_asks_for_a_key_and_names_its_refusals(schema):
    for path, method, each in operations(schema):
        if method != "post":
            continue
        assert "Idempotency-Key" in [part["name"] for part in each["parameters"] if part.get("required")], path
        assert {"400", "401", "403", "404", "409", "503"} <= set(each["responses"]), path
        assert list(each["responses"]["403"]["content"]) == ["application/problem+json"], path
        assert each["summary"], path


def test_no_place_is_among_what_is_shown(schema):
    shown = {name: part for name, part in schema["components"]["schemas"].items() if not name.endswith("InRequest")}

    placed = {
        name for name, part in shown.items() for field in part.get("properties", {}) if "place" in field.split("_")
    }

    # A rule speaks of a class of places, such as stores; a count, an audit, what is proposed, and what is owed for
    # a limit that was passed speak of a place and of no unit in it, but to the two who count there.
    of_classes, of_places = {"PolicyOut", "ProposalOut"}, {
        "InventoryOut", "AuditOut", "StockOut", "StockDetail",
        "OverloadOut", "UnwatchedOut", "DrillOut",
        "PlaceProposalOut", "PlaceProposalAnswer", "FurnaceOut", "FurnaceProposalOut"}  # fmt: skip
    # Both answer a look that was recorded, to who named what they look at.
    of_looks = {"RevealAnswer", "BayPlanAnswer"}
    assert {name for name in placed if not name.endswith("In")} == of_looks | of_classes | of_places


def test_every_mass_is_whole_milligrams(schema):
    for part in schema["components"]["schemas"].values():
        for name, field in part.get("properties", {}).items():
            if name.endswith("_mg"):
                assert "integer" in str(field["type"])


def test_the_schema_is_served_to_who_is_signed_in(cast, caller):
    from rest_framework.test import APIClient

    assert caller(cast.officer).get("schema/").status_code == 200
    assert APIClient().get("/api/v1/schema/").status_code == 401


def test_the_page_of_the_schema_runs_nothing_inside_itself(cast, caller):
    officer = caller(cast.officer)

    page = officer.get("docs/")

    assert page.status_code == 200
    assert b"<script>" not in page.content
    assert b"<style" not in page.content
    assert b"http" not in page.content.replace(b"http://testserver", b"")
    script = officer.client.get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert b"/api/v1/schema/" in script.content
