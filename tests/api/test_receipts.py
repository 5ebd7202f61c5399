"""The receipt says where the act stands in the ledger; the scale client gets one, once, however often it asks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from custody.core.act import Act, Door
from custody.evidence.models import Weighing
from custody.ledger.models import Event
from custody.ledger.receipts import receipt_for
from custody.organisation.actions.tokens import issue_token
from examples import scale_client
from tests import stories
from tests.web.browser import served

SCRIPT = Path(settings.BASE_DIR) / "examples" / "scale_client.py"
LINE = "ST,GS,+0025.00kg\r\n"


def test_an_act_that_the_log_has_signed_is_answered_with_its_index(house_cast, caller, done, seal_all):
    officer = caller(house_cast.officer)
    key, body = uuid4(), {"kind": "container", "place": "HERON", "second_badge": "4418"}
    first = done(officer.post("stops/", body, key=key))["receipt"]
    seal_all()

    again = done(officer.post("stops/", body, key=key), again=True)["receipt"]

    assert (first["sealed"], first["index"]) == (False, None)
    assert again == {**first, "sealed": True, "index": receipt_for(again["op_id"]).index}


@pytest.fixture
def scale(house_cast, tmp_path):
    """Return a function that runs the client against a served house, as a process of its own."""
    [unit] = stories.seized(house_cast)
    token = issue_token(act=Act(actor=house_cast.administrator, door=Door.COMMAND), badge="4961")
    kept = tmp_path / "weighing.json"

    def run(address, line=LINE, token=token):
        return subprocess.run(
            [sys.executable, str(SCRIPT), address, str(unit.id), "S-FLOOR"], input=line, text=True, timeout=60,
            capture_output=True, check=False,
            env={**os.environ, "CUSTODY_TOKEN": token, "SCALE_CLIENT_FILE": str(kept)},
        )  # fmt: skip

    run.kept = kept
    return run


def test_a_scale_posts_its_weight(scale):
    with served() as address:
        result = scale(address)

    assert (result.returncode, result.stderr) == (0, "")
    assert Event.objects.filter(op_id=result.stdout.strip()).exists()
    assert Weighing.objects.filter(gross_mg=25_000_000, occasion="check").count() == 1
    assert not scale.kept.exists()


def test_a_weight_whose_answer_got_lost_is_recorded_once(scale):
    lost = scale("http://127.0.0.1:9")
    waiting = scale.kept.read_text()

    with served() as address:
        first = scale(address, line="")
        scale.kept.write_text(waiting)
        second = scale(address, line="")

    assert (lost.returncode, first.returncode, second.returncode) == (2, 0, 0)
    assert first.stdout == second.stdout
    assert Weighing.objects.filter(occasion="check").count() == 1


def test_a_weight_that_nobody_judged_is_kept(scale):
    with served() as address:
        first = scale(address)
        scale.kept.write_text(json.dumps({"key": str(uuid4()), "body": {}}))
        closed = scale(address, token="not-a-token")

    assert (first.returncode, closed.returncode) == (0, 1)
    assert scale.kept.exists()


def test_a_refused_weight_is_not_sent_for_ever(scale):
    with served() as address:
        result = scale(address, line="ST,GS,-0001.00kg\n")

    assert result.returncode == 1
    assert json.loads(result.stderr)["code"] == "weight.range"
    assert not scale.kept.exists()


@pytest.mark.parametrize(("line", "mg"), [("ST,GS,+0026.66kg", 26_660_000), ("ST,GS,+412.5g\r\n", 412_500),
                                          ("ST,GS,+0000.001 kg", 1_000)])
def test_a_stable_line_is_read_exactly(line, mg):
    assert scale_client.milligrams(line) == mg


@pytest.mark.parametrize("line", ["US,GS,+0026.66kg", "ST,NT,+0026.66kg", "", "26.66", "ST,GS,+0026.66lb", "OL",
                                  f"ST,GS,+{'9' * 5000}kg"])
def test_a_line_that_is_no_stable_gross_weight_is_refused(line):
    with pytest.raises(SystemExit, match="no stable gross weight"):
        scale_client.milligrams(line)


def test_the_example_is_short_and_needs_nothing_installed():
    text = SCRIPT.read_text(encoding="utf-8")
    code = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]

    imported = {line.split()[1].split(".")[0] for line in code if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)
    assert len(code) <= 60
    assert text.startswith("#!")
