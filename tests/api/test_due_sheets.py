"""The due sheet over the API: who reads it is recorded, and it is told once for each key."""

from __future__ import annotations

from uuid import uuid4

from custody.evidence.models import Consultation
from tests import stories


def test_what_falls_due_is_read_by_who_commands_and_that_is_recorded_first(cast, caller, token_of, done, refused):
    [unit] = stories.stored(cast)
    body, supervisor, key = {"hours": 168}, caller(cast.supervisor), uuid4()

    refused(token_of(cast.supervisor).post("due-sheets/", body), 403, "token.cannot_sign")
    refused(caller(cast.officer).post("due-sheets/", body), 403, "role.missing")
    refused(supervisor.post("due-sheets/", {"hours": 169}), 400, "hours.range")
    refused(supervisor.post("due-sheets/", body | {"site": "NOWHERE"}), 400, "site.unknown")
    read = done(supervisor.post("due-sheets/", body, key=key))

    assert not read["left_out"]
    assert unit.label in {line["reference"] for sheet in read["sheets"] for line in sheet["lines"]}
    assert Consultation.objects.get(field_group="due_sheet").officer == cast.supervisor
    refused(supervisor.post("due-sheets/", body, key=key), 409, "due_sheet.read")
