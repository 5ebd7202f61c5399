"""What the lifecycle forbids is refused through the API too, with the reason in words."""

from __future__ import annotations

import pytest

from tests import stories
from tests.destruction import stories as burns

ROUTE = {"vehicle": "T-4", "vehicle_seal": "VS000009", "escort": "E-2", "destination": "BITTERN"}


def contained(cast):
    return stories.contained(cast), cast.officer


def seized(cast):
    return stories.seized(cast)[0], cast.officer


def stored(cast):
    return stories.stored(cast)[0], cast.storekeeper


def burnt(cast):
    return burns.burnt_units(burns.burnt(cast))[0], cast.crew


FORBIDDEN = [
    (contained, "units/{id}/extraction/interruption/", {"reason": "Dark", "seal": {"number": "AN990001"},
                                                        "second_badge": "4418"}),
    (contained, "units/{id}/extraction/end/", {}),
    (contained, "units/{id}/samples/", None),
    (seized, "units/{id}/extraction/", {"witness_badge": "4418"}),
    (seized, "arrivals/", {"unit_ids": "{id}", "place": "BITTERN"}),
    (seized, "transfers/", {"unit_ids": "{id}", "receiver_badge": "4501", "second_badge": "4502",
                            "purpose": "departure", "route": ROUTE}),
    (stored, "storage/", {"unit_ids": "{id}", "place": "DUNLIN"}),
    (stored, "arrivals/", {"unit_ids": "{id}", "place": "DUNLIN"}),
    (stored, "sessions/", {"facility": "FORGE", "starts_at": "2999-01-01T00:00:00Z", "unit_ids": "{id}"}),
    (stored, "reconciliations/", {"unit_ids": "{id}"}),
    (burnt, "units/{id}/weighings/", {"reading": {"gross_mg": 1_000_000, "scale": "S-FLOOR"}}),
    (burnt, "units/{id}/seals/", {"seal": {"number": "AN990002"}, "second_badge": "4502"}),
    (burnt, "moves/", {"unit_ids": "{id}", "place": "BITTERN"}),
    (burnt, "transfers/", {"unit_ids": "{id}", "receiver_badge": "4601"}),
]
ACTORS = {"sessions/": "planner", "reconciliations/": "auditor", "units/{id}/samples/": "sampler"}


@pytest.mark.parametrize(("state", "path", "body"), FORBIDDEN,
                         ids=[f"{state.__name__} {path}" for state, path, _ in FORBIDDEN])
def test_a_forbidden_step_is_refused_in_words_and_changes_nothing(cast, caller, refused, state, path, body):
    unit, holder = state(cast)
    burns.furnace(cast)
    if body is None:
        body = {"witness_badge": "4417", "new_seal": {"number": "AN990003"},
                "reading": {"gross_mg": 1_000_000, "scale": "S-FLOOR"},
                "samples": [{"sample_kind": "analysis", "seal": {"number": "AN990004"},
                             "reading": {"gross_mg": 5_000, "scale": "S-BENCH"}}]}
    said = {name: [str(unit.id)] if value == "{id}" else value for name, value in body.items()}
    before = unit.last_seq
    actor = getattr(cast, ACTORS[path]) if path in ACTORS else holder

    response = caller(actor).post(path.format(id=unit.id), said)

    assert response.status_code in (403, 409), response.content
    found = refused(response, response.status_code, response.json()["code"])
    assert " " in found["detail"]
    unit.refresh_from_db()
    assert unit.last_seq == before
