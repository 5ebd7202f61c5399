"""``manage.py adopt_pack``: two badges, or a look at what it would change."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from custody.organisation.models import JurisdictionPack
from custody.organisation.selectors.requirements import requirements_of
from tests import packs
from tests.stories import now


def run(*args, **options):
    out = io.StringIO()
    call_command("adopt_pack", *args, stdout=out, **options)
    return out.getvalue()


def test_two_people_adopt_a_pack(cast):
    assert run("US-TX", proposed_by="4951", approved_by="4952").startswith("US-TX v1: approved, ")
    assert requirements_of(jurisdiction="US-TX", at=now()).samples == 5


def test_a_look_says_what_would_change_and_writes_nothing(cast, tmp_path):
    file = tmp_path / "pack.toml"
    file.write_text(packs.nowhere(jurisdiction="BE"), encoding="utf-8")

    said = run(file=file, look=True)
    assert "order.authority                   1 ->      4 choice" in said
    assert len(json.loads(run(file=file, look=True, json=True))["changes"]) == len(packs.NOWHERE_RULES)
    assert not JurisdictionPack.objects.exists()


def test_one_person_alone_only_proposes(cast):
    assert json.loads(run("ES", proposed_by="4951", json=True))["state"] == "open"


@pytest.mark.parametrize(
    ("args", "options", "says"),
    [
        (["FR"], {}, "Name one of BE, ES, IN, US-TX, or a file"),
        ([], {"file": "nowhere"}, "This file cannot be read"),
        (["BE"], {}, "Say who proposes it"),
        (["BE"], {"proposed_by": "4951", "approved_by": "4951"}, "Another person must decide"),
        (["BE"], {"proposed_by": "4417"}, "Ask somebody who has it: administrator, supervisor"),
    ],
)
def test_a_slip_is_said_and_nothing_is_written(cast, tmp_path, args, options, says):
    if "file" in options:
        options = {"file": tmp_path / "none.toml"}
    with pytest.raises(CommandError, match=says):
        run(*args, **options)
    assert not JurisdictionPack.objects.exists()
